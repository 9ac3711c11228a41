"""Postings of a buyer's payments, each event by itself and with no memory.

What is received is under way until the bank makes it good. A payment that is moved to
another invoice takes its money along: it leaves the bank, or what is under way, for the
one invoice and comes in for the other, where it clears like any other payment. The
event says which it was, and so does a payment that is taken back.
"""

from __future__ import annotations

from datetime import date

from ledger.events import (
    InvoiceWrittenOff,
    LateFeeCharged,
    LateFeeWaived,
    PaymentCleared,
    PaymentMoved,
    PaymentPutBack,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    WriteOff,
    WriteOffReversed,
)
from ledger.events.buyer import Lateness
from ledger.money import Minor
from projections.journal.accounts import BookAccount
from projections.journal.legs import JournalEntry, Leg, Party

Payment = (
    PaymentReceived
    | PaymentCleared
    | PaymentReversed
    | PaymentMoved
    | PaymentRefunded
    | PaymentPutBack
    | InvoiceWrittenOff
    | WriteOffReversed
    | LateFeeCharged
    | LateFeeWaived
)

Amounts = dict[BookAccount, Minor]


def of_payment(event: Payment) -> JournalEntry:
    """Post what was paid and became of that, and what lateness costs."""
    day, what, amounts = _day_words_and_amounts(event)
    buyer = Party(client=event.client, paddle=event.paddle)
    return JournalEntry(
        day=day,
        sale=event.sale,
        currency=event.currency,
        document=event.invoice,
        invoice=event.invoice,
        legs=tuple(
            Leg(account=account, amount=amount, what=what, party=buyer)
            for account, amount in amounts.items()
        ),
    )


GIVEN_UP = {
    WriteOff.SHORT_PAYMENT: BookAccount.SHORT_PAYMENTS,
    WriteOff.BAD_DEBT: BookAccount.BAD_DEBTS,
}
"""What bears what is written off; no tax is taken back with it."""


def _day_words_and_amounts(event: Payment) -> tuple[date, str, Amounts]:
    match event:
        case PaymentReceived():
            return event.received_on, _receipt_words(event), _amounts_received(event)
        case PaymentCleared():
            good = _between(BookAccount.BANK, BookAccount.UNDER_WAY, event.amount)
            return event.cleared_on, f"Payment {event.payment} cleared", good
        case PaymentReversed():
            part = "Part of payment" if event.part else "Payment"
            what = f"{part} {event.payment} was taken back"
            return event.reversed_on, what, _amounts_reversed(event)
        case PaymentMoved():
            place = _cash_account(cleared=event.cleared)
            moved = _between(BookAccount.RECEIVABLES, place, event.amount)
            what = f"Payment {event.payment} was meant for {event.to}"
            return event.moved_on, what, moved
        case PaymentRefunded():
            what = f"Refund {event.refund} on invoice {event.invoice}, {event.method}"
            return event.refunded_on, what, _amounts_refunded(event)
        case PaymentPutBack():
            place = BookAccount.TRANSFERS
            put_back = _between(BookAccount.RECEIVABLES, place, event.amount)
            what = f"Payment {event.payment} was put back to {event.to}"
            return event.put_back_on, what, put_back
        case InvoiceWrittenOff() | WriteOffReversed():
            return _written_off(event)
        case LateFeeCharged():
            return event.charged_on, _late_charge_words(event), _late(event.amount)
        case LateFeeWaived():
            what = f"Late charges on invoice {event.invoice} waived"
            return event.waived_on, what, _late(-event.amount)


def _late(amount: Minor) -> Amounts:
    return _between(BookAccount.RECEIVABLES, BookAccount.LATE_CHARGES, amount)


def _between(debit: BookAccount, credit: BookAccount, amount: Minor) -> Amounts:
    return {debit: amount, credit: -amount}


def _written_off(
    event: InvoiceWrittenOff | WriteOffReversed,
) -> tuple[date, str, Amounts]:
    what = f"Write-off {event.write_off} on invoice {event.invoice}"
    day, amount = date.min, event.amount
    match event:
        case InvoiceWrittenOff():
            day = event.written_off_on
        case WriteOffReversed():
            day, amount, what = event.reversed_on, -amount, f"{what} reversed"
    return day, what, _between(GIVEN_UP[event.kind], BookAccount.RECEIVABLES, amount)


def _amounts_received(event: PaymentReceived) -> Amounts:
    """Let the rest after the fee pay the invoice; a discount pays more than came in."""
    place = BookAccount.UNDER_WAY if event.source is None else BookAccount.TRANSFERS
    return {
        place: event.paid,
        BookAccount.RECEIVABLES: event.fee - event.paid,
        BookAccount.PAYMENT_FEES: -event.fee,
    }


def _amounts_reversed(event: PaymentReversed) -> Amounts:
    """Let the buyer owe again what the payment had paid; its fee is earned no more."""
    return {
        BookAccount.RECEIVABLES: event.amount - event.fee,
        BookAccount.PAYMENT_FEES: event.fee,
        _cash_account(cleared=event.cleared): -event.amount,
    }


def _amounts_refunded(event: PaymentRefunded) -> Amounts:
    """Give back what was paid too much, and the fee where it goes with it."""
    return {
        BookAccount.RECEIVABLES: event.overpaid,
        BookAccount.PAYMENT_FEES: event.fee or 0,
        BookAccount.BANK: -event.amount,
    }


def _cash_account(*, cleared: bool) -> BookAccount:
    """Say where the money of a payment is."""
    return BookAccount.BANK if cleared else BookAccount.UNDER_WAY


def _receipt_words(event: PaymentReceived) -> str:
    if event.source is not None:
        return f"Payment {event.payment}, taken from {event.source}"
    if event.moved_from is not None:
        return f"Payment {event.payment}, which had been put to {event.moved_from}"
    return f"Payment {event.payment} by {event.method}"


def _late_charge_words(event: LateFeeCharged) -> str:
    if event.kind is Lateness.FEE:
        return f"Late fee on invoice {event.invoice}"
    return f"Interest for {event.days} days on invoice {event.invoice}"
