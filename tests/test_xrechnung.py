"""E-invoices for public buyers: XRechnung, and the published rules where at hand.

The rules of EN 16931 (ConnectingEurope/eInvoicing-EN16931) and of XRechnung (KoSIT)
are Schematrons compiled to XSLT. They are not ours to hand on: LOTLEDGER_SCHEMATRONS
names a folder that holds them, and saxonche runs them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial

import pytest

from ledger.events.documents import Charge
from ledger.events.e_invoices import EInvoiceForm
from ledger.terms.paper import SupplyDay
from ledger.terms.tax import TaxCode, Treatment
from projections.documents import einvoice
from projections.documents.mistakes import NotAnEInvoice
from tests import issued
from tests.published_rules import SHEETS, failures
from tests.read_paper import BY, credit_note_pdf, flat, printed, texts
from tests.rehearsal import LIVE

pytestmark = pytest.mark.slow

SOLD_ON = (date(2026, 5, 19), date(2026, 5, 20))

HOUSE = replace(
    issued.HOUSE,
    letterhead=replace(
        issued.HOUSE.letterhead,
        phone="+49 89 555 0142",
        banks=issued.HOUSE.letterhead.banks[1:],
    ),
    einvoice=replace(issued.HOUSE.einvoice, contact="Buchhaltung"),
    print=replace(issued.HOUSE.print, supply=SupplyDay.SALE),
)
NAMES = {
    "C-1042": replace(
        issued.NAMES["C-1042"],
        name="Landesmuseum",
        lines=("Willy-Brandt-Allee 5",),
        postcode="30169",
        city="Hannover",
        email="rechnung@museum.example",
        contact="Frau Wolf",
        buyer_reference="04011000-12345-34",
    )
}

told = {"settings": HOUSE, "names": NAMES, "timing": LIVE, "sold_on": SOLD_ON}
xrechnung = partial(einvoice.invoice_xml, **told, form=EInvoiceForm.XRECHNUNG)
credit = partial(einvoice.credit_note_xml, **told, form=EInvoiceForm.XRECHNUNG)


def mixed():
    return issued.invoice(issued.of_all_kinds(), "EUR")


def test_it_names_its_standard_and_what_a_public_buyer_asks_for():
    xml = xrechnung(mixed())
    guideline = "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
    assert texts(xml, guideline) == [
        "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    ]
    assert texts(xml, "ram:BuyerReference") == ["04011000-12345-34"]
    seller, buyer = "ram:SellerTradeParty//ram:", "ram:BuyerTradeParty//ram:"
    assert texts(xml, f"{seller}PersonName") == ["Buchhaltung"]
    assert texts(xml, f"{seller}CompleteNumber") == ["+49 89 555 0142"]
    assert texts(xml, f"{seller}EmailURIUniversalCommunication/ram:URIID") == [
        "accounts@hill.example"
    ]
    assert texts(xml, f"{buyer}CityName") == ["Hannover"]
    assert texts(xml, f"{buyer}PostcodeCode") == ["30169"]
    assert texts(xml, f"{buyer}PersonName") == ["Frau Wolf"]
    assert texts(xml, f"{buyer}LineOne") == ["Willy-Brandt-Allee 5"]


@pytest.mark.parametrize(
    ("supply", "day"),
    [(SupplyDay.SALE, ["20260520"]), (SupplyDay.INVOICE, ["20260602"]), (None, [])],
)
@pytest.mark.parametrize("write", [xrechnung, credit])
def test_the_house_says_which_day_is_the_time_of_supply(write, supply, day):
    make = issued.invoice if write is xrechnung else issued.credit_note
    event = make(issued.on_margin(), "EUR", issued_on=date(2026, 6, 2))
    own = replace(HOUSE, print=replace(HOUSE.print, supply=supply))
    xml = write(event, settings=own)
    occurred = "ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/*"
    assert texts(xml, occurred) == day


def test_paper_names_the_days_of_the_sale_and_of_supply_and_counts_the_lots():
    event = mixed()
    text = printed(event, settings=HOUSE, names=NAMES, sold_on=SOLD_ON)
    assert "DATE OF SALE May 19, 2026 - May 20, 2026" in text
    assert "TIME OF SUPPLY May 20, 2026" in text
    assert "LOTS 3" in text
    assert "Frau Wolf Willy-Brandt-Allee 5 30169 Hannover" in text
    assert "YOUR REFERENCE 04011000-12345-34" in text
    note = issued.credit_note(issued.on_margin())
    back = flat(credit_note_pdf(note, by=BY, **told | {"sold_on": SOLD_ON[:1]}))
    assert "DATE OF SALE May 19, 2026 " in back


@pytest.mark.parametrize(
    ("country", "town"), [("GB", "London SW1Y 5AS"), ("FR", "SW1Y 5AS London")]
)
def test_a_town_is_written_as_letters_do_there(country, town):
    abroad = replace(
        NAMES["C-1042"], country=country, postcode="SW1Y 5AS", city="London"
    )
    assert town in printed(mixed(), names={"C-1042": abroad})


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("city", "city in names.csv"),
        ("postcode", "postcode in names.csv"),
        ("buyer_reference", "buyer_reference in names.csv"),
        ("email", "email in names.csv"),
    ],
)
def test_what_a_public_buyer_would_send_back_is_refused(key, said):
    lacking = {"C-1042": replace(NAMES["C-1042"], **{key: None})}
    with pytest.raises(NotAnEInvoice, match=said):
        xrechnung(mixed(), names=lacking)


def test_all_that_is_missing_is_told_at_once():
    with pytest.raises(NotAnEInvoice) as no:
        xrechnung(mixed(), settings=issued.HOUSE, names={})
    for said in ("einvoice.contact", "einvoice.phone", "a line in names.csv"):
        assert said in str(no.value)


def taxed(count, hammer):
    lots = [
        issued.sold(2 * n + 1, n + 1, hammer, levy=issued.vat) for n in range(count)
    ]
    return tuple(line for lot in lots for line in lot)


LINES = {
    "of all kinds": issued.of_all_kinds(),
    "on a margin": issued.on_margin(),
    "taxed": taxed(3, 240_000),
    "260 lots": taxed(260, 240_000),
    "a discount": (
        *taxed(1, 240_000),
        issued.line(
            3, Charge.OTHER, -5_000, said="Goodwill", taxes=(issued.vat(-5_000),)
        ),
    ),
    "no tax": (issued.line(1, Charge.HAMMER, 9_000, lot="1", said="A coin"),),
}


@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
@pytest.mark.parametrize("sheet", SHEETS)
def test_an_invoice_passes_the_published_rules(sheet, lines):
    assert failures(sheet, xrechnung(issued.invoice(lines, "EUR"))) == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_credit_note_passes_the_published_rules(sheet):
    assert failures(sheet, credit(issued.credit_note(issued.of_all_kinds()))) == []


def test_a_factur_x_passes_the_rules_of_the_standard():
    xml = xrechnung(mixed(), form=EInvoiceForm.FACTUR_X)
    assert failures(SHEETS[0], xml) == []


EXEMPTIONS = {
    TaxCode.EXPORT: "VATEX-EU-G",
    TaxCode.INTRA_COMMUNITY: "VATEX-EU-IC",
    TaxCode.REVERSE_CHARGE: "VATEX-EU-AE",
    TaxCode.EXEMPT: None,
    TaxCode.ZERO: None,
    TaxCode.OUTSIDE: None,
}


def free(code):
    """Bill a lot to a buyer abroad, free of tax for a reason."""
    treatment = Treatment(code=code, exemption=EXEMPTIONS[code])
    for number, charge, amount in (
        (1, Charge.HAMMER, 100_000),
        (2, Charge.PREMIUM, 25_000),
    ):
        taxes = () if code is TaxCode.OUTSIDE else (issued.vat(amount, Fraction(0)),)
        yield issued.line(
            number,
            charge,
            amount,
            lot="1",
            said="A vase",
            taxes=taxes,
            treatment=treatment,
        )


def abroad(code):
    country = "US" if code is TaxCode.EXPORT else "FR"
    return {"C-1042": replace(NAMES["C-1042"], country=country, vat_id="FR40303265045")}


@pytest.mark.parametrize("code", EXEMPTIONS)
@pytest.mark.parametrize("sheet", SHEETS)
def test_every_reason_for_no_tax_passes_the_published_rules(sheet, code):
    event = issued.invoice(free(code), "EUR", jurisdiction="FR")
    xml = xrechnung(event, names=abroad(code))
    assert failures(sheet, xml) == []


def test_where_goods_go_within_the_union_is_told_with_city_and_postcode():
    code = TaxCode.INTRA_COMMUNITY
    event = issued.invoice(free(code), "EUR", jurisdiction="FR")
    xml = xrechnung(event, names=abroad(code))
    there = "ram:ShipToTradeParty//ram:"
    assert texts(xml, f"{there}CountryID") == ["FR"]
    assert texts(xml, f"{there}CityName") == ["Hannover"]
    assert texts(xml, f"{there}PostcodeCode") == ["30169"]


@pytest.mark.parametrize("code", [*EXEMPTIONS][:3])
def test_one_reason_for_every_line_stands_once_without_a_letter(code):
    text = printed(issued.invoice(free(code), "EUR"))
    assert "tax A" not in text
    assert "€1,250.00 0.00" in text
