"""The demo, served in a process of its own to somebody of each role."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ledger.identity import Role
from tests.clerk import process
from tests.patience import PATIENCE

EVERYBODY = {*(f"u-{role}" for role in Role), "C-1042", "C-1187"} - {
    f"u-{Role.SYSTEM}",
    f"u-{Role.BIDDER}",
}


class ServedDemo(NamedTuple):
    """A demo that is served, and what was printed of it."""

    address: str
    printed: dict[str, tuple[str, str]]
    """Each name with its password, and where it begins."""


@contextmanager
def demo_served(folder: Path, *more: str) -> Iterator[ServedDemo]:
    """Serve the demo from a folder at a free port, and stop it in the end."""
    words = ["demo", "--dir", "demo", "--serve", "--port", "0", *more]
    places = {"PYTHONPATH": os.getcwd()}  # noqa: PTH109
    started = process(words, cwd=folder, env=places)
    printed: dict[str, tuple[str, str]] = {}
    address = None
    try:
        for line in started.stdout:
            match line.split():
                case [who, password, begin] if who in EVERYBODY:
                    printed[who] = password, begin
                case ["Serving", _, "at", at, *_]:
                    address = at.rstrip(".")
                    break
        assert address is not None, started.stderr.read()
        yield ServedDemo(address, printed)
    finally:
        started.send_signal(signal.SIGINT)
        _, err = started.communicate(timeout=PATIENCE)
        assert "Traceback" not in err, err
