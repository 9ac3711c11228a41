"""An event store that is a server, UmaDB: it appends what our house stored, by itself.

It decides nothing, and stores the same bytes. Where its wheel is not installed there
is nothing to measure, and that is said: ``pip install umadb``.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol

from benchmarks.ratio import Claim, Turns, in_turn, per_second, ratio
from benchmarks.raw import Row, stored_rows
from benchmarks.sale_of_bids import LOTS, open_sale, rounds_of_bids, take_one_by_one
from benchmarks.taking import CALLERS, ROUNDS_A_TURN, take_together

RIVAL = "umadb"
SERVER = "import sys, umadb; umadb.run_server_from_args(sys.argv)"
STARTS_WITHIN = 10
AT_ONCE = 1_000


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Take bids on our house, and append the same rows to the server, in turn."""
    if find_spec(RIVAL) is None:
        print("server: skipped, since umadb is not installed: pip install umadb")
        return
    rounds = rounds_of_bids(2 * ROUNDS_A_TURN if quick else 8 * ROUNDS_A_TURN)
    turns = [
        [slip for slips in rounds[first : first + ROUNDS_A_TURN] for slip in slips]
        for first in range(0, len(rounds), ROUNDS_A_TURN)
    ]
    rehearsed = folder / "rehearsed.db"
    with open_sale(rehearsed) as house:
        before = house.head()
        for slips in turns:
            take_one_by_one(house, slips)
    rows, size = stored_rows(rehearsed)[before:], len(turns[0])
    parts = [rows[first : first + size] for first in range(0, len(rows), size)]
    with (
        _server(folder) as url,
        ThreadPoolExecutor(CALLERS) as callers,
        open_sale(folder / "ours.db") as ours,
        open_sale(folder / "many.db") as many,
    ):
        store = _Store(url)
        one, theirs, together, theirs_together, batches = in_turn(
            len(turns),
            lambda turn: take_one_by_one(ours, turns[turn]),
            lambda turn: store.append_one_by_one(parts[turn]),
            lambda turn: take_together(callers, many, turns[turn]),
            lambda turn: store.append_together(callers, parts[turn]),
            lambda turn: store.append_at_once(parts[turn]),
        )
    alone = "one caller, one durable bid a commit"
    yield _claim(alone, one, theirs, size)
    yield _claim(f"{CALLERS} callers, {LOTS} lots", together, theirs_together, size)
    yield _claim(alone, one, batches, size, how=f"{AT_ONCE:,} at once")


def _claim(
    what: str, ours: Turns, theirs: Turns, size: int, *, how: str = "each durable"
) -> Claim:
    return Claim(
        what=what,
        against=f"UmaDB, appending the same bytes, {how}",
        ours=per_second(ours.wall, size),
        theirs=per_second(theirs.wall, size),
        measured=ratio(theirs.wall, ours.wall),
    )


class _Client(Protocol):
    """What is connected to the server."""

    def append(self, events: Sequence[object]) -> int:
        """Append events; return where the last of them stands."""


class _Store:
    """Appends rows as the server's events: stream and version as tags, text as data."""

    def __init__(self, url: str) -> None:
        self._module: Any = import_module(RIVAL)
        self._url = url
        self._client: _Client = self._module.Client(url)

    def append_one_by_one(self, rows: Sequence[Row]) -> None:
        """Append as a caller does who waits for each."""
        self._append(self._client, rows)

    def append_at_once(self, rows: Sequence[Row]) -> None:
        """Append many in one request."""
        for first in range(0, len(rows), AT_ONCE):
            self._client.append(self._events(rows[first : first + AT_ONCE]))

    def append_together(self, callers: ThreadPoolExecutor, rows: Sequence[Row]) -> None:
        """Let the callers share the rows out, each with a connection of its own."""
        shares = [rows[place::CALLERS] for place in range(CALLERS)]
        clients = [self._module.Client(self._url) for _ in shares]
        for _ in callers.map(self._append, clients, shares):
            pass

    def _append(self, client: _Client, rows: Sequence[Row]) -> None:
        for row in rows:
            client.append(self._events([row]))

    def _events(self, rows: Sequence[Row]) -> list[object]:
        event = self._module.Event
        return [
            event(event_type=name, data=text, tags=[stream, f"{stream}#{version}"])
            for _, stream, version, name, text in rows
        ]


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Run the server on a port of its own, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    place = str(folder / "uma.db")
    words = ["umadb", "--listen", address, "--db-path", place]
    process = subprocess.Popen(  # noqa: S603 (it runs this Python, and a rival)
        [sys.executable, "-c", SERVER, *words[1:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(address)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str) -> None:
    host, _, port = address.partition(":")
    until = monotonic() + STARTS_WITHIN
    while monotonic() < until:
        with suppress(OSError), socket.create_connection((host, int(port))):
            return
        sleep(0.05)
    raise TimeoutError(f"UmaDB does not listen at {address} after {STARTS_WITHIN} s")
