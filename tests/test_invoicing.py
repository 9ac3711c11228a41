"""Buyers' bills as stories: what is billed, numbered, taken back, and billed again."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest

from ledger.client import Certificate
from ledger.events import (
    Charge,
    CreditNoteIssued,
    InvoiceCredited,
    LotCredited,
    LotInvoiced,
    LotSold,
    NumberDrawn,
    QuantityMode,
    total_of,
)
from ledger.house import (
    accounts,
    clients,
    corrections,
    invoicing,
    lots,
    sales,
    settling,
)
from ledger.identity import ClientId, InvoiceId, Paddle, SeriesId
from ledger.refusals import (
    LotInvoicedAlready,
    NoTaxTable,
    NothingToCredit,
    ReasonNeeded,
    SaleGoesOn,
    SettlementNotSet,
    UnknownCharge,
    UnknownLine,
)
from ledger.terms.settlement_rules import TaxPlace
from ledger.terms.tax import Taxable, TaxScheme
from tests.sale_of_tests import SALE, all_entries, bid, by, entry, lot, new_house
from tests.settled_sale import (
    AFTER,
    NEXT_DAY,
    bills,
    hammered,
    rate,
    rules,
    settle,
    settled_by,
)
from tests.story import usd

FIRST = InvoiceId("TH-2026-00001")
WHY = {"reason": "a typo"}


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, hammered, settled_by) as house:
        yield house


def told(bill):
    """Say what a bill charges, lot by lot, with tax."""
    return [
        (line.lot and line.lot[-1], line.charge.value, line.amount, line.tax)
        for line in bill.lines
    ]


@contextmanager
def sold(folder, one):
    """Open a house in which 101 bought one lot at its opening."""
    with new_house(folder, entries=[one]) as house:
        house.do(bid(1, "101", 100), by=by())
        house.do(sales.close_sale(SALE, at=AFTER), by=by())
        settled_by(house)
        yield house


# What is billed.


def test_each_buyer_gets_one_bill_for_all_lots(house):
    one, other = bills(settle(house))
    assert (one.invoice, one.paddle, one.client) == (FIRST, "101", "C-101")
    assert other.invoice == "TH-2026-00002"
    assert told(one) == [
        ("1", "hammer", usd(190), usd("15.68")),
        ("1", "premium", usd(19), usd("1.57")),
        ("2", "hammer", usd(100), usd("8.25")),
        ("2", "premium", usd(10), usd("0.83")),
    ]
    assert total_of(one.lines) == usd("345.33")
    assert (one.issued_on, one.due_on) == (NEXT_DAY, date(2026, 5, 28))


def test_each_line_names_the_event_it_follows_from(house):
    hammers = {
        entry.event.lot: entry.position
        for entry in all_entries(house)
        if isinstance(entry.event, LotSold)
    }
    lines = [line for bill in bills(settle(house)) for line in bill.lines]
    assert {line.lot for line in lines} == hammers.keys()
    assert all(line.source == hammers[line.lot] for line in lines)


def test_the_lots_say_which_bill_they_stand_on(house):
    settle(house)
    assert house.lot(lot(2)).books.invoiced == LotInvoiced(
        lot=lot(2),
        invoice=FIRST,
        buyer=Paddle("101"),
        hammer=usd(100),
        premium=usd(10),
    )


def test_a_second_run_issues_nothing(house):
    settle(house)
    head = house.head()
    assert settle(house) == []
    assert house.head() == head


def test_nothing_is_billed_before_the_hammer_fell_on_every_lot(tmp_path):
    with new_house(tmp_path) as house:
        settled_by(house)
        with pytest.raises(SaleGoesOn, match="3 lots are to come"):
            settle(house)


def test_nothing_is_billed_before_somebody_said_how(tmp_path):
    with new_house(tmp_path) as house:
        hammered(house)
        with pytest.raises(SettlementNotSet, match="sale settlement MAY26"):
            settle(house)


def test_a_lot_sold_times_the_money_shows_its_pieces(tmp_path):
    spoons = entry(
        1, title="Six spoons", quantity=6, quantity_mode=QuantityMode.TIMES_THE_MONEY
    )
    with sold(tmp_path, spoons) as house:
        (bill,) = bills(settle(house))
        hammer = bill.lines[0]
        assert (hammer.pieces, hammer.each, hammer.amount) == (6, usd(100), usd(600))


def test_a_consignor_who_bought_a_lot_back_is_not_billed(tmp_path):
    theirs = entry(1, consignor=ClientId("C-101"))
    with sold(tmp_path, theirs) as house:
        assert settle(house) == []


def test_one_bill_a_session_where_the_rules_say_so(house):
    settled_by(house, per_session=True)
    assert [bill.session for bill in bills(settle(house))] == [1, 1]


def test_the_premium_of_the_day_is_shown_by_its_bands(house):
    one, _ = bills(settle(house))
    premium = one.lines[1]
    assert [(s.from_, s.up_to, s.amount) for s in premium.slices] == [
        (0, usd(190), usd(19))
    ]
    assert sum(s.amount for s in premium.slices) + premium.minimum == premium.amount


# Numbers.


def test_numbers_are_drawn_without_a_gap_with_what_they_are_drawn_for(house):
    for bill in (settle(house), settle(house)):
        drawn = [one for one in bill if isinstance(one, NumberDrawn)]
        assert [one.document for one in drawn] == [b.invoice for b in bills(bill)]
    numbers = [
        entry.event.number
        for entry in all_entries(house)
        if isinstance(entry.event, NumberDrawn)
    ]
    assert numbers == [1, 2]


def test_each_year_and_each_kind_of_document_has_a_series_of_its_own(house):
    settle(house, on=date(2026, 12, 31))
    house.do(invoicing.credit(FIRST, on=date(2027, 1, 2), at=AFTER), by=by(**WHY))
    assert house.lot(lot(1)).books.invoiced is None
    (again,) = bills(settle(house, on=date(2027, 1, 2)))
    assert again.invoice == "TH-2027-00001"
    series = {
        entry.event.series
        for entry in all_entries(house)
        if isinstance(entry.event, NumberDrawn)
    }
    assert series == {"TH-2026", "TH-2027", "TH-2027-C"}
    assert SeriesId("TH-2027-C") in series


def test_a_bill_that_is_refused_takes_no_number(house):
    house.do(clients.set_jurisdiction(ClientId("C-102"), "US-CA"), by=by())
    with pytest.raises(NoTaxTable):
        settle(house)
    house.do(
        settling.set_tax_rates([rate("US-CA", "7.25")], source="rates.csv"), by=by()
    )
    assert [bill.invoice for bill in bills(settle(house))] == ["TH-2026-00002"]


def test_the_same_key_is_answered_once(house):
    first = settle(house, key="month end")
    head = house.head()
    words = invoicing.invoice_buyer(
        SALE, Paddle("101"), lots=(lot(1), lot(2)), on=NEXT_DAY, at=AFTER
    )
    again = house.do(words, by=by("month end bill MAY26 101 None"))
    assert (again.repeated, house.head()) == (True, head)
    assert bills(again.events) == bills(first)[:1]


# Taxes.


def test_a_buyer_elsewhere_pays_the_tax_of_their_place(house):
    settled_by(house, rate("US-TX", "8.25"), rate("US-CA", "7.25"))
    house.do(clients.set_jurisdiction(ClientId("C-102"), "US-CA"), by=by())
    _, other = bills(settle(house))
    assert other.jurisdiction == "US-CA"
    assert [line.tax for line in other.lines] == [usd("7.25"), usd("0.73")]


def test_a_certificate_exempts_while_it_is_valid_and_the_bill_names_it(house):
    shown = Certificate("US-TX", "1-23", date(2026, 1, 1), date(2026, 5, 20))
    house.do(clients.file_certificate(ClientId("C-101"), shown), by=by())
    one, other = bills(settle(house))
    assert {tax.certificate for line in one.lines for tax in line.taxes} == {"1-23"}
    assert total_of(one.lines) == usd(319)
    assert all(line.tax for line in other.lines)


@pytest.mark.parametrize(
    ("first", "last"), [("2026-05-21", None), ("2020-01-01", "2026-05-19")]
)
def test_a_certificate_that_was_not_valid_at_the_hammer_exempts_nothing(
    house, first, last
):
    ends = None if last is None else date.fromisoformat(last)
    shown = Certificate("US-TX", "1-23", date.fromisoformat(first), ends)
    house.do(clients.file_certificate(ClientId("C-101"), shown), by=by())
    one, _ = bills(settle(house))
    assert all(line.tax for line in one.lines)


def test_revoking_a_certificate_later_changes_no_bill(house):
    shown = Certificate("US-TX", "1-23", date(2026, 1, 1), None)
    house.do(clients.file_certificate(ClientId("C-101"), shown), by=by())
    settle(house)
    gone = clients.revoke_certificate(
        ClientId("C-101"), jurisdiction="US-TX", number="1-23"
    )
    house.do(gone, by=by(**WHY))
    assert house.invoice(FIRST).total == usd(319)
    assert settle(house) == []


def test_a_table_that_changes_later_changes_no_bill(house):
    settle(house)
    house.do(settling.set_tax_rates([rate("US-TX", "9")], source="new.csv"), by=by())
    assert house.invoice(FIRST).total == usd("345.33")
    assert settle(house) == []


def test_a_lot_on_the_margin_shows_no_tax_and_keeps_it_inside_the_premium(house):
    settled_by(
        house,
        rate("GB", "20", name="VAT"),
        tax=TaxPlace("GB", TaxScheme.MARGIN),
    )
    one, _ = bills(settle(house))
    hammer, premium = one.lines[:2]
    assert (hammer.taxes, premium.tax) == ((), 0)
    assert [tax.included for tax in premium.taxes] == [usd("3.17")], "a sixth of 19"
    assert total_of(one.lines) == usd(319)


def test_a_lot_may_be_taxed_otherwise_than_its_category(house):
    exempt = lots.treat(lot(1), scheme=TaxScheme.EXEMPT, resale_right=None)
    house.do(exempt, by=by())
    one, _ = bills(settle(house))
    assert [line.tax for line in one.lines] == [0, 0, usd("8.25"), usd("0.83")]
    with pytest.raises(LotInvoicedAlready, match="TH-2026-00001"):
        house.do(lots.treat(lot(1), scheme=None, resale_right=None), by=by())


# Charges beside lots.


def charge(dollars, kind=Charge.SHIPPING, paddle="101", **more):
    return accounts.charge(
        SALE,
        Paddle(paddle),
        kind=kind,
        amount=usd(dollars),
        description="Air mail",
        on=NEXT_DAY,
        at=AFTER,
        **more,
    )


def test_an_invoice_is_taken_back_for_what_happened_to_its_lots(house):
    settled_by(house)
    settle(house)
    why = by(reason="misheard")
    put_right = {"at": AFTER, "authorised_by": "Ann"}
    house.do(corrections.rescind(lot(1), **put_right), by=why)
    other = corrections.amend_hammer(lot(2), buyer=Paddle("102"), **put_right)
    house.do(other, by=why)
    house.do(corrections.amend_hammer(lot(3), price=usd(90), **put_right), by=why)
    plan = settling.plan_buyers(house, SALE)
    assert {each.lots: each.reason for each in plan.credits} == {
        (lot(1),): "the sale was called off",
        (lot(2),): "the buyer is 102, not 101",
        (lot(3),): "the hammer was amended",
    }


def test_a_charge_waits_for_the_next_bill(house):
    house.do(charge(35), by=by())
    one, _ = bills(settle(house))
    assert told(one)[-1] == (None, "shipping", usd(35), usd("2.89"))


def test_a_charge_after_the_bill_is_billed_by_itself(house):
    settle(house)
    house.do(charge("35.50"), by=by())
    place = house.head()
    (bill,) = bills(settle(house))
    (line,) = bill.lines
    assert (line.amount, line.source, bill.invoice) == (
        usd("35.50"),
        place,
        "TH-2026-00003",
    )
    assert settle(house) == []


def test_a_charge_is_taken_back_before_it_is_billed_only(house):
    house.do(charge(35), by=by())
    withdraw = accounts.withdraw_charge(SALE, Paddle("101"), 1, at=AFTER)
    with pytest.raises(ReasonNeeded):
        house.do(withdraw, by=by())
    house.do(withdraw, by=by(**WHY))
    with pytest.raises(UnknownCharge):
        house.do(withdraw, by=by(**WHY))
    assert house.account(SALE, Paddle("101")).open == ()


def test_what_a_jurisdiction_does_not_tax_is_not_taxed(house):
    hammer_only = rate("US-TX", "8.25", on=(Taxable.HAMMER,))
    settled_by(house, hammer_only)
    house.do(charge(35), by=by())
    one, _ = bills(settle(house))
    assert [bool(line.tax) for line in one.lines] == [True, False, True, False, False]


# Taken back, and billed again.


def test_a_credit_note_takes_lines_back_as_they_were_billed(house):
    settle(house)
    recorded = house.do(
        invoicing.credit(FIRST, lots=[lot(1)], on=NEXT_DAY, at=AFTER), by=by(**WHY)
    )
    _, note, credited, freed = recorded.events
    bill = house.invoice(FIRST)
    assert note.lines == bill.issued.lines[:2]
    assert credited == InvoiceCredited(
        invoice=FIRST,
        credit_note=note.credit_note,
        lines=(1, 2),
        amount=usd("226.25"),
        at=AFTER,
    )
    assert freed == LotCredited(lot=lot(1), invoice=FIRST, credit_note=note.credit_note)
    assert (bill.total, bill.due) == (usd("345.33"), usd("119.08"))
    assert bill.lots == (lot(2),)


def test_what_was_credited_and_is_still_sold_is_billed_again(house):
    settle(house)
    house.do(invoicing.credit(FIRST, on=NEXT_DAY, at=AFTER), by=by(**WHY))
    (again,) = bills(settle(house))
    assert told(again) == told(house.invoice(FIRST).issued)


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        ({"lots": [lot(3)]}, UnknownLine),
        ({"lots": [lot(1), lot(3)]}, UnknownLine),
        ({"lines": [9]}, UnknownLine),
        ({"lines": [1, 1]}, None),
    ],
)
def test_only_what_stands_on_a_bill_can_be_credited(house, named, refusal):
    settle(house)
    credit = invoicing.credit(FIRST, on=NEXT_DAY, at=AFTER, **named)
    if refusal is None:
        house.do(credit, by=by(**WHY))
        refusal = UnknownLine
    with pytest.raises(refusal):
        house.do(credit, by=by(**WHY))


def test_a_bill_is_credited_in_full_once(house):
    settle(house)
    whole = invoicing.credit(FIRST, on=NEXT_DAY, at=AFTER)
    house.do(whole, by=by(**WHY))
    head = house.head()
    with pytest.raises(NothingToCredit):
        house.do(whole, by=by(**WHY))
    assert house.head() == head
    assert house.invoice(FIRST).due == 0


def test_a_hammer_takes_its_premium_along_and_its_lot_is_free_again(house):
    settle(house)
    hammer = invoicing.credit(FIRST, lines=[1], on=NEXT_DAY, at=AFTER)
    house.do(hammer, by=by(**WHY))
    assert house.invoice(FIRST).credited == {1, 2}
    assert house.lot(lot(1)).books.invoiced is None
    assert house.lot(lot(2)).books.invoiced is not None


def test_a_premium_may_be_forgiven_alone_and_the_lot_stays_billed(house):
    settle(house)
    house.do(invoicing.credit(FIRST, lines=[2], on=NEXT_DAY, at=AFTER), by=by(**WHY))
    assert house.invoice(FIRST).credited == {2}
    assert house.lot(lot(1)).books.invoiced is not None
    assert settle(house) == []


# Corrections after the bill.


def test_a_sale_that_is_called_off_is_credited_by_the_next_run(house):
    settle(house)
    off = corrections.rescind(lot(1), at=AFTER, authorised_by="Ann")
    house.do(off, by=by(**WHY))
    events = settle(house)
    assert bills(events) == []
    assert house.invoice(FIRST).due == usd("119.08")
    last = all_entries(house)[-1]
    assert last.by.reason == "the sale was called off"
    assert settle(house) == []


def test_a_second_chance_is_billed_to_who_took_it(house):
    settle(house)
    house.do(corrections.rescind(lot(1), at=AFTER, authorised_by="Ann"), by=by(**WHY))
    again = corrections.resell(
        lot(1), bid=None, price=None, at=AFTER, authorised_by="Ann"
    )
    house.do(again, by=by(**WHY))
    events = settle(house)
    (bill,) = bills(events)
    assert (bill.paddle, bill.lines[0].amount) == ("102", usd(180))
    assert settle(house) == []


def test_a_hammer_that_was_amended_is_credited_and_billed_anew(house):
    settle(house)
    amended = corrections.amend_hammer(
        lot(2),
        buyer=Paddle("101"),
        price=usd(120),
        at=AFTER,
        authorised_by="Ann",
    )
    house.do(amended, by=by(**WHY))
    place = house.head()
    (bill,) = bills(settle(house))
    assert told(bill)[0] == ("2", "hammer", usd(120), usd("9.90"))
    assert {line.source for line in bill.lines} == {place}
    assert house.invoice(FIRST).lots == (lot(1),)


def test_what_two_planned_to_take_back_is_credited_once(house):
    settle(house)
    amended = corrections.amend_hammer(
        lot(2), price=usd(120), at=AFTER, authorised_by="Ann"
    )
    house.do(amended, by=by(**WHY))
    plans = [settling.plan_buyers(house, SALE) for _ in "ab"]
    events = []
    for plan in plans:
        for step in settling.documents_of_plan(plan, SALE, on=NEXT_DAY, at=AFTER):
            told = house.do(step.command, by=by(reason=step.reason))
            events += told.events
    assert sum(isinstance(event, CreditNoteIssued) for event in events) == 1
    (bill,) = bills(events)
    assert house.invoice(bill.invoice).lots == (lot(2),)


def test_the_rules_may_change_between_documents_and_each_names_its_version(house):
    settle(house)
    house.do(settling.set_settlement(SALE, rules(prefix="NEW")), by=by())
    house.do(settling.set_settlement(SALE, rules(prefix="NEW")), by=by())
    house.do(charge(35), by=by())
    (bill,) = bills(settle(house))
    assert (bill.invoice, bill.rules) == ("NEW-2026-00001", 2)
