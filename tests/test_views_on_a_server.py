"""The views of a ledger on a server: in a schema of their own, under the same names."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    insert,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.exc import IntegrityError

from ledger.house import House
from ledger.store.database import open_views
from projections import rebuild_beside
from projections.views import VIEWS, Views
from tests.database_server import new_ledger, server
from tests.kept import close_lot
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, by, sale_of_tests

pytestmark = [pytest.mark.slow, pytest.mark.server]


@pytest.fixture
def place():
    """Return a ledger with a sale of three lots, one of them sold."""
    place = new_ledger()
    with House.open(place, new_id=LEDGER, recording=REHEARSAL) as house:
        house.do(sale_of_tests(), by=by())
        close_lot(house, 1)
    return place


def told(place):
    """Return what every view tells, by its stable name, in the order of its rows."""
    with (
        House.open(place, recording=REHEARSAL) as house,
        Views(house, place) as views,
        views.asked() as db,
    ):
        rows = {
            view.name: db.execute(select(text("*")).select_from(table(view.name)))
            for view in VIEWS
        }
        return {
            name: sorted(tuple(map(str, row)) for row in each)
            for name, each in rows.items()
        }


def test_they_tell_what_those_beside_a_file_do(place, tmp_path):
    file = str(tmp_path / "lotledger.db")
    with House.open(file, new_id=LEDGER, recording=REHEARSAL) as house:
        house.do(sale_of_tests(), by=by())
        close_lot(house, 1)
    here, there = told(place), told(file)
    flags = {"True": "1", "False": "0"}
    for name, rows in here.items():
        plain = [tuple(flags.get(cell, cell) for cell in row) for row in rows]
        assert sorted(plain) == there[name], name


def test_two_processes_rebuild_them_to_the_same(place, monkeypatch):
    monkeypatch.setattr(rebuild_beside, "EVENTS_MIN", 1)
    before = told(place)
    with House.open(place) as house, Views(house, place) as views:
        views.rebuild([], opens=House.open)
        assert {status.generation for status in views.status()} == {2}
    assert told(place) == before


def test_an_analyst_asks_them_by_name(place):
    told(place)
    with server().connect(make_url(place).database) as connection:
        asked = "SELECT lot, opening FROM views.catalogue ORDER BY lot LIMIT 1"
        assert connection.execute(asked).fetchall() == [("MAY26/1", "100.00")]
        connection.execute("SET search_path = views")
        assert connection.execute("SELECT sale FROM sales").fetchall() == [("MAY26",)]


def test_rows_of_any_text_are_copied_there(place):
    kinds = (Column("number", Integer, primary_key=True), Column("word", String))
    copied = Table("copied", MetaData(), *kinds)
    words = [
        "a\tb",
        "\\N",
        None,
        "",
        "\0",
        "\\.",
        "two\nlines\r",
        "\\x",
        "schlüssel 🔑",
    ]
    rows = [{"number": number, "word": word} for number, word in enumerate(words)]
    writer, reader = open_views(place)
    with ExitStack() as opened:
        opened.callback(writer.dispose)
        opened.callback(reader.dispose)
        with writer.begin() as db:
            copied.create(db)
            db.execute(insert(copied), rows)
        with pytest.raises(IntegrityError), writer.begin() as db:
            db.execute(insert(copied), [{"number": 100}, {"number": 0}])
        with writer.begin() as db:
            asked = select(copied.c.word).order_by(copied.c.number)
            assert db.scalars(asked).all() == words


def test_they_are_rebuilt_while_they_are_read(place):
    told(place)
    with House.open(place, recording=REHEARSAL) as house, Views(house, place) as views:
        before = {each.name: each.generation for each in views.status()}
        views.rebuild(["sales"])
        views.rebuild([])
        assert views.check([]) == []
        after = {each.name: each.generation for each in views.status()}
    assert all(after[name] > before[name] for name in before)
    assert told(place)["catalogue"]


def test_a_view_of_other_columns_takes_its_place(place):
    told(place)
    with server().connect(make_url(place).database) as connection:
        connection.execute("SET search_path = views")
        names = [
            row[0]
            for row in connection.execute(
                "SELECT viewname FROM pg_views WHERE schemaname = 'views'"
            )
        ]
        connection.execute("DROP VIEW sales CASCADE")
        connection.execute("CREATE VIEW sales AS SELECT 1 AS another")
    with House.open(place, recording=REHEARSAL) as house, Views(house, place) as views:
        views.rebuild([])
        assert views.misnamed() == []
    assert len(names) == len(VIEWS)
