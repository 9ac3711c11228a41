"""Measure: ``python -m benchmarks``, all subjects or those that are named."""

from __future__ import annotations

import gc
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from benchmarks import (
    event_server,
    growing,
    importing,
    loading,
    log_tree,
    on_server,
    replay_sale,
    sealing,
    serving,
    settling,
    starting,
    streaming,
    taking,
    views,
)
from benchmarks.ratio import Claim, show
from commands.main import GARBAGE_THRESHOLD


class Subject(Protocol):
    """A subject that is measured in a folder of its own."""

    def __call__(self, folder: Path, *, quick: bool) -> Iterator[Claim]:
        """Measure what is claimed of it."""


SUBJECTS: dict[str, Subject] = {
    "taking": taking.measure,
    "server": event_server.measure,
    "importing": importing.measure,
    "tree": log_tree.measure,
    "postgresql": on_server.measure,
    "loading": loading.measure,
    "views": views.measure,
    "replay": replay_sale.measure,
    "sealing": sealing.measure,
    "settling": settling.measure,
    "starting": starting.measure,
    "serving": serving.measure,
    "growing": growing.measure,
    "streaming": streaming.measure,
}


def main() -> None:
    """Measure what is asked for, and print a table for each subject."""
    asked = _asked()
    # All sides run as the command does, which leaves garbage lie for longer.
    gc.set_threshold(GARBAGE_THRESHOLD)
    for name in asked.subjects or SUBJECTS:
        with TemporaryDirectory(prefix="lotledger-", dir=asked.dir) as folder:
            show(name, SUBJECTS[name](Path(folder), quick=asked.quick))


def _asked() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "subjects", nargs="*", metavar="SUBJECT", help=" ".join(SUBJECTS)
    )
    parser.add_argument(
        "--quick", action="store_true", help="fewer bids and rounds: a first impression"
    )
    parser.add_argument(
        "--dir", help="where to keep the ledgers meanwhile: a real disk, not memory"
    )
    asked = parser.parse_args()
    for name in asked.subjects:
        if name not in SUBJECTS:
            parser.error(f"{name!r} is no subject. Choose from: {', '.join(SUBJECTS)}")
    return asked


if __name__ == "__main__":
    main()
