"""Doubt about a payment that a bank's file took back, and the word that settles it.

Reversing the payment settles it as well: then the bank was right.
"""

from __future__ import annotations

from datetime import date, datetime

from ledger.events.banking import PaymentDoubted, PaymentUpheld
from ledger.identity import PaymentId
from ledger.money import Minor
from ledger.refusals import NotInDoubt
from ledger.settlement.invoice import Invoice
from ledger.settlement.payments import kept_payment, whose


def doubt(
    invoice: Invoice,
    payment: PaymentId,
    *,
    amount: Minor,
    reference: str,
    on: date,
    at: datetime,
    code: str | None = None,
) -> tuple[PaymentDoubted, ...]:
    """Note that a bank's file took a payment back, or a part of it."""
    kept_payment(invoice, payment)
    doubted = PaymentDoubted(
        **whose(invoice),
        payment=payment,
        amount=amount,
        code=code,
        reference=reference,
        doubted_on=on,
        at=at,
    )
    return (doubted,)


def uphold(
    invoice: Invoice, payment: PaymentId, *, on: date, at: datetime
) -> tuple[PaymentUpheld, ...]:
    """Decide that a payment stands; raises NotInDoubt where nobody doubts it."""
    if not kept_payment(invoice, payment).doubted:
        raise NotInDoubt(payment=payment)
    return (PaymentUpheld(**whose(invoice), payment=payment, upheld_on=on, at=at),)
