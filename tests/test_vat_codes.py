"""The codes of EN 16931 on an e-invoice and on paper: S, Z, E, G, K, AE, O."""

from __future__ import annotations

from functools import partial

import pytest

from ledger.events.documents import Charge
from ledger.settlement.rounding import rounded
from ledger.settlement.taxing import TaxedLot
from ledger.terms.house import DocumentLocale
from ledger.terms.settlement_rules import Abroad
from ledger.terms.tax import MarginGoods, TaxRounding, TaxScheme
from ledger.value import replace
from projections.documents import einvoice
from projections.documents.mistakes import NotAnEInvoice
from tests import issued
from tests.published_rules import SHEETS, failures
from tests.read_paper import BY, credit_note_pdf, flat, printed, texts
from tests.rehearsal import LIVE
from tests.settled_sale import rate
from tests.tax_tables import BRITAIN, DAY, GERMANY, registered, taxes

pytestmark = pytest.mark.slow

HOUSE = replace(
    issued.HOUSE,
    letterhead=replace(
        issued.HOUSE.letterhead, banks=issued.HOUSE.letterhead.banks[1:]
    ),
)
told = {"settings": HOUSE, "names": {}, "timing": LIVE}
invoice_xml = partial(einvoice.invoice_xml, **told)
credit_note_xml = partial(einvoice.credit_note_xml, **told)

BREAKDOWN = "ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:"
EU = Abroad(union=("AT", "DE", "FR"), margin_follows=True)
FRENCH = registered("FR12345678901")
LOTS = {
    "S": ("DE", None, {"category": "art"}),
    "Z": ("GB", None, {"scheme": TaxScheme.ZERO}),
    "E": ("DE", None, {"category": "gold"}),
    "G": ("US", None, {"category": "art"}),
    "K": ("FR", FRENCH, {"category": "furniture"}),
    "AE": ("DE", registered("DE111111111"), {"category": "bars"}),
}
"""A lot of each code: where it goes, whose it is, what it is."""


def lines(code, charges=(Charge.HAMMER, Charge.PREMIUM), amount=100_000):
    """Charge for a lot of some code."""
    goes_to, status, lot = LOTS[code]
    place = "GB" if goes_to == "GB" else "DE"
    table = BRITAIN if place == "GB" else GERMANY
    buyer = taxes(table, place=place, goes_to=goes_to, status=status, abroad=EU)
    return [
        taxed(buyer, number, charge, amount, **lot)
        for number, charge in enumerate(charges, 1)
    ]


def taxed(buyer, number, charge, amount, **lot):
    tax = buyer.on(amount, charge, TaxedLot(**lot), day=DAY)
    return issued.line(
        number,
        charge,
        amount,
        lot="1",
        said="A lot",
        taxes=tax.taxes,
        scheme=lot.get("scheme", TaxScheme.STANDARD),
        treatment=tax.treatment,
        supplied_on=DAY,
    )


def bill(code, **more):
    goes_to, status, _ = LOTS[code]
    number = None if status is None else status.vat_id
    event = issued.invoice(lines(code, **more), "EUR")
    return replace(event, jurisdiction=goes_to, buyer_vat_id=number)


EXEMPTIONS = {
    "S": [],
    "Z": [],
    "E": [],
    "G": ["VATEX-EU-G"],
    "K": ["VATEX-EU-IC"],
    "AE": ["VATEX-EU-AE"],
}


@pytest.mark.parametrize("code", LOTS)
def test_an_e_invoice_has_the_code_of_its_lots(code):
    hammer = {"charges": [Charge.HAMMER]}
    xml = invoice_xml(bill(code, **hammer))
    assert texts(xml, f"{BREAKDOWN}CategoryCode") == [code]
    assert texts(xml, f"{BREAKDOWN}ExemptionReasonCode") == EXEMPTIONS[code]
    reasons = texts(xml, f"{BREAKDOWN}ExemptionReason")
    assert bool(reasons) == (code not in {"S", "Z"})


@pytest.mark.parametrize("code", LOTS)
def test_each_code_passes_the_published_rules(code):
    assert failures(SHEETS[0], invoice_xml(bill(code))) == []
    note = replace(
        issued.credit_note(lines(code)),
        jurisdiction=LOTS[code][0],
        buyer_vat_id=bill(code).buyer_vat_id,
    )
    assert failures(SHEETS[0], credit_note_xml(note)) == []


def test_a_supply_within_the_union_names_the_buyer_the_day_and_the_country():
    xml = invoice_xml(bill("K"))
    assert "FR12345678901" in texts(xml, "ram:SpecifiedTaxRegistration/ram:ID")
    assert texts(xml, "ram:ShipToTradeParty//ram:CountryID") == ["FR"]
    assert [day.strip() for day in texts(xml, "ram:OccurrenceDateTime/*")] == [
        "20260520"
    ]


def test_margin_goods_of_each_category_have_their_own_code():
    buyer = taxes(GERMANY)
    for goods, code in (
        (MarginGoods.SECOND_HAND, "VATEX-EU-F"),
        (MarginGoods.ANTIQUES, "VATEX-EU-J"),
    ):
        lot = {"scheme": TaxScheme.MARGIN, "goods": goods}
        event = issued.invoice([taxed(buyer, 1, Charge.PREMIUM, 11_900, **lot)], "EUR")
        xml = invoice_xml(event)
        assert texts(xml, f"{BREAKDOWN}ExemptionReasonCode") == [code]
        assert failures(SHEETS[0], xml) == []


