"""The sizes at which a log is known from elsewhere, and where it agrees with that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ledger.verification.finding import Finding, FindingKind


class KnownSize(NamedTuple):
    """What somebody has of a log: how many entries it had, and the root over them."""

    size: int
    root: bytes
    whose: str
    """Where that is kept, as it begins a sentence."""


class KnownSizes:
    """Holds the roots of a log against what is known of it."""

    def __init__(self, roots: Mapping[int, bytes], last: int) -> None:
        self._roots = roots
        self._last = last
        self._agreed = {0}

    def agrees(self, known: KnownSize) -> bool:
        """Say whether the log has the root that it is known by."""
        agrees = self._roots.get(known.size) == known.root
        if agrees:
            self._agreed.add(known.size)
        return agrees

    def contradictions(
        self, kind: FindingKind, known: Iterable[KnownSize]
    ) -> Iterable[Finding]:
        """Yield what contradicts the log, with the positions in which it must be.

        Those are after the last size that agrees, up to the first that does not.
        """
        for each in known:
            before = max(size for size in self._agreed if size < each.size)
            yield self._finding(kind, each, before)

    def _finding(self, kind: FindingKind, known: KnownSize, before: int) -> Finding:
        entries = f"{known.whose} is of {known.size} entries"
        if known.size > self._last:
            # What is missing is known; whether the rest is as it was then is not.
            before = self._last
            what = f"{entries}, and the log ends at position {self._last}"
        elif before == known.size - 1:
            what = f"{entries}, and position {known.size} is another since"
        else:
            where = f"the positions {before + 1} to {known.size}"
            what = f"{entries}, and something in {where} is another since"
        return Finding(
            kind=kind,
            what=what,
            position=before + 1,
            last=known.size if known.size > before + 1 else None,
        )
