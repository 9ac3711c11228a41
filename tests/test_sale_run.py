"""A sale that runs by itself: lots close on time, after a stop as they fell due."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from commands.clock import Clock
from commands.sale.run import closings
from ledger.events import SaleClosed
from ledger.house import House, lots
from ledger.house.timetable import Timetable
from tests.clerk import Clerk, process
from tests.patience import PATIENCE
from tests.sale_of_tests import SALE, all_entries, by, entry, lot, place
from tests.story import clock
from tests.timed_sale import soft_close, takes, timed_house, told

pytestmark = pytest.mark.slow

TERMS = """\
sale = "MAY26"
title = "A May sale"
house = "The house"
zone = "America/Chicago"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "Online"
lots = "1-49"
kind = "timed"
starts = "2026-05-01 10:00"
closes = "2026-05-20 20:00"
stagger = "1 minute"
channels = ["internet"]
[sessions.soft_close]
window = "10 minutes"
length = "10 minutes"

[[sessions]]
number = 2
name = "Room"
lots = "50-99"
kind = "floor"
starts = "2026-05-21 10:00"
proxies_end = "10 minutes before"
channels = ["floor", "internet"]
"""
CATALOGUE = "lot,title,opening\n1,A chair,60\n2,A table,400\n3,Six spoons,50\n"
FLOOR_LOT = "50,A bed,100\n"
CLIENTS = "client,kind,paddle\nC-1,person,101\nC-2,person,102\n"
BEFORE = "--at 2026-05-02T09:00-05:00"


def clerk_of(folder, *, terms=TERMS, catalogue=CATALOGUE):
    """Return a clerk with a timed sale, in which 101 leads lot 1 and 102 lot 2."""
    clerk = Clerk(folder)
    announced = clerk.writes("terms.toml", terms)
    clerk.does(f"sale announce {{f}} {BEFORE}", f=announced)
    listed = clerk.writes("catalogue.csv", catalogue)
    clerk.does(f"catalogue import MAY26 {{f}} {BEFORE}", f=listed)
    enrolled = clerk.writes("clients.csv", CLIENTS)
    clerk.does(f"client import MAY26 {{f}} {BEFORE}", f=enrolled)
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 100 {BEFORE}")
    clerk.does(f"bid MAY26/2 --paddle 102 --maximum 500 {BEFORE}")
    return clerk


def runs(clerk, time, *more):
    """Let the sale run at a time of its last evening."""
    return clerk.does(f"sale run MAY26 --at 2026-05-20T{time}-05:00 {' '.join(more)}")


# On the command line.


def test_a_sale_closes_what_fell_due_and_itself_after_the_last_lot(tmp_path):
    clerk = clerk_of(tmp_path)
    assert runs(clerk, "20:00:30") == (
        "2026-05-20 20:00:00  Lot 1: sold to 101 at $60, premium $49.\n"
        "Sale MAY26 still has 2 open lots, 2 timed; "
        "the next closes at 2026-05-20 20:01:00 America/Chicago.\n"
    )
    assert runs(clerk, "23:00") == (
        "2026-05-20 20:01:00  Lot 2: sold to 102 at $400, premium $100.\n"
        "2026-05-20 20:02:00  Lot 3: passed, no bids.\n"
        "Sale MAY26 is closed. At position 15.\n"
    )
    with House.open(str(clerk.ledger)) as house:
        last = all_entries(house)[-1]
    assert isinstance(last.event, SaleClosed)
    assert f"{last.event.at:%H:%M}" == "01:02", "with its last lot, in UTC"
    again = runs(clerk, "23:30")
    assert (
        again == "Sale MAY26 is closed. Nothing to record: this is already on record.\n"
    )


def test_a_late_bid_is_told_the_new_close_and_keeps_the_lot_open(tmp_path):
    clerk = clerk_of(tmp_path)
    late = "bid MAY26/1 --paddle 102 --maximum 200 --at 2026-05-20T19:58-05:00"
    assert clerk.does(late).splitlines()[1] == (
        "It closes at 2026-05-20 20:08:00 America/Chicago now."
    )
    shown = clerk("lot show MAY26/1 --json").json
    listed = clerk("lots MAY26 --json").json
    assert shown["ends_at"] == listed[0]["ends_at"] == "2026-05-21T01:08:00Z"
    assert "20:01:00  Lot 2" in runs(clerk, "20:07")
    assert "20:08:00  Lot 1: sold to 102 at $110" in runs(clerk, "20:09")


def test_until_is_as_far_as_it_goes(tmp_path):
    clerk = clerk_of(tmp_path)
    until = "--until 2026-05-20T20:01-05:00"
    told = runs(clerk, "23:00", until)
    assert [line[11:26] for line in told.splitlines()[:2]] == [
        "20:00:00  Lot 1",
        "20:01:00  Lot 2",
    ]
    assert "1 open lot, 1 timed" in told
    assert "1 open lot, 1 timed" in runs(clerk, "20:30", until)
    once = clerk.does("sale run MAY26 --once --until 2026-05-20T20:01:59-05:00")
    assert "1 open lot, 1 timed" in once


def test_a_sale_stays_open_for_the_lots_of_its_floor_session(tmp_path):
    clerk = clerk_of(tmp_path, catalogue=CATALOGUE + FLOOR_LOT)
    told = runs(clerk, "23:00").splitlines()
    assert len(told) == 4
    assert told[3] == "Sale MAY26 still has 1 open lot, none timed."
    assert clerk("sale show MAY26 --json").json["closed_at"] is None


def test_a_sale_stays_open_while_a_bid_may_put_a_lot_up_again(tmp_path):
    clerk = clerk_of(tmp_path, catalogue=CATALOGUE + FLOOR_LOT)
    runs(clerk, "23:00")
    cry = "live {} --at 2026-05-21T10:{}-05:00"
    clerk.does(cry.format("open MAY26/50", "00:00"))
    clerk.does(cry.format("bid MAY26/50 100 --paddle 101", "00:30"))
    clerk.does(cry.format("hammer MAY26/50", "01:00"))
    run = "sale run MAY26 --at 2026-05-21T10:01:{}-05:00"
    assert clerk.does(run.format("02")) == (
        "Sale MAY26 stays open: a bid may put a lot up until "
        "2026-05-21 10:01:03 America/Chicago.\n"
    )
    assert clerk("sale show MAY26 --json").json["closed_at"] is None
    last = clock("15:01") + timedelta(days=1, seconds=3)
    with House.open(str(clerk.ledger)) as house:
        evening = Evening(tmp_path, "15:01")
        evening.at += timedelta(days=1)
        assert closed_by(house, evening) == []
        assert evening.at == last + timedelta.resolution
        evening.at = last
        assert Timetable(house, SALE).closing_sale(evening.at) is None
    assert clerk.does(run.format("04")).startswith("Sale MAY26 is closed. At")
    assert "is closed. Nothing to record" in clerk.does(run.format("03"))


def test_a_sale_says_what_it_waits_for(tmp_path):
    waits = TERMS.replace('length = "10', 'unopened = "stay-open"\nlength = "10')
    clerk = clerk_of(tmp_path, terms=waits)
    told = runs(clerk, "23:00").splitlines()
    assert told[-1] == (
        "Sale MAY26 still has 1 open lot, 1 timed, which await a first bid."
    )


def test_a_sale_without_lots_is_not_closed_by_its_clock(tmp_path):
    clerk = Clerk(tmp_path)
    clerk.does(f"sale announce {{f}} {BEFORE}", f=clerk.writes("t.toml", TERMS))
    told = "Sale MAY26 has no lot that was sold or passed; it stays open.\n"
    assert runs(clerk, "23:00") == told


def test_a_sale_is_not_closed_over_a_lot_that_is_opened_again_meanwhile(
    tmp_path, monkeypatch
):
    clerk = clerk_of(tmp_path)
    ended_at = Timetable.ended_at

    def reopens(timetable):
        """Let another put the last lot up again, once it was seen to be done."""
        ended = ended_at(timetable)
        monkeypatch.setattr(Timetable, "ended_at", ended_at)
        clerk.does(
            "correct reopen MAY26/3 --ends-at 2026-05-21T22:00-05:00 "
            "--reason overheard --authorised-by director@example "
            "--at 2026-05-20T23:00-05:00"
        )
        return ended

    monkeypatch.setattr(Timetable, "ended_at", reopens)
    told = runs(clerk, "23:00").splitlines()
    assert told[-1] == (
        "Sale MAY26 still has 1 open lot, 1 timed; "
        "the next closes at 2026-05-21 22:00:00 America/Chicago."
    )
    assert clerk("sale show MAY26 --json").json["closed_at"] is None


def test_a_key_is_not_needed_and_said_to_be_so(tmp_path):
    said = clerk_of(tmp_path)("sale run MAY26 --key k --once")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Wrong usage (--key): A lot is closed once, ")


# Waiting.


class Evening(Clock):
    """A clock that runs as fast as it is waited by; in time, other houses act."""

    def __init__(self, folder, at: str, *acts: tuple[str, Callable[[House], object]]):
        super().__init__()
        self.folder, self.at, self.acts = folder, clock(at), list(acts)
        self.longest = 0.0

    def now(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.longest = max(self.longest, seconds)
        self.at += timedelta(seconds=seconds)
        while self.acts and clock(self.acts[0][0]) <= self.at:
            with House.open(place(self.folder)) as other:
                self.acts.pop(0)[1](other)


def closed_by(house, evening, *, until=None):
    """Run the sale through an evening; say when each lot closed, and was noticed to."""
    stop = None if until is None else clock(until)
    timetable = Timetable(house, SALE)
    events = closings(timetable, until=stop, clock=evening, by=by())
    return [(event.lot, told(event.at), told(evening.at)) for event in events]


def bids_late(number, paddle, dollars, at):
    return at, lambda other: takes(other, number, paddle, dollars, at)


def test_each_lot_is_closed_when_it_falls_due(tmp_path):
    with timed_house(tmp_path, soft_close(), entries=3, stagger=0.5) as house:
        evening = Evening(tmp_path, "14:59")
        assert closed_by(house, evening) == [
            (lot(1), "15:00", "15:00"),
            (lot(2), "15:00:30", "15:00:30"),
            (lot(3), "15:01", "15:01"),
        ]
        assert evening.longest <= 1
        recorded = [one.by.recorded_at for one in all_entries(house)[-3:]]
        assert [told(at) for at in recorded] == ["15:00", "15:00:30", "15:01"]


def test_what_fell_due_before_is_closed_at_once_in_order(tmp_path):
    with timed_house(tmp_path, soft_close(), entries=3, stagger=0.5) as house:
        assert closed_by(house, Evening(tmp_path, "15:00:45")) == [
            (lot(1), "15:00", "15:00:45"),
            (lot(2), "15:00:30", "15:00:45"),
            (lot(3), "15:01", "15:01"),
        ]


def test_a_late_bid_of_another_house_is_waited_for(tmp_path):
    late = bids_late(1, "101", 200, "14:59:59"), bids_late(1, "102", 300, "15:00:58")
    rules = soft_close(window=1, length=1)
    with timed_house(tmp_path, rules, entries=2) as house:
        assert closed_by(house, Evening(tmp_path, "14:59", *late)) == [
            (lot(2), "15:00", "15:00"),
            (lot(1), "15:01:58", "15:01:58"),
        ]
        assert house.lot(lot(1)).sold.buyer == "102"


def test_who_opens_a_lot_after_its_time_is_told_within_a_second(tmp_path):
    rules = soft_close(unopened="stay-open", sole_bidder_wins=True)
    with timed_house(tmp_path, rules, entries=1) as house:
        evening = Evening(tmp_path, "14:59", bids_late(1, "101", 200, "15:07:30"))
        assert closed_by(house, evening) == [(lot(1), "15:07:30", "15:07:30")]


def test_a_lot_that_is_catalogued_meanwhile_is_closed_too(tmp_path):
    def add(other):
        other.do(lots.catalogue(SALE, [entry(9)]), by=by())

    with timed_house(tmp_path, soft_close(), entries=1, stagger=1) as house:
        evening = Evening(tmp_path, "14:59", ("14:59:30", add))
        assert [name for name, _, _ in closed_by(house, evening)] == [lot(1), lot(9)]


def test_two_that_run_the_same_sale_close_each_lot_once(tmp_path):
    def runs_too(other):
        assert len(closed_by(other, Evening(tmp_path, "15:00"), until="15:00")) == 1

    with timed_house(tmp_path, soft_close(), entries=2, stagger=1) as house:
        evening = Evening(tmp_path, "14:59:59", ("15:00", runs_too))
        assert closed_by(house, evening) == [(lot(2), "15:01", "15:01")]


def test_it_waits_no_longer_than_it_is_told_to(tmp_path):
    with timed_house(tmp_path, soft_close(), entries=2, stagger=1) as house:
        evening = Evening(tmp_path, "14:59")
        found = closed_by(house, evening, until="15:00:30")
        assert found == [(lot(1), "15:00", "15:00")]
        assert told(evening.at) == "15:00:30"


# A process of its own.


NOT_IN_OUR_TIME = """\
sale = "MAY26"
title = "A sale of centuries"
house = "The house"
zone = "America/Chicago"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "Long ago"
lots = "1"
kind = "timed"
starts = "2019-01-01 10:00"
closes = "2020-01-01 20:00"
channels = ["internet"]

