"""A backup is one moment of a ledger, sound and private, taken while others write."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from ledger.damage import LedgerDamaged
from ledger.house import House
from ledger.store import sqlite, sqlite_copy
from tests.clerk import Clerk, clerk_of_a_sale
from tests.sale_of_tests import all_entries, bid, by, new_house

pytestmark = pytest.mark.slow


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path) as house:
        yield house


def test_a_copy_holds_what_is_not_in_the_file_yet(house, tmp_path):
    """It is still in the file beside it, which a copy by hand leaves behind."""
    house.do(bid(1, "101", 110), by=by())
    written = all_entries(house)
    (tmp_path / "by-hand.db").write_bytes((tmp_path / "lotledger.db").read_bytes())
    assert house.copies.back_up(str(tmp_path / "copy.db")).position == house.head()
    with House.open(str(tmp_path / "copy.db")) as copy:
        assert all_entries(copy) == written
    with House.open(str(tmp_path / "by-hand.db")) as copy:
        assert len(all_entries(copy)) < len(written)


def test_a_copy_is_of_one_moment_however_much_is_written(house, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_copy, "COPY_PAGES", 1)
    house.do(bid(1, "101", 110), by=by())
    head, steps = house.head(), []

    def meanwhile(done, total):
        steps.append((done, total))
        if len(steps) <= 20:
            house.do(bid(1, "101", 110 + 10 * len(steps)), by=by())

    copy = house.copies.back_up(str(tmp_path / "copy.db"), meanwhile)
    assert house.head() == head + min(len(steps), 20) > head + 5
    assert copy.position == head
    assert [done for done, _ in steps] == list(range(1, len(steps) + 1))
    with House.open(str(tmp_path / "copy.db")) as opened:
        assert opened.head() == head
        assert len(all_entries(opened)) == head


def break_copies(monkeypatch):
    """Let a copy be another than the ledger."""
    copy_moment = sqlite.copy_moment

    def copy_and_break(engine, place, *more):
        copy_moment(engine, place, *more)
        with closing(sqlite3.connect(place)) as copy, copy:
            copy.execute("UPDATE ledger SET head = head + 1, latest_to = head + 1")

    monkeypatch.setattr(sqlite, "copy_moment", copy_and_break)


def test_a_copy_that_is_not_sound_is_not_kept(house, tmp_path, monkeypatch):
    break_copies(monkeypatch)
    with pytest.raises(LedgerDamaged):
        house.copies.back_up(str(tmp_path / "copy.db"))
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("copy")]


def test_a_clerk_backs_up(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    answer = clerk.does("backup {f}", f=tmp_path / "copy.db")
    assert answer == (
        f"{tmp_path / 'copy.db'}: a sound copy of {clerk.ledger}, up to position "
        f"{clerk.events()}.\n"
    )
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    told = clerk("backup {f} --json", f=tmp_path / "other.db").json
    assert told["as_of_position"] == clerk.events()
    assert told["bytes"] == (tmp_path / "other.db").stat().st_size
    with closing(sqlite3.connect(tmp_path / "other.db")) as copy:
        (head,) = copy.execute("SELECT head FROM ledger").fetchone()
    assert head == clerk.events()


@pytest.mark.parametrize("name", ["lotledger.db", "link.db", "no/such.db", "x" * 300])
def test_a_backup_takes_the_place_of_nothing(tmp_path, name):
    clerk = clerk_of_a_sale(tmp_path)
    (tmp_path / "link.db").symlink_to(tmp_path / "elsewhere.db")
    before = clerk.ledger.read_bytes()
    answer = clerk("backup {f}", f=tmp_path / name)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Wrong usage (FILE): ")
    assert clerk.ledger.read_bytes() == before
    assert not (tmp_path / "elsewhere.db").exists()


@pytest.mark.parametrize("suffix", ["-wal", "-journal", "-views"])
@pytest.mark.parametrize("line", ["backup {to}", "copy {ledger} {to}", "begin"])
def test_nothing_is_begun_beside_what_is_left_of_another(tmp_path, line, suffix):
    """SQLite would read it into whatever takes that name."""
    clerk, to = clerk_of_a_sale(tmp_path), tmp_path / "to.db"
    (left := tmp_path / f"to.db{suffix}").write_bytes(b"left of a ledger")
    if line == "begin":
        answer = Clerk(tmp_path, to)("client add C-1")
    else:
        answer = clerk(line, ledger=clerk.ledger, to=to)
    assert (answer.code, answer.out) == (3, "")
    assert f"but to.db{suffix} of one is. Nothing was changed" in answer.err
    assert left.read_bytes() == b"left of a ledger"
    assert {path.name for path in tmp_path.glob("to*")} <= {left.name, "to.db-lock"}
