"""The taxes of an invoice in words: on each line, and added up by rate.

What is printed as a rate of an amount is that: a tax that was rounded elsewhere, over
the document or on other lines, is printed with its rate alone, and a note says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.events.documents import InvoiceLine, is_on_margin
from ledger.money import Minor, share
from ledger.terms.tax import TaxCode, TaxDue, TaxScheme
from projections.documents.model import SubLine, Sum, Summary
from projections.documents.shared_taxes import (
    Kinds,
    Lines,
    SharedTaxes,
    shared_taxes,
)
from projections.documents.vat import WORDS, reason_words
from projections.documents.wording import DocumentWording


def shown_taxes(line: InvoiceLine) -> tuple[TaxDue, ...]:
    """Return the taxes of a line that a document may show."""
    if is_on_margin(line):
        return ()
    return tuple(tax for tax in line.taxes if tax.shown or not tax.included)


def taxes_told_once(lines: Lines, wording: DocumentWording) -> SharedTaxes:
    """Find the taxes that several lines bear alike; one of a part of a line is not."""

    def kinds(line: InvoiceLine) -> Kinds:
        shown = shown_taxes(line)
        if any(tax.base not in {line.amount, line.net} for tax in shown):
            return ()
        return tuple(_kind(line, tax, wording) for tax in shown)

    return shared_taxes(lines, kinds)


def tax_mark(line: InvoiceLine, wording: DocumentWording, shared: SharedTaxes) -> str:
    """Return the mark of the taxes that a line shares with others, in words."""
    mark = shared.mark(line)
    return wording.say("tax-mark", mark=mark) if mark else ""


def tax_lines(
    line: InvoiceLine, wording: DocumentWording, shared: SharedTaxes
) -> Iterator[SubLine]:
    """Say which taxes a line bears, or what frees it, unless the foot says it.

    VAT on a margin is not said.
    """
    if shared.mark(line) is not None:
        return
    shown = shown_taxes(line)
    if (words := _free_words(line, wording)) is not None:
        yield SubLine(words)
        return
    for tax in shown:
        levied = tax.amount + tax.included
        is_apart = levied and len(shown) > 1
        amounts = ("", wording.figures(levied)) if is_apart else ()
        yield SubLine(tax_words(tax, wording), amounts)


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


def tax_words(tax: TaxDue, wording: DocumentWording) -> str:
    """Say what a tax was taken of, or what exempts it."""
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


def are_shared(lines: Lines, shared: SharedTaxes) -> bool:
    """Say whether a line shows a tax that is its part of what was rounded at once."""
    return any(
        not _holds(tax.base, tax.rate, tax.amount)
        for line in lines
        if shared.mark(line) is None
        for tax in shown_taxes(line)
        if not tax.shown and tax.certificate is None
    )


def tax_sums(
    lines: Lines, wording: DocumentWording, shared: SharedTaxes
) -> Iterator[Summary]:
    """Add up each tax by jurisdiction and rate, and what was exempt of it.

    Those that lines share by a mark come first, each with its mark.
    """
    marked: dict[str, list[InvoiceLine]] = {}
    for line in lines:
        marked.setdefault(shared.mark(line) or "", []).append(line)
    sums = [
        Sum(f"{mark}  {tax.words}" if mark else tax.words, tax.amount)
        for mark in sorted(marked, key=lambda mark: (not mark, mark))
        for tax in _sums_of(marked[mark], wording)
    ]
    if sums:
        yield Summary(wording.say("taxes"), tuple(sums))


def _sums_of(lines: Sequence[InvoiceLine], wording: DocumentWording) -> Iterator[Sum]:
    kinds: dict[object, list[TaxDue]] = {}
    combined: dict[object, list[InvoiceLine]] = {}
    for line in lines:
        shown = shown_taxes(line)
        for tax in shown:
            kinds.setdefault(_kind(line, tax, wording), []).append(tax)
        if len(shown) > 1:
            of = tuple((tax.jurisdiction, tax.name, tax.rate) for tax in shown)
            combined.setdefault(of, []).append(line)
    certified = [alike for alike in kinds.values() if alike[0].certificate is not None]
    for key, alike in kinds.items():
        if alike not in certified:
            yield _tax_sum(alike, key, wording)
    yield from _certificate_sums(certified, wording)
    for lines_alike in combined.values():
        yield from _combined_sum(lines_alike, wording)


def _certificate_sums(
    certified: Sequence[Sequence[TaxDue]], wording: DocumentWording
) -> Iterator[Sum]:
    """Name each certificate once, and all the taxes that it exempts from."""
    names: dict[str, list[str]] = {}
    for first, *_ in certified:
        own = names.setdefault(first.certificate or "", [])
        own.append(f"{first.name}, {first.jurisdiction}")
    for certificate, taxes in names.items():
        words = wording.say("certificate", number=certificate)
        yield Sum(f"{'; '.join(dict.fromkeys(taxes))}: {words}", wording.figures(0))


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
    if why is not None:
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
