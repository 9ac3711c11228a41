"""The terms of time: sessions, the end of proxies, and soft closes."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from ledger.identity import Channel, lot_order
from ledger.value import value


class SessionKind(StrEnum):
    """The way that the lots of a session are sold."""

    FLOOR = "floor"
    """Cried in a room: proxies end before it starts."""
    TIMED = "timed"
    """Closed by the clock."""


class ExtensionMode(StrEnum):
    """The effect of a late bid on the closing time (rulebook 3.4)."""

    RESET = "reset"
    """The lot closes ``length`` after the bid, if that is later."""
    ADD = "add"
    """``length`` is added to the closing time."""


class ExtensionScope(StrEnum):
    """The lots that a late bid keeps open."""

    LOT = "lot"
    GROUP = "group"
    SESSION = "session"


class ExtensionTrigger(StrEnum):
    """The kind of late bid that extends."""

    ACCEPTED = "accepted"
    """Any bid that is accepted, a leader's own raise included."""
    LEAD_CHANGE = "lead-change"
    """A bid that takes the lead."""
    PRICE_CHANGE = "price-change"
    """A bid by somebody other than the leader that moves the price."""


class Eligibility(StrEnum):
    """The bidders who may bid once the extension has begun."""

    ALL = "all"
    PRIOR_BIDDERS = "prior-bidders"


class UnopenedRule(StrEnum):
    """The fate of a lot without bids when its time comes."""

    CLOSE = "close"
    STAY_OPEN = "stay-open"
    """It stays open to all until its first bid, ``unopened_until`` or the hard stop."""


@value
class SoftClose:
    """The rules by which late bids keep a timed lot open (rulebook 3.4)."""

    window: timedelta
    length: timedelta
    mode: ExtensionMode = ExtensionMode.RESET
    scope: ExtensionScope = ExtensionScope.LOT
    trigger: ExtensionTrigger = ExtensionTrigger.ACCEPTED
    eligibility: Eligibility = Eligibility.ALL
    unopened: UnopenedRule = UnopenedRule.CLOSE
    sole_bidder_wins: bool = False
    """A lot with one bidder closes at its time and is not extended."""
    after_close: timedelta | None = None
    """An extra clock that starts at the closing time; each bid restarts it.

    It takes the place of the window and the length.
    """
    group_size: int | None = None
    """Lots in a group, in sale order, where the scope is the group."""
    extensions_max: int | None = None
    """How many times a lot may be extended; None: without limit."""
    hard_stop: datetime | None = None
    """No lot of the session stays open longer."""
    unopened_until: datetime | None = None
    """How long a lot without bids stays open; None: until the hard stop, if any."""


@value
class Session:
    """A part of the sale: its lots, when they are sold, and who may bid how."""

    number: int
    name: str
    first_lot: str
    last_lot: str
    kind: SessionKind
    starts_at: datetime
    """A floor session: when the room opens. A timed one: when bidding opens."""
    proxies_end_at: datetime | None
    """A floor session: a proxy bid received from then on comes too late.

    Left out, proxies are taken until the session starts.
    """
    closes_at: datetime | None
    """A timed session: when its first lot closes."""
    stagger: timedelta
    """A timed session: the time from one lot's close to the next one's."""
    live_proxies_from: datetime | None
    """A floor session: from then on live proxy bids are taken, through the session."""
    channels: tuple[Channel, ...]
    soft_close: SoftClose | None = None

    @property
    def proxies_until(self) -> datetime | None:
        """When a floor session stops taking proxies; None for a timed one."""
        if self.kind is SessionKind.TIMED:
            return None
        return self.proxies_end_at or self.starts_at

    @property
    def first_end(self) -> datetime:
        """When bidding on its first lot ends; in the room, bidding by proxy."""
        end = self.proxies_until or self.closes_at
        assert end is not None, "a timed session closes"
        return end

    def holds(self, number: str) -> bool:
        """Say whether a catalogue number belongs to this session."""
        first, last = lot_order(self.first_lot), lot_order(self.last_lot)
        # The last number of a range takes its own suffixes with it: 227A after 227.
        return first <= lot_order(number) <= (last[0], last[1] or "Z")
