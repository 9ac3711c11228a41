"""Live updates: how much memory a stream takes, and how soon many are told of a bid.

A service follows a ledger in which somebody bids; the rival is a Starlette application
on the same stack that tells as many streams as many bytes, each by a queue of its own.
Both take turns.
"""

from __future__ import annotations

import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from benchmarks.followers import Followers, followers
from benchmarks.ratio import Claim, ratio
from benchmarks.sale_of_bids import SALE, open_sale, rounds_of_bids
from benchmarks.serving import CREATED, processor_of, request_of, token_of
from ledger.lot.slip import LotSlip
from web.open_files import allow_many_files

MANY, MOST = 2_000, 10_000
MOST_MB = 300
SPREAD_MS = 150
WAITS_MORE = 1.5
"""So many times as long a bid may wait beside the streams."""
CALM_SECONDS = 0.4
"""Longer than the service keeps back what follows at once for each stream."""
_BYTES = 330
_MB = 2**20
_PATH = f"/api/v1/sales/{SALE}/events"
_SERVE = ("serve", "--port", "0")
_BROADCAST = "from benchmarks.followers import broadcast; broadcast()"
_PROGRAM = "from commands.main import main; main(prog_name='lotledger')"


class _Side:
    """A process that streams at a port, or has another do it, and who follows it."""

    def __init__(
        self, started: subprocess.Popen[str], opened: ExitStack, path: str
    ) -> None:
        assert started.stdin is not None, "it was asked for"
        assert started.stdout is not None, "it was asked for"
        self._input = started.stdin
        line = started.stdout.readline()
        self.port = int(line.split("127.0.0.1:")[1].split(".")[0])
        self.followed: Followers = opened.enter_context(followers(self.port, path))
        self._pid = started.pid

    def say(self, words: str) -> None:
        """Tell the process something on its standard input."""
        self._input.write(f"{words}\n")
        self._input.flush()

    @property
    def streaming(self) -> int:
        """Return the process that streams."""
        return _streaming_below(self._pid) or self._pid

    def waits(self, mark: str, tell: Callable[[], object]) -> list[float]:
        """Tell news; return how many milliseconds each waited for it, in order."""
        self.followed.expect(mark)
        began = perf_counter()
        tell()
        return sorted((at - began) * 1000 for at in self.followed.arrivals())


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Let many follow a sale while bids come, and more of them to weigh a stream."""
    allow_many_files()
    news, most = (15, MANY) if quick else (30, MOST)
    with open_sale(folder / "followed.db"):
        token = token_of(folder / "followed.db")
    (slips,) = rounds_of_bids(1)
    ledger = ["--ledger", str(folder / "followed.db")]
    with ExitStack() as opened:
        start = partial(_side, opened)
        served = start(["-c", _PROGRAM, *ledger, *_SERVE], _PATH, signal.SIGTERM)
        rival = start(["-c", _BROADCAST], "/events", signal.SIGKILL)
        sides = (served, rival)
        bids = list[float]()
        bid = partial(_bid, served.port, token, bids)
        for slip in slips[:news]:
            sleep(CALM_SECONDS)
            bid(slip)
        empty = [_resident(side.streaming) for side in sides]
        for side in sides:
            side.followed.open(MANY)
        before = [processor_of(side.streaming) for side in sides]
        waited, rivals = list[list[float]](), list[list[float]]()
        for slip in slips[news : 2 * news]:
            sleep(CALM_SECONDS)
            mark = f'"{slip.lot}"'
            waited.append(served.waits(mark, partial(bid, slip)))
            rivals.append(
                rival.waits(mark, partial(rival.say, mark.ljust(_BYTES, ".")))
            )
        after = [processor_of(side.streaming) for side in sides]
        served.followed.open(most - MANY)
        full = [_resident(side.streaming) for side in sides]
    yield _weight(empty, full, (most, MANY))
    yield from _spread(waited, rivals)
    yield _work(before, after, news * MANY)
    yield _patience(bids[:news], bids[news:])


def _side(
    opened: ExitStack, words: Sequence[str], path: str, end: signal.Signals
) -> _Side:
    """Start a process that says in its first line where it serves."""
    started = subprocess.Popen(  # noqa: S603 (our own words)
        [sys.executable, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    opened.enter_context(started)
    opened.callback(started.send_signal, end)
    return _Side(started, opened, path)


def _weight(
    empty: Sequence[float], full: Sequence[float], streams: Sequence[int]
) -> Claim:
    """Tell what the streams weigh, and what their process weighs with all of them."""
    sides = zip(empty, full, streams, strict=True)
    ours, theirs = ((after - before) / number for before, after, number in sides)
    return Claim(
        what=f"the process of {MOST:,} streams (measured with {streams[0]:,})",
        against="Starlette's own stream, with a queue for each",
        ours=f"{ours * 1024:.1f} kB each",
        theirs=f"{theirs * 1024:.1f} kB each",
        measured=empty[0] + ours * MOST,
        target=MOST_MB,
        at_most=True,
        unit=" MB",
    )


def _spread(
    ours: Sequence[Sequence[float]], theirs: Sequence[Sequence[float]]
) -> Iterator[Claim]:
    """Tell how long it takes from a bid being sent until many are told of it."""
    for which, place, target in (
        ("the last", -1, SPREAD_MS),
        ("of a hundred the last", int(MANY * 0.99), None),
        ("the median", MANY // 2, None),
    ):
        waited, rivals = ([each[place] for each in side] for side in (ours, theirs))
        yield Claim(
            what=f"a bid is sent, and {which} of {MANY:,} is told",
            against="Starlette's own stream, which is told the same",
            ours=f"{median(waited):.0f} ms",
            theirs=f"{median(rivals):.0f} ms",
            measured=median(waited),
            target=target,
            at_most=True,
            unit=" ms",
        )
    lasts, rivals = ([each[-1] for each in side] for side in (ours, theirs))
    yield Claim(
        what="the slowest of these pieces of news",
        ours=f"{max(lasts):.0f} ms",
        theirs=f"{max(rivals):.0f} ms",
        measured=ratio(lasts, rivals),
        unit="x, news by news",
    )


def _work(before: Sequence[float], after: Sequence[float], number: int) -> Claim:
    ours, theirs = ((b - a) / number for a, b in zip(before, after, strict=True))
    return Claim(
        what="the same, processor time for each that is told",
        against="Starlette's own stream, which is told the same",
        ours=f"{ours * 1e6:.0f} µs",
        theirs=f"{theirs * 1e6:.0f} µs",
        measured=ours / theirs,
    )


def _patience(alone: Sequence[float], beside: Sequence[float]) -> Claim:
    """Tell whether a bid waits for those who are told of it."""
    return Claim(
        what=f"a bid, while {MANY:,} follow it",
        against="the same service, which nobody follows",
        ours=f"{median(beside):.1f} ms",
        theirs=f"{median(alone):.1f} ms",
        measured=median(beside) / median(alone),
        target=WAITS_MORE,
        at_most=True,
    )


def _bid(port: int, token: str, waited: list[float], slip: LotSlip) -> None:
    """Send a bid, and note how many milliseconds it waited for its answer."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        began = perf_counter()
        connection.sendall(request_of(slip, token, slip.lot))
        answer = connection.recv(65_536)
        waited.append((perf_counter() - began) * 1000)
    assert int(answer.split(b" ", 2)[1]) == CREATED, answer


def _streaming_below(pid: int) -> int | None:
    """Return the process that streams for another; None where that does it itself."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        if b"streams" in words:
            return int(child)
    return None


def _resident(pid: int) -> float:
    """Return the memory of a process, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / _MB
