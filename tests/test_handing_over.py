"""A service of several processes has one address, and stops whole."""

from __future__ import annotations

import json
import os
import signal
import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import create_connection
from subprocess import PIPE
from threading import Thread

import pytest

from tests.clerk import clerk_of_a_sale
from tests.live_service import answer_on, until
from tests.patience import PATIENCE
from tests.serving_process import serving

pytestmark = pytest.mark.slow
linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are looked up in /proc"
)

LOT = "/api/v1/sales/MAY26/lots/1"
WATCH = "/api/v1/sales/MAY26/events"
WITHDRAWN = {"reason": "its consignor took it back"}


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    """Have a ledger of its own in a folder of its own, and its vault."""
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "house").mkdir()
    clerk = clerk_of_a_sale(tmp_path / "house")
    clerk.does("vault new")
    clerk.does("user add u-anna")
    return clerk


@pytest.fixture
def token(clerk):
    """Return what a clerk signs in with."""
    return json.loads(clerk.does("token new u-anna --role clerk --json"))["token"]


def ask(connection, token, path, said=None, key="k-1"):
    """Ask or tell over a connection that stays open; return status and answer."""
    headers = {"Authorization": f"Bearer {token}"}
    if said is None:
        connection.request("GET", path, headers=headers)
    else:
        headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        connection.request("POST", path, json.dumps(said), headers)
    answer = connection.getresponse()
    content = answer.read()
    assert answer.headers["content-type"].startswith("application/"), content
    return answer.status, json.loads(content)


@pytest.mark.parametrize("workers", ["0", "1", "2"])
def test_questions_and_commands_go_over_one_connection(clerk, token, workers):
    with serving(clerk, "--workers", workers) as (_, port):
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        for number in (1, 2, 3):
            assert ask(connection, token, LOT)[0] == 200
            client = f"/api/v1/sales/MAY26/lots/{number}/registrations"
            said = {"paddle": "101", "phone_line": 1}
            status, told = ask(connection, token, client, said, key=f"k-{number}")
            assert status == 201, told
            phones = ask(connection, token, f"/api/v1/sales/MAY26/lots/{number}")
            assert phones[1]["phones"] == 1
        connection.close()


def test_a_stream_ends_when_the_service_stops(clerk, token):
    lines = []
    with serving(clerk, "--workers", "1") as (started, port):
        watching = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        watching.request("GET", WATCH)
        stream = watching.getresponse()
        assert stream.headers["content-type"] == "text/event-stream"
        reader = Thread(target=lambda: lines.extend(stream))
        reader.start()
        telling = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        assert ask(telling, token, f"{LOT}/withdrawal", WITHDRAWN)[0] == 201
        telling.close()
        while not any(line.startswith(b"event: lot") for line in lines):
            assert reader.is_alive()
        started.send_signal(signal.SIGTERM)
        started.wait(PATIENCE)
        reader.join(PATIENCE)
        assert not reader.is_alive()
        watching.close()


def follow(port, after=None):
    """Follow the sale over a connection of its own; return it, and its answer."""
    watching = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    seen = {} if after is None else {"Last-Event-ID": str(after)}
    watching.request("GET", WATCH, headers=seen)
    return watching, watching.getresponse()


def next_message(stream):
    """Read the next message of a stream: its event, its position and its text."""
    lines = list(iter(lambda: stream.readline().strip(), b""))
    told = dict(line.decode().split(": ", 1) for line in lines)
    return told["event"], int(told["id"]), json.loads(told["data"])


def figures(clerk, port):
    """Return what the service tells of itself, by name."""
    shown = json.loads(clerk.does("token new u-anna --role system --json"))["token"]
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {shown}"})
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    told = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(figure) for name, figure in told}


def pid_of(started, work):
    """Return the process of a service that does some work."""
    children = Path(f"/proc/{started.pid}/task/{started.pid}/children")
    for child in children.read_text().split():
        if work in Path(f"/proc/{child}/cmdline").read_text("utf-8").split("\0"):
            return int(child)
    return None


def withdraw(port, token, number):
    """Withdraw a lot, which whoever follows the sale is told."""
    telling = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    path = f"/api/v1/sales/MAY26/lots/{number}/withdrawal"
    status, _ = ask(telling, token, path, WITHDRAWN, key=f"k-{number}")
    telling.close()
    return status


