"""Refunds: what was paid too much is given back, and what its way to pay had cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from ledger.events.buyer import PaymentRefunded
from ledger.money import Minor, share
from ledger.refusals import DatedBefore
from ledger.settlement.invoice import Invoice
from ledger.settlement.open_amounts import amount_overpaid
from ledger.settlement.payments import way_to_pay, whose
from ledger.terms.payment_terms import PaymentMethod


def refund(
    invoice: Invoice,
    *,
    amount: Minor,
    method: str,
    methods: Sequence[PaymentMethod],
    on: date,
    at: datetime,
    reference: str | None = None,
    with_fee: bool = False,
) -> tuple[PaymentRefunded, ...]:
    """Give back what was paid too much, as far as it has cleared.

    With what the way to pay had cost of that, where the house gives this back as well:
    the buyer of a lot that comes back has paid it for nothing.
    """
    assert amount > 0, "a refund is above 0"
    way = way_to_pay(method, methods)
    _must_be_overpaid(invoice, amount, on=on)
    fee = fee_of(invoice, amount) if with_fee else None
    refunded = PaymentRefunded(
        **whose(invoice),
        refund=len(invoice.given_back) + 1,
        method=way.name,
        amount=amount + (fee or 0),
        refunded_on=on,
        reference=reference,
        at=at,
        fee=fee,
    )
    return (refunded,)


def _must_be_overpaid(invoice: Invoice, amount: Minor, *, on: date) -> None:
    """Refuse to give back more than was paid too much, or before it was good."""
    good_since = _overpaid_since(invoice, amount_overpaid(invoice, amount))
    if on < good_since:
        raise DatedBefore(
            before=f"What is paid too much on {invoice.id}", since=good_since, on=on
        )


def fee_of(invoice: Invoice, amount: Minor) -> Minor:
    """Return what ways to pay had cost of an amount that is given back.

    It is taken of the payments that bore a fee, each in the measure of its own; below
    zero it is a discount, which the buyer had of what comes back. No more is given back
    than was charged.
    """
    kept = [
        (payment.left, payment.received.fee - payment.fee_back)
        for payment in invoice.payments
        if payment.good and payment.received.fee
    ]
    paid, charged = sum(left for left, _ in kept), sum(fee for _, fee in kept)
    if not paid:
        return 0
    back = share(charged, Fraction(min(amount, paid), paid))
    left = charged - invoice.fees_refunded
    return min(back, left) if charged > 0 else max(back, left)


def _overpaid_since(invoice: Invoice, amount: Minor) -> date:
    """Return the day by which so much more than is due had cleared."""
    good, days = -invoice.refunded, [invoice.issued.issued_on]
    for payment in sorted(
        (each for each in invoice.payments if each.sure),
        key=lambda each: each.cleared_on or each.received.received_on,
    ):
        days.append(payment.cleared_on or payment.received.received_on)
        good += payment.sure
        if good - invoice.due >= amount:
            break
    return max(days)
