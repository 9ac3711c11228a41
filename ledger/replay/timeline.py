"""The terms of the day: which rules, paddles and sessions were in force, and when.

A lot's history says nothing of its sale. What the sale had announced when a position of
the log was written is found here, from the sale's own stream.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, cast

from ledger.entry import Entry
from ledger.events import (
    BidPlaced,
    BidRefused,
    Event,
    LiveBidTaken,
    LotEvent,
    PaddleIssued,
    PaddleLimited,
    PaddleReinstated,
    PaddleSuspended,
    SaleEvent,
)
from ledger.identity import BidId, ClientId, Paddle
from ledger.lot import Lot, room
from ledger.lot.bidding import Bidder, UnderTerms
from ledger.refusals import PaddleIsSuspended, UnknownPaddle
from ledger.replay.record import sale_after
from ledger.sale import Holder, Sale
from ledger.terms import Rules, Terms
from ledger.value import field, replace, value


@value
class TermsVersion:
    """One version of a sale's terms, and the position from which it was in force."""

    number: int
    since: int
    terms: Terms
    digest: str


@value
class Timeline:
    """The terms, paddles and sessions in force in a sale at any position of its log."""

    positions: Sequence[int]
    """Where anything but a paddle became otherwise."""
    sales: Sequence[Sale]
    """The sale from each of these positions on; its paddles stand below."""
    versions: Sequence[TermsVersion]
    """The terms from each of these positions on: some are in force at several."""
    holders: Mapping[Paddle, Sequence[tuple[int, Holder]]]
    """Who held a paddle, and what they might do, from which position on."""
    _under: dict[tuple[int, int], UnderTerms] = field(default_factory=dict)

    @property
    def last(self) -> TermsVersion:
        """The terms in force at the end of what was read."""
        return self.versions[-1]

    def _place_in_timeline(self, position: int) -> int:
        return max(0, bisect_right(self.positions, position) - 1)

    def version(self, position: int) -> TermsVersion:
        """Return the version of the terms in force at a position."""
        return self.versions[self._place_in_timeline(position)]

    def under(self, position: int, session: int) -> UnderTerms:
        """Return the rules in force for the lots of a session."""
        place = self._place_in_timeline(position)
        under = self._under.get((place, session))
        if under is None:
            version = self.versions[place]
            terms = version.terms
            under = UnderTerms(terms.rules, version.number, terms.session(session))
            self._under[place, session] = under
        return under

    def as_if(self, other: Rules | Terms) -> Timeline:
        """Return the same sale as if it had been announced under other rules.

        What is of this sale alone, its sessions and paddles, stays as it was; but the
        terms of a sale also say what a late bid does in the session of that number.
        """
        versions = [
            replace(version, terms=_terms_with_rules(version.terms, other))
            for version in self.versions
        ]
        return replace(self, versions=versions, _under={})

    def admit(self, position: int, paddle: Paddle) -> Bidder:
        """Return what is known of a bidder, whose limit is left aside.

        Raises UnknownPaddle and PaddleIsSuspended.
        """
        for since, holder in reversed(self.holders.get(paddle, ())):
            if since <= position:
                if holder.suspended:
                    raise PaddleIsSuspended(paddle=paddle)
                return Bidder(holder.client_class)
        raise UnknownPaddle(sale=self.sales[0].id, paddle=paddle)

    def holds(self, client: ClientId | None, paddle: Paddle) -> bool:
        """Say whether a client holds a paddle."""
        return any(
            holder.client == client for _, holder in self.holders.get(paddle, ())
        )

    def session_over(self, position: int, session: int) -> bool:
        """Say whether a session was not on in the room: not begun yet, or over."""
        sale = self.sales[self._place_in_timeline(position)]
        over = session in sale.ended or sale.closed_at is not None
        return over or session not in sale.opened


def _terms_with_rules(terms: Terms, other: Rules | Terms) -> Terms:
    if isinstance(other, Rules):
        return replace(terms, rules=other)
    late = {session.number: session.soft_close for session in other.sessions}
    sessions = tuple(
        replace(session, soft_close=late.get(session.number, session.soft_close))
        for session in terms.sessions
    )
    return replace(terms, rules=other.rules, sessions=sessions)


Late = Callable[[BidId], BidPlaced | None]
"""Finds a late bid on another lot, which kept this one open too."""


def _no_late_bid(_: BidId) -> None:
    """Find no bid on any other lot."""


class Moment(NamedTuple):
    """The position in the log of a decision, and the terms in force there."""

    position: int
    timeline: Timeline
    under: UnderTerms
    then: LotEvent | None = None
    """What was recorded next: it tells what a reopening was for."""
    late: Late = _no_late_bid
    """Where a bid on another lot is found that moved the close of this one."""

    def session_over(self, lot: Lot) -> bool:
        """Say whether the session of a lot was not on in the room."""
        return self.timeline.session_over(self.position, lot.listing.session)

    def must_be_in_session(self, lot: Lot, event: LiveBidTaken | BidRefused) -> None:
        """Refuse a bid for which a lot would be put up again after its session.

        One that was taken on a lot without seals stands: where nothing was sealed, the
        session was not always asked for.
        """
        is_held = isinstance(event, BidRefused) or lot.listing.sealed
        if is_held and lot.up is None:
            room.must_be_in_session(lot, session_over=self.session_over(lot))


Hear = Callable[[Sale | None, int, SaleEvent], object]
"""Is given each event of a sale, its position, and the sale as it stood before."""


def timeline_of(
    history: Iterable[Entry[Event]], hear: Hear = lambda *_: None
) -> Timeline:
    """Follow a sale through its own stream, which is not empty.

    Whoever hears it follows the sale as well, in the same pass. Raises LedgerDamaged
    where an event cannot follow those before it.
    """
    positions: list[int] = []
    sales: list[Sale] = []
    versions: list[TermsVersion] = []
    holders: dict[Paddle, list[tuple[int, Holder]]] = {}
    sale: Sale | None = None
    for entry in history:
        event = cast("SaleEvent", entry.event)
        hear(sale, entry.position, event)
        sale = sale_after(sale, entry.position, event)
        match event:
            case (
                PaddleIssued(paddle=paddle)
                | PaddleLimited(paddle=paddle)
                | PaddleSuspended(paddle=paddle)
                | PaddleReinstated(paddle=paddle)
            ):
                since = (entry.position, sale.paddles[paddle])
                holders.setdefault(paddle, []).append(since)
            case _:
                positions.append(entry.position)
                sales.append(replace(sale, paddles={}))
                versions.append(_version_in_force(versions, entry.position, sale))
    return Timeline(positions, sales, versions, holders)


def _version_in_force(
    versions: Sequence[TermsVersion], position: int, sale: Sale
) -> TermsVersion:
    """Return the version in force: the last, where the terms are as they were."""
    if versions and versions[-1].number == sale.version:
        return versions[-1]
    return TermsVersion(sale.version, position, sale.terms, sale.terms_hash)
