"""Money on the command line: what a clerk types, and what is said of bills and lots."""

from __future__ import annotations

import json
import re
from time import sleep

import pytest

from ledger.house import House
from tests.clerk import process
from tests.settling_clerk import DAY, clerk_who_settled

LATER = "--at 2026-06-30T10:00-05:00"

pytestmark = pytest.mark.slow

ONE, OTHER = "TH-2026-00001", "TH-2026-00002"
"""Lots 1 and 3, $225.16, to 101; lot 2, $947.19, to 102. Both are due on 28 May."""
BANK = """\
Date,Amount,Details,Ref,Who
2026-05-29,225.16,paddle 101,R1,Ann
2026-05-29,-5,account fee,R2,
2026-05-29,77,hello,R3,Bob
2026-05-30,1000,th 2026 2,R4,Cy
"""
ACCOUNT = """\
 on          what                                                    amount      open  by   why
 ──────────────────────────────────────────────────────────────────────────────────────────────
 2026-05-21  invoiced                                               $225.16   $225.16  Sue
 2026-05-22  payment TH-2026-00001/P1 by check                        -$100   $125.16  Sue
 2026-05-26  payment TH-2026-00001/P1 has cleared                             $125.16  Sue
 2026-05-27  payment TH-2026-00001/P2 by wire                          -$30    $95.16  Sue
 2026-05-28  payment TH-2026-00001/P2 moved, now TH-2026-00002/P1       $30   $125.16  Sue  x
 2026-06-10  late fee, 3% of $125.16                                  $3.75   $128.91  Sue
 2026-06-11  late charges waived                                     -$3.75   $125.16  Sue  x
 2026-06-12  payment TH-2026-00001/P1 reversed                         $100   $225.16  Sue  x
 2026-06-13  payment TH-2026-00001/P3 by wire                         -$230    -$4.84  Sue
 2026-06-13  payment TH-2026-00001/P3 has cleared                              -$4.84  Sue
 2026-06-14  refunded by wire                                         $4.84        $0  Sue  x
 2026-06-15  credit note TH-2026-C00001                            -$107.17  -$107.17  Sue  x

Billed $225.16, due $117.99, $225.16 received, $225.16 cleared; overpaid by $107.17.
"""  # noqa: E501 (as it is printed)
MAPPED = (
    "--day Date --amount Amount --text Details --reference Ref --payer Who "
    "--at 2026-06-01T10:00-05:00"
)


@pytest.fixture
def clerk(tmp_path):
    return clerk_who_settled(tmp_path)


def test_a_payment_says_how_the_bill_stands(clerk):
    answer = clerk.does(f"pay receive {ONE} 100 --method check --reference no.7 {DAY}")
    assert answer == (
        f"Payment {ONE}/P1: $100 by check, not cleared yet; invoice {ONE} has "
        "$125.16 open. At position 29.\n"
    )
    answer = clerk.does(f"pay receive {ONE} 130 --method wire --cleared {DAY}")
    assert answer == (
        f"Payment {ONE}/P2: $130 by wire, cleared; invoice {ONE} is paid, $4.84 "
        "overpaid once every payment has cleared. At positions 30-31.\n"
    )
    answer = clerk.does(f"pay clear {ONE}/P1 --on 2026-05-26 {LATER}")
    assert answer == (
        f"Payment {ONE}/P1 has cleared; invoice {ONE} is paid, $4.84 overpaid. "
        "At positions 32-34.\nPaid for: lots MAY26/1, MAY26/3.\n"
    )


def test_money_may_be_good_since_another_day(clerk):
    clerk.does(
        f"pay receive {OTHER} 947.19 --method wire --on 2026-05-22 "
        f"--cleared 2026-05-26 {LATER}"
    )
    (_, bill) = clerk("pay list MAY26 --json").json
    (payment,) = bill["payments"]
    assert (payment["received_on"], payment["cleared_on"]) == (
        "2026-05-22",
        "2026-05-26",
    )
    assert (payment["state"], bill["paid"]) == ("cleared", True)


