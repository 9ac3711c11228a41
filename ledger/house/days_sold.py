"""The days on which what stands on a document was sold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.events import LotSold
from ledger.events.documents import InvoiceLine, StatementLine
from ledger.house.payments import day_of
from ledger.house.records import Records
from ledger.identity import SaleId


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
