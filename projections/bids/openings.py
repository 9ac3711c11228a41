"""Openings in the auditor's history: from then on its lines tell the amounts."""

from __future__ import annotations

from ledger.entry import Entry
from ledger.events import MaximumsOpened, ReserveOpened
from projections.rows import Rows, Value


def on_maximums_opened(entry: Entry[MaximumsOpened], rows: Rows) -> None:
    """Write opened amounts into the lines of their bids."""
    for opening in entry.event.openings:
        amounts: dict[str, Value] = {"submitted": opening.submitted}
        if opening.maximum is not None:
            amounts["maximum"] = opening.maximum
        if opening.client_class is not None:
            amounts["client_class"] = opening.client_class
        rows.set(opening.position, **amounts)


def on_reserve_opened(entry: Entry[ReserveOpened], rows: Rows) -> None:
    """Write an opened reserve into the line that set it."""
    rows.set(entry.event.position, amount=entry.event.reserve)
