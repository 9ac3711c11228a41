"""Claims: what was said to have happened at another time than it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import Event
from ledger.identity import SaleId
from projections.mentions import kind_of, second_of, touched
from projections.queries import rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """An entry beside which a time was claimed."""

    position: int
    """The place in the log."""
    kind: str
    """The event, without the number of its shape: ``bid-placed``."""
    sale: SaleId | None
    """The sale that it is about, if it is about one."""
    claimed_at: datetime
    """When it is said to have happened."""
    recorded_at: datetime
    """When it was recorded, by the machine's clock."""
    actor: str
    """Who says so."""
    second: str | None
    """Who else authorised it."""
    on_behalf_of: str | None
    """Whom the actor acts for."""
    reason: str | None
    """Why it was recorded only then."""


def _on_event(entry: Entry[Event], rows: Rows) -> None:
    claimed_at, brought = entry.by.claimed_at, entry.by.brought
    if claimed_at not in (None, entry.by.recorded_at) and brought is None:
        rows.insert(
            entry,
            entry.by,
            kind=kind_of(entry),
            sale=touched(entry.event).sale,
            claimed_at=claimed_at,
            second=second_of(entry),
        )


CLAIMS = View(
    name="claims",
    row=ClaimRow,
    key="position",
    shape=5,
    hears=dict.fromkeys(get_args(Event), _on_event),
)


def claims(db: Connection, sale: SaleId | None) -> list[ClaimRow]:
    """List the claims about a sale, or all of them, in the order of the log."""
    return rows_in(db, CLAIMS, sale)
