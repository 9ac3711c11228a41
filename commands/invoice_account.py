"""The account of a bill: what was paid, credited, charged and waived since, by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from datetime import date

    from ledger.events import (
        InvoiceEvent,
        LateFeeCharged,
        PaymentReceived,
    )
    from ledger.house.records import Records
    from ledger.identity import InvoiceId
    from ledger.money import Currency, Minor

COLUMNS = (("on", "left"), ("what", "left"), ("amount", "right"), ("open", "right"))


def account(records: Records, number: InvoiceId) -> list[tuple[object, ...]]:
    """Tell what changed a bill, line by line, and what was open after each.

    What lowers it stands below zero. It is empty while nothing happened.
    """
    currency = records.invoice(number).issued.currency
    rows: list[tuple[object, ...]] = []
    still_open = 0
    for event in records.invoice_events(number):
        day, what, amount = _line(event, currency, records)
        still_open += amount
        shown = currency.write(amount) if amount else None
        rows.append((day, what, shown, currency.write(still_open)))
    return rows if len(rows) > 1 else []


def _line(
    event: InvoiceEvent, currency: Currency, records: Records
) -> tuple[date, str, Minor]:
    """Say on which day what happened, and what that adds to what is owed."""
    from ledger import events
    from ledger.events.documents import total_of

    match event:
        case events.InvoiceIssued():
            return event.issued_on, "billed", total_of(event.lines)
        case events.InvoiceCredited(credit_note=note):
            day = records.credit_note(note).issued_on
            return day, f"credit note {note}", -event.amount
        case events.PaymentReceived():
            received = f"payment {event.payment} {_received(event, currency)}"
            return event.received_on, received, event.fee - event.paid
        case events.PaymentCleared():
            return event.cleared_on, f"payment {event.payment} is good", 0
        case events.PaymentReversed():
            back = f"payment {event.payment} taken back"
            return event.reversed_on, back, event.amount - event.fee
        case events.PaymentMoved():
            moved = f"payment {event.payment} moved, now {event.to}"
            return event.moved_on, moved, event.amount
        case events.PaymentRefunded():
            return event.refunded_on, f"given back by {event.method}", event.amount
        case events.LateFeeCharged():
            return event.charged_on, _late(event, currency), event.amount
        case events.LateFeeWaived():
            return event.waived_on, "late charges waived", -event.amount
        case _:
            assert_never(event)


def _received(event: PaymentReceived, currency: Currency) -> str:
    """Say how a payment came, and what its way cost."""
    if event.moved_from is not None:
        return f"moved here, was {event.moved_from}"
    said = f"by {event.method}"
    if event.fee > 0:
        return f"{said}, less a fee of {currency.write(event.fee)}"
    if event.fee < 0:
        return f"{said}, with a discount of {currency.write(-event.fee)}"
    return said


def _late(event: LateFeeCharged, currency: Currency) -> str:
    from ledger.money import write_rate

    base, rate = currency.write(event.base), write_rate(event.rate)
    if not event.days:
        return f"late fee, {rate} of {base}"
    days = "1 day" if event.days == 1 else f"{event.days} days"
    return f"interest for {days}, {rate} a year of {base}"
