"""A ledger that is not there, not whole or not a ledger: exit code 3, one sentence."""

from __future__ import annotations

import sqlite3

import pytest

from tests.clerk import TERMS, Clerk, clerk_of_a_sale
from tests.stranger import change_by_hand

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
    (rewritten, (READ, WRITE), "Nothing was changed"),
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
