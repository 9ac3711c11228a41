"""An invoice in words: its lines, what became of it, and what is open on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, assert_never

from ledger import events
from ledger.events.documents import InvoiceLine, is_on_margin
from ledger.identity import number_of, reminder_id
from ledger.money import Currency, Minor, write_rate
from ledger.settlement.invoice import Invoice
from ledger.terms.tax import TaxCode, Treatment
from presenters.changes import person_words
from presenters.words import counted
from projections.mentions import second_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.house.records import Followed, Records
    from projections.invoices import BuyerDocument

TREATED = {
    TaxCode.ZERO: "taxed at 0%",
    TaxCode.EXEMPT: "exempt",
    TaxCode.EXPORT: "free as an export",
    TaxCode.INTRA_COMMUNITY: "free within the union",
    TaxCode.REVERSE_CHARGE: "reverse charge",
    TaxCode.OUTSIDE: "untaxed",
}
"""How a line that bears no tax stands to it."""

LINE_COLUMNS = (
    ("line", "right"),
    ("lot", "right"),
    ("for", "left"),
    ("amount", "right"),
    ("tax", "right"),
    ("total", "right"),
    ("from", "right"),
    ("", "left"),
)
DOCUMENT_COLUMNS = (
    ("number", "left"),
    ("to", "right"),
    ("issued", "left"),
    ("due", "left"),
    ("total", "right"),
    ("open", "right"),
    ("", "left"),
)
ACCOUNT_COLUMNS = (
    ("on", "left"),
    ("what", "left"),
    ("amount", "right"),
    ("open", "right"),
    ("by", "left"),
    ("why", "left"),
)


def invoice_facts(invoice: Invoice) -> list[tuple[str, object]]:
    """Write the head of an invoice as names and values."""
    issued = invoice.issued
    return [
        ("invoice", issued.invoice),
        ("sale", issued.sale),
        ("paddle", f"{issued.paddle}, client {issued.client}"),
        ("issued", f"{issued.issued_on}, due {issued.due_on}"),
        ("taxes of", issued.jurisdiction),
    ]


def invoice_line_row(line: InvoiceLine, invoice: Invoice) -> tuple[object, ...]:
    """Write a line of an invoice as a row."""
    money = invoice.issued.currency.write
    return (
        line.number,
        None if line.lot is None else number_of(line.lot),
        _charge_words(line, invoice.issued.currency),
        money(line.amount),
        money(line.tax),
        money(line.gross),
        f"#{line.source}",
        "credited" if line.number in invoice.credited else "",
    )


def _charge_words(line: InvoiceLine, currency: Currency) -> str:
    """Say what a line charges: how many times, or by which bands."""
    words, money = line.charge.value.replace("-", " "), currency.write
    if line.pieces != 1:
        words += f", {line.pieces} x {money(line.each)}"
    parts = [
        f"{write_rate(band.rate)} of {money(band.up_to - band.from_)}"
        for band in line.slices
    ]
    lifts = (("to the minimum", line.minimum), ("flat", line.flat))
    parts += [f"{money(amount)} {why}" for why, amount in lifts if amount]
    if line.surcharge:
        parts.append(f"{money(line.surcharge)} for the channel")
    certificates = {
        tax.certificate for tax in line.taxes if tax.certificate is not None
    }
    parts += [f"exempt by certificate {number}" for number in sorted(certificates)]
    if line.shown_inside:
        parts.append(f"{money(line.shown_inside)} tax inside")
    if is_on_margin(line):
        parts.append("on the margin")
    elif line.treatment is not None and not certificates:
        parts += treatment_words(line.treatment)
    return f"{words}: {', '.join(parts)}" if parts else words


def treatment_words(treatment: Treatment) -> list[str]:
    """Say why a line bears no tax, and by when its export must be proven."""
    if treatment.code is TaxCode.STANDARD:
        return []
    words = f"{TREATED[treatment.code]} ({treatment.code.value})"
    if treatment.reason is not None:
        words += f": {treatment.reason}"
    if treatment.proof_by is not None:
        words += f", proof by {treatment.proof_by}"
    return [words]


def invoice_sentence(invoice: Invoice) -> str:
    """Say what was invoiced, what of it came in, and what is open."""
    money = invoice.issued.currency.write
    owed = f"Billed {money(invoice.total)}, due {money(invoice.due)}"
    paid = f"{money(invoice.received)} received, {money(invoice.good)} cleared"
    return f"{owed}, {paid}; {_open_words(invoice.balance, invoice.issued.currency)}."


def _open_words(balance: Minor, currency: Currency) -> str:
    if balance < 0:
        return f"overpaid by {currency.write(-balance)}"
    return f"open {currency.write(balance)}" if balance else "nothing open"


def open_clause(invoice: Invoice) -> str:
    """Say in half a sentence what is open on an invoice, or that it is paid."""
    if invoice.balance > 0:
        return f"invoice {invoice.id} has {invoice.money(invoice.balance)} open"
    excess = f", {invoice.money(-invoice.balance)} overpaid" if invoice.balance else ""
    if invoice.paid:
        return f"invoice {invoice.id} is paid{excess}"
    doubted = [payment.id for payment in invoice.payments if payment.doubted]
    if doubted:
        return f"invoice {invoice.id} waits for a word on payment {doubted[0]}"
    return f"invoice {invoice.id} is paid{excess} once every payment has cleared"


def document_row(document: BuyerDocument) -> tuple[object, ...]:
    """Write an invoice or credit note as a row."""
    money = Currency(document.currency).write
    sign = -1 if document.due_on is None else 1
    remarks = (
        ("credited in full", document.void),
        ("overpaid", document.balance < 0),
    )
    return (
        document.document,
        document.paddle,
        document.issued_on,
        document.due_on or f"credits {document.invoice}",
        money(sign * abs(document.total)),
        money(document.balance),
        ", ".join(words for words, applies in remarks if applies),
    )


def documents_sentence(documents: Sequence[BuyerDocument], currency: Currency) -> str:
    """Add up what buyers owe; what the house owes them is not taken off it."""
    owed = sum(document.balance for document in documents if document.balance > 0)
    over = -sum(document.balance for document in documents if document.balance < 0)
    words = f"{counted(len(documents), 'document')}, {currency.write(owed)} open"
    return f"{words}, {currency.write(over)} overpaid." if over else f"{words}."


def payments_sentence(invoices: Sequence[Invoice], currency: Currency) -> str:
    """Say what invoices come to, and what is open or overpaid on them."""
    money = currency.write
    due = sum(invoice.due for invoice in invoices)
    received = sum(invoice.received for invoice in invoices)
    good = sum(invoice.good for invoice in invoices)
    still_open = sum(max(0, invoice.balance) for invoice in invoices)
    over = sum(max(0, -invoice.balance) for invoice in invoices)
    words = f"{counted(len(invoices), 'invoice')}: {money(due)} due, {money(received)} "
    words += f"received, {money(good)} of it cleared; {money(still_open)} open"
    return f"{words}, {money(over)} overpaid." if over else f"{words}."


def account_rows(
    records: Records, history: Sequence[Followed[Invoice]]
) -> list[tuple[object, ...]]:
    """Write what changed an invoice, line by line, and what was open after each.

    What lowers it stands below zero. There is no row while nothing happened.
    """
    rows: list[tuple[object, ...]] = []
    before = 0
    for entry, invoice in history:
        event = entry.event
        assert isinstance(event, events.InvoiceEvent), "an invoice's history is its own"
        money, change = invoice.issued.currency, invoice.balance - before
        before = invoice.balance
        day, words = _dated_event(event, money, records)
        shown = money.write(change) if change else None
        who = person_words(entry.by, second_of(entry))
        left = money.write(invoice.balance)
        rows.append((day, words, shown, left, who, entry.by.reason))
    return rows if len(rows) > 1 else []


def _dated_event(
    event: events.InvoiceEvent, currency: Currency, records: Records
) -> tuple[date, str]:
    """Say on which day what happened."""
    match event:
        case events.InvoiceIssued():
            return event.issued_on, "invoiced"
        case events.InvoiceCredited(credit_note=note):
            return records.credit_note(note).issued_on, f"credit note {note}"
        case events.PaymentReceived():
            return event.received_on, _payment_words(event, currency)
        case events.PaymentCleared():
            return event.cleared_on, f"payment {event.payment} has cleared"
        case events.PaymentReversed():
            part = f", {currency.write(event.amount)} of it" if event.part else ""
            return event.reversed_on, f"payment {event.payment} reversed{part}"
        case events.PaymentMoved():
            return event.moved_on, f"payment {event.payment} moved, now {event.to}"
        case events.PaymentPutBack():
            return event.put_back_on, f"payment {event.payment} put back to {event.to}"
        case events.InvoiceWrittenOff():
            return event.written_off_on, _write_off_words(event)
        case events.WriteOffReversed():
            return event.reversed_on, f"write-off {event.write_off} reversed"
        case events.PaymentRefunded():
            return event.refunded_on, _refund_words(event, currency)
        case events.PaymentDoubted():
            return event.doubted_on, _doubt_words(event, currency)
        case events.PaymentUpheld():
            return event.upheld_on, f"payment {event.payment} upheld"
        case events.LateFeeCharged():
            return event.charged_on, _late_charge_words(event, currency)
        case events.LateFeeWaived():
            return event.waived_on, "late charges waived"
        case events.EInvoiceIssued():
            return event.issued_on, f"{event.which.document} issued as {event.form}"
        case events.ReminderSent():
            return event.reminded_on, _reminder_words(event)
        case _:
            assert_never(event)


def _write_off_words(event: events.InvoiceWrittenOff) -> str:
    return f"written off, {event.kind.value.replace('-', ' ')} ({event.write_off})"


def _doubt_words(event: events.PaymentDoubted, currency: Currency) -> str:
    taken = f"the bank's file takes {currency.write(event.amount)} back"
    return f"payment {event.payment} in doubt: {taken}"


def _reminder_words(event: events.ReminderSent) -> str:
    """Say which step was taken, and how late it was."""
    number = reminder_id(event.invoice, event.reminder)
    return f"{event.step} reminder {number}, {counted(event.days, 'day')} overdue"


def _refund_words(event: events.PaymentRefunded, currency: Currency) -> str:
    fee = f", with its fee of {currency.write(event.fee)}" if event.fee else ""
    return f"refunded by {event.method}{fee}"


def _payment_words(event: events.PaymentReceived, currency: Currency) -> str:
    """Say which payment came, how, and what its way cost."""
    return f"payment {event.payment} {_way_words(event, currency)}"


def _way_words(event: events.PaymentReceived, currency: Currency) -> str:
    if event.moved_from is not None:
        return f"moved here, was {event.moved_from}"
    if event.source is not None:
        return f"taken from {event.source}"
    if event.fee > 0:
        return f"by {event.method}, less a fee of {currency.write(event.fee)}"
    if event.fee < 0:
        return f"by {event.method}, with a discount of {currency.write(-event.fee)}"
    return f"by {event.method}"


def _late_charge_words(event: events.LateFeeCharged, currency: Currency) -> str:
    base, rate = currency.write(event.base), write_rate(event.rate)
    if not event.days:
        return f"late fee, {rate} of {base}"
    return f"interest for {counted(event.days, 'day')}, {rate} a year of {base}"
