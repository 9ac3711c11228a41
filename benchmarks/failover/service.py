"""The service that the bidders ask: one process writes, two answer, one streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_PROGRAM = "from commands.main import main; main(prog_name='lotledger')"


class Service(NamedTuple):
    """Where the service listens, and what signs in to it."""

    port: int
    token: str


@contextmanager
def service(url: str, folder: Path) -> Iterator[Service]:
    """Serve the ledger of the cluster; stop it at the end."""
    ours = {**os.environ, "LOTLEDGER_URL": url, "LOTLEDGER_KEYS": str(folder / "keys")}
    token = _token(ours)
    with (folder / "service.log").open("ab") as log:
        started = subprocess.Popen(  # noqa: S603 (our own words)
            typed("serve", "--port", "0", "--workers", "2"),
            env=ours,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert started.stdout is not None, "it was asked for"
    try:
        line = started.stdout.readline()
        yield Service(int(line.split("127.0.0.1:")[1].split(".")[0]), token)
    finally:
        started.terminate()
        started.communicate()


def _token(ours: dict[str, str]) -> str:
    """Make the vault, and a token in it."""
    answer = ""
    for words in ("vault new", "user add u-ann", "token new u-ann --role clerk --json"):
        answer = subprocess.run(  # noqa: S603 (our own words)
            typed(*words.split()),
            env=ours,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
    return str(json.loads(answer)["token"])


def typed(*words: str) -> Sequence[str]:
    """Return how a line is typed to this version of the program."""
    return [sys.executable, "-c", _PROGRAM, *words]
