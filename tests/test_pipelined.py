"""Requests that are sent before the answer to the one ahead of them has come."""

from __future__ import annotations

import socket
from types import SimpleNamespace

from starlette.responses import Response
from starlette.routing import Route, Router

from tests.live_service import listening, until

ASKS = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class _Waiting:
    """Answers once whoever asked is gone."""

    def __init__(self):
        self.begun = self.ended = 0
        self.faults = []
        self.state = SimpleNamespace(live=SimpleNamespace(leave_all=lambda: None))
        self._router = Router([Route("/", self._answer)])

    async def __call__(self, scope, receive, send):
        try:
            await self._router(scope, receive, send)
        except RuntimeError as fault:
            self.faults.append(fault)

    async def _answer(self, request):
        self.begun += 1
        while (await request.receive())["type"] != "http.disconnect":
            pass
        self.ended += 1
        return Response("nobody reads it")


def test_whoever_is_gone_is_sent_nothing_whatever_they_asked_meanwhile():
    app = _Waiting()
    with listening(app) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(2 * ASKS)
            until(lambda: app.begun == 1)
        until(lambda: app.ended == 1)
    assert app.faults == []
    assert app.begun == 1
