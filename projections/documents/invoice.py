"""An invoice and a credit note, made from the event that issued them.

Nothing is worked out again: what is added up here is what stands in the lines. Whose a
lot was is never read, so that no buyer's paper can tell it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from ledger.entry import Attribution
from ledger.events import CreditNoteIssued, InvoiceIssued
from ledger.events.documents import (
    BESIDE_LOTS,
    Charge,
    InvoiceLine,
    is_on_margin,
    total_of,
)
from ledger.identity import number_of
from projections.documents import heading
from projections.documents.heading import DocumentContext
from projections.documents.line_groups import by_lot
from projections.documents.model import (
    Block,
    PaperLine,
    PaperTable,
    PaymentWords,
    PrintedDocument,
    SubLine,
    Sum,
)
from projections.documents.tax_words import (
    are_shared,
    tax_lines,
    tax_sums,
)
from projections.documents.wording import NOTHING, DocumentWording


def invoice(event: InvoiceIssued, context: DocumentContext) -> PrintedDocument:
    """Set out an invoice."""
    wording = context.wording
    amount, day = wording.money(total_of(event.lines)), wording.day(event.due_on)
    words = wording.say("pay-by", amount=amount, day=day, number=event.invoice)
    closing = context.settings.print.closing
    return PrintedDocument(
        frame=heading.frame(context, event.client),
        kind=wording.say("invoice"),
        number=event.invoice,
        facts=heading.facts(
            context,
            ("date", wording.day(event.issued_on)),
            ("due-date", day),
            ("sale", heading.sale_words(context, event.sale)),
            ("sale-date", heading.sale_days(context)),
            ("session", None if event.session is None else str(event.session)),
            ("supply", heading.supply_day(context, event.issued_on)),
            ("lots", heading.lot_count(event.lines)),
            ("paddle", event.paddle),
            ("client", event.client),
            ("vat-id", event.buyer_vat_id or heading.vat_id(context, event.client)),
            ("buyer-reference", heading.buyer_reference(context, event.client)),
        ),
        table=_paper_table(event.lines, wording),
        sums=tuple(_owed_sums(event.lines, wording)),
        final=Sum(wording.say("total-due"), amount),
        summaries=tuple(tax_sums(event.lines, wording)),
        payment=PaymentWords(wording.say("pay"), words, heading.accounts(context)),
        notes=(*([closing] if closing else ()), *_note_lines(context, event.lines)),
    )


def credit_note(
    event: CreditNoteIssued, context: DocumentContext, by: Attribution
) -> PrintedDocument:
    """Set out a credit note: the mirror of the invoice that it answers, and why."""
    wording = context.wording
    amount = wording.money(total_of(event.lines))
    words = wording.say("credited-to", amount=amount, number=event.invoice)
    return PrintedDocument(
        frame=heading.frame(context, event.client),
        kind=wording.say("credit-note"),
        number=event.credit_note,
        facts=heading.facts(
            context,
            ("to-invoice", event.invoice),
            ("date", wording.day(event.issued_on)),
            ("sale", heading.sale_words(context, event.sale)),
            ("sale-date", heading.sale_days(context)),
            ("supply", heading.supply_day(context, event.issued_on)),
            ("lots", heading.lot_count(event.lines)),
            ("paddle", event.paddle),
            ("client", event.client),
            ("vat-id", event.buyer_vat_id or heading.vat_id(context, event.client)),
            ("reason", by.reason),
            ("issued-by", by.actor),
        ),
        table=_paper_table(event.lines, wording),
        sums=tuple(_owed_sums(event.lines, wording)),
        final=Sum(wording.say("total-credited"), amount),
        summaries=tuple(tax_sums(event.lines, wording)),
        payment=PaymentWords(f"{wording.say('to-invoice')} {event.invoice}", words),
        notes=_note_lines(context, event.lines),
    )


def _any_taxed(lines: tuple[InvoiceLine, ...]) -> bool:
    return any(line.shown_tax for line in lines)


def _paper_table(
    lines: tuple[InvoiceLine, ...], wording: DocumentWording
) -> PaperTable:
    """Set the lines out by lot; without a tax to show, in one column of amounts."""
    taxed = _any_taxed(lines)
    groups = by_lot(lines)
    down_to = accumulate(total_of(group) for group in groups)
    keys = ("net", "tax", "amount") if taxed else ("amount",)
    return PaperTable(
        columns=wording.columns(*keys),
        blocks=tuple(
            _lot_block(group, wording, wording.figures(so_far), taxed=taxed)
            for group, so_far in zip(groups, down_to, strict=True)
        ),
        total=PaperLine(
            wording.say("total"), "", _sum_cells(lines, wording, taxed=taxed)
        ),
    )


def _lot_block(
    group: tuple[InvoiceLine, ...],
    wording: DocumentWording,
    carried: str,
    *,
    taxed: bool,
) -> Block:
    first = group[0]
    title = next((line.said for line in group if line.charge not in BESIDE_LOTS), "")
    margin = any(is_on_margin(line) for line in group)
    return Block(
        number="" if first.lot is None else number_of(first.lot),
        title=title,
        remarks=(wording.say("margin-lot"),) if margin else (),
        lines=tuple(_invoice_line(line, wording, taxed=taxed) for line in group),
        carried=carried,
    )


def _invoice_line(
    line: InvoiceLine, wording: DocumentWording, *, taxed: bool
) -> PaperLine:
    return PaperLine(
        words=_line_words(line, wording),
        entry=f"#{line.source}",
        amounts=_cells(line, wording, taxed=taxed),
        below=_in_one_line((*_part_lines(line, wording), *tax_lines(line, wording))),
    )


def _line_words(line: InvoiceLine, wording: DocumentWording) -> str:
    """Say what is charged; of a charge beside lots, in the words of its event."""
    if line.charge is Charge.PREMIUM and is_on_margin(line):
        return wording.say("premium-margin")
    words = wording.say(line.charge.value)
    plain = (words.casefold(), line.charge.value)
    own = line.charge in BESIDE_LOTS and line.said.casefold() not in plain
    return f"{words}: {line.said}" if own and line.said else words


def _cells(
    line: InvoiceLine, wording: DocumentWording, *, taxed: bool
) -> tuple[str, ...]:
    gross = wording.figures(line.gross)
    if not taxed:
        return (gross,)
    if is_on_margin(line):
        # The tax is inside, and must not be told from the rest (rulebook 5).
        return ("", "", gross)
    tax = wording.figures(line.shown_tax) if line.shown_tax else NOTHING
    return (wording.figures(line.net), tax, gross)


def _sum_cells(
    lines: tuple[InvoiceLine, ...], wording: DocumentWording, *, taxed: bool
) -> tuple[str, ...]:
    gross = wording.figures(total_of(lines))
    if not taxed:
        return (gross,)
    tax = wording.figures(sum(line.shown_tax for line in lines))
    if any(is_on_margin(line) for line in lines):
        return ("", tax, gross)
    return (wording.figures(sum(line.net for line in lines)), tax, gross)


def _part_lines(line: InvoiceLine, wording: DocumentWording) -> Iterator[SubLine]:
    """Say how an amount was made up: pieces, bands, minimum, flat fee, surcharge."""
    if line.pieces > 1:
        yield SubLine(
            f"{line.pieces} \N{MULTIPLICATION SIGN} {wording.money(line.each)}"
        )
    made = [
        (wording.of(piece.rate, piece.up_to - piece.from_), piece.amount)
        for piece in line.slices
    ]
    extra = [
        ("minimum", line.minimum),
        ("flat", line.flat),
        ("surcharge", line.surcharge),
    ]
    made += [(wording.say(key), part) for key, part in extra if part]
    for words, amount in made:
        yield SubLine(words, (wording.figures(amount),) if len(made) > 1 else ())


def _in_one_line(below: tuple[SubLine, ...]) -> tuple[SubLine, ...]:
    """Put what has no amount of its own in one line of small type."""
    if any(sub_line.amounts for sub_line in below) or not below:
        return below
    return (SubLine(" \N{MIDDLE DOT} ".join(sub_line.words for sub_line in below)),)


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
    if _any_taxed(lines):
        tax = sum(line.shown_tax for line in lines)
        yield Sum(wording.say("taxes"), wording.figures(tax))


def _note_lines(
    context: DocumentContext, lines: tuple[InvoiceLine, ...]
) -> tuple[str, ...]:
    notes = []
    if any(is_on_margin(line) for line in lines):
        own = context.settings.print.margin_words
        notes.append(f"\N{DAGGER} {own or context.wording.say('margin-words')}")
    if are_shared(lines):
        notes.append(context.wording.say("tax-shared"))
    return (*notes, context.wording.say("entries-words"))
