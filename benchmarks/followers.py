"""Many who follow a sale, in a process of their own, and a rival that tells as many.

The followers read what comes, and note when; they are told on standard input which
news they wait for, and answer in a line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import selectors
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from time import perf_counter

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route
from uvicorn import Server

from web.open_files import allow_many_files
from web.serving import config_of

_PROGRAM = "from benchmarks.followers import {0}; {0}()"
_READ = 65_536


class Followers:
    """A process that follows an address over many connections."""

    def __init__(self, started: subprocess.Popen[str]) -> None:
        self._started = started

    def _say(self, words: str) -> None:
        assert self._started.stdin is not None, "it was asked for"
        self._started.stdin.write(f"{words}\n")
        self._started.stdin.flush()

    def _heard(self) -> list[float]:
        assert self._started.stdout is not None, "it was asked for"
        return list(json.loads(self._started.stdout.readline()))

    def open(self, number: int) -> None:
        """Open so many connections more, and wait until each was told where it is."""
        self._say(f"open {number}")
        assert len(self._heard()) == number, "each of them is told"

    def expect(self, mark: str) -> None:
        """Begin to wait for a piece of news, which each is told."""
        self._say(f"wait {mark}")
        self._heard()

    def arrivals(self) -> list[float]:
        """Return when each was told, once all were."""
        return self._heard()


@contextmanager
def followers(port: int, path: str) -> Iterator[Followers]:
    """Start who follows an address; it ends afterwards."""
    command = [sys.executable, "-c", _PROGRAM.format("follow"), str(port), path]
    with subprocess.Popen(  # noqa: S603 (our own words)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as started:
        try:
            yield Followers(started)
        finally:
            started.kill()


def follow() -> None:
    """Do what the standard input says: open connections, or wait for news on all."""
    allow_many_files()
    port, path = int(sys.argv[1]), sys.argv[2]
    open_ones = list[socket.socket]()
    with selectors.EpollSelector() as selector:
        for line in sys.stdin:
            order, _, what = line.strip().partition(" ")
            if order == "open":
                fresh = [_asked(port, path) for _ in range(int(what))]
                for each in fresh:
                    selector.register(each, selectors.EVENT_READ)
                _say(_wait(selector, fresh, b"data: "))
                open_ones += fresh
            else:
                _say([])
                _say(_wait(selector, open_ones, what.encode()))


def _asked(port: int, path: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    connection.settimeout(0)
    return connection


def _wait(
    selector: selectors.BaseSelector, expected: Sequence[socket.socket], mark: bytes
) -> list[float]:
    """Read until each has been told what was waited for; return when each was."""
    missing, times = {each.fileno() for each in expected}, list[float]()
    while missing:
        for key, _ in selector.select():
            assert isinstance(key.fileobj, socket.socket), "there are no others"
            data = key.fileobj.recv(_READ)
            assert data, "no stream ends meanwhile"
            if mark in data and key.fd in missing:
                missing.discard(key.fd)
                times.append(perf_counter())
    return times


def _say(times: list[float]) -> None:
    print(json.dumps(times), flush=True)


def broadcast() -> None:
    """Serve a stream to many as Starlette does it: what is read, each is told."""
    allow_many_files()
    queues = set[asyncio.Queue[bytes]]()

    async def told(queue: asyncio.Queue[bytes]) -> AsyncIterator[bytes]:
        yield b"data: {}\n\n"
        while True:
            yield await queue.get()

    async def stream(_: Request) -> StreamingResponse:
        queue = asyncio.Queue[bytes]()
        queues.add(queue)
        return StreamingResponse(told(queue), media_type="text/event-stream")

    def read() -> None:
        text = sys.stdin.readline().strip()
        for queue in queues:
            queue.put_nowait(f"data: {text}\n\n".encode())

    @asynccontextmanager
    async def reading(_: Starlette) -> AsyncIterator[None]:
        asyncio.get_running_loop().add_reader(sys.stdin, read)
        yield

    app = Starlette(routes=[Route("/events", stream)], lifespan=reading)
    listening = socket.create_server(("127.0.0.1", 0))
    print(f"At 127.0.0.1:{listening.getsockname()[1]}.", flush=True)
    Server(config_of(app)).run([listening])
