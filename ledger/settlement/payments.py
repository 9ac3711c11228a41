"""Payments on an invoice: received, cleared, reversed.

Money is received when it is handed over, and good once the bank has cleared it: only
good money pays for a lot, or is given back. Nothing that was written down is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import TypedDict

from ledger.events.banking import BankEntry
from ledger.events.buyer import (
    PaymentCleared,
    PaymentReceived,
    PaymentReversed,
)
from ledger.identity import ClientId, InvoiceId, Paddle, PaymentId, SaleId, payment_id
from ledger.money import Currency, Minor, share
from ledger.refusals import (
    ClearedBeforeReceived,
    DatedBefore,
    OverMethodLimit,
    PaymentClearedAlready,
    PaymentGone,
    PaymentTakenFrom,
    UnknownMethod,
    UnknownPayment,
)
from ledger.settlement.invoice import Invoice, Payment
from ledger.terms.payment_terms import PaymentMethod


class Whose(TypedDict):
    """The fields that every event of an invoice has in common."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency


def whose(invoice: Invoice) -> Whose:
    """Return the fields that every event of an invoice has in common."""
    issued = invoice.issued
    return Whose(
        invoice=issued.invoice,
        sale=issued.sale,
        client=issued.client,
        paddle=issued.paddle,
        currency=issued.currency,
    )


def receive(
    invoice: Invoice,
    *,
    paid: Minor,
    method: str,
    methods: Sequence[PaymentMethod],
    on: date,
    at: datetime,
    reference: str | None = None,
    entry: BankEntry | None = None,
) -> tuple[PaymentReceived, ...]:
    """Take money for an invoice, by a way that the terms allow; less its fee it pays.

    A fee f means that (1 + f) times what it pays is handed over; below zero it is a
    discount. Too little and too much are taken alike: the balance says which.
    """
    assert paid > 0, "a payment is above 0"
    way = way_to_pay(method, methods)
    if way.limit is not None and (had := paid_by(invoice, method)) + paid > way.limit:
        raise OverMethodLimit(
            invoice=invoice.id,
            method=method,
            limit=invoice.money(way.limit),
            so_far=invoice.money(had),
        )
    received = PaymentReceived(
        **whose(invoice),
        payment=next_payment(invoice),
        method=method,
        paid=paid,
        fee=paid - pays(paid, way.fee),
        received_on=on,
        reference=reference,
        moved_from=None,
        at=at,
        entry=entry,
    )
    return (received,)


def way_to_pay(method: str, methods: Sequence[PaymentMethod]) -> PaymentMethod:
    """Find a way to pay by its name; terms that name none take any, without a fee.

    Raises UnknownMethod.
    """
    if not methods:
        return PaymentMethod(method)
    for way in methods:
        if way.name == method:
            return way
    raise UnknownMethod(method=method, methods=", ".join(way.name for way in methods))


def pays(paid: Minor, fee: Fraction) -> Minor:
    """Return the part of an amount that pays the invoice, once its fee is taken off."""
    return share(paid, 1 / (1 + fee))


def paid_by(invoice: Invoice, method: str) -> Minor:
    """Add up what was handed over by one method and is still here."""
    return sum(
        handed_over(payment)
        for payment in invoice.payments
        if payment.received.method == method
    )


def handed_over(payment: Payment) -> Minor:
    """Return what is left of a payment together with its fee; 0 for a reversed one."""
    if payment.reversed_on is not None:
        return 0
    return payment.left + payment.received.fee - payment.fee_back


def next_payment(invoice: Invoice) -> PaymentId:
    """Return the name of the next payment on an invoice."""
    return payment_id(invoice.id, len(invoice.payments) + 1)


def clear(
    invoice: Invoice, payment: PaymentId, *, on: date, at: datetime
) -> tuple[PaymentCleared, ...]:
    """Note that the bank cleared a payment: the part of it that is still here."""
    current_payment = kept_payment(invoice, payment)
    if current_payment.cleared_on is not None:
        raise PaymentClearedAlready(
            payment=payment, cleared_on=current_payment.cleared_on
        )
    if on < current_payment.received.received_on:
        raise ClearedBeforeReceived(
            payment=payment, received_on=current_payment.received.received_on, on=on
        )
    if not (amount := handed_over(current_payment)):
        return ()
    return (cleared_event(invoice, payment, amount, on=on, at=at),)


def cleared_event(
    invoice: Invoice, payment: PaymentId, amount: Minor, *, on: date, at: datetime
) -> PaymentCleared:
    """Return the note that so much of a payment is good."""
    return PaymentCleared(
        **whose(invoice), payment=payment, amount=amount, cleared_on=on, at=at
    )


def reverse(
    invoice: Invoice,
    payment: PaymentId,
    *,
    on: date,
    at: datetime,
    amount: Minor | None = None,
) -> tuple[PaymentReversed, ...]:
    """Take back what is left here of a payment that bounced, or so much of it.

    A part takes its share of the fee along: the bank returns what was handed over.
    """
    current_payment = brought_payment(invoice, payment)
    came_on = current_payment.cleared_on or current_payment.received.received_on
    if on < came_on:
        raise DatedBefore(before=f"Payment {payment}", since=came_on, on=on)
    whole = handed_over(current_payment)
    if amount is not None and not 0 < amount <= whole:
        raise PaymentGone(
            payment=payment, amount=invoice.money(amount), left=invoice.money(whole)
        )
    part = amount is not None and amount < whole
    fee = current_payment.received.fee - current_payment.fee_back
    reversed_ = PaymentReversed(
        **whose(invoice),
        payment=payment,
        amount=amount if part and amount is not None else whole,
        fee=share(fee, Fraction(amount or 0, whole)) if part else fee,
        cleared=current_payment.cleared_on is not None,
        reversed_on=on,
        at=at,
        part=part,
    )
    return (reversed_,)


def brought_payment(invoice: Invoice, payment: PaymentId) -> Payment:
    """Find a payment that somebody handed over; raises PaymentTakenFrom as well."""
    current_payment = kept_payment(invoice, payment)
    if (source := current_payment.received.source) is not None:
        raise PaymentTakenFrom(payment=payment, source=source)
    return current_payment


def kept_payment(invoice: Invoice, payment: PaymentId) -> Payment:
    """Find a payment that was not taken back; raises UnknownPayment, PaymentGone."""
    current_payment = invoice.payment(payment)
    if current_payment is None:
        raise UnknownPayment(payment=payment)
    if current_payment.reversed_on is not None:
        raise payment_gone(invoice, current_payment, current_payment.received.paid)
    return current_payment


def payment_gone(invoice: Invoice, payment: Payment, amount: Minor) -> PaymentGone:
    """Say that less than an amount is left of a payment."""
    return PaymentGone(
        payment=payment.id,
        amount=invoice.money(amount),
        left=invoice.money(payment.left),
    )
