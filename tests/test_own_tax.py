"""Tax of the house's own: global margins, purchases, and returns that are paid net."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from datetime import date
from fractions import Fraction

import pytest

from ledger.events import MarginLosses, PurchaseTaxKind, RemittanceKind
from ledger.house import bank_accounts, invoicing, lots, own_tax, periods
from ledger.identity import BankAccountId
from ledger.money import Currency
from ledger.refusals import (
    MarginNotNext,
    MarginOfPeriodNeeded,
    NoSuchPurchaseTax,
    PeriodIsLocked,
    UnknownJurisdiction,
    UnknownPurchaseTax,
)
from ledger.settlement import own_tax as decisions
from ledger.settlement.own_tax import OwnTax, PeriodMargin, TaxedPurchase, evolve
from ledger.terms.settlement_rules import OwnGoods, TaxPlace
from ledger.terms.tax import TaxScheme
from ledger.value import replace
from projections.global_margin import margin_figures
from projections.journal import balances
from projections.reports.books.checks import all_agree
from projections.reports.books.registry import BOOKS
from projections.views import Views
from tests.books_by_hand import scope
from tests.sale_of_tests import by, entry, lot, new_house, place
from tests.settled_sale import (
    AFTER,
    CONSIGNOR,
    NEXT_DAY,
    bills,
    hammered,
    rate,
    settle,
    settled_by,
)
from tests.story import USD, usd

pytestmark = pytest.mark.slow

VAT = rate("GB", "20", name="VAT")
UST = rate("DE", "19", name="USt")
MAY = (date(2026, 5, 1), date(2026, 5, 31))
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
BANK = BankAccountId("OPERATING")
WHY = replace(by(), reason="a slip")


def margin(sales, purchases, period=MAY, losses=MarginLosses.CARRIED, **more):
    usual = {"currency": USD, "margin_by_lot": 0, "due_by_lot": 0, **more}
    return PeriodMargin(
        first=period[0],
        last=period[1],
        losses=losses,
        sales=sales,
        purchases=purchases,
        **usual,
    )


def accounted(own, asked, of=VAT):
    (event,) = decisions.account_margin(own, of.jurisdiction, asked, of, at=AFTER)
    return evolve(own, event), event


# The rule of a global margin


def test_the_published_example_of_a_quarter():
    """Sales 20,000 and purchases 8,000: VAT 2,000 (goselfemployed.co, on gov.uk's)."""
    _, event = accounted(OwnTax(), margin(20_000_00, 8_000_00))
    assert (event.due, event.carried_forward) == (2_000_00, 0)


def test_in_britain_a_negative_margin_goes_into_the_next_period():
    """SI 1995/1268, article 13 (6): the excess is part of the next total purchases."""
    own, first = accounted(OwnTax(), margin(5_000_00, 8_000_00))
    assert (first.due, first.carried_forward) == (0, 3_000_00)
    own, second = accounted(own, margin(20_000_00, 8_000_00, JUNE))
    assert second.brought_forward == 3_000_00
    assert second.due == 1_500_00
    assert own.margins[-1].carried_forward == 0


def test_a_loss_is_carried_through_as_many_periods_as_it_takes():
    own, _ = accounted(OwnTax(), margin(0, 900))
    own, second = accounted(own, margin(300, 0, JUNE))
    assert (second.due, second.carried_forward) == (0, 600)
    july = (date(2026, 7, 1), date(2026, 7, 31))
    _, third = accounted(own, margin(1_200, 0, july))
    assert third.due == 100


def test_in_germany_a_negative_margin_lowers_no_later_period():
    lapsed = MarginLosses.LAPSED
    own, first = accounted(OwnTax(), margin(500, 800, losses=lapsed), UST)
    assert (first.due, first.carried_forward) == (0, 0)
    _, second = accounted(own, margin(1_190, 0, JUNE, losses=lapsed), UST)
    assert (second.brought_forward, second.due) == (0, 190)
    assert {"GB": MarginLosses.CARRIED, "DE": lapsed} == decisions.LOSSES


def test_opening_stock_counts_once_and_in_the_first_period():
    own, first = accounted(OwnTax(), margin(600, 0, opening_stock=300))
    assert first.due == 50
    with pytest.raises(MarginNotNext):
        accounted(own, margin(600, 0, JUNE, opening_stock=300))


def test_periods_follow_each_other():
    own, _ = accounted(OwnTax(), margin(600, 0))
    for again in (MAY, (MAY[1], JUNE[1])):
        with pytest.raises(MarginNotNext, match="2026-05-31"):
            accounted(own, margin(600, 0, again))


# In the books


@contextmanager
def traded(folder, of=VAT, scheme=TaxScheme.GLOBAL_MARGIN, entries=None):
    """Sell three lots at 190, 100 and 100, with a tenth of premium on each."""
    entries = entries or (entry(1), entry(2), entry(3))
    tax = TaxPlace(of.jurisdiction, scheme, own_goods=OwnGoods.MARGIN)
    with new_house(folder, entries=entries) as house:
        settled_by(house, of, tax=tax)
        hammered(house)
        yield Trade(house, folder, of.jurisdiction)


class Trade:
    """A house, what is asked of it, and what its books tell."""

    def __init__(self, house, folder, where):
        self.house, self.folder, self.where = house, folder, where

    def do(self, command, attribution=None):
        return self.house.do(command, by=attribution or by()).events

    def buys(self, number, dollars, on=date(2026, 5, 2)):
        self.do(lots.purchase(lot(number), price=usd(dollars), on=on))

    def db(self):
        opened = ExitStack()
        views = opened.enter_context(Views(self.house, place(self.folder)))
        return opened, opened.enter_context(views.asked())

    def takes_together(self, period=MAY, losses=MarginLosses.CARRIED):
        opened, db = self.db()
        with opened:
            figures = margin_figures(db, self.where, "USD", period)
        asked = margin(
            figures.sales,
            figures.purchases,
            period,
            losses,
            margin_by_lot=figures.margin_by_lot,
            due_by_lot=figures.due_by_lot,
        )
        (event,) = self.do(own_tax.account_margin(self.where, asked, at=AFTER))
        return event

    def accounts(self):
        opened, db = self.db()
        with opened:
            return {str(b.account): b.amount for b in balances(db, "account")}

    def boxes(self, form, column="exact", period=MAY):
        opened, db = self.db()
        with opened:
            report = BOOKS[form].build(db, scope(period=period))
            table = report.tables[0]
        names = [each.name for each in table.columns]
        rows = [dict(zip(names, row, strict=True)) for row in table.rows]
        return {row["box"]: row[column] for row in rows}

    def agrees(self):
        opened, db = self.db()
        with opened:
            return all_agree(BOOKS["checks"].build(db, scope()))


def test_losses_are_set_against_gains_of_the_period(tmp_path):
    with traded(tmp_path) as trade:
        for number, cost in ((1, 89), (2, 200), (3, 20)):
            trade.buys(number, cost)
        settle(trade.house)
        # Lots alone: margins of 120 and 90, and a loss of 90 that lowers neither.
        assert trade.accounts()["tax"] == -usd(20) - usd(15)
        event = trade.takes_together()
        assert (event.sales, event.purchases) == (usd(429), usd(309))
        assert (event.due, event.due_by_lot) == (usd(20), usd(35))
        assert trade.accounts()["tax"] == -usd(20)
        filed = trade.boxes("uk-vat-return")
        assert filed["1"] == usd(20)
        # The full selling price less the VAT on the margin.
        assert filed["6"] == usd(429 - 20)
        assert trade.agrees()


def test_what_was_bought_and_not_sold_counts_in_its_period(tmp_path):
    entries = (entry(1), entry(2), entry(3), entry(4))
    with traded(tmp_path, entries=entries) as trade:
        for number, cost in ((1, 89), (2, 20), (3, 20), (4, 240)):
            trade.buys(number, cost)
        settle(trade.house)
        event = trade.takes_together()
        assert (event.purchases, event.due) == (usd(369), usd(10))


def test_a_purchase_of_another_period_counts_there(tmp_path):
    with traded(tmp_path) as trade:
        trade.buys(1, 89, on=date(2026, 4, 2))
        trade.buys(2, 20)
        trade.buys(3, 20)
        settle(trade.house)
        april = (date(2026, 4, 1), date(2026, 4, 30))
        assert trade.takes_together(april).carried_forward == usd(89)
        may = trade.takes_together()
        assert (may.purchases, may.brought_forward) == (usd(40), usd(89))
        assert may.due == usd(50)


def test_a_german_month_of_losses_bears_none_and_the_boxes_say_so(tmp_path):
    with traded(tmp_path, UST) as trade:
        for number, cost in ((1, 90), (2, 500), (3, 500)):
            trade.buys(number, cost)
        settle(trade.house)
        assert trade.boxes("de-vat-return")["81 tax"] == usd(19)
        trade.takes_together(losses=MarginLosses.LAPSED)
        filed = trade.boxes("de-vat-return")
        assert (filed["81"], filed["81 tax"]) == (0, 0)
        assert trade.accounts()["tax"] == 0
        assert trade.agrees()


def test_consigned_lots_of_the_scheme_have_their_margin_in_it(tmp_path):
    entries = (entry(1), entry(2, consignor=CONSIGNOR), entry(3))
    with traded(tmp_path, entries=entries) as trade:
        trade.buys(1, 269)
        trade.buys(3, 110)
        settle(trade.house)
        # The premium of lot 2 is 10, less the loss of 60 on lot 1.
        event = trade.takes_together()
        assert (event.due, event.carried_forward) == (0, usd(50))


def test_lots_of_the_margin_scheme_proper_stay_alone(tmp_path):
    with traded(tmp_path, scheme=TaxScheme.MARGIN) as trade:
        for number, cost in ((1, 89), (2, 200), (3, 20)):
            trade.buys(number, cost)
        settle(trade.house)
        event = trade.takes_together()
        assert (event.sales, event.purchases, event.due) == (0, 0, 0)
        assert trade.accounts()["tax"] == -usd(35)


def test_what_is_credited_is_no_sale_of_the_period(tmp_path):
    with traded(tmp_path) as trade:
        for number, cost in ((1, 89), (2, 20), (3, 20)):
            trade.buys(number, cost)
        bill = bills(settle(trade.house))[0]
        whole = invoicing.credit(bill.invoice, on=NEXT_DAY, at=AFTER)
        trade.do(whole, WHY)
        event = trade.takes_together()
        # Lot 3 alone was sold; what the others cost was bought all the same.
        assert event.sales == usd(110)
        assert event.carried_forward == usd(19)
        assert trade.agrees()


def test_a_margin_is_taken_back_and_done_again(tmp_path):
    with traded(tmp_path) as trade:
        for number, cost in ((1, 89), (2, 200), (3, 20)):
            trade.buys(number, cost)
        settle(trade.house)
        trade.takes_together()
        trade.do(own_tax.reverse_margin("GB", at=AFTER), WHY)
        assert trade.accounts()["tax"] == -usd(35)
        assert trade.boxes("uk-vat-return")["1"] == usd(35)
        assert trade.takes_together().number == 2
        assert trade.agrees()
        trade.do(own_tax.reverse_margin("GB", at=AFTER), WHY)
        with pytest.raises(MarginOfPeriodNeeded):
            trade.do(own_tax.reverse_margin("GB", at=AFTER), WHY)


def test_a_locked_month_takes_no_margin(tmp_path):
    with traded(tmp_path) as trade:
        settle_none = margin(0, 0, (date(2026, 4, 1), date(2026, 4, 30)))
        trade.do(periods.lock(date(2026, 4, 30), at=AFTER))
        with pytest.raises(PeriodIsLocked):
            trade.do(own_tax.account_margin("GB", settle_none, at=AFTER))


# What the house bought


def purchase(kind, net, percent="20", *, claimed=None, currency=USD):
    part = Fraction(percent) / 100
    tax = round(net * part)
    return TaxedPurchase(
        kind=kind,
        currency=currency,
        net=net,
        rate=part,
        tax=tax,
        claimed=tax if claimed is None else claimed,
    )


KINDS = PurchaseTaxKind
BRITISH = {
    KINDS.ACQUISITION: {"2": 200, "4": 200, "7": 1_000, "9": 1_000},
    KINDS.SERVICE_FROM_UNION: {"1": 200, "4": 200, "6": 1_000, "7": 1_000},
    KINDS.REVERSE_CHARGE: {"1": 200, "4": 200, "6": 1_000, "7": 1_000},
    KINDS.IMPORT_POSTPONED: {"1": 200, "4": 200, "7": 1_000},
    KINDS.IMPORT_PAID: {"4": 200, "7": 1_000},
    KINDS.PURCHASE: {"4": 200, "7": 1_000},
}
"""The boxes as the help on the return of the Isle of Man tells them, box by box."""
GERMAN = {
    KINDS.ACQUISITION: {"89": 1_000, "89 tax": 190, "61": 190},
    KINDS.SERVICE_FROM_UNION: {"46": 1_000, "47": 190, "67": 190},
    KINDS.REVERSE_CHARGE: {"84": 1_000, "85": 190, "67": 190},
    KINDS.IMPORT_PAID: {"62": 190},
    KINDS.PURCHASE: {"66": 190},
}
SUMS = ("3", "5", "83")


def filled(trade, form):
    """Return the boxes that have something in them, in whole units."""
    boxes = trade.boxes(form, "filed")
    return {
        box: amount // 100
        for box, amount in boxes.items()
        if amount and box not in SUMS
    }


@pytest.mark.parametrize("kind", BRITISH)
def test_each_kind_of_purchase_has_its_boxes_in_the_uk(tmp_path, kind):
    with traded(tmp_path) as trade:
        bought = purchase(kind, usd(1_000))
        trade.do(own_tax.account_purchase("GB", bought, on=NEXT_DAY, at=AFTER))
        assert filled(trade, "uk-vat-return") == BRITISH[kind]
        owed = usd(200) if kind.is_owed else 0
        accounts = trade.accounts()
        assert (accounts.get("tax", 0), accounts["input-tax"]) == (-owed, usd(200))
        assert trade.agrees()


@pytest.mark.parametrize("kind", GERMAN)
def test_each_kind_of_purchase_has_its_boxes_in_germany(tmp_path, kind):
    with traded(tmp_path, UST) as trade:
        bought = purchase(kind, usd(1_000), "19")
        trade.do(own_tax.account_purchase("DE", bought, on=NEXT_DAY, at=AFTER))
        assert filled(trade, "de-vat-return") == GERMAN[kind]
        assert trade.agrees()


@pytest.mark.parametrize(
    ("percent", "boxes"),
    [("7", {"93": 1_000, "93 tax": 70, "61": 70}), ("0", {"91": 1_000})],
)
def test_acquisitions_at_other_rates_have_boxes_of_their_own(tmp_path, percent, boxes):
    with traded(tmp_path, UST) as trade:
        bought = purchase(KINDS.ACQUISITION, usd(1_000), percent)
        trade.do(own_tax.account_purchase("DE", bought, on=NEXT_DAY, at=AFTER))
        assert filled(trade, "de-vat-return") == boxes


def test_what_may_not_be_taken_back_is_a_cost(tmp_path):
    with traded(tmp_path) as trade:
        bought = purchase(KINDS.REVERSE_CHARGE, usd(1_000), claimed=usd(50))
        trade.do(own_tax.account_purchase("GB", bought, on=NEXT_DAY, at=AFTER))
        accounts = trade.accounts()
        assert accounts["booked-elsewhere"] == usd(150)
        assert (accounts["tax"], accounts["input-tax"]) == (-usd(200), usd(50))


def test_a_purchase_is_taken_back_on_its_own_day_and_once(tmp_path):
    with traded(tmp_path) as trade:
        bought = purchase(KINDS.REVERSE_CHARGE, usd(1_000))
        trade.do(own_tax.account_purchase("GB", bought, on=NEXT_DAY, at=AFTER))
        back = own_tax.reverse_purchase("GB", 1, on=date(2026, 6, 2), at=AFTER)
        trade.do(back, WHY)
        assert filled(trade, "uk-vat-return")["1"] == 200
        assert trade.boxes("uk-vat-return", period=JUNE)["1"] == -usd(200)
        assert trade.accounts()["input-tax"] == 0
        for number in (1, 2):
            gone = own_tax.reverse_purchase("GB", number, on=NEXT_DAY, at=AFTER)
            with pytest.raises(UnknownPurchaseTax):
                trade.do(gone, WHY)


@pytest.mark.parametrize(
    ("where", "kind", "refusal"),
    [
        ("DE", KINDS.IMPORT_POSTPONED, NoSuchPurchaseTax),
        ("US-TX", KINDS.PURCHASE, NoSuchPurchaseTax),
        ("FR", KINDS.PURCHASE, UnknownJurisdiction),
    ],
)
def test_a_tax_that_a_country_does_not_know_is_refused(tmp_path, where, kind, refusal):
    of = rate(where if where != "FR" else "DE", "19")
    bought = purchase(kind, usd(1_000))
    asked = own_tax.account_purchase(where, bought, on=NEXT_DAY, at=AFTER)
    with traded(tmp_path, of) as trade, pytest.raises(refusal):
        trade.do(asked)


# Returns that are paid net


@pytest.mark.parametrize("output", [500, 200, 50])
def test_a_return_that_is_paid_net_leaves_nothing_on_either_account(tmp_path, output):
    """More owed than claimed, as much, and less: then the office pays."""
    with traded(tmp_path) as trade:
        for kind, net in ((KINDS.PURCHASE, 1_000), (KINDS.IMPORT_POSTPONED, output)):
            percent = "20" if kind is KINDS.PURCHASE else "100"
            claimed = None if kind is KINDS.PURCHASE else 0
            bought = purchase(kind, usd(net), percent, claimed=claimed)
            trade.do(own_tax.account_purchase("GB", bought, on=NEXT_DAY, at=AFTER))
        trade.do(bank_accounts.begin(BANK, usd(1_000), USD, on=NEXT_DAY, at=AFTER))
        paid = bank_accounts.remit(
            BANK,
            RemittanceKind.TAX,
            "GB",
            usd(output) - usd(200),
            period_from=MAY[0],
            period_to=MAY[1],
            input_tax=usd(200),
            on=NEXT_DAY,
            at=AFTER,
        )
        trade.do(paid)
        accounts = trade.accounts()
        assert (accounts["tax"], accounts["input-tax"]) == (0, 0)
        assert accounts["bank"] == usd(1_200) - usd(output)
        assert trade.agrees()
        back = bank_accounts.reverse_remittance(BANK, 1, on=NEXT_DAY, at=AFTER)
        trade.do(back, WHY)
        accounts = trade.accounts()
        assert (accounts["tax"], accounts["input-tax"]) == (-usd(output), usd(200))
        assert trade.agrees()


@pytest.mark.parametrize("rounding", [34, -34])
def test_what_a_form_rounds_has_an_account_of_its_own(tmp_path, rounding):
    with traded(tmp_path, UST) as trade:
        for kind, net in ((KINDS.SERVICE_FROM_UNION, 1_000), (KINDS.PURCHASE, 10)):
            bought = purchase(kind, usd(net), "19")
            trade.do(own_tax.account_purchase("DE", bought, on=NEXT_DAY, at=AFTER))
        trade.do(bank_accounts.begin(BANK, usd(1_000), USD, on=NEXT_DAY, at=AFTER))
        back = bank_accounts.remit(
            BANK,
            RemittanceKind.TAX,
            "DE",
            -190 - rounding,
            period_from=MAY[0],
            period_to=MAY[1],
            input_tax=usd(190) + 190,
            rounding=rounding,
            on=NEXT_DAY,
            at=AFTER,
        )
        trade.do(back)
        accounts = trade.accounts()
        assert (accounts["tax"], accounts["input-tax"]) == (0, 0)
        assert accounts["tax-rounding"] == -rounding
        assert trade.agrees()


def test_amounts_in_other_currencies_stay_apart(tmp_path):
    with traded(tmp_path) as trade:
        yen = purchase(KINDS.PURCHASE, 1_000, "10", currency=Currency("JPY"))
        trade.do(own_tax.account_purchase("GB", yen, on=NEXT_DAY, at=AFTER))
        assert trade.agrees()
