"""The lots of a catalogue that a filter lets through, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, Table, or_, select
from sqlalchemy.sql.functions import count

from ledger.events.vocabulary import Stage
from ledger.identity import SaleId
from projections.catalogue import CATALOGUE, Listing
from projections.queries import ask, rows_of


class CatalogueOrder(StrEnum):
    """The order that lots are listed in."""

    CATALOGUE = "catalogue"
    CLOSING = "closing"
    """What closes next comes first; what is closed comes last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFilter:
    """Which lots of a sale are listed, and in what order."""

    words: str | None = None
    """In the number, the title or the category."""
    stage: Stage | None = None
    session: int | None = None
    order: CatalogueOrder = CatalogueOrder.CATALOGUE


def lots_found(
    db: Connection,
    sale: SaleId | None,
    wanted: CatalogueFilter,
    *,
    after: int,
    limit: int,
) -> list[Listing]:
    """List a page of the lots of a sale, or of all, that a filter lets through."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        query = _let_through(t.select(), t, sale, wanted)
        if wanted.order is CatalogueOrder.CLOSING:
            query = query.order_by(t.c.stage != Stage.OPEN, t.c.ends_at)
        return query.order_by(t.c.sale, t.c.order).limit(limit).offset(after)

    return rows_of(db, CATALOGUE, question)


def count_found(db: Connection, sale: SaleId, wanted: CatalogueFilter) -> int:
    """Return how many lots of a sale a filter lets through."""
    (row,) = ask(
        db,
        CATALOGUE,
        lambda t: _let_through(select(count()).select_from(t), t, sale, wanted),
    )
    return int(row[0])


def _let_through(
    query: Select[*tuple[Any, ...]],
    t: Table,
    sale: SaleId | None,
    wanted: CatalogueFilter,
) -> Select[*tuple[Any, ...]]:
    if sale is not None:
        query = query.where(t.c.sale == sale)
    if wanted.stage is not None:
        query = query.where(t.c.stage == wanted.stage)
    if wanted.session is not None:
        query = query.where(t.c.session == wanted.session)
    for word in (wanted.words or "").split():
        query = query.where(
            or_(
                t.c.number == word,
                t.c.title.icontains(word, autoescape=True),
                t.c.category.icontains(word, autoescape=True),
            )
        )
    return query
