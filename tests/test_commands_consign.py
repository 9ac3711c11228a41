"""Consignors on the command line: rates, expenses, statements, payouts."""

from __future__ import annotations

import pytest

from ledger.house import House, invoicing
from ledger.identity import Paddle, SaleId, lot_id
from tests.consigned import money_is_good
from tests.sale_of_tests import by
from tests.settling_clerk import DAY, clerk_of_consigned_lots
from tests.story import clock

pytestmark = pytest.mark.slow

OWN = """\
illustration = "1"
buy_back = "3%"
withhold = false
minimum = "20"
[[bands]]
up_to = "500"
rate = "8%"
[[bands]]
rate = "4%"
[category.sports]
bands = [{rate = "6%"}]
"""
JULY = "--at 2026-07-06T10:00-05:00"
WHY = "--reason typo --authorised-by Ann"


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_consigned_lots(tmp_path)


def buyer_pays(clerk, number, paddle):
    """Bill a lot, and note that its buyer's money is good."""
    sale, one = SaleId("MAY26"), lot_id(SaleId("MAY26"), number)
    with House.open(str(clerk.ledger)) as house:
        billed = invoicing.invoice_buyer(
            sale,
            Paddle(paddle),
            lots=[one],
            on=clock("10:00").date(),
            at=clock("10:00"),
        )
        house.do(billed, by=by())
        house.do(money_is_good(one), by=by())


def test_statements_tell_what_each_lot_brought(clerk):
    answer = clerk.does(f"statement issue MAY26 {DAY}")
    rows = [line.split() for line in answer.splitlines()]
    assert "HA-2026-S00001 C-7 2 $800 $74 $726 2 lots".split() in rows
    assert "HA-2026-S00002 C-8 1 $0 $2 -$2 0 lots".split() in rows
    for form in ("factur-x", "xrechnung"):
        told = clerk(
            f"print HA-2026-S00001 --format {form} --out {{o}}", o=clerk.folder
        )
        assert "not self-billed, and so no invoice: printed as PDF alone" in told.err
        assert told.out.endswith("HA-2026-S00001.pdf: printed.\n")
    assert answer.endswith("2 statements. At positions 21-27.\n")
    shown = clerk.does("statement show ha-2026-s00001")
    assert "commission 5% above $500" in shown
    assert "In all the house owes C-7 $726.\n" in shown
    owed = clerk.does("statement show HA-2026-S00002")
    assert "In all C-8 owes the house $2.\n" in owed
    lot = clerk.does("lot show MAY26/1")
    assert "settled         HA-2026-S00001, $" in lot
    assert "for C-7\n" in lot


def test_a_statement_of_a_day_before_the_sale_is_refused(clerk):
    answer = clerk(f"statement issue MAY26 --on 2025-05-21 {DAY}")
    assert answer.err.startswith(
        "Refused (issued-too-early): A document of 2025-05-21 "
    )


def test_a_second_issue_says_that_there_is_nothing(clerk):
    clerk.does(f"statement issue MAY26 C-7 {DAY}")
    before = clerk.events()
    answer = clerk.does(f"statement issue MAY26 C-7 {DAY}")
    assert answer == "Nothing to issue: nothing changed since the last statement.\n"
    assert clerk.events() == before


def test_what_a_statement_says_to_a_script(clerk):
    clerk.does(f"statement issue MAY26 C-7 --on 2026-05-22 {DAY}")
    answer = clerk("statement show HA-2026-S00001 --json").json
    assert (
        answer["consignor"],
        answer["number"],
        answer["issued_on"],
        answer["net"],
    ) == (
        "C-7",
        1,
        "2026-05-22",
        "726.00",
    )
    assert answer["awaited_lots"] == ["MAY26/1", "MAY26/2"]
    assert [line["number"] for line in answer["lines"]] == [1, 2, 3, 4, 5, 6, 7]
    commission = answer["lines"][1]
    assert commission == {
        "number": 2,
        "deduction": "commission",
        "lot": "MAY26/1",
        "description": "A chair",
        "rule": "commission 10% on the first $500",
        "rate": "10%",
        "base": "100.00",
        "amount": "-10.00",
        "taxes": [],
        "treatment": {
            "vat_code": "O",
            "reason": None,
            "exemption": None,
            "proof_by": None,
        },
        "input_taxes": [],
        "awaits_invoice": False,
        "own_invoice": None,
        "net": "-10.00",
        "due_on": "2026-07-04",
        "position": 15,
        "corrects": None,
    }


