"""Generations of a view: the rows that are served, and those being built.

Each generation of a view is a table of its own, and a row in ``views`` that says what
it is for and how far it got. Whoever moves a generation on names the position it found;
if somebody else was quicker nothing is changed, so no event is applied twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable, DropTable

from ledger.damage import NotOfThisLog
from ledger.entry import EntryMark
from projections.columns import WordColumn
from projections.sql_views import publish, withdraw
from projections.view import View, table_of


class Purpose(StrEnum):
    """The purpose of a generation."""

    SERVED = "served"
    """Its rows answer questions."""
    BUILDING = "building"
    """It will take the place of the served one once it is complete."""
    CHECKING = "checking"
    """It is compared with the served one, and dropped."""


views = Table(
    "views",
    MetaData(),
    Column("name", String, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("purpose", WordColumn(Purpose), nullable=False),
    Column("shape", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("entry", String),
    Column("digest", String),
)
"""``entry`` and ``digest`` are what the entry at the position is known again by."""

source = Table(
    "source",
    MetaData(),
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("ledger", String, nullable=False),
)
"""Which ledger the views were built from."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of a view, and the position up to which it has heard."""

    view: View[object]
    number: int
    purpose: Purpose
    shape: int
    position: int
    read: EntryMark | None
    """The entry at the position; None before the first, and in what is old."""

    @property
    def table(self) -> Table:
        """The table of its rows."""
        return table_of(self.view, self.number)

    @property
    def fits(self) -> bool:
        """Say whether it was built in the shape that the view has today."""
        return self.shape == self.view.shape

    @property
    def hears(self) -> bool:
        """Say whether it answers what is asked today, or will once it is complete."""
        return self.fits and self.purpose is not Purpose.CHECKING


def prepare(engine: Engine, ledger: str) -> None:
    """Make room for the bookkeeping of a ledger.

    Two that prepare at once may both find nothing; then one of them looks again.
    Raises NotOfThisLog for what was built from another ledger.
    """
    with engine.begin() as db:
        db.execute(CreateTable(views, if_not_exists=True))
        db.execute(CreateTable(source, if_not_exists=True))
        # Views that an earlier release built name no entry.
        kept = {column["name"] for column in inspect(db).get_columns(views.name)}
        for name in ("entry", "digest"):
            if name not in kept:
                db.execute(text(f"ALTER TABLE views ADD COLUMN {name} VARCHAR"))
    while True:
        with engine.connect() as db:
            built_from = db.scalar(select(source.c.ledger))
        if built_from == ledger:
            return
        if built_from is not None:
            raise NotOfThisLog.other_ledger(built_from, ledger)
        try:
            with engine.begin() as db:
                db.execute(insert(source).values(only=1, ledger=ledger))
        except IntegrityError:
            continue


def built_from(db: Connection) -> str | None:
    """Return the ledger that views say they were built from, None for none."""
    there = inspect(db).has_table(source.name)
    return db.scalar(select(source.c.ledger)) if there else None


def known(db: Connection, wanted: Sequence[View[object]]) -> list[Generation]:
    """Return all generations of some views: those that are served come last."""
    by_name = {view.name: view for view in wanted}
    rows = db.execute(
        select(views).where(views.c.name.in_(by_name)).order_by(views.c.generation)
    )
    generations = [
        Generation(
            by_name[row.name],
            row.generation,
            row.purpose,
            row.shape,
            row.position,
            None if row.entry is None else EntryMark(row.entry, row.digest),
        )
        for row in rows
    ]
    return sorted(
        generations, key=lambda generation: generation.purpose is Purpose.SERVED
    )


def find(db: Connection, view: View[object], purpose: Purpose) -> Generation | None:
    """Return the generation of a view for a purpose, if there is one."""
    fitting = [
        generation for generation in known(db, [view]) if generation.purpose is purpose
    ]
    return fitting[-1] if fitting else None


def start(
    engine: Engine,
    wanted: Sequence[View[object]],
    purpose: Purpose,
    *,
    unless_begun: bool = False,
) -> None:
    """Begin generations with no rows, in place of those left half built.

    With ``unless_begun``, only where there is none that can be heard on. Of two that
    begin at once, both choose the same numbers; one of them looks again.
    """
    while True:
        try:
            with engine.begin() as db:
                return _begin_in_transaction(
                    db, wanted, purpose, unless_begun=unless_begun
                )
        except IntegrityError:
            continue


