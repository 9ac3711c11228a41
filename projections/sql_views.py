"""The views as analysts read them in SQL: stable names, and amounts as decimals too.

A generation of a view is a table under a name that changes with every rebuild. Beside
it stands a view of the database, under a name that stays: ``invoices``. It shows every
column of the table, the currency wherever there is money, and beside each amount in
minor units, which can be added up, the exact decimal that people read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    case,
    cast,
    column,
    func,
    inspect,
    literal,
    select,
    table,
)
from sqlalchemy.schema import CreateView, DropView

from ledger.money import CODES, Currency
from projections.columns import MINOR, is_amount

sales = table(
    "sales",
    column("sale", String),
    column("currency", String),
    column("minor_units", Integer),
)
"""The view that knows the money of each sale, by its stable name."""


def publish(db: Connection, name: str, shown: Table) -> None:
    """Let a stable name answer from a table from now on."""
    withdraw(db, name)
    db.exec_driver_sql(_definition(name, shown, db.engine.url.drivername))


def withdraw(db: Connection, name: str) -> None:
    """Let a stable name answer no more."""
    db.execute(DropView(Table(name, MetaData()), if_exists=True))


def shown_columns(shown: Table) -> list[tuple[str, Column[Any] | None]]:
    """Name what a stable name shows, each with the column that it comes from.

    None: from the sale.
    """
    return [(name, shown.c.get(key)) for name, key, _ in _sql_columns(shown)]


@lru_cache(maxsize=256)
def _definition(name: str, shown: Table, driver: str) -> str:
    """Write what lets a name answer from a table: whoever builds again, builds this."""
    dialect = URL.create(driver).get_dialect()()
    return str(CreateView(_select_of(shown), name).compile(dialect=dialect))


def _select_of(shown: Table) -> Select[*tuple[Any, ...]]:
    columns = [value.label(name) for name, _, value in _sql_columns(shown)]
    if not _has_money(shown) or "currency" in shown.c:
        return select(*columns)
    joined = shown.outerjoin(sales, sales.c.sale == shown.c.sale)
    return select(*columns).select_from(joined)


def _sql_columns(shown: Table) -> Iterator[tuple[str, str, ColumnElement[Any]]]:
    for kept in shown.columns:
        yield kept.name, kept.key, kept
        if is_amount(kept):
            units = _minor_units(shown)
            yield kept.name.removesuffix(MINOR), kept.key, _decimal_text(kept, units)
        # A document says in which currency it is; a lot's is that of its sale.
        if kept.key == "sale" and _has_money(shown) and "currency" not in shown.c:
            yield "currency", "currency", sales.c.currency


def _has_money(shown: Table) -> bool:
    return any(map(is_amount, shown.columns))


def _minor_units(shown: Table) -> ColumnElement[int]:
    """Return how many minor units a whole one has, in a row's own currency or a sale's.

    What belongs to no sale has a currency all the same.
    """
    if "currency" not in shown.c:
        return sales.c.minor_units
    usual = Currency("USD").unit
    others: dict[int, list[str]] = {}
    for code in sorted(CODES):
        if (unit := Currency(code).unit) != usual:
            others.setdefault(unit, []).append(code)
    return case(
        *(
            (shown.c.currency.in_(list(map(literal, codes))), unit)
            for unit, codes in others.items()
        ),
        else_=usual,
    )


def _decimal_text(amount: Column[int], units: ColumnElement[int]) -> ColumnElement[str]:
    """Write an amount exactly, in words that every SQL has: ``-1250.50``.

    More than one program reads the text of a view by itself: they divide differently,
    and agree where nothing is left over.
    """
    size = func.abs(amount, type_=BigInteger)
    left = size % units
    whole = cast((size - left) // units, BigInteger)
    return (
        case((amount < 0, literal("-")), else_=literal(""))
        + cast(whole, String)
        + case((units > 1, literal(".")), else_=literal(""))
        + func.substr(cast(units + left, String), 2)
    )


def answers_from(db: Connection, name: str, shown: Table) -> bool:
    """Say whether a stable name tells what its table does, row by row.

    The words that an older release gave it may be others, and tell the same.
    """
    words = _definition(name, shown, db.engine.url.drivername)
    if inspect(db).get_view_definition(name) == words:
        return True
    meant = _select_of(shown)
    answered = table(name, *(column(each) for each, _, _ in _sql_columns(shown)))
    served = select(*answered.columns)
    unequal = (meant.except_(served), served.except_(meant))
    return all(db.execute(rows.limit(1)).first() is None for rows in unequal)
