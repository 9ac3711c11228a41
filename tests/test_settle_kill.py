"""Settling is killed at any moment, and goes on where it was: no gap, and no double.

A worker settles a sale as the command does; it is killed at a moment that the dice
choose, and so is the next one, until one lives to the end. Then the file is read
without any of our own code: what was issued must be, to the letter, what somebody
issues whom nobody disturbs.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest

from ledger.house import (
    House,
    clients,
    consigning,
    corrections,
    invoicing,
    lots,
    sales,
    settling,
)
from ledger.house.command import together
from ledger.identity import ClientId, Paddle
from tests.clerk import ROOT, Clerk, dismiss
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, SALE, bid, by, entry, lot, terms
from tests.settled_sale import AFTER, NEXT_DAY, rate, rules
from tests.settler_process import CARELESS
from tests.story import usd
from tests.stranger import asked, is_sound

KILLS = 64
SEEDS = (2026, 1204)
"""Each has a process of its own, so that two processors have work."""

LOTS = range(1, 61)
BUYERS = [Paddle(f"{200 + number}") for number in range(20)]
CONSIGNORS = [ClientId(f"S-{number}") for number in range(6)]
DOCUMENTS = {
    "invoice-issued/1": "invoice",
    "credit-note-issued/1": "credit_note",
    "statement-issued/1": "statement",
}
SERIES = {"HA-2026", "HA-2026-C", "HA-2026-S"}

pytestmark = pytest.mark.slow


class Lost(AssertionError):
    """The books of a ledger are not what they must be."""


def must(truth: bool, else_: str) -> None:
    if not truth:
        raise Lost(else_)


class Settler:
    """Forks workers that settle, and kills them."""

    def __init__(self, ledger: Path):
        command = [sys.executable, "-m", "tests.settler_process", str(ledger)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._server = subprocess.Popen(command, cwd=ROOT, **pipes)  # noqa: S603 (ourselves)
        self._hear("ready")

    def settle(self, ledger: Path) -> None:
        """Let a worker settle a ledger, and leave it alone."""
        self.begin(ledger)
        assert self.end() == 0

    def begin(self, ledger: Path, actor: str = "Sue") -> int:
        """Let a worker settle a ledger, and return its process."""
        self._server.stdin.write(f"{ledger} {actor}\n")
        self._server.stdin.flush()
        return int(self._hear("worker"))

    def end(self) -> int:
        """Wait for the worker; returns 9 where it was killed, 0 where all went well."""
        return int(self._hear("ended"))

    def life(self, ledger: Path, seconds: float) -> bool:
        """Kill a worker after so long, and say whether it had not come to its end."""
        worker = self.begin(ledger)
        # Who has come to the end says so, and is not waited for any longer.
        select.select([self._server.stdout], [], [], seconds)
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
        status = self.end()
        assert status in (0, signal.SIGKILL), "a worker ends well, or is killed"
        return status == signal.SIGKILL

    def _hear(self, word: str) -> str:
        first, _, rest = self._server.stdout.readline().rstrip().partition(" ")
        assert first == word, f"{word} was to be heard, not {first}"
        return rest

    def __enter__(self):
        return self

    def __exit__(self, *_):
        dismiss(self._server)


@pytest.fixture(scope="module")
def sold(tmp_path_factory):
    """Return a ledger whose sale is over, half settled, and partly called off."""
    place = tmp_path_factory.mktemp("sold") / "lotledger.db"
    with House.open(str(place), new_id=LEDGER, recording=REHEARSAL) as house:
        house.do(together(listed()), by=by())
        house.do(together(bids()), by=by())
        house.do(sales.close_sale(SALE, at=AFTER), by=by())
        half_settled(house)
    return place


def listed():
    """List sixty lots of six consignors, and give twenty buyers their paddles."""
    yield sales.announce(terms())
    for consignor in CONSIGNORS:
        yield clients.enrol(consignor)
    for paddle in BUYERS:
        yield clients.enrol(ClientId(f"C-{paddle}"))
        yield sales.issue_paddle(SALE, paddle, client=ClientId(f"C-{paddle}"))
    owners = {number: CONSIGNORS[number % len(CONSIGNORS)] for number in LOTS}
    yield lots.catalogue(
        SALE, [entry(number, consignor=who) for number, who in owners.items()]
    )
    yield settling.set_settlement(SALE, rules(prefix="HA"))
    yield settling.set_tax_rates([rate("US-TX", "8.25")], source="rates.csv")


def bids():
    """Bid on every lot for its buyer, and for somebody who goes less far."""
    for number in LOTS:
        buyer, other = (BUYERS[(number * 7 + n) % len(BUYERS)] for n in (0, 3))
        yield bid(number, buyer, 200 + 10 * number)
        yield bid(number, other, 120 + 10 * number)


def half_settled(house: House) -> None:
    """Bill some buyers, tell a consignor, and put right what was billed and told."""
    when = {"on": NEXT_DAY, "at": AFTER}
    plan = settling.plan_buyers(house, SALE)
    for invoice in plan.invoices[:5]:
        house.do(
            invoicing.invoice_buyer(SALE, invoice.paddle, lots=invoice.lots, **when),
            by=by(),
        )
    house.do(consigning.state(SALE, CONSIGNORS[1], **when), by=by())
    agreed = {"at": AFTER, "authorised_by": "Ann"}
    for number, amended in (
        (1, {"price": usd(90)}),
        (2, {"buyer": BUYERS[19]}),
        (3, {"buyer": BUYERS[0], "price": usd(70)}),
    ):
        put_right = corrections.amend_hammer(lot(number), **amended, **agreed)
        house.do(put_right, by=by(reason="misheard"))
    off = corrections.rescind(lot(5), **agreed)
    house.do(off, by=by(reason="never paid"))


class Books:
    """The documents of a ledger as a stranger reads them."""

    def __init__(self, ledger: Path):
        must(is_sound(ledger), "the file is damaged")
        query = "SELECT position, type, state FROM events ORDER BY position"
        rows = asked(ledger, query)
        places = [position for position, _, _ in rows]
        must(places == list(range(1, len(rows) + 1)), "a position is missing")
        self.events = [(kind, json.loads(state)["body"]) for _, kind, state in rows]

    def of(self, kind: str):
        return [body for found, body in self.events if found == kind]

    @property
    def documents(self):
        """Every document by its number, as it was issued."""
        return {
            body[DOCUMENTS[kind]]: body
            for kind, body in self.events
            if kind in DOCUMENTS
        }

    @property
    def unnumbered(self):
        """Every document without its number: who gets it, for what, how much."""
        told = Counter()
        for kind, body in self.events:
            if (name := DOCUMENTS.get(kind)) is not None:
                told[kind, json.dumps({**body, name: None})] += 1
        return told

    def hold(self) -> None:
        """See that no number is missing, and that no lot stands anywhere twice."""
        series = defaultdict(list)
        for one in self.of("number-drawn/1"):
            series[one["series"]].append((one["number"], one["document"]))
        must(set(series) == SERIES, f"the series are {sorted(series)}")
        drawn = [name for held in series.values() for _, name in held]
        for name, held in series.items():
            numbers = [number for number, _ in held]
            must(numbers == list(range(1, len(held) + 1)), f"{name} has a gap")
        issued = [body[DOCUMENTS[k]] for k, body in self.events if k in DOCUMENTS]
        bare = set(drawn) - set(issued)
        must(not bare, f"{sorted(bare)}: drawn, and on no document")
        must(sorted(drawn) == sorted(issued), "a number is on two documents")
        self._hold_lots()

    def _hold_lots(self) -> None:
        billed, stated = Counter(), Counter()
        for kind, sign in (("invoice-issued/1", 1), ("credit-note-issued/1", -1)):
            for body in self.of(kind):
                for line in body["lines"]:
                    billed[line["lot"]] += sign * (line["charge"] == "hammer")
        for body in self.of("statement-issued/1"):
            for line in body["lines"]:
                if line["kind"] == "hammer":
                    stated[line["lot"]] += 1 if line["amount"] > 0 else -1
        off = {body["lot"] for body in self.of("sale-rescinded/1")}
        due = {lot(number): int(lot(number) not in off) for number in LOTS}
        for told, where in ((billed, "invoice"), (stated, "statement")):
            wrong = {one for one in due if told[one] != due[one]}
            must(not wrong, f"{sorted(wrong)}: not on one {where}")


def all_agrees(ledger: Path) -> None:
    """See that the house's own checks agree, row by row."""
    said = Clerk(ledger.parent, ledger)(f"report checks {SALE} --json")
    must(said.code == 0, f"the checks do not agree: {said.err}")
    rows = [row for table in said.json["tables"] for row in table["rows"]]
    must(len(rows) > 15 and all(row["agrees"] for row in rows), "a check disagrees")


