"""Consignors who hold a paddle in the sale that sells their lot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, FromClause, Row, Select, select

from ledger.identity import ClientId, LotId, Paddle, SaleId, sale_of
from projections.mentions.questions import ask_mentions

CATALOGUED = ("lot-catalogued", "lot-amended")


class OwnLot(NamedTuple):
    """A lot, and a paddle of its consignor."""

    lot: LotId
    paddle: Paddle


def own_lots(
    db: Connection, sale: SaleId | None = None, *, upto: int | None = None
) -> dict[OwnLot, ClientId]:
    """Return the lots whose consignors hold paddles in the sale, and who they are."""
    paddles: dict[tuple[SaleId, ClientId], list[Paddle]] = {}
    for (of_sale, paddle), client in paddle_holders(db, sale, upto=upto).items():
        paddles.setdefault((of_sale, client), []).append(paddle)
    return {
        OwnLot(lot, paddle): consignor
        for lot, consignor in consignors(db, sale, upto=upto).items()
        if consignor is not None
        for paddle in paddles.get((sale_of(lot), consignor), ())
    }


def paddle_holders(
    db: Connection, sale: SaleId | None = None, *, upto: int | None = None
) -> dict[tuple[SaleId, Paddle], ClientId]:
    """Return whose every paddle of a sale is, or of all sales."""
    rows = _rows(db, ("paddle-issued",), sale, upto)
    return {(row.sale, row.paddle): row.client for row in rows}


def consignors(
    db: Connection, sale: SaleId | None = None, *, upto: int | None = None
) -> dict[LotId, ClientId | None]:
    """Return whose every lot is: the last catalogue entry says so."""
    return {row.lot: row.client for row in _rows(db, CATALOGUED, sale, upto)}


def _rows(
    db: Connection, kinds: tuple[str, ...], sale: SaleId | None, upto: int | None
) -> Sequence[Row[*tuple[Any, ...]]]:
    def question(t: FromClause) -> Select[*tuple[Any, ...]]:
        query = select(t.c.sale, t.c.lot, t.c.paddle, t.c.client)
        query = query.where(t.c.kind.in_(kinds)).order_by(t.c.position)
        return query if sale is None else query.where(t.c.sale == sale)

    return ask_mentions(db, question, upto)
