"""A lot on the clock: when it closes, who may still bid, and what late bids move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter

from ledger import closing
from ledger.closing import LotClock
from ledger.events.lot import BidPlaced, ClosingExtended
from ledger.identity import HOUSE, Paddle, number_of
from ledger.lot import Lot, Stage
from ledger.refusals import PriorBiddersOnly
from ledger.terms import Terms
from ledger.terms.sessions import (
    Eligibility,
    ExtensionScope,
    Session,
    SessionKind,
    SoftClose,
)


def due_at(lot: Lot, session: Session | None) -> datetime | None:
    """Return when the bidding on a lot ends as things stand; None: it stays open."""
    soft = None if session is None else session.soft_close
    return lot.ends_at if soft is None else closing.due_at(soft, _lot_clock(lot))


def on_the_clock(lot: Lot) -> bool:
    """Say whether a lot is open, and closes by itself."""
    return lot.stage is Stage.OPEN and lot.listing.kind is SessionKind.TIMED


def fallen_due(lots: Iterable[Lot], terms: Terms, *, at: datetime) -> list[Lot]:
    """Return the timed lots that are over, as they fell due, from all in sale order."""
    moments = [
        (due_at(lot, terms.session(lot.listing.session)), lot)
        for lot in lots
        if on_the_clock(lot)
    ]
    due = [(ends, lot) for ends, lot in moments if ends is not None and ends <= at]
    return [lot for _, lot in sorted(due, key=itemgetter(0))]


def must_be_eligible(
    lot: Lot, paddle: Paddle, session: Session | None, *, at: datetime
) -> None:
    """Refuse who bids for the first time in the extension, where the terms do.

    A lot that nobody has bid on is open to everybody (rulebook 3.4, RR Auction).
    """
    soft = None if session is None else session.soft_close
    if soft is None or soft.eligibility is Eligibility.ALL or not lot.claims:
        return
    since = closing.extension_begins(soft, _lot_clock(lot))
    if at >= since and all(claim.paddle != paddle for claim in lot.claims):
        raise PriorBiddersOnly(lot=lot.id, paddle=paddle, since=since)


def extensions_after_bid(
    lot: Lot, bid: BidPlaced, session: Session | None
) -> tuple[ClosingExtended, ...]:
    """Move the close of a lot, as it was before a bid, if the bid came late."""
    soft = None if session is None else session.soft_close
    if soft is None:
        return ()
    ends_at = closing.end_after_bid(
        soft,
        _lot_clock(lot),
        bid.arrived_at,
        bidders=len(_paddles_at_the_head(lot) | {bid.paddle}),
        late=closing.extends(soft.trigger, bid.paddle, lot.standing, bid.standing),
    )
    return _extension_events(lot, bid, ends_at, soft)


def extensions_by_other_lot(
    lot: Lot, bid: BidPlaced, *, soft: SoftClose
) -> tuple[ClosingExtended, ...]:
    """Move the close of a lot because of a late bid on another."""
    ends_at = closing.end_after_other_lot(soft, _lot_clock(lot), bid.arrived_at)
    return _extension_events(lot, bid, ends_at, soft)


def kept_open_with(lot: Lot, lots: Sequence[Lot], *, soft: SoftClose) -> list[Lot]:
    """Return the other open lots of a group or session, from all in sale order."""
    together = [other for other in lots if other.listing.session == lot.listing.session]
    if soft.scope is ExtensionScope.GROUP:
        assert soft.group_size is not None, "the terms say how large a group is"
        place = next(n for n, other in enumerate(together) if other.id == lot.id)
        first = place - place % soft.group_size
        together = together[first : first + soft.group_size]
    return [
        other for other in together if other.id != lot.id and other.stage is Stage.OPEN
    ]


def _extension_events(
    lot: Lot, bid: BidPlaced, ends_at: datetime | None, soft: SoftClose
) -> tuple[ClosingExtended, ...]:
    if ends_at is None:
        return ()
    extended = ClosingExtended(
        lot=lot.id,
        bid=bid.bid,
        scope=soft.scope,
        trigger=soft.trigger,
        ended_at=closing.due_at(soft, _lot_clock(lot)) or lot.ends_at,
        ends_at=ends_at,
    )
    return (extended,)


def _lot_clock(lot: Lot) -> LotClock:
    return LotClock(
        lot.listing.ends_at, lot.ends_at, len(_paddles_at_the_head(lot)), lot.extensions
    )


def _paddles_at_the_head(lot: Lot) -> set[Paddle]:
    """Name those at the head of the bidding: one of them is alone, two are not."""
    heads = (lot.lead, lot.under, lot.third)
    return {claim.paddle for claim in heads if claim is not None} - {HOUSE}


def is_by_own_bid(event: ClosingExtended) -> bool:
    """Say whether a close was moved by a bid on the lot itself."""
    return event.bid.partition("#")[0] == number_of(event.lot)