def _begin_in_transaction(
    db: Connection,
    wanted: Sequence[View[object]],
    purpose: Purpose,
    *,
    unless_begun: bool,
) -> None:
    begun = known(db, wanted)
    heard = {each.view for each in begun if each.hears} if unless_begun else set()
    numbers = {view: 1 for view in wanted if view not in heard}
    for each in begun:
        if each.view in numbers:
            numbers[each.view] = max(numbers[each.view], each.number + 1)
    if not numbers:
        return
    # Rows are written before tables are made or dropped, here and below: some drivers
    # open a transaction only at the first row written, and all of this is one.
    old = _forgotten_tables(db, numbers, purpose)
    rows = [
        {"name": view.name, "generation": number, "shape": view.shape}
        for view, number in numbers.items()
    ]
    db.execute(insert(views).values(purpose=purpose, position=0), rows)
    _drop(db, old)
    # Indexes are made faster at the end, when the rows are there.
    for view, number in numbers.items():
        db.execute(CreateTable(table_of(view, number)))


def discard(engine: Engine, built: Collection[View[object]], purpose: Purpose) -> None:
    """Drop what was built for a purpose."""
    with engine.begin() as db:
        old = _forgotten_tables(db, built, purpose)
        if purpose is Purpose.SERVED:
            for view in built:
                withdraw(db, view.name)
        _drop(db, old)


def _forgotten_tables(
    db: Connection, built: Collection[View[object]], purpose: Purpose
) -> list[Table]:
    by_name = {view.name: view for view in built}
    forgotten = delete(views).where(
        views.c.name.in_(by_name), views.c.purpose == purpose
    )
    rows = db.execute(forgotten.returning(views.c.name, views.c.generation))
    return [table_of(by_name[row.name], row.generation) for row in rows]


_UNMOVED = (
    views.c.name == bindparam("its_name"),
    views.c.purpose == bindparam("its_purpose"),
    views.c.generation == bindparam("its_number"),
    views.c.position == bindparam("its_position"),
)
_other = views.alias()
_AHEAD = exists().where(
    _other.c.name == bindparam("its_name"),
    _other.c.purpose == Purpose.SERVED,
    _other.c.position > bindparam("its_position"),
)
_MOVE = (
    update(views)
    .where(*_UNMOVED)
    .values({name: bindparam(f"to_{name}") for name in ("position", "entry", "digest")})
)
_SERVE = update(views).where(*_UNMOVED, ~_AHEAD).values(purpose=Purpose.SERVED)
"""Each command moves each view: the words are made once."""


def _as_it_is(generation: Generation) -> dict[str, object]:
    return {
        "its_name": generation.view.name,
        "its_purpose": generation.purpose,
        "its_number": generation.number,
        "its_position": generation.position,
    }


def move(
    db: Connection, generation: Generation, position: int, read: EntryMark
) -> bool:
    """Move a generation on to an entry; False, and nothing moved, if others have."""
    to = {"to_position": position, "to_entry": read.id, "to_digest": read.digest}
    return db.execute(_MOVE, _as_it_is(generation) | to).rowcount == 1


def serve(engine: Engine, built: Generation) -> bool:
    """Serve a built generation from now on, and drop the one that it replaces.

    False, and nothing changed, if somebody else has moved it or its predecessor is
    ahead of it: what is served never goes back.
    """
    with engine.begin() as db:
        if db.execute(_SERVE, _as_it_is(built)).rowcount != 1:
            return False
        replaced = delete(views).where(
            views.c.name == built.view.name,
            views.c.purpose == Purpose.SERVED,
            views.c.generation != built.number,
        )
        old = list(db.scalars(replaced.returning(views.c.generation)))
        for index in built.table.indexes:
            index.create(db)
        publish(db, built.view.name, built.table)
        _drop(db, [table_of(built.view, number) for number in old])
    return True


def _drop(db: Connection, tables: Iterable[Table]) -> None:
    for table in tables:
        db.execute(DropTable(table, if_exists=True))
