"""Who met whom: which two bidders of a sale bid on the same lots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, combinations
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from ledger.identity import LotId, Paddle, SaleId, lot_order, number_of
from projections.bids.bidders import TAKEN
from projections.bids.handlers import BIDS
from projections.queries import ask, rows_in
from projections.sales import SALES


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Two bidders of a sale, and the lots that both bid on."""

    sale: SaleId
    paddle: Paddle
    other: Paddle
    lots: tuple[LotId, ...]


def meetings(db: Connection, sale: SaleId | None = None) -> Iterator[Meeting]:
    """Tell who met whom in a sale, or in one after the other, the most often first.

    Bids that were refused are left out; the house meets bidders as anybody does.
    """
    if sale is not None:
        return iter(_in_sale(db, sale))
    sales = sorted(row.sale for row in rows_in(db, SALES))
    return chain.from_iterable(_in_sale(db, each) for each in sales)


def _in_sale(db: Connection, sale: SaleId) -> list[Meeting]:
    bidders: defaultdict[LotId, list[Paddle]] = defaultdict(list)
    for lot, paddle in ask(db, BIDS, partial(_bidders_by_lot, sale=sale)):
        bidders[lot].append(paddle)
    shared: defaultdict[tuple[Paddle, Paddle], list[LotId]] = defaultdict(list)
    for lot, paddles in bidders.items():
        for two in combinations(paddles, 2):
            shared[two].append(lot)
    met = [
        Meeting(sale=sale, paddle=first, other=second, lots=_in_order(lots))
        for (first, second), lots in shared.items()
    ]
    return sorted(met, key=lambda each: (-len(each.lots), each.paddle, each.other))


def _bidders_by_lot(t: Table, *, sale: SaleId) -> Select[*tuple[Any, ...]]:
    taken = t.c.kind.in_(TAKEN) & t.c.paddle.is_not(None)
    bidders = select(t.c.lot, t.c.paddle).where(t.c.sale == sale, taken)
    return bidders.distinct().order_by(t.c.lot, t.c.paddle)


def _in_order(lots: list[LotId]) -> tuple[LotId, ...]:
    return tuple(sorted(lots, key=lambda lot: lot_order(number_of(lot))))
