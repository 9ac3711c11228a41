"""All findings about a ledger, by kind: how many, and the first of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from ledger.verification.finding import Finding, FindingKind

POSITIONS_MAX = 1_000
"""So many positions of a kind are named, however many there are."""


@dataclass(slots=True)
class KindOfFinding:
    """The findings of one kind."""

    first: Finding
    """The one of the lowest position."""
    count: int = 0
    positions: list[int] = field(default_factory=list)
    """The first positions that were found, in the order in which they were."""
    _known: set[int] = field(default_factory=set)

    def add(self, finding: Finding) -> None:
        """Count one more, unless another check has named it at the same position."""
        if finding.position in self._known:
            return
        self.count += 1
        if finding.order < self.first.order:
            self.first = finding
        if finding.position is not None and len(self.positions) < POSITIONS_MAX:
            self.positions.append(finding.position)
            self._known.add(finding.position)


class LedgerVerdict(StrEnum):
    """What all checks of a ledger come to; the words are for scripts, and stay."""

    VALID = "valid"
    ALTERED = "altered"
    """Something is not as it was recorded."""
    CONTRADICTS = "contradicts"
    """It agrees with itself, and not with what was kept of it elsewhere."""


class TrustMode(StrEnum):
    """What a verdict rests on, each on more than the one before it."""

    SELF_CONSISTENT = "self-consistent"
    """On the ledger alone."""
    SIGNED = "signed"
    """On a checkpoint signed by a key that the reader brought."""
    TIMESTAMPED = "timestamped"
    """On one that an authority put a time to."""
    WITNESSED = "witnessed"
    """On one that witnesses have cosigned whom the reader trusts."""


class Findings:
    """What was found, in the memory that its kinds need."""

    def __init__(self) -> None:
        self._kinds: dict[FindingKind, KindOfFinding] = {}

    def add(self, findings: Iterable[Finding]) -> None:
        """Take what a check found."""
        for finding in findings:
            kind = self._kinds.setdefault(finding.kind, KindOfFinding(finding))
            kind.add(finding)

    def has(self, *kinds: FindingKind) -> bool:
        """Say whether anything of some kinds was found."""
        return any(kind in self._kinds for kind in kinds)

    @property
    def kinds(self) -> list[KindOfFinding]:
        """Each kind that was found, in the order in which it can be said best.

        What has a position goes before what has none, and the lowest position first;
        what is known to lie somewhere between two goes after what is known exactly.
        """
        return sorted(self._kinds.values(), key=_place)

    @property
    def verdict(self) -> LedgerVerdict:
        """What they come to."""
        if not self._kinds:
            return LedgerVerdict.VALID
        if set(self._kinds) <= {FindingKind.HEAD, FindingKind.E_INVOICE}:
            return LedgerVerdict.CONTRADICTS
        return LedgerVerdict.ALTERED

    def __bool__(self) -> bool:
        return bool(self._kinds)


def _place(kind: KindOfFinding) -> tuple[bool, bool, int]:
    first = kind.first
    is_between = first.kind in {FindingKind.CHECKPOINT, FindingKind.HEAD}
    return first.position is None, is_between, first.order
