"""A ledger on a PostgreSQL server, beside pgbench, the library's recorder, and a file.

The server is started in the folder that is measured in. All sides append the very rows
that our ledger stored, which ours decides and writes first.
"""

from __future__ import annotations

import gc
import re
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, closing
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from eventsourcing.persistence import InfrastructureFactory, StoredEvent
from eventsourcing.utils import Environment

from benchmarks.gathered import gather
from benchmarks.loading import load
from benchmarks.ratio import Claim, Turns, in_turn, microseconds, rate, ratio
from benchmarks.raw import Row, stored_rows
from benchmarks.sale_of_bids import (
    LOTS,
    REHEARSAL,
    lot_names,
    open_sale,
    rounds_of_bids,
    shared_out,
    signed,
    take_one_by_one,
)
from commands.main import GARBAGE_THRESHOLD
from ledger.house import House
from ledger.house.bids import take_bids
from ledger.lot.slip import LotSlip
from projections.views import VIEWS, Views
from tests.database_server import Server, programs

CALLERS, PROCESSES = 64, 8
ROUNDS_A_TURN = 2
LOADED_BIDS, LOADS, REBUILDS = 40, 5, 3
_POOL = "psycopg_pool"
"""Which the library's recorder asks for."""
_RATE = re.compile(r"tps = ([0-9.]+) \(without initial connection time\)")
SAME_ROW = """\
INSERT INTO appended SELECT position, stream, version, type, state
FROM rehearsed WHERE position = (SELECT nextval('turn'));
"""
"""What each client of pgbench commits, again and again: the next of the same rows."""

_opened: list[House] = []
"""The ledger that a process of the eight has open."""


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Take bids on a server, and let its own program insert the same rows, in turn."""
    if programs() is None or find_spec(_POOL) is None:
        print(
            "postgresql: skipped, since something is not installed: "
            "apt install postgresql; pip install psycopg-pool"
        )
        return
    rounds = rounds_of_bids((3 if quick else 15) * ROUNDS_A_TURN)
    slices = [
        [slip for slips in rounds[first : first + ROUNDS_A_TURN] for slip in slips]
        for first in range(0, len(rounds), ROUNDS_A_TURN)
    ]
    # Others than its owner may have to enter: a server does not run as root.
    folder.chmod(0o755)
    with closing(_Server(folder)) as server:
        yield from _appending(folder, server, slices)
        yield from _reading(folder, server, bids=10 if quick else LOADED_BIDS)


class _Server(Server):
    def close(self) -> None:
        self.remove()

    def new_ledger(self) -> str:
        return self.url(self.new_database())


def _appending(
    folder: Path, server: _Server, slices: Sequence[Sequence[LotSlip]]
) -> Iterator[Claim]:
    rows = _rehearsed(folder / "rehearsed.db", slices)
    bids = len(slices[0])
    with ExitStack() as opened:
        house = opened.enter_context(open_sale(server.new_ledger()))
        shared = server.new_ledger()
        opened.enter_context(open_sale(shared))
        spawned = get_context("spawn")
        together = opened.enter_context(
            ProcessPoolExecutor(
                PROCESSES,
                spawned,
                initializer=_open,
                initargs=(shared, spawned.Barrier(PROCESSES)),
            )
        )
        _take_by_processes(together, [])
        pgbench, library = _Pgbench(server, rows), _Library(server)
        inserted = Turns()
        ours, _, eight, recorder = in_turn(
            len(slices),
            lambda turn: gather(house, slices[turn], callers=CALLERS),
            lambda _: inserted.wall.append(pgbench.insert(bids)),
            lambda turn: _take_by_processes(together, slices[turn]),
            lambda turn: library.insert(rows[turn * bids : (turn + 1) * bids]),
        )
    yield from _appending_claims((ours, inserted), (eight, recorder), bids)


def _appending_claims(
    of_one: tuple[Turns, Turns], of_eight: tuple[Turns, Turns], bids: int
) -> Iterator[Claim]:
    yield rate(
        f"{CALLERS} callers of one process, one durable bid each at a time",
        f"pgbench, {CALLERS} clients inserting the same rows",
        *of_one,
        bids=bids,
        target=0.5,
    )
    yield rate(
        f"{PROCESSES} processes of {CALLERS // PROCESSES} callers on one ledger",
        "the library's PostgreSQL recorder, inserting the same rows one by one",
        *of_eight,
        bids=bids,
        target=10,
    )


def _rehearsed(place: Path, slices: Sequence[Sequence[LotSlip]]) -> list[Row]:
    """Take the bids once in a file, uncounted; return the rows that they come to."""
    with open_sale(place) as house:
        before = house.head()
        for slips in slices:
            house.do(take_bids(slips), by=signed())
    return stored_rows(place)[before:]


def _open(place: str, all_of_them: Barrier) -> None:
    """Open the ledger in a process of the eight, and wait until all have."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    _opened.append(House.open(place, recording=REHEARSAL))
    all_of_them.wait()


