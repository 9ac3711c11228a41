"""Read all of a ledger, to see whether it can be: its file, its entries, its histories.

What a rule would have decided otherwise is a replay's to find, and what was replaced by
another value that could have been, nobody's yet.
"""

from __future__ import annotations

from ledger.damage import KEEP, LedgerDamaged
from ledger.house.evolving import EVOLVE
from ledger.house.house import House

PAGE_ENTRIES = 5_000


def must_be_whole(house: House) -> None:
    """Read a ledger from end to end; raises LedgerDamaged where it cannot be."""
    house.must_have_whole_file()
    position, head = 0, house.head()
    while position < head:
        page = house.entries_after(position, limit=PAGE_ENTRIES)
        if not page:
            raise LedgerDamaged(
                f"The ledger ends at position {position}, though it gave out {head}. "
                f"{KEEP}"
            )
        position = page[-1].position
    for kind in EVOLVE:
        house.states(kind)
