"""When what stands on a document was sold: on which days, and in which sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ledger.entry import Entry
from ledger.events import Event, LotSold
from ledger.events.documents import InvoiceLine, StatementLine
from ledger.house.payments import day_of
from ledger.house.records import Records
from ledger.identity import LotId, SaleId, number_of


def days_sold(
    records: Records, sale: SaleId, lines: Sequence[InvoiceLine | StatementLine]
) -> tuple[date, ...]:
    """List the days, on the saleroom's calendar, on which the hammer fell.

    They are read from the events that the lines follow from, so that a later
    correction of a lot changes no document of before.
    """
    sold = (entry.event for entry in _sources(records, lines))
    known = records.sale(sale)
    days = {day_of(known, event.at) for event in sold if isinstance(event, LotSold)}
    return tuple(sorted(days))


def _sources(
    records: Records, lines: Sequence[InvoiceLine | StatementLine]
) -> Iterable[Entry[Event]]:
    """Return the entries that lines of lots follow from.

    What was brought forward follows from positions of the ledger before.
    """
    sources = {line.source: line.lot for line in lines if line.lot is not None}
    if records.ledger().previous is None:
        return records.entries_at(sorted(sources))
    return [
        entry
        for lot in dict.fromkeys(sources.values())
        for entry in records.history(lot)
        if sources.get(_place(entry)) == lot or sources.get(entry.position) == lot
    ]


def _place(entry: Entry[Event]) -> int:
    """Return where an entry was recorded first."""
    brought = entry.by.brought
    return entry.position if brought is None else brought.position


def sessions_sold(
    records: Records, sale: SaleId, lines: Sequence[InvoiceLine]
) -> dict[LotId, int]:
    """Return the session of each lot on a document, where the sale has several.

    The sessions of a sale are fixed before its first lot is catalogued.
    """
    terms = records.sale(sale).terms
    if len(terms.sessions) <= 1:
        return {}
    lots = {line.lot for line in lines if line.lot is not None}
    sessions = {lot: terms.session_of(number_of(lot)) for lot in lots}
    return {lot: each.number for lot, each in sessions.items() if each is not None}