def _take_by_processes(
    processes: ProcessPoolExecutor, slips: Sequence[LotSlip]
) -> None:
    """Let the processes share the bids out by lot, and wait until all are answered."""
    for _ in processes.map(_take_share, shared_out(slips, PROCESSES)):
        pass


def _take_share(slips: Sequence[LotSlip]) -> None:
    """Take bids in a process of the eight, by callers of its own."""
    callers = CALLERS // PROCESSES
    shares = shared_out(slips, callers)
    with ThreadPoolExecutor(callers) as threads:
        for _ in threads.map(take_one_by_one, _opened * callers, shares):
            pass


class _Pgbench:
    """The server's own program, which inserts rows by as many clients at once."""

    def __init__(self, server: _Server, rows: Sequence[Row]) -> None:
        self._server, self._database = server, server.new_database()
        self._script = server.folder / "insert.sql"
        self._script.write_text(SAME_ROW, encoding="utf-8")
        columns = (
            "(position BIGINT PRIMARY KEY, stream VARCHAR NOT NULL, version INTEGER "
            "NOT NULL, type VARCHAR NOT NULL, state BYTEA NOT NULL"
        )
        with server.connect(self._database) as connection:
            connection.execute(f"CREATE TABLE rehearsed {columns})")
            connection.execute(
                f"CREATE TABLE appended {columns}, UNIQUE (stream, version))"
            )
            with connection.cursor().copy("COPY rehearsed FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            connection.execute(f"CREATE SEQUENCE turn START {rows[0][0]}")

    def insert(self, count: int) -> float:
        """Insert rows, each in a transaction of its own; return how long they took.

        It tells so itself, and leaves out how long its clients take to connect.
        """
        words = ("-n", "-M", "prepared", "-c", str(CALLERS), "-j", "2")
        told = subprocess.run(  # noqa: S603 (the server's own program)
            [
                self._server.programs / "pgbench",
                *words,
                *("-t", str(round(count / CALLERS))),
                *("-f", self._script, "-h", self._server.data, "-U", "ledger"),
                self._database,
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        rate = _RATE.search(told)
        assert rate is not None, told
        return count / float(rate[1])


class _Library:
    """The library's own recorder for PostgreSQL, which is given rows one by one."""

    def __init__(self, server: _Server) -> None:
        env = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": server.new_database(),
            "POSTGRES_HOST": str(server.data),
            "POSTGRES_PORT": "5432",
            "POSTGRES_USER": "ledger",
            "POSTGRES_PASSWORD": "none",
        }
        factory: Any = InfrastructureFactory.construct(Environment("Bench", env))
        self._recorder = factory.application_recorder()

    def insert(self, rows: Sequence[Row]) -> None:
        """Insert rows, each durable before the next."""
        for _, stream, version, name, state in rows:
            of = uuid5(NAMESPACE_URL, stream)
            self._recorder.insert_events([StoredEvent(of, version, name, state)])


def _reading(folder: Path, server: _Server, *, bids: int) -> Iterator[Claim]:
    """Load every lot, and rebuild every view, on a server and from a file in turn."""
    rounds = rounds_of_bids(bids)
    places = server.new_ledger(), str(folder / "read.db")
    with ExitStack() as opened:
        houses = [opened.enter_context(open_sale(place)) for place in places]
        for house in houses:
            for slips in rounds:
                house.do(take_bids(slips), by=signed())
        lots, events = lot_names(), houses[0].head()
        loaded = in_turn(
            LOADS, *(lambda _, house=house: load(house, lots) for house in houses)
        )
        views = [
            opened.enter_context(Views(house, place))
            for house, place in zip(houses, places, strict=True)
        ]
        rebuilt = in_turn(
            REBUILDS, *(lambda _, each=each: each.rebuild([]) for each in views)
        )
    for what, (ours, theirs) in (
        (f"load {LOTS} lots of {bids} bids", loaded),
        (f"rebuild all {len(VIEWS)} views, {events:,} events", rebuilt),
    ):
        yield Claim(
            what=f"{what}, cost of an event",
            against="the same in a file",
            ours=microseconds(ours.wall, events),
            theirs=microseconds(theirs.wall, events),
            measured=ratio(ours.wall, theirs.wall),
            target=1.5,
            at_most=True,
        )
