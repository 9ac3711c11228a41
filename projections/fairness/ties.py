"""Ties that the time of receipt decided: both bids, and what lay between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.events.vocabulary import Rule
from ledger.identity import Paddle
from ledger.money import Minor
from projections.bids.history import HistoryLine
from projections.bids.row import HistoryKind
from projections.fairness.lateness import by_lot
from projections.fairness.receipts import milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two equal maximums, or one and a bid of the house, of which the first leads."""

    decided: HistoryLine
    """The bid that met the other."""
    first: HistoryLine
    second: HistoryLine
    gap_ms: int
    """By how much the one was received before the other; 0: their turn decided."""

    @property
    def stated(self) -> bool:
        """Say whether somebody stated when one of the two came."""
        return self.first.stated or self.second.stated


def ties_by_arrival(lines: Iterable[HistoryLine]) -> list[Tie]:
    """List the ties that were decided by who came first, in the order of the log."""
    ties = []
    for of_lot in by_lot(lines).values():
        for place, line in enumerate(of_lot):
            if line.rule is not Rule.TIE_EARLIER or line.kind is not HistoryKind.BID:
                continue
            other = _other_bid(of_lot[:place], line)
            if other is not None:
                ties.append(_tie(line, other))
    return sorted(ties, key=lambda tie: tie.decided.position)


def _other_bid(before: Sequence[HistoryLine], line: HistoryLine) -> HistoryLine | None:
    """Return the bid that another met: of the leader, or of whom it has overtaken."""
    if line.maximum is None:
        # It is sealed: whom it met is not to be seen.
        return None
    met: Paddle | None = line.leader if line.leader != line.paddle else None
    for other in reversed(before):
        of_rival = other.paddle != line.paddle and met in {None, other.paddle}
        if of_rival and _most(other) == line.maximum:
            return other
    return None


def _most(line: HistoryLine) -> Minor | None:
    """Return how high a bid goes: the house's own, for the consignor, as it stands."""
    if line.kind is HistoryKind.HOUSE:
        return line.amount
    return line.maximum if line.kind is HistoryKind.BID else None


def came_at(line: HistoryLine) -> datetime:
    """Return when a bid was received; the house's own, when it was recorded."""
    return line.received_at or line.recorded_at


def _tie(line: HistoryLine, other: HistoryLine) -> Tie:
    first, second = (other, line)
    if line.leader == line.paddle:
        first, second = (line, other)
    gap = abs(came_at(line) - came_at(other))
    return Tie(decided=line, first=first, second=second, gap_ms=milliseconds(gap))