def test_what_is_outside_the_scope_stands_with_the_exempt():
    buyer = taxes([rate("DE", "0", name="USt", kind="outside", reason="Spende")])
    mixed = [
        *lines("S"),
        taxed(buyer, 3, Charge.OTHER, 5_000),
    ]
    xml = invoice_xml(issued.invoice(mixed, "EUR"))
    assert texts(xml, f"{BREAKDOWN}CategoryCode") == ["S", "E"]
    assert failures(SHEETS[0], xml) == []


def test_an_invoice_that_is_whole_outside_the_scope_says_so():
    """BR-O-02, BR-O-05 and BR-O-10 to BR-O-14: no VAT number, no rate, one group."""
    buyer = taxes([rate("DE", "0", name="USt", kind="outside", reason="Spende")])
    outside = [taxed(buyer, n, Charge.OTHER, n * 5_000) for n in (1, 2)]
    xml = invoice_xml(issued.invoice(outside, "EUR"))
    assert texts(xml, f"{BREAKDOWN}CategoryCode") == ["O"]
    assert texts(xml, f"{BREAKDOWN}RateApplicablePercent") == []
    assert texts(xml, f"{BREAKDOWN}ExemptionReason") == ["Spende"]
    assert texts(xml, f"{BREAKDOWN}ExemptionReasonCode") == ["VATEX-EU-O"]
    assert texts(xml, "ram:SpecifiedTaxRegistration/ram:ID") == []
    assert failures(SHEETS[0], xml) == []


def many(rounding):
    buyer = taxes(GERMANY)
    charged = [
        taxed(buyer, 2 * n + place, charge, amount, category="furniture")
        for n in range(260)
        for place, (charge, amount) in enumerate(
            ((Charge.HAMMER, 1_000), (Charge.PREMIUM, 250)), 1
        )
    ]
    return issued.invoice(rounded(charged, rounding), "EUR")


def test_260_lots_of_ten_pass_when_the_document_is_rounded():
    xml = invoice_xml(many(TaxRounding.DOCUMENT))
    assert texts(xml, f"{BREAKDOWN}BasisAmount") == ["3250.00"]
    assert texts(xml, f"{BREAKDOWN}CalculatedAmount") == ["617.50"]
    assert failures(SHEETS[0], xml) == []
    with pytest.raises(NotAnEInvoice, match=r"rounded on each line.*€617\.50"):
        invoice_xml(many(TaxRounding.LINE))


# On paper.


def test_what_is_printed_is_arithmetic_that_holds():
    buyer = taxes(GERMANY)
    two = [taxed(buyer, n, Charge.HAMMER, 815, category="x") for n in (1, 2, 3)]
    text = printed(issued.invoice(rounded(two, TaxRounding.DOCUMENT), "EUR"))
    assert "USt, DE: 19% of €24.45 4.65" in text
    assert "19% of €8.15" not in text, "a tax that all share stands at the foot"
    for_line = printed(issued.invoice(two, "EUR"))
    assert "USt, DE: 19% of €24.45 4.65" in for_line, "3 x 1.55 is 4.65"
    small = [taxed(buyer, n, Charge.PREMIUM, 250, category="x") for n in range(1, 5)]
    text = printed(issued.invoice(small, "EUR"))
    assert "USt, DE: 19%, rounded on each line 1.92" in text
    text = printed(issued.invoice(rounded(small, TaxRounding.DOCUMENT), "EUR"))
    assert "USt, DE: 19% of €10.00 1.90" in text


def test_the_reason_is_printed_on_each_line_and_in_three_languages():
    words = {
        DocumentLocale.EN_US: "free of tax: export",
        DocumentLocale.DE_DE: "steuerfreie Ausfuhrlieferung",
        DocumentLocale.FR_FR: "exonéré de taxe : exportation",
    }
    for locale, reason in words.items():
        house = replace(HOUSE, print=replace(HOUSE.print, locale=locale, sales=()))
        assert reason in printed(bill("G"), settings=house)
    assert "Anlagegold, § 25c UStG" in printed(bill("E"))
    assert "Reverse charge" in printed(bill("AE"))


def test_the_vat_number_of_the_buyer_is_on_both_documents():
    assert "FR12345678901" in printed(bill("K"))
    note = replace(issued.credit_note(lines("K")), buyer_vat_id="FR12345678901")
    assert "FR12345678901" in flat(
        credit_note_pdf(note, by=BY, settings=HOUSE, names={})
    )


def test_vat_inside_the_hammer_is_printed_as_inside():
    buyer = taxes(BRITAIN, place="GB")
    lot = {"scheme": TaxScheme.INCLUSIVE}
    event = issued.invoice([taxed(buyer, 1, Charge.HAMMER, 120_000, **lot)], "GBP")
    text = printed(event)
    assert "VAT, GB: 20% inside £1,200.00 200.00" in text
    assert "Total due £1,200.00" in text
