"""What a bank's file says of a payment: the entry that it came with, and doubt."""

from __future__ import annotations

from datetime import date, datetime

from ledger.events.vocabulary import event
from ledger.identity import ClientId, InvoiceId, Paddle, PaymentId, SaleId
from ledger.money import Currency, Minor
from ledger.value import value


@value(kw_only=True)
class BankEntry:
    """The entry of a bank's statement that a payment came with.

    Names are kept as marks of eight digits: they tell entries apart, and no person.
    """

    account: str | None
    """The account that was credited."""
    names: tuple[str, ...]
    """The bank's names for the entry."""
    total: Minor
    """What the entry comes to; the payment may be a part of it."""
    parts: tuple[str, ...]
    """The names that tell the part from others of its entry."""


@event("payment-doubted/1")
class PaymentDoubted:
    """A bank's file took a payment back, and nobody has decided whether it did.

    Until somebody does, the payment pays for no lot and no consignor is paid from it.
    """

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    payment: PaymentId
    amount: Minor
    """What the bank took, which may be less than the payment, or more."""
    code: str | None
    """The bank's code for the reason, such as ``AC06``."""
    reference: str
    """What the bank calls the entry that took it."""
    doubted_on: date
    at: datetime


@event("payment-upheld/1")
class PaymentUpheld:
    """Somebody decided that a payment stands, whatever the bank's file had said."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    payment: PaymentId
    upheld_on: date
    at: datetime
