"""Heads that are kept beside the keys: what was published, against the log of today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.damage import KEEP, LedgerDamaged
from ledger.events import LedgerTakenOver
from ledger.keys.folder import LedgerFolder
from ledger.keys.heads import Head, Heads
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.sizes import KnownSize, KnownSizes


class KeptHeads:
    """The heads of one ledger that are kept elsewhere."""

    def __init__(self, folder: LedgerFolder | None) -> None:
        self.heads: list[Head] = []
        self._fault: Finding | None = None
        if folder is None:
            return
        try:
            self.heads += Heads(folder).latest_first()
        except LedgerDamaged as damage:
            what = str(damage).partition(". Nothing")[0].removesuffix(f". {KEEP}")
            self._fault = Finding(kind=FindingKind.HEADS_FILE, what=what)
        self.heads.sort(key=lambda head: head.size)

    def __len__(self) -> int:
        return len(self.heads)

    def known(self) -> Iterator[tuple[Head, KnownSize]]:
        """Yield each head as what is known of the log."""
        for head in self.heads:
            whose = f"A head that was kept elsewhere ({head.why})"
            yield head, KnownSize(head.size, head.root, whose)

    def check(
        self,
        sizes: KnownSizes,
        left: Sequence[LedgerTakenOver],
        *,
        upto: int | None,
    ) -> Iterator[Finding]:
        """Yield the heads that the log does not have.

        A copy need not have what came after it: so many entries are asked of it. What
        a person left, on record, is of another history.
        """
        if self._fault is not None:
            yield self._fault
        others = [
            known
            for head, known in self.known()
            if not sizes.agrees(known)
            and (upto is None or head.size <= upto)
            and not any(_is_of(head, taken) for taken in left)
        ]
        yield from sizes.contradictions(FindingKind.HEAD, others)


def _is_of(head: Head, taken: LedgerTakenOver) -> bool:
    """Say whether a head is of a history that a person left."""
    left = taken.left
    return left is not None and head.epoch < taken.epoch and head.size <= left.size
