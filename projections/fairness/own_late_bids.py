"""The refused bids of some paddles that came when their lots took none any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection

from ledger.identity import LotId, Paddle, SaleId
from projections.bids.history import lot_history, paddle_history
from projections.bids.row import HistoryKind
from projections.catalogue import listing
from projections.fairness.lateness import (
    AfterHammer,
    Late,
    LateBid,
    after_the_hammer,
    late_bids,
)


def own_late_bids(
    db: Connection, sale: SaleId, paddles: Collection[Paddle]
) -> list[AfterHammer | LateBid]:
    """List the refused bids of some paddles that came too late, newest first."""
    refused = {
        line.position: line.lot
        for paddle in paddles
        for line in paddle_history(db, sale, paddle)
        if line.kind is HistoryKind.REFUSED
    }
    late = {
        each.line.position: each
        for lot in dict.fromkeys(refused.values())
        for each in _too_late(db, lot)
    }
    return [late[at] for at in sorted(refused.keys() & late.keys(), reverse=True)]


def _too_late(db: Connection, lot: LotId) -> Iterator[AfterHammer | LateBid]:
    """Return the bids on a lot that came after its bidding, or after its proxies."""
    entry = listing(db, lot)
    assert entry is not None, "what was bid on is catalogued"
    lines, listings = lot_history(db, lot), {lot: entry}
    for late in late_bids(lines, listings):
        if late.late is Late.PROXIES_OVER:
            yield late
    yield from after_the_hammer(lines, listings)
