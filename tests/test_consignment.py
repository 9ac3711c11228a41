"""Stories of consignors: what lots bring, what is taken off, what is paid out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from ledger.events import (
    AdvanceMade,
    ConsignorSettled,
    ExpenseCharged,
    HammerAmended,
    LotSold,
    PayoutMade,
    PayoutReversed,
    StatementIssued,
)
from ledger.events.documents import Deduction, net_of
from ledger.house import consigning, corrections, lots, sales
from ledger.house.consignors import lots_by_consignor
from ledger.identity import ClientId, Paddle, StatementId
from ledger.refusals import (
    KeyUsed,
    NoTaxTable,
    NothingPayable,
    NotPayableYet,
    NotTheirLot,
    ReasonNeeded,
    SaleGoesOn,
    UnknownConsignor,
    UnknownPayout,
    UnknownStatement,
)
from ledger.terms.settlement_rules import ConsignorRules
from ledger.terms.tax import Taxable, TaxRate, TaxScheme
from tests.consigned import (
    ANN,
    BEN,
    DAY,
    LATER,
    TENTH,
    amends,
    buyer_pays,
    consigned_house,
    consigned_lot,
    pays_out,
    rescinds,
    scale,
    standing,
    states,
    told,
)
from tests.sale_of_tests import SALE, all_entries, bid, by, lot
from tests.story import clock, usd

VAT = TaxRate(
    "GB", "VAT", Fraction(1, 5), (Taxable.PREMIUM, Taxable.FEES), date(2011, 1, 4)
)

# What a lot brings.


def test_a_lot_brings_its_hammer_less_commission_band_by_band(tmp_path):
    rules = ConsignorRules(scale((50_000, 10), (100_000, 8), (None, 5)))
    with consigned_house(tmp_path, [consigned_lot(1, 120_000)], rules=rules) as house:
        statement = states(house)
    assert told(statement) == [
        ("1", "hammer price", usd(120_000)),
        ("1", "commission 10% on the first $50,000", -usd(5_000)),
        ("1", "commission 8% from $50,000 to $100,000", -usd(4_000)),
        ("1", "commission 5% above $100,000", -usd(1_000)),
    ]
    _, first, second, third = statement.lines
    assert (first.rate, first.base) == (Fraction(1, 10), usd(50_000))
    assert (second.rate, second.base) == (Fraction(2, 25), usd(50_000))
    assert (third.rate, third.base) == (Fraction(1, 20), usd(20_000))
    assert net_of(statement.lines) == usd(110_000)


def test_a_category_has_a_scale_of_its_own_and_says_so(tmp_path):
    rules = replace(TENTH, by_category=(("Coins", scale((50_000, 8), (None, 4))),))
    sold = [consigned_lot(1, 1_000, category="Coins"), consigned_lot(2, 1_000)]
    with consigned_house(tmp_path, sold, rules=rules) as house:
        statement = states(house)
    assert told(statement) == [
        ("1", "hammer price", usd(1_000)),
        ("1", "commission 8% on the first $50,000 (category Coins)", -usd(80)),
        ("2", "hammer price", usd(1_000)),
        ("2", "commission 10% of the hammer price", -usd(100)),
    ]


def test_the_minimum_lifts_the_commission_in_a_line_of_its_own(tmp_path):
    rules = ConsignorRules(scale((None, 10), minimum=25))
    sold = [consigned_lot(1, 100), consigned_lot(2, 250)]
    with consigned_house(tmp_path, sold, rules=rules) as house:
        statement = states(house)
    assert told(statement)[2:] == [
        ("1", "lifts the commission to the least of $25", -usd(15)),
        ("2", "hammer price", usd(250)),
        ("2", "commission 10% of the hammer price", -usd(25)),
    ]
    assert statement.lines[2].kind is Deduction.COMMISSION_MINIMUM


def test_every_lot_that_was_offered_is_illustrated_sold_or_not(tmp_path):
    rules = replace(TENTH, illustration=usd(3))
    entries = [consigned_lot(number, 100) for number in (1, 2, 3)]
    with consigned_house(
        tmp_path, entries, rules=rules, unsold=(2, 3), closed=False
    ) as house:
        house.do(lots.withdraw(lot(3)), by=by(reason="a doubt about the title"))
        house.do(sales.close_sale(SALE, at=clock("18:00")), by=by())
        statement = states(house)
    fee = "illustration, for each lot that was offered"
    assert told(statement)[2:] == [("1", fee, -usd(3)), ("2", fee, -usd(3))]


def test_a_reserve_that_kept_a_lot_from_selling_costs_a_share_of_it(tmp_path):
    rules = replace(TENTH, reserve_fee=Fraction(5, 100))
    entries = [
        consigned_lot(1, 100, reserve=usd(700), low_estimate=usd(800)),
        consigned_lot(2, 100, reserve=usd(700), low_estimate=usd(800)),
        consigned_lot(3, 100),
    ]
    with consigned_house(tmp_path, entries, rules=rules, unsold=(2, 3)) as house:
        statement = states(house)
        stated = house.lot(lot(1)).books.settled
    # Nobody bid for lots 2 and 3: no reserve was in the way.
    assert told(statement) == [
        ("1", "5% of the reserve of $700, which was not met", -usd(35))
    ]
    assert (statement.lines[0].rate, statement.lines[0].base) == (
        Fraction(1, 20),
        usd(700),
    )
    assert stated == ConsignorSettled(
        lot=lot(1),
        consignor=ANN,
        statement=statement.statement,
        hammer=None,
        buyer=None,
        net=-usd(35),
    )


def test_a_consignor_who_buys_a_lot_back_owes_the_buy_back_rate_alone(tmp_path):
    rules = replace(TENTH, buy_back=Fraction(5, 100))
    entries = [consigned_lot(1, 2_000)]
    with consigned_house(tmp_path, entries, rules=rules, bought_back=(1,)) as house:
        statement = states(house)
        stands = standing(house)
    assert told(statement) == [("1", "bought back: 5% of the hammer price", -usd(100))]
    assert statement.awaited == ()
    assert stands.balance.owed == usd(100)


def test_lots_of_the_house_and_of_others_are_not_on_the_statement(tmp_path):
    entries = [
        consigned_lot(1, 100, consignor=None),
        consigned_lot(2, 200, consignor=BEN),
        consigned_lot(3, 300),
    ]
    with consigned_house(tmp_path, entries) as house:
        second, third = house.lot(lot(2)), house.lot(lot(3))
        assert lots_by_consignor(house, SALE) == {BEN: [second], ANN: [third]}
        everybody = consigning.state_all(SALE, on=DAY, at=clock("19:00"))
        issued = [
            event
            for event in house.do(everybody, by=by()).events
            if isinstance(event, StatementIssued)
        ]
    assert [(one.statement, one.consignor) for one in issued] == [
        ("HA-2026-S00001", BEN),
        ("HA-2026-S00002", ANN),
    ]
    assert [{line.lot for line in one.lines} for one in issued] == [{lot(2)}, {lot(3)}]


def test_a_line_says_from_which_event_it_follows_and_when_it_is_due(tmp_path):
    entries = [consigned_lot(1, 100), consigned_lot(2, 100, category="Sports")]
    with consigned_house(tmp_path, entries) as house:
        amends(house, 1, price=usd(90))
        statement = states(house)
        log = {entry.position: entry.event for entry in all_entries(house)}
    first, _, second, _ = statement.lines
    assert isinstance(log[first.source], HammerAmended)
    assert isinstance(log[second.source], LotSold)
    assert (first.due_on, second.due_on) == (date(2026, 7, 4), date(2026, 6, 19))
    assert [line.number for line in statement.lines] == [1, 2, 3, 4]


# Taxes on what the house charges.


def test_on_the_margin_the_vat_is_inside_the_commission(tmp_path):
    # Rulebook 5: hammer 10,000, 12 % + 12 %, a margin of 2,400, VAT 400: half of it
    # on this side.
    rules = ConsignorRules(scale((None, 12)), illustration=usd(10))
    with consigned_house(
        tmp_path,
        [consigned_lot(1, 10_000)],
        rules=rules,
        scheme=TaxScheme.MARGIN,
        tax=(VAT,),
    ) as house:
        statement = states(house)
    hammer, commission, illustration = statement.lines
    assert hammer.taxes == ()
    assert (commission.net, commission.tax) == (-usd(1_200), 0)
    assert [due.included for due in commission.taxes] == [usd(200)]
    # What is ancillary is outside the margin.
    assert (illustration.net, illustration.tax) == (-usd(12), usd(2))


def test_the_margin_of_both_sides_bears_one_sixth(tmp_path):
    rules = ConsignorRules(scale((None, 12)))
    with consigned_house(
        tmp_path,
        [consigned_lot(1, 10_000)],
        rules=rules,
        scheme=TaxScheme.MARGIN,
        tax=(VAT,),
    ) as house:
        statement = states(house)
        buyer_pays(house, 1)
        bill = house.invoice(house.lot(lot(1)).books.invoiced.invoice)
    charged = [*statement.lines, *bill.issued.lines]
    inside = {due.included for line in charged for due in line.taxes}
    # The house of tests takes a tenth from buyers: 1,000 of it, 166.67 inside.
    assert inside == {usd(200), usd("166.67")}


def test_under_the_standard_scheme_fees_are_taxed_on_top_where_the_place_does(tmp_path):
    entries = [consigned_lot(1, 1_000)]
    with consigned_house(tmp_path, entries, tax=(VAT,)) as house:
        statement = states(house)
    commission = statement.lines[1]
    assert (commission.amount, commission.tax, commission.net) == (
        -usd(100),
        usd(20),
        -usd(120),
    )
    assert net_of(statement.lines) == usd(880)


def test_the_tax_on_a_commission_is_given_back_with_it(tmp_path):
    with consigned_house(tmp_path, [consigned_lot(1, 1_000)], tax=(VAT,)) as house:
        first = states(house)
        rescinds(house, 1)
        second = states(house)
    assert sum(line.tax for line in first.lines) == usd(20)
    assert sum(line.tax for line in second.lines) == -usd(20)
    assert net_of(first.lines) + net_of(second.lines) == 0


def test_a_lot_that_brings_nothing_waits_for_nobody(tmp_path):
    dear = ConsignorRules(scale((None, 10), minimum=200))
    with consigned_house(tmp_path, [consigned_lot(1, 100)], rules=dear) as house:
        assert net_of(states(house).lines) == -usd(100)
        assert standing(house).balance.awaited == 0


@pytest.mark.parametrize("scheme", [TaxScheme.EXEMPT, TaxScheme.STANDARD])
def test_no_table_is_asked_for_where_nothing_is_taxed(tmp_path, scheme):
    free = ConsignorRules(scale((None, 0)))
    with consigned_house(
        tmp_path, [consigned_lot(1, 1_000)], rules=free, scheme=scheme, tax=()
    ) as house:
        assert net_of(states(house).lines) == usd(1_000)


def test_a_tax_is_not_guessed(tmp_path):
    with (
        consigned_house(tmp_path, [consigned_lot(1, 1_000)], tax=()) as house,
        pytest.raises(NoTaxTable),
    ):
        states(house)


# Rates of their own, expenses, advances.


def test_rates_that_were_agreed_go_before_those_of_the_sale(tmp_path):
    with consigned_house(tmp_path, [consigned_lot(1, 1_000)]) as house:
        own = ConsignorRules(scale((None, 6)))
        assert house.do(consigning.agree(SALE, ANN, own), by=by()).events
        assert not house.do(consigning.agree(SALE, ANN, own), by=by()).events
        statement = states(house)
    assert told(statement)[1] == (
        "1",
        "commission 6% of the hammer price (as agreed)",
        -usd(60),
    )


def test_rates_agreed_after_a_statement_correct_it_with_the_next(tmp_path):
    with consigned_house(tmp_path, [consigned_lot(1, 1_000)]) as house:
        first = states(house)
        own = ConsignorRules(scale((None, 6)))
        house.do(consigning.agree(SALE, ANN, own), by=by())
        second = states(house)
        assert states(house) is None
    assert told(second) == [
        ("1", "taken back: hammer price", -usd(1_000)),
        ("1", "taken back: commission 10% of the hammer price", usd(100)),
        ("1", "hammer price", usd(1_000)),
        ("1", "commission 6% of the hammer price (as agreed)", -usd(60)),
    ]
    corrected = [line.corrects for line in second.lines]
    assert corrected == [first.statement, first.statement, None, None]
    assert second.number == 2
    assert net_of((*first.lines, *second.lines)) == usd(940)


def test_expenses_and_advances_are_stated_once(tmp_path):
    at = clock("11:00")
    with consigned_house(tmp_path, [consigned_lot(1, 1_000)]) as house:
        spent = consigning.expense(
            SALE, ANN, usd(40), description="reframing", on=DAY, at=at, lot=lot(1)
        )
        ahead = consigning.advance(SALE, ANN, usd(300), method="wire", on=DAY, at=at)
        house.do(spent, by=by())
        house.do(ahead, by=by())
        statement = states(house)
        assert states(house) is None
        log = {entry.position: entry.event for entry in all_entries(house)}
        stands = standing(house).balance
    assert told(statement)[2:] == [
        ("1", "expense of 2026-05-21", -usd(40)),
        ("", "advance of 2026-05-21", -usd(300)),
    ]
    expense, advance = statement.lines[2:]
    assert isinstance(log[expense.source], ExpenseCharged)
    assert isinstance(log[advance.source], AdvanceMade)
    assert (expense.said, expense.due_on) == ("reframing", None)
    assert (stands.net, stands.deducted) == (usd(560), usd(440))


def test_an_advance_above_the_proceeds_is_owed_back(tmp_path):
    with consigned_house(tmp_path, [consigned_lot(1, 1_000)]) as house:
        ahead = consigning.advance(
            SALE, ANN, usd(1_500), method="wire", on=DAY, at=clock("11:00")
        )
        house.do(ahead, by=by())
        states(house)
        buyer_pays(house, 1)
        stands = standing(house).balance
        with pytest.raises(NothingPayable, match=r"they owe the house \$600"):
            pays_out(house)
    assert (stands.payable, stands.owed) == (0, usd(600))


def test_an_expense_names_a_lot_of_theirs(tmp_path):
    entries = [consigned_lot(1, 100), consigned_lot(2, 100, consignor=BEN)]
    with consigned_house(tmp_path, entries) as house:
        spent = consigning.expense(
            SALE,
            ANN,
            usd(40),
            description="reframing",
            on=DAY,
            at=clock("11:00"),
            lot=lot(2),
        )
        with pytest.raises(NotTheirLot):
            house.do(spent, by=by())


def test_a_stranger_has_no_account(tmp_path):
    stranger = ClientId("C-NOBODY")
    with consigned_house(tmp_path, [consigned_lot(1, 100)]) as house:
        ahead = consigning.advance(
            SALE, stranger, usd(1), method="wire", on=DAY, at=clock("11:00")
        )
        for command in (
            ahead,
            consigning.agree(SALE, stranger, TENTH),
            consigning.state(SALE, stranger, on=DAY, at=clock("19:00")),
        ):
            with pytest.raises(UnknownConsignor):
                house.do(command, by=by())
        with pytest.raises(UnknownConsignor):
            house.consignment(SALE, stranger)


# Statements.


def test_a_statement_waits_for_the_close(tmp_path):
    entries = [consigned_lot(1, 100), consigned_lot(2, 100)]
    with (
        consigned_house(tmp_path, entries, closed=False) as house,
        pytest.raises(SaleGoesOn, match="2 lots are to come"),
    ):
        states(house)


def test_a_second_run_issues_nothing_and_draws_no_number(tmp_path):
    with consigned_house(tmp_path, [consigned_lot(1, 100)]) as house:
        states(house)
        head = house.head()
        assert states(house) is None
        everybody = consigning.state_all(SALE, on=DAY, at=clock("19:00"))
        assert not house.do(everybody, by=by()).events
        assert house.head() == head


def test_whoever_knows_the_lots_states_the_same(tmp_path):
    entries = [consigned_lot(1, 100), consigned_lot(2, 100, consignor=BEN)]
    with consigned_house(tmp_path, entries) as house:
        issued = []
        for consignor, theirs in lots_by_consignor(house, SALE).items():
            named = [each.id for each in theirs]
            stating = consigning.state(
                SALE, consignor, on=DAY, at=clock("19:00"), lots=named
            )
            issued += house.do(stating, by=by()).events
        assert sum(isinstance(event, StatementIssued) for event in issued) == 2
        assert states(house) is None


def test_a_statement_is_found_by_its_number(tmp_path):
    entries = [consigned_lot(1, 100), consigned_lot(2, 100, consignor=BEN)]
    with consigned_house(tmp_path, entries) as house:
        first, second = states(house), states(house, BEN)
        assert house.statement(first.statement) == first
        assert house.statement(second.statement) == second
        for unknown in ("HA-2026-S00003", "HA-2025-S00001", "HA-2026-S00000"):
            with pytest.raises(UnknownStatement):
                house.statement(StatementId(unknown))


def test_the_same_key_issues_and_pays_once(tmp_path):
    with consigned_house(tmp_path, [consigned_lot(1, 100)]) as house:
        stating = consigning.state(SALE, ANN, on=DAY, at=clock("19:00"))
        first = house.do(stating, by=by("state-ann"))
        again = house.do(stating, by=by("state-ann"))
        assert again.repeated
        assert again.events == first.events
        buyer_pays(house, 1)
        paying = consigning.payout(
            SALE, ANN, usd(50), method="wire", on=LATER, at=clock("20:00")
        )
        house.do(paying, by=by("pay-ann"))
        house.do(paying, by=by("pay-ann"))
        other = consigning.payout(
            SALE, ANN, usd(40), method="wire", on=LATER, at=clock("20:00")
        )
        with pytest.raises(KeyUsed):
            house.do(other, by=by("pay-ann"))
        assert standing(house).balance.paid == usd(50)


def test_a_lot_that_was_called_off_is_taken_back_and_sold_on_stated_anew(tmp_path):
    with consigned_house(tmp_path, [consigned_lot(1, 100)], closed=False) as house:
        house.do(bid(1, "102", 500), by=by())
        house.do(sales.close_sale(SALE, at=clock("18:00")), by=by())
        first = states(house)
        rescinds(house, 1)
        back = states(house)
        assert told(back) == [
            ("1", "taken back: hammer price", -usd(110)),
            ("1", "taken back: commission 10% of the hammer price", usd(11)),
        ]
        assert net_of((*first.lines, *back.lines)) == 0
        again = corrections.resell(
            lot(1), at=clock("19:40"), authorised_by="Ann", price=usd(100)
        )
        house.do(again, by=by(reason="second chance"))
        anew = states(house)
        assert states(house) is None
    assert told(anew) == [
        ("1", "hammer price", usd(100)),
        ("1", "commission 10% of the hammer price", -usd(10)),
    ]


def test_corrections_add_up_to_what_a_fresh_statement_says(tmp_path):
    for folder in ("corrected", "fresh"):
        (tmp_path / folder).mkdir()
    entries = [consigned_lot(1, 100), consigned_lot(2, 200)]
    with consigned_house(tmp_path / "corrected", entries) as house:
        first = states(house)
        amends(house, 2, price=usd(160))
        second = states(house)
    with consigned_house(tmp_path / "fresh", entries) as house:
        amends(house, 2, price=usd(160))
        fresh = states(house)
    assert {line.lot for line in second.lines} == {lot(2)}
    assert net_of((*first.lines, *second.lines)) == net_of(fresh.lines)
    assert told(second)[2:] == told(fresh)[2:]


def test_another_buyer_at_the_same_price_is_told_to_the_books(tmp_path):
    with consigned_house(tmp_path, [consigned_lot(1, 100)]) as house:
        states(house)
        amends(house, 1, buyer=Paddle("102"))
        second = states(house)
        assert states(house) is None
        assert house.lot(lot(1)).books.settled.buyer == "102"
    assert net_of(second.lines) == 0


# Payouts.


def test_what_buyers_have_not_paid_is_withheld(tmp_path):
    entries = [consigned_lot(1, 1_000), consigned_lot(2, 500)]
    with consigned_house(tmp_path, entries) as house:
        statement = states(house)
        assert statement.awaited == (lot(1), lot(2))
        with pytest.raises(NothingPayable, match=r"\$1,350 waits for buyers to pay"):
            pays_out(house)
        buyer_pays(house, 2)
        stands = standing(house)
        assert stands.awaited == (lot(1),)
        assert (stands.balance.awaited, stands.balance.payable) == (usd(900), usd(450))
        with pytest.raises(NotPayableYet, match=r"^\$450 can be paid to C-ANN"):
            pays_out(house, 451)
        pays_out(house, 400)
        pays_out(house)
        assert standing(house).balance.paid == usd(450)
        buyer_pays(house, 1)
        assert standing(house).balance.payable == usd(900)


def test_fees_are_taken_off_whether_or_not_a_buyer_pays(tmp_path):
    rules = replace(TENTH, illustration=usd(5))
    entries = [consigned_lot(1, 1_000), consigned_lot(2, 500)]
    with consigned_house(tmp_path, entries, rules=rules) as house:
        states(house)
        buyer_pays(house, 2)
        # 450 for lot 2, less the illustration of both.
        assert standing(house).balance.payable == usd(440)


def test_a_house_that_does_not_withhold_pays_at_once(tmp_path):
    rules = replace(TENTH, withhold=False)
    with consigned_house(tmp_path, [consigned_lot(1, 1_000)], rules=rules) as house:
        assert states(house).awaited == ()
        rescinds(house, 1)
        assert standing(house).balance.payable == 0
    (tmp_path / "other").mkdir()
    with consigned_house(
        tmp_path / "other", [consigned_lot(1, 1_000)], rules=rules
    ) as house:
        states(house)
        assert standing(house).balance.payable == usd(900)


def test_a_sale_called_off_after_the_payout_is_owed_back(tmp_path):
    entries = [consigned_lot(1, 1_000)]
    with consigned_house(tmp_path, entries) as house:
        states(house)
        buyer_pays(house, 1)
        pays_out(house)
        rescinds(house, 1)
        assert standing(house).balance.payable == 0
        states(house)
        assert standing(house).balance.owed == usd(900)


def test_a_payout_that_came_back_can_be_made_again(tmp_path):
    with consigned_house(tmp_path, [consigned_lot(1, 1_000)]) as house:
        states(house)
        buyer_pays(house, 1)
        pays_out(house)
        with pytest.raises(NothingPayable, match="everything was paid"):
            pays_out(house)
        back = consigning.reverse_payout(SALE, ANN, 1, on=LATER, at=clock("21:00"))
        with pytest.raises(ReasonNeeded):
            house.do(back, by=by())
        (event,) = house.do(back, by=by(reason="a wrong account")).events
        assert isinstance(event, PayoutReversed)
        assert event.amount == usd(900)
        with pytest.raises(UnknownPayout):
            house.do(back, by=by(reason="a wrong account"))
        pays_out(house)
        made = [payout.made for payout in house.consignment(SALE, ANN).payouts]
    assert [(one.payout, one.amount) for one in made] == [(1, usd(900)), (2, usd(900))]
    assert all(isinstance(one, PayoutMade) for one in made)


def test_before_a_statement_nothing_is_paid(tmp_path):
    with (
        consigned_house(tmp_path, [consigned_lot(1, 1_000)]) as house,
        pytest.raises(NothingPayable, match="no statement was issued"),
    ):
        pays_out(house)


def test_due_dates_are_told(tmp_path):
    entries = [consigned_lot(1, 100), consigned_lot(2, 200, category="Sports")]
    with consigned_house(tmp_path, entries) as house:
        states(house)
        dues = standing(house).dues
    assert dues == ((date(2026, 6, 19), usd(180)), (date(2026, 7, 4), usd(90)))
