"""Bids of consignors on their own lots: what they bid, and what they bought back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from projections.bids.handlers import BIDS
from projections.bids.row import BidRow, HistoryKind
from projections.catalogue import CATALOGUE
from projections.mentions import OwnLot, own_lots
from projections.queries import rows_in
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row

COLUMNS = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("sale", "Sale"),
    Column("lot", "Lot"),
    Column("client", "Consignor"),
    Column("paddle", "Paddle"),
    Column("kind", "Event"),
    Column("bid", "Bid"),
    Column("channel", "Channel"),
    Column("amount", "Amount", Kind.AMOUNT),
    Column("price", "Price then", Kind.AMOUNT),
    Column("received_at", "Received", Kind.MOMENT),
    Column("recorded_at", "Recorded", Kind.MOMENT),
    Column("actor", "By"),
)

TOLD = (
    HistoryKind.BID,
    HistoryKind.LIVE,
    HistoryKind.REFUSED,
    HistoryKind.SOLD,
    HistoryKind.RESOLD,
    HistoryKind.AMENDED,
)


def own_lot_bids(db: Connection, scope: Scope) -> Report:
    """List what consignors bid on lots of their own, and which they bought back."""
    heading = scope.heading("own-lot-bids", "Bids of consignors on their own lots")
    return Report(
        heading=heading,
        tables=by_currency(
            db, scope, "bids", "Bids", COLUMNS, rows=_bid_rows(db, scope)
        ),
    )


def _bid_rows(db: Connection, scope: Scope) -> Iterable[tuple[str, Row]]:
    own = own_lots(db, scope.sale)
    if not own:
        return
    currencies = {
        row.lot: row.currency for row in rows_in(db, CATALOGUE, scope.sale, by=("lot",))
    }
    for line in rows_in(db, BIDS, scope.sale):
        if line.paddle is None or line.kind not in TOLD:
            continue
        client = own.get(OwnLot(line.lot, line.paddle))
        if client is not None and scope.tells_of(client):
            yield currencies[line.lot], _bid_row(line, client)


def _bid_row(line: BidRow, client: str) -> Row:
    amount = line.submitted if line.submitted is not None else line.amount
    return (
        line.position,
        line.sale,
        line.lot,
        client,
        line.paddle,
        line.kind,
        line.bid,
        line.channel,
        amount,
        line.price,
        line.received_at,
        line.recorded_at,
        line.actor,
    )
