"""A ledger that is not there, not whole or not a ledger: exit code 3, one sentence."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

import pytest
from sqlalchemy.exc import OperationalError

from ledger.store import sqlite_faults
from ledger.store.connection import WriteConnection
from projections.views import Views
from tests.clerk import TERMS, Clerk, clerk_of_a_sale
from tests.settling_clerk import DAY, clerk_who_can_settle
from tests.stranger import change_by_hand, stranger

pytestmark = pytest.mark.slow

READ = "lots MAY26"
WRITE = "bid MAY26/1 --paddle 101 --maximum 80"
START = "sale announce {terms}"


def nothing(path):
    """There is no file."""


def a_folder(path):
    path.mkdir()


def a_letter(path):
    path.write_text("Dear Sir, I should like to bid on lot 1.\n" * 40)


def another_database(path):
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE lots (number)")
    database.close()


def from_the_future(path):
    clerk_of_a_sale(path.parent)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE ledger SET schema = 99")
    database.close()


def without_its_end(path):
    clerk_of_a_sale(path.parent)
    change_by_hand(path, "DELETE FROM events WHERE position > 5")


def rewritten(path):
    clerk_of_a_sale(path.parent)
    change_by_hand(path, "UPDATE events SET state = '{}' WHERE stream = 'sale:MAY26'")


TROUBLES = [
    (nothing, (READ, WRITE), "There is no ledger at "),
    (a_folder, (READ, WRITE, START), "cannot be opened as a ledger"),
    (a_letter, (READ, WRITE, START), "cannot be opened as a ledger"),
    (another_database, (READ, WRITE, START), "holds no ledger"),
    (from_the_future, (READ, WRITE, START), "a newer lotledger"),
    (without_its_end, (READ, WRITE, START), "rows are missing"),
    (rewritten, (READ, WRITE), "Nothing was recorded"),
]


@pytest.mark.parametrize(
    ("trouble", "lines", "told"), TROUBLES, ids=[one[0].__name__ for one in TROUBLES]
)
def test_a_ledger_in_trouble_stops_every_command(tmp_path, trouble, lines, told):
    clerk = Clerk(tmp_path)
    trouble(clerk.ledger)
    terms = clerk.writes("terms.toml", TERMS)
    for line in lines:
        answer = clerk(line, terms=terms)
        assert (answer.code, answer.out) == (3, ""), line
        assert answer.err.startswith("Stopped: ")
        assert told in answer.err
        assert answer.err.count("\n") == 1


PLACES = [
    "postgresql://house/ledger",
    "sqlite://",
    "nowhere://x",
    "no/such/folder/x.db",
    "x" * 300,
]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_is_no_file_is_refused(tmp_path, place):
    clerk = Clerk(tmp_path, place=place)
    terms = clerk.writes("terms.toml", TERMS)
    for line in (READ, START):
        answer = clerk(line, terms=terms)
        assert (answer.code, answer.out) == (3, "")
        assert answer.err.startswith("Stopped: ")


def test_a_name_that_is_empty_is_refused(tmp_path):
    (clerk := Clerk(tmp_path)).ledger = ""
    for line in (READ, WRITE):
        answer = clerk(line)
        assert answer == (
            3,
            "",
            "Stopped: The name of the ledger is empty. Give a path.\n",
        )


def test_a_url_names_a_file_too(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    same = Clerk(tmp_path, place=f"sqlite:///{clerk.ledger}")
    assert same.does(READ) == clerk.does(READ)


# What the database complains of, in our words.


def complaint(code):
    """Return a fault of the driver."""
    fault = sqlite3.OperationalError("disk I/O error, or so says the database")
    fault.sqlite_errorcode = code
    return fault


COMPLAINTS = [
    (sqlite3.SQLITE_FULL, 10**9, "The ledger cannot be used: the disk is full."),
    (sqlite3.SQLITE_IOERR, 4_096, "The ledger cannot be used: the disk is full."),
    (sqlite3.SQLITE_IOERR, 10**9, "its disk cannot be read or written."),
    (sqlite3.SQLITE_CORRUPT, 10**9, "its file is damaged."),
    (sqlite3.SQLITE_CONSTRAINT, 10**9, "a row stands where another is to stand"),
]


@pytest.mark.parametrize(("code", "free", "told"), COMPLAINTS)
def test_a_fault_of_the_database_is_told_in_our_words(
    tmp_path, monkeypatch, code, free, told
):
    def complain(*_):
        raise complaint(code)

    clerk = clerk_of_a_sale(tmp_path)
    monkeypatch.setattr(WriteConnection, "append", complain)
    monkeypatch.setattr(sqlite_faults, "disk_usage", lambda _: DiskUsage(free))
    answer = clerk(WRITE)
    assert (answer.code, answer.out) == (3, "")
    assert told in answer.err
    assert "Nothing was recorded" in answer.err
    assert "says the database" not in answer.err


def test_a_disk_that_fails_while_it_commits_leaves_it_open_what_became_of_it(
    tmp_path, monkeypatch
):
    """What could not be synchronised stands in the file all the same."""
    clerk, execute = clerk_of_a_sale(tmp_path), WriteConnection.execute
    before = clerk.events()

    def fail(connection, command):
        execute(connection, command)
        if command == "COMMIT":
            raise complaint(sqlite3.SQLITE_IOERR_FSYNC)

    with monkeypatch.context() as broken:
        broken.setattr(WriteConnection, "execute", fail)
        answer = clerk("client add C-9 --key k")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err == (
        "Stopped: Whether this was recorded is not known: its disk could not be "
        "written while it committed. Repeat it with the same key, which records "
        "nothing twice and answers what became of it.\n"
    )
    stands = clerk.events()
    assert stands > before
    assert "Recorded before" in clerk.does("client add C-9 --key k")
    assert clerk.events() == stands


@pytest.mark.parametrize("written", [0, 1])
def test_a_fault_half_way_says_what_stands_and_a_repeat_goes_on(
    tmp_path, monkeypatch, written
):
    clerk = clerk_who_can_settle(tmp_path)
    before, append, left = clerk.events(), WriteConnection.append, [written]

    def fill(*arguments):
        if not left[0]:
            raise complaint(sqlite3.SQLITE_FULL)
        left[0] -= 1
        return append(*arguments)

    with monkeypatch.context() as full:
        full.setattr(WriteConnection, "append", fill)
        answer = clerk(f"settle MAY26 {DAY}")
    stands = clerk.events()
    words = "Nothing was recorded; make room on it, then repeat."
    if stands > before:
        words = (
            f"What was recorded before stays, up to position {stands}; make room on "
            "it, then repeat: it goes on there."
        )
    assert (answer.code, stands > before) == (3, written > 0)
    assert (
        answer.err == f"Stopped: The ledger cannot be used: the disk is full. {words}\n"
    )
    assert "Nothing to issue" not in clerk.does(f"settle MAY26 {DAY}")
    assert "Nothing to issue" in clerk.does(f"settle MAY26 {DAY}")


class DiskUsage(NamedTuple):
    """The one figure of a disk that is asked for."""

    free: int


def test_views_without_room_are_not_to_be_moved(tmp_path, monkeypatch):
    def complain(*_):
        fault = complaint(sqlite3.SQLITE_FULL)
        raise OperationalError("INSERT", (), fault)

    clerk = clerk_of_a_sale(tmp_path)
    monkeypatch.setattr(Views, "catch_up", complain)
    answer = clerk(READ)
    assert answer.err == (
        "Stopped: The views cannot be used: the disk is full. Nothing was recorded; "
        "make room on it, then repeat.\n"
    )


# Whose fault a fault is.


def broken_promise(*_, **__):
    raise AssertionError("a price never falls")


def test_a_fault_of_ours_is_a_traceback(tmp_path, monkeypatch):
    clerk = clerk_of_a_sale(tmp_path)
    monkeypatch.setattr("commands.lots.listed_lots", broken_promise)
    with pytest.raises(AssertionError, match="a price never falls"):
        clerk(READ)


DAMAGES = [
    ("DELETE FROM events WHERE position = 5", "has no position 5"),
    (
        "UPDATE events SET state = CAST(state || ' ' AS BLOB) WHERE position = 5",
        "cannot be read",
    ),
]


@pytest.mark.parametrize(("change", "told"), DAMAGES)
def test_a_fault_that_damage_made_is_told_as_damage(
    tmp_path, monkeypatch, change, told
):
    clerk = clerk_of_a_sale(tmp_path)
    change_by_hand(clerk.ledger, change)
    monkeypatch.setattr("commands.lots.listed_lots", broken_promise)
    answer = clerk(READ)
    assert (answer.code, answer.out) == (3, "")
    assert told in answer.err


def test_a_view_that_cannot_be_read_is_told_as_one_that_was_changed(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    with stranger(clerk.views) as views:
        (table,) = views.execute(
            "SELECT name || '_' || generation FROM views WHERE name = 'catalogue'"
        ).fetchone()
        views.execute(f"UPDATE {table} SET stage = 'stolen'")  # noqa: S608 (ours)
    answer = clerk(READ)
    assert (answer.code, answer.out) == (3, "")
    assert "stage is 'stolen'" in answer.err
    assert "keep both files as they are" in answer.err
