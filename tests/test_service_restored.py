"""A service is backed up while bids go on, and restored elsewhere: no answer gets lost.

Nor where it is killed under sixty-four bidders, or told to stop. What came after the
copy was made is told as that, wherever somebody knows of it.
"""

from __future__ import annotations

import json
import signal
import time
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from shutil import copyfile
from threading import Lock, Thread
from typing import NamedTuple

import pytest

from commands.keeping import key_folder
from ledger.house import House
from ledger.house.redeeming import redeem_here
from ledger.proof.receipt import parse_receipt
from ledger.proof.redeeming import Redeemed
from tests.clerk import CATALOGUE, CLIENTS, TERMS, Clerk
from tests.patience import PATIENCE
from tests.serving_process import serving

pytestmark = pytest.mark.slow

CALLERS, ANSWERS = 64, 40
SECONDS = 120


class Bidders:
    """Some who bid until they are told to stop, and keep what they were answered."""

    def __init__(self, port, token):
        self.port, self.token = port, token
        self.answers = {}
        self.turn, self.numbers, self.over = Lock(), count(1), False
        self.threads = [Thread(target=self._bid) for _ in range(CALLERS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over = True
        for thread in self.threads:
            thread.join()

    def wait_for(self, more):
        """Wait until so many more answers have come."""
        until, goal = time.monotonic() + SECONDS, len(self.answers) + more
        while len(self.answers) < goal:
            assert time.monotonic() < until
            time.sleep(0.005)

    def _bid(self):
        while not self.over:
            with self.turn:
                number = next(self.numbers)
            try:
                status, answer = told(self.port, self.token, number)
            except (OSError, HTTPException, ValueError):
                return
            if status == 503:
                # It stops, and says that nothing was recorded.
                return
            assert status in (201, 409), answer
            self.answers[number] = answer


def told(port, token, number):
    """Send a bid, whose number says all of it; return how it is answered."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    said = {"paddle": f"{101 + number % 2}", "maximum": f"{500 + 50 * number}"}
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"bid-{number}",
    }
    path = f"/api/v1/sales/MAY26/lots/{1 + number % 3}/bids"
    try:
        connection.request("POST", path, json.dumps(said), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Return the folder of a house, whose keys and passphrase are known here."""
    folder = tmp_path_factory.mktemp("restored")
    words = folder / "passphrase"
    words.write_text("twelve maps of a river\n", "utf-8")
    words.chmod(0o600)
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("LOTLEDGER_REHEARSAL")
        patched.setenv("LOTLEDGER_KEYS", str(folder / "keys"))
        patched.setenv("LOTLEDGER_VAULT_PASSPHRASE_FILE", str(words))
        yield folder


def live_sale(folder):
    """Begin a live ledger of a sale that takes bids."""
    folder.mkdir()
    clerk = Clerk(folder)
    terms = clerk.writes("terms.toml", TERMS.replace("2026-05-20", "2096-05-20"))
    clerk.does("sale announce {f}", f=terms)
    clerk.does("catalogue import MAY26 {f}", f=clerk.writes("lots.csv", CATALOGUE))
    clerk.does("client import MAY26 {f}", f=clerk.writes("clients.csv", CLIENTS))
    clerk.does("key new")
    clerk.does("user add u-anna")
    return clerk


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Return what restores a backup on another machine, which has nothing else."""

    def restored(copies):
        monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "other-keys"))
        folder = tmp_path / "other-keys" / copies.id
        folder.mkdir(parents=True, mode=0o700)
        folder.parent.chmod(0o700)
        copyfile(copies.vault, folder / "vault")
        (folder / "vault").chmod(0o600)
        (tmp_path / "other").mkdir()
        clerk = Clerk(tmp_path / "other")
        copyfile(copies.ledger, clerk.ledger)
        clerk.ledger.chmod(0o600)
        return clerk

    return restored


class Copies(NamedTuple):
    """What is kept apart from the machine of a service."""

    ledger: Path
    vault: Path
    id: str
    position: int


def backed_up(clerk):
    """Copy the ledger and its vault, as they stand."""
    ledger, vault = clerk.folder / "copy.db", clerk.folder / "copy.vault"
    copied = json.loads(clerk.does("backup {f} --json", f=ledger))
    clerk.does("vault backup {f}", f=vault)
    with House.open(str(ledger)) as house:
        return Copies(ledger, vault, house.ledger_id(), copied["as_of_position"])


class Lost(NamedTuple):
    """A service whose machine was lost: what it told, and what was copied of it."""

    clerk: Clerk
    token: str
    answers: dict[int, dict]
    copies: Copies


@pytest.fixture(
    scope="module", params=["while bids go on", "after a kill", "after a stop"]
)
def lost(request, house):
    """Let bidders bid, copy the ledger, and lose the machine."""
    clerk = live_sale(house / request.param)
    token = json.loads(clerk.does("token new u-anna --role clerk --json"))["token"]
    goes_on = request.param == "while bids go on"
    with (
        serving(clerk, ends_with=signal.SIGTERM) as (started, port),
        Bidders(port, token) as bidders,
    ):
        bidders.wait_for(ANSWERS)
        if goes_on:
            copies = backed_up(clerk)
            bidders.wait_for(ANSWERS)
        elif request.param == "after a kill":
            started.kill()
        else:
            # Whoever watches meanwhile keeps nobody from stopping.
            watching = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            watching.request("GET", "/api/v1/sales/MAY26/events")
            stream = watching.getresponse()
            # What streams has no key of the vault, and needs none.
            while not stream.readline().startswith(b"event: lot"):
                assert not stream.closed
            started.send_signal(signal.SIGTERM)
            stream.read()
            watching.close()
            # Once all is done it ends as the signal ends whatever is told to stop.
            assert started.wait(PATIENCE) == -signal.SIGTERM
    last = max(each["position"] for each in bidders.answers.values())
    if not goes_on:
        copies = backed_up(clerk)
        assert last <= copies.position
    else:
        assert last > copies.position
        # Whoever has this checkpoint knows of more than the copy has.
        clerk.does("audit checkpoint")
    return Lost(clerk, token, bidders.answers, copies)


def test_every_answer_before_the_copy_is_in_it(lost, elsewhere):
    answers, copies = lost.answers, lost.copies
    clerk = elsewhere(copies)
    assert "valid" in clerk.does("audit verify")
    kept = 0
    with House.open(str(clerk.ledger), keys=key_folder()) as house:
        for number, answer in answers.items():
            is_kept = answer["position"] <= copies.position
            kept += is_kept
            if is_kept:
                (entry,) = house.entries_at([answer["position"]])
                assert entry.by.key.endswith(f":bid-{number}")
            if "receipt" in answer:
                receipt = parse_receipt(answer["receipt"].encode())
                became = Redeemed.INCLUDED if is_kept else Redeemed.NOT_YET_COVERED
                assert redeem_here(house, receipt).redeemed is became
    assert kept >= ANSWERS


def test_the_service_goes_on_with_the_copy_once_it_is_taken_over(lost, elsewhere):
    answers, copies, token = lost.answers, lost.copies, lost.token
    clerk = elsewhere(copies)
    assert "replica" in clerk("client add C-9").err
    clerk.does("take-over --reason {why}", why="The machine burnt")
    first = min(answers, key=lambda number: answers[number]["position"])
    last = max(answers, key=lambda number: answers[number]["position"])
    with serving(clerk, "--workers", "1", ends_with=signal.SIGTERM) as (_, port):
        status, again = told(port, token, first)
        assert again["position"] == answers[first]["position"]
        assert (status, again["repeated"]) == (201, True)
        # What the copy does not have is recorded once it is sent again.
        status, again = told(port, token, last)
        is_kept = answers[last]["position"] <= copies.position
        if is_kept:
            assert again["position"] == answers[last]["position"]
        else:
            assert again["position"] > copies.position
    assert "valid" in clerk.does("audit verify")


def test_what_came_after_the_copy_is_told_where_heads_are_kept(lost, tmp_path):
    clerk, copies = lost.clerk, lost.copies
    (tmp_path / "again").mkdir()
    again = Clerk(tmp_path / "again")
    copyfile(copies.ledger, again.ledger)
    again.ledger.chmod(0o600)
    with House.open(str(clerk.ledger), keys=key_folder()) as house:
        head = house.head()
    taken = again.does("take-over --reason {why}", why="The disk broke")
    left = f"left what was published up to {head}"
    assert (left in taken) == (head > copies.position)
    # And the ledger that was left goes on no more.
    assert "published" in clerk("client add C-9").err
