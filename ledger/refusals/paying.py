"""Refusals of money movements: a payment, a late charge, a bank's file."""

from __future__ import annotations

from datetime import date

from ledger.identity import ClientId, InvoiceId, LotId, PaymentId
from ledger.money import Money
from ledger.refusals.refusal import Refusal


class ClearedBeforeReceived(Refusal):
    """Money is good after it came, or with it."""

    payment: PaymentId
    received_on: date
    on: date

    code = "cleared-before-received"
    what = "Payment {payment} came on {received_on}; it cannot have cleared on {on}."
    remedy = "Give the day that the bank names, with --on."


class PaidBeforeInvoice(Refusal):
    """Money for an invoice comes once it was issued, unless somebody says why not."""

    invoice: InvoiceId
    issued_on: date
    on: date

    code = "paid-before-invoice"
    what = "Invoice {invoice} was issued on {issued_on}; a payment of {on} came before."
    remedy = (
        "Give the day it came, with --on; if it is right, add --before-invoice and "
        "--reason."
    )


class NotThatDayYet(Refusal):
    """Money comes, clears and goes on a day that has begun in the saleroom."""

    on: date
    current: date

    code = "not-that-day-yet"
    what = "{on} is not yet: in the saleroom it is {current}."
    remedy = "Give the day that the bank names, with --on; book it when it has come."


class PaymentInDoubt(Refusal):
    """What a bank's file took back stays where it is until that is decided."""

    payment: PaymentId

    code = "payment-in-doubt"
    what = "A bank's file took payment {payment} back, and nobody has decided on it."
    remedy = (
        "If it did, say so with: lotledger pay reverse {payment}; if not, with: "
        "lotledger pay uphold {payment}"
    )


class NotInDoubt(Refusal):
    """Only what a bank's file took back needs a word that it stands."""

    payment: PaymentId

    code = "not-in-doubt"
    what = "No bank's file took payment {payment} back, or it was decided before."
    remedy = "There is nothing to do."


class ReleasedBeforePaid(Refusal):
    """A lot leaves the house once its buyer's money is good, not before."""

    lot: LotId
    paid_on: date
    on: date

    code = "released-before-paid"
    what = "Lot {lot} is paid for since {paid_on}; it cannot have left on {on}."
    remedy = (
        "Give the day it leaves, with --on; to have let it leave before that takes a "
        "second person, with --authorised-by."
    )


class ClientInCredit(Refusal):
    """Of whom the house has money elsewhere, they are not late with as much."""

    invoice: InvoiceId
    client: ClientId
    overdue: Money

    code = "client-in-credit"
    what = (
        "{overdue} is overdue on invoice {invoice}, and the house has as much of "
        "client {client}, paid too much on another invoice or kept on account."
    )
    remedy = (
        "Move the money with: lotledger pay move PAYMENT --to {invoice}; or apply it "
        "with: lotledger funds apply FUNDS {invoice}"
    )


class UnknownCalendar(Refusal):
    """Business days are counted by the holidays of a place that is known."""

    place: str

    code = "unknown-calendar"
    what = "No calendar of {place} is known."
    remedy = "Name one like US-TX or GB, with --calendar."


class OtherCurrency(Refusal):
    """A payment pays an invoice in its own currency."""

    invoice: InvoiceId
    theirs: str
    of: PaymentId

    code = "other-currency"
    what = "Invoice {invoice} is in {theirs}, and payment {of} is not."
    remedy = "Reverse the payment, and receive what it was exchanged for."


class SameInvoice(Refusal):
    """A payment is moved to another invoice."""

    payment: PaymentId
    invoice: InvoiceId

    code = "same-invoice"
    what = "Payment {payment} is on invoice {invoice} already."
    remedy = "Name the invoice it was meant for, with --to."


class NothingToWaive(Refusal):
    """Only what was charged for lateness, and not taken back, is waived."""

    invoice: InvoiceId
    on: date

    code = "nothing-to-waive"
    what = "On {on} invoice {invoice} has no late charge that could be waived."
    remedy = "See what was charged and waived with: lotledger invoice show {invoice}"


class MoreThanCharged(Refusal):
    """No more is waived than was charged for lateness, and not taken back."""

    invoice: InvoiceId
    amount: Money
    left: Money

    code = "more-than-charged"
    what = "Late charges of {left} are left on invoice {invoice}, less than {amount}."
    remedy = "Waive {left} or less; what else was invoiced wrongly is credited."


class BooksMovedOn(Refusal):
    """A bank file was matched against invoices that changed before it was booked."""

    file: str

    code = "books-moved-on"
    what = "The invoices changed while {file} was matched; nothing of it was booked."
    remedy = "Import it again."
