"""The events of a consignor's account in one sale: what is deducted, stated and paid.

A statement that was issued is corrected by a further one.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias

from ledger.events.documents import StatementLine
from ledger.events.e_invoices import SelfBilledInvoiceIssued
from ledger.events.vocabulary import event
from ledger.identity import ClientId, LotId, SaleId, StatementId
from ledger.money import Currency, Minor
from ledger.terms.settlement_rules import ConsignorRules
from ledger.value import later


@event("commission-agreed/1")
class CommissionAgreed:
    """A consignor and the house agreed on rates of their own for a sale."""

    sale: SaleId
    consignor: ClientId
    rules: ConsignorRules


@event("expense-charged/1")
class ExpenseCharged:
    """The house paid something for a consignor, and will take it off the proceeds."""

    sale: SaleId
    consignor: ClientId
    currency: Currency
    expense: int
    """Counted from 1 within the consignor's account."""
    lot: LotId | None
    said: str
    amount: Minor
    charged_on: date
    at: datetime


@event("advance-made/1")
class AdvanceMade:
    """The house paid a consignor before the sale, against the proceeds."""

    sale: SaleId
    consignor: ClientId
    currency: Currency
    advance: int
    """Counted from 1 within the consignor's account."""
    method: str
    amount: Minor
    made_on: date
    reference: str | None
    at: datetime


@event("statement-issued/1")
class StatementIssued:
    """A consignor was told what their lots came to: what stands here was sent."""

    statement: StatementId
    sale: SaleId
    consignor: ClientId
    number: int
    """Counted from 1 within the consignor's account: later ones correct earlier."""
    currency: Currency
    lines: tuple[StatementLine, ...]
    awaited: tuple[LotId, ...]
    """Lots whose buyers had not paid by then: what they bring is withheld."""
    issued_on: date
    rules: int
    """Which version of the settlement rules was in force."""
    at: datetime
    place: str | None = later(default=None)
    """Where the sale was held: whose return the charges of the house belong in."""
    consignor_vat_id: str | None = later(default=None)
    """The VAT or tax number of a consignor who charges the house tax."""


@event("consignor-invoice-filed/1")
class ConsignorInvoiceFiled:
    """A registered consignor's own invoice for the tax on hammer prices came in."""

    sale: SaleId
    consignor: ClientId
    currency: Currency
    invoice: str
    """The number that the consignor gave it."""
    lots: tuple[LotId, ...]
    tax: Minor
    """The tax that it charges on their hammer prices."""
    dated: date
    at: datetime


@event("payout-made/1")
class PayoutMade:
    """A consignor was paid."""

    sale: SaleId
    consignor: ClientId
    currency: Currency
    payout: int
    """Counted from 1 within the consignor's account."""
    method: str
    amount: Minor
    paid_on: date
    reference: str | None
    at: datetime
    set_off: str | None = later(default=None)
    """The payment of an invoice of theirs, or the repayment of another sale, that it
    became: no bank moves. None: it was paid."""


@event("payout-reversed/1")
class PayoutReversed:
    """A payout came back: a wrong account, a check that was never cashed."""

    sale: SaleId
    consignor: ClientId
    currency: Currency
    payout: int
    amount: Minor
    reversed_on: date
    at: datetime
    set_off: str | None = later(default=None)
    """What it had become, where it was set off."""


@event("payout-sent/1")
class PayoutSent:
    """A payout was put into a file of payments for the bank; it is sent once."""

    sale: SaleId
    consignor: ClientId
    currency: Currency
    payout: int
    amount: Minor
    file: str
    """The name of the message, by which the bank knows it."""
    sha256: str
    """The digest of the file, to hold against the bank's portal."""
    end_to_end: str
    """What the payment is called in the file, and on both statements."""
    authorised_by: str
    """The second person."""
    pays_on: date
    """The day the bank is asked to pay."""
    at: datetime


@event("repayment-received/1")
class RepaymentReceived:
    """A consignor paid back what they owed the house in a sale."""

    sale: SaleId
    consignor: ClientId
    currency: Currency
    repayment: int
    """Counted from 1 within the consignor's account."""
    method: str
    amount: Minor
    received_on: date
    reference: str | None
    set_off: str | None
    """The payout of another sale that it is taken from; None: the bank has it."""
    at: datetime


@event("repayment-reversed/1")
class RepaymentReversed:
    """A repayment was taken back by the bank, or a set-off was undone."""

    sale: SaleId
    consignor: ClientId
    currency: Currency
    repayment: int
    amount: Minor
    set_off: str | None
    reversed_on: date
    at: datetime


ConsignmentEvent: TypeAlias = (
    CommissionAgreed
    | ExpenseCharged
    | AdvanceMade
    | StatementIssued
    | SelfBilledInvoiceIssued
    | ConsignorInvoiceFiled
    | PayoutMade
    | PayoutReversed
    | PayoutSent
    | RepaymentReceived
    | RepaymentReversed
)
