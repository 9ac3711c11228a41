"""Ask a view: the served generation answers, even while another takes its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from sys import intern
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Row, Select, Table, inspect, select
from sqlalchemy.exc import DBAPIError

from ledger.identity import SaleId
from projections.generations import Generation, Purpose, find, views
from projections.view import View, table_of

R = TypeVar("R")

ROWS_AT_ONCE = 500
"""The rows that are read at once of an answer that may be very long."""

Question: TypeAlias = Callable[[Table], Select[*tuple[Any, ...]]]
"""What to select from the table that is served."""

NO_SALE = SaleId("")
"""In the place of a sale: the rows that are of none."""

Period: TypeAlias = tuple[date, date]
"""The first day and the last, both within."""


class NotBuilt(LookupError):
    """A view cannot be asked: it is not there, or in a shape of another release."""

    def __init__(self, view: View[object], shape: int | None) -> None:
        why = "is not built yet"
        if shape is not None:
            why = f"is in shape {shape}, and shape {view.shape} is expected"
        super().__init__(
            f'The view "{view.name}" {why}. Build it with: lotledger views rebuild'
        )


def served(db: Connection, view: View[object]) -> Generation:
    """Return the generation that answers; raises NotBuilt where none can."""
    if not inspect(db).has_table(views.name):
        raise NotBuilt(view, None)
    generation = find(db, view, Purpose.SERVED)
    if generation is None or not generation.fits:
        raise NotBuilt(view, generation.shape if generation else None)
    return generation


def served_position(db: Connection, view: View[object]) -> int:
    """Say up to which event a view has heard.

    Within one transaction that holds still, it is the position that the rows show.
    """
    return served(db, view).position


def ask(
    db: Connection, view: View[object], question: Question
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Put a question to the rows that are served."""
    while True:
        generation = served(db, view)
        try:
            # A question that fails may spoil a transaction: it gets one of its own.
            with db.begin_nested():
                return db.execute(question(generation.table)).all()
        except DBAPIError:
            # A rebuild may drop a table between our finding it and asking it.
            if served(db, view).number == generation.number:
                raise


def ask_in_turn(
    db: Connection, view: View[object], question: Question
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Put a question whose rows are read as they are wanted: there may be very many."""
    while True:
        generation = served(db, view)
        asked = question(generation.table).execution_options(yield_per=ROWS_AT_ONCE)
        try:
            # As above, until the first row is there.
            with db.begin_nested():
                answer = db.execute(asked)
        except DBAPIError:
            if served(db, view).number == generation.number:
                raise
        else:
            return iter(answer)


def fields_of(
    view: View[object], rows: Sequence[Row[*tuple[Any, ...]]]
) -> list[dict[str, Any]]:
    """Return rows of a view, and what was selected beside them, by their fields."""
    return list(fields_in_turn(view, rows))


def fields_in_turn(
    view: View[object], rows: Iterable[Row[*tuple[Any, ...]]]
) -> Iterator[dict[str, Any]]:
    """Yield rows of a view as above, while they are read."""
    names = {column.name: column.key for column in table_of(view, 0).columns}
    fields: list[str] = []
    for row in rows:
        fields = fields or [names.get(name, name) for name in row._fields]
        yield dict(zip(fields, row, strict=True))


def rows_of(db: Connection, view: View[R], question: Question) -> list[R]:
    """Put a question for whole rows, and return them as the view declares them."""
    answer = fields_in_turn(view, ask_in_turn(db, view, question))
    return [
        view.row(
            **{
                # Rows name the same sales, lots and documents again and again.
                name: intern(cell) if type(cell) is str else cell
                for name, cell in fields.items()
            }
        )
        for fields in answer
    ]


def rows_in(
    db: Connection,
    view: View[R],
    sale: SaleId | None = None,
    period: Period | None = None,
    *,
    day: str = "day",
    by: tuple[str, ...] = ("position",),
) -> list[R]:
    """List the rows of a sale and of a period, or of all, in the order of columns."""
    return rows_of(db, view, all_within(sale, period, day=day, by=by))


def all_within(
    sale: SaleId | None,
    period: Period | None = None,
    *,
    day: str = "day",
    by: tuple[str, ...] = ("position",),
) -> Question:
    """Ask for the rows of a sale and of a period, in the order of columns."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        query = within(t.select(), t, sale, period, day=day)
        return query.order_by(*(t.c[name] for name in by))

    return question


def within(
    query: Select[*tuple[Any, ...]],
    t: Table,
    sale: SaleId | None,
    period: Period | None = None,
    *,
    day: str = "day",
) -> Select[*tuple[Any, ...]]:
    """Keep the rows of a sale, and of a period by one of their days; None: of all."""
    if sale is not None:
        query = query.where(t.c.sale == (sale or None))
    if period is not None:
        query = query.where(t.c[day].between(*period))
    return query


def sales_in(db: Connection, views: Iterable[View[object]]) -> list[SaleId]:
    """List the sales that rows of views are of, by their names."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        return select(t.c.sale).where(t.c.sale.is_not(None)).distinct()

    names = {SaleId(sale) for view in views for (sale,) in ask(db, view, question)}
    return sorted(names)
