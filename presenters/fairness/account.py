"""Everything that is told of how fair a sale was, put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.identity import HOUSE, LotId
from ledger.replay.wish import Wish
from projections.bids import HistoryKind
from projections.fairness.lateness import (
    AfterHammer,
    Extension,
    LateBid,
    after_the_hammer,
    by_lot,
    extensions,
    late_bids,
)
from projections.fairness.receipts import ChannelTimes, channel_times, is_bid
from projections.fairness.ties import Tie, ties_by_arrival

if TYPE_CHECKING:
    from ledger.money import Minor
    from ledger.replay.result import Comparison
    from projections.bids import HistoryLine
    from projections.catalogue import Listing

WITHOUT_HOUSE = Wish(without_paddles=(HOUSE,))
"""The house had never bid for the consignor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseEffect:
    """What the house's bids for the consignor did to the price of a lot."""

    lot: LotId
    taken: Sequence[HistoryLine]
    refused: Sequence[HistoryLine]
    reserve: Minor | None
    """The last one."""
    comparison: Comparison
    """The lot as it was, and as it would have been without the house."""

    @property
    def difference(self) -> Minor | None:
        """By how much the price is above what it would have been; None without one."""
        was = self.comparison.as_recorded.price
        without = self.comparison.as_wished.price
        return None if was is None or without is None else was - without

    @property
    def positions(self) -> tuple[int, ...]:
        """Where the house bid, or tried to."""
        return tuple(sorted(line.position for line in (*self.taken, *self.refused)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FairnessAccount:
    """How a sale treated its bidders."""

    lines: Sequence[HistoryLine]
    channels: Sequence[ChannelTimes]
    late: Sequence[LateBid]
    ties: Sequence[Tie]
    extensions: Sequence[Extension]
    house: Sequence[HouseEffect]
    after: Sequence[AfterHammer]

    @property
    def bids(self) -> list[HistoryLine]:
        """Everything that somebody bid, or tried to."""
        return [line for line in self.lines if is_bid(line)]


def fairness_account(
    lines: Sequence[HistoryLine],
    listings: Mapping[LotId, Listing],
    without_house: Callable[[LotId], Comparison],
) -> FairnessAccount:
    """Put together how a sale treated its bidders.

    ``without_house`` decides a lot again as if the house had never bid for the
    consignor.
    """
    return FairnessAccount(
        lines=lines,
        channels=channel_times(lines),
        late=late_bids(lines, listings),
        ties=ties_by_arrival(lines),
        extensions=extensions(lines, listings),
        house=list(_house_effects(lines, without_house)),
        after=after_the_hammer(lines, listings),
    )


def _house_effects(
    lines: Sequence[HistoryLine], without_house: Callable[[LotId], Comparison]
) -> Iterator[HouseEffect]:
    for lot, of_lot in by_lot(lines).items():
        taken = [line for line in of_lot if line.kind is HistoryKind.HOUSE]
        refused = [
            line
            for line in of_lot
            if line.kind is HistoryKind.REFUSED and line.paddle == HOUSE
        ]
        if taken or refused:
            reserves = [line for line in of_lot if line.kind is HistoryKind.RESERVE]
            yield HouseEffect(
                lot=lot,
                taken=taken,
                refused=refused,
                reserve=reserves[-1].amount if reserves else None,
                comparison=without_house(lot),
            )