def copied(sold: Path, folder: Path, name: object) -> Path:
    place = folder / f"{name}.db"
    shutil.copy(sold, place)
    return place


@pytest.fixture(scope="module")
def undisturbed(sold, tmp_path_factory):
    """Settle in one go; returns what was issued, and how long it took."""
    ledger = copied(sold, tmp_path_factory.mktemp("undisturbed"), "whole")
    with Settler(ledger) as settler:
        begun = monotonic()
        settler.settle(ledger)
        seconds = monotonic() - begun
    books = Books(ledger)
    books.hold()
    all_agrees(ledger)
    return books, seconds


def test_killed_at_any_moment_a_second_run_completes_it(
    sold, undisturbed, tmp_path_factory
):
    books, seconds = undisturbed
    folders = [tmp_path_factory.mktemp("killed") for _ in SEEDS]

    def kills(seed: int, folder: Path) -> Counter[str]:
        return killed(seed, sold, folder, books, seconds)

    with ThreadPoolExecutor(len(SEEDS)) as pool:
        met = sum(pool.map(kills, SEEDS, folders), Counter())
    # They hold the same events as the one that was left alone, and so the same books.
    for ledger in sorted(folders[0].glob("*.db"))[::4]:
        all_agrees(ledger)
    assert met["kills"] >= KILLS
    assert met["half way"] > KILLS / 10, "many died with some documents issued"


