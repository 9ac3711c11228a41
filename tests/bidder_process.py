"""A process that takes bids and says so: what is killed, and what works beside another.

``python -m tests.bidder_process bid PLACE NAME COUNT THREADS`` takes that many bids,
once it is told to.
``python -m tests.bidder_process serve FOLDER`` imports everything once, then forks a
worker for each line it is told, so that a kill costs milliseconds.

Each bid is acknowledged by a line, written as soon as the house has answered:
its key, its position (0 where the bid was refused) and whether it was repeated.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import sleep

from ledger.entry import Attribution
from ledger.house import House
from ledger.house.command import Command
from ledger.refusals import RecordedRefusal
from ledger.store.writer import Recorded
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, PADDLES, bid, by, new_house

LOTS = 3
LIFE_SECONDS = 120
"""A process that nobody kills ends by itself."""


@dataclass(frozen=True)
class Job:
    """What a worker is to do: take bids of these numbers, from so many threads."""

    place: str
    name: str
    first: int
    count: int
    threads: int = 1
    hasty: bool = False
    """Answer before the commit: a broken house, to see that it is found out."""
    founding: bool = False
    """Start the ledger, and do nothing else."""
    stays: bool = False
    """Wait for the kill when all is done, however late it comes."""


class HastyHouse(House):
    """A house that answers before it has written anything down."""

    _writing: Thread | None = None

    def do(self, command: Command, *, by: Attribution) -> Recorded:
        if self._writing is not None:
            self._writing.join()
        told = Recorded((), self.head() + 1, self.head() + 1)
        self._writing = Thread(target=self._later, args=(command, by))
        self._writing.start()
        return told

    def _later(self, command: Command, by: Attribution) -> None:
        sleep(0.002)
        super().do(command, by=by)


def numbered(number: int) -> Command:
    """Return the bid of a number: each is more than any before it on its lot."""
    paddle = PADDLES[number // LOTS % len(PADDLES)]
    return bid(1 + number % LOTS, paddle, 100 + 20 * number)


def work(job: Job) -> None:
    """Do a job, and acknowledge each bid."""
    if job.founding:
        House.open(job.place, new_id=LEDGER, recording=REHEARSAL).close()
        say("founded")
        return
    kind = HastyHouse if job.hasty else House
    with kind.open(job.place) as house:
        threads = [
            Thread(target=take_turns, args=(house, job, thread))
            for thread in range(job.threads)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if job.stays:
            signal.pause()


def take_turns(house: House, job: Job, thread: int) -> None:
    """Take every bid whose turn it is in this thread."""
    for number in range(job.first + thread, job.first + job.count, job.threads):
        key = f"{job.name}-{number}"
        try:
            done = house.do(numbered(number), by=by(key))
        except RecordedRefusal:
            done = Recorded()
        say(f"{key} {done.first} {int(done.repeated)} {thread}")


def say(line: str) -> None:
    """Write a line in one piece; whoever hears nobody listening ends at once."""
    try:
        os.write(sys.stdout.fileno(), f"{line}\n".encode())
    except BrokenPipeError:
        os._exit(1)


def serve(folder: Path) -> None:
    """Fork a worker for each line, and say its name and how it ended."""
    with new_house(folder) as house:
        # What is built when it is first needed is built here, before anybody forks.
        house.do(numbered(0), by=by("0"))
        house.entries_after(0, limit=100)
    for line in sys.stdin:
        worker = os.fork()
        if worker == 0:
            signal.alarm(LIFE_SECONDS)
            say(f"worker {os.getpid()}")
            work(Job(**json.loads(line)))
            os._exit(0)
        _, status = os.waitpid(worker, 0)
        say(f"ended {status}")


def main() -> None:
    """Do what the command line says."""
    task, *words = sys.argv[1:]
    if task == "serve":
        serve(Path(words[0]))
    else:
        place, name, count, threads = words
        signal.alarm(LIFE_SECONDS)
        say("ready")
        sys.stdin.readline()
        work(Job(place, name, 0, int(count), int(threads)))


if __name__ == "__main__":
    main()
