"""Webhooks are sent the log in its order, signed, and again until they take it."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from fcntl import LOCK_EX, flock
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from commands.keeping import key_folder
from ledger.house import House
from ledger.house.clients import enrol
from ledger.house.vaults import open_vault_of
from ledger.identity import ClientId
from ledger.vault.webhooks import (
    SECRET_PREFIX,
    Webhook,
    add_webhook,
    resume_webhook,
    webhooks,
)
from tests.clerk import Clerk
from tests.sale_of_tests import by
from web.webhooks import ENTRIES_MAX, WAITS, Delivering

pytestmark = pytest.mark.slow

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://example.com/bids"


class AtOnce:
    """Sends in the same moment, so that a test tells the order."""

    def submit(self, work, *given):
        done = Future()
        done.set_result(work(*given))
        return done


class Receiver:
    """Somebody who is sent entries: answers as told, and keeps what came."""

    def __init__(self):
        self.answers = []
        self.came = []

    def __call__(self, address, headers, body):
        self.came.append((headers, body))
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def positions(self):
        return [
            [each["position"] for each in json.loads(body)["log_entries"]]
            for _, body in self.came
        ]


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    clerk = Clerk(tmp_path / "sale")
    clerk.begin()
    clerk.does("vault new")
    return clerk


@pytest.fixture
def house(clerk):
    with House.open(str(clerk.ledger), keys=key_folder()) as house:
        yield house


@pytest.fixture
def vault(house):
    with open_vault_of(house, str) as vault:
        yield vault


@pytest.fixture
def now():
    return [NOON]


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def delivering(house, vault, now, receiver):
    return Delivering(house, vault, AtOnce(), lambda: now[0], receiver)


def hook(vault, name="w-1", *, after=0, streams=()):
    made = Webhook(id=name, url=URL, streams=streams, made_at=NOON, position=after)
    return add_webhook(vault, made, lambda _: None)


def position(vault, name="w-1"):
    return next(each.position for each in webhooks(vault) if each.id == name)


def settled(delivering):
    """Step until nothing is on its way."""
    ended = [delivering.step()]
    while not delivering.is_idle:
        ended.append(delivering.step())
    return [each for step in ended for each in step.items()]


def test_the_log_is_sent_whole_in_order_and_no_more_at_once_than_may(
    house, vault, delivering, receiver
):
    for number in range(ENTRIES_MAX + 20):
        house.do(enrol(ClientId(f"C-9{number:03}")), by=by())
    hook(vault)
    settled(delivering)
    sent = [each for batch in receiver.positions for each in batch]
    assert sent == list(range(1, house.head() + 1))
    assert max(map(len, receiver.positions)) == ENTRIES_MAX
    assert position(vault) == house.head()
    assert settled(delivering) == []


def test_what_is_sent_are_the_bytes_that_are_hashed(house, vault, delivering, receiver):
    hook(vault, after=house.head() - 1)
    settled(delivering)
    (_, body), *more = receiver.came
    assert not more
    sent = json.loads(body)
    assert sent["ledger"] == house.ledger_id()
    assert sent["log_entries"][0]["entry_text"].encode() == house.tree().entry(
        house.head()
    )


def test_a_receiver_tells_by_the_signature_who_sent_it(vault, delivering, receiver):
    """The check is written from the specification of Standard Webhooks alone."""
    secret = hook(vault)
    assert secret.startswith(SECRET_PREFIX)
    settled(delivering)
    headers, body = receiver.came[0]
    key = b64decode(secret.removeprefix("whsec_"))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = b64encode(hmac.digest(key, text, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert headers["webhook-timestamp"] == str(int(NOON.timestamp()))


def test_what_was_not_taken_is_sent_again_as_it_was_and_nothing_before_it(
    house, vault, delivering, receiver, now
):
    hook(vault)
    receiver.answers = [503, OSError(111, "Connection refused"), 302, 200]
    for failures, after in enumerate((0, *WAITS[:3])):
        house.do(enrol(ClientId(f"C-8{failures}")), by=by())
        if after:
            assert settled(delivering) == [], "it is not due yet"
            now[0] += after
        settled(delivering)
        assert len(receiver.came) >= failures + 1
    tries = receiver.came[:4]
    assert len({headers["webhook-id"] for headers, _ in tries}) == 1
    assert len({body for _, body in tries}) == 1
    sent = receiver.positions[3:]
    assert [each for batch in sent for each in batch] == list(
        range(1, house.head() + 1)
    )


def test_waits_grow_and_end_at_an_hour(vault, delivering, receiver, now):
    hook(vault)
    receiver.answers = [500] * (len(WAITS) + 3)
    waited = []
    for _ in range(len(WAITS) + 2):
        before = now[0]
        settled(delivering)
        while len(receiver.came) == len(waited) + 1:
            now[0] += timedelta(seconds=1)
            settled(delivering)
        waited.append(now[0] - before)
    assert tuple(waited[: len(WAITS)]) == WAITS
    assert waited[-1] == timedelta(hours=1)


def test_one_receiver_that_fails_holds_no_other_up(house, vault, delivering, receiver):
    hook(vault, "w-1")
    hook(vault, "w-2")
    receiver.answers = [500]
    settled(delivering)
    assert position(vault, "w-1") == 0
    assert position(vault, "w-2") == house.head()


def test_whoever_delivers_next_goes_on_where_the_last_one_stopped(
    house, vault, delivering, receiver, now
):
    hook(vault)
    settled(delivering)
    before = house.head()
    house.do(enrol(ClientId("C-77")), by=by())
    receiver.came.clear()
    settled(Delivering(house, vault, AtOnce(), lambda: now[0], receiver))
    assert receiver.positions == [list(range(before + 1, house.head() + 1))]


def test_only_streams_that_are_wanted_are_sent(house, vault, delivering, receiver):
    hook(vault, streams=("lot:MAY26/1",))
    settled(delivering)
    sent = [each for batch in receiver.positions for each in batch]
    assert sent
    streams = {e.position: e.stream for e in house.entries_after(0, limit=500)}
    assert {streams[each] for each in sent} == {"lot:MAY26/1"}
    assert position(vault) == house.head(), "what is not wanted is passed over, once"


def test_a_receiver_that_is_gone_is_sent_nothing_until_somebody_resumes_it(
    house, vault, delivering, receiver
):
    hook(vault)
    receiver.answers = [410]
    settled(delivering)
    (stopped,) = webhooks(vault)
    assert stopped.stopped == "it answered 410"
    assert settled(delivering) == []
    resume_webhook(vault, "w-1", 3)
    settled(Delivering(house, vault, AtOnce(), lambda: NOON, receiver))
    assert receiver.positions[-1][0] == 4


@pytest.fixture
def listening():
    """Somebody who listens on this machine, and takes everything but the first."""
    came = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            came.append((self.path, body))
            self.send_response(204 if len(came) > 1 else 500)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/in?x=1", came
        server.shutdown()
        thread.join()


def test_it_goes_over_the_wire_and_the_command_tells_what_was_not_taken(
    clerk, listening
):
    url, came = listening
    made = clerk(f"webhook add {url} --after 0 --json").json
    assert made["secret"].startswith(SECRET_PREFIX)
    name = made["webhook"]["id"]
    first = clerk("webhook deliver --once")
    assert first.code == 1
    assert f"{name} did not take what ends at" in first.err
    assert "it answered 500. It is sent again." in first.err
    assert "has everything up to" in clerk.does("webhook deliver --once")
    assert [path for path, _ in came] == ["/in?x=1", "/in?x=1"]
    assert came[0][1] == came[1][1]
    assert clerk.does("webhook deliver --once") == ""
    (listed,) = clerk("webhook list --json").json
    assert listed["sent_to"] == clerk.events()


def test_one_at_a_time_delivers(clerk, vault):
    with vault.file.with_name("webhooks.lock").open("ab") as lock:
        flock(lock, LOCK_EX)
        assert "Another lotledger delivers" in clerk("webhook deliver --once").err


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.com/", "safe on the way"),
        ("ftp://example.com/", "safe on the way"),
        ("example.com", "safe on the way"),
        ("https://", "safe on the way"),
        ("https://me:secret@example.com/", "A password in an address"),
        ("https://[::1/", "is no address"),
        ("https://example.com:99999/", "is no address"),
    ],
)
def test_an_address_that_others_could_read_is_refused(clerk, url, words):
    refused = clerk("webhook add {url}", url=url)
    assert refused.code == 2
    assert words in refused.err
    assert clerk.does("webhook list").startswith("There are no webhooks")


def test_what_signs_is_told_once_and_goes_with_the_webhook(clerk):
    made = clerk(f"webhook add {URL} --json").json
    name, secret = made["webhook"]["id"], made["secret"]
    assert secret not in clerk.does("webhook list --json")
    raw = b64decode(secret.removeprefix(SECRET_PREFIX))
    with House.open(str(clerk.ledger), keys=key_folder()) as house:
        kept = house.published.folder.path / "vault"
        assert raw not in kept.read_bytes()
    file = clerk.folder / "secret.txt"
    quietly = clerk("webhook add {url} --secret {file} --json", url=URL, file=file)
    assert quietly.json["secret"] is None
    assert file.read_text().startswith(SECRET_PREFIX)
    assert file.stat().st_mode & 0o77 == 0
    assert clerk("webhook add {url} --secret {file}", url=URL, file=file).code == 2
    assert len(clerk("webhook list --json").json) == 2, "none where it is not kept"
    clerk.does(f"webhook remove {name}")
    assert "There is no webhook" in clerk(f"webhook remove {name}").err
    assert "There is no webhook" in clerk(f"webhook resume {name}").err
