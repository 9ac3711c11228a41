"""Two processes bid on the same lots of one ledger, while a third one follows it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from ledger.house import House, lots
from ledger.refusals import RecordedRefusal
from ledger.store import cache, recorder
from ledger.store.recorder import LedgerApplicationRecorder, PolledSubscription
from tests.patience import PATIENCE
from tests.sale_of_tests import (
    SALE,
    all_entries,
    as_cached,
    as_stored,
    bid,
    by,
    entry,
    new_house,
    place,
    positions,
)

ROOT = Path(__file__).parents[1]
BIDS = 150
"""Taken by each of the two processes."""

pytestmark = pytest.mark.slow


@contextmanager
def bidders(folder: Path, *, threads: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Let two processes bid, both from the same moment, and leave none behind."""
    words = [sys.executable, "-m", "tests.bidder_process", "bid", place(folder)]
    started = [
        subprocess.Popen(  # noqa: S603 (ourselves)
            [*words, name, str(BIDS), str(threads)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in ("left", "right")
    ]
    try:
        for one in started:
            assert one.stdout.readline() == b"ready\n"
        for one in started:
            one.stdin.write(b"go\n")
            one.stdin.close()
        yield started
    finally:
        for one in started:
            one.kill()
            one.wait(PATIENCE)
            one.stdin.close()
            one.stdout.close()


def answers(process: subprocess.Popen[bytes]) -> list[tuple[str, int, str]]:
    """Hear a process out: the key and position of each answer, and in which thread."""
    heard = process.stdout.read()
    assert process.wait(PATIENCE) == 0
    lines = [line.split() for line in heard.decode().splitlines()]
    return [(key, int(position), thread) for key, position, _, thread in lines]


def recorder_of(house: House) -> LedgerApplicationRecorder:
    """Return what the event-sourcing library reads a house's log by."""
    return LedgerApplicationRecorder(house._database)  # noqa: SLF001 (its own log)


def follow(followed: PolledSubscription, *, until: int) -> list[tuple[int, str, int]]:
    """Follow the log as it grows; return each position with what stands there."""
    seen = []
    for told in followed:
        seen.append((told.id, told.originator_id, told.originator_version))
        if told.id == until:
            break
    return seen


def test_two_processes_share_a_ledger(tmp_path):
    with new_house(tmp_path) as house:
        assert len(as_cached(house, 1, 2, 3)) == 3, "its cache is warm"
        before, until = house.head(), house.head() + 2 * BIDS
        with (
            ThreadPoolExecutor(3) as pool,
            recorder_of(house).subscribe(gt=before) as followed,
            bidders(tmp_path, threads=2) as both,
        ):
            following = pool.submit(follow, followed, until=until)
            said = list(pool.map(answers, both))
            seen = following.result(PATIENCE)
        log = all_entries(house)
        written = {one.by.key: one for one in log[before:]}

        assert [one.position for one in log] == list(range(1, until + 1))
        assert seen == [(e.position, e.stream, e.version) for e in log[before:]]
        for name, heard in zip(("left", "right"), said, strict=True):
            assert {key for key, _, _ in heard} == {f"{name}-{n}" for n in range(BIDS)}
            for key, position, _ in heard:
                refused = written[key].type == "bid-refused/1"
                assert position == (0 if refused else written[key].position)
            for thread in ("0", "1"):
                mine = [written[key].position for key, _, of in heard if of == thread]
                assert mine == sorted(mine), "what was asked first stands first"
        assert interleaved(written), "they did bid at the same time"
        assert as_cached(house, 1, 2, 3) == as_stored(house, 1, 2, 3)


@pytest.mark.parametrize("page", [1, 7, 500])
def test_who_comes_late_is_told_everything(tmp_path, monkeypatch, page):
    monkeypatch.setattr(recorder, "PAGE", page)
    with new_house(tmp_path) as house:
        for dollars in range(100, 300, 20):
            house.do(bid(1, "101", dollars), by=by())
        log = all_entries(house)
        for kinds in ((), ("bid-placed/1",), ("client-enrolled/1", "lot-catalogued/1")):
            due = [one for one in log if not kinds or one.type in kinds]
            with recorder_of(house).subscribe(topics=kinds) as followed:
                seen = follow(followed, until=due[-1].position)
            assert seen == [(e.position, e.stream, e.version) for e in due]


def interleaved(written) -> bool:
    """Say whether two processes took turns often, rather than one after the other."""
    names = [key.partition("-")[0] for key in written]
    return sum(one != other for one, other in pairwise(names)) > 10


@pytest.mark.parametrize(
    "followed", [10_000, 10], ids=["event by event", "by loading anew"]
)
def test_a_house_follows_what_another_records(tmp_path, monkeypatch, followed):
    """Its cache was warm before; what it decides next stands on all that was done."""
    monkeypatch.setattr(cache, "FOLLOWED_EVENTS_MAX", followed)
    with (
        new_house(tmp_path, limit=10_000) as house,
        House.open(place(tmp_path)) as other,
    ):
        for number in (1, 2, 3):
            house.do(bid(number, "101", 110), by=by())
        for dollars in range(200, 500, 20):
            other.do(bid(1, "102", dollars), by=by())
        other.do(lots.catalogue(SALE, [entry(4)]), by=by())
        other.do(bid(4, "103", 9_000), by=by())

        placed = house.do(bid(1, "101", 600), by=by()).events[0]
        assert (placed.bid, placed.standing.price) == ("1#17", 50_000)
        with pytest.raises(RecordedRefusal, match=r"103 has \$1,000 left"):
            house.do(bid(1, "103", 2_000), by=by())
        for one in (house, other):
            assert as_cached(one, 1, 2, 3, 4) == as_stored(house, 1, 2, 3, 4)
        assert positions(house) == list(range(1, house.head() + 1))
