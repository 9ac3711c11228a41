"""Money without an invoice, write-offs, set-offs and the bank, as stories."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from ledger.events import (
    BankEntryKind,
    DayBalance,
    FundsApplied,
    FundsKind,
    LotPaid,
    LotUnpaid,
    PaymentReceived,
    RemittanceKind,
    WriteOff,
)
from ledger.files.bank_file.balances import read_balances
from ledger.files.problems import Faulty
from ledger.house import (
    bank,
    bank_accounts,
    consigning,
    funds,
    payments,
    set_offs,
    write_offs,
)
from ledger.identity import BankAccountId, ClientId, FundsId, InvoiceId, payment_id
from ledger.money import Currency
from ledger.refusals import (
    BadDebtNeedsTwo,
    BeforeAccount,
    FundsCameFrom,
    FundsGone,
    FundsNotTheirs,
    FundsOtherCurrency,
    FundsTooEarly,
    FundsUsed,
    MoreThanOpen,
    NothingOpen,
    NothingOwed,
    NoTolerance,
    NotTakenFrom,
    OverTolerance,
    PaymentTakenFrom,
    ReasonNeeded,
    Refusal,
    SamePerson,
    SetOffElsewhere,
    SetOffOthers,
    StatementsDisagree,
    SuspenseNeedsTwo,
    UnknownBankAccount,
    UnknownFunds,
    UnknownJurisdiction,
)
from ledger.settlement.bank import BankLine, LineOutcome
from projections.reports.books.checks import all_agree
from tests.books_by_hand import Books
from tests.consigned import (
    ANN,
    BEN,
    DAY as STATED,
    LATER as PAID,
    TENTH,
    consigned_house,
    consigned_lot,
    standing,
    states,
)
from tests.exported import CHECKS, the_file
from tests.sale_of_tests import SALE, by, new_house
from tests.settled_sale import (
    AFTER,
    PAYS,
    hammered,
    settle,
    settled_by,
)
from tests.story import USD, usd

pytestmark = pytest.mark.slow

ONE, OTHER = InvoiceId("TH-2026-00001"), InvoiceId("TH-2026-00002")
"""Lots 1 and 2, $345.33, to 101; lot 3, $119.08, to 102."""
BUYER, SECOND = ClientId("C-101"), ClientId("C-102")
FIRST, LOST = FundsId("C-101/F1"), FundsId("SUSPENSE/S1")
BANK = BankAccountId("OPERATING")
DAY = date(2026, 5, 22)
NEXT = AFTER + timedelta(days=30)
WHY = by(reason="the bank said so")
AT_ONCE = replace(TENTH, withhold=False)


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, settlement=PAYS) as house:
        hammered(house)
        settled_by(house, short_payment=usd(25))
        settle(house)
        yield house


def asks(house, command, attribution=WHY):
    return house.do(command, by=attribution).events


def holds(house, dollars, kind=FundsKind.ON_ACCOUNT, client=BUYER, **more):
    usual = {"method": "wire", "on": DAY, "at": NEXT, **more}
    command = funds.receive(kind, usd(dollars), USD, client=client, **usual)
    return asks(house, command)


def lost(house, dollars, **more):
    return holds(house, dollars, FundsKind.SUSPENSE, None, **more)


def applies(house, name, number=ONE, dollars=None, on=DAY):
    amount = None if dollars is None else usd(dollars)
    return asks(house, funds.apply(name, number, amount=amount, on=on, at=NEXT))


def left(house, name=FIRST):
    return funds.item_of(house, name).left


def wrong(house, **asked):
    """Name every check of the books that fails."""
    told = Books(house)
    try:
        report = told.report("checks", **asked)
        return [row for table in report.tables for row in table.rows if not row[-1]]
    finally:
        told.close()


def account(house, name):
    """Say what stands on an account of the journal."""
    told = Books(house)
    try:
        rows = told.rows("trial-balance", "accounts_usd")
        return sum(row["closing"] for row in rows if row["account"] == name)
    finally:
        told.close()


# Deposits, on account, suspense.


def test_a_deposit_pays_an_invoice_and_no_bank_moves(house):
    holds(house, 500, FundsKind.DEPOSIT, sale=SALE)
    bank = account(house, "bank")
    applied, received, *lots = applies(house, FIRST)
    assert isinstance(applied, FundsApplied)
    assert isinstance(received, PaymentReceived)
    assert (received.paid, received.source) == (usd("345.33"), FIRST)
    assert {type(event) for event in lots} == {LotPaid}
    assert left(house) == usd("154.67")
    assert account(house, "bank") == bank
    assert account(house, "transfers") == 0
    assert wrong(house) == wrong(house, sale=SALE) == []


def test_what_was_applied_is_put_back_and_its_lots_are_unpaid(house):
    holds(house, 500)
    applies(house, FIRST)
    payment = payment_id(ONE, 1)
    with pytest.raises(PaymentTakenFrom, match="no bank brought it"):
        asks(house, payments.reverse(payment, at=NEXT))
    with pytest.raises(PaymentTakenFrom):
        asks(house, payments.move(payment, OTHER, at=NEXT))
    back = asks(house, funds.put_back(payment, on=DAY, at=NEXT))
    assert [event for event in back if isinstance(event, LotUnpaid)]
    assert left(house) == usd(500)
    assert house.invoice(ONE).balance == usd("345.33")
    with pytest.raises(NotTakenFrom, match="nothing of it is left"):
        asks(house, funds.put_back(payment, on=DAY, at=NEXT))
    assert wrong(house) == []


def test_money_pays_only_what_is_open_and_only_its_clients_invoices(house):
    holds(house, 500)
    with pytest.raises(FundsNotTheirs, match="C-102"):
        applies(house, FIRST, OTHER)
    with pytest.raises(MoreThanOpen, match=r"\$345.33 is open"):
        applies(house, FIRST, ONE, 346)
    applies(house, FIRST)
    with pytest.raises(NothingOpen):
        applies(house, FIRST)
    with pytest.raises(UnknownFunds):
        applies(house, FundsId("C-101/F9"), OTHER)


def test_money_in_suspense_pays_anybody_once_it_is_found_out(house):
    lost(house, "119.08")
    applies(house, LOST, OTHER)
    assert house.invoice(OTHER).paid
    assert left(house, LOST) == 0
    assert account(house, "suspense") == 0
    assert wrong(house) == []


def test_money_in_suspense_becomes_a_clients_and_goes_back(house):
    lost(house, 80)
    moved = funds.assign(
        LOST, FundsKind.ON_ACCOUNT, client=BUYER, amount=usd(50), on=DAY, at=NEXT
    )
    leaves, arrives = asks(house, moved)
    assert (leaves.to, arrives.source) == (FIRST, LOST)
    assert (left(house, LOST), left(house)) == (usd(30), usd(50))
    with pytest.raises(FundsCameFrom, match="SUSPENSE/S1"):
        asks(house, funds.reverse(FIRST, on=DAY, at=NEXT))
    asks(house, funds.assign(FIRST, FundsKind.SUSPENSE, on=DAY, at=NEXT))
    assert account(house, "on-account") == 0
    assert account(house, "suspense") == -usd(80)
    assert wrong(house) == []


def test_a_refund_of_suspense_takes_two_people(house):
    lost(house, 80)
    one = funds.refund(LOST, method="wire", on=DAY, at=NEXT)
    with pytest.raises(SuspenseNeedsTwo):
        asks(house, one)
    same = funds.refund(
        LOST, method="wire", on=DAY, at=NEXT, authorised_by="Clerk@Example"
    )
    with pytest.raises(SamePerson):
        asks(house, same)
    two = funds.refund(LOST, method="wire", on=DAY, at=NEXT, authorised_by="Sue")
    asks(house, two)
    assert left(house, LOST) == 0
    asks(house, funds.reverse_refund(LOST, 1, on=DAY, at=NEXT))
    assert left(house, LOST) == usd(80)
    assert wrong(house) == []


def test_a_deposit_is_refunded_in_part_and_needs_a_reason(house):
    holds(house, 500, FundsKind.DEPOSIT, sale=SALE)
    asked = funds.refund(FIRST, amount=usd(200), method="wire", on=DAY, at=NEXT)
    with pytest.raises(ReasonNeeded):
        asks(house, asked, by())
    asks(house, asked)
    assert left(house) == usd(300)
    with pytest.raises(FundsGone, match=r"\$300 is left, less than \$301"):
        asks(house, funds.refund(FIRST, amount=usd(301), method="wire", at=NEXT))
    with pytest.raises(FundsUsed):
        asks(house, funds.reverse(FIRST, at=NEXT))
    assert wrong(house) == []


def test_a_deposit_that_bounced_is_gone(house):
    holds(house, 500, FundsKind.DEPOSIT, sale=SALE)
    asks(house, funds.reverse(FIRST, on=DAY, at=NEXT))
    assert account(house, "bank") == account(house, "deposits") == 0
    with pytest.raises(FundsGone):
        applies(house, FIRST)
    assert wrong(house) == []


def test_nothing_becomes_of_money_before_it_came(house):
    holds(house, 500)
    with pytest.raises(FundsTooEarly, match="C-101/F1"):
        applies(house, FIRST, on=DAY - timedelta(days=1))


def test_money_of_another_currency_pays_nothing_here(house):
    command = funds.receive(
        FundsKind.ON_ACCOUNT,
        50_000,
        Currency("JPY"),
        client=BUYER,
        method="wire",
        on=DAY,
        at=NEXT,
    )
    asks(house, command)
    with pytest.raises(FundsOtherCurrency, match="USD"):
        applies(house, FIRST)
    assert wrong(house) == []


@pytest.mark.parametrize("code", ["JPY", "KWD"])
def test_a_report_tells_what_is_to_be_refunded_in_each_currency(house, code):
    money = Currency(code)
    command = funds.receive(
        FundsKind.DEPOSIT,
        12_345,
        money,
        client=BUYER,
        sale=SALE,
        method="wire",
        on=DAY,
        at=NEXT,
    )
    asks(house, command)
    told = Books(house)
    (row,) = told.rows("held-funds", f"funds_{code.lower()}")
    assert (row["funds"], row["left"], row["kind"]) == (FIRST, 12_345, "deposit")
    told.close()


def test_what_is_overpaid_is_kept_on_account_and_goes_with_its_payment(house):
    command = payments.receive(
        ONE, paid=usd(400), method="wire", on=DAY, cleared=True, at=NEXT
    )
    asks(house, command)
    left_, kept = asks(house, funds.keep(ONE, on=DAY, at=NEXT))
    assert (left_.amount, kept.source) == (usd("54.67"), payment_id(ONE, 1))
    assert house.invoice(ONE).balance == 0
    assert wrong(house) == wrong(house, sale=SALE) == []
    asks(house, payments.reverse(payment_id(ONE, 1), on=DAY, at=NEXT))
    assert left(house) == 0
    assert account(house, "bank") == 0
    assert wrong(house) == []


def test_a_payment_whose_excess_was_spent_is_not_reversed_alone(house):
    command = payments.receive(
        ONE, paid=usd(400), method="wire", on=DAY, cleared=True, at=NEXT
    )
    asks(house, command)
    asks(house, funds.keep(ONE, on=DAY, at=NEXT))
    asks(house, funds.refund(FIRST, method="wire", on=DAY, at=NEXT))
    with pytest.raises(FundsUsed):
        asks(house, payments.reverse(payment_id(ONE, 1), on=DAY, at=NEXT))
    assert house.invoice(ONE).paid


# Write-offs.


def gives_up(house, kind, dollars=None, **more):
    amount = None if dollars is None else usd(dollars)
    usual = {"on": DAY, "at": NEXT, "amount": amount, **more}
    return asks(house, write_offs.write_off(ONE, kind, **usual))


def test_a_wire_that_is_short_by_the_banks_fee_counts_as_paid(house):
    short = payments.receive(
        ONE, paid=usd("320.33"), method="wire", on=DAY, cleared=True, at=NEXT
    )
    asks(house, short)
    events = gives_up(house, WriteOff.SHORT_PAYMENT)
    assert {type(event) for event in events[1:]} == {LotPaid}
    assert house.invoice(ONE).balance == 0
    assert account(house, "short-payments") == usd(25)
    assert wrong(house) == wrong(house, sale=SALE) == []
    back = asks(house, write_offs.reverse(ONE, 1, on=DAY, at=NEXT))
    assert [event for event in back if isinstance(event, LotUnpaid)]
    assert house.invoice(ONE).balance == usd(25)
    assert wrong(house) == []


def test_no_more_than_the_tolerance_is_given_up_by_one_person(house):
    with pytest.raises(OverTolerance, match=r"\$26 .* more than \$25"):
        gives_up(house, WriteOff.SHORT_PAYMENT, 26)
    gives_up(house, WriteOff.SHORT_PAYMENT, 15)
    with pytest.raises(OverTolerance, match=r"\$26"):
        gives_up(house, WriteOff.SHORT_PAYMENT, 11)


def test_a_house_that_names_no_tolerance_has_none(tmp_path):
    with new_house(tmp_path, settlement=PAYS) as house:
        hammered(house)
        settled_by(house)
        settle(house)
        with pytest.raises(NoTolerance, match="short_payment"):
            gives_up(house, WriteOff.SHORT_PAYMENT, 1)


def test_a_bad_debt_takes_two_people_and_pays_for_nothing(house):
    with pytest.raises(BadDebtNeedsTwo):
        gives_up(house, WriteOff.BAD_DEBT)
    events = gives_up(house, WriteOff.BAD_DEBT, authorised_by="Sue")
    assert [type(event) for event in events if isinstance(event, LotPaid)] == []
    assert house.invoice(ONE).balance == 0
    assert not house.invoice(ONE).paid
    tax = account(house, "tax")
    assert account(house, "bad-debts") == usd("345.33")
    assert account(house, "tax") == tax, "no relief is guessed"
    assert wrong(house) == []


def test_what_was_given_up_draws_no_late_fee(house):
    gives_up(house, WriteOff.BAD_DEBT, authorised_by="Sue")
    late = payments.charge_late(SALE, on=date(2026, 7, 1), at=NEXT)
    charged = {event.invoice for event in asks(house, late)}
    assert charged == {OTHER}


# The bank.


def begins(house, dollars=1_000, on=date(2026, 5, 1)):
    asks(house, bank_accounts.begin(BANK, usd(dollars), USD, on=on, at=NEXT))


def test_what_is_the_banks_own_moves_bank_and_is_taken_back(house):
    begins(house)
    for kind, amount in (
        (BankEntryKind.CHARGE, -2_500),
        (BankEntryKind.INTEREST, 310),
        (BankEntryKind.CARD_FEE, -3_600),
        (BankEntryKind.OTHER, -80_000),
    ):
        asks(house, bank_accounts.book(BANK, kind, amount, on=DAY, at=NEXT))
    assert account(house, "bank") == 100_000 - 2_500 + 310 - 3_600 - 80_000
    assert account(house, "bank-charges") == 2_500
    assert account(house, "card-fees") == 3_600
    assert wrong(house) == []
    asks(house, bank_accounts.reverse_entry(BANK, 1, on=DAY, at=NEXT))
    assert account(house, "bank-charges") == 0
    assert wrong(house) == []


def test_a_remittance_pays_a_tax_off_by_place_and_the_checks_hold(house):
    begins(house)
    owed = -account(house, "tax")
    asked = {"period_from": DAY, "period_to": DAY, "on": DAY, "at": NEXT}
    tax = RemittanceKind.TAX
    with pytest.raises(UnknownJurisdiction):
        asks(house, bank_accounts.remit(BANK, tax, "US-OR", 100, **asked))
    asks(house, bank_accounts.remit(BANK, tax, "US-TX", owed, **asked))
    assert account(house, "tax") == 0
    assert wrong(house) == []
    asks(house, bank_accounts.reverse_remittance(BANK, 1, on=DAY, at=NEXT))
    assert account(house, "tax") == -owed
    right = RemittanceKind.RESALE_RIGHT
    asks(house, bank_accounts.remit(BANK, right, "DACS", 4_000, **asked))
    assert account(house, "resale-right") == 4_000
    assert wrong(house) == []


def test_nothing_is_booked_on_an_account_that_was_not_begun(house):
    charge = bank_accounts.book(BANK, BankEntryKind.CHARGE, -1, on=DAY, at=NEXT)
    with pytest.raises(UnknownBankAccount):
        asks(house, charge)
    begins(house)
    early = bank_accounts.book(
        BANK, BankEntryKind.CHARGE, -1, on=date(2026, 4, 30), at=NEXT
    )
    with pytest.raises(BeforeAccount):
        asks(house, early)


def states_balance(house, day, cents, **more):
    usual = {"opened_on": day, "opening": 0, "at": NEXT, **more}
    asked = bank_accounts.state(BANK, USD, (DayBalance(day, cents),), **usual)
    return asks(house, asked)


def test_the_books_equal_the_bank_day_by_day_or_say_why_not(house):
    begins(house)
    holds(house, 500, FundsKind.DEPOSIT, sale=SALE)
    asks(
        house,
        bank_accounts.book(
            BANK,
            BankEntryKind.CHARGE,
            -2_500,
            on=DAY + timedelta(days=1),
            at=NEXT,
        ),
    )
    states_balance(house, DAY, 150_000)
    states_balance(house, DAY + timedelta(days=1), 150_000)
    with pytest.raises(StatementsDisagree):
        states_balance(house, DAY, 150_001)
    told = Books(house)
    days = told.rows("bank-reconciliation", "days_usd")
    assert [(row["books"], row["bank"], row["agrees"]) for row in days] == [
        (100_000, None, None),
        (150_000, 150_000, True),
        (147_500, 150_000, False),
    ]
    assert "Charge on OPERATING, entry 1" in days[-1]["why"]
    told.close()
    states_balance(house, DAY + timedelta(days=1), 147_500, corrects=True)
    told = Books(house)
    assert told.rows("bank-reconciliation", "days_usd")[-1]["agrees"]
    told.close()


# Consignors: set-offs, and money paid back.


@pytest.fixture
def consigned(tmp_path):
    """Sell a lot of Ann's for $1,000, and one of Ben's for $100 to her."""
    entries = (consigned_lot(1, 1_000), consigned_lot(2, 100, consignor=BEN))
    with consigned_house(tmp_path, entries, rules=AT_ONCE, bought_back=(2,)) as house:
        settle(house, on=STATED)
        states(house)
        yield house


def bought_by_ann(house):
    (own,) = [bill for bill in house.invoices(SALE) if bill.issued.client == ANN]
    return own


def sets_off(house, amount=None):
    number = bought_by_ann(house).id
    asked = set_offs.against_invoice(SALE, ANN, number, amount=amount, on=PAID, at=NEXT)
    return asks(house, asked)


def test_a_consignors_money_pays_their_own_invoice_on_both_sides(consigned):
    before, owed = standing(consigned).balance.payable, bought_by_ann(consigned).balance
    bank = account(consigned, "bank")
    made, received, *_ = sets_off(consigned)
    assert made.amount == received.paid == owed
    assert made.set_off == received.payment
    assert bought_by_ann(consigned).paid
    assert standing(consigned).balance.payable == before - owed
    assert account(consigned, "bank") == bank
    assert account(consigned, "transfers") == 0
    assert wrong(consigned) == wrong(consigned, sale=SALE) == []
    with pytest.raises(NothingOpen):
        sets_off(consigned)


def test_a_set_off_is_undone_on_both_sides_and_on_neither_alone(consigned):
    before = standing(consigned).balance.payable
    made, *_ = sets_off(consigned, usd(50))
    with pytest.raises(SetOffElsewhere):
        asks(consigned, consigning.reverse_payout(SALE, ANN, 1, on=PAID, at=NEXT))
    with pytest.raises(NotTakenFrom, match="set off"):
        asks(consigned, funds.put_back(made.set_off, on=PAID, at=NEXT))
    asks(consigned, set_offs.reverse(SALE, ANN, 1, on=PAID, at=NEXT))
    assert standing(consigned).balance.payable == before
    assert not bought_by_ann(consigned).paid
    assert wrong(consigned) == []


def test_nobody_elses_invoice_is_set_off(consigned):
    (other,) = [b for b in consigned.invoices(SALE) if b.issued.client != ANN]
    with pytest.raises(SetOffOthers, match="C-101"):
        asks(
            consigned,
            set_offs.against_invoice(SALE, ANN, other.id, on=PAID, at=NEXT),
        )


def test_a_consignor_who_owes_pays_back_and_it_bounces(tmp_path):
    with consigned_house(tmp_path, (consigned_lot(1, 1_000),)) as house:
        asks(
            house,
            consigning.advance(
                SALE, ANN, usd(2_000), method="wire", on=STATED, at=NEXT
            ),
        )
        states(house)
        assert standing(house).balance.owed == usd(1_100)
        paid = consigning.repay(SALE, ANN, method="wire", on=PAID, at=NEXT)
        asks(house, paid)
        assert standing(house).balance.owed == 0
        assert wrong(house) == []
        back = consigning.reverse_repayment(SALE, ANN, 1, on=PAID, at=NEXT)
        asks(house, back)
        assert standing(house).balance.owed == usd(1_100)
        assert wrong(house) == []


# By dice.


def an_act(dice, turn):
    """Throw something that is done with money."""
    on = DAY + timedelta(days=turn)
    name = dice.choice([FIRST, FundsId("C-101/F2"), LOST, FundsId("SUSPENSE/S2")])
    number = dice.choice([ONE, OTHER])
    some = dice.choice([None, usd(dice.randint(1, 300))])
    when = {"on": on, "at": NEXT}
    match dice.randrange(11):
        case 0:
            return funds.receive(
                FundsKind.ON_ACCOUNT, usd(100), USD, client=BUYER, method="wire", **when
            )
        case 1:
            return funds.receive(
                FundsKind.SUSPENSE, usd(90), USD, method="wire", **when
            )
        case 2:
            return funds.apply(name, number, amount=some, **when)
        case 3:
            return funds.put_back(payment_id(number, dice.randint(1, 4)), **when)
        case 4:
            return funds.refund(
                name, method="wire", amount=some, authorised_by="Sue", **when
            )
        case 5:
            return funds.reverse_refund(name, 1, **when)
        case 6:
            return funds.keep(number, **when)
        case 7:
            return payments.receive(
                number,
                paid=usd(dice.randint(1, 200)),
                method="wire",
                cleared=True,
                **when,
            )
        case 8:
            return payments.reverse(payment_id(number, dice.randint(1, 4)), **when)
        case 9:
            return write_offs.write_off(
                number, WriteOff.BAD_DEBT, amount=some, authorised_by="Sue", **when
            )
        case _:
            return funds.assign(
                name, FundsKind.ON_ACCOUNT, client=SECOND, amount=some, **when
            )


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_done_with_money_the_books_agree(house, seed, tmp_path):
    dice, done = Random(seed), 0
    begins(house)
    for turn in range(60):
        with suppress(Refusal):
            asks(house, an_act(dice, turn), by(f"{turn}", reason="the dice"))
            done += 1
    assert done > 10
    told = Books(house)
    assert all_agree(told.report("checks")), wrong(house)
    assert all_agree(told.report("checks", sale=SALE)), wrong(house, sale=SALE)
    transfers = [
        row["closing"]
        for row in told.rows("trial-balance", "accounts_usd")
        if row["account"] == "transfers"
    ]
    assert sum(transfers) == 0
    for name in ("beancount",):
        assert CHECKS[name](tmp_path, the_file(told, name)) == ""
    told.close()


def a_line(dollars, reference, text="A wire"):
    return BankLine(
        line=2,
        day=DAY,
        amount=usd(dollars),
        currency=USD,
        text=text,
        reference=reference,
    )


def outcomes(house, *lines):
    matches = bank.matched(house, lines, sales=(), method="wire", at=NEXT)
    return [match.outcome for match in matches]


def test_a_line_that_was_split_or_kept_by_hand_is_known_again(house):
    for number, dollars in ((ONE, 300), (OTHER, 100)):
        paid = {"method": "wire", "on": DAY, "cleared": True, "reference": "B-9"}
        asks(house, payments.receive(number, paid=usd(dollars), at=NEXT, **paid))
    holds(house, 10, reference="B-9")
    lost(house, 77, reference="B-10")
    lines = (
        a_line(410, "B-9", f"WIRE {ONE} {OTHER}"),
        a_line(77, "B-10"),
        a_line(78, "B-11"),
    )
    before = LineOutcome.BEFORE
    assert outcomes(house, *lines) == [before, before, LineOutcome.UNMATCHED]


def test_a_consignors_debt_of_one_sale_is_not_set_off_twice(consigned):
    with pytest.raises(NothingOwed):
        asks(
            consigned,
            set_offs.against_sale(SALE, ANN, SALE, on=PAID, at=NEXT),
        )


CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="KWD">10.500</Amt>
<CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-05-21</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="KWD">CLOSING</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-05-22</Dt></Dt></Bal>
<Ntry><Amt Ccy="KWD">20.125</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-05-21</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="KWD">99.000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts>
<BookgDt><Dt>2026-05-21</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="KWD">2.000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><DtTm>2026-05-22T08:00:00</DtTm></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""
SWIFT = """:20:1
:25:12345/678
:28C:1/1
:60F:D260521KWD10,500
:61:2605210521C20,125NTRFNONREF//X1
:86:A WIRE
:61:2605220522C2,NTRFNONREF//X2
:86:A WIRE
:62F:C260522KWD11,625
-
"""


@pytest.mark.parametrize("text", [CAMT.replace("CLOSING", "11.625"), SWIFT])
def test_a_file_of_several_days_tells_each_day(tmp_path, text):
    file = tmp_path / "statement"
    file.write_text(text, encoding="utf-8")
    (stated,) = read_balances(file)
    ends = [(each.day.isoformat(), each.balance) for each in stated.balances]
    assert ends == [("2026-05-21", 9_625), ("2026-05-22", 11_625)]
    assert (stated.opening, stated.currency) == (-10_500, Currency("KWD"))


def test_a_file_whose_entries_do_not_lead_there_tells_its_end_alone(tmp_path):
    file = tmp_path / "statement.xml"
    file.write_text(CAMT.replace("CLOSING", "12.000"), encoding="utf-8")
    (stated,) = read_balances(file)
    assert [each.balance for each in stated.balances] == [12_000]


@pytest.mark.parametrize("text", ["Date,Amount", CAMT.replace("OPBD", "XXXX")])
def test_a_file_without_balances_is_refused(tmp_path, text):
    file = tmp_path / "statement.xml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Faulty, match="balances"):
        read_balances(file)
