"""Lose the machine that leads, again and again: ``python -m benchmarks.failover``.

Three machines are built here, each in a network of its own. A service is asked by
bidders who repeat what is unknown, while the machine that leads is killed, paused and
cut off in turns. At the end their log is held against the ledger.
"""

from __future__ import annotations

import shutil
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from benchmarks.failover.missing import SERVER, found_patroni, lacks

PROGRAMS = Path(f"/usr/lib/postgresql/{SERVER}/bin")


def main() -> None:
    """Build, lose, check; ends with 1 where something is not as it must be."""
    asked = _asked()
    if slips := list(lacks(asked.patroni, PROGRAMS)):
        sys.exit("\n".join(slips))
    signal.signal(signal.SIGTERM, _end)
    # They need the driver.
    from benchmarks.failover.cluster import NotHealed  # noqa: PLC0415
    from benchmarks.failover.trial import trial  # noqa: PLC0415

    with TemporaryDirectory(prefix="failover-", dir=asked.dir) as folder:
        # Who runs the servers enters it as well.
        Path(folder).chmod(0o755)
        try:
            found: Sequence[str] = trial(Path(folder), asked)
        except NotHealed as fault:
            sys.exit(f"{fault}\nWhat they wrote: {_kept(Path(folder), asked.log)}")
    if found:
        print(*found[:50], sep="\n")
        sys.exit(1)


def _asked() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.failover", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=20, help="how often a machine is lost (20)"
    )
    parser.add_argument(
        "--patroni", type=found_patroni, default=found_patroni(None), metavar="PROGRAM"
    )
    parser.add_argument(
        "--log", type=Path, default=Path("failover.jsonl"), help="what clients saw"
    )
    parser.add_argument("--dir", help="where the machines are kept meanwhile")
    return parser.parse_args()


def _kept(folder: Path, log: Path) -> str:
    """Keep what Patroni and the server of each machine wrote, beside the log."""
    written = sorted(folder.glob("machine-*/patroni.log"))
    kept = [log.with_name(f"{log.stem}-{each.parent.name}.log") for each in written]
    for each, place in zip(written, kept, strict=True):
        shutil.copyfile(each, place)
    return ", ".join(map(str, kept))


def _end(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
