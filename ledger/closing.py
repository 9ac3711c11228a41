"""The soft close: when a timed lot closes, and what a late bid does to that.

What may differ between houses is in ``SoftClose``, one field for each column of
rulebook 3.4. A bid is late by when it was received, not by when it was typed.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, assert_never

from ledger.events.vocabulary import Standing
from ledger.identity import Paddle
from ledger.terms.sessions import (
    ExtensionMode,
    ExtensionTrigger,
    SoftClose,
    UnopenedRule,
)


class LotClock(NamedTuple):
    """Everything that decides when one lot closes."""

    catalogued: datetime
    """When the catalogue has it close."""
    ends_at: datetime
    """The same, as it was moved since: by a late bid, or by a reopening."""
    bidders: int
    """How many have bid; of more than two, two at the least."""
    extensions: int

    @property
    def moved(self) -> bool:
        """Whether it closes when it was last said to, whatever the catalogue says."""
        return self.ends_at != self.catalogued


def extension_begins(soft: SoftClose, clock: LotClock) -> datetime:
    """Return when the catalogue has a lot close: what comes after is extension."""
    return _capped_end(soft, clock.catalogued)


def due_at(soft: SoftClose, clock: LotClock) -> datetime | None:
    """Return when a lot closes as things stand; None: not before its first bid.

    RR Auction: a sole bidder wins at the cut-off, and a lot without bids stays open
    after it (rulebook 3.4).
    """
    if clock.bidders == 0 and soft.unopened is UnopenedRule.STAY_OPEN:
        limits = (soft.unopened_until, soft.hard_stop)
        until = min((limit for limit in limits if limit is not None), default=None)
        return None if until is None else max(until, _end_uncontested(soft, clock))
    if clock.bidders == 1 and soft.sole_bidder_wins:
        return _end_uncontested(soft, clock)
    return _end_contested(soft, clock)


def end_after_bid(
    soft: SoftClose, clock: LotClock, received_at: datetime, *, bidders: int, late: bool
) -> datetime | None:
    """Return when a lot closes after a bid on it; None where that stays as it was.

    ``bidders`` counts the new one; ``late`` says whether it is a bid that extends, if
    it comes in the window.
    """
    if clock.bidders == 0 and received_at >= _end_uncontested(soft, clock):
        # The first bid on a lot that waited for one starts its clock, or wins it.
        if soft.sole_bidder_wins:
            return received_at
        return _extended_end(soft, clock, received_at)
    if soft.sole_bidder_wins and bidders == 1:
        return None
    if late and _is_near_the_close(soft, clock, received_at):
        return _later_end(soft, clock, received_at)
    return None


def end_after_other_lot(
    soft: SoftClose, clock: LotClock, received_at: datetime
) -> datetime | None:
    """Return when a lot closes after a late bid on another of its group or session."""
    alone = soft.sole_bidder_wins and clock.bidders == 1
    if alone or received_at >= _end_contested(soft, clock):
        return None
    return _later_end(soft, clock, received_at)


def extends(
    trigger: ExtensionTrigger, paddle: Paddle, before: Standing | None, after: Standing
) -> bool:
    """Say whether a bid that came late is one that extends, by what it led to."""
    leader = None if before is None else before.leader
    match trigger:
        case ExtensionTrigger.ACCEPTED:
            return True
        case ExtensionTrigger.LEAD_CHANGE:
            return after.leader == paddle != leader
        case ExtensionTrigger.PRICE_CHANGE:
            price = None if before is None else before.price
            return paddle != leader and after.price != price
        case _:
            assert_never(trigger)


def _end_uncontested(soft: SoftClose, clock: LotClock) -> datetime:
    """Return when a lot closes that nobody contests."""
    return clock.ends_at if clock.moved else _capped_end(soft, clock.catalogued)


def _end_contested(soft: SoftClose, clock: LotClock) -> datetime:
    """Return when a lot closes that is contested: the extra clock runs first."""
    if clock.moved or soft.after_close is None:
        return _end_uncontested(soft, clock)
    return _capped_end(soft, clock.catalogued + soft.after_close)


def _is_near_the_close(soft: SoftClose, clock: LotClock, received_at: datetime) -> bool:
    """Say whether a bid came shortly before the close, or while the extra clock ran."""
    if soft.after_close is not None:
        return received_at >= extension_begins(soft, clock)
    return _end_contested(soft, clock) - received_at < soft.window


def _later_end(
    soft: SoftClose, clock: LotClock, received_at: datetime
) -> datetime | None:
    """Return a later end; None where there is none, or the cap is reached."""
    if soft.extensions_max is not None and clock.extensions >= soft.extensions_max:
        return None
    later = _extended_end(soft, clock, received_at)
    return later if later > _end_contested(soft, clock) else None


def _extended_end(soft: SoftClose, clock: LotClock, received_at: datetime) -> datetime:
    end = _end_contested(soft, clock)
    if soft.after_close is not None:
        return _capped_end(soft, received_at + soft.after_close)
    # To a close that is over, nothing can be added.
    adds = soft.mode is ExtensionMode.ADD and received_at < end
    return _capped_end(soft, (end if adds else received_at) + soft.length)


def _capped_end(soft: SoftClose, at: datetime) -> datetime:
    return at if soft.hard_stop is None else min(at, soft.hard_stop)
