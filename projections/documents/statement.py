"""A consignor's statement, made from the event that issued it.

It says what each lot brought, what the house took and by which rule, what waits for the
buyer's payment, and what is paid out when. Who bought a lot is not on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate

from ledger.events import StatementIssued
from ledger.events.documents import (
    AccountStated,
    Deduction,
    StatementLine,
    input_tax_of,
    net_of,
)
from ledger.identity import number_of
from ledger.money import Minor
from ledger.terms.paper import PaperKind
from projections.documents import hammer_taxes, heading, paying
from projections.documents.heading import DocumentContext
from projections.documents.line_groups import by_lot
from projections.documents.mistakes import NotPrinted
from projections.documents.model import (
    Block,
    NamedFact,
    PaperLine,
    PaperTable,
    PrintedDocument,
    SubLine,
    Sum,
    Summary,
)
from projections.documents.wording import NOTHING, DocumentWording

Lines = tuple[StatementLine, ...]


def statement(
    event: StatementIssued, context: DocumentContext, stated: AccountStated
) -> PrintedDocument:
    """Set out a statement; a further one says what the whole account comes to.

    It tells what changed: the change alone would be taken for what is owed.
    """
    wording, further = context.wording, event.number > 1
    payable = (
        stated.balance
        if further
        else net_of(event.lines) - net_of(_withheld_lines(event))
    )
    final = "net-owed" if payable < 0 else "net-payable"
    summary = (
        _account_summary(stated, wording)
        if further
        else _payout_summary(event, wording)
    )
    return PrintedDocument(
        frame=heading.frame(context, event.consignor),
        kind=wording.say(hammer_taxes.kind(event.lines)),
        number=event.statement,
        facts=_facts(event, context),
        table=_paper_table(event, wording),
        sums=tuple(_sums_to_total(event, wording)),
        final=Sum(wording.say(final), wording.money(abs(payable))),
        summaries=(*hammer_taxes.sums(event.lines, wording), summary),
        payment=None,
        notes=(*hammer_taxes.notes(event.lines, wording), wording.say("entries-words")),
        texts=paying.texts(context, PaperKind.STATEMENT),
    )


def _facts(event: StatementIssued, context: DocumentContext) -> tuple[NamedFact, ...]:
    """Set out what stands beside the address; an invoice has the numbers of both."""
    known = event.consignor_vat_id or heading.vat_id(context, event.consignor)
    ours = None
    if any(line.is_self_billed for line in event.lines):
        ours = _our_vat_id(context)
    return heading.facts(
        context,
        ("date", context.wording.day(event.issued_on)),
        ("sale", heading.sale_words(context, event.sale)),
        ("sale-date", heading.sale_days(context)),
        ("lots", heading.lot_count(event.lines)),
        ("consignor", event.consignor),
        ("vat-id", known),
        ("our-vat-id", ours),
    )


def _our_vat_id(context: DocumentContext) -> str:
    """Return the VAT number of the house, which a self-billed invoice must name.

    § 14 (4) no. 2 UStG; VAT Notice 700/62. Raises NotPrinted where it is not known.
    """
    settings = context.settings
    if settings.letterhead.vat_id is not None:
        return settings.letterhead.vat_id
    if settings.einvoice is None:
        what = (
            "A self-billed invoice names the VAT number of the house, and none is set."
        )
        raise NotPrinted(what, "Write it as vat_id under [letterhead].")
    return settings.einvoice.vat_id


def _withheld_lines(event: StatementIssued) -> Lines:
    """Return the lines of lots whose buyers have not paid."""
    return tuple(line for line in event.lines if line.lot in event.awaited)


def _paper_table(event: StatementIssued, wording: DocumentWording) -> PaperTable:
    taxed = any(line.tax or line.input_tax for line in event.lines)
    groups = by_lot(event.lines)
    down_to = accumulate(net_of(group) for group in groups)
    keys = ("amount", "tax", "left") if taxed else ("amount",)
    blocks = [
        _lot_block(event, group, wording, wording.figures(so_far), taxed=taxed)
        for group, so_far in zip(groups, down_to, strict=True)
    ]
    amount = sum(line.amount for line in event.lines)
    tax = sum(map(_taken_tax, event.lines))
    totals = _amount_cells(amount, tax, wording, taxed=taxed)
    return PaperTable(
        columns=wording.columns(*keys),
        blocks=tuple(blocks),
        total=PaperLine(wording.say("total"), "", totals),
    )


def _lot_block(
    event: StatementIssued,
    group: Lines,
    wording: DocumentWording,
    carried: str,
    *,
    taxed: bool,
) -> Block:
    lot = group[0].lot
    title = next((line.said for line in group if line.kind is Deduction.HAMMER), "")
    return Block(
        number="" if lot is None else number_of(lot),
        title=title or (group[0].said if lot is not None else ""),
        remarks=tuple(_payout_remarks(event, group, wording)),
        lines=tuple(_statement_line(line, wording, taxed=taxed) for line in group),
        carried=carried,
    )


def _payout_remarks(
    event: StatementIssued, group: Lines, wording: DocumentWording
) -> Iterator[str]:
    """Say when a lot is paid out, or what that waits for."""
    if group[0].lot in event.awaited:
        yield wording.say("awaits")
    days = {line.due_on for line in group if line.due_on is not None}
    for day in sorted(days):
        yield wording.say("payable-on", day=wording.day(day))


def _statement_line(
    line: StatementLine, wording: DocumentWording, *, taxed: bool
) -> PaperLine:
    words = wording.say(line.kind.value)
    beside_lots = line.kind in {Deduction.EXPENSE, Deduction.ADVANCE}
    return PaperLine(
        words=f"{words}: {line.said}" if beside_lots and line.said else words,
        entry=f"#{line.source}",
        amounts=_amount_cells(line.amount, _taken_tax(line), wording, taxed=taxed),
        below=tuple(SubLine(words) for words in _explanations(line, wording)),
    )


def _amount_cells(
    amount: Minor, tax: Minor, wording: DocumentWording, *, taxed: bool
) -> tuple[str, ...]:
    """Write an amount, the taxes taken off it, and what is left."""
    figures = wording.figures(amount)
    if not taxed:
        return (figures,)
    off = wording.figures(-tax) if tax else NOTHING
    return (figures, off, wording.figures(amount - tax))


def _taken_tax(line: StatementLine) -> Minor:
    """Return the taxes that are taken off with a line, less those paid on it."""
    return line.tax - line.input_tax


def _explanations(line: StatementLine, wording: DocumentWording) -> Iterator[str]:
    """Say by which rule a line came about, of what, and under which taxes."""
    # A hammer price is no rule of the house; and rules are recorded in English: in
    # another language what was charged is named above, and the rate says the rest.
    is_told = line.kind is not Deduction.HAMMER and wording.language == "en"
    made = [line.rule] if line.rule and is_told else []
    if line.rate is not None and line.base is not None:
        made.append(wording.of(line.rate, line.base))
    if made:
        yield ": ".join(made)
    # What is inside a commission on the margin is not shown: § 25a (6) UStG, and who
    # shows it owes it (§ 14c UStG); HMRC, VATMARG: not on an invoice in the scheme.
    for tax in line.taxes:
        if tax.rate and not tax.amount:
            continue
        yield f"{tax.name}, {tax.jurisdiction}: {wording.of(tax.rate, tax.base)}"
    yield from hammer_taxes.explanations(line, wording)
    if line.corrects is not None:
        yield wording.say("corrects", number=line.corrects)


def _sums_to_total(event: StatementIssued, wording: DocumentWording) -> Iterator[Sum]:
    """Add up proceeds, charges, advances and what is withheld: they make the total."""
    apart = {Deduction.HAMMER, Deduction.RESALE_RIGHT, Deduction.ADVANCE}
    sums = [
        ("proceeds", _sum_of(event.lines, {Deduction.HAMMER})),
        ("hammer-tax", input_tax_of(event.lines)),
        ("deductions", _sum_of(event.lines, set(Deduction) - apart)),
        ("deduction-taxes", -sum(line.tax for line in event.lines)),
        ("resale-right", _sum_of(event.lines, {Deduction.RESALE_RIGHT})),
        ("advances", _sum_of(event.lines, {Deduction.ADVANCE})),
    ]
    if event.number == 1:
        sums.append(("withheld", -net_of(_withheld_lines(event))))
    for key, amount in sums:
        if amount or key == "proceeds":
            yield Sum(wording.say(key), wording.figures(amount))


def _account_summary(stated: AccountStated, wording: DocumentWording) -> Summary:
    """Add the account up: what was stated before, what changed, what was paid."""
    parts = [
        ("stated-before", stated.before),
        ("this-statement", stated.net),
        ("paid-so-far", -stated.paid),
        ("withheld", -stated.withheld),
    ]
    sums = tuple(Sum(wording.say(key), wording.figures(a)) for key, a in parts if a)
    return Summary(wording.say("account-in-sale"), sums)


def _sum_of(lines: Lines, kinds: set[Deduction]) -> Minor:
    return sum(line.amount for line in lines if line.kind in kinds)


def _payout_summary(event: StatementIssued, wording: DocumentWording) -> Summary:
    """Say on which day what is paid out, and what waits for buyers."""
    by_day: dict[date, list[StatementLine]] = {}
    dayless: list[StatementLine] = []
    for line in event.lines:
        if line.lot in event.awaited:
            continue
        if line.due_on is None:
            dayless.append(line)
        else:
            by_day.setdefault(line.due_on, []).append(line)
    parts = [
        (wording.say("paid-on", day=wording.day(day)), tuple(by_day[day]))
        for day in sorted(by_day)
    ]
    parts += [(wording.say("without-day"), tuple(dayless))]
    parts += [(wording.say("paid-when-paid"), _withheld_lines(event))]
    sums = tuple(Sum(w, wording.figures(net_of(lines))) for w, lines in parts if lines)
    return Summary(wording.say("payouts"), sums)
