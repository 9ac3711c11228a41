"""Commands about what the house gives up of an invoice, and takes back."""

from __future__ import annotations

from datetime import date, datetime

from ledger.entry import invoice_stream
from ledger.events import WriteOff
from ledger.house.command import Decide, command
from ledger.house.payments import day_of, settle_lots
from ledger.house.transaction import HouseTransaction
from ledger.identity import InvoiceId
from ledger.money import Minor
from ledger.settlement import write_offs


@command("write an invoice off", corrects=True)
def write_off(
    invoice: InvoiceId,
    kind: WriteOff,
    *,
    at: datetime,
    amount: Minor | None = None,
    on: date | None = None,
    authorised_by: str | None = None,
) -> Decide:
    """Give up what is open on an invoice, or a part of it; a reason is needed.

    A short payment counts as paid, within the tolerance of the settlement rules of the
    sale; a bad debt does not, and takes two people.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_invoice = transaction.invoice(invoice)
        sale = transaction.sale(current_invoice.issued.sale)
        written = write_offs.write_off(
            current_invoice,
            amount,
            kind=kind,
            tolerance=sale.settled_by.rules.short_payment,
            on=on or day_of(sale, at),
            authorised_by=authorised_by,
            at=at,
        )
        after = transaction.record(invoice_stream(invoice), written)
        settle_lots(transaction, after, at=at)

    return decide


@command("reverse a write-off", corrects=True)
def reverse(
    invoice: InvoiceId, write_off: int, *, at: datetime, on: date | None = None
) -> Decide:
    """Ask for what was given up again; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        current_invoice = transaction.invoice(invoice)
        day = on or day_of(transaction.sale(current_invoice.issued.sale), at)
        back = write_offs.reverse(current_invoice, write_off, on=day, at=at)
        after = transaction.record(invoice_stream(invoice), back)
        settle_lots(transaction, after, at=at)

    return decide
