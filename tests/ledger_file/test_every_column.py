"""Every column of every table changed by hand, and every row taken away or doubled.

The ledger has all that a file can have: full tiles, strips, an edge, an index of times,
keys of commands, checkpoints, and views. What is verified tells each change, unless it
is one of the few that nothing else tells: those are named.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from random import Random
from sqlite3 import IntegrityError

import pytest

from ledger.house.bids import take_bids
from ledger.lot.slip import LotSlip
from tests.clerk import Clerk
from tests.sale_of_tests import by, lot, new_house, place
from tests.story import slip
from tests.stranger import asked, change_by_hand, stranger

pytestmark = pytest.mark.slow

BIDS = 1_100
OTHERS = ("NULL", "0", "'x'", "x'ff'", "{column} || 'x'", "{column} + 1")
"""What is put in the place of a value: nothing, another kind, a little more."""

TELLS_NOTHING = {
    ("command_keys", "digest"): "the digest of another command is a digest",
    ("ledger", "replica"): "of what a copy is a copy, it says itself",
    ("tracking", "application_name"): "a follower is called as it likes",
    ("tracking", "notification_id"): "it has read as far as it says",
}
"""What no other thing tells, each with its reason; docs/explanation/threat-model.md."""

ROWS = {
    "events": "position IN (1, 300, 1021, 1100)",
    "command_keys": "first_position > 2",
    "tracking": "1",
    "ledger": "1",
    "tiles": "number IN (0, 3)",
    "strips": "1",
    "checkpoints": "1",
    "moments": "1",
}
"""The rows of each table that are changed, one at a time."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return the folder of a ledger that has a row in every table."""
    folder = tmp_path_factory.mktemp("whole")
    with new_house(folder) as house:
        slips = [
            LotSlip(lot(1), slip("101" if n % 2 else "102", 110 + 10 * n, "10:00"))
            for n in range(BIDS)
        ]
        house.do(take_bids(slips), by=by(key="a bag of mail"))
    clerk = Clerk(folder)
    clerk.does("client add C-99 --key c-99 --at 2026-05-20T10:00Z")
    clerk.does("audit checkpoint")
    clerk.does("lots MAY26")
    with stranger(place(folder)) as connection:
        connection.execute("INSERT INTO tracking VALUES ('follower', 7)")
    assert clerk("audit verify").code == 0
    return folder


def copied(whole, folder):
    """Return a clerk of a copy of the ledger, and of its views."""
    for name in ("lotledger.db", "lotledger.db-views"):
        shutil.copy(whole / name, folder)
    return Clerk(folder)


def is_told(clerk) -> bool:
    """Say whether a change is told: by a verdict, or by a ledger that is refused."""
    answer = clerk("audit verify --json")
    assert answer.code in (0, 3), answer
    if answer.out:
        assert (answer.json["verdict"] == "valid") == (answer.code == 0)
    else:
        assert answer.err.startswith("Stopped: "), answer
    return answer.code == 3


def keys_of(path, table):
    """Return how the rows of a table that are changed are told apart."""
    rows = asked(path, f"SELECT rowid FROM {table} WHERE {ROWS[table]}")  # noqa: S608
    return [row[0] for row in rows]


@pytest.mark.parametrize("table", ROWS)
def test_every_column_of_a_table_is_told(whole, tmp_path, table):
    path, dice = whole / "lotledger.db", Random(table)
    names = [row[1] for row in asked(path, f"PRAGMA table_info({table})")]
    for name in names:
        for rowid in keys_of(path, table):
            other = dice.choice(OTHERS).format(column=name)
            clerk = copied(whole, tmp_path)
            change = (
                f"UPDATE OR IGNORE {table} SET {name} = {other} WHERE rowid = {rowid}"  # noqa: S608
            )
            before = asked(clerk.ledger, f"SELECT * FROM {table}")  # noqa: S608
            with suppress(IntegrityError):
                change_by_hand(
                    clerk.ledger, "PRAGMA ignore_check_constraints = 1", change
                )
            if asked(clerk.ledger, f"SELECT * FROM {table}") == before:  # noqa: S608
                continue
            told = is_told(clerk)
            assert told or (table, name) in TELLS_NOTHING, change


@pytest.mark.parametrize("table", [table for table in ROWS if table != "tracking"])
def test_every_row_that_is_taken_away_is_told(whole, tmp_path, table):
    for rowid in keys_of(whole / "lotledger.db", table):
        clerk = copied(whole, tmp_path)
        change_by_hand(clerk.ledger, f"DELETE FROM {table} WHERE rowid = {rowid}")  # noqa: S608
        lost = is_told(clerk)
        # Nothing tells of a checkpoint that was signed and is not there: whoever has
        # it does.
        assert lost or table == "checkpoints", rowid


