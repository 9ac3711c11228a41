"""Sixty-four bidders over HTTP, with kills, lost answers and retries: one agreed order.

The service is killed under them and started again. What each of them was told is held
against the log, and every decision is taken again.
"""

from __future__ import annotations

import json
import time
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from random import Random
from threading import Lock, Thread

import pytest

from commands.keeping import key_folder
from ledger.clock import machine_clock
from ledger.events import BidPlaced, BidRefused
from ledger.house import House
from ledger.house.replays import SaleReplay
from ledger.house.vaults import open_vault_of
from ledger.identity import ClientId, LotId, Role, SaleId
from ledger.vault.tokens import Token, make_token
from presenters.lot import price_to_show
from presenters.shape import Decimals
from tests.clerk import TERMS, Clerk, process
from tests.linear import Asked, Seen, Stands, faults, stale
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow

BIDDERS, BIDS_EACH, READERS, KILLS = 64, 4, 2, 3
LOTS = ("1", "2", "3")
SECONDS = 300
"""After so long callers give up, and the test fails: nothing hangs."""


class Service:
    """A service in processes of its own, at one port for as often as it is started."""

    def __init__(self, clerk):
        self.clerk, self.port, self.process = clerk, 0, None

    def start(self):
        words = ["--ledger", self.clerk.ledger, "serve", "--port", self.port]
        self.process = process(words, cwd=self.clerk.folder)
        line = self.process.stdout.readline()
        assert "Serving" in line, self.process.stderr.read()
        self.port = int(line.split("127.0.0.1:")[1].split(".")[0])

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)


class Callers:
    """Everybody who asks: what they were told, in the order of their clock."""

    def __init__(self, service, tokens):
        self.service, self.tokens = service, tokens
        self.asked, self.seen, self.lot_of = [], [], {}
        self.turn = Lock()
        self.until = time.monotonic() + SECONDS
        self.over = False

    def bidder(self, number):
        """Bid, again under the same key until there is an answer."""
        dice = Random(number)
        token, paddle = self.tokens[number], str(200 + number)
        for count in range(BIDS_EACH):
            lot, key = dice.choice(LOTS), f"b{number}-{count}"
            most = 50 * dice.randrange(1, 20) * 4**count
            said = {"paddle": paddle, "maximum": str(most)}
            began = time.monotonic()
            while dice.random() < 0.2:
                self.send(token, lot, key, said, hears=False)
            while (answer := self.send(token, lot, key, said)) is None:
                if self.over:
                    return
                time.sleep(0.02)
            status, told = answer
            with self.turn:
                self.lot_of[key] = lot
                self.asked.append(Asked(key, began, time.monotonic(), status, told))

    def reader(self, number):
        """Look at lots until everybody has bid."""
        dice = Random(1000 + number)
        while not self.over:
            lot, began = dice.choice(LOTS), time.monotonic()
            answer = self.call("GET", self.tokens[0], f"/api/v1/sales/MAY26/lots/{lot}")
            if answer is not None:
                assert answer[0] == 200, answer
                read = answer[1]["position"], answer[1]["price"]
                self.seen.append(Seen(lot, began, time.monotonic(), *read))
            time.sleep(0.02)

    def send(self, token, lot, key, said, *, hears=True):
        path = f"/api/v1/sales/MAY26/lots/{lot}/bids"
        return self.call("POST", token, path, said, key, hears=hears)

    def call(self, method, token, path, said=None, key="", *, hears=True):
        """Return status and answer; None where none came, and nobody knows."""
        assert time.monotonic() < self.until, "no answer came in time"
        connection = HTTPConnection("127.0.0.1", self.service.port, timeout=PATIENCE)
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        try:
            connection.request(method, path, json.dumps(said), headers)
            if not hears:
                return None
            answer = connection.getresponse()
            content = json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            return None
        finally:
            connection.close()
        return None if answer.status == 503 else (answer.status, content)


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "house").mkdir()
    clerk = Clerk(tmp_path / "house")
    clients = "\n".join(
        f"C-{200 + n},person,,{200 + n}," for n in range(1, BIDDERS + 1)
    )
    file = clerk.writes(
        "more.csv", f"client,kind,client_class,paddle,credit_limit\n{clients}\n"
    )
    clerk.begin(terms=TERMS.replace("2026-05-20", "2096-05-20"))
    clerk.does("client import MAY26 {f} --at 2026-05-01T09:00-05:00", f=file)
    clerk.does("vault new")
    clerk.does("user add u-anna")
    return clerk


