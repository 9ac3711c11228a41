"""Consignors who hold a paddle in the sale that sells their lot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, Table, select

from ledger.identity import ClientId, LotId, Paddle, SaleId
from projections.mentions.handlers import MENTIONS
from projections.queries import ask

CATALOGUED = ("lot-catalogued", "lot-amended")


class OwnLot(NamedTuple):
    """A lot, and a paddle of its consignor."""

    lot: LotId
    paddle: Paddle


def own_lots(db: Connection, sale: SaleId | None = None) -> dict[OwnLot, ClientId]:
    """Return the lots whose consignors hold paddles in the sale, and who they are."""
    paddles: dict[tuple[SaleId, ClientId], list[Paddle]] = {}
    for row in _rows(db, ("paddle-issued",), sale):
        paddles.setdefault((row.sale, row.client), []).append(row.paddle)
    # The last catalogue entry says whose a lot is.
    listed = _rows(db, CATALOGUED, sale)
    consignors = {row.lot: (row.sale, row.client) for row in listed}
    return {
        OwnLot(lot, paddle): consignor[1]
        for lot, consignor in consignors.items()
        for paddle in paddles.get(consignor, ())
    }


def _rows(
    db: Connection, kinds: tuple[str, ...], sale: SaleId | None
) -> Sequence[Row[*tuple[Any, ...]]]:
    def question(t: Table) -> Select[*tuple[Any, ...]]:
        query = select(t.c.sale, t.c.lot, t.c.paddle, t.c.client)
        query = query.where(t.c.kind.in_(kinds)).order_by(t.c.position)
        return query if sale is None else query.where(t.c.sale == sale)

    return ask(db, MENTIONS, question)
