"""The consignor's commission: what the house takes from the hammer price."""

from __future__ import annotations

from typing import NamedTuple

from ledger.charges import slices
from ledger.money import Minor
from ledger.terms.premium import Slice
from ledger.terms.settlement_rules import CommissionScale


class CommissionDue(NamedTuple):
    """The commission on one lot, line by line: each is rounded, so that they add up."""

    slices: tuple[Slice, ...]
    minimum: Minor
    """What lifts the slices to the least a lot is charged; 0 where they reach it."""

    @property
    def total(self) -> Minor:
        """The whole commission: the sum of its lines."""
        return self.minimum + sum(part.amount for part in self.slices)


def commission_due(hammer: Minor, scale: CommissionScale) -> CommissionDue:
    """Charge each slice of the hammer price at its own rate, or the minimum."""
    parts = slices(hammer, scale.bands)
    charged = sum(part.amount for part in parts)
    return CommissionDue(parts, minimum=max(0, scale.minimum - charged))
