"""Bids over HTTP: what the service costs beside the stack and the decision itself.

Three sides take turns with the same bids: callers in this process, who are gathered as
the service gathers them; the same connections asking a service that does nothing; and
the service. If the service added nothing, a bid would cost what the first two do.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn import Server

from benchmarks.gathered import gather
from benchmarks.ratio import (
    Claim,
    Turns,
    in_turn,
    microseconds,
    patience,
    per_second,
    ratio,
)
from benchmarks.sale_of_bids import SALE, open_sale, rounds_of_bids
from ledger.house import House
from ledger.lot.slip import LotSlip
from web.serving import config_of

CONNECTIONS = 64
CREATED = 201
ROUNDS_A_TURN = 2
P99_MS = 25
OWN_MICROSECONDS = 60
_TICK = 1 / os.sysconf("SC_CLK_TCK")
_NOTHING = "from benchmarks.serving import do_nothing; do_nothing()"


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Take the bids of each turn in process, by doing nothing, and over HTTP."""
    rounds = rounds_of_bids(4 if quick else 16)
    slices = [
        [slip for slips in rounds[first : first + ROUNDS_A_TURN] for slip in slips]
        for first in range(0, len(rounds), ROUNDS_A_TURN)
    ]
    bids = len(slices[0])
    with ExitStack() as held:
        gathered = held.enter_context(open_sale(folder / "gathered.db"))
        with open_sale(folder / "served.db"):
            token = token_of(folder / "served.db")
        nothing = held.enter_context(_process(["-c", _NOTHING]))
        words = ["--ledger", str(folder / "served.db"), "serve", "--port", "0"]
        program = "from commands.main import main; main(prog_name='lotledger')"
        served = held.enter_context(_process(["-c", program, *words, "--workers", "0"]))
        waited: list[float] = []
        used = {side: [processor_of(side.pid)] for side in (nothing, served)}

        def ask(side: _Served, turn: int) -> None:
            times = asyncio.run(_ask(side.port, token, slices[turn], turn))
            used[side].append(processor_of(side.pid))
            if side is served:
                waited.extend(times)

        ours, empty, http = in_turn(
            len(slices),
            lambda turn: gather(
                gathered, slices[turn], callers=CONNECTIONS, keys=str(turn)
            ),
            lambda turn: ask(nothing, turn),
            lambda turn: ask(served, turn),
        )
        with House.open(str(folder / "served.db")) as house:
            assert house.head() >= len(slices) * bids, "every bid is on record"
    noop, taken = _each(used[nothing], bids), _each(used[served], bids)
    yield from _rates(ours, empty, http, bids=bids)
    what = "the same, how long the slowest of a hundred waits"
    yield patience(what, waited, at_most=P99_MS)
    yield _work(taken, noop, [seconds / bids for seconds in ours.processor])


def _rates(ours: Turns, empty: Turns, http: Turns, *, bids: int) -> Iterator[Claim]:
    least = [a + b for a, b in zip(ours.wall, empty.wall, strict=True)]
    yield Claim(
        what=f"{CONNECTIONS} connections, one durable bid each at a time",
        against="a no-op on the same stack and a bid in process, one after the other",
        ours=per_second(http.wall, bids),
        theirs=per_second(least, bids),
        measured=ratio(least, http.wall),
        target=0.8,
    )


def _work(
    taken: Sequence[float], noop: Sequence[float], decided: Sequence[float]
) -> Claim:
    """Tell the processor time of a bid beyond the stack's own and the decision's."""
    least = [a + b for a, b in zip(noop, decided, strict=True)]
    own = median((a - b) * 1e6 for a, b in zip(taken, least, strict=True))
    return Claim(
        what="the same, processor time that the service adds to a bid",
        against="a no-op of the same stack, and the decision",
        ours=microseconds(taken, 1),
        theirs=microseconds(least, 1),
        measured=own,
        target=OWN_MICROSECONDS,
        at_most=True,
        unit=" µs",
    )


def _each(used: Sequence[float], bids: int) -> list[float]:
    """Return the seconds of a processor that each turn took for one bid."""
    return [(b - a) / bids for a, b in pairwise(used)]


async def _ask(
    port: int, token: str, slips: Sequence[LotSlip], turn: int
) -> list[float]:
    """Bid over connections that stay open; return how long each bid waited."""
    waiting, times = iter(enumerate(slips)), []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number, one in waiting:
            request = request_of(one, token, f"{turn}-{number}")
            began = perf_counter()
            writer.write(request)
            status = await _answer(reader)
            times.append(perf_counter() - began)
            assert status == CREATED, f"it was answered {status}"
        writer.close()

    async with asyncio.TaskGroup() as callers:
        for _ in range(CONNECTIONS):
            callers.create_task(connection())
    return times


def request_of(one: LotSlip, token: str, key: str) -> bytes:
    """Write the request of a bid."""
    number = one.lot.partition("/")[2]
    maximum = f"{one.slip.submitted / 100:.2f}"
    body = json.dumps({"paddle": one.slip.paddle, "maximum": maximum})
    return (
        f"POST /api/v1/sales/{SALE}/lots/{number}/bids HTTP/1.1\r\n"
        f"host: localhost\r\nauthorization: Bearer {token}\r\n"
        f"idempotency-key: {key}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read an answer; return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])


class _Served(NamedTuple):
    """A process that serves at a port."""

    pid: int
    port: int


@contextmanager
def _process(words: Sequence[str]) -> Iterator[_Served]:
    """Start a process that says in its first line where it serves; stop it after."""
    started = subprocess.Popen(  # noqa: S603 (our own words)
        [sys.executable, *words], stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None, "it was asked for"
    try:
        line = started.stdout.readline()
        yield _Served(started.pid, int(line.split("127.0.0.1:")[1].split(".")[0]))
    finally:
        started.terminate()
        started.communicate()


def do_nothing() -> None:
    """Serve at a free port what reads a request, and answers that nothing was done."""

    async def nothing(request: Request) -> Response:
        await request.body()
        return Response('{"done":false}', CREATED, media_type="application/json")

    path = "/api/v1/sales/{sale}/lots/{number}/bids"
    app = Starlette(routes=[Route(path, nothing, methods=["POST"])])
    listening = socket.create_server(("127.0.0.1", 0))
    print(f"At 127.0.0.1:{listening.getsockname()[1]}.", flush=True)
    Server(config_of(app)).run([listening])


def token_of(ledger: Path) -> str:
    """Make the vault of a ledger, and a token in it; return the token."""
    os.environ["LOTLEDGER_KEYS"] = str(ledger.with_suffix(".keys"))
    program = "from commands.main import main; main(prog_name='lotledger')"
    said = ""
    for words in ("vault new", "user add u-ann", "token new u-ann --role clerk --json"):
        command = [sys.executable, "-c", program, "--ledger", str(ledger)]
        said = subprocess.run(  # noqa: S603 (our own words)
            [*command, *words.split()], check=True, stdout=subprocess.PIPE, text=True
        ).stdout
    return str(json.loads(said)["token"])


def processor_of(pid: int) -> float:
    """Return the seconds of a processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK
