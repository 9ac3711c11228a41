"""Payments that leave an invoice and stay with the house.

What was taken from a deposit, or set off, goes back there whole; what was paid too much
waits on its client's account.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from ledger.events.funds import FundsPutBack
from ledger.events.write_offs import PaymentPutBack
from ledger.identity import PaymentId
from ledger.money import Minor
from ledger.refusals import NotTakenFrom
from ledger.settlement.funds import FundsItem, must_follow, whole
from ledger.settlement.invoice import Invoice, Payment
from ledger.settlement.open_amounts import amount_overpaid
from ledger.settlement.payments import whose


class PutBack(NamedTuple):
    """Money on its way back from an invoice: what each of the two records."""

    leaves: tuple[PaymentPutBack]
    arrives: tuple[FundsPutBack]


def taken_from(invoice: Invoice, payment: PaymentId) -> Payment:
    """Find a payment that no bank brought, with something left; raises NotTakenFrom."""
    current_payment = invoice.payment(payment)
    if current_payment is None:
        raise NotTakenFrom(payment=payment, what_else="no such payment was received")
    if current_payment.received.source is None:
        raise NotTakenFrom(payment=payment, what_else="the buyer paid it")
    if not current_payment.left:
        raise NotTakenFrom(payment=payment, what_else="nothing of it is left there")
    return current_payment


def leave(
    invoice: Invoice,
    payment: Payment,
    to: str,
    amount: Minor,
    *,
    on: date,
    at: datetime,
) -> tuple[PaymentPutBack]:
    """Let a payment, or a part of it, leave an invoice."""
    must_follow(f"Payment {payment.id}", payment.received.received_on, on)
    left = PaymentPutBack(
        **whose(invoice),
        payment=payment.id,
        amount=amount,
        to=to,
        put_back_on=on,
        at=at,
    )
    return (left,)


def put_back(
    invoice: Invoice, payment: Payment, item: FundsItem, *, on: date, at: datetime
) -> PutBack:
    """Put what is left of a payment back to the money that it was taken from."""
    leaves = leave(invoice, payment, item.id, payment.left, on=on, at=at)
    arrives = FundsPutBack(
        **whole(item),
        amount=payment.left,
        payment=payment.id,
        put_back_on=on,
        at=at,
    )
    return PutBack(leaves, (arrives,))


def overpaid_parts(
    invoice: Invoice, amount: Minor | None
) -> Iterator[tuple[Payment, Minor]]:
    """Yield the payments that paid too much, the last first, and how much of each.

    Raises NothingOverpaid and MoreThanOverpaid.
    """
    rest = amount_overpaid(invoice, amount)
    for payment in reversed(invoice.payments):
        if part := min(rest, payment.sure):
            rest -= part
            yield payment, part
