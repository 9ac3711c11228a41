"""A payment of a buyer: what it pays of its invoice, and how good it is."""

from __future__ import annotations

from datetime import date

from ledger.identity import PaymentId
from ledger.money import Currency
from ledger.settlement.invoice import Payment
from presenters.shape import Amount, Decimals, Shape

PAYMENT_COLUMNS = (
    ("payment", "left"),
    ("paddle", "right"),
    ("method", "left"),
    ("paid", "right"),
    ("fee", "right"),
    ("counts", "right"),
    ("received", "left"),
    ("state", "left"),
    ("reference", "left"),
)


class PaymentShape(Shape):
    """A payment on an invoice."""

    payment: PaymentId
    """The payment: its invoice, and its number there."""
    method: str
    """How it was paid."""
    handed_over: Amount
    """The amount that the buyer handed over."""
    fee: Amount
    """The fee of the way to pay; a discount is below zero."""
    counts: Amount
    """What of it still pays the invoice: without its fee, and without what was moved
    or reversed."""
    state: str
    """``under-way`` until it has cleared, then ``cleared``; ``moved``, ``put-back`` or
    ``reversed`` once nothing of it pays the invoice."""
    received_on: date
    """The day it came in."""
    cleared_on: date | None
    """The day the bank cleared it; null until then."""
    reversed_on: date | None
    """The day it was taken back; null where it was not."""
    reference: str | None
    """The reference of the bank."""
    moved_from: PaymentId | None
    """The payment on another invoice that was meant for this one."""
    moved_to: tuple[PaymentId, ...]
    """What parts of it became on the invoices that they were meant for."""
    taken_from: str | None
    """The deposit, or the set-off, that it is taken from; null: somebody paid it."""
    put_back_to: tuple[str, ...]
    """What parts of it went back to, or wait on as the client's."""
    doubted_on: date | None
    """The day a bank's file took it back, while nobody has decided; else null."""


def payment_shape(payment: Payment, money: Decimals) -> PaymentShape:
    """Return a payment as its shape."""
    received = payment.received
    return PaymentShape(
        payment=payment.id,
        method=received.method,
        handed_over=money(received.paid),
        fee=money(received.fee),
        counts=money(payment.left),
        state=payment_state(payment),
        received_on=received.received_on,
        cleared_on=payment.cleared_on,
        reversed_on=payment.reversed_on,
        reference=received.reference,
        moved_from=received.moved_from,
        moved_to=payment.moved_to,
        taken_from=received.source,
        put_back_to=payment.put_back_to,
        doubted_on=payment.doubts[-1].doubted_on if payment.doubted else None,
    )


def payment_state(payment: Payment) -> str:
    """Name how good a payment is: cleared, under-way, moved, put-back, reversed."""
    if payment.reversed_on is not None:
        return "reversed"
    if not payment.left and payment.moved_to:
        return "moved"
    if not payment.left and payment.put_back_to:
        return "put-back"
    return "under-way" if payment.cleared_on is None else "cleared"


def payment_row(payment: Payment, currency: Currency) -> tuple[object, ...]:
    """Write a payment as a row."""
    received, money = payment.received, currency.write
    state = payment_state(payment).replace("-", " ")
    day = payment.reversed_on or payment.cleared_on
    if payment.doubted:
        state, day = "in doubt since", payment.doubts[-1].doubted_on
    return (
        payment.id,
        received.paddle,
        received.method,
        money(received.paid),
        money(received.fee) if received.fee else None,
        money(payment.left),
        received.received_on,
        state if day is None or state in ("moved", "put back") else f"{state} {day}",
        received.reference,
    )
