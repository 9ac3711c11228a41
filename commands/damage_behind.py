"""Whose fault a fault is: a damaged ledger's, or lotledger's own.

A changed row may break a promise anywhere in the program. A fault that nothing foresaw
is looked into: where the ledger cannot be as it is, that is what the person is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.damage import KEEP, KEEP_BOTH, LedgerDamaged

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.store.dialect import Dialect


def damage_behind(place: str) -> LedgerDamaged | None:
    """Read a ledger and its views whole; return what cannot be, None where all can."""
    from ledger.house import House
    from ledger.house.whole import must_be_whole
    from ledger.store.dialect import dialect_at

    dialect = dialect_at(place)
    if not dialect.exists():
        return None
    try:
        with House.open(place) as house:
            must_be_whole(house)
            return _difference_of_views(house, dialect, place)
    except LedgerDamaged as damage:
        return damage
    except Exception as fault:  # noqa: BLE001 (a whole ledger is read without any)
        if (full := _full_disk(dialect, fault)) is not None:
            return full
        return LedgerDamaged(
            f"{dialect.name} holds what no ledger can hold: its file is damaged, or it "
            f"was changed. {KEEP}"
        )


def _full_disk(dialect: Dialect, fault: Exception) -> LedgerDamaged | None:
    """Say that a disk is full, where that is why something cannot be read."""
    what, remedy = dialect.reason_of(fault)
    if "full" not in what:
        return None
    return LedgerDamaged(f"{dialect.name} cannot be used: {what}. {remedy}")


def _difference_of_views(
    house: House, dialect: Dialect, place: str
) -> LedgerDamaged | None:
    from projections.views import Views

    try:
        with Views(house, place) as views:
            views.catch_up()
            differences = views.check([])
    except LedgerDamaged:
        raise
    except Exception as fault:  # noqa: BLE001 (views of a whole ledger are read so)
        if (full := _full_disk(dialect, fault)) is not None:
            return full
        return LedgerDamaged(f"The views hold what no view can hold. {KEEP_BOTH}")
    return LedgerDamaged(str(differences[0])) if differences else None
