"""The events of money that belongs to no invoice: deposits, on account, suspense.

It is the client's, or nobody knows whose, until it pays an invoice or is given back.
What was applied is put back by adding, and so is a refund that came back.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import ClientId, FundsId, PaymentId, SaleId
from ledger.money import Currency, Minor


class FundsKind(StrEnum):
    """Why the house holds money that pays no invoice."""

    DEPOSIT = "deposit"
    """A client left it to be let into a sale."""
    ON_ACCOUNT = "on-account"
    """A known client sent it, and it is for no invoice yet."""
    SUSPENSE = "suspense"
    """Nobody knows whose it is."""


@event("funds-received/1")
class FundsReceived:
    """Money came that is for no invoice; it is good, as the bank has it."""

    funds: FundsId
    kind: FundsKind
    client: ClientId | None
    """None: nobody knows whose it is."""
    sale: SaleId | None
    """The sale that a deposit lets its client into."""
    currency: Currency
    method: str
    amount: Minor
    received_on: date
    reference: str | None
    """What the bank calls it."""
    source: str | None
    """The payment, or the money in suspense, that it was until then; None: it came."""
    at: datetime


@event("funds-applied/1")
class FundsApplied:
    """Money without an invoice, or a part of it, pays an invoice now."""

    funds: FundsId
    kind: FundsKind
    client: ClientId | None
    sale: SaleId | None
    currency: Currency
    amount: Minor
    payment: PaymentId
    """The payment that it became."""
    applied_on: date
    at: datetime


@event("funds-put-back/1")
class FundsPutBack:
    """Money that had paid an invoice belongs to none again."""

    funds: FundsId
    kind: FundsKind
    client: ClientId | None
    sale: SaleId | None
    currency: Currency
    amount: Minor
    payment: PaymentId
    """The payment that it had become."""
    put_back_on: date
    at: datetime


@event("funds-moved/1")
class FundsMoved:
    """Money in suspense was found to be a client's, or a deposit is kept for later."""

    funds: FundsId
    kind: FundsKind
    client: ClientId | None
    sale: SaleId | None
    currency: Currency
    amount: Minor
    to: FundsId
    """What it is now."""
    moved_on: date
    at: datetime


@event("funds-refunded/1")
class FundsRefunded:
    """Money without an invoice was given back to whom it came from."""

    funds: FundsId
    kind: FundsKind
    client: ClientId | None
    sale: SaleId | None
    currency: Currency
    refund: int
    """Counted from 1 within what was received."""
    method: str
    amount: Minor
    refunded_on: date
    reference: str | None
    authorised_by: str | None
    """The second person, whom money in suspense needs."""
    at: datetime


@event("funds-refund-reversed/1")
class FundsRefundReversed:
    """A refund came back: a wrong account, a check that was never cashed."""

    funds: FundsId
    kind: FundsKind
    client: ClientId | None
    sale: SaleId | None
    currency: Currency
    refund: int
    amount: Minor
    reversed_on: date
    at: datetime


@event("funds-reversed/1")
class FundsReversed:
    """The payer's bank took money back that was for no invoice."""

    funds: FundsId
    kind: FundsKind
    client: ClientId | None
    sale: SaleId | None
    currency: Currency
    amount: Minor
    reversed_on: date
    at: datetime


FundsEvent: TypeAlias = (
    FundsReceived
    | FundsApplied
    | FundsPutBack
    | FundsMoved
    | FundsRefunded
    | FundsRefundReversed
    | FundsReversed
)
