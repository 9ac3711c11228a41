"""A statement that is the consignor's own invoice, on paper, in three languages."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ledger.settlement.consignment import Stated
from ledger.settlement.restating import restated
from ledger.terms.house import DocumentLocale
from ledger.terms.tax import TaxCode, Treatment
from ledger.value import replace
from projections.documents.mistakes import NotPrinted
from tests import issued
from tests.issued import HOUSE, NAMES
from tests.read_paper import flat, statement_pdf

pytestmark = pytest.mark.slow

OURS = replace(HOUSE, letterhead=replace(HOUSE.letterhead, vat_id="DE811193231"))


def paper(*lines, locale="en_GB", number=issued.DEALER_NUMBER, **more):
    event = replace(
        issued.statement(), lines=lines, awaited=(), consignor_vat_id=number, **more
    )
    made = statement_pdf(
        event, settings=OURS, names=NAMES, locale=DocumentLocale(locale)
    )
    return flat(made)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        (
            "en_GB",
            (
                "Self-billed invoice",
                "VAT no.",
                "Tax on hammer prices",
                "19% of €1,000.00",
                "Net payable €1,071.00",
                "is your output tax due to your tax office",
            ),
        ),
        (
            "de_DE",
            (
                "Gutschrift",
                "USt-IdNr.",
                "Steuer auf Zuschläge",
                "19 % von 1.000,00 €",
                "Auszahlungsbetrag 1.071,00 €",
                "schulden Sie Ihrem Finanzamt",
            ),
        ),
        (
            "fr_FR",
            (
                "Autofacture",
                "N° TVA",
                "19 % de 1 000,00 €",
                "due par vous à votre service des impôts",
            ),
        ),
    ],
)
def test_it_names_itself_and_both_numbers_and_the_tax(locale, words):
    text = paper(issued.self_billed(), issued.commission_taken(), locale=locale)
    for each in (*words, issued.DEALER_NUMBER, "DE811193231"):
        assert each in text


def test_in_the_united_kingdom_the_tax_is_due_to_hmrc():
    british = replace(issued.vat(100_000, Fraction(1, 5)), jurisdiction="GB")
    text = paper(issued.self_billed(input_taxes=(british,)))
    assert "your output tax due to HMRC" in text


@pytest.mark.parametrize(
    "line",
    [
        issued.self_billed(input_taxes=()),
        issued.self_billed(awaits_invoice=True),
        issued.self_billed(own_invoice="RE-77"),
    ],
    ids=["unregistered", "awaits", "own invoice"],
)
def test_what_bills_nothing_for_the_consignor_is_a_statement(line):
    text = paper(line, issued.commission_taken())
    assert "Statement" in text
    assert "Self-billed" not in text
    assert "output tax" not in text


def test_it_says_what_waits_for_an_invoice_and_which_one_it_paid():
    waiting = paper(issued.self_billed(awaits_invoice=True), issued.commission_taken())
    assert "€190.00 of tax is paid once your invoice for it is here" in waiting
    assert "Net payable €881.00" in waiting
    assert "against your invoice RE-77" in paper(
        issued.self_billed(own_invoice="RE-77")
    )


@pytest.mark.parametrize("code", [TaxCode.REVERSE_CHARGE, TaxCode.OUTSIDE])
def test_who_is_registered_elsewhere_is_told(code):
    line = issued.self_billed(input_taxes=(), treatment=Treatment(code=code))
    text = paper(line, number=None)
    assert "you are not registered for it here" in text


def test_a_correction_of_it_is_one_as_well():
    stood = Stated(
        issued.statement().statement, (issued.self_billed(), issued.commission_taken())
    )
    text = paper(*restated(stood, ()))
    assert "Self-billed invoice" in text
    assert "19% of -€1,000.00" in text


def test_tax_inside_the_hammer_is_shown_as_inside():
    inside = replace(issued.inside(119_000), shown=True)
    text = paper(issued.self_billed(119_000, input_taxes=(inside,)))
    assert "19% inside €1,190.00" in text
    assert "19% of €1,000.00 190.00" in text


def without_our_number(**more):
    return replace(HOUSE, letterhead=replace(HOUSE.letterhead, vat_id=None), **more)


def test_a_self_billed_invoice_needs_the_number_of_the_house():
    """It names both (§ 14 (4) no. 2 UStG); another statement does not."""
    event = replace(
        issued.statement(),
        lines=(issued.self_billed(),),
        awaited=(),
        consignor_vat_id=issued.DEALER_NUMBER,
    )
    facts = {"names": NAMES, "locale": DocumentLocale("en_GB")}
    with pytest.raises(NotPrinted, match=r"Write it as vat_id under \[letterhead\]"):
        statement_pdf(event, settings=without_our_number(einvoice=None), **facts)
    plain = replace(event, lines=(issued.self_billed(input_taxes=()),))
    assert statement_pdf(plain, settings=without_our_number(einvoice=None), **facts)
