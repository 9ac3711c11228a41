"""The events of a buyer's account: charges, invoices, credit notes and payments.

Nothing issued is changed: a credit note answers an invoice, a reversal a payment.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from ledger.events.banking import BankEntry, PaymentDoubted, PaymentUpheld
from ledger.events.documents import Charge, InvoiceLine
from ledger.events.e_invoices import SentEvent
from ledger.events.vocabulary import event
from ledger.events.write_offs import StandingEvent
from ledger.identity import (
    ClientId,
    CreditNoteId,
    InvoiceId,
    LotId,
    Paddle,
    PaymentId,
    SaleId,
)
from ledger.money import Currency, Minor
from ledger.value import later


@event("buyer-charged/1")
class BuyerCharged:
    """A buyer was charged for something beside lots, to be invoiced with the next."""

    sale: SaleId
    paddle: Paddle
    charge: int
    """Counted from 1 within the buyer's account."""
    kind: Charge
    lot: LotId | None
    said: str
    amount: Minor
    charged_on: date
    at: datetime


@event("charge-withdrawn/1")
class ChargeWithdrawn:
    """A charge was taken back before it was invoiced."""

    sale: SaleId
    paddle: Paddle
    charge: int
    at: datetime


@event("charges-invoiced/1")
class ChargesInvoiced:
    """Charges were invoiced."""

    sale: SaleId
    paddle: Paddle
    charges: tuple[int, ...]
    invoice: InvoiceId


@event("invoice-issued/1")
class InvoiceIssued:
    """An invoice was issued: what stands here is what was sent, for ever."""

    invoice: InvoiceId
    sale: SaleId
    session: int | None
    """The session that is invoiced; None: the whole sale."""
    paddle: Paddle
    client: ClientId
    client_class: str | None
    currency: Currency
    jurisdiction: str
    """Whose taxes were looked up for this buyer."""
    lines: tuple[InvoiceLine, ...]
    issued_on: date
    due_on: date
    terms: int
    """Which version of the sale's terms was in force."""
    rules: int
    """Which version of the settlement rules was."""
    at: datetime
    buyer_vat_id: str | None = later(default=None)
    """The VAT number of the buyer, where they are registered."""
    place: str | None = later(default=None)
    """Where the sale was held: whose return it belongs in, if no tax says otherwise."""


@event("payment-received/1")
class PaymentReceived:
    """Money came in for an invoice; it is not good until it has cleared."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    payment: PaymentId
    method: str
    """One of the terms' ways to pay, such as ``wire``."""
    paid: Minor
    """What the buyer handed over."""
    fee: Minor
    """What the method costs of it; below zero a discount. The rest pays the invoice."""
    received_on: date
    reference: str | None
    """What the bank calls it."""
    moved_from: PaymentId | None
    """The payment on another invoice that was meant for this one."""
    at: datetime
    source: str | None = later(default=None)
    """The deposit or set-off that it is taken from, good at once; None: it came."""
    entry: BankEntry | None = later(default=None)
    """The entry of the bank's file that it was booked from; None: it was typed."""


@event("payment-cleared/1")
class PaymentCleared:
    """The bank made a payment good."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    payment: PaymentId
    amount: Minor
    """What was handed over and is good now."""
    cleared_on: date
    at: datetime


@event("payment-reversed/1")
class PaymentReversed:
    """A payment was taken back by the payer's bank: a bounced check, a chargeback."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    payment: PaymentId
    amount: Minor
    """What was left of it here, and is gone."""
    fee: Minor
    """What the method had cost of that; it is taken back with it."""
    cleared: bool
    """It had been good."""
    reversed_on: date
    at: datetime
    part: bool = later(default=False)
    """Only this much was taken back; what is left still pays the invoice."""


@event("payment-moved/1")
class PaymentMoved:
    """Part of a payment, or all, had been put to the wrong invoice."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    payment: PaymentId
    amount: Minor
    """What leaves this invoice; what its method cost stays with it."""
    cleared: bool
    """It is good, and stays so."""
    to: PaymentId
    """The payment it became on the other invoice."""
    moved_on: date
    at: datetime


@event("payment-refunded/1")
class PaymentRefunded:
    """Money that was not owed was given back to the buyer."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    refund: int
    """Counted from 1 on the invoice."""
    method: str
    amount: Minor
    refunded_on: date
    reference: str | None
    at: datetime
    fee: Minor | None = later(default=None)
    """What of it a way to pay had cost; the rest was paid too much on the invoice."""

    @property
    def overpaid(self) -> Minor:
        """What of it was paid too much on the invoice."""
        return self.amount - (self.fee or 0)


class Lateness(StrEnum):
    """What is charged because an invoice is overdue."""

    FEE = "fee"
    """Once, on what was overdue."""
    INTEREST = "interest"
    """By the day, on what was overdue."""


@event("late-fee-charged/1")
class LateFeeCharged:
    """An overdue invoice was charged a late fee, or interest for some days."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    kind: Lateness
    base: Minor
    """What was overdue."""
    rate: Fraction
    days: int
    """How many days of interest; 0 for the fee."""
    amount: Minor
    charged_on: date
    at: datetime


@event("late-fee-waived/1")
class LateFeeWaived:
    """What lateness had cost was taken back, or a part of it."""

    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: Currency
    amount: Minor
    """Of the fee and the interest together."""
    waived_on: date
    at: datetime


@event("invoice-credited/1")
class InvoiceCredited:
    """A credit note took lines of an invoice back."""

    invoice: InvoiceId
    credit_note: CreditNoteId
    lines: tuple[int, ...]
    """The numbers of the lines that were taken back."""
    amount: Minor
    at: datetime


@event("credit-note-issued/1")
class CreditNoteIssued:
    """Lines of an invoice were taken back, whole and as they were invoiced."""

    credit_note: CreditNoteId
    invoice: InvoiceId
    sale: SaleId
    paddle: Paddle
    client: ClientId
    currency: Currency
    lines: tuple[InvoiceLine, ...]
    """As they stand on the invoice; here they are owed to the buyer."""
    issued_on: date
    at: datetime
    jurisdiction: str | None = later(default=None)
    """As on the invoice."""
    buyer_vat_id: str | None = later(default=None)
    """As on the invoice."""
    place: str | None = later(default=None)
    """As on the invoice."""


AccountEvent: TypeAlias = BuyerCharged | ChargeWithdrawn | ChargesInvoiced

InvoiceEvent: TypeAlias = (
    InvoiceIssued
    | PaymentReceived
    | PaymentCleared
    | PaymentReversed
    | PaymentMoved
    | PaymentRefunded
    | PaymentDoubted
    | PaymentUpheld
    | StandingEvent
    | LateFeeCharged
    | LateFeeWaived
    | SentEvent
    | InvoiceCredited
)