def test_what_cannot_be_read_is_wrong_usage(clerk):
    for line in (
        f"pay receive {ONE} 0 --method wire",
        f"pay receive {ONE} -5 --method wire",
        f"pay receive {ONE} ten --method wire",
        f"pay receive {ONE} 10 --method wire --cleared soon",
        f"pay receive {ONE} 10",
        f"pay clear {ONE}",
        "pay receive 17 10 --method wire",
        "release",
    ):
        assert clerk(line).code == 2, line


@pytest.mark.parametrize(
    "line",
    [
        f"pay receive {ONE} -5 --method wire",
        f"pay refund {ONE} -5.50 --method wire --reason x",
        "charge add MAY26 101 shipping -35",
    ],
)
def test_an_amount_below_nothing_is_told_in_a_sentence(clerk, line):
    answer = clerk(line)
    assert (answer.code, answer.out) == (2, "")
    assert re.fullmatch(
        r"Wrong usage: '-[\d.]+' is below 0\. Write an amount above 0\.\n", answer.err
    )
    assert clerk("pay list --nothing").err.startswith("Usage: ")


def test_a_chargeback_after_the_lot_has_left_is_told_loudest(clerk):
    clerk.does(f"pay receive {ONE} 225.16 --method card --cleared {DAY}")
    answer = clerk.does(f"release MAY26/1 --on 2026-05-22 {DAY}")
    assert answer == (
        "Lot MAY26/1 is released on 2026-05-22; it ships from 2026-06-11 to "
        "2026-06-23.\nAt position 33.\n"
    )
    answer = clerk.does(
        f"pay reverse {ONE}/P1 --on 2026-06-02 --reason chargeback {LATER}"
    )
    assert answer == (
        f"Payment {ONE}/P1 is reversed, $225.16; invoice {ONE} has $225.16 open. "
        "At positions 34-36.\n"
        "No longer paid for: lots MAY26/1, MAY26/3.\n"
        "WARNING: lot MAY26/1 HAS LEFT THE HOUSE, released on 2026-05-22, and is no "
        "longer paid for.\n"
    )


def test_a_release_counts_the_business_days_of_a_place(clerk):
    clerk.does(f"pay receive {ONE} 225.16 --method card --cleared {DAY}")
    answer = clerk(f"release MAY26/2 {DAY}")
    assert answer.err.startswith("Refused (not-paid-for): Lot MAY26/2 is not paid for")
    answer = clerk(f"release MAY26/1 --on 2026-05-20 {DAY}")
    assert answer.err.startswith(
        "Refused (released-before-paid): Lot MAY26/1 is paid for since 2026-05-21; "
    )
    output = clerk.does(f"release --invoice {ONE} --calendar GB {DAY}")
    assert "it ships from 2026-06-11 to 2026-06-22." in output
    output = clerk.does(f"release --invoice {ONE} {DAY}")
    assert output == "Nothing to record: this is already on record.\n"
    answer = clerk(f"release MAY26/1 --calendar QQ {DAY}")
    assert answer.err.startswith(
        "Refused (unknown-calendar): No calendar of QQ is known"
    )


def test_a_lot_leaves_before_payment_with_a_reason_and_a_second_person(clerk):
    early = f"release MAY26/2 --on 2026-05-22 --authorised-by eva {DAY}"
    assert clerk(early).err.startswith("Refused (reason-needed)")
    alone = f"{early} --reason account --actor eva"
    assert clerk(alone).err.startswith("Refused (same-person)")
    assert "left" not in clerk.does("lot show MAY26/2")
    assert clerk.does(f"{early} --reason account") == (
        "Lot MAY26/2 is released on 2026-05-22 before payment; it ships from "
        "2026-06-12 to 2026-06-24.\nAt position 29.\n"
    )
    lot = json.loads(clerk.does("lot show MAY26/2 --json"))
    assert (lot["released_on"], lot["paid_on"]) == ("2026-05-22", None)
    assert lot["release_authorised_by"] == "eva"
    assert "before payment, with eva" in clerk.does("lot show MAY26/2")


