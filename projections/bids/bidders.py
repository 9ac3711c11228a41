"""Who bid in a sale, and on how many lots."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, func, select

from ledger.identity import Paddle, SaleId
from projections.bids.handlers import BIDS
from projections.bids.row import HistoryKind
from projections.queries import ask

TAKEN = (HistoryKind.BID, HistoryKind.LIVE, HistoryKind.HOUSE)


class SaleBidder(NamedTuple):
    """A paddle of a sale, or the house, whose bids were taken."""

    paddle: Paddle
    lots: int
    """On so many lots."""


def bidders_of(db: Connection, sale: SaleId) -> list[SaleBidder]:
    """List who bid in a sale, those on the most lots first."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        lots = func.count(t.c.lot.distinct())
        bids = select(t.c.paddle, lots).where(t.c.sale == sale, t.c.kind.in_(TAKEN))
        bidders = bids.where(t.c.paddle.is_not(None)).group_by(t.c.paddle)
        return bidders.order_by(lots.desc(), t.c.paddle)

    return [SaleBidder(*row) for row in ask(db, BIDS, question)]
