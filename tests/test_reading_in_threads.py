"""Threads that first meet over one type of event: none of them ends the process."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Barrier, Thread

import pytest

from ledger.events import NAMES
from ledger.store.json_text import FAULTS, decoder

pytestmark = pytest.mark.slow

THREADS = 4


def read_every_shape(together: Barrier) -> None:
    """Read a text in every shape of an event, at once with the other threads."""
    together.wait()
    for shape in NAMES.values():
        with suppress(*FAULTS):
            decoder(shape).decode(b'{"standing":{"leader":"1"},"lot":"MAY26/14"}')


def main() -> None:
    """Let threads of a process that has read nothing yet read every shape."""
    sys.setswitchinterval(1e-6)
    together = Barrier(THREADS)
    threads = [
        Thread(target=read_every_shape, args=(together,)) for _ in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_may_meet_over_a_type_that_nobody_has_read_yet():
    command = [sys.executable, "-m", "tests.test_reading_in_threads"]
    for _ in range(3):
        subprocess.run(command, cwd=Path(__file__).parents[1], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
