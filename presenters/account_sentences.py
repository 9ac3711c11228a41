"""One sentence for each event of an account: of a buyer, an invoice, a consignor."""

from __future__ import annotations

from typing import assert_never

from ledger.events import (
    AccountEvent,
    AdvanceMade,
    BuyerCharged,
    ChargesInvoiced,
    ChargeWithdrawn,
    CommissionAgreed,
    ConsignmentEvent,
    ConsignorInvoiceFiled,
    CreditNoteIssued,
    EInvoiceIssued,
    ExpenseCharged,
    InvoiceCredited,
    InvoiceEvent,
    InvoiceIssued,
    InvoiceWrittenOff,
    LateFeeCharged,
    LateFeeWaived,
    NumberDrawn,
    PaymentCleared,
    PaymentDoubted,
    PaymentMoved,
    PaymentPutBack,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    PaymentUpheld,
    PayoutMade,
    PayoutReversed,
    PayoutSent,
    ReminderSent,
    RepaymentReceived,
    RepaymentReversed,
    SelfBilledInvoiceIssued,
    SeriesBroughtForward,
    StatementIssued,
    TaxRatesSet,
    WriteOffReversed,
    net_of,
    total_of,
)
from ledger.events.e_invoices import IssuedEvent
from ledger.money import Currency
from presenters.words import counted, ranges


def account_sentence(event: AccountEvent, money: Currency) -> str:
    """Say what a buyer was charged beside lots."""
    match event:
        case BuyerCharged(charge=charge, paddle=paddle, kind=kind, amount=amount):
            what = f"{money.write(amount)} for {kind}: {event.said}"
            return f"Charge {charge}: {paddle} was charged {what}"
        case ChargeWithdrawn(charge=charge, paddle=paddle):
            return f"Charge {charge} of {paddle} was taken back."
        case ChargesInvoiced(charges=charges, paddle=paddle, invoice=invoice):
            names = ranges(charges)
            return f"Charges {names} of {paddle} went on invoice {invoice}."
        case _:
            assert_never(event)


def document_sentence(
    event: CreditNoteIssued | NumberDrawn | SeriesBroughtForward | TaxRatesSet,
) -> str:
    """Say which number was drawn, what was credited, or which rates hold."""
    match event:
        case NumberDrawn(document=document):
            return f"Number {document} was drawn."
        case SeriesBroughtForward(series=series, number=number):
            return f"Series {series} goes on from the ledger before, after {number}."
        case CreditNoteIssued(credit_note=note, invoice=invoice, currency=currency):
            total = currency.write(total_of(event.lines))
            return f"Credit note {note} over {total} was issued, on invoice {invoice}."
        case TaxRatesSet(jurisdiction=place, rates=rates):
            return f"{counted(len(rates), 'tax rate')} of {place} were put on file."
        case _:
            assert_never(event)


def invoice_sentence(event: InvoiceEvent, money: Currency) -> str:
    """Say what became of an invoice."""
    match event:
        case InvoiceIssued(invoice=invoice, paddle=paddle, client=client):
            total = f"{money.write(total_of(event.lines))}, due {event.due_on}"
            return f"Invoice {invoice} to {paddle}, client {client}: {total}."
        case InvoiceCredited(credit_note=note, amount=amount):
            return f"Credit note {note} took {money.write(amount)} off it."
        case LateFeeCharged(kind=kind, amount=amount):
            return f"A late charge ({kind}) of {money.write(amount)} was added."
        case ReminderSent(reminder=number, step=step, open=amount):
            return (
                f"Reminder {number} ({step}) was sent: {money.write(amount)} is open."
            )
        case EInvoiceIssued():
            return _e_invoice_sentence(event)
        case LateFeeWaived(amount=amount):
            return f"Late charges of {money.write(amount)} were waived."
        case InvoiceWrittenOff(write_off=number, kind=kind, amount=amount):
            why = kind.value.replace("-", " ")
            return f"Write-off {number}, {why}: {money.write(amount)} was given up."
        case WriteOffReversed(write_off=number, amount=amount):
            return f"Write-off {number} was reversed: {money.write(amount)} is owed."
        case _:
            return _payment_sentence(event, money)


