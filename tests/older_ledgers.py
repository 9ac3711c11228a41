"""Ledgers of older versions: unpacked, and what that version answered of them."""

from __future__ import annotations

import json
import lzma
import re
import shutil
from pathlib import Path

from tests.doc_sessions import PROMPT

LEDGERS = Path(__file__).parent / "ledgers"
SAMPLES = sorted(path.name.split(".")[0] for path in LEDGERS.glob("*.db.xz"))
POSITIONS = re.compile(r"(?i)at positions? (\d+)(?:-(\d+))?\.")


OTHERWISE = {
    "schema-1": {
        # Nobody owes a premium on a lot that was withdrawn.
        ("lotledger lot show SPRING-2026/6 --json", "premium_due"): None,
    }
}
"""What is answered otherwise than the older version did, as the CHANGELOG says."""


def unpack(sample: str, folder: Path) -> Path:
    """Unpack a sample into a folder, and return the ledger's path."""
    path = folder / "lotledger.db"
    with lzma.open(LEDGERS / f"{sample}.db.xz") as packed, path.open("wb") as ledger:
        shutil.copyfileobj(packed, ledger)
    return path


def answers(sample: str) -> dict:
    """Return what the older version answered, but for what is said otherwise since."""
    answered = json.loads((LEDGERS / f"{sample}.json").read_text(encoding="utf-8"))
    for (command, key), value in OTHERWISE.get(sample, {}).items():
        answered["read"][command][key] = value
    return answered


def files(sample: str) -> dict[str, str]:
    """Return the files that the session of a sample reads, by name."""
    page = (LEDGERS / f"{sample}.md").read_text(encoding="utf-8")
    titled = re.compile(
        r"^```\w+ title=\"([^\"]+)\"\n(.*?)^```$", re.DOTALL | re.MULTILINE
    )
    return dict(titled.findall(page))


def commands(sample: str) -> list[tuple[str, str]]:
    """Return each command of the session of a sample, and what it answered."""
    page = (LEDGERS / f"{sample}.md").read_text(encoding="utf-8")
    sessions = re.findall(r"^```console\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    typed = "".join(sessions).split(PROMPT)[1:]
    return [
        (command, answer)
        for command, _, answer in (text.partition("\n") for text in typed)
    ]


def positions(answer: str) -> tuple[str, ...] | None:
    """Return the positions that an answer names, None where it names none."""
    found = POSITIONS.search(answer)
    return found and found.groups()
