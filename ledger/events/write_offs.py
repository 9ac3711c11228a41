"""The events by which an invoice stands otherwise, and no bank moves.

A payment is put back to where it was taken from, or kept for its client; what will not
come is written off.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import ClientId, InvoiceId, Paddle, PaymentId, SaleId
from ledger.money import Currency, Minor


@event("payment-put-back/1")
class PaymentPutBack:
    """Part of a payment, or all, pays this invoice no more, and stays with the house.

    It goes back to what it was taken from, or waits on its client's account.
    """

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    payment: PaymentId
    amount: Minor
    to: str
    """The money, or the set-off, that it is again or became."""
    put_back_on: date
    at: datetime


class WriteOff(StrEnum):
    """Why the house gives up what a buyer owes."""

    SHORT_PAYMENT = "short-payment"
    """A bank on the way kept a little of it: the invoice counts as paid."""
    BAD_DEBT = "bad-debt"
    """It will not come: the invoice is not paid, and nothing is asked any more."""


@event("invoice-written-off/1")
class InvoiceWrittenOff:
    """The house gave up what is open on an invoice, or a part of it."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    write_off: int
    """Counted from 1 on the invoice."""
    kind: WriteOff
    amount: Minor
    written_off_on: date
    authorised_by: str | None
    """The second person, whom a bad debt needs."""
    at: datetime


@event("write-off-reversed/1")
class WriteOffReversed:
    """What was given up is owed again."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    write_off: int
    kind: WriteOff
    amount: Minor
    reversed_on: date
    at: datetime


StandingEvent: TypeAlias = PaymentPutBack | InvoiceWrittenOff | WriteOffReversed
