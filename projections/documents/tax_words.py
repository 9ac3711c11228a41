"""The taxes of an invoice in words: on each line, and added up by rate.

What is printed as a rate of an amount is that: a tax that was rounded elsewhere, over
the document or on other lines, is printed with its rate alone, and a note says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from ledger.events.documents import InvoiceLine, is_on_margin
from ledger.money import Minor, share
from ledger.terms.tax import TaxCode, TaxDue, TaxScheme
from projections.documents.model import SubLine, Sum, Summary
from projections.documents.vat import WORDS, reason_words
from projections.documents.wording import DocumentWording


def shown_taxes(line: InvoiceLine) -> tuple[TaxDue, ...]:
    """Return the taxes of a line that a document may show."""
    if is_on_margin(line):
        return ()
    return tuple(tax for tax in line.taxes if tax.shown or not tax.included)


def tax_lines(line: InvoiceLine, wording: DocumentWording) -> Iterator[SubLine]:
    """Say which taxes a line bears, or what frees it; VAT on a margin is not said."""
    shown = shown_taxes(line)
    if (words := _free_words(line, wording)) is not None:
        yield SubLine(words)
        return
    for tax in shown:
        levied = tax.amount + tax.included
        is_apart = levied and len(shown) > 1
        amounts = ("", wording.figures(levied)) if is_apart else ()
        yield SubLine(_tax_words(tax, wording), amounts)


def _free_words(line: InvoiceLine, wording: DocumentWording) -> str | None:
    """Say why a line is free of tax, where it is; a certificate stands with its tax."""
    if is_on_margin(line) or any(tax.certificate for tax in line.taxes):
        return None
    treatment = line.treatment
    if treatment is None:
        return wording.say("exempt") if line.scheme is TaxScheme.EXEMPT else None
    is_bare = treatment.code is TaxCode.OUTSIDE and treatment.reason is None
    if treatment.code not in WORDS or (is_bare and not line.taxes):
        return None
    return reason_words(treatment, (), wording.language)


def _tax_words(tax: TaxDue, wording: DocumentWording) -> str:
    name = f"{tax.name}, {tax.jurisdiction}"
    if tax.certificate is not None:
        return f"{name}: {wording.say('certificate', number=tax.certificate)}"
    if tax.shown:
        rate, base = wording.rate(tax.rate), wording.money(tax.base)
        return f"{name}: {wording.say('tax-inside', rate=rate, base=base)}"
    if _holds(tax.base, tax.rate, tax.amount):
        return f"{name}: {wording.of(tax.rate, tax.base)}"
    return f"{name}: {wording.rate(tax.rate)}"


def _holds(base: Minor, rate: Fraction, amount: Minor) -> bool:
    """Say whether a rate of an amount is what is printed beside it."""
    return share(base, rate) == amount


def are_shared(lines: Iterable[InvoiceLine]) -> bool:
    """Say whether a line shows a tax that is its part of what was rounded at once."""
    return any(
        not _holds(tax.base, tax.rate, tax.amount)
        for line in lines
        for tax in shown_taxes(line)
        if not tax.shown and tax.certificate is None
    )


def tax_sums(
    lines: Sequence[InvoiceLine], wording: DocumentWording
) -> Iterator[Summary]:
    """Add up each tax by jurisdiction and rate, and what was exempt of it."""
    kinds: dict[object, list[TaxDue]] = {}
    combined: dict[object, list[InvoiceLine]] = {}
    for line in lines:
        shown = shown_taxes(line)
        for tax in shown:
            kinds.setdefault(_kind(line, tax, wording), []).append(tax)
        if len(shown) > 1:
            of = tuple((tax.jurisdiction, tax.name, tax.rate) for tax in shown)
            combined.setdefault(of, []).append(line)
    if not kinds:
        return
    sums = [_tax_sum(alike, key, wording) for key, alike in kinds.items()]
    for alike in combined.values():
        sums += _combined_sum(alike, wording)
    yield Summary(wording.say("taxes"), tuple(sums))


def _kind(
    line: InvoiceLine, tax: TaxDue, wording: DocumentWording
) -> tuple[object, ...]:
    """Return what taxes are added up by; what is free, by the reason as well."""
    why = _free_words(line, wording)
    return (tax.jurisdiction, tax.name, tax.rate, tax.certificate, tax.shown, why)


def _tax_sum(alike: Sequence[TaxDue], key: object, wording: DocumentWording) -> Sum:
    first = alike[0]
    base = sum(tax.base for tax in alike)
    levied = sum(tax.amount + tax.included for tax in alike)
    name = f"{first.name}, {first.jurisdiction}"
    why = key[-1] if isinstance(key, tuple) else None
    if first.certificate is not None:
        words = wording.say("certificate", number=first.certificate)
    elif why is not None:
        words = f"{why}, {wording.money(base)}"
    elif first.shown:
        rate, money = wording.rate(first.rate), wording.money(base)
        words = wording.say("tax-inside", rate=rate, base=money)
    elif _holds(base, first.rate, levied):
        words = wording.of(first.rate, base)
    else:
        words = wording.say("tax-rounded", rate=wording.rate(first.rate))
    return Sum(f"{name}: {words}", wording.figures(levied))


def _combined_sum(alike: Sequence[InvoiceLine], wording: DocumentWording) -> list[Sum]:
    """Say what several taxes come to together, where that is a rate of their sum."""
    taxes = shown_taxes(alike[0])
    rate = sum((tax.rate for tax in taxes), Fraction(0))
    base, levied = sum(line.net for line in alike), sum(line.tax for line in alike)
    each = [_total(alike, number) for number in range(len(taxes))]
    apart = all(
        _holds(base, tax.rate, levied) for tax, levied in zip(taxes, each, strict=True)
    )
    if apart or not _holds(base, rate, levied):
        return []
    words = f"{wording.say('combined')}: {wording.of(rate, base)}"
    return [Sum(words, wording.figures(levied))]


def _total(lines: Sequence[InvoiceLine], number: int) -> Minor:
    return sum(shown_taxes(line)[number].amount for line in lines)
