"""One moment of a ledger: the rows of its views, and its records up to the same place.

What names a position is made of a moment: what is recorded meanwhile is in none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from projections.queries import served_position
from projections.sales import SALES

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.house.records import Records


class LedgerMoment(NamedTuple):
    """What a ledger says of itself at one position."""

    db: Connection
    """The views, as they stood then for as long as they are asked."""
    records: Records
    """What was recorded by then."""


def moment_of(db: Connection, records: Records) -> LedgerMoment:
    """Return views and records as of one position: of now, that of the views.

    What is looked back to ends where it does; views are built of it, or asked for the
    rows up to there.
    """
    if records.upto is None:
        records = records.as_of(served_position(db, SALES))
    return LedgerMoment(db, records)
