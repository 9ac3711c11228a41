"""Requests that are sent before the answer to the one ahead of them has come."""

from __future__ import annotations

import json
import socket
from time import sleep
from types import SimpleNamespace

import pytest
from starlette.responses import Response
from starlette.routing import Route, Router

from ledger.identity import Role
from tests.clerk import clerk_of_a_sale
from tests.live_service import answer_on, listening, until
from tests.patience import PATIENCE
from tests.served import served
from tests.serving_process import serving
from web.handing_over import Work

pytestmark = pytest.mark.slow

LOT = "/api/v1/sales/MAY26/lots/1"
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
        with socket.create_connection(
            ("127.0.0.1", port), timeout=PATIENCE
        ) as connection:
            connection.sendall(2 * ASKS)
            until(lambda: app.begun == 1)
        until(lambda: app.ended == 1)
    assert app.faults == []
    assert app.begun == 1


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    """Have a ledger of its own in a folder of its own, and its vault."""
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "house").mkdir()
    clerk = clerk_of_a_sale(tmp_path / "house")
    clerk.does("vault new")
    clerk.does("user add u-anna")
    return clerk


def head_of(method, path, token, *more):
    """Write the head of a request, and what follows it."""
    signed = ("Host: localhost", f"Authorization: Bearer {token}")
    return "\r\n".join((f"{method} {path} HTTP/1.1", *signed, *more, "", "")).encode()


def told(token):
    """Write a command as a request."""
    body = json.dumps({"paddle": "101", "phone_line": 1})
    more = ("Idempotency-Key: k-1", "Content-Type: application/json")
    path = f"{LOT}/registrations"
    head = head_of("POST", path, token, *more, f"Content-Length: {len(body)}")
    return head + body.encode()


@pytest.mark.slow
@pytest.mark.parametrize("ahead", [LOT, "/api/v1/sales/no%20sale/events"])
def test_a_command_behind_a_question_is_recorded_by_no_other_process(clerk, ahead):
    token = json.loads(clerk.does("token new u-anna --role clerk --json"))["token"]
    command = told(token)
    before = clerk.events()
    with serving(clerk) as (_, port):
        with socket.create_connection(
            ("127.0.0.1", port), timeout=PATIENCE
        ) as connection:
            connection.sendall(head_of("GET", ahead, token) + command)
            with connection.makefile("rb") as answers:
                text = answers.read()
        assert text.count(b"HTTP/1.1 ") == 2
        assert b"HTTP/1.1 421 " in text
        assert b'"code": "misdirected"' in text
        assert clerk.events() == before
        with socket.create_connection(
            ("127.0.0.1", port), timeout=PATIENCE
        ) as connection:
            connection.sendall(command)
            assert answer_on(connection)[0] == 201


@pytest.mark.slow
def test_what_an_auditor_reads_is_recorded_by_the_one_process(clerk):
    """Whose head came in two pieces."""
    token = json.loads(clerk.does("token new u-anna --role auditor --json"))["token"]
    head = head_of("GET", LOT, token)
    with (
        serving(clerk) as (_, port),
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection,
    ):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(head[:30])
        sleep(0.2)
        connection.sendall(head[30:])
        assert answer_on(connection)[0] == 200


def test_a_process_of_questions_records_nothing_whatever_it_is_asked(
    tmp_path, monkeypatch
):
    with served(tmp_path, with_={"work": Work.QUESTIONS}.items()) as service:
        assert service.ask(LOT).status_code == 200
        assert service.ask(LOT, Role.AUDITOR).status_code == 421
        before = service.house.head()
        # Also where the auditor is not known by how the request begins.
        monkeypatch.setattr("web.misdirected.work_of", lambda _: Work.QUESTIONS)
        answer = service.ask(LOT, Role.AUDITOR)
        assert (answer.status_code, answer.headers["connection"]) == (421, "close")
        assert service.house.head() == before
