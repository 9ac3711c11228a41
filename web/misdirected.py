"""A process that was handed its connections answers its own work, and records nothing.

A connection is handed over by how its first request begins. One that was sent behind
it, before the answer came, is of the same connection, whatever it asks for.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from starlette.types import ASGIApp, Receive, Scope, Send

from web.gathering import Ask, Gathering
from web.handing_over import Work, work_of
from web.problem import HttpProblem, answer_of

T = TypeVar("T")


class Misdirected(HttpProblem):
    """A request that came to a process which does not answer it (RFC 9110, 15.5.20)."""

    def __init__(self) -> None:
        super().__init__(
            421,
            "misdirected",
            "Sent behind another request",
            "This came behind another request, to a process that does not answer it. "
            "Nothing was recorded: send it again, with the same key, over another "
            "connection, and wait there for its answer.",
            {"Connection": "close"},
        )


class NoGathering(Gathering):
    """Stands where commands are gathered, in a process that records nothing."""

    async def ask(self, asked: Ask[T]) -> T:
        """Raise Misdirected, whatever is asked for."""
        raise Misdirected


class OwnWork:
    """Answers what is the work of a process, and refuses all else.

    It is no coroutine: each stream would keep it as long as it lasts.
    """

    def __init__(self, app: ASGIApp, work: Work) -> None:
        self._app, self._work = app, work

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer a request."""
        is_own = scope["type"] != "http" or work_of(_head(scope)) is self._work
        answers = self._app if is_own else answer_of(Misdirected())
        return answers(scope, receive, send)


def _head(scope: Scope) -> bytes:
    """Write the head of a request as it was sent."""
    query = scope["query_string"]
    address = scope["raw_path"] + (b"?" + query if query else b"")
    headers = (name + b": " + value for name, value in scope["headers"])
    lines = (scope["method"].encode() + b" " + address + b" HTTP/1.1", *headers)
    return b"\r\n".join((*lines, b"", b""))