def test_a_paid_lot_that_left_sooner_needs_the_second_person_as_well(clerk):
    clerk.does(f"pay receive {ONE} 225.16 --method card --cleared {DAY}")
    early = f"release MAY26/1 --on 2026-05-20 --authorised-by eva --reason x {DAY}"
    assert "is released on 2026-05-20 before payment" in clerk.does(early)


def test_nobody_is_named_on_a_lot_that_was_paid_for(clerk):
    clerk.does(f"pay receive {ONE} 225.16 --method card --cleared {DAY}")
    clerk.does(f"release MAY26/1 --authorised-by eva --reason x {DAY}")
    lot = json.loads(clerk.does("lot show MAY26/1 --json"))
    assert lot["release_authorised_by"] is None


def test_a_payment_is_moved_and_what_is_too_much_given_back(clerk):
    clerk.does(f"pay receive {ONE} 1000 --method wire --cleared {DAY}")
    output = clerk.does(
        f"pay move {ONE}/P1 --to {OTHER} --amount 774.84 --reason mixed {DAY}"
    )
    assert output.startswith(
        f"$774.84 of payment {ONE}/P1 is now payment {OTHER}/P1; "
        f"invoice {ONE} is paid; invoice {OTHER} has $172.35 open. "
    )
    clerk.does(f"pay receive {OTHER} 200 --method wire --cleared {DAY}")
    answer = clerk(f"pay refund {OTHER} 30 --method wire --reason 'too much' {DAY}")
    assert answer.err.startswith("Refused (more-than-overpaid): ")
    output = clerk.does(
        f"pay refund {OTHER} 27.65 --method wire --reason 'too much' {DAY}"
    )
    assert output.startswith(f"$27.65 is refunded by wire; invoice {OTHER} is paid. ")
    output = clerk.does("pay list MAY26")
    assert output.endswith(
        "2 invoices: $1,172.35 due, $1,172.35 received, $1,172.35 of it cleared; "
        "$0 open.\n"
    )


def test_a_bill_that_is_overpaid_says_so(clerk):
    shown = "invoice show " + ONE
    assert clerk.does(shown).endswith("$0 cleared; open $225.16.\n")
    clerk.does(f"pay receive {ONE} 225.16 --method wire --cleared {DAY}")
    assert clerk.does(shown).endswith("$225.16 cleared; nothing open.\n")
    clerk.does(f"pay receive {ONE} 4.84 --method wire --cleared {DAY}")
    assert clerk.does(shown).endswith("$230 cleared; overpaid by $4.84.\n")
    answer = clerk.does("invoice list MAY26")
    assert "overpaid\n" in answer
    assert answer.endswith("2 documents, $947.19 open, $4.84 overpaid.\n")


def test_a_lot_tells_its_life_after_the_hammer(clerk):
    answer = clerk.does("lot show MAY26/1")
    assert f"invoice         {ONE}\n" in answer
    assert "paid            not with cleared funds\n" in answer
    assert "released" not in answer
    clerk.does(f"pay receive {ONE} 225.16 --method wire --cleared {DAY}")
    clerk.does(f"release MAY26/1 --on 2026-05-22 {DAY}")
    answer = clerk.does("lot show MAY26/1")
    assert (
        "paid            2026-05-21\n"
        "released        2026-05-22, ships from 2026-06-11 to 2026-06-23\n"
    ) in answer
    after = {
        "invoice": ONE,
        "paid_on": "2026-05-21",
        "released_on": "2026-05-22",
        "ships_from": "2026-06-11",
        "ships_until": "2026-06-23",
        "statement": None,
        "settled_net": None,
    }
    shown = clerk("lot show MAY26/1 --json").json
    assert shown == shown | after
    clerk.does(f"credit {ONE} --reason typo {DAY}")
    answer = clerk.does("lot show MAY26/1")
    assert "invoice         none now\n" in answer
    assert "paid  " not in answer
    assert "released        2026-05-22, " in answer
    unsold = clerk("lot show MAY26/1 --as-of 20 --json").json
    assert (unsold["invoice"], unsold["paid_on"]) == (None, None)


