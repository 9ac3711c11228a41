"""The lots of a catalogue that a filter lets through, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, or_, select
from sqlalchemy.sql.functions import count

from ledger.events.vocabulary import Stage
from ledger.identity import SaleId
from projections.catalogue import CATALOGUE, Listing
from projections.folded import folded
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


class CataloguePlace(NamedTuple):
    """A place in a list of lots, whatever became of its lot since."""

    order: int
    """In the order of the catalogue."""
    is_over: bool
    ends_at: datetime
    """In the order of closing, before that of the catalogue."""


def lots_found(
    db: Connection,
    sale: SaleId | None,
    wanted: CatalogueFilter,
    *,
    after: CataloguePlace | None = None,
    limit: int,
) -> list[Listing]:
    """List the lots of a sale, or of all, that a filter lets through.

    So many at most; of a sale a page may begin after a place.
    """

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        query = _let_through(t.select(), t, sale, wanted)
        if after is not None:
            query = query.where(_is_after(t, after, wanted.order))
        if wanted.order is CatalogueOrder.CLOSING:
            query = query.order_by(t.c.stage != Stage.OPEN, t.c.ends_at)
        return query.order_by(t.c.sale, t.c.order).limit(limit)

    return rows_of(db, CATALOGUE, question)


def _is_after(
    t: Table, place: CataloguePlace, order: CatalogueOrder
) -> ColumnElement[bool]:
    later = t.c.order > place.order
    if order is CatalogueOrder.CATALOGUE:
        return later
    same_end = and_(t.c.ends_at == place.ends_at, later)
    ends_later, over = (
        or_(t.c.ends_at > place.ends_at, same_end),
        t.c.stage != Stage.OPEN,
    )
    return and_(over, ends_later) if place.is_over else or_(over, ends_later)


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
                t.c.number == word.upper(),
                t.c.sought.contains(folded(word), autoescape=True),
            )
        )
    return query
