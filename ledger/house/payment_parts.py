"""The parts of a payment: on other invoices, and on its client's account."""

from __future__ import annotations

from datetime import date, datetime

from ledger.entry import funds_stream
from ledger.house.transaction import HouseTransaction
from ledger.identity import FundsId, PaymentId, invoice_of
from ledger.money import Minor
from ledger.refusals import PaymentGone
from ledger.settlement import funds, payments
from ledger.settlement.invoice import Invoice, Payment


def shares(
    invoice: Invoice, payment: PaymentId, parts: list[Payment], amount: Minor | None
) -> list[tuple[PaymentId, Minor | None]]:
    """Say how much of a payment and of its moved parts is taken back; None: all."""
    whole = invoice.payment(payment)
    if amount is None or whole is None:
        return [(payment, None), *((part.id, None) for part in parts)]
    there = [(each.id, payments.handed_over(each)) for each in (whole, *parts)]
    left = sum(size for _, size in there)
    if amount > left:
        raise PaymentGone(
            payment=payment, amount=invoice.money(amount), left=invoice.money(left)
        )
    taken: list[tuple[PaymentId, Minor | None]] = []
    for name, size in there:
        if part := min(amount, size):
            taken.append((name, part))
            amount -= part
    return taken


def reverse_kept(
    transaction: HouseTransaction,
    invoice: Invoice,
    payment: PaymentId,
    *,
    on: date,
    at: datetime,
) -> None:
    """Take back what of a payment is kept on its client's account."""
    whole = invoice.payment(payment)
    client = invoice.issued.client
    for name in whole.put_back_to if whole is not None else ():
        item = transaction.funds(client).item(FundsId(name))
        reversed_ = funds.reverse(item, on=on, at=at, source=payment)
        transaction.record(funds_stream(client), reversed_)


def moved_parts(transaction: HouseTransaction, payment: PaymentId) -> list[Payment]:
    """Return the parts of a payment that were moved, and stand on other invoices."""
    whole = transaction.invoice(invoice_of(payment)).payment(payment)
    parts = []
    for name in whole.moved_to if whole is not None else ():
        part = transaction.invoice(invoice_of(name)).payment(name)
        assert part is not None, "what was moved arrived"
        parts += [part] if part.reversed_on is None else []
        parts += moved_parts(transaction, name)
    return parts