def test_what_is_late_is_tried_and_charged(clerk):
    before = clerk.events()
    tried = clerk.does(f"pay late MAY26 --on 2026-06-10 --dry-run {DAY}")
    assert "TH-2026-00001     101  late fee  $225.16    3%" in tried
    assert tried.endswith(
        "Late charges in total: $35.17. Dry run: nothing is recorded.\n"
    )
    assert clerk.events() == before
    output = clerk.does(f"pay late MAY26 --on 2026-06-10 {DAY}")
    assert output.endswith("Late charges in total: $35.17. At positions 29-30.\n")
    output = clerk.does(f"pay late MAY26 --on 2026-06-11 {DAY}")
    assert output == "Nothing to charge: no overdue invoice of MAY26 has new charges.\n"
    answer = clerk(f"pay late MAY26 --on 2026-05-28 --invoice {ONE} {DAY}")
    assert answer.err.startswith("Refused (not-overdue): ")


def test_late_charges_are_waived_with_a_reason(clerk):
    clerk.does(f"pay late MAY26 --on 2026-06-10 --invoice {ONE} {DAY}")
    answer = clerk(f"pay waive {ONE} --on 2026-06-10 {DAY}")
    assert answer.err.startswith("Refused (reason-needed): ")
    why = f"--reason 'the bank was slow' --on 2026-06-10 {DAY}"
    answer = clerk(f"pay waive {ONE} 7 {why}")
    assert answer.err == (
        f"Refused (more-than-charged): Late charges of $6.75 are left on invoice {ONE},"
        " less than $7. Waive $6.75 or less; what else was invoiced wrongly is"
        " credited.\n"
    )
    assert clerk(f"pay waive {ONE} 0 {why}").code == 2
    output = clerk.does(f"pay waive {ONE} 1.75 {why}")
    assert output == (
        f"Late charges of $1.75 are waived; invoice {ONE} has $230.16 open. "
        "At position 30.\n"
    )
    (bill, _) = clerk("pay list MAY26 --json").json
    assert (bill["due"], bill["late_charges"]) == ("230.16", "5.00")
    clerk.does(f"pay receive {ONE} 225.16 --method wire --cleared {DAY}")
    output = clerk.does(f"pay waive {ONE} {why}")
    assert output == (
        f"Late charges of $5 are waived; invoice {ONE} is paid. At positions 33-35.\n"
        "Paid for: lots MAY26/1, MAY26/3.\n"
    )
    answer = clerk(f"pay waive {ONE} {why}")
    assert answer.err.startswith(
        f"Refused (nothing-to-waive): On 2026-06-10 invoice {ONE} has no late charge "
    )


def test_an_invoice_tells_what_became_of_it_line_by_line(clerk):
    shown = f"invoice show {ONE}"
    assert "invoiced " not in clerk.does(shown)
    clerk.does(f"pay receive {ONE} 100 --method check --on 2026-05-22 {LATER}")
    clerk.does(f"pay clear {ONE}/P1 --on 2026-05-26 {LATER}")
    clerk.does(f"pay receive {ONE} 30 --method wire --on 2026-05-27 {LATER}")
    clerk.does(f"pay move {ONE}/P2 --to {OTHER} --reason x --on 2026-05-28 {LATER}")
    clerk.does(f"pay late MAY26 --on 2026-06-10 --invoice {ONE} {DAY}")
    clerk.does(f"pay waive {ONE} --reason x --on 2026-06-11 {DAY}")
    clerk.does(f"pay reverse {ONE}/P1 --reason x --on 2026-06-12 {LATER}")
    clerk.does(f"pay receive {ONE} 230 --method wire --cleared --on 2026-06-13 {LATER}")
    clerk.does(
        f"pay refund {ONE} 4.84 --method wire --reason x --on 2026-06-14 {LATER}"
    )
    clerk.does(f"credit {ONE} --lot MAY26/3 --reason x --on 2026-06-15 {DAY}")
    answer = clerk.does(shown)
    assert answer.partition("Changes since\n\n")[2] == ACCOUNT
    moved = clerk.does(f"invoice show {OTHER}")
    assert f"payment {OTHER}/P1 moved here, was {ONE}/P2" in moved


