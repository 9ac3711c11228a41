"""How a stream of live updates is asked for, and what it is like on the wire."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Event
from time import monotonic, sleep

import pytest
from eventsourcing.persistence import OperationalError

import web.streams
from ledger.house import House, sales
from ledger.value import replace
from tests.live_service import live_service, until
from tests.patience import PATIENCE
from tests.sale_of_tests import SALE, bid, by, lot, place, terms
from tests.served import first_of
from web import open_files
from web.handing_over import Work, work_of
from web.streams import FOLLOW_SALE
from web.streams_alone import StreamsAlone

pytestmark = pytest.mark.slow

STREAM = FOLLOW_SALE.address.format(sale=SALE)


@pytest.fixture
def service(tmp_path):
    with live_service(tmp_path) as service:
        yield service


@pytest.fixture
def ask(service):
    """Return what asks for a stream, and closes every connection at the end."""
    connections = []

    def asked(path=STREAM, method="GET", **headers):
        connection = HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE)
        connections.append(connection)
        named = {name.replace("_", "-"): words for name, words in headers.items()}
        connection.request(method, path, headers=named)
        return connection.getresponse()

    yield asked
    for connection in connections:
        connection.close()


def message(stream):
    """Read a message: its event, its position, its text, and when it came."""
    lines = list(iter(lambda: stream.readline().strip(), b""))
    words = dict(line.decode().split(": ", 1) for line in lines)
    return words["event"], int(words["id"]), json.loads(words["data"]), monotonic()


def test_whoever_comes_back_waits_for_nobody_to_read(service, ask, monkeypatch):
    """What was missed is read for them, and beside all others."""
    seen = service.house.head()
    service.house.do(bid(1, "101", 200), by=by())
    until(lambda: service.app.state.live.position > seen)
    asked, answers = Event(), Event()

    def waits(_):
        asked.set()
        assert answers.wait(PATIENCE), "somebody else was answered meanwhile"
        raise OperationalError("nobody leads")

    with monkeypatch.context() as patched, ThreadPoolExecutor(1) as other:
        patched.setattr(House, "head", waits)
        coming = other.submit(ask, f"{STREAM}?after={seen}")
        assert asked.wait(PATIENCE)
        assert ask("/health/live").status == 200
        answers.set()
        assert coming.result(PATIENCE).status == 503
    assert message(ask(f"{STREAM}?after={seen}"))[0] == "lot"


def test_a_stream_is_asked_for_by_its_sale(service, ask):
    stream = ask()
    assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream")
    assert message(stream)[:3] == ("position", service.house.head(), {})


def test_a_stream_without_news_says_that_it_is_there(ask, monkeypatch):
    """It has no data: whoever reads messages alone is told of none."""
    monkeypatch.setattr(web.streams, "ALIVE_SECONDS", 0.1)
    stream = ask()
    message(stream)
    for _ in range(2):
        assert [stream.readline() for _ in range(2)] == [b"event: alive\n", b"\n"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/sales/no%20sale/events", 404),
        (f"{STREAM}?after=before", 422),
        (f"{STREAM}?after=-1", 422),
    ],
)
def test_a_stream_that_cannot_be_is_a_problem(ask, path, status):
    answer = ask(path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status, json.load(answer)["status"]) == (status, status)


def test_a_sale_is_followed_from_when_it_is_announced(service, ask, tmp_path):
    """Also by a process of streams, which has a house of its own."""
    path = FOLLOW_SALE.address.format(sale="JUN26")
    with House.open(place(tmp_path)) as house:
        alone = StreamsAlone(house)

        def answers():
            return ask(path).status, asyncio.run(first_of(alone, path, {})).status_code

        assert answers() == (404, 404)
        refused = json.load(ask(path))
        assert (refused["code"], refused["title"]) == ("unknown-sale", "Unknown sale")
        assert "No sale JUN26 was announced here." in refused["detail"]
        service.house.do(sales.announce(replace(terms(), sale="JUN26")), by=by())
        assert answers() == (200, 200)


def test_a_stream_is_no_answer_to_another_method(service, ask):
    """Such a one would stay open, in the process that writes."""
    assert ask(method="POST").status == 405
    head = ask(method="HEAD")
    assert (head.status, head.read()) == (200, b"")
    assert service.app.state.live.watching == 0


def test_the_header_of_who_comes_back_wins_over_the_address(service, ask):
    seen = service.house.head()
    for number in (1, 2):
        service.house.do(bid(number, "101", 200), by=by())
    until(lambda: service.app.state.live.position == seen + 2)
    stream = ask(f"{STREAM}?after={seen}", Last_Event_ID=f"{seen + 1}")
    assert message(stream)[2]["lot"] == lot(2)


def test_the_first_change_goes_out_at_once_and_what_follows_goes_together(
    service, ask, monkeypatch
):
    stream = ask()
    message(stream)
    sleep(2 * web.streams.CALM_SECONDS)
    monkeypatch.setattr(web.streams, "CALM_SECONDS", calm := 10)
    began = monotonic()
    service.house.do(bid(1, "101", 200), by=by())
    _, _, first, at = message(stream)
    assert at - began < calm
    for paddle, maximum in (("102", 300), ("101", 400), ("102", 500)):
        service.house.do(bid(1, paddle, maximum), by=by())
    _, position, last, later = message(stream)
    assert later - began >= calm
    assert (first["bids"], last["bids"]) == (1, 4)
    assert position == service.house.head()


def test_whoever_finds_no_room_is_told_to_come_back(ask, monkeypatch):
    monkeypatch.setattr(web.streams, "files_at_most", lambda: open_files.OWN + 1)
    message(ask())
    refused = ask()
    assert (refused.status, refused.headers["retry-after"]) == (503, "10")
    assert json.load(refused)["code"] == "too-many-streams"


@pytest.mark.parametrize(
    ("head", "work"),
    [
        (f"GET {STREAM} HTTP/1.1", Work.STREAMS),
        (f"GET {STREAM}?after=3 HTTP/1.1", Work.STREAMS),
        (f"HEAD {STREAM} HTTP/1.1", Work.QUESTIONS),
        (f"POST {STREAM} HTTP/1.1", Work.COMMANDS),
        (f"GET {STREAM}/more HTTP/1.1", Work.QUESTIONS),
        ("GET /api/v1/sales/MAY26 HTTP/1.1", Work.QUESTIONS),
    ],
)
def test_a_stream_is_known_by_how_its_request_begins(head, work):
    assert work_of(f"{head}\r\n\r\n".encode()) is work


@pytest.mark.parametrize(
    ("files", "words"),
    [(1_024, "at most 896 follow a sale at once"), (open_files.ENOUGH, None)],
)
def test_few_files_are_told_before_many_follow(files, words):
    sentence = open_files.why_few(files)
    assert sentence is None if words is None else words in sentence
