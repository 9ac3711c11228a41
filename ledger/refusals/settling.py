"""Refusals of a document, a payment or a payout."""

from __future__ import annotations

from datetime import date

from ledger.identity import (
    ClientId,
    CreditNoteId,
    InvoiceId,
    LotId,
    Paddle,
    PaymentId,
    SaleId,
)
from ledger.money import Money
from ledger.refusals.refusal import Refusal, Words


class SettlementNotSet(Refusal):
    """A sale is settled by rules, which must be on record first."""

    sale: SaleId

    code = "settlement-not-set"
    what = "Nobody has said how sale {sale} is settled."
    remedy = "Say it with: lotledger sale settlement {sale} SETTLEMENT.toml"


class SaleGoesOn(Refusal):
    """Documents are issued once the hammer has fallen on every lot."""

    sale: SaleId
    lots: Words

    code = "sale-goes-on"
    what = "Sale {sale} goes on: {lots} to come."
    remedy = "Close it first, with: lotledger sale close {sale}"


class UnknownSession(Refusal):
    """A sale has no session of this number."""

    sale: SaleId
    session: int
    sessions: str

    code = "unknown-session"
    what = "Sale {sale} has no session {session}; it has {sessions}."
    remedy = "Name one of these with --session, or leave it out to settle them all."


class IssuedTooEarly(Refusal):
    """A document follows what it tells of."""

    sale: SaleId
    since: date
    on: date

    code = "issued-too-early"
    what = "A document of {on} cannot tell what happened in sale {sale} on {since}."
    remedy = "Give the day of issue, with --on."


class NotPaidFor(Refusal):
    """A lot leaves the house once its buyer's money is good."""

    lot: LotId

    code = "not-paid-for"
    what = "Lot {lot} is not paid for with money that has cleared."
    remedy = (
        "See its invoice, and what was paid, with: lotledger lot show {lot}; to let it "
        "leave before that takes a second person, with --authorised-by."
    )


class UnknownInvoice(Refusal):
    """No such invoice was issued."""

    invoice: InvoiceId

    code = "unknown-invoice"
    what = "No invoice {invoice} was issued here."
    remedy = "See which were with: lotledger invoice list SALE"


class UnknownCreditNote(Refusal):
    """No such credit note was issued."""

    credit_note: CreditNoteId

    code = "unknown-credit-note"
    what = "No credit note {credit_note} was issued here."
    remedy = "See which were with: lotledger invoice list SALE"


class UnknownReminder(Refusal):
    """No such reminder was sent."""

    reminder: str

    code = "unknown-reminder"
    what = "No reminder {reminder} was sent."
    remedy = "See what was with: lotledger invoice show INVOICE"


class UnknownPayment(Refusal):
    """No such payment was received."""

    payment: PaymentId

    code = "unknown-payment"
    what = "No payment {payment} was received."
    remedy = "See what was with: lotledger invoice show INVOICE"


class UnknownLine(Refusal):
    """An invoice has no such line, or it was credited before."""

    invoice: InvoiceId
    line: Words

    code = "unknown-line"
    what = "Invoice {invoice} has no {line} that could be credited."
    remedy = "See its lines with: lotledger invoice show {invoice}"


class NothingToCredit(Refusal):
    """An invoice is credited once."""

    invoice: InvoiceId

    code = "nothing-to-credit"
    what = "Every line of invoice {invoice} was credited already."
    remedy = "See it with: lotledger invoice show {invoice}"


class UnknownCharge(Refusal):
    """No such charge waits to be invoiced."""

    sale: SaleId
    paddle: Paddle
    charge: int

    code = "unknown-charge"
    what = "No charge {charge} of paddle {paddle} in sale {sale} waits to be invoiced."
    remedy = "If it was invoiced, credit its line on the invoice."


class UnknownMethod(Refusal):
    """The terms of the sale do not take money that way."""

    method: str
    methods: str

    code = "unknown-method"
    what = "The terms take no money by {method!r}; they take {methods}."
    remedy = "Name one of these, or amend the terms."


class OverMethodLimit(Refusal):
    """The terms take only so much by one method on one invoice."""

    invoice: InvoiceId
    method: str
    limit: Money
    so_far: Money

    code = "over-method-limit"
    what = (
        "The terms take {limit} by {method} on one invoice, and {invoice} has had "
        "{so_far}."
    )
    remedy = "Take the rest in another way."


class PaymentClearedAlready(Refusal):
    """A payment clears once."""

    payment: PaymentId
    cleared_on: date

    code = "payment-cleared"
    what = "Payment {payment} cleared on {cleared_on}."
    remedy = "If the bank took it back, say so with: lotledger pay reverse {payment}"


class PaymentGone(Refusal):
    """A payment that was taken back, or moved on, is no longer there."""

    payment: PaymentId
    amount: Money
    left: Money

    code = "payment-gone"
    what = "Of payment {payment} {left} is left here, less than {amount}."
    remedy = "Name {left} or less; if nothing is left, there is nothing to do."


class NothingOverpaid(Refusal):
    """Only what was paid too much, and has cleared, is given back."""

    invoice: InvoiceId

    code = "nothing-overpaid"
    what = "Nothing that has cleared is paid too much on invoice {invoice}."
    remedy = (
        "If lots came back, credit them first with: lotledger credit {invoice}; "
        "if a payment has cleared, say so with: lotledger pay clear"
    )


class MoreThanOverpaid(Refusal):
    """No more is given back than was paid too much, and has cleared."""

    invoice: InvoiceId
    amount: Money
    over: Money

    code = "more-than-overpaid"
    what = "Invoice {invoice} is overpaid by {over}, less than {amount}."
    remedy = "Give back {over} or less; credit the invoice first if lots came back."


class NotOverdue(Refusal):
    """A late fee is for an invoice that is late."""

    invoice: InvoiceId
    due_on: date

    code = "not-overdue"
    what = "Invoice {invoice} is not overdue; it was due on {due_on}."
    remedy = "Charge it once the day has passed and something is open."


class UnknownConsignor(Refusal):
    """A client has no lot in a sale."""

    sale: SaleId
    consignor: ClientId

    code = "unknown-consignor"
    what = "Client {consignor} has no lot in sale {sale}."
    remedy = "See whose lots there are with: lotledger statement list {sale}"


class NotPayableYet(Refusal):
    """A consignor is paid what their statements say, and buyers have paid."""

    sale: SaleId
    consignor: ClientId
    amount: Money
    payable: Money

    code = "not-payable-yet"
    what = "{payable} can be paid to {consignor} for sale {sale}, less than {amount}."
    remedy = "Pay {payable} or less; see why with: lotledger statement list {sale}"


class UnknownPayout(Refusal):
    """No such payout was made, or it came back already."""

    sale: SaleId
    consignor: ClientId
    payout: int

    code = "unknown-payout"
    what = "No payout {payout} to {consignor} for sale {sale} is there to come back."
    remedy = "See what was paid with: lotledger statement list {sale}"