ADDED = (
    "INSERT INTO command_keys VALUES ('made up', '1:' || hex(randomblob(32)), 5, 5)",
    "INSERT INTO command_keys VALUES ('far', 'x', 9000, 9000)",
    "INSERT INTO moments VALUES (500, 1, 1)",
    "INSERT INTO moments VALUES (2000, 1, 1)",
    "INSERT INTO tiles SELECT 0, 9, root, hashes FROM tiles WHERE number = 0",
    "INSERT INTO tiles SELECT 1, 0, root, hashes FROM tiles WHERE number = 0",
    "INSERT INTO strips SELECT 99, hashes FROM strips",
    "INSERT INTO checkpoints SELECT size + 1, note FROM checkpoints",
    "INSERT INTO checkpoints VALUES (5, x'00')",
    "INSERT INTO timestamps SELECT size, 'tsa', x'3000' FROM checkpoints",
    "INSERT INTO tracking VALUES ('ahead', 90000)",
    "INSERT INTO events SELECT 9000, stream, 9000, type, state FROM events LIMIT 1",
    "CREATE TRIGGER mine AFTER INSERT ON events BEGIN SELECT 1; END",
    "CREATE TRIGGER events_stand2 BEFORE UPDATE ON ledger BEGIN SELECT 1; END",
    "CREATE VIEW log AS SELECT * FROM events",
    "CREATE INDEX mine ON events (type)",
    "ALTER TABLE ledger RENAME COLUMN earliest TO soonest",
    "DROP TABLE strips",
    "DROP TABLE moments",
    "DROP TRIGGER tiles_stay",
)


@pytest.mark.parametrize("change", ADDED)
def test_what_no_ledger_has_is_told(whole, tmp_path, change):
    clerk = copied(whole, tmp_path)
    if change.startswith("DROP TRIGGER"):
        with stranger(clerk.ledger) as connection:
            connection.execute(change)
    else:
        change_by_hand(clerk.ledger, change)
    assert is_told(clerk), change


def cells(path):
    """Return the tables of the views that have rows, and the columns of each."""
    tables = asked(path, "SELECT name FROM sqlite_master WHERE type = 'table'")
    for (table,) in tables:
        if asked(path, f"SELECT 1 FROM {table} LIMIT 1"):  # noqa: S608
            names = [row[1] for row in asked(path, f"PRAGMA table_info({table})")]
            yield table, names


def test_every_column_of_every_view_is_told(whole, tmp_path):
    """One column of each view at a time: each view is told by itself."""
    views = {
        table: names
        for table, names in cells(whole / "lotledger.db-views")
        if table not in ("views", "source")
    }
    for place_of_column in range(max(map(len, views.values()))):
        clerk = copied(whole, tmp_path)
        changed = set()
        for table, names in views.items():
            if place_of_column < len(names):
                name = names[place_of_column]
                first = f"WHERE rowid = (SELECT min(rowid) FROM {table})"  # noqa: S608
                with suppress(IntegrityError), stranger(clerk.views) as connection:
                    connection.execute(f"UPDATE {table} SET {name} = 'zz' {first}")  # noqa: S608
                    changed.add(table.rpartition("_")[0])
        shape = clerk("audit verify --json").json
        assert shape["verdict"] == "altered"
        told = str(shape["alterations"])
        (kind,) = [k for k in shape["alterations"] if k["kind"].startswith("views")]
        assert kind["count"] >= 1, told


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE source SET ledger = '11111111-1111-4111-8111-111111111111'",
        "UPDATE views SET position = position - 1 WHERE name = 'bids'",
        "UPDATE views SET position = position + 1 WHERE name = 'bids'",
        "UPDATE views SET entry = 'x' WHERE name = 'bids'",
        "UPDATE views SET digest = 'x' WHERE name = 'bids'",
        "UPDATE views SET generation = 9 WHERE name = 'bids'",
        "UPDATE views SET purpose = 'x' WHERE name = 'bids'",
        "DELETE FROM bids_1 WHERE position = 20",
        "DROP VIEW bids",
        "DROP VIEW results; CREATE VIEW results AS SELECT * FROM sales",
        "DROP TABLE bids_1",
        "DROP TABLE source",
    ],
)
def test_whatever_is_changed_in_the_file_of_the_views_is_told(whole, tmp_path, change):
    clerk = copied(whole, tmp_path)
    with stranger(clerk.views) as connection:
        connection.executescript(change)
    before = clerk.views.read_bytes()
    assert is_told(clerk), change
    assert clerk.views.read_bytes() == before


def test_views_of_another_shape_are_said_not_to_be_compared(whole, tmp_path):
    """They are those of another release, which builds its own: nothing serves them."""
    clerk = copied(whole, tmp_path)
    with stranger(clerk.views) as connection:
        connection.execute("UPDATE views SET shape = 99 WHERE name = 'bids'")
    answer = clerk("audit verify")
    assert answer.code == 0
    assert "Not compared" in answer.out
    assert "bids" in answer.out


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\x00", bytes(9000), b"x" * 9]
)
def test_views_that_are_none_are_told(whole, tmp_path, content):
    clerk = copied(whole, tmp_path)
    clerk.views.write_bytes(content)
    assert is_told(clerk) == (content != b"")
