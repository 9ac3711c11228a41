"""A reminder: what is open of an invoice, in the words of the house's step."""

from __future__ import annotations

from dataclasses import replace

from ledger.events import InvoiceIssued, ReminderSent
from ledger.events.documents import total_of
from ledger.identity import reminder_id
from ledger.terms.paper import KNOWN_STEPS, PaperKind
from projections.documents import heading, paying
from projections.documents.heading import DocumentContext
from projections.documents.model import (
    Block,
    PaperLine,
    PaperTable,
    PrintedDocument,
    Sum,
)
from projections.documents.wording import DocumentWording


def reminder(
    event: ReminderSent, invoice: InvoiceIssued, context: DocumentContext
) -> PrintedDocument:
    """Set out a reminder; it says what is open, and claims nothing by itself."""
    wording = context.wording
    known = event.step if event.step in KNOWN_STEPS else "formal"
    amount = wording.money(event.open)
    frame = heading.frame(context, event.client)
    return PrintedDocument(
        frame=replace(frame, names=frame.names | {"lot": "", "entry": ""}),
        kind=wording.say(f"reminder-{known}"),
        number=event.invoice,
        facts=heading.facts(
            context,
            ("date", wording.day(event.reminded_on)),
            ("reminder-number", reminder_id(event.invoice, event.reminder)),
            ("sale", heading.sale_words(context, event.sale)),
            ("paddle", event.paddle),
            ("client", event.client),
        ),
        intro=_paragraphs(event, invoice, context),
        table=_paper_table(event, invoice, wording),
        sums=(),
        final=Sum(wording.say("still-open"), amount),
        summaries=(),
        payment=paying.how_to_pay(invoice, context, event.open, is_late=True),
        notes=(wording.say("reminder-crossed"),),
        texts=paying.texts(context, PaperKind.REMINDER),
        slip=paying.slip(invoice, context, event.open),
        swiss=paying.swiss_part(invoice, context, event.open),
    )


def _paragraphs(
    event: ReminderSent, invoice: InvoiceIssued, context: DocumentContext
) -> tuple[str, ...]:
    """Say it in the house's own words for the step, or in the usual ones."""
    wording = context.wording
    own = [
        dict(step.words).get(wording.language)
        for step in context.settings.reminders
        if step.step == event.step
    ]
    known = event.step if event.step in KNOWN_STEPS else "formal"
    usual = f"{wording.say(f'reminder-words-{known}')} {wording.say('reminder-open')}"
    words = next(filter(None, own), None) or usual
    filled = {
        "number": event.invoice,
        "day": wording.day(invoice.due_on),
        "amount": wording.money(event.open),
    }
    for name, value in filled.items():
        words = words.replace(f"{{{name}}}", value)
    return tuple(filter(None, words.splitlines()))


def _paper_table(
    event: ReminderSent, invoice: InvoiceIssued, wording: DocumentWording
) -> PaperTable:
    """Set out what the invoice came to, what changed since, and what is open."""
    total = total_of(invoice.lines)
    rows = [("invoice", wording.day(invoice.issued_on), total)]
    credit = event.credit or 0
    if event.open + credit != total:
        rows.append(("reminder-since", "", event.open + credit - total))
    if credit:
        rows.append(("reminder-credit", "", -credit))
    lines = tuple(
        PaperLine(wording.say(key), "", (wording.figures(amount),), remark=remark)
        for key, remark, amount in rows
    )
    left = wording.figures(event.open)
    return PaperTable(
        columns=wording.columns("amount"),
        blocks=(Block("", "", (), lines, left),),
        total=PaperLine(wording.say("still-open"), "", (left,)),
    )
