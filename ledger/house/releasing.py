"""The command that lets lots leave the house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ledger.entry import lot_stream
from ledger.house.business_days import calendar_of, shipping_window
from ledger.house.command import Decide, command
from ledger.house.payments import day_of, terms_of
from ledger.house.transaction import HouseTransaction
from ledger.identity import InvoiceId, LotId
from ledger.lot import books
from ledger.refusals import NotPaidFor


@command("release lots")
def release(
    lots: Sequence[LotId],
    *,
    at: datetime,
    on: date | None = None,
    invoice: InvoiceId | None = None,
    calendar: str | None = None,
) -> Decide:
    """Let lots leave the house, or all that stand on an invoice: all, or none.

    They are promised to ship within so many business days from when their money was
    good, by a calendar, or by that of where the sale is taxed.
    """

    def decide(transaction: HouseTransaction) -> None:
        named = list(lots)
        if invoice is not None:
            named += transaction.invoice(invoice).lots
        for lot in named:
            _release_lot(transaction, lot, on=on, at=at, calendar=calendar)

    return decide


def _release_lot(
    transaction: HouseTransaction,
    name: LotId,
    *,
    on: date | None,
    at: datetime,
    calendar: str | None,
) -> None:
    lot = transaction.lot(name)
    invoiced, paid_on = lot.books.invoiced, lot.books.paid_on
    if invoiced is None or paid_on is None:
        raise NotPaidFor(lot=name)
    invoice = transaction.invoice(invoiced.invoice)
    transaction.must_deal_with(invoice.issued.client)
    sale = transaction.sale(invoice.issued.sale)
    window = shipping_window(
        calendar or calendar_of(sale.settled_by.rules.tax.jurisdiction),
        paid_on,
        terms_of(sale, invoice).shipping_days,
    )
    released = books.release(
        lot, released_on=on or day_of(sale, at), window=window, at=at
    )
    transaction.record(lot_stream(name), released)
