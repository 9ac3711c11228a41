"""Bidders over HTTP, kills and lost answers: the log is the witness of all answers.

An answer is true if the log says the same at its position; nothing is recorded twice;
and what was answered before something else was asked stands before it in the log. That
is what linearisable means, with the log as the order.
"""

from __future__ import annotations

import json
import random
import socket
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread

import pytest

from ledger.events import BidPlaced, BidRefused
from ledger.house import House, clients, sales
from ledger.identity import ClientId, Paddle, Role
from ledger.keys.folder import KeyFolder
from ledger.vault.opening import make_vault
from ledger.vault.tokens import make_token
from tests.clerk import process
from tests.sale_of_tests import SALE, all_entries, by, new_house, place
from tests.served import the_hour, token_of

pytestmark = pytest.mark.slow

BIDDERS = 64
BIDS_EACH = 5
KILLS = 3
CODE = """
import ledger.clock
from datetime import datetime
moment = datetime.fromisoformat({moment!r})
ledger.clock.machine_clock = lambda: moment
from commands.main import main
main(prog_name="lotledger")
"""
"""Serve while the sale takes bids, whatever day it is."""


@dataclass
class Told:
    """A bid, when it was asked for and answered first, and what the answer said."""

    key: str
    asked_at: float
    answered_at: float = 0.0
    position: int = 0
    outcome: str = ""
    tries: int = 0


@dataclass
class Bidder:
    """Somebody who bids until each bid is answered, whatever becomes of the service."""

    paddle: str
    port: int
    signed_in: str
    seed: int
    stop: Event
    told: list[Told] = field(default_factory=list)

    def run(self):
        dice = random.Random(self.seed)
        for number in range(BIDS_EACH):
            said = {
                "paddle": self.paddle,
                "maximum": str(100 + 10 * dice.randint(0, 90)),
            }
            bid = Told(f"{self.paddle}-{number}", time.monotonic())
            while not self.stop.is_set():
                bid.tries += 1
                hangs_up = dice.random() < 0.1
                if self.ask(bid, said, hangs_up=hangs_up):
                    self.told.append(bid)
                    break
                time.sleep(0.05 + dice.random() / 10)

    def ask(self, bid, said, *, hangs_up):
        lot = 1 + int(bid.key[-1]) % 3
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Authorization": f"Bearer {self.signed_in}",
            "Content-Type": "application/json",
            "Idempotency-Key": bid.key,
        }
        path = f"/api/v1/sales/{SALE}/lots/{lot}/bids"
        try:
            connection.request("POST", path, json.dumps(said), headers)
            if hangs_up:
                # The answer is lost: nobody knows, and the same is asked again.
                return False
            answer = connection.getresponse()
            shown = json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            return False
        finally:
            connection.close()
        if answer.status == 503:
            return False
        assert answer.status in (201, 409), shown
        bid.answered_at = time.monotonic()
        bid.position = shown["position"]
        bid.outcome = shown.get("outcome", shown.get("code"))
        return True


def with_bidders(house: House) -> None:
    """Give each bidder a paddle."""
    for number in range(BIDDERS):
        client = ClientId(f"C-{1000 + number}")
        house.do(clients.enrol(client), by=by())
        house.do(
            sales.issue_paddle(SALE, Paddle(f"{1000 + number}"), client=client), by=by()
        )


@pytest.fixture
def ledger(tmp_path):
    """Make a ledger with a paddle for each bidder; return it, its keys and a token."""
    keys = tmp_path / "beside"
    keys.mkdir(mode=0o700)
    with new_house(tmp_path, with_bidders) as house:
        folder = KeyFolder(keys).of_ledger(house.ledger_id())
        vault = make_vault(
            folder, house.ledger_id(), apart_from=house.folder, words=None
        )
        text = make_token(vault, token_of(Role.CLERK))
        vault.close()
    return place(tmp_path), keys, text


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def serving(place_, keys, port):
    words = ["--ledger", place_, "serve", "--port", port, "--workers", "0"]
    code = CODE.format(moment=the_hour().isoformat())
    started = process(words, code=code, env={"LOTLEDGER_KEYS": str(keys)})
    line = started.stdout.readline()
    assert "Serving" in line, started.stderr.read()
    return started


def test_what_bidders_were_told_is_what_the_log_says(ledger):
    place_, keys, text = ledger
    port, stop, dice = free_port(), Event(), random.Random(7)
    bidders = [
        Bidder(f"{1000 + number}", port, text, number, stop)
        for number in range(BIDDERS)
    ]
    threads = [Thread(target=bidder.run) for bidder in bidders]
    started = serving(place_, keys, port)
    try:
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            time.sleep(0.3 + dice.random())
            started.kill()
            started.communicate()
            started = serving(place_, keys, port)
        for thread in threads:
            thread.join(120)
    finally:
        stop.set()
        started.terminate()
        started.communicate(timeout=60)
    told = [bid for bidder in bidders for bid in bidder.told]
    assert len(told) == BIDDERS * BIDS_EACH
    assert any(bid.tries > 1 for bid in told)
    with House.open(place_) as house:
        agrees(all_entries(house), told)


def agrees(entries, told):
    """Check every answer by the log, and the order of all of them by the clock."""
    keys = [e.by.key for e in entries if isinstance(e.event, BidPlaced | BidRefused)]
    assert len(keys) == len(set(keys)) == len(told)
    at = {entry.position: entry for entry in entries}
    for bid in told:
        entry = at[bid.position]
        assert entry.by.key.endswith(f":{bid.key}")
        match entry.event:
            case BidPlaced(standing=standing, paddle=paddle):
                leads = "leading" if standing.leader == paddle else "outbid"
                assert bid.outcome == leads
            case BidRefused():
                assert bid.outcome not in ("leading", "outbid")
    last = 0
    answered = sorted(told, key=lambda bid: bid.answered_at)
    asked = sorted(told, key=lambda bid: bid.asked_at)
    for bid in asked:
        while answered and answered[0].answered_at < bid.asked_at:
            last = max(last, answered.pop(0).position)
        assert bid.position > last, "it was asked for after the other was answered"
