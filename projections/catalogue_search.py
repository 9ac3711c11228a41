"""The lots of a catalogue that a filter lets through, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    case,
    null,
    or_,
    select,
)
from sqlalchemy.sql.functions import count

from ledger.events.vocabulary import Stage
from ledger.identity import SaleId
from ledger.terms.sessions import SessionKind
from projections.catalogue import CATALOGUE, Listing
from projections.folded import folded
from projections.queries import ask, rows_of


class CatalogueOrder(StrEnum):
    """The order that lots are listed in."""

    CATALOGUE = "catalogue"
    CLOSING = "closing"
    """What the clock closes next comes first, then what comes up in the room, by its
    session and its place in it; what is over comes last."""


class ClosingRank(IntEnum):
    """Whereabouts a lot stands in the order of closing."""

    TIMED = 0
    """Open, until the clock closes it."""
    CRIED = 1
    """Open, until a hammer falls: no moment says when."""
    OVER = 2


def closing_rank(lot: Listing) -> ClosingRank:
    """Return whereabouts a lot stands in the order of closing."""
    if lot.stage is not Stage.OPEN:
        return ClosingRank.OVER
    is_timed = lot.kind is SessionKind.TIMED
    return ClosingRank.TIMED if is_timed else ClosingRank.CRIED


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
    session: int
    """Of what is cried, before the order of the catalogue."""
    rank: ClosingRank
    ends_at: datetime
    """Of what is not cried, in the order of closing: before that of the catalogue."""


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
            is_cried = _rank(t) == ClosingRank.CRIED
            end = case((is_cried, null()), else_=t.c.ends_at)
            session = case((is_cried, t.c.session), else_=0)
            query = query.order_by(_rank(t), end, t.c.sale, session)
        return query.order_by(t.c.sale, t.c.order).limit(limit)

    return rows_of(db, CATALOGUE, question)


def _is_after(
    t: Table, place: CataloguePlace, order: CatalogueOrder
) -> ColumnElement[bool]:
    later = t.c.order > place.order
    if order is CatalogueOrder.CATALOGUE:
        return later
    column: ColumnElement[Any] = t.c.ends_at
    stood: object = place.ends_at
    if place.rank is ClosingRank.CRIED:
        column, stood = t.c.session, place.session
    behind = or_(column > stood, and_(column == stood, later))
    return or_(_rank(t) > place.rank, and_(_rank(t) == place.rank, behind))


def _rank(t: Table) -> ColumnElement[int]:
    """Return whereabouts a lot stands in the order of closing, as a view is asked."""
    is_timed = t.c.kind == SessionKind.TIMED
    return case(
        (t.c.stage != Stage.OPEN, ClosingRank.OVER),
        (is_timed, ClosingRank.TIMED),
        else_=ClosingRank.CRIED,
    )


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
