"""Two processes rebuild the views: the same rows, served once both are done."""

from __future__ import annotations

import os
import signal

import pytest
from sqlalchemy import column, create_engine, select, table, text, update

from ledger.damage import LedgerDamaged
from ledger.house import House
from projections import rebuild_beside, views
from projections.differences import ViewsDiffer
from projections.rebuild_beside import GIVEN, RebuildStopped, is_worth_it
from projections.views import VIEWS, Views
from tests.clerk import CLOSED, Clerk, clerk_of_a_sale
from tests.ledger_places import on_server

pytestmark = pytest.mark.slow

BIDS = (
    "bid MAY26/1 --paddle 101 --maximum 200 --at 2026-05-02T10:00-05:00",
    "bid MAY26/1 --paddle 102 --maximum 150 --at 2026-05-02T11:00-05:00",
    "bid MAY26/2 --paddle 102 --maximum 900 --at 2026-05-02T12:00-05:00",
)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A ledger with a sale that is over, which is long enough for two processes."""
    monkeypatch.setattr(rebuild_beside, "EVENTS_MIN", 1)
    clerk = clerk_of_a_sale(tmp_path)
    for line in (*BIDS, f"sale close MAY26 --at {CLOSED}", "settle MAY26"):
        clerk(line)
    return str(clerk.ledger)


@pytest.fixture
def opened(place):
    with House.open(place) as house, Views(house, place) as views_:
        views_.catch_up()
        yield views_


def served(views_):
    """Read every table that is served, row by row as it is kept.

    A server keeps rows in no order.
    """
    rows, order = {}, "1" if on_server() else "rowid"
    with views_.asked() as db:
        for status in views_.status():
            table_ = table(f"{status.name}_{status.generation}")
            kept = select(text(f"{order}, *")).select_from(table_).order_by(text(order))
            found = [tuple(row) for row in db.execute(kept)]
            rows[status.name] = sorted(found, key=repr) if on_server() else found
    return rows


def generations(views_):
    return {status.name: status.generation for status in views_.status()}


def change(views_, name, **values):
    """Do to a table what nobody should."""
    changed = update(table(name, *map(column, values))).values(values)
    with views_._writer.begin() as writing:  # noqa: SLF001 (others only read)
        writing.execute(changed)


def test_they_come_to_the_rows_that_one_process_comes_to(opened):
    before, first = served(opened), generations(opened)
    opened.rebuild([])
    alone = served(opened)
    opened.rebuild([], opens=House.open)
    assert served(opened) == alone == before
    assert any(alone[view.name] for view in GIVEN)
    assert generations(opened) == {name: last + 2 for name, last in first.items()}


def test_they_build_what_is_there_in_another_shape(opened):
    before = served(opened)
    change(opened, "views", shape=0)
    opened.rebuild([], opens=House.open)
    assert served(opened) == before


def never(*_):
    raise AssertionError("no other process is begun")


@pytest.mark.parametrize("names", [["mentions", "sales"], ["bids", "premium"]])
def test_half_of_the_views_are_built_by_one_process(opened, monkeypatch, names):
    monkeypatch.setattr(views, "in_second_process", never)
    opened.rebuild(names, opens=House.open)


def test_a_short_log_is_told_by_one_process():
    assert is_worth_it(VIEWS, rebuild_beside.EVENTS_MIN)
    assert not is_worth_it(VIEWS, rebuild_beside.EVENTS_MIN - 1)


def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_killed_leaves_what_is_served(opened, monkeypatch):
    before, first = served(opened), generations(opened)
    monkeypatch.setattr(rebuild_beside, "_build", killed)
    with pytest.raises(RebuildStopped, match="with code -9"):
        opened.rebuild([], opens=House.open)
    assert (served(opened), generations(opened)) == (before, first)
    monkeypatch.undo()
    opened.rebuild([])
    assert served(opened) == before


def test_a_process_that_is_killed_is_no_sign_of_damage(place, tmp_path, monkeypatch):
    monkeypatch.setattr(rebuild_beside, "_build", killed)
    monkeypatch.setattr("commands.replay.sale.cores", lambda: 2)
    answer = Clerk(tmp_path, place)("views rebuild")
    assert answer.code == 1
    assert answer.err.startswith("Interrupted: Nothing was rebuilt:")
    assert not issubclass(RebuildStopped, LedgerDamaged)


def without_room(*_):
    with create_engine("sqlite://").begin() as db:
        db.exec_driver_sql("PRAGMA max_page_count = 1")
        db.exec_driver_sql("CREATE TABLE rows_of_a_view (number)")


def test_a_full_disk_is_told_as_one_process_tells_it(
    place, tmp_path, monkeypatch, capfd
):
    monkeypatch.setattr(views, "_build_apart", without_room)
    monkeypatch.setattr("commands.replay.sale.cores", lambda: 2)
    answer = Clerk(tmp_path, place)("views rebuild")
    assert "The views cannot be used: the disk is full." in answer.err
    assert "Traceback" not in capfd.readouterr().err


def damaged(*arguments):
    arguments[-1].send("Position 7 is not as it was recorded.")


def test_damage_that_it_meets_is_told(opened, monkeypatch):
    before = served(opened)
    monkeypatch.setattr(rebuild_beside, "_build", damaged)
    with pytest.raises(LedgerDamaged, match="Position 7"):
        opened.rebuild([], opens=House.open)
    assert served(opened) == before


def test_what_differs_in_either_process_is_named_and_kept(opened):
    first = generations(opened)
    change(opened, f"bids_{first['bids']}", paddle="9")
    change(opened, f"catalogue_{first['catalogue']}", title="x")
    with pytest.raises(ViewsDiffer) as differ:
        opened.rebuild([], opens=House.open)
    assert {each.view for each in differ.value.differences} == {"bids", "catalogue"}
    assert generations(opened) == first
