"""The phone sheet of a sale: who is called for which lot, on which line, in what order.

It holds no limit and no reserve: it lies where everybody at the telephones can read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.identity import Channel, number_of
from projections.reports.model import Column, Heading, Kind, Report, ReportTable, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.lot import Lot
    from ledger.sale import Sale

LAST = 10**6
"""Behind every telephone line that a house has."""

COLUMNS = (
    Column("lot", "Lot", key=True),
    Column("title", "Title"),
    Column("low_estimate", "Low estimate", Kind.AMOUNT),
    Column("high_estimate", "High estimate", Kind.AMOUNT),
    Column("paddle", "Paddle", key=True),
    Column("client", "Client"),
    Column("phone_line", "Line", Kind.COUNT),
    Column("stage", "Stage"),
)


def phone_sheet(sale: Sale, lots: Iterable[Lot], heading: Heading) -> Report:
    """Return who is called for lots, in sale order, as a report of one table."""
    rows = tuple(row for lot in lots for row in _call_rows(sale, lot))
    note = "Names and numbers are kept outside the ledger, under the client."
    table = ReportTable(
        name="calls",
        title="Telephone bidders",
        columns=COLUMNS,
        rows=rows,
        currency=sale.terms.rules.currency,
        note=note,
    )
    return Report(heading=heading, tables=(table,))


def _call_rows(sale: Sale, lot: Lot) -> Iterator[Row]:
    """Yield the calls of a lot, line by line; those without a line come last."""
    calls = [each for each in lot.registrations if each.channel is Channel.PHONE]
    for call in sorted(calls, key=lambda each: each.phone_line or LAST):
        listing = lot.listing
        yield (
            number_of(lot.id),
            listing.title,
            listing.low_estimate,
            listing.high_estimate,
            call.paddle,
            sale.holder(call.paddle).client,
            call.phone_line,
            lot.stage,
        )