RACES, RACES_MAX = 6, 60


def killed(
    seed: int, sold: Path, folder: Path, undisturbed: Books, seconds: float
) -> Counter[str]:
    """Kill workers on one ledger after the other; return what was met on the way."""
    dice, met, before = Random(seed), Counter(), len(Books(sold).events)
    with Settler(sold) as settler:
        while met["kills"] < KILLS // len(SEEDS):
            ledger, begun = copied(sold, folder, met["ledgers"]), monotonic()
            kills = met["kills"]
            while settler.life(ledger, dice.uniform(0, seconds)):
                reached = len(Books(ledger).events)
                met["kills"] += 1
                met["half way"] += before < reached < len(undisturbed.events)
            if met["kills"] == kills:
                # The machine is less busy than it was when a whole life was timed.
                seconds = min(seconds, monotonic() - begun)
            met["ledgers"] += 1
            it_is_settled(settler, ledger, undisturbed)
    return met


def it_is_settled(settler: Settler, ledger: Path, undisturbed: Books) -> None:
    """See that all is issued as by a run that nobody disturbed, and nothing after."""
    books = Books(ledger)
    books.hold()
    assert books.documents == undisturbed.documents
    assert books.events == undisturbed.events
    settler.settle(ledger)
    assert Books(ledger).events == books.events, "a second run issues nothing"


def test_two_may_settle_one_sale_at_once(sold, undisturbed, tmp_path):
    books, seconds = undisturbed
    dice, both = Random(7), 0
    with Settler(sold) as left, Settler(sold) as right:
        # As often as it takes for them to have met, whatever else the machine does.
        for number in range(RACES_MAX):
            if number >= RACES and both:
                break
            ledger = copied(sold, tmp_path, number)
            left.begin(ledger, "Left")
            sleep(dice.uniform(0, seconds / 3))
            right.begin(ledger, "Right")
            assert (left.end(), right.end()) == (0, 0)
            both += len(issuers(ledger)) == 2
            found = Books(ledger)
            found.hold()
            assert found.unnumbered == books.unnumbered
        all_agrees(ledger)
    assert both, "in one race at least, both of them issued documents"


def issuers(ledger: Path) -> set[str]:
    """Say who drew numbers, of the two."""
    drawn = asked(ledger, "SELECT state FROM events WHERE type = 'number-drawn/1'")
    return {json.loads(state)["actor"] for (state,) in drawn} & {"Left", "Right"}


def test_the_check_finds_a_number_that_is_drawn_apart(sold, tmp_path):
    """Without this, the tests above could not fail."""
    ledger = copied(sold, tmp_path, CARELESS)
    with Settler(sold) as settler:
        settler.begin(ledger, CARELESS)
        assert settler.end() == signal.SIGKILL
        settler.settle(ledger)
    with pytest.raises(Lost, match="drawn, and on no document"):
        Books(ledger).hold()
