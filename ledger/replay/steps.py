"""A lot event by event: when, by whom, and how it stood before and after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from ledger.entry import Entry
from ledger.events import BidPlaced, BidRefused, Event, LiveBidTaken, LotEvent
from ledger.identity import Role
from ledger.lot import Lot
from ledger.replay.record import lot_after
from ledger.replay.timeline import TermsVersion, Timeline
from ledger.value import value


@value(kw_only=True)
class Step:
    """One event of a lot, with the lot before it and after it."""

    number: int
    """Counted from 1."""
    position: int
    at: datetime
    """When it happened in the room: for a bid, when it was received."""
    recorded_at: datetime
    actor: str
    role: Role
    on_behalf_of: str | None
    reason: str | None
    event: LotEvent
    terms: TermsVersion
    """The terms in force when it was recorded."""
    before: Lot | None
    after: Lot
    own_lot: bool
    """A bid of the lot's own consignor."""

    @property
    def entered_at(self) -> datetime:
        """When the lot's page could change by it: a bid may have come long before."""
        slip = self.event
        return slip.entered_at if isinstance(slip, BidPlaced | BidRefused) else self.at


def steps(history: Iterable[Entry[Event]], timeline: Timeline) -> list[Step]:
    """Follow a lot's own stream step by step.

    Raises LedgerDamaged where an event cannot follow those before it.
    """
    taken: list[Step] = []
    lot: Lot | None = None
    for entry in history:
        by, event = entry.by, cast("LotEvent", entry.event)
        after = lot_after(lot, entry.position, event)
        taken.append(
            Step(
                number=len(taken) + 1,
                position=entry.position,
                at=_time_of(event, by.recorded_at),
                recorded_at=by.recorded_at,
                actor=by.actor,
                role=by.role,
                on_behalf_of=by.on_behalf_of,
                reason=by.reason,
                event=event,
                terms=timeline.version(entry.position),
                before=lot,
                after=after,
                own_lot=_is_on_own_lot(event, after, timeline),
            )
        )
        lot = after
    return taken


def _is_on_own_lot(event: LotEvent, lot: Lot, timeline: Timeline) -> bool:
    if not isinstance(event, BidPlaced | BidRefused | LiveBidTaken):
        return False
    return timeline.holds(lot.listing.consignor, event.paddle)


def _time_of(event: LotEvent, recorded_at: datetime) -> datetime:
    """Say when an event happened: not all of them know."""
    if isinstance(event, BidPlaced | BidRefused):
        return event.received_at
    at: datetime = getattr(event, "at", recorded_at)
    return at
