"""Bids of the house for consignors: what it bid, against whom, below which reserve."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from ledger.identity import HOUSE, LotId, Paddle, SaleId
from ledger.money import Minor
from projections.bids.handlers import BIDS
from projections.bids.row import BidRow, HistoryKind
from projections.catalogue import CATALOGUE
from projections.mentions import consignors
from projections.queries import rows_in
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row

COLUMNS = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("sale", "Sale"),
    Column("lot", "Lot"),
    Column("client", "Consignor"),
    Column("amount", "House bid", Kind.AMOUNT),
    Column("refused", "Refused"),
    Column("reserve", "Reserve then", Kind.AMOUNT),
    Column("below", "Below it", Kind.YES_NO),
    Column("against", "Led before"),
    Column("before", "Price before", Kind.AMOUNT),
    Column("price", "Price after", Kind.AMOUNT),
    Column("recorded_at", "Recorded", Kind.MOMENT),
    Column("actor", "By"),
)


def house_bids(db: Connection, scope: Scope) -> Report:
    """List every bid of the house for a consignor, those it was refused among them."""
    heading = scope.heading("house-bids", "Bids of the house for consignors")
    return Report(
        heading=heading,
        tables=by_currency(
            db, scope, "bids", "Bids", COLUMNS, rows=_bid_rows(db, scope)
        ),
    )


def sealed_reserves(db: Connection, sale: SaleId | None) -> list[LotId]:
    """Return the lots that the house bid on and that have a sealed reserve."""
    lines = list(rows_in(db, BIDS, sale))
    bid_on = {line.lot for line in lines if _is_of_house(line)}
    sealed = (
        each.lot for each in lines if each.kind is HistoryKind.RESERVE and each.sealed
    )
    return [lot for lot in dict.fromkeys(sealed) if lot in bid_on]


def _bid_rows(db: Connection, scope: Scope) -> Iterable[tuple[str, Row]]:
    owners = consignors(db, scope.sale)
    currencies = {
        row.lot: row.currency for row in rows_in(db, CATALOGUE, scope.sale, by=("lot",))
    }
    reserves: dict[LotId, Minor | None] = {}
    stood: dict[LotId, tuple[Paddle | None, Minor | None]] = {}
    for line in rows_in(db, BIDS, scope.sale):
        if line.kind is HistoryKind.RESERVE:
            reserves[line.lot] = scope.reserves.get(line.position, line.amount)
        owner = owners.get(line.lot)
        if _is_of_house(line) and scope.tells_of(owner):
            before = stood.get(line.lot, (None, None))
            row = _bid_row(line, owner, reserves.get(line.lot), before)
            yield currencies[line.lot], row
        if line.rule is not None:
            stood[line.lot] = (line.leader, line.price)


def _is_of_house(line: BidRow) -> bool:
    tried = line.kind is HistoryKind.REFUSED and line.paddle == HOUSE
    return tried or line.kind is HistoryKind.HOUSE


def _bid_row(
    line: BidRow,
    owner: str | None,
    reserve: Minor | None,
    before: tuple[Paddle | None, Minor | None],
) -> Row:
    amount = line.submitted if line.submitted is not None else line.amount
    below = None if reserve is None or amount is None else amount < reserve
    leader, price = before
    return (
        line.position,
        line.sale,
        line.lot,
        owner,
        amount,
        line.code,
        reserve,
        below,
        leader,
        price,
        line.price,
        line.recorded_at,
        line.actor,
    )
