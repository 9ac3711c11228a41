"""The record of a lot: its events at their positions, followed as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

from ledger.damage import LedgerDamaged
from ledger.entry import Entry
from ledger.events import Event, LotEvent
from ledger.lot import Lot
from ledger.lot.evolve import evolve


class Recorded(NamedTuple):
    """An event of a lot, and its position in the log."""

    position: int
    event: LotEvent


def recorded(history: Iterable[Entry[Event]]) -> Iterator[Recorded]:
    """Take the events of a lot's own stream out of their entries."""
    return (Recorded(one.position, cast("LotEvent", one.event)) for one in history)


def followed(lot: Lot | None, position: int, event: LotEvent) -> Lot:
    """Return a lot after a recorded event; raises LedgerDamaged where none can be."""
    try:
        return evolve(lot, event)
    except (AssertionError, LookupError) as fault:
        raise LedgerDamaged(
            f"Position {position} cannot follow what lot {event.lot} holds before it: "
            f"{fault}. Nothing was changed; restore the ledger from a backup."
        ) from fault