def test_payments_are_read_as_they_were_known(clerk):
    clerk.does(f"pay receive {ONE} 100 --method wire {DAY}")
    position = clerk.events()
    clerk.does(f"pay clear {ONE}/P1 {DAY}")
    then = clerk(f"pay list MAY26 --json --as-of {position}").json[0]
    assert then["payments"][0]["state"] == "under-way"
    assert (then["cleared"], then["received"]) == ("0.00", "100.00")


# A bank's file.


def test_a_bank_s_file_is_matched_and_booked(clerk):
    file = clerk.writes("bank.csv", BANK)
    before = clerk.events()
    tried = clerk.does(f"pay import {{f}} --dry-run {MAPPED}", f=file)
    assert clerk.events() == before
    answer = clerk.does(f"pay import {{f}} {MAPPED}", f=file)
    assert answer.replace(str(file), "bank.csv") == (
        "bank.csv\n\n"
        "line  day          amount  became\n"
        "   2  2026-05-29  $225.16  TH-2026-00001\n"
        "      by its amount and paddle: paid\n"
        "   3  2026-05-29      -$5  not ours\n"
        "      no money came in: account fee\n"
        "   4  2026-05-29      $77  unmatched\n"
        "      it names no invoice, and none fits: lotledger funds suspense 77.00 "
        "--currency USD --method wire --on 2026-05-29 --reference R3 (Bob | hello)\n"
        "   5  2026-05-30   $1,000  TH-2026-00002\n"
        "      named: overpaid by $52.81\n"
        "bank.csv: 4 lines: 2 booked ($1,225.16), 1 unmatched, 1 not ours.\n"
        "At positions 29-35.\n"
        "Paid for: lots MAY26/1, MAY26/3, MAY26/2.\n"
    )
    assert tried == answer.replace("At positions 29-35.\n", "").replace(
        "Paid for: lots MAY26/1, MAY26/3, MAY26/2.\n",
        "Dry run: nothing is recorded.\n",
    )
    (payment,) = clerk("pay list MAY26 --json").json[0]["payments"]
    assert (payment["method"], payment["reference"]) == ("wire", "R1")
    assert payment["received_on"] == payment["cleared_on"] == "2026-05-29"


def test_a_line_that_comes_twice_is_booked_once(clerk):
    file = clerk.writes("bank.csv", BANK)
    clerk.does(f"pay import {{f}} {MAPPED}", f=file)
    before = clerk.events()
    answer = clerk.does(f"pay import {{f}} {MAPPED}", f=file)
    assert "as TH-2026-00001/P1\n" in answer
    assert "2 booked before, 1 unmatched, 1 not ours." in answer
    assert answer.endswith("Nothing to record: this is already on record.\n")
    # The next day's file repeats yesterday's lines, and has one more.
    more = clerk.writes("next.csv", BANK + "2026-05-31,9,TH-2026-00001,R5,Ann\n")
    answer = clerk.does(f"pay import {{f}} {MAPPED}", f=more)
    assert "2 booked before, 1 ambiguous" in answer
    assert "nothing is open on TH-2026-00001: lotledger pay receive" in answer
    assert clerk.events() == before


