"""Returns: each box adds up its documents, and each link leads to a bid and back."""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack
from fractions import Fraction

import pytest

from ledger.events import Charge, Deduction
from ledger.identity import BidId
from ledger.money import Currency
from ledger.terms.tax import TaxCode, TaxScheme, Treatment
from ledger.value import replace
from projections.reports.books.returns.boxes import whole
from tests.books_by_hand import (
    GBP,
    LOT,
    OWN,
    Log,
    books_of,
    credit,
    december,
    due,
    inside,
    invoice,
    line,
    stated,
    statement,
)
from tests.entries import bid, catalogued, leads, sold

pytestmark = pytest.mark.slow

EUR = Currency("EUR")
STANDARD = Treatment(code=TaxCode.STANDARD)
MARGIN = Treatment(code=TaxCode.EXEMPT)
VAT = {"jurisdiction": "GB", "name": "VAT"}
UST = {"jurisdiction": "DE", "name": "USt"}
GENERAL, REDUCED = Fraction(19, 100), Fraction(7, 100)


@pytest.fixture
def tell():
    with ExitStack() as opened:
        yield lambda *events: books_of(opened, *events)


def boxes(books, name, code, column="filed", **asked):
    rows = books.rows(name, f"boxes_{code}", **asked)
    return {row["box"]: row[column] for row in rows}


def german(number, charge, amount, rate, **more):
    taxes = (due(amount, rate, **UST),)
    return line(number, charge, amount, taxes=taxes, treatment=STANDARD, **more)


def margin_sale():
    """Tell the example of Notice 718/2: hammer 10,000, and 12 % from both sides."""
    bill = invoice(
        lines=(
            line(
                *(1, Charge.HAMMER, 10_000),
                scheme=TaxScheme.MARGIN,
                treatment=MARGIN,
            ),
            line(
                *(2, Charge.PREMIUM, 1_200),
                taxes=(inside(200),),
                scheme=TaxScheme.MARGIN,
                treatment=MARGIN,
            ),
        ),
        currency=GBP,
        jurisdiction="GB",
    )
    told = statement(
        (
            stated(1, Deduction.HAMMER, 10_000),
            stated(
                *(2, Deduction.COMMISSION, -1_200),
                taxes=(inside(200),),
                treatment=MARGIN,
            ),
        ),
        currency=GBP,
    )
    return bill, told


def test_the_margin_of_the_notice_in_the_boxes_of_the_uk(tell):
    filed = boxes(tell(*margin_sale()), "uk-vat-return", "gbp")
    assert filed["1"] == filed["3"] == filed["5"] == 400_00
    # The full selling price of 11,200 less the VAT on the margin.
    assert filed["6"] == 10_800_00
    # What the seller got.
    assert filed["7"] == 8_800_00
    assert [filed[box] for box in "2489"] == [0] * 4


def test_standard_and_zero_rated_sales_and_a_credit_note(tell):
    fifth = Fraction(1, 5)
    bill = invoice(
        lines=(
            line(
                *(1, Charge.HAMMER, 1_000),
                taxes=(due(1_000, fifth, **VAT),),
                treatment=STANDARD,
            ),
            line(
                *(2, Charge.PREMIUM, 250),
                taxes=(due(250, fifth, **VAT),),
                treatment=STANDARD,
            ),
            line(
                *(3, Charge.HAMMER, 99),
                lot=OWN,
                taxes=(due(99, Fraction(0), **VAT),),
                treatment=Treatment(code=TaxCode.ZERO),
                scheme=TaxScheme.ZERO,
            ),
        ),
        currency=GBP,
        jurisdiction="GB",
    )
    taken = credit(bill, 2)
    whole_month = boxes(tell(bill, *taken), "uk-vat-return", "gbp")
    assert (whole_month["1"], whole_month["6"]) == (200_00, 1_099_00)
    until_credit = (december(1), december(20))
    before = boxes(tell(bill, *taken), "uk-vat-return", "gbp", period=until_credit)
    assert (before["1"], before["6"]) == (250_00, 1_349_00)


def test_outside_the_scope_is_in_no_box(tell):
    outside = Treatment(code=TaxCode.OUTSIDE)
    right = line(1, Charge.RESALE_RIGHT, 40, treatment=outside)
    vat = line(
        *(2, Charge.PREMIUM, 100),
        taxes=(due(100, Fraction(1, 5), **VAT),),
        treatment=STANDARD,
    )
    bill = invoice(lines=(right, vat), currency=GBP, jurisdiction="GB")
    assert boxes(tell(bill), "uk-vat-return", "gbp")["6"] == 100_00


def test_german_bases_are_whole_euros_and_the_tax_is_taken_of_them(tell):
    bill = invoice(
        lines=(
            german(1, Charge.HAMMER, 1_000, GENERAL),
            german(2, Charge.PREMIUM, 250, REDUCED),
            line(
                *(3, Charge.SHIPPING, 39),
                lot=None,
                taxes=(replace(due(39, GENERAL, **UST), base=39_66, amount=7_54),),
                treatment=STANDARD,
            ),
        ),
        currency=EUR,
        jurisdiction="DE",
    )
    filed = boxes(tell(bill), "de-vat-return", "eur")
    assert (filed["81"], filed["81 tax"]) == (1_039_00, 197_41)
    assert (filed["86"], filed["86 tax"]) == (250_00, 17_50)
    assert filed["83"] == 197_41 + 17_50


