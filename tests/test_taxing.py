"""The tax on what a buyer is charged: by category, by scheme, and where it goes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from ledger.events.bookkeeping import ExportLapsed, ExportProofFiled
from ledger.events.documents import Charge
from ledger.refusals import NoRateForLot
from ledger.settlement.taxing import TaxedLot, months_after
from ledger.terms.settlement_rules import Abroad, DistanceSales, ExportTax
from ledger.terms.tax import (
    MarginGoods,
    RateKind,
    Taxable,
    TaxBasis,
    TaxCode,
    TaxScheme,
)
from ledger.value import replace
from tests.settled_sale import rate
from tests.story import LOT, clock
from tests.tax_tables import BRITAIN, DAY, EU, GERMANY, registered, taxes

IRISH = tuple(replace(each, jurisdiction="XI") for each in BRITAIN)


def told(buyer, charge=Charge.HAMMER, amount=100_000, **lot):
    """Say at which rate something is taxed, what is added and inside, and as what."""
    tax = buyer.on(amount, charge, TaxedLot(**lot), day=DAY)
    return (
        [str(due.rate * 100) for due in tax.taxes],
        sum(due.amount for due in tax.taxes),
        sum(due.included for due in tax.taxes),
        tax.treatment.code.value,
    )


# Rates by category and scheme.


@pytest.mark.parametrize(
    ("category", "percent", "due"),
    [("art", "7", 7_000), ("collectors", "7", 7_000), ("furniture", "19", 19_000)],
)
def test_a_category_has_a_rate_of_its_own(category, percent, due):
    for charge in (Charge.HAMMER, Charge.PREMIUM):
        got = told(taxes(GERMANY), charge, category=category)
        assert got == ([percent], due, 0, "S")


def test_what_the_category_does_not_name_is_taxed_as_usual():
    assert told(taxes(GERMANY), Charge.SHIPPING, category="art")[1] == 19_000


def test_the_margin_bears_the_general_rate_whatever_the_goods():
    # Section 25a (5) UStG: 19 % of the net margin, not 7 %.
    got = told(taxes(GERMANY), Charge.PREMIUM, 119_00, category="art", **MARGIN)
    assert got == (["19"], 0, 19_00, "E")
    own = rate("DE", "7", name="USt", scheme=TaxScheme.MARGIN, categories=("art",))
    got = told(taxes((*GERMANY, own)), Charge.PREMIUM, 107_00, category="art", **MARGIN)
    assert got == (["7"], 0, 7_00, "E")


MARGIN = {"scheme": TaxScheme.MARGIN}


def test_a_reason_and_a_code_come_from_the_table():
    tax = taxes(GERMANY).on(100, Charge.HAMMER, TaxedLot(category="gold"), day=DAY)
    assert tax.treatment.code is TaxCode.EXEMPT
    assert tax.treatment.reason == "Anlagegold, § 25c UStG"
    exempt = TaxedLot(scheme=TaxScheme.EXEMPT, category="gold")
    tax = taxes(GERMANY).on(100, Charge.HAMMER, exempt, day=DAY)
    assert (tax.taxes, tax.treatment.reason) == ((), "Anlagegold, § 25c UStG")


def test_the_margin_of_a_category_is_of_its_goods():
    lot = TaxedLot(scheme=TaxScheme.MARGIN, goods=MarginGoods.ANTIQUES)
    tax = taxes(GERMANY).on(100, Charge.PREMIUM, lot, day=DAY)
    assert tax.treatment.exemption == "VATEX-EU-J"


def test_british_books_are_zero_rated_and_their_premium_is_not():
    buyer = taxes(BRITAIN, place="GB")
    assert told(buyer, category="books") == (["0"], 0, 0, "Z")
    assert told(buyer, Charge.PREMIUM, category="books") == (["20"], 20_000, 0, "S")
    zero = {"scheme": TaxScheme.ZERO}
    assert told(buyer, **zero) == (["0"], 0, 0, "Z")
    assert told(buyer, Charge.PREMIUM, **zero)[1] == 20_000


def test_an_imported_lot_bears_import_vat_and_the_premium_as_the_table_says():
    buyer, imported = taxes(BRITAIN, place="GB"), {"scheme": TaxScheme.IMPORT}
    assert told(buyer, **imported) == (["5"], 5_000, 0, "S")
    assert told(buyer, Charge.PREMIUM, **imported) == (["20"], 20_000, 0, "S")
    hidden = rate(
        "GB",
        "20",
        name="VAT",
        on=(Taxable.PREMIUM,),
        scheme=TaxScheme.IMPORT,
        basis=TaxBasis.HIDDEN,
    )
    buyer = taxes((*BRITAIN, hidden), place="GB")
    got = told(buyer, Charge.PREMIUM, 30_000, **imported)
    assert got == (["20"], 0, 5_000, "E"), "a sixth is inside, and is not shown"


def test_an_import_without_a_rate_is_not_guessed():
    with pytest.raises(NoRateForLot, match="for the hammer of lots of category none"):
        told(taxes(GERMANY), scheme=TaxScheme.IMPORT)
    only_art = GERMANY[1:2]
    with pytest.raises(NoRateForLot, match="category furniture"):
        told(taxes(only_art), category="furniture")


def test_vat_inside_the_hammer_is_shown():
    buyer = taxes(BRITAIN, place="GB")
    tax = buyer.on(120_000, Charge.HAMMER, TaxedLot(**INCLUSIVE), day=DAY)
    (due,) = tax.taxes
    assert (due.amount, due.included, due.shown) == (0, 20_000, True)
    assert told(buyer, Charge.PREMIUM, **INCLUSIVE)[1] == 20_000


INCLUSIVE = {"scheme": TaxScheme.INCLUSIVE}


def test_an_american_lot_is_taxed_by_its_category():
    table = (
        rate("US-NY", "4", name="State"),
        rate("US-NY", "4.5", name="City"),
        rate("US-NY", "0", name="State", categories=("clothing",)),
    )
    buyer = taxes(table, place="US-NY")
    assert told(buyer)[1] == 8_500
    assert told(buyer, category="clothing")[1] == 4_500, "the city taxes it"


def test_a_certificate_of_a_use_exempts_the_lots_that_it_is_for():
    def certificate(_, category):
        return "AG-1" if category == "tractors" else None

    buyer = taxes([rate("US-TX", "8.25")], place="US-TX", certificate=certificate)
    assert told(buyer, category="tractors") == (["33/4"], 0, 0, "E")
    assert told(buyer, category="cars")[1] == 8_250


# Where it goes.

OUT = Abroad(union=EU)
EXPORTED = ExportProofFiled(
    lot=LOT,
    destination="US",
    reference="26DE1",
    exported_on=DAY,
    at=clock("12:00"),
)
LAPSED = ExportLapsed(lot=LOT, at=clock("12:00"))


def test_an_export_is_free_and_says_by_when_its_proof_must_come():
    buyer = taxes(GERMANY, goes_to="US", abroad=OUT)
    for charge in (Charge.HAMMER, Charge.PREMIUM, Charge.SHIPPING):
        assert told(buyer, charge, category="art") == (["0"], 0, 0, "G")
    tax = buyer.on(100, Charge.HAMMER, TaxedLot(), day=date(2026, 11, 30))
    assert tax.treatment.exemption == "VATEX-EU-G"
    assert tax.treatment.proof_by == date(2027, 2, 28)


def test_without_proof_an_export_is_taxed():
    buyer = taxes(GERMANY, goes_to="US", abroad=OUT)
    assert told(buyer, export=LAPSED)[1] == 19_000
    on_proof = Abroad(union=EU, exports=ExportTax.ON_PROOF)
    buyer = taxes(GERMANY, goes_to="US", abroad=on_proof)
    assert told(buyer)[1] == 19_000
    assert told(buyer, export=EXPORTED) == (["0"], 0, 0, "G")


def test_a_lot_on_the_margin_follows_the_goods_where_the_house_says_so():
    stays = taxes(GERMANY, goes_to="US", abroad=OUT)
    assert told(stays, Charge.PREMIUM, 119_00, **MARGIN)[2] == 19_00
    follows = taxes(GERMANY, goes_to="US", abroad=Abroad(union=EU, margin_follows=True))
    assert told(follows, Charge.PREMIUM, 119_00, **MARGIN) == (["0"], 0, 0, "G")


def test_a_registered_buyer_of_the_union_is_supplied_free():
    french = taxes(GERMANY, goes_to="FR", status=registered("FR12345"), abroad=OUT)
    assert told(french) == (["0"], 0, 0, "K")
    assert told(french, Charge.PREMIUM, 119_00, **MARGIN)[3] == "E", "Article 139 (3)"
    greek = taxes(GERMANY, goes_to="GR", status=registered("EL12345"), abroad=OUT)
    assert told(greek)[3] == "K"
    german = taxes(GERMANY, goes_to="FR", status=registered("DE12345"), abroad=OUT)
    with pytest.raises(Exception, match="FR"):
        told(german)


def test_a_hammer_with_its_tax_inside_follows_where_the_house_says_so():
    inside = {"scheme": TaxScheme.INCLUSIVE}
    stays = taxes(GERMANY, goes_to="US", abroad=OUT)
    assert told(stays, amount=119_00, **inside)[2:] == (19_00, "S")
    out = Abroad(union=EU, inclusive_follows=True)
    follows = taxes(GERMANY, goes_to="US", abroad=out)
    assert told(follows, amount=119_00, **inside) == (["0"], 0, 0, "G")
    lapsed = told(follows, amount=119_00, export=LAPSED, **inside)
    assert lapsed[2:] == (19_00, "S")
    swiss = taxes(GERMANY, goes_to="CH", abroad=out)
    assert told(swiss, amount=119_00, **inside)[3] == "G"


WITH_NI = Abroad(union=(*EU, "XI"), services=True)


@pytest.mark.parametrize(
    ("table", "place", "goes_to", "number", "code"),
    [
        # Goods from the union into Northern Ireland, and out of it (Windsor Framework).
        (GERMANY, "DE", "XI", "XI123456789", "K"),
        (GERMANY, "DE", "GB-NIR", "XI123456789", "K"),
        (GERMANY, "DE", "GB", "GB123456789", "G"),
        (IRISH, "XI", "DE", "DE136695976", "K"),
        (IRISH, "XI", "US", None, "G"),
        # Within the United Kingdom nothing is exported.
        (BRITAIN, "GB", "XI", "XI123456789", "S"),
        (BRITAIN, "GB", "GB-NIR", None, "S"),
        (IRISH, "XI", "GB", "GB123456789", "S"),
    ],
)
def test_northern_ireland_is_told_apart_for_goods(table, place, goes_to, number, code):
    status = None if number is None else registered(number)
    buyer = taxes(table, place=place, goes_to=goes_to, status=status, abroad=WITH_NI)
    assert told(buyer)[3] == code


def test_a_consumer_of_the_union_pays_by_destination_or_by_origin():
    french = rate("FR", "20", name="TVA")
    buyer = taxes((*GERMANY, french), goes_to="FR", abroad=OUT)
    assert told(buyer)[:2] == (["20"], 20_000)
    home = Abroad(union=EU, distance=DistanceSales.ORIGIN)
    assert told(taxes(GERMANY, goes_to="FR", abroad=home))[1] == 19_000


def test_a_registered_buyer_owes_the_tax_themselves_where_the_table_says_so():
    bars = {"category": "bars"}
    assert told(taxes(GERMANY), **bars)[1] == 19_000
    buyer = taxes(GERMANY, status=registered("DE12345"))
    assert told(buyer, **bars) == (["0"], 0, 0, "AE")
    tax = buyer.on(100, Charge.HAMMER, TaxedLot(**bars), day=DAY)
    assert tax.treatment.exemption == "VATEX-EU-AE"


def test_without_a_rule_abroad_a_buyer_pays_the_tax_of_their_place():
    buyer = taxes((*GERMANY, rate("US-OR", "0", name="None")), goes_to="US-OR")
    assert told(buyer) == (["0"], 0, 0, "Z")


def test_months_end_with_the_month():
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2023, 11, 30), 3) == date(2024, 2, 29)
    assert months_after(date(2026, 5, 20), 3) == date(2026, 8, 20)


def test_a_rate_says_its_own_kind():
    assert rate("DE", "7").tax_code is TaxCode.STANDARD
    assert rate("DE", "0").tax_code is TaxCode.ZERO
    assert rate("DE", "0", kind=RateKind.OUTSIDE).tax_code is TaxCode.OUTSIDE
    assert rate("DE", "7").rate == Fraction(7, 100)
