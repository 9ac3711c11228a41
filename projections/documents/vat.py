"""The VAT on a line by EN 16931: one category, one rate, a reason of exemption."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ledger.events.documents import InvoiceLine
from ledger.terms.house import HouseSettings
from ledger.terms.tax import MarginGoods, TaxScheme
from projections.documents.labels import label
from projections.documents.mistakes import NotAnEInvoice

MARGIN = {
    MarginGoods.SECOND_HAND: "VATEX-EU-F",
    MarginGoods.WORKS_OF_ART: "VATEX-EU-I",
    MarginGoods.ANTIQUES: "VATEX-EU-J",
}
STANDARD, ZERO, EXEMPT = "S", "Z", "E"
ALONE = "Send the PDF alone."


@dataclass(frozen=True, slots=True)
class Category:
    """The tax on one line, in the words of the standard."""

    code: str
    rate: Fraction = Fraction(0)
    reason: str | None = None
    reason_code: str | None = None


def category_of(line: InvoiceLine, settings: HouseSettings, language: str) -> Category:
    """Say how a line is taxed; raises NotAnEInvoice where the standard cannot."""
    if line.scheme is TaxScheme.MARGIN:
        assert settings.einvoice is not None, "there is a seller"
        words = settings.print.margin_words or label("margin-words", language)
        return Category(
            EXEMPT, reason=words, reason_code=MARGIN[settings.einvoice.margin]
        )
    if not line.taxes:
        return Category(EXEMPT, reason=label("exempt", language))
    if len(line.taxes) > 1:
        sentence = (
            f"Line {line.number} bears {len(line.taxes)} taxes; EN 16931 knows one."
        )
        raise NotAnEInvoice(sentence, ALONE)
    (tax,) = line.taxes
    if tax.certificate is not None:
        reason = label("certificate", language, number=tax.certificate)
        return Category(EXEMPT, reason=reason)
    if tax.base != line.amount:
        sentence = f"Line {line.number} is taxed in part; EN 16931 taxes whole lines."
        raise NotAnEInvoice(sentence, ALONE)
    return Category(STANDARD if tax.rate else ZERO, tax.rate)
