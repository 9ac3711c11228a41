"""Consignors who are registered for VAT: the tax on the hammer goes to them."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.events import Deduction
from ledger.house import (
    corrections,
)
from ledger.refusals import InvoiceDiffers, NoInvoiceAwaited
from ledger.terms.settlement_rules import (
    Abroad,
    HammerTax,
)
from ledger.terms.tax import (
    RateKind,
    Taxable,
    TaxCode,
    TaxRounding,
    TaxScheme,
)
from ledger.terms.tax_status import TaxPerson
from projections.reports.books.checks import all_agree
from tests.dealing import (
    EVER,
    NUMBERS,
    STATED,
    dealing,
    registered,
    unregistered,
    vat,
)
from tests.sale_of_tests import by, lot
from tests.story import clock

pytestmark = pytest.mark.slow


def money(statement):
    """Return hammer, the tax on it, charges, the taxes on them, and the rest."""
    hammer = [line for line in statement.lines if line.kind is Deduction.HAMMER]
    charges = [line for line in statement.lines if line.kind is not Deduction.HAMMER]
    return (
        sum(line.amount for line in hammer),
        sum(line.input_tax for line in hammer),
        sum(line.amount for line in charges),
        -sum(line.tax for line in charges),
        sum(line.net for line in statement.lines),
    )


def billed(statement):
    """Return each hammer line: its tax, and whose invoice charges it."""
    return [
        (line.input_tax, line.is_self_billed, line.own_invoice, line.awaits_invoice)
        for line in statement.lines
        if line.kind is Deduction.HAMMER
    ]


@pytest.mark.parametrize(
    ("currency", "home", "hammer", "rate", "tax", "fee"),
    [
        # VATA 1994 s47(2A), VATMARG05000: the agent buys from the vendor, and sells.
        ("GBP", "GB", 100_000, "20", 20_000, 2_000),
        # § 3 (3) UStG, at the rate for art and at the usual one.
        ("EUR", "DE", 100_000, "7", 7_000, 700),
        ("EUR", "DE", 100_000, "19", 19_000, 1_900),
        ("JPY", "JP", 100_000, "10", 10_000, 1_000),
        ("KWD", "KW", 100_010, "5", 5_001, 500),
    ],
)
def test_tax_on_the_hammer_goes_to_a_registered_consignor(
    tmp_path, currency, home, hammer, rate, tax, fee
):
    with dealing(
        tmp_path,
        hammer,
        currency=currency,
        home=home,
        rates=(vat(home, rate),),
    ) as sale:
        stated = sale.states()
        commission = hammer // 10
        left = hammer + tax - commission - fee
        assert money(stated) == (hammer, tax, -commission, -fee, left)
        assert billed(stated) == [(tax, True, None, False)]
        assert all_agree(sale.tables("checks"))


def test_the_worked_example_in_the_books_and_in_the_return(tmp_path):
    with dealing(tmp_path, 100_000) as sale:
        sale.states()
        accounts = sale.accounts()
        assert accounts["input-tax"] == 20_000
        assert accounts["consignors"] == -108_000
        (row,) = sale.rows("tax-liability", "input_tax_gbp")
        assert (row["net"], row["input_tax"]) == (100_000, 20_000)
        boxes = {r["box"]: r["exact"] for r in sale.rows("uk-vat-return", "boxes_gbp")}
        # 20 % on hammer, premium and commission, less that on the hammer.
        assert (boxes["1"], boxes["4"]) == (24_000, 20_000)
        assert (boxes["6"], boxes["7"]) == (120_000, 100_000)
        (owed,) = sale.rows("consignor-payables", "payables_gbp", on=STATED)
        parts = ("hammer", "hammer_tax", "taken_off", "owed")
        assert [owed[name] for name in parts] == [100_000, 20_000, 12_000, 108_000]


def test_the_german_return_takes_it_as_input_tax(tmp_path):
    with dealing(
        tmp_path, 100_000, currency="EUR", home="DE", rates=(vat("DE", "19"),)
    ) as sale:
        sale.states()
        boxes = {r["box"]: r["exact"] for r in sale.rows("de-vat-return", "boxes_eur")}
        assert boxes["66"] == 19_000


@pytest.mark.parametrize(
    "scheme", [TaxScheme.MARGIN, TaxScheme.GLOBAL_MARGIN, TaxScheme.EXEMPT]
)
def test_never_on_the_margin_and_never_on_what_is_exempt(tmp_path, scheme):
    with dealing(tmp_path, 100_000, scheme=scheme) as sale:
        assert billed(sale.states()) == [(0, False, None, False)]
        assert all_agree(sale.tables("checks"))


@pytest.mark.parametrize(
    "status",
    [
        [],
        [unregistered(TaxPerson.CONSUMER)],
        [unregistered()],
        [registered(), unregistered(since=date(2026, 5, 20))],
        [unregistered(), registered(since=date(2026, 5, 21))],
    ],
    ids=["unknown", "consumer", "business", "not any more", "not yet"],
)
def test_nobody_gets_it_who_is_not_registered_on_the_day_of_the_sale(tmp_path, status):
    with dealing(tmp_path, 100_000, status=status) as sale:
        stated = sale.states()
        assert money(stated) == (100_000, 0, -10_000, -2_000, 88_000)
        assert stated.consignor_vat_id is None


@pytest.mark.parametrize(
    "status",
    [
        [registered(), unregistered(since=date(2026, 5, 21))],
        [unregistered(), registered(since=date(2026, 5, 20))],
        [registered("FR", vat_id=NUMBERS["GB"])],
        [registered(vat_id=None, tax_number="12/345")],
    ],
    ids=["until later", "since the day", "by a number of here", "by a tax number"],
)
def test_the_status_of_the_day_of_the_sale_counts(tmp_path, status):
    with dealing(tmp_path, 100_000, status=status) as sale:
        assert billed(sale.states()) == [(20_000, True, None, False)]


@pytest.mark.parametrize(
    ("home", "country", "union", "code"),
    [
        ("DE", "FR", ("DE", "FR"), TaxCode.REVERSE_CHARGE),
        ("GB", "FR", ("DE", "FR"), TaxCode.OUTSIDE),
    ],
)
def test_a_consignor_of_another_country_is_paid_none_and_told(
    tmp_path, home, country, union, code
):
    with dealing(
        tmp_path,
        100_000,
        home=home,
        status=[registered(country)],
        abroad=Abroad(union=union),
    ) as sale:
        stated = sale.states()
        assert billed(stated) == [(0, False, None, False)]
        assert stated.lines[0].treatment.code is code
        assert stated.lines[0].input_taxes == ()


def test_an_american_seller_charges_no_sales_tax_to_the_house(tmp_path):
    with dealing(
        tmp_path, 100_000, home="US-TX", currency="USD", status=[registered("US")]
    ) as sale:
        assert billed(sale.states()) == [(0, False, None, False)]


def test_the_rule_of_before_keeps_the_tax(tmp_path):
    with dealing(tmp_path, 100_000, rule=HammerTax.KEPT) as sale:
        assert money(sale.states())[-1] == 88_000


def test_a_zero_rate_is_billed_and_comes_to_nothing(tmp_path):
    with dealing(tmp_path, 100_000, scheme=TaxScheme.ZERO) as sale:
        stated = sale.states()
        assert billed(stated) == [(0, True, None, False)]
        assert stated.lines[0].treatment.code is TaxCode.ZERO


def test_tax_inside_the_hammer_is_claimed_and_paid_but_once(tmp_path):
    with dealing(tmp_path, 120_000, scheme=TaxScheme.INCLUSIVE) as sale:
        stated = sale.states()
        assert money(stated) == (120_000, 0, -12_000, -2_400, 105_600)
        assert sale.accounts()["input-tax"] == 20_000
        boxes = {r["box"]: r["exact"] for r in sale.rows("uk-vat-return", "boxes_gbp")}
        assert (boxes["4"], boxes["7"]) == (20_000, 100_000)
        assert all_agree(sale.tables("checks"))


def test_what_the_house_owes_itself_by_the_table_is_not_paid(tmp_path):
    domestic = vat("GB", "0", kind=RateKind.REVERSE_CHARGE)
    with dealing(tmp_path, 100_000, rates=(vat(), domestic)) as sale:
        stated = sale.states()
        assert billed(stated) == [(0, False, None, False)]
        assert stated.lines[0].treatment.code is TaxCode.REVERSE_CHARGE


def test_the_rate_of_the_category_counts(tmp_path):
    rates = (vat("DE", "19"), vat("DE", "7", categories=("Art",), on=(Taxable.HAMMER,)))
    with dealing(
        tmp_path,
        100_000,
        100_000,
        home="DE",
        currency="EUR",
        rates=rates,
        categories=["Art"],
    ) as sale:
        assert [tax for tax, *_ in billed(sale.states())] == [7_000, 19_000]


def test_rounding_over_the_document_keeps_both_ways_apart(tmp_path):
    with dealing(
        tmp_path,
        1_030,
        1_030,
        1_030,
        rates=(vat("GB", "5"),),
        rounding=TaxRounding.DOCUMENT,
    ) as sale:
        stated = sale.states()
        # 5 % of 30.90, and of the commission of 3.09.
        assert money(stated) == (3_090, 155, -309, -15, 2_921)


def test_without_an_agreement_the_tax_waits_for_the_consignors_invoice(tmp_path):
    with dealing(tmp_path, 100_000, agreed=False) as sale:
        first = sale.states()
        assert money(first)[-1] == 88_000
        assert billed(first) == [(0, False, None, True)]
        assert "input-tax" not in sale.accounts()
        with pytest.raises(InvoiceDiffers, match="£200"):
            sale.files("RE-77", 19_000)
        assert sale.files("RE-77", 20_000)
        assert not sale.files("RE-77", 20_000)
        second = sale.states()
        assert sum(line.net for line in second.lines) == 20_000
        assert billed(second)[-1] == (20_000, False, "RE-77", False)
        assert sale.accounts()["input-tax"] == 20_000
        with pytest.raises(NoInvoiceAwaited):
            sale.files("RE-78", 20_000)
        assert sale.states() is None


def test_an_invoice_may_be_for_some_of_the_lots(tmp_path):
    with dealing(tmp_path, 100_000, 50_000, agreed=False) as sale:
        sale.states()
        with pytest.raises(NoInvoiceAwaited):
            sale.files("RE-1", 10_000, lots=[lot(9)])
        sale.files("RE-1", 10_000, lots=[lot(2)])
        assert sum(line.net for line in sale.states().lines) == 10_000
        sale.files("RE-2", 20_000)
        assert sum(line.net for line in sale.states().lines) == 20_000


def test_an_agreement_bills_from_the_next_statement_on(
    tmp_path,
):
    with dealing(tmp_path, 100_000, agreed=False) as sale:
        sale.states()
        sale.agrees(STATED, STATED)
        second = sale.states()
        assert billed(second)[-1] == (20_000, True, None, False)
        # It is over by then, and what it billed stays billed.
        assert sale.states(on=date(2026, 7, 1)) is None


def test_an_agreement_that_is_over_bills_nothing(tmp_path):
    with dealing(tmp_path, 100_000, agreed=False) as sale:
        sale.agrees(EVER, date(2026, 5, 20))
        assert billed(sale.states()) == [(0, False, None, True)]


def test_a_status_that_is_known_late_corrects_the_statement(tmp_path):
    with dealing(tmp_path, 100_000, status=[unregistered()]) as sale:
        assert money(sale.states())[-1] == 88_000
        sale.knows(registered())
        second = sale.states()
        assert sum(line.net for line in second.lines) == 20_000
        sale.knows(unregistered())
        third = sale.states()
        assert sum(line.net for line in third.lines) == -20_000
        assert any(line.is_self_billed for line in third.lines)
        accounts = sale.accounts()
        assert (accounts["input-tax"], accounts["consignors"]) == (0, -88_000)
        assert all_agree(sale.tables("checks"))


def test_a_sale_that_is_rescinded_after_the_payout_takes_the_tax_back(tmp_path):
    with dealing(tmp_path, 100_000) as sale:
        sale.states()
        sale.house.do(
            corrections.rescind(
                lot(1), authorised_by="boss@example", at=clock("20:00")
            ),
            by=by(reason="fake"),
        )
        mirror = sale.states(at=clock("21:00"))
        assert money(mirror) == (-100_000, -20_000, 10_000, 2_000, -108_000)
        assert mirror.lines[0].is_self_billed
        assert sale.accounts()["input-tax"] == 0
