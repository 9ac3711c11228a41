"""The VAT on a line by EN 16931: one category, one rate, a reason of exemption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ledger.events.documents import InvoiceLine
from ledger.money import Currency, Minor, share, write_rate
from ledger.terms.house import HouseSettings
from ledger.terms.tax import TaxCode, TaxDue, Treatment
from projections.documents.labels import label
from projections.documents.mistakes import NotAnEInvoice

VATEX_OUTSIDE = "VATEX-EU-O"
ALONE = "Send the PDF alone."
WORDS = {
    TaxCode.EXEMPT: "exempt",
    TaxCode.EXPORT: "export",
    TaxCode.INTRA_COMMUNITY: "intra-community",
    TaxCode.REVERSE_CHARGE: "reverse-charge",
    TaxCode.OUTSIDE: "outside",
}
"""The label that gives the reason for no tax, by its code."""


@dataclass(frozen=True, slots=True)
class Category:
    """The tax on one line, in the words of the standard."""

    code: TaxCode
    rate: Fraction | None = Fraction(0)
    """None: it has none at all, as it is outside the scope."""
    reason: str | None = None
    exemption: str | None = None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The lines of one category and rate, added up (BG-23)."""

    code: TaxCode
    rate: Fraction | None
    basis: Minor
    tax: Minor
    reason: str | None
    exemption: str | None


def category_of(line: InvoiceLine, settings: HouseSettings, language: str) -> Category:
    """Say how a line is taxed; raises NotAnEInvoice where the standard cannot."""
    treatment = line.treatment or _treatment_before(line)
    if line.scheme.is_margin and treatment.code is TaxCode.EXEMPT:
        assert settings.einvoice is not None, "there is a seller"
        own = settings.words_in(language).margin_words
        words = own or label("margin-words", language)
        exemption = treatment.exemption or settings.einvoice.margin.exemption
        return Category(TaxCode.EXEMPT, reason=words, exemption=exemption)
    if treatment.code is TaxCode.STANDARD:
        return Category(TaxCode.STANDARD, _only_tax(line).rate)
    if treatment.code is TaxCode.ZERO:
        return Category(TaxCode.ZERO)
    if treatment.code is TaxCode.OUTSIDE:
        # An invoice of this code has no other (BR-O-11): among others it is exempt.
        words = treatment.reason or label("outside", language)
        return Category(TaxCode.EXEMPT, reason=words)
    certificates = [tax.certificate for tax in line.taxes if tax.certificate]
    words = reason_words(treatment, certificates, language)
    return Category(treatment.code, reason=words, exemption=treatment.exemption)


def categories_of(
    lines: Sequence[InvoiceLine], settings: HouseSettings, language: str
) -> list[tuple[InvoiceLine, Category]]:
    """Say how each line is taxed; an invoice that is whole outside the scope says so.

    Such an invoice names no rate (BR-O-05), and its reason (BR-O-10).
    """
    if not is_outside(lines):
        return [(line, category_of(line, settings, language)) for line in lines]
    outside = partial(Category, TaxCode.OUTSIDE, rate=None, exemption=VATEX_OUTSIDE)
    return [
        (line, outside(reason=reason_words(line.treatment, (), language)))
        for line in lines
        if line.treatment is not None
    ]


def is_outside(lines: Sequence[InvoiceLine]) -> bool:
    """Say whether every line of an invoice is outside the scope of VAT."""
    return all(
        line.treatment is not None and line.treatment.code is TaxCode.OUTSIDE
        for line in lines
    )


def reason_words(
    treatment: Treatment, certificates: Sequence[str], language: str
) -> str:
    """Say why a line bears no tax: as the house's table words it, or as usual."""
    if treatment.reason is not None:
        return treatment.reason
    if certificates:
        return label("certificate", language, number=certificates[0])
    return label(WORDS[treatment.code], language)


def _treatment_before(line: InvoiceLine) -> Treatment:
    """Return how a line stands to VAT that was issued before that was kept."""
    if line.scheme.is_margin or not line.taxes:
        return Treatment(code=TaxCode.EXEMPT)
    if any(tax.certificate for tax in line.taxes):
        return Treatment(code=TaxCode.EXEMPT)
    rated = any(tax.rate for tax in line.taxes)
    return Treatment(code=TaxCode.STANDARD if rated else TaxCode.ZERO)


def _only_tax(line: InvoiceLine) -> TaxDue:
    if len(line.taxes) > 1:
        sentence = (
            f"Line {line.number} bears {len(line.taxes)} taxes; EN 16931 knows one."
        )
        raise NotAnEInvoice(sentence, ALONE)
    (tax,) = line.taxes
    if tax.base != line.amount:
        sentence = f"Line {line.number} is taxed in part; EN 16931 taxes whole lines."
        raise NotAnEInvoice(sentence, ALONE)
    return tax


def breakdown(
    categorized: Sequence[tuple[InvoiceLine, Category]], currency: Currency
) -> Iterator[Breakdown]:
    """Add up the taxes of each category and rate; the exempt stand together.

    Raises NotAnEInvoice where rounding on each line led too far from the rate of the
    sum (BR-CO-17, BR-S-09).
    """
    kinds: dict[
        tuple[TaxCode, Fraction | None], list[tuple[InvoiceLine, Category]]
    ] = {}
    for line, category in categorized:
        kinds.setdefault((category.code, category.rate), []).append((line, category))
    for (code, rate), alike in kinds.items():
        basis = sum(line.net for line, _ in alike)
        tax = sum(line.shown_tax for line, _ in alike)
        _must_be_near(tax, basis, rate or Fraction(0), currency)
        reasons = dict.fromkeys(own.reason for _, own in alike if own.reason)
        exemptions = {own.exemption for _, own in alike}
        yield Breakdown(
            code=code,
            rate=rate,
            basis=basis,
            tax=tax,
            reason=" ".join(reasons) or None,
            exemption=exemptions.pop() if len(exemptions) == 1 else None,
        )


def _must_be_near(tax: Minor, basis: Minor, rate: Fraction, currency: Currency) -> None:
    """Refuse a tax that differs from the rate of its sum by a whole unit or more."""
    exact = share(basis, rate)
    if abs(tax - exact) < currency.unit:
        return
    rates, sums = write_rate(rate), currency.write(basis)
    raise NotAnEInvoice(
        f"The tax of {currency.write(tax)} was rounded on each line, and is not "
        f"{rates} of {sums}, {currency.write(exact)}, as EN 16931 wants it.",
        'Set rounding = "document" in the settlement file, credit the invoice and '
        "invoice it again; or send the PDF alone.",
    )
