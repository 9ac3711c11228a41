"""Who met whom: which two bidders of a sale bid on the same lots."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import Connection

from ledger.identity import LotId, Paddle, SaleId, lot_order, number_of
from projections.bids.handlers import BIDS
from projections.bids.row import HistoryKind
from projections.queries import rows_in

BIDS_TAKEN = (HistoryKind.BID, HistoryKind.LIVE, HistoryKind.HOUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Two bidders of a sale, and the lots that both bid on."""

    sale: SaleId
    paddle: Paddle
    other: Paddle
    lots: tuple[LotId, ...]


def meetings(db: Connection, sale: SaleId | None = None) -> list[Meeting]:
    """List who met whom in a sale, or in all, those who met most often first.

    Bids that were refused are left out; the house meets bidders as anybody does.
    """
    bidders: dict[tuple[SaleId, LotId], dict[Paddle, None]] = {}
    for line in rows_in(db, BIDS, sale):
        if line.kind in BIDS_TAKEN and line.paddle is not None:
            bidders.setdefault((line.sale, line.lot), {})[line.paddle] = None
    shared: dict[tuple[SaleId, Paddle, Paddle], list[LotId]] = {}
    for (of_sale, lot), paddles in bidders.items():
        for first, second in combinations(sorted(paddles), 2):
            shared.setdefault((of_sale, first, second), []).append(lot)
    met = [
        Meeting(sale=of_sale, paddle=first, other=second, lots=_in_order(lots))
        for (of_sale, first, second), lots in shared.items()
    ]
    return sorted(met, key=lambda each: (each.sale, -len(each.lots), each.paddle))


def _in_order(lots: list[LotId]) -> tuple[LotId, ...]:
    return tuple(sorted(lots, key=lambda lot: lot_order(number_of(lot))))