@pytest.fixture
def tokens(clerk):
    """Return a token of a clerk, and then one of each bidder."""
    now = machine_clock()
    made = []
    with (
        House.open(str(clerk.ledger), keys=key_folder()) as house,
        open_vault_of(house, str) as vault,
    ):
        for number in range(BIDDERS + 1):
            client = ClientId(f"C-{200 + number}") if number else None
            token = Token(
                id=f"t-{number}",
                user=client or "u-anna",
                role=Role.BIDDER if number else Role.CLERK,
                client=client,
                made_at=now,
                ends_at=now + timedelta(days=1),
            )
            made.append(make_token(vault, token))
    return made


@pytest.fixture
def service(clerk):
    """Return a service, and leave none behind."""
    service = Service(clerk)
    service.start()
    yield service
    service.kill()


@pytest.fixture
def callers(service, tokens):
    """Let everybody ask, and kill the service under them; return what was told."""
    callers = Callers(service, tokens)
    bidders = [Thread(target=callers.bidder, args=[n]) for n in range(1, BIDDERS + 1)]
    readers = [Thread(target=callers.reader, args=[n]) for n in range(READERS)]
    for thread in (*bidders, *readers):
        thread.start()
    try:
        for kill in range(1, KILLS + 1):
            while len(callers.asked) < kill * BIDDERS * BIDS_EACH // (KILLS + 1):
                assert time.monotonic() < callers.until
                time.sleep(0.001)
            service.kill()
            service.start()
        for thread in bidders:
            thread.join()
    finally:
        callers.over = True
        for thread in (*bidders, *readers):
            thread.join()
    return callers


def on_record(house):
    """Return where each key of a bid is on record, and as what."""
    log = {}
    for entry in house.entries_after(0, limit=10_000):
        if isinstance(entry.event, BidPlaced | BidRefused) and entry.by.key:
            accepted = isinstance(entry.event, BidPlaced)
            bid = entry.event.bid if accepted else None
            key = entry.by.key.rpartition(":")[2]
            log.setdefault(key, []).append(Stands(entry.position, accepted, bid))
    return log


def test_what_everybody_was_told_is_one_order_and_it_is_the_log(clerk, callers):
    assert len(callers.asked) == BIDDERS * BIDS_EACH
    with House.open(str(clerk.ledger), keys=key_folder()) as house:
        log = on_record(house)
        assert faults(callers.asked, log) == []
        assert stale(callers.seen, callers.asked, callers.lot_of) == []
        assert sum(stands.accepted for each in log.values() for stands in each) > 20
        assert any(each.status == 409 for each in callers.asked)
        money = Decimals(house.sale(SaleId("MAY26")).terms.rules.currency)
        for each in callers.seen:
            lot = house.as_of(each.position).lot(LotId(f"MAY26/{each.lot}"))
            assert money(price_to_show(lot)) == each.price
        replay = SaleReplay(house, SaleId("MAY26"))
        for number in LOTS:
            assert not replay.recompute(LotId(f"MAY26/{number}")).differences
    assert clerk("audit verify").code == 0


TWO = [
    Asked("a", 0, 1, 201, {"position": 5, "bid": "1"}),
    Asked("b", 2, 3, 409, {"position": 6}),
]
KEPT = {"a": [Stands(5, True, "1")], "b": [Stands(6, False, None)]}


def test_a_sound_history_has_no_faults():
    assert faults(TWO, KEPT) == []
    overlapping = [
        TWO[0]._replace(ended=2.5, answer={"position": 7, "bid": "1"}),
        TWO[1],
    ]
    assert faults(overlapping, {**KEPT, "a": [Stands(7, True, "1")]}) == []


@pytest.mark.parametrize(
    ("asked", "log", "words"),
    [
        (TWO, {**KEPT, "a": KEPT["a"] * 2}, "a is on record 2 times"),
        (TWO, {"a": KEPT["a"]}, "b was answered, and is not on record"),
        (TWO, {**KEPT, "c": KEPT["a"]}, "c is on record, and nobody asked"),
        (TWO, {**KEPT, "a": [Stands(5, False, "1")]}, "a was answered"),
        (TWO, {**KEPT, "a": [Stands(4, True, "1")]}, "a was answered"),
        ([TWO[0]._replace(answer={"bid": "1"}), TWO[1]], KEPT, "answered otherwise"),
        (
            [TWO[0]._replace(answer={"position": 7, "bid": "1"}), TWO[1]],
            {**KEPT, "a": [Stands(7, True, "1")]},
            "a ended before b began, and is after it",
        ),
    ],
)
def test_a_history_that_no_order_explains_is_told(asked, log, words):
    assert words in " ".join(faults(asked, log))


def test_a_reader_who_missed_an_answer_is_told():
    seen = Seen("1", 2, 3, 4, None)
    assert stale([seen], TWO, {"a": "1", "b": "1"}) == ["a reader of 1 saw 4 only"]
    assert stale([seen._replace(position=5)], TWO, {"a": "1", "b": "1"}) == []
    assert stale([seen], TWO, {"a": "2", "b": "2"}) == []