def test_where_consignors_stand(clerk):
    clerk.does(f"statement issue MAY26 {DAY}")
    buyer_pays(clerk, "2", "102")
    answer = clerk("statement list MAY26 --json").json
    assert [one["consignor"] for one in answer] == ["C-7", "C-8"]
    seven = answer[0]
    assert seven == {
        "consignor": "C-7",
        "lots": 2,
        "statements": ["HA-2026-S00001"],
        "hammer": "800.00",
        "hammer_tax": "0.00",
        "deducted": "74.00",
        "net": "726.00",
        "awaited": "90.00",
        "awaited_lots": ["MAY26/1"],
        "paid_out": "0.00",
        "payable": "636.00",
        "owed": "0.00",
        "dues": [
            {"due_on": "2026-06-19", "amount": "638.00"},
            {"due_on": "2026-07-04", "amount": "88.00"},
        ],
        "payouts": [],
    }
    table = clerk.does("statement list MAY26")
    (row,) = (line.split() for line in table.splitlines() if "C-7" in line)
    assert row == (
        "C-7 2 1 $800 $74 $726 $90 $0 $636 $0 2026-06-19, 2026-07-04".split()
    )


def test_a_statement_is_read_as_it_was_known(clerk):
    before = clerk.events()
    clerk.does(f"statement issue MAY26 {DAY}")
    answer = clerk(f"statement list MAY26 --json --as-of {before}").json
    assert [one["statements"] for one in answer] == [[], []]
    shown = clerk(f"statement show HA-2026-S00001 --as-of {before}")
    assert "unknown-statement" in shown.err


def test_a_consignor_is_paid_what_is_payable_and_no_more(clerk):
    nothing = clerk(f"payout MAY26 C-7 --method wire {DAY}")
    assert nothing.err.startswith("Refused (nothing-payable): ")
    clerk.does(f"statement issue MAY26 {DAY}")
    buyer_pays(clerk, "2", "102")
    more = clerk(f"payout MAY26 C-7 700 --method wire {DAY}")
    assert more.err.startswith("Refused (not-payable-yet): $636 can be paid to C-7 ")
    answer = clerk.does(f"payout MAY26 C-7 600 --method wire {JULY} --key k")
    assert answer.startswith("Payout 1 to C-7 of MAY26: $600 by wire. At position ")
    assert answer.endswith("Lots due: $638 on 2026-06-19, $88 on 2026-07-04.\n")
    again = clerk.does(f"payout MAY26 C-7 600 --method wire {JULY} --key k")
    assert "Recorded before" in again
    rest = clerk.does(f"payout MAY26 C-7 --method check --reference 1017 {JULY}")
    assert rest.startswith("Payout 2 to C-7 of MAY26: $36 by check.")
    (seven, _) = clerk("statement list MAY26 --json").json
    assert [payout["reference"] for payout in seven["payouts"]] == [None, "1017"]


def test_a_check_that_bounces_holds_the_payout_back(clerk):
    clerk.does(f"statement issue MAY26 C-7 {DAY}")
    clerk.does(f"settle MAY26 {DAY}")
    bills = {one["paddle"]: one for one in clerk("invoice list MAY26 --json").json}
    bill, due = bills["102"]["invoice"], bills["102"]["total"]
    clerk.does(f"pay receive {bill} {due} --method check {DAY}")
    waits = clerk(f"payout MAY26 C-7 --method wire {DAY}")
    assert waits.err.startswith("Refused (nothing-payable): ")
    clerk.does(f"pay clear {bill}/P1 {DAY}")
    (seven, _) = clerk("statement list MAY26 --json").json
    assert seven["payable"] == "636.00"
    clerk.does(f"pay reverse {bill}/P1 --reason 'the check bounced' {DAY}")
    waits = clerk(f"payout MAY26 C-7 --method wire {DAY}")
    assert "$730 waits for buyers to pay" in waits.err


def test_a_payout_comes_back(clerk):
    clerk.does(f"statement issue MAY26 {DAY}")
    buyer_pays(clerk, "2", "102")
    clerk.does(f"payout MAY26 C-7 --method wire {JULY}")
    silent = clerk(f"payout MAY26 C-7 --reverse 1 {JULY}")
    assert silent.err.startswith("Refused (reason-needed): ")
    answer = clerk.does(f"payout MAY26 C-7 --reverse 1 --reason 'wrong account' {JULY}")
    assert answer.startswith(
        "Payout 1 to C-7 of MAY26, $636, came back: it is payable "
    )
    again = clerk(f"payout MAY26 C-7 --reverse 1 --reason 'wrong account' {JULY}")
    assert again.err.startswith("Refused (unknown-payout): ")
    (seven, _) = clerk("statement list MAY26 --json").json
    assert (seven["paid_out"], seven["payable"]) == ("0.00", "636.00")
    assert seven["payouts"][0]["reversed_on"] == "2026-07-06"


