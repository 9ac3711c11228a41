"""The pictures that lots are shown with: whether their files are what was listed."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from ledger.events import LotPictured
from ledger.house.pictures import FOLDER
from ledger.identity import LotId
from ledger.verification.finding import Finding
from ledger.verification.pages import Page

TOLD_MAX = 20
"""So many pictures are named; there may be as many as lots."""


class Pictures:
    """Remembers which pictures the log lists, and for which lot each at first.

    A file that is missing alters no record: it is a remark, and no finding.
    """

    def __init__(self) -> None:
        self._listed: dict[str, LotId] = {}

    def hear(self, page: Page) -> Iterator[Finding]:
        """Remember what a page of the log lists."""
        for entry in page.entries:
            if entry is not None and isinstance(entry.event, LotPictured):
                for each in entry.event.pictures:
                    self._listed.setdefault(each.sha256, entry.event.lot)
        yield from ()

    def finish(self) -> Iterator[Finding]:
        """Find nothing wrong: the log is whole without them."""
        yield from ()

    def remarks(self, folder: Path | None, ledger_id: str) -> list[str]:
        """Say which pictures are not where they are kept."""
        if not self._listed:
            return []
        if folder is None:
            count = len(self._listed)
            return [f"{count} pictures were not looked at: LOTLEDGER_FILES is not set."]
        place = folder / FOLDER / ledger_id
        wrong = [
            f"Picture {digest} of lot {lot} {how}."
            for digest, lot in self._listed.items()
            if (how := _fault_of(place / digest, digest)) is not None
        ]
        if len(wrong) > TOLD_MAX:
            more = len(wrong) - TOLD_MAX
            wrong = [*wrong[:TOLD_MAX], f"And {more} pictures more."]
        return wrong


def _fault_of(file: Path, digest: str) -> str | None:
    try:
        content = file.read_bytes()
    except OSError as fault:
        return f"cannot be read: {fault.strerror}"
    if sha256(content).hexdigest() != digest:
        return "is not what was listed"
    return None
