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


@command("release lots", corrects="authorised_by")
def release(
    lots: Sequence[LotId],
    *,
    at: datetime,
    on: date | None = None,
    invoice: InvoiceId | None = None,
    calendar: str | None = None,
    authorised_by: str | None = None,
) -> Decide:
    """Let lots leave the house, or all that stand on an invoice: all, or none.

    They are promised to ship within so many business days from when their money was
    good, by a calendar, or by that of where the sale is taxed. Before it is good they
    leave on the word of two people, for a reason, and ship from the day they leave.
    """

    def decide(transaction: HouseTransaction) -> None:
        named = list(lots)
        if invoice is not None:
            named += transaction.invoice(invoice).lots
        for lot in named:
            _release_lot(
                transaction,
                lot,
                on=on,
                at=at,
                calendar=calendar,
                authorised_by=authorised_by,
            )

    return decide


def _release_lot(
    transaction: HouseTransaction,
    name: LotId,
    *,
    on: date | None,
    at: datetime,
    calendar: str | None,
    authorised_by: str | None,
) -> None:
    lot = transaction.lot(name)
    invoiced, paid_on = lot.books.invoiced, lot.books.paid_on
    if invoiced is None:
        raise NotPaidFor(lot=name)
    invoice = transaction.invoice(invoiced.invoice)
    transaction.must_deal_with(invoice.issued.client)
    sale = transaction.sale(invoice.issued.sale)
    released_on = on or day_of(sale, at)
    window = shipping_window(
        calendar or calendar_of(sale.settled_by.rules.tax.jurisdiction),
        released_on if paid_on is None else min(paid_on, released_on),
        terms_of(sale, invoice).shipping_days,
    )
    released = books.release(
        lot,
        released_on=released_on,
        window=window,
        at=at,
        authorised_by=authorised_by,
    )
    transaction.record(lot_stream(name), released)
