"""What was acknowledged is there, whenever the process is killed, and there once.

A worker takes bids and acknowledges each on a pipe; it is killed at a moment that the
dice choose; the next one goes on, or sends the same bids again. After a few kills the
file is read without any of our own code, and compared with what was acknowledged.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from ledger.house import House
from projections.views import Views
from tests.bidder_process import LOTS, Job
from tests.clerk import dismiss
from tests.naive_tree import has_the_tree_of_its_texts
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import (
    LEDGER,
    all_entries,
    as_cached,
    as_stored,
    by,
    new_house,
    place,
    positions,
    sale_of_tests,
)
from tests.stranger import asked, is_sound, stranger

KILLS = 200
SEEDS = (2025, 1211)
"""Each has a ledger and workers of its own, so that two processors have work."""

LIFE = 120
"""How many bids a worker takes if it is left alone; then it waits for its kill."""

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


class Lost(AssertionError):
    """What the log says is not what was acknowledged."""


class Nursery:
    """Forks workers, and kills them."""

    def __init__(self, folder: Path):
        command = [sys.executable, "-m", "tests.bidder_process", "serve", str(folder)]
        self._server = subprocess.Popen(  # noqa: S603 (ourselves)
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._heard = b""
        self.kills = 0

    def life(self, job: Job, *, lines: int, seconds: float) -> list[str]:
        """Let a worker live until it has said so much, and so long after; then kill it.

        Returns what it said, to the last line.
        """
        self._server.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
        self._server.stdin.flush()
        said = self._until(lambda said: said and said[-1].startswith("worker "))
        worker = int(said[0].split()[1])
        said = self._until(lambda said: ended(said) or len(said) >= lines)
        said = self._until(ended, said, seconds=seconds)
        if not ended(said):
            # It may just have come to its end.
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
            said = self._until(ended, said)
        assert ended(said), "a worker does not end"
        self.kills += said[-1] == "ended 9"
        return said[:-1]

    def _until(self, enough, said=None, *, seconds: float = 120) -> list[str]:
        """Listen until it is enough, or for so many seconds."""
        said = [] if said is None else said
        end = monotonic() + seconds
        pipe = self._server.stdout
        while not enough(said):
            if b"\n" in self._heard:
                line, _, self._heard = self._heard.partition(b"\n")
                said.append(line.decode())
            elif select.select([pipe], [], [], max(0, end - monotonic()))[0]:
                heard = os.read(pipe.fileno(), 65_536)
                assert heard, "the nursery is gone"
                self._heard += heard
            else:
                break
        return said

    def __enter__(self):
        return self

    def __exit__(self, *_):
        dismiss(self._server)


def ended(said: list[str]) -> bool:
    return bool(said) and said[-1].startswith("ended ")


@pytest.fixture(scope="module")
def nursery(tmp_path_factory):
    with Nursery(tmp_path_factory.mktemp("nursery")) as nursery:
        yield nursery


@dataclass
class Log:
    """The log of a ledger as a stranger reads it, and whether it is as it must be."""

    folder: Path
    position: int = 0
    versions: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    keys: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def read_on(self, *, check_pages: bool) -> None:
        """Read what was added, and see that it follows what was there."""
        rows = asked(
            place(self.folder),
            "SELECT position, stream, version, type, state FROM events "
            "WHERE position > ? ORDER BY position",
            self.position,
        )
        if check_pages:
            must(is_sound(place(self.folder)), "the file is damaged")
        for position, stream, version, kind, state in rows:
            self._hear(position, stream, version, kind, json.loads(state))

    def _hear(self, position, stream, version, kind, entry) -> None:
        must(position == self.position + 1, f"no position {self.position + 1}")
        must(version == self.versions[stream] + 1, f"{stream} skips to {version}")
        must((entry["stream"], entry["version"]) == (stream, version), "misfiled")
        self.position, self.versions[stream] = position, version
        if (key := entry.get("key")) is not None:
            must(key not in self.keys, f"{key} is recorded twice")
            self.keys[key] = position
            if kind == "bid-refused/1":
                self.refused.add(key)

    def hold_against(self, acknowledged: dict[str, int]) -> None:
        """See that all that was acknowledged is where it was said to be."""
        for key, position in acknowledged.items():
            must(key in self.keys, f"{key} was acknowledged, and is lost")
            if position:
                must(self.keys[key] == position, f"{key} is at {self.keys[key]}")
            else:
                must(key in self.refused, f"{key} was refused, and is recorded")


def must(truth: bool, else_: str) -> None:
    if not truth:
        raise Lost(else_)


def heard(lines: list[str], acknowledged: dict[str, int]) -> None:
    """Take acknowledgements in, and see that none goes against an earlier one."""
    reached: dict[str, int] = defaultdict(int)
    for line in lines:
        key, first, repeated, thread = line.split()
        position = int(first)
        must(acknowledged.get(key, position) == position, f"{key} was answered anew")
        acknowledged[key] = position
        if position and repeated == "0":
            must(position > reached[thread], f"{key} stands before an earlier bid")
            reached[thread] = position


def some_job(dice: Random, folder: Path, before: Job | None) -> Job:
    """Send the same bids again, half of the time; else new ones."""
    if before is None:
        return Job(place(folder), "b", first=0, count=LIFE, stays=True)
    if dice.random() < 0.5:
        return before
    return replace(before, first=before.first + LIFE, threads=dice.choice((1, 1, 4)))


def test_killed_two_hundred_times_and_nothing_is_lost(tmp_path_factory):
    # Made here: pytest makes no folders for several threads at once.
    folders = [tmp_path_factory.mktemp("ledger") for _ in SEEDS]
    nurseries = [tmp_path_factory.mktemp("nursery") for _ in SEEDS]
    with ThreadPoolExecutor(len(SEEDS)) as pool:
        counts = list(pool.map(killed, SEEDS, folders, nurseries))
    total = sum(counts, Counter())
    assert total["kills"] == KILLS
    assert total["acknowledged"] > KILLS, "most lived to acknowledge something"
    assert 0 < total["silent"] < KILLS / 2, "some died before they could"
    assert total["repeated"] > KILLS / 4, "many bids were sent again, and found"
    assert total["unanswered"] > 0, "some were recorded, and died unanswered"


def killed(seed: int, folder: Path, nursery_folder: Path) -> Counter[str]:
    """Kill workers on one growing ledger; return what was met on the way."""
    dice = Random(seed)
    log, acknowledged, job, counts = Log(folder), {}, None, Counter()
    with new_house(folder):
        pass
    with Nursery(nursery_folder) as nursery:
        for kill in range(1, KILLS // len(SEEDS) + 1):
            job = some_job(dice, folder, job)
            lines = nursery.life(
                job, lines=dice.choice((0, 1, 2, 3, 8)), seconds=dice.uniform(0, 0.004)
            )
            heard(lines, acknowledged)
            again = sum(line.split()[2] == "1" for line in lines)
            counts.update(silent=not lines, repeated=again)
            if dice.random() < 0.3:
                log.read_on(check_pages=kill % 5 == 0)
                log.hold_against(acknowledged)
            if kill % 40 == 0:
                catch_up(folder)
    whole = Log(folder)
    whole.read_on(check_pages=True)
    whole.hold_against(acknowledged)
    all_is_well(folder)
    counts["kills"] = nursery.kills
    counts["acknowledged"] = len(acknowledged)
    counts["unanswered"] = len(whole.keys.keys() - acknowledged.keys())
    return counts


def catch_up(folder: Path) -> None:
    with House.open(place(folder)) as house, Views(house, place(folder)) as views:
        views.catch_up()


def all_is_well(folder: Path) -> None:
    """See that every lot folds, as does the cache, and that the views are right."""
    with House.open(place(folder)) as house, Views(house, place(folder)) as views:
        assert positions(house) == list(range(1, house.head() + 1))
        lots = as_stored(house, *range(1, LOTS + 1))
        assert as_cached(house, *range(1, LOTS + 1)) == lots
        placed = [entry for entry in all_entries(house) if entry.type == "bid-placed/1"]
        assert sum(len(held.claims) for held in lots) == len(placed)
        views.catch_up()
        assert views.check(()) == []
    assert has_the_tree_of_its_texts(place(folder))


def test_the_check_finds_a_house_that_answers_before_the_commit(nursery, tmp_path):
    """Without this, the test above could not fail."""
    with new_house(tmp_path):
        pass
    with pytest.raises(Lost, match="was acknowledged, and is lost"):
        kill_the_hasty(nursery, tmp_path)


def kill_the_hasty(nursery: Nursery, folder: Path) -> None:
    for kill in range(1, 21):
        job = Job(place(folder), "h", first=100 * kill, count=50, hasty=True)
        acknowledged: dict[str, int] = {}
        heard(nursery.life(job, lines=3, seconds=0), acknowledged)
        log = Log(folder)
        log.read_on(check_pages=False)
        log.hold_against(acknowledged)


@contextmanager
def with_a_change(folder: Path, *statements: str):
    with stranger(place(folder)) as connection:
        for statement in statements:
            connection.execute(statement)
    yield


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("DELETE FROM events WHERE position = 9", "no position 9"),
        ("UPDATE events SET version = 7 WHERE position = 9", "skips to 7"),
        ("UPDATE events SET stream = 'lot:MAY26/9' WHERE position = 9", "misfiled"),
    ],
    ids=["a row is missing", "a version is skipped", "a row is misfiled"],
)
def test_the_check_finds_what_else_can_be_wrong(tmp_path, change, found):
    with new_house(tmp_path):
        pass
    triggers = ("DROP TRIGGER events_stay", "DROP TRIGGER events_stand")
    with with_a_change(tmp_path, *triggers, change), pytest.raises(Lost, match=found):
        Log(tmp_path).read_on(check_pages=True)


def test_the_check_finds_a_bid_that_was_recorded_twice(nursery, tmp_path):
    with new_house(tmp_path):
        pass
    acknowledged: dict[str, int] = {}
    job = Job(place(tmp_path), "b", first=0, count=3)
    heard(nursery.life(job, lines=4, seconds=1), acknowledged)
    with with_a_change(tmp_path, "DELETE FROM command_keys"):
        again = nursery.life(job, lines=4, seconds=1)
    with pytest.raises(Lost, match="b-0 was answered anew"):
        heard(again, acknowledged)
    with pytest.raises(Lost, match="b-0 is recorded twice"):
        Log(tmp_path).read_on(check_pages=True)


def test_killed_while_a_ledger_is_begun(nursery, tmp_path):
    """What is half begun is begun again: it is a ledger, or nothing yet."""
    dice = Random(7)
    for kill in range(15):
        folder = tmp_path / str(kill)
        folder.mkdir()
        job = Job(place(folder), "f", 0, 0, founding=True)
        nursery.life(job, lines=0, seconds=dice.uniform(0, 0.03))
        with House.open(place(folder), new_id=LEDGER, recording=REHEARSAL) as house:
            assert house.head() == 0
            house.do(sale_of_tests(), by=by())
        log = Log(folder)
        log.read_on(check_pages=True)
        assert log.position > 0
