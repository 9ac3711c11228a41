"""A process that settles a sale as the command does: what is killed half way.

``python -m tests.settler_process LEDGER`` imports everything once, by settling a ledger
without a trace. Then it forks a worker for each line it is told, so that a kill costs
milliseconds. A line names a ledger, and says who settles it.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import redirect_stdout
from io import BytesIO, TextIOWrapper

from commands.main import main
from ledger import house
from ledger.entry import Attribution
from ledger.events import NumberDrawn
from ledger.house.command import Command
from ledger.house.transaction import HouseTransaction
from ledger.store.writer import Recorded
from tests.bidder_process import LIFE_SECONDS, say
from tests.sale_of_tests import SALE, asked

CARELESS = "careless"
"""Who draws a number, and dies before its document is issued."""


class CarelessHouse(house.House):
    """A broken house, to see that it is found out."""

    def do(self, command: Command, *, by: Attribution) -> Recorded:
        def draw(transaction: HouseTransaction) -> None:
            apart = HouseTransaction(transaction.known)
            command.decide(apart)
            for stream, _, event in apart.recorded:
                if isinstance(event, NumberDrawn):
                    transaction.record(stream, (event,))

        super().do(asked("draw", draw), by=by)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("nobody lives on after this")


def settling(ledger: str, actor: str) -> list[str]:
    """Return what is typed; the same words lead to the same bytes."""
    return [
        *("--ledger", ledger, "settle", SALE),
        *("--actor", actor, "--at", "2026-05-22T10:00Z"),
    ]


def work(ledger: str, actor: str) -> None:
    """Settle a sale; what the command says is for nobody."""
    if actor == CARELESS:
        house.House = CarelessHouse
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    main(settling(ledger, actor), prog_name="lotledger")


def serve(ledger: str) -> None:
    """Fork a worker for each line, and say its name and how it ended."""
    with redirect_stdout(TextIOWrapper(BytesIO())):
        main([*settling(ledger, "Sue"), "--dry-run"], standalone_mode=False)
    say("ready")
    for line in sys.stdin:
        worker = os.fork()
        if worker == 0:
            signal.alarm(LIFE_SECONDS)
            work(*line.split())
        say(f"worker {worker}")
        _, status = os.waitpid(worker, 0)
        say(f"ended {status}")


if __name__ == "__main__":
    serve(sys.argv[1])
