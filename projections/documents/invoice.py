"""An invoice and a credit note, made from the event that issued them.

Nothing is worked out again: what is added up here is what stands in the lines. Whose a
lot was is never read, so that no buyer's paper can tell it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.entry import Attribution
from ledger.events import CreditNoteIssued, InvoiceIssued
from ledger.events.documents import (
    BESIDE_LOTS,
    Charge,
    InvoiceLine,
    is_on_margin,
    total_of,
)
from ledger.terms.paper import PaperKind
from projections.documents import heading, paying
from projections.documents.heading import DocumentContext
from projections.documents.invoice_lines import paper_table
from projections.documents.model import NamedFact, PaymentWords, PrintedDocument, Sum
from projections.documents.shared_taxes import SharedTaxes
from projections.documents.since import SinceIssued, left_words, since_summary
from projections.documents.tax_words import are_shared, tax_sums, taxes_told_once
from projections.documents.wording import DocumentWording

Lines = tuple[InvoiceLine, ...]


def invoice(
    event: InvoiceIssued, context: DocumentContext, since: SinceIssued | None = None
) -> PrintedDocument:
    """Set out an invoice; with its standing also what was paid since."""
    wording = context.wording
    owed = total_of(event.lines) if since is None else since.balance
    shared = taxes_told_once(event.lines, wording)
    closing = (context.words.closing or "").splitlines()
    return PrintedDocument(
        frame=heading.frame(context, event.client),
        kind=wording.say("invoice"),
        number=event.invoice,
        facts=_invoice_facts(event, context),
        table=paper_table(event.lines, wording, shared, context.sessions),
        sums=tuple(_owed_sums(event.lines, wording)),
        final=Sum(wording.say("total-due"), wording.money(total_of(event.lines))),
        since=None if since is None else since_summary(since, wording),
        summaries=tuple(tax_sums(event.lines, wording, shared)),
        payment=paying.how_to_pay(event, context, owed),
        notices=tuple(paying.collection(context, event.issued_on)),
        notes=(*filter(None, closing), *_note_lines(context, event.lines, shared)),
        texts=paying.texts(context, PaperKind.INVOICE),
        slip=paying.slip(event, context, owed),
        swiss=paying.swiss_part(event, context, owed),
    )


def _invoice_facts(
    event: InvoiceIssued, context: DocumentContext
) -> tuple[NamedFact, ...]:
    return heading.facts(
        context,
        ("date", context.wording.day(event.issued_on)),
        ("due-date", context.wording.day(event.due_on)),
        ("sale", heading.sale_words(context, event.sale)),
        ("sale-date", heading.sale_days(context)),
        heading.session_numbers(context, event.lines, event.session),
        ("supply", heading.supply_day(context, event.issued_on)),
        ("lots", heading.lot_count(event.lines)),
        ("paddle", event.paddle),
        ("client", event.client),
        ("vat-id", event.buyer_vat_id or heading.vat_id(context, event.client)),
        ("buyer-reference", heading.buyer_reference(context, event.client)),
    )


def _credit_facts(
    event: CreditNoteIssued, context: DocumentContext, by: Attribution
) -> tuple[NamedFact, ...]:
    return heading.facts(
        context,
        ("to-invoice", event.invoice),
        ("date", context.wording.day(event.issued_on)),
        ("sale", heading.sale_words(context, event.sale)),
        ("sale-date", heading.sale_days(context)),
        heading.session_numbers(context, event.lines),
        ("supply", heading.supply_day(context, event.issued_on)),
        ("lots", heading.lot_count(event.lines)),
        ("paddle", event.paddle),
        ("client", event.client),
        ("vat-id", event.buyer_vat_id or heading.vat_id(context, event.client)),
        ("buyer-reference", heading.buyer_reference(context, event.client)),
        ("reason", by.reason),
        ("issued-by", by.actor),
    )


def credit_note(
    event: CreditNoteIssued,
    context: DocumentContext,
    by: Attribution,
    *,
    left: int | None = None,
    since: SinceIssued | None = None,
) -> PrintedDocument:
    """Set out a credit note: the mirror of the invoice that it answers, and why.

    ``left`` is what it left open of the invoice; below zero, what was paid too much.
    """
    wording = context.wording
    amount = wording.money(total_of(event.lines))
    words = wording.say("credited-to", amount=amount, number=event.invoice)
    if left is not None:
        words = f"{words} {left_words(left, wording)}"
    shared = taxes_told_once(event.lines, wording)
    return PrintedDocument(
        frame=heading.frame(context, event.client),
        kind=wording.say("credit-note"),
        number=event.credit_note,
        facts=_credit_facts(event, context, by),
        table=paper_table(event.lines, wording, shared, context.sessions),
        sums=tuple(_owed_sums(event.lines, wording)),
        final=Sum(wording.say("total-credited"), amount),
        since=None if since is None else since_summary(since, wording),
        summaries=tuple(tax_sums(event.lines, wording, shared)),
        payment=PaymentWords(f"{wording.say('to-invoice')} {event.invoice}", words),
        notes=_note_lines(context, event.lines, shared),
        texts=paying.texts(context, PaperKind.CREDIT_NOTE),
    )


def _owed_sums(
    lines: tuple[InvoiceLine, ...], wording: DocumentWording
) -> Iterator[Sum]:
    """Add up what is owed by what it is for; taxes come last."""
    kinds = [
        ("hammer", {Charge.HAMMER}),
        ("premium", {Charge.PREMIUM}),
        ("resale-right", {Charge.RESALE_RIGHT}),
        ("other-charges", BESIDE_LOTS),
    ]
    for key, charges in kinds:
        amounts = [line.net for line in lines if line.charge in charges]
        if amounts:
            yield Sum(wording.say(key), wording.figures(sum(amounts)))
    if any(line.shown_tax for line in lines):
        tax = sum(line.shown_tax for line in lines)
        yield Sum(wording.say("taxes"), wording.figures(tax))


def _note_lines(
    context: DocumentContext, lines: Lines, shared: SharedTaxes
) -> tuple[str, ...]:
    notes = []
    if any(is_on_margin(line) for line in lines):
        own = context.words.margin_words
        notes.append(f"\N{DAGGER} {own or context.wording.say('margin-words')}")
    if are_shared(lines, shared):
        notes.append(context.wording.say("tax-shared"))
    return (*notes, context.wording.say("entries-words"))
