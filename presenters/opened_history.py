"""The history of the bidding with what is sealed, once it is on record who looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from ledger.events.lot import BidPlaced, BidRefused, ReserveSet
from ledger.events.sealed import Sealable
from projections.bids.row import BidRow

AnyRow = TypeVar("AnyRow", bound=BidRow)


def with_opened_amounts(
    lines: Iterable[AnyRow], opened: Mapping[int, Sealable]
) -> list[AnyRow]:
    """Put what was opened into the lines that have it sealed."""
    return [
        line if (event := opened.get(line.position)) is None else _opened(line, event)
        for line in lines
    ]


def _opened(line: AnyRow, event: Sealable) -> AnyRow:
    match event:
        case BidPlaced():
            return replace(
                line,
                submitted=event.submitted,
                maximum=event.maximum,
                client_class=event.client_class,
                sealed=False,
            )
        case BidRefused():
            return replace(
                line, submitted=event.submitted, said=event.said, sealed=False
            )
        case ReserveSet():
            return replace(line, amount=event.reserve, sealed=False)