def test_a_command_is_recorded_by_the_one_process_however_long_it_is(clerk, token):
    """On a connection that asked before, and so was handed to another process."""
    body = json.dumps({"paddle": "101", "phone_line": 1}).encode() + b" " * 50_000
    signed_in = f"Host: localhost\r\nAuthorization: Bearer {token}\r\n"
    asks = f"GET {LOT} HTTP/1.1\r\n{signed_in}\r\n".encode()
    tells = (
        f"POST {LOT}/registrations HTTP/1.1\r\n{signed_in}Idempotency-Key: k-1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    with (
        serving(clerk) as (_, port),
        create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection,
    ):
        for request, status in ((asks, 200), (tells + body, 201), (asks, 200)):
            connection.sendall(request)
            assert answer_on(connection)[0] == status
        assert figures(clerk, port)["lotledger_commands_total"] == 1


@linux
def test_streams_are_a_process_of_their_own_which_no_other_waits_for(clerk, token):
    with serving(clerk, "--bids-a-second", "7") as (started, port):
        watching, stream = follow(port)
        assert next_message(stream)[0] == "position"
        questions, streams = pid_of(started, "questions"), pid_of(started, "streams")
        # A question that takes for ever keeps no stream waiting, and no command ...
        os.kill(questions, signal.SIGSTOP)
        assert withdraw(port, token, 1) == 201
        assert next_message(stream)[2]["lot"] == "MAY26/1"
        other, beside = follow(port)
        assert next_message(beside)[0] == "position"
        os.kill(questions, signal.SIGCONT)
        # ... and streams that take for ever keep neither waiting.
        os.kill(streams, signal.SIGSTOP)
        assert withdraw(port, token, 2) == 201
        asking = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        assert ask(asking, token, LOT)[0] == 200
        asking.close()
        os.kill(streams, signal.SIGCONT)
        assert next_message(stream)[2]["lot"] == "MAY26/2"
        other.close()
        until(lambda: figures(clerk, port)["lotledger_streams"] == 1)
        watching.close()


@linux
def test_whoever_followed_a_process_that_dies_goes_on_over_the_next(clerk, token):
    with serving(clerk) as (started, port):
        watching, stream = follow(port)
        _, seen, _ = next_message(stream)
        streams = pid_of(started, "streams")
        os.kill(streams, signal.SIGKILL)
        with pytest.raises((HTTPException, OSError)):
            stream.read()
        watching.close()
        assert [withdraw(port, token, number) for number in (1, 2)] == [201, 201]
        # Whoever comes before the next one is there waits for it.
        watching, stream = follow(port, after=seen)
        messages = [next_message(stream) for _ in (1, 2)]
        assert [data["lot"] for _, _, data in messages] == ["MAY26/1", "MAY26/2"]
        assert pid_of(started, "streams") not in {None, streams}
        told = figures(clerk, port)
        assert told['lotledger_process_starts{process="streams"}'] == 2
        assert told['lotledger_process_starts{process="questions 1"}'] == 1
        watching.close()


def test_workers_end_with_the_process_that_writes(clerk):
    with serving(clerk, "--workers", "1") as (started, port):
        watching = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        watching.request("GET", WATCH)
        stream = watching.getresponse()
        started.kill()
        # Whoever watched is told by the end of the stream, and comes again.
        assert b"position" in stream.read()
        watching.close()


def test_a_passphrase_is_asked_for_once_for_all_processes(clerk, token, monkeypatch):
    words = clerk.writes("words", "twelve maps of a river\n")
    with monkeypatch.context() as patched:
        patched.setenv("LOTLEDGER_VAULT_PASSPHRASE_FILE", str(words))
        clerk.does("vault lock")
    # Without a terminal of its own it is read from standard input.
    said = {"stdin": PIPE, "start_new_session": True}
    with serving(clerk, "--workers", "2", says=words.read_text(), **said) as (_, port):
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        for _ in range(3):
            assert ask(connection, token, LOT)[0] == 200
        connection.close()


def test_a_ledger_without_a_vault_is_not_served(tmp_path, monkeypatch):
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "house").mkdir()
    said = clerk_of_a_sale(tmp_path / "house")("serve --port 0")
    assert said.code != 0
    assert "vault" in said.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--host 0.0.0.0", "rehearsal"),
        ("--host 192.0.2.1 --proxy https://bids.example.com", "rehearsal"),
        ("--proxy https://bids.example.com", "rehearsal"),
        ("--port 70000", "65535"),
    ],
)
def test_a_rehearsal_is_served_to_this_machine_alone(clerk, options, words):
    said = clerk(f"serve {options}")
    assert said.code == 2
    assert words in said.err