def test_a_payment_that_was_typed_by_hand_is_known_by_its_reference(clerk):
    clerk.does(
        f"pay receive {OTHER} 1000 --method wire --on 2026-05-30 --reference R4 {LATER}"
    )
    answer = clerk.does(f"pay import {{f}} {MAPPED}", f=clerk.writes("bank.csv", BANK))
    assert "1 booked ($225.16), 1 booked before" in answer


def test_nothing_of_a_faulty_file_is_booked(clerk):
    file = clerk.writes("bank.csv", BANK + "2026-05-31,nine,TH-2026-00001,R5,Ann\n")
    before = clerk.events()
    answer = clerk(f"pay import {{f}} {MAPPED}", f=file)
    assert (answer.code, answer.out) == (1, "")
    assert "bank.csv:6:2: Amount: found " in answer.err
    assert clerk.events() == before


def test_a_mapping_is_kept_in_a_file_and_an_option_goes_before_it(clerk):
    file = clerk.writes(
        "bank.csv", BANK.replace("05-", "05/").replace("2026-", "2026/")
    )
    mapping = clerk.writes(
        "bank.toml",
        'day = "Date"\nday_format = "YYYY/MM/DD"\namount = "Amount"\n'
        'text = ["Details"]\nreference = "Who"\nmethod = "shells"\n',
    )
    answer = clerk.does(
        f"pay import {{f}} --mapping {{m}} --reference Ref --method wire {LATER}",
        f=file,
        m=mapping,
    )
    assert "2 booked ($1,225.16)" in answer
    references = [
        payment["reference"]
        for bill in clerk("pay list MAY26 --json").json
        for payment in bill["payments"]
    ]
    assert references == ["R1", "R4"]


def test_a_sale_that_is_not_meant_is_left_alone(clerk):
    file = clerk.writes("bank.csv", BANK)
    answer = clerk(f"pay import {{f}} --sale JUNE26 {MAPPED}", f=file)
    assert answer.err.startswith("Refused (unknown-sale): ")
    output = clerk.does(
        f"pay import {{f}} --sale MAY26 --method shells {MAPPED}", f=file
    )
    assert "the terms do not take that of TH-2026-00001 from a bank" in output
    assert output.endswith("Nothing to record: this is already on record.\n")
    for wrong in ("--currency dollars", "--day-format DD", "--decimal dot"):
        assert clerk(f"pay import {{f}} {wrong} {MAPPED}", f=file).code == 2


def test_camt_needs_no_mapping(clerk):
    file = clerk.writes(
        "bank.xml",
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        "<BkToCstmrStmt><Stmt><Ntry><Amt Ccy='USD'>225.16</Amt>"
        "<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        "<BookgDt><Dt>2026-05-29</Dt></BookgDt><NtryDtls><TxDtls><RmtInf>"
        "<Ustrd>TH-2026-00001</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt>"
        "</BkToCstmrStmt></Document>",
    )
    answer = clerk.does(f"pay import {{f}} {LATER}", f=file)
    assert "named: paid\n" in answer
    assert "booked before" in clerk.does(f"pay import {{f}} {LATER}", f=file)


def test_an_import_that_is_killed_is_whole_or_nothing_and_goes_on(clerk):
    lines = "".join(f"2026-05-29,1,{OTHER} no. {n},,\n" for n in range(300))
    file = clerk.writes("bank.csv", BANK.splitlines(keepends=True)[0] + lines)
    words = ["--ledger", clerk.ledger, *f"pay import {file} {MAPPED}".split()]
    for tenths in range(1, 8):
        running = process(words)
        sleep(tenths / 10)
        running.kill()
        running.communicate()
        with House.open(str(clerk.ledger)) as house:
            (bill,) = (invoice for invoice in house.invoices() if invoice.id == OTHER)
        assert len(bill.payments) in (0, 300)
    clerk.does(f"pay import {{f}} {MAPPED}", f=file)
    with House.open(str(clerk.ledger)) as house:
        (bill,) = (invoice for invoice in house.invoices() if invoice.id == OTHER)
    assert len(bill.payments) == 300
    assert bill.good == 30_000
