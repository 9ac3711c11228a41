"""What the service writes down of its work: a line of JSON for each request.

It tells what was asked, how it was answered, how long that took and where the log
stood; never what was said, nor a header, nor what stands behind the question mark:
nothing that signs anybody in, and no amount.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from presenters.shape import Shape, to_json
from web.live import LiveUpdates

Write = Callable[[str], object]


class RequestShape(Shape):
    """A request, as the service writes it down."""

    at: str
    """When it was answered."""
    method: str
    """How it was asked."""
    path: str
    """What it was asked of, without what stands behind the question mark."""
    status: int
    """The status of the answer; 0 where who asked was gone."""
    milliseconds: float
    """How long it took."""
    position: int
    """Up to where this process had read the log."""


class RequestLog:
    """Writes a line for each request that was answered."""

    def __init__(self, app: ASGIApp, live: LiveUpdates, write: Write) -> None:
        self._app = app
        self._live = live
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and write down how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun_at, status = perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            taken = perf_counter() - begun_at
            line = RequestShape(
                at=datetime.now(UTC).isoformat(timespec="milliseconds"),
                method=scope["method"],
                path=scope["path"],
                status=status,
                milliseconds=round(taken * 1000, 3),
                position=self._live.read_to,
            )
            self._write(f"{to_json(line, indent=None)}\n")


def noted(live: LiveUpdates, write: Write | None) -> list[Middleware]:
    """Return what writes each request down, where it is to be written."""
    return [] if write is None else [Middleware(RequestLog, live=live, write=write)]


def to_standard_error(line: str) -> None:
    """Write a line where whoever starts the service reads it."""
    sys.stderr.write(line)
    sys.stderr.flush()
