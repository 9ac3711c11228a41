"""The trial: a service over three machines, of which one is lost in each round."""

from __future__ import annotations

import json
import subprocess
import time
from argparse import Namespace
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from statistics import median
from threading import Event

from benchmarks.failover.answers import (
    Attempt,
    Log,
    Look,
    Loss,
    Noted,
    Shown,
    Signed,
    new_log,
)
from benchmarks.failover.checks import Entry, Outcome, breaches
from benchmarks.failover.clients import clients
from benchmarks.failover.cluster import Cluster, cluster
from benchmarks.failover.machine import Machine
from benchmarks.failover.service import service, typed
from benchmarks.sale_of_bids import open_sale
from ledger.events import BidPlaced, BidRefused
from ledger.house import House
from ledger.identity import LotId
from presenters.public_view import public_lot_shape
from presenters.shape import to_json

CALM_SECONDS = 2
GIVEN_UP_AFTER = 180
GOAL_SECONDS = 25

LOSSES: Sequence[tuple[str, Callable[[Machine], None], Callable[[Machine], None]]] = (
    ("killed", Machine.kill, Machine.start),
    ("paused", Machine.pause, Machine.go_on),
    ("cut off", Machine.cut_off, Machine.join),
)
"""How a machine is lost, and how it comes back."""


def trial(folder: Path, asked: Namespace) -> Sequence[str]:
    """Run all rounds; return what is not as it must be."""
    with cluster(folder, asked.patroni) as machines, new_log(asked.log) as log:
        print("Three machines are being built.", flush=True)
        machines.begin_database()
        with open_sale(machines.url) as house:
            print(f"The ledger begins at position {house.head()}.", flush=True)
        with service(machines.url, folder) as served, clients(served, log):
            _wait_for_answers(log)
            for number in range(1, asked.rounds + 1):
                _round(number, machines, log)
        machines.wait_healed()
        with _outcome(machines) as outcome:
            found = [*breaches(log.noted, outcome), *_unverified(machines.url)]
            _tell(log.noted, outcome, found)
    return found


def _wait_for_answers(log: Log) -> None:
    """Wait until every process of the service has answered somebody."""
    due = {Attempt, Look, Signed, Shown}
    end = time.monotonic() + GIVEN_UP_AFTER
    while not due <= set(map(type, log.noted)):
        assert time.monotonic() < end, "the service answers"
        time.sleep(0.5)


def _round(number: int, machines: Cluster, log: Log) -> None:
    """Lose the machine that leads, wait for the next bid, and let it come back."""
    how, lose, restore = LOSSES[(number - 1) % len(LOSSES)]
    leader = machines.wait_healed()
    time.sleep(CALM_SECONDS)
    again = Event()
    accepted: list[Attempt] = []

    def on_accepted(attempt: Attempt) -> None:
        if attempt.sent >= began and not accepted:
            accepted.append(attempt)
            again.set()

    lose(leader)
    began = log.now()
    log.on_accepted = on_accepted
    again.wait(GIVEN_UP_AFTER)
    ended = accepted[0].ended if accepted else None
    loss = Loss(
        number=number, how=how, machine=leader.name, began=began, accepted=ended
    )
    log.note(loss)
    took = "no bid was accepted" if ended is None else f"{ended - began:5.1f} s"
    print(f"{number:3} {leader.name} {how:8} {took}", flush=True)
    time.sleep(CALM_SECONDS)
    restore(leader)


@contextmanager
def _outcome(machines: Cluster) -> Iterator[Outcome]:
    """Read what is there when all is over."""
    with House.open(machines.url) as house:
        entries = list(_entries(house))
        tree = house.tree()

        @cache
        def root_at(size: int) -> str:
            return b64encode(tree.root(size)).decode()

        prices = _prices(house, entries)
        yield Outcome(entries, root_at, machines.heads(), prices)


def _entries(house: House) -> Iterator[Entry]:
    position = 0
    while page := house.entries_after(position, limit=2_000):
        for entry in page:
            kind, _, name = entry.stream.partition(":")
            # The service puts before a key whose it is.
            key = (entry.by.key or "").rpartition(":")[2]
            yield Entry(
                entry.position,
                key or None,
                name if kind == "lot" else None,
                isinstance(entry.event, BidPlaced | BidRefused),
            )
        position = page[-1].position


def _prices(house: House, entries: Sequence[Entry]) -> Mapping[str, object]:
    """Return where each lot with a bid stands, as everybody is told."""
    bid_on = {entry.lot for entry in entries if entry.is_answer and entry.lot}
    shapes = {
        name: to_json(public_lot_shape(house.lot(LotId(name)), 0)) for name in bid_on
    }
    return {name: json.loads(text)["price"] for name, text in shapes.items()}


def _unverified(url: str) -> Iterator[str]:
    """Say what `audit verify` says, where the ledger is not what it must be."""
    words = typed("--ledger", url, "audit", "verify")
    verified = subprocess.run(words, check=False, capture_output=True, text=True)  # noqa: S603
    if verified.returncode:
        yield f"audit verify: {verified.stdout}{verified.stderr}"


def _tell(noted: Sequence[Noted], outcome: Outcome, found: Sequence[str]) -> None:
    """Print what was asked for, and how long it took."""
    attempts = [each for each in noted if isinstance(each, Attempt)]
    keys = {each.key for each in attempts}
    unknown = {each.key for each in attempts if not each.is_final}
    signed = sum(isinstance(each, Signed) for each in noted)
    print(
        f"{len(keys)} bids, of which {len(unknown)} were repeated; "
        f"{len(outcome.entries)} entries; {signed} checkpoints; heads: "
        + ", ".join(f"{node} {head}" for node, head, _ in outcome.heads)
    )
    losses = [each for each in noted if isinstance(each, Loss)]
    for how, *_ in LOSSES:
        times = [each.took for each in losses if each.how == how]
        if times:
            print(
                f"{how:8} {len(times)} times: {min(times):.1f} to {max(times):.1f} s "
                f"until the next accepted bid, median {median(times):.1f} s"
            )
    slow = sum(each.took > GOAL_SECONDS for each in losses)
    print(
        f"{slow} of {len(losses)} rounds took longer than {GOAL_SECONDS:.0f} s, which "
        "is the goal and no promise: the lease alone is 20."
    )
    print("All is as it must be." if not found else f"{len(found)} breaches.")