[[sessions]]
number = 2
name = "One day"
lots = "2-9"
kind = "timed"
starts = "2019-01-01 10:00"
closes = "2199-01-01 20:00"
channels = ["internet"]
"""


@contextmanager
def waiting(folder) -> Iterator[tuple[Clerk, subprocess.Popen[str]]]:
    """Start a sale whose first lot is long due; its others are not in our time."""
    clerk = Clerk(folder)
    clerk.does("sale announce {f}", f=clerk.writes("terms.toml", NOT_IN_OUR_TIME))
    listed = clerk.writes("catalogue.csv", CATALOGUE)
    clerk.does("catalogue import MAY26 {f}", f=listed)
    running = process(["--ledger", clerk.ledger, "sale", "run", "MAY26"])
    try:
        assert running.stdout.readline().endswith("Lot 1: passed, no bids.\n")
        yield clerk, running
    finally:
        running.kill()
        running.communicate()


@pytest.mark.usefixtures("interruptible")
def test_it_can_be_stopped_by_hand(tmp_path):
    with waiting(tmp_path) as (_, running):
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=PATIENCE)
        assert (running.returncode, err) == (0, "")
        assert out.startswith(
            "Stopped by hand: every close so far is recorded.\n"
            "Sale MAY26 still has 2 open lots, 2 timed; the next closes at 2199-"
        )


def test_killed_it_has_lost_nothing(tmp_path):
    with waiting(tmp_path) as (clerk, running):
        running.kill()
        running.wait()
        answer = clerk.does("sale run MAY26 --at 2200-01-01T00:00Z").splitlines()
        assert [line.split("  ")[1] for line in answer[:2]] == [
            "Lot 2: passed, no bids.",
            "Lot 3: passed, no bids.",
        ]
        assert answer[2].startswith("Sale MAY26 is closed.")
