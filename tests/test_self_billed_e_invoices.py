"""A self-billed statement as an e-invoice of type 389, and where there is none."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from ledger.money import Currency
from ledger.settlement.consignment import Stated
from ledger.settlement.restating import restated
from ledger.terms.house import ClientName, DocumentLocale
from ledger.terms.tax import TaxCode, Treatment
from ledger.value import replace as changed
from projections.documents.mistakes import NotAnEInvoice
from projections.documents.self_billed import self_billed_xml
from tests import issued
from tests.issued import (
    DEALER_NUMBER as NUMBER,
    HOUSE,
    commission_taken as commission,
    self_billed as hammer,
)
from tests.published_rules import SHEETS, failures
from tests.read_paper import flat, statement_pdf, texts
from tests.rehearsal import LIVE, REHEARSED

pytestmark = pytest.mark.slow

DEALER = ClientName(
    client="C-7",
    name="Kunsthandel Orsay",
    lines=("Kaiserstraße 9",),
    country="DE",
    postcode="60311",
    city="Frankfurt",
    email="orsay@dealer.example",
)
OURS = replace(HOUSE, letterhead=replace(HOUSE.letterhead, vat_id="DE123456789"))
PARTY = "ram:{}TradeParty/ram:{}"
NOTES = "ram:IncludedNote/ram:Content"
SUMS = "ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:"


def stated(*lines, number=NUMBER, **more):
    usual = {"lines": lines, "awaited": (), "consignor_vat_id": number}
    return changed(issued.statement(), **usual | more)


def xml(event, *, named=DEALER, settings=OURS, timing=LIVE):
    names = {} if named is None else {"C-7": named}
    return self_billed_xml(event, settings=settings, names=names, timing=timing)


def inside():
    tax = changed(issued.inside(119_000), shown=True)
    return hammer(119_000, input_taxes=(tax,))


def zero():
    tax = issued.vat(100_000, Fraction(0))
    return hammer(input_taxes=(tax,), treatment=Treatment(code=TaxCode.ZERO))


def reduced():
    lower = issued.vat(50_000, Fraction(7, 100))
    return hammer(50_000, lot="13", number=2, input_taxes=(lower,))


def test_the_consignor_sells_and_the_house_buys():
    written = xml(stated(hammer(), commission()))
    assert texts(written, "ram:TypeCode")[0] == "389"
    assert texts(written, PARTY.format("Seller", "Name")) == ["Kunsthandel Orsay"]
    assert texts(written, PARTY.format("Buyer", "Name")) == ["Hill & Daughter GmbH"]
    numbers = PARTY.format("{}", "SpecifiedTaxRegistration/ram:ID")
    assert texts(written, numbers.format("Seller")) == [NUMBER]
    assert texts(written, numbers.format("Buyer")) == ["DE123456789"]
    assert texts(written, f"{SUMS}GrandTotalAmount") == ["1190.00"]
    assert texts(written, "ram:SpecifiedTradeProduct/ram:Name") == [
        "Lot 12: A walnut table"
    ]


def test_it_says_that_it_is_self_billed_in_the_language_of_the_sale():
    german = replace(
        OURS, print=replace(OURS.print, locale=DocumentLocale.DE_DE, sales=())
    )
    notes = texts(
        xml(stated(hammer()), settings=german), "ram:IncludedNote/ram:Content"
    )
    assert notes[0] == "Gutschrift"
    assert "schulden Sie Ihrem Finanzamt" in notes[1]
    rehearsed = xml(stated(hammer()), timing=REHEARSED)
    assert any("Rehearsal" in note for note in texts(rehearsed, NOTES))


CASES = {
    "one lot": (hammer(),),
    "with charges": (hammer(), commission()),
    "tax inside": (inside(),),
    "zero-rated": (zero(),),
    "two rates": (hammer(), reduced()),
    "beside a private lot": (
        hammer(),
        hammer(lot="14", number=2, input_taxes=(), treatment=None),
    ),
    "taken back": restated(Stated(issued.statement().statement, (hammer(),)), ()),
}


@pytest.mark.parametrize("lines", CASES.values(), ids=CASES)
def test_it_passes_the_published_rules(lines):
    assert failures(SHEETS[0], xml(stated(*lines))) == []


def test_the_number_of_a_tax_office_passes_them_too():
    written = xml(stated(hammer(), number="29/815/08152"))
    registered = f"{PARTY.format('Seller', 'SpecifiedTaxRegistration/ram:ID')}"
    assert texts(written, f"{registered}[@schemeID='FC']") == ["29/815/08152"]
    assert failures(SHEETS[0], written) == []


def test_only_what_the_consignor_bills_is_on_it():
    waiting = hammer(lot="13", number=2, awaits_invoice=True)
    own = hammer(lot="14", number=3, own_invoice="RE-7")
    written = xml(stated(hammer(), waiting, own, commission()))
    assert len(texts(written, "ram:SpecifiedTradeProduct/ram:Name")) == 1
    assert texts(written, f"{SUMS}TaxBasisTotalAmount") == ["1000.00"]


def test_a_correction_names_the_statement_that_it_corrects():
    written = xml(stated(*CASES["taken back"], statement="HA-2026-S00009"))
    reference = "ram:InvoiceReferencedDocument/ram:IssuerAssignedID"
    assert texts(written, reference) == ["HA-2026-S00004"]
    assert texts(written, f"{SUMS}GrandTotalAmount") == ["-1190.00"]


@pytest.mark.parametrize(
    ("number", "country"), [("EL123456789", "GR"), ("XI123456789", "GB")]
)
def test_the_country_is_that_of_the_number_where_no_other_is_known(number, country):
    written = xml(stated(hammer(), number=number), named=replace(DEALER, country=None))
    seller = PARTY.format("Seller", "PostalTradeAddress/ram:CountryID")
    assert texts(written, seller) == [country]


@pytest.mark.parametrize(
    ("event", "told", "sentence"),
    [
        (stated(commission()), {}, "bills nothing for the consignor"),
        (stated(hammer(awaits_invoice=True)), {}, "bills nothing"),
        (stated(hammer(), number=None), {}, "names no VAT or tax number of C-7"),
        (stated(hammer()), {"named": None}, "C-7 is the seller .* has no name"),
        (
            stated(hammer(), number="29/815"),
            {"named": replace(DEALER, country=None)},
            "C-7, has no country",
        ),
        (
            stated(hammer()),
            {"settings": replace(OURS, einvoice=None)},
            r"house.toml has no \[einvoice\]",
        ),
        (stated(hammer(), currency=Currency("KWD")), {}, "KWD has three"),
    ],
)
def test_where_it_cannot_be_made_a_sentence_says_so(event, told, sentence):
    with pytest.raises(NotAnEInvoice, match=sentence):
        xml(event, **told)


def test_it_is_put_inside_the_paper():
    event = stated(hammer())
    written = xml(event)
    made = statement_pdf(event, settings=OURS, names={"C-7": DEALER}, xml=written)
    assert b"factur-x.xml" in made
    assert "Self-billed invoice" in flat(made)
