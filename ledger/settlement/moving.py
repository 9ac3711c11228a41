"""Money that was put to the wrong invoice, on its way to the one it was meant for."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from ledger.events.buyer import PaymentCleared, PaymentMoved, PaymentReceived
from ledger.identity import PaymentId
from ledger.money import Minor
from ledger.refusals import DatedBefore, OtherCurrency, PaymentInDoubt, SameInvoice
from ledger.settlement.invoice import Invoice, Payment
from ledger.settlement.payments import (
    brought_payment,
    cleared_event,
    next_payment,
    payment_gone,
    whose,
)


class Moved(NamedTuple):
    """Money on its way from one invoice to another: what each of the two records."""

    leaves: tuple[PaymentMoved]
    arrives: tuple[PaymentReceived | PaymentCleared, ...]


def move(
    invoice: Invoice,
    payment: PaymentId,
    target: Invoice,
    *,
    on: date,
    at: datetime,
    amount: Minor | None = None,
) -> Moved:
    """Move a payment, or part of it, to the invoice that it was meant for.

    Its fee stays where it was charged. It arrives on the day that it is moved, so that
    no day counts it twice, and money that was good is good there at once.
    """
    source = _movable_payment(invoice, payment, target, on=on)
    amount = source.left if amount is None else amount
    if not 0 < amount <= source.left:
        raise payment_gone(invoice, source, amount or source.received.paid)
    became = next_payment(target)
    leaves = PaymentMoved(
        **whose(invoice),
        payment=payment,
        amount=amount,
        cleared=source.cleared_on is not None,
        to=became,
        moved_on=on,
        at=at,
    )
    arrives = _arrival(target, source, leaves)
    if not leaves.cleared:
        return Moved((leaves,), (arrives,))
    cleared = cleared_event(target, became, amount, on=on, at=at)
    return Moved((leaves,), (arrives, cleared))


def _movable_payment(
    invoice: Invoice, payment: PaymentId, target: Invoice, *, on: date
) -> Payment:
    """Find a payment that can move to another invoice on a day, or refuse it."""
    if target.id == invoice.id:
        raise SameInvoice(payment=payment, invoice=invoice.id)
    if target.issued.currency != invoice.issued.currency:
        raise OtherCurrency(
            invoice=target.id, theirs=target.issued.currency.code, of=payment
        )
    source = brought_payment(invoice, payment)
    if source.doubted:
        raise PaymentInDoubt(payment=payment)
    came_on = source.cleared_on or source.received.received_on
    for before, since in (
        (f"Payment {payment}", came_on),
        (f"Invoice {target.id}", target.issued.issued_on),
    ):
        if on < since:
            raise DatedBefore(before=before, since=since, on=on)
    return source


def _arrival(target: Invoice, payment: Payment, moved: PaymentMoved) -> PaymentReceived:
    """Return the receipt on the other invoice of what left the one, as it had come."""
    return PaymentReceived(
        **whose(target),
        payment=moved.to,
        method=payment.received.method,
        paid=moved.amount,
        fee=0,
        received_on=moved.moved_on,
        reference=payment.received.reference,
        moved_from=payment.id,
        at=moved.at,
    )
