"""When what stands on a document was sold: on which days, and in which sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.events import LotSold
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
    sources = sorted({line.source for line in lines if line.lot is not None})
    sold = (entry.event for entry in records.entries_at(sources))
    known = records.sale(sale)
    days = {day_of(known, event.at) for event in sold if isinstance(event, LotSold)}
    return tuple(sorted(days))


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