def test_rates_are_agreed_from_a_file(clerk):
    rates = clerk.writes("rates.toml", OWN)
    answer = clerk.does(f"consign agree MAY26 C-7 {{f}} {DAY}", f=rates)
    assert answer == (
        "Consignor C-7 of MAY26: commission 8% up to $500, 4%, at least $20; "
        "sports 6%, at least $20; illustration $1; buy-back 3%; paid before the buyer "
        "pays. At position 21.\n"
    )
    again = clerk.does(f"consign agree MAY26 C-7 {{f}} {DAY}", f=rates)
    assert again.endswith("Nothing to record: this is already on record.\n")
    clerk.does(f"statement issue MAY26 C-7 {DAY}")
    shown = clerk.does("statement show HA-2026-S00001")
    assert "lifts the commission to the least of $20 (as agreed)" in shown
    assert "commission 6% of the hammer price (category sports, as agreed)" in shown


def test_a_file_of_rates_names_its_mistakes(clerk):
    rates = clerk.writes("rates.toml", '[[bands]]\nrate = "110%"\n')
    answer = clerk("consign agree MAY26 C-7 {f}", f=rates)
    assert answer.code == 1
    assert "rates.toml:2: bands[0].rate: " in answer.err


def test_expenses_and_advances_are_taken_off(clerk):
    answer = clerk.does(
        f"consign expense MAY26 C-7 40 --said Reframing --lot MAY26/1 {DAY}"
    )
    assert answer == (
        "Consignor C-7 of MAY26: expense 1, $40 for Reframing. At position 21.\n"
    )
    answer = clerk.does(f"consign advance MAY26 C-7 1,000 --method wire {DAY}")
    assert answer == (
        "Consignor C-7 of MAY26: advance 1, $1,000 by wire. At position 22.\n"
    )
    clerk.does(f"statement issue MAY26 C-7 {DAY}")
    shown = clerk.does("statement show HA-2026-S00001")
    assert "Reframing: expense of 2026-05-21" in shown
    assert "advance by wire: advance of 2026-05-21" in shown
    assert "In all C-7 owes the house $314.\n" in shown


def test_a_correction_shows_what_it_takes_back(clerk):
    clerk.does(f"statement issue MAY26 {DAY}")
    clerk.does(f"correct hammer MAY26/1 --price 90 {WHY} {DAY}")
    clerk.does(f"statement issue MAY26 {DAY}")
    lines = clerk("statement show HA-2026-S00003 --json").json["lines"]
    assert [(line["rule"], line["amount"], line["corrects"]) for line in lines] == [
        ("taken back: hammer price", "-100.00", "HA-2026-S00001"),
        ("taken back: commission 10% on the first $500", "10.00", "HA-2026-S00001"),
        (
            "taken back: illustration, for each lot that was offered",
            "2.00",
            "HA-2026-S00001",
        ),
        ("hammer price", "90.00", None),
        ("commission 10% on the first $500", "-9.00", None),
        ("illustration, for each lot that was offered", "-2.00", None),
    ]


WRONG = [
    ("statement show HA-2026-S00009", 1, "unknown-statement"),
    ("statement show HA-2026-00009", 2, "Write it like HA-2025-S00004."),
    ("statement issue MAY26 C-99", 1, "unknown-consignor"),
    ("statement issue JUNE26", 1, "unknown-sale"),
    ("consign expense MAY26 C-7 40 --said x --lot MAY26/3", 1, "not-their-lot"),
    ("consign expense MAY26 C-7 0 --said x", 2, "Write an amount above 0."),
    ("consign advance MAY26 C-99 5 --method wire", 1, "unknown-consignor"),
    ("consign agree MAY26 C-7 nowhere.toml", 1, "no such file"),
    ("payout MAY26 C-7 5", 2, "with --method"),
    ("payout MAY26 C-7 5 --reverse 1 --reason x", 2, "name no amount"),
    ("payout MAY26 C-7 --reverse 1 --reason x", 1, "unknown-payout"),
    ("payout MAY26 C-7 five --method wire", 2, "is not an amount in USD"),
]


@pytest.mark.parametrize(("line", "code", "said"), WRONG)
def test_a_no_says_what_to_do(clerk, line, code, said):
    before = clerk.events()
    answer = clerk(line)
    assert answer.code == code
    assert said in answer.err
    assert clerk.events() == before