@pytest.mark.parametrize(
    ("code", "box"),
    [
        (TaxCode.INTRA_COMMUNITY, "41"),
        (TaxCode.EXPORT, "43"),
        (TaxCode.EXEMPT, "48"),
        (TaxCode.REVERSE_CHARGE, "60"),
        (TaxCode.OUTSIDE, "45"),
    ],
)
def test_what_is_free_in_germany_has_a_box_by_its_code(tell, code, box):
    free = line(1, Charge.HAMMER, 500, treatment=Treatment(code=code))
    taxed = german(2, Charge.PREMIUM, 100, GENERAL, lot=OWN)
    bill = invoice(lines=(free, taxed), currency=EUR, jurisdiction="DE")
    filed = boxes(tell(bill), "de-vat-return", "eur")
    assert filed[box] == 500_00
    assert filed["81"] == 100_00


def test_other_rates_have_boxes_of_their_own(tell):
    taxed = german(1, Charge.HAMMER, 100, Fraction(16, 100))
    bill = invoice(lines=(taxed,), currency=EUR, jurisdiction="DE")
    filed = boxes(tell(bill), "de-vat-return", "eur")
    assert (filed["35"], filed["36"], filed["83"]) == (100_00, 16_00, 16_00)


def test_a_german_margin_stands_less_its_tax_under_the_general_rate(tell):
    tax = due(119, GENERAL, **UST, amount=0, included=19_00)
    premium = line(
        *(1, Charge.PREMIUM, 119),
        taxes=(tax,),
        scheme=TaxScheme.MARGIN,
        treatment=MARGIN,
    )
    bill = invoice(lines=(premium,), currency=EUR, jurisdiction="DE")
    filed = boxes(tell(bill), "de-vat-return", "eur")
    assert (filed["81"], filed["81 tax"], filed["48"]) == (100_00, 19_00, 0)


def texan(number, charge, amount, **more):
    state = due(amount, Fraction(1, 16), name="State", **more)
    city = due(amount, Fraction(1, 50), name="City", **more)
    return line(number, charge, amount, taxes=(state, city), treatment=STANDARD)


def test_a_us_state_counts_each_base_once_however_many_taxes_it_bears(tell):
    bill = invoice(
        lines=(
            texan(1, Charge.HAMMER, 1_000),
            texan(2, Charge.PREMIUM, 250),
            line(3, Charge.SHIPPING, 30, lot=None),
        )
    )
    filed = boxes(tell(bill), "us-sales-tax-return", "usd")
    assert filed["gross"] == 1_280_00
    assert filed["taxable"] == 1_250_00
    assert filed["not-taxable"] == 30_00
    assert filed["tax US-TX State"] == 78_13
    assert filed["tax US-TX City"] == 25_00
    assert filed["tax"] == 103_13


def test_what_a_certificate_exempts_is_a_deduction(tell):
    exempt = line(
        *(1, Charge.HAMMER, 1_000),
        taxes=(due(1_000, amount=0, certificate="TX-1"),),
        treatment=Treatment(code=TaxCode.EXEMPT),
    )
    filed = boxes(tell(invoice(lines=(exempt,))), "us-sales-tax-return", "usd")
    assert (filed["exempt"], filed["taxable"], filed["tax"]) == (1_000_00, 0, 0)


@pytest.mark.parametrize("name", ["uk-vat-return", "de-vat-return"])
def test_a_return_of_another_country_has_no_boxes(tell, name):
    assert tell(invoice()).rows(name, "boxes_usd") == []


RETURNS = [
    ("uk-vat-return", "gbp", margin_sale),
    (
        *("us-sales-tax-return", "usd"),
        lambda: [invoice(lines=(texan(1, Charge.HAMMER, 9),))],
    ),
]


@pytest.mark.parametrize(("name", "code", "sale"), RETURNS)
def test_the_documents_behind_a_box_add_up_to_it(tell, name, code, sale):
    books = tell(*sale())
    behind = defaultdict(int)
    for row in books.rows(name, f"documents_{code}"):
        behind[row["box"]] += row["amount"]
    exact = boxes(books, name, code, column="exact")
    assert behind == {box: amount for box, amount in exact.items() if amount}


def test_links_lead_from_a_box_to_the_bid_and_back():
    log = Log().tell(catalogued(), bid("17", 1_000, leads("17", 600)))
    log.tell(bid("23", 1_200, leads("23", 1_050), bid=BidId("50061#2")))
    log.tell(sold("23", 1_050))
    hammer = replace(texan(1, Charge.HAMMER, 1_050), source=4)
    log.tell(invoice(lines=(hammer,)))
    with ExitStack() as opened:
        books = books_of(opened, log=log)
        links = books.rows("return-links", "from_boxes_usd")
        back = books.rows("return-links", "from_bids_usd")
    assert {row["box"] for row in links} >= {"gross", "taxable", "tax"}
    for row in links:
        assert row["lot"] == LOT
        assert (row["bid"], row["bid_entry"]) == ("50061#2", 3)
        assert (row["hammer_entry"], row["document_entry"]) == (4, 5)
    assert {(row["bid_entry"], row["box"], row["line"]) for row in back} == {
        (3, row["box"], row["line"]) for row in links
    }


@pytest.mark.parametrize(
    ("amount", "filed"), [(1_99, 1_00), (-1_99, -1_00), (99, 0), (2_00, 2_00)]
)
def test_cents_are_cut_off_towards_nothing(amount, filed):
    assert whole(amount, 100) == filed