def _payment_sentence(
    event: PaymentReceived
    | PaymentCleared
    | PaymentReversed
    | PaymentMoved
    | PaymentPutBack
    | PaymentRefunded
    | PaymentDoubted
    | PaymentUpheld,
    money: Currency,
) -> str:
    match event:
        case PaymentReceived(payment=payment, paid=paid, method=method):
            came = ""
            if event.moved_from is not None:
                came = f", moved from {event.moved_from}"
            elif event.source is not None:
                came = f", taken from {event.source}"
            return f"Payment {payment}: {money.write(paid)} by {method}{came}."
        case PaymentCleared(payment=payment, amount=amount):
            return f"Payment {payment} has cleared: {money.write(amount)}."
        case PaymentReversed(payment=payment, amount=amount, part=True):
            return f"Of payment {payment}, {money.write(amount)} was taken back."
        case PaymentReversed(payment=payment, amount=amount):
            return f"Payment {payment} was reversed: {money.write(amount)} is gone."
        case PaymentMoved(payment=payment, amount=amount, to=to):
            return f"Of payment {payment}, {money.write(amount)} moved to {to}."
        case PaymentPutBack(payment=payment, amount=amount, to=to):
            return f"Of payment {payment}, {money.write(amount)} went to {to}."
        case PaymentRefunded(amount=amount, method=method):
            return f"{money.write(amount)} was refunded by {method}."
        case PaymentDoubted(payment=payment, amount=amount):
            why = "" if event.code is None else f" ({event.code})"
            taken = f"A bank's file took {money.write(amount)} back{why}"
            return f"{taken}: payment {payment} is in doubt."
        case PaymentUpheld(payment=payment):
            return f"Payment {payment} was upheld: it stands."
        case _:
            assert_never(event)


def _e_invoice_sentence(event: IssuedEvent) -> str:
    document = event.which.document
    told_by = f"SHA-256 of its XML: {event.sha256}"
    return f"{document} was issued as {event.form}; {told_by}."


def consignment_sentence(event: ConsignmentEvent, money: Currency) -> str:
    """Say what was agreed with a consignor, charged, stated or paid."""
    match event:
        case CommissionAgreed(consignor=consignor):
            return f"Rates of their own were agreed with consignor {consignor}."
        case ExpenseCharged(expense=expense, amount=amount, said=what):
            return f"Expense {expense}: {money.write(amount)} for {what}"
        case AdvanceMade(advance=advance, amount=amount, method=method):
            return f"Advance {advance}: {money.write(amount)} by {method}."
        case StatementIssued(statement=statement, consignor=consignor, lines=lines):
            net = money.write(net_of(lines))
            return f"Statement {statement} to {consignor}: {net}."
        case SelfBilledInvoiceIssued():
            return _e_invoice_sentence(event)
        case ConsignorInvoiceFiled(invoice=invoice, consignor=consignor, tax=tax):
            return f"Invoice {invoice} of {consignor} charges {money.write(tax)} tax."
        case PayoutMade(payout=payout, consignor=consignor, amount=amount):
            paid = f"{money.write(amount)} by {event.method}"
            if event.set_off is not None:
                paid = f"{money.write(amount)} set off, as {event.set_off}"
            return f"Payout {payout} to {consignor}: {paid}."
        case PayoutSent(payout=payout, amount=amount, file=file):
            return f"Payout {payout}, {money.write(amount)}, went into file {file}."
        case PayoutReversed(payout=payout, amount=amount):
            return f"Payout {payout} came back: {money.write(amount)}."
        case RepaymentReceived(repayment=number, consignor=consignor, amount=amount):
            paid = f"{money.write(amount)} by {event.method}"
            if event.set_off is not None:
                paid = f"{money.write(amount)} set off, from {event.set_off}"
            return f"Repayment {number} of {consignor}: {paid}."
        case RepaymentReversed(repayment=number, amount=amount):
            return f"Repayment {number} was taken back: {money.write(amount)} is owed."
        case _:
            assert_never(event)
