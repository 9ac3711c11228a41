"""The record of a lot or a sale: events at their positions, followed as they stand."""

from __future__ import annotations

from typing import NamedTuple

from ledger import sale as sales
from ledger.damage import Damage, EntryDamaged
from ledger.events import LotEvent, SaleEvent
from ledger.lot import Lot
from ledger.lot.evolve import evolve
from ledger.sale import Sale


class LogEvent(NamedTuple):
    """An event of a lot, and its position in the log."""

    position: int
    event: LotEvent


def lot_after(lot: Lot | None, position: int, event: LotEvent) -> Lot:
    """Return a lot after a recorded event; raises LedgerDamaged where none can be."""
    try:
        return evolve(lot, event)
    except (AssertionError, LookupError) as fault:
        raise _damage_at(position, f"lot {event.lot}", fault) from fault


def sale_after(sale: Sale | None, position: int, event: SaleEvent) -> Sale:
    """Return a sale after a recorded event; raises LedgerDamaged where none can be."""
    try:
        return sales.evolve(sale, event)
    except (AssertionError, LookupError) as fault:
        raise _damage_at(position, f"sale {event.sale}", fault) from fault


def _damage_at(position: int, whose: str, fault: Exception) -> EntryDamaged:
    what = f"Position {position} cannot follow what {whose} holds before it: {fault}"
    return EntryDamaged(position, Damage.HISTORY, what)
