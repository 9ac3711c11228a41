"""Refusals of money without an invoice, of set-offs, and of write-offs."""

from __future__ import annotations

from datetime import date

from ledger.identity import (
    ClientId,
    FundsId,
    InvoiceId,
    PaymentId,
    SaleId,
)
from ledger.money import Money
from ledger.refusals.refusal import Refusal, Words


class UnknownFunds(Refusal):
    """No such money was received without an invoice."""

    funds: FundsId

    code = "unknown-funds"
    what = "No money {funds} was received without an invoice."
    remedy = "See what was with: lotledger funds list"


class FundsGone(Refusal):
    """Money that was applied, moved or given back is no longer there."""

    funds: FundsId
    amount: Money
    left: Money

    code = "funds-gone"
    what = "Of {funds} {left} is left, less than {amount}."
    remedy = "Name {left} or less; if nothing is left, there is nothing to do."


class FundsUsed(Refusal):
    """The bank takes money back whole, so all of it must be there."""

    funds: FundsId
    left: Money

    code = "funds-used"
    what = "Only {left} of {funds} is left: the rest was applied, moved or given back."
    remedy = "Put back what was applied first, with: lotledger funds put-back PAYMENT"


class FundsCameFrom(Refusal):
    """What the bank takes back is what the bank had brought."""

    funds: FundsId
    source: str

    code = "funds-came-from"
    what = "{funds} is what {source} was; no bank brought it."
    remedy = "Move or apply it back to where it was, and reverse it there."


class FundsNotTheirs(Refusal):
    """A client's money pays that client's invoices."""

    funds: FundsId
    invoice: InvoiceId
    theirs: ClientId

    code = "funds-not-theirs"
    what = "Invoice {invoice} is client {theirs}'s, and {funds} is not."
    remedy = "Name an invoice of the client whose money it is."


class FundsOtherCurrency(Refusal):
    """Money pays what is in its own currency."""

    funds: FundsId
    name: str
    theirs: str

    code = "funds-other-currency"
    what = "{name} is in {theirs}, and {funds} is not."
    remedy = "Refund it, and take what it was exchanged for."


class FundsTooEarly(Refusal):
    """Nothing becomes of money before it came, or of an invoice before it is issued."""

    name: str
    since: date
    on: date

    code = "funds-too-early"
    what = "{name} is there since {since}; nothing can become of it on {on}."
    remedy = "Give the day, with --on."


class SameHolder(Refusal):
    """Money is moved to somebody else, or to another purpose."""

    funds: FundsId

    code = "same-holder"
    what = "{funds} is held so already."
    remedy = "Name another client, a sale for a deposit, or --suspense."


class NothingOpen(Refusal):
    """Only what is open on an invoice is paid from elsewhere, or given up."""

    invoice: InvoiceId

    code = "nothing-open"
    what = "Nothing is open on invoice {invoice}."
    remedy = "See how it stands with: lotledger invoice show {invoice}"


class MoreThanOpen(Refusal):
    """No more than is open is paid from elsewhere, or given up."""

    invoice: InvoiceId
    amount: Money
    open: Money

    code = "more-than-open"
    what = "{open} is open on invoice {invoice}, less than {amount}."
    remedy = "Name {open} or less."


class UnknownRefund(Refusal):
    """No such refund was made, or it came back already."""

    funds: FundsId
    refund: int

    code = "unknown-refund"
    what = "No refund {refund} of {funds} is there to come back."
    remedy = "See what was refunded with: lotledger funds list"


class SuspenseNeedsTwo(Refusal):
    """Nobody alone gives back money whose owner nobody knows."""

    funds: FundsId

    code = "suspense-needs-two"
    what = "Nobody knows whose {funds} is, and one person alone may not give it back."
    remedy = "Name the second person who authorises it, with --authorised-by."


class PaymentTakenFrom(Refusal):
    """A payment that no bank brought is put back to where it was taken from."""

    payment: PaymentId
    source: str

    code = "payment-taken-from"
    what = "Payment {payment} was taken from {source}; no bank brought it."
    remedy = (
        "Put it back with: lotledger funds put-back {payment}; "
        "a set-off is undone with: lotledger set-off reverse SALE CLIENT PAYOUT"
    )


class NotTakenFrom(Refusal):
    """Only what was taken from a deposit, or set off, is put back there."""

    payment: PaymentId
    what_else: Words

    code = "not-taken-from"
    what = "Payment {payment} is not there to be put back: {what_else}."
    remedy = "See the payments of its invoice with: lotledger invoice show INVOICE"


class NothingOwed(Refusal):
    """A consignor pays back what the statements say they owe."""

    sale: SaleId
    consignor: ClientId

    code = "nothing-owed"
    what = "{consignor} owes the house nothing for sale {sale}."
    remedy = "See how the account stands with: lotledger statement list {sale}"


class MoreThanOwed(Refusal):
    """A consignor pays back no more than they owe."""

    sale: SaleId
    consignor: ClientId
    amount: Money
    owed: Money

    code = "more-than-owed"
    what = "{consignor} owes {owed} for sale {sale}, less than {amount}."
    remedy = "Take {owed}; keep the rest with: lotledger funds on-account {consignor}"


class UnknownRepayment(Refusal):
    """No such repayment was received, or it was taken back already."""

    sale: SaleId
    consignor: ClientId
    repayment: int

    code = "unknown-repayment"
    what = "No repayment {repayment} of {consignor} for sale {sale} is there."
    remedy = "See how the account stands with: lotledger statement list {sale}"


class SetOffElsewhere(Refusal):
    """What was set off is undone on both sides at once."""

    name: str
    set_off: str

    code = "set-off-elsewhere"
    what = "{name} was set off against {set_off}; no bank moved."
    remedy = "Undo both sides with: lotledger set-off reverse SALE CLIENT PAYOUT"


class SetOffOthers(Refusal):
    """What is set off is one client's, in one currency."""

    consignor: str
    name: str
    why: Words

    code = "set-off-others"
    what = "Nothing of {consignor} can be set off against {name}: {why}."
    remedy = "Pay the one out, and take the other in."


class NoTolerance(Refusal):
    """How short a payment may be is for the house to say."""

    sale: SaleId

    code = "no-tolerance"
    what = "The house has not said how short a payment of sale {sale} may be."
    remedy = (
        "Write short_payment in its settlement file, or write it off as a bad debt."
    )


class OverTolerance(Refusal):
    """A little that a bank kept is given up by one person, more is not."""

    invoice: InvoiceId
    amount: Money
    tolerance: Money

    code = "over-tolerance"
    what = "{amount} on invoice {invoice} is more than {tolerance}, the tolerance."
    remedy = "Ask for it, or write it off as a bad debt, with a second person."


class BadDebtNeedsTwo(Refusal):
    """Nobody alone gives up what a buyer owes."""

    invoice: InvoiceId

    code = "bad-debt-needs-two"
    what = "Invoice {invoice} would not be asked for any more; one person may not."
    remedy = "Name the second person who authorises it, with --authorised-by."


class UnknownWriteOff(Refusal):
    """No such write-off was made, or it was reversed already."""

    invoice: InvoiceId
    write_off: int

    code = "unknown-write-off"
    what = "Invoice {invoice} has no write-off {write_off} to take back."
    remedy = "See how it stands with: lotledger invoice show {invoice}"
