"""Settling from the command line: what a clerk types, and what comes back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from projections.reports.books.registry import BOOKS
from tests.clerk import MAIN, process
from tests.read_paper import flat
from tests.settling_clerk import (
    DAY,
    RATES,
    SETTLEMENT,
    clerk_of_a_closed_sale,
    clerk_of_consigned_lots,
    clerk_who_can_settle,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_closed_sale(tmp_path)


@pytest.fixture
def ready(tmp_path):
    return clerk_who_can_settle(tmp_path)


@pytest.fixture
def consigning(tmp_path):
    return clerk_of_consigned_lots(tmp_path)


def test_a_sale_is_settled_once(ready):
    answer = ready.does(f"settle MAY26 {DAY}")
    assert "TH-2026-00001  101" in answer
    assert "2 invoices, $" in answer
    assert "Nothing to issue" in ready.does(f"settle MAY26 {DAY}")


MORE = "Warning: More came {} after the key was used, and is on no document yet."


def test_what_came_after_a_key_was_used_is_told_and_waits_for_another(ready):
    """What stood on the first document is charged alone, or beside lots."""
    settle, charge = (
        f"settle MAY26 {DAY} --key",
        f"charge add MAY26 101 shipping 5 {DAY}",
    )
    first = ready.does(f"{settle} K1")
    assert "TH-2026-00001" in first
    for used, other, number in (("K1", "K2", 1), ("K2", "K3", 3)):
        ready.does(charge)
        head = ready.events()
        again = ready(f"{settle} {used}")
        assert (again.code, ready.events()) == (0, head)
        assert again.err.startswith(MORE.format("for paddle 101"))
        assert f"Recorded before, under the key {used}: 1 document.\n" in again.out
        assert f"TH-2026-0000{number}  101" in again.out
        issued = ready(f"{settle} {other}")
        assert (issued.code, issued.err) == (0, "")
        assert "1 invoice, $5.41." in issued.out
    assert "Nothing to issue" in ready.does(f"{settle} K1")


def test_settling_for_another_day_is_another_command(ready):
    ready.does(f"settle MAY26 --on 2026-05-21 {DAY} --key K1")
    ready.does(f"charge add MAY26 101 shipping 5 {DAY}")
    other = ready(f"settle MAY26 --on 2026-05-22 {DAY} --key K1")
    assert (other.code, other.err[:20]) == (1, "Refused (key-used): ")


def test_statements_and_late_charges_tell_what_came_since_as_well(consigning):
    state = f"statement issue MAY26 C-7 {DAY} --key S1"
    first = consigning.does(state)
    again = consigning(state)
    assert (again.out, again.err) == (first.replace("At", "Recorded before, at"), "")
    consigning.does(f"consign advance MAY26 C-7 10 --method wire {DAY}")
    again = consigning(state)
    assert "Recorded before" in again.out
    assert again.err.startswith(MORE.format("in MAY26"))
    consigning.does(f"settle MAY26 {DAY}")
    late = "pay late MAY26 --key L1 --at 2026-06-{:02}T10:00-05:00"
    assert "At position" in consigning.does(late.format(8))
    assert consigning(late.format(8)).err == ""
    consigning.does("charge add MAY26 101 shipping 5 --at 2026-06-09T10:00-05:00")
    consigning.does("settle MAY26 --at 2026-06-09T10:00-05:00")
    again = consigning(late.format(28))
    assert "Recorded before" in again.out
    assert again.err.startswith(MORE.format("in MAY26"))


def test_a_certificate_that_ends_soon_is_told_when_its_buyer_is_billed(ready):
    for number, until in (("T-1", "2026-05-20"), ("T-2", "2026-06-19"), ("T-3", "")):
        ends = f"--until {until}" if until else ""
        ready.does(
            f"client certificate C-2 US-TX {number} --from 2025-01-01 {ends} {DAY}"
        )
    told = ready(f"settle MAY26 {DAY}").err
    assert told == (
        "Warning: Client C-2: certificate T-1 of US-TX expired on 2026-05-20. "
        "Ask for a new one.\n"
        "Warning: Client C-2: certificate T-2 of US-TX ends on 2026-06-19. "
        "Ask for a new one.\n"
    )
    assert ready(f"settle MAY26 {DAY}").err == "", "who is not billed is not told of"
    (table,) = ready("report certificates --json").json["tables"]
    told = [(row["number"], row["expired"]) for row in table["rows"]]
    assert told == [("T-1", True), ("T-2", False)]


@pytest.mark.parametrize(
    ("asked", "option"),
    [
        ("sale-summary MAY26 --client C-1", "--client"),
        ("trial-balance --client C-1", "--client"),
        ("settlement MAY26 --client C-1", "--client"),
        ("number-gaps --until 2026-05-21", "--from, --until"),
        ("income --account premium", "--account"),
        ("income --on 2026-05-21", "--on"),
        ("invoices --threshold 5", "--threshold"),
        ("journal --client C-1 --format hledger", "--client"),
        ("journal --hide-zeros --format iif", "--hide-zeros"),
    ],
)
def test_a_page_claims_no_filter_that_its_report_does_not_heed(ready, asked, option):
    answer = ready(f"report {asked}")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"Wrong usage ({option}): The report ")
    assert f" has no such filter. Leave {option} out." in answer.err


def test_the_journal_of_an_account_comes_to_what_stands_on_it(ready):
    ready.does(f"settle MAY26 {DAY}")
    (balances,) = ready("report trial-balance MAY26 --json").json["tables"]
    for row in balances["rows"]:
        asked = f"report journal MAY26 --account {row['account']} --json"
        (postings,) = ready(asked).json["tables"]
        told = {each["account"] for each in postings["rows"]}
        assert told == {row["account"]}
        for side in ("debit", "credit"):
            posted = sum(Decimal(each[side] or 0) for each in postings["rows"])
            assert posted == Decimal(row[side])
    assert len(balances["rows"]) > 3


def test_an_account_that_is_none_is_told_which_there_are(ready):
    answer = ready("report journal --account premiums")
    assert (answer.code, answer.out) == (2, "")
    assert "'premiums' is no account of the books. Name one of rec" in answer.err


def test_what_a_report_heeds_stands_on_its_page(ready):
    ready.does(f"settle MAY26 {DAY}")
    given = {
        "account": "--account premium",
        "client": "--client C-2",
        "period": "--from 2026-05-01 --until 2026-05-31",
        "on": "--on 2026-06-05",
        "threshold": "--threshold 7",
    }
    for name, book in BOOKS.items():
        for thing in book.heeds:
            answer = ready(f"report {name} --json {given[thing]}").json["heading"]
            plain = ready(f"report {name} --json").json["heading"]
            assert (answer["period"], answer["filters"]) != (
                plain["period"],
                plain["filters"],
            ), f"{name} {thing}"


def test_debts_are_aged_on_the_day_that_is_looked_back_to(ready):
    ready.does(f"settle MAY26 {DAY}")
    aged = "report aged-receivables MAY26 --json --as-of {at}"
    answer = ready(aged, at="2026-06-30T12:00-05:00").json
    assert answer["heading"]["as_of"] == "2026-06-30T17:00:00Z"
    assert {row["days"] for row in answer["tables"][0]["rows"]} == {33}


def test_a_dry_run_issues_nothing(ready):
    before = ready.events()
    answer = ready.does(f"settle MAY26 --dry-run {DAY}")
    assert "TH-2026-00002" in answer
    assert "Would issue 2 invoices" in answer
    assert ready.events() == before


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("settle MAY26", 1, "settlement-not-set"),
        ("settle SPRING-26", 1, "unknown-sale"),
        ("settle MAY26 --session 7", 1, "has no session 7; it has 1."),
        ("report income --as-of 9 --beside 12", 2, "Exchange the two."),
        ("invoice show TH-2026-00009", 1, "unknown-invoice"),
        ("invoice show nonsense", 2, "Write it like HA-2025-00017."),
        ("credit TH-2026-00009 --reason x", 1, "unknown-invoice"),
        ("charge add MAY26 999 shipping 35", 1, "unknown-paddle"),
        ("charge add MAY26 101 shipping 35.001", 2, "Round it to 2."),
        ("charge add MAY26 101 shipping 0", 2, "Write an amount above 0."),
        ("charge add MAY26 101 freight 35", 2, "'freight' is not one of"),
        ("charge withdraw MAY26 101 1 --reason x", 1, "unknown-charge"),
        ("tax rates US-NY", 1, "unknown-jurisdiction"),
        ("client jurisdiction C-1 Texas", 2, "Write it like US-TX."),
        ("tax lot MAY26/9 --scheme margin", 1, "unknown-lot"),
    ],
)
def test_a_slip_is_told_in_a_sentence_and_records_nothing(clerk, line, code, said):
    before = clerk.events()
    answer = clerk(line)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert clerk.events() == before


def test_a_document_of_the_wrong_year_takes_no_number(ready):
    before = ready.events()
    for day, code, said in (
        ("2025-05-21", 1, "what happened in sale MAY26 on 2026-05-20. Give the day"),
        ("2036-05-21", 2, "2036-05-21 is far ahead of 2026-05-21. Check the year."),
    ):
        answer = ready(f"settle MAY26 --on {day} {DAY}")
        assert (answer.code, answer.out) == (code, "")
        assert said in answer.err
        answer = ready(f"statement issue MAY26 --on {day} {DAY}")
        assert answer.code in {0, code}, "nobody consigned anything here"
    assert ready.events() == before
    ready.does(f"settle MAY26 {DAY}")
    note = f"credit TH-2026-00001 --on 2026-05-01 --reason typo {DAY}"
    assert ready(note).err.startswith("Refused (issued-too-early): ")
    paid = f"pay receive TH-2026-00001 5 --method wire --on 2062-05-21 {DAY}"
    assert ready(paid).code == 2


def test_a_tax_that_is_not_on_file_stops_that_bill_and_takes_no_number(ready):
    ready.does("client jurisdiction C-1 US-CA")
    answer = ready(f"settle MAY26 {DAY}")
    assert (answer.code, "No tax rate of US-CA for 2026-05-20" in answer.err) == (
        1,
        True,
    )
    ready.does("client jurisdiction C-1 none")
    assert "TH-2026-00001  101" in ready.does(f"settle MAY26 {DAY}")


def test_an_invoice_says_its_bands_taxes_and_events(ready):
    ready.does(f"settle MAY26 {DAY}")
    answer = ready.does("invoice show TH-2026-00001")
    assert "client C-1" in answer
    assert "due 2026-05-28" in answer
    answer = ready("invoice show TH-2026-00001 --json").json
    premium = answer["lines"][1]
    assert premium["charge"] == "premium"
    assert premium["taxes"][0]["rate"] == "8.25%"
    assert premium["position"] == answer["lines"][0]["position"]
    assert answer["total"] == answer["due"] == answer["balance"]
    assert answer["paid"] is False


def test_an_invoice_is_shown_as_it_was_known_then(ready):
    ready.does(f"settle MAY26 {DAY}")
    position = ready.events()
    ready.does("credit TH-2026-00001 --reason typo")
    then = ready(f"invoice show TH-2026-00001 --as-of {position} --json").json
    now = ready("invoice show TH-2026-00001 --json").json
    assert (then["credited"], now["credited"]) == ("0.00", now["total"])


def test_a_credit_note_needs_a_reason_and_names_its_lines(ready):
    ready.does(f"settle MAY26 {DAY}")
    answer = ready(f"credit TH-2026-00001 --lot MAY26/1 {DAY}")
    assert (answer.code, "reason-needed" in answer.err) == (1, True)
    output = ready.does(f"credit TH-2026-00001 --lot MAY26/1 --reason typo {DAY}")
    assert "Credit note TH-2026-C00001 credits $" in output
    assert "lines 1, 2." in output


def test_a_charge_is_billed_with_the_lots(ready):
    answer = ready.does(f"charge add MAY26 101 shipping 35.50 --said Air {DAY}")
    assert "charge 1, $35.50 for Air." in answer
    ready.does(f"settle MAY26 {DAY}")
    lines = ready("invoice show TH-2026-00001 --json").json["lines"]
    assert [line["charge"] for line in lines][-1] == "shipping"
    assert lines[-1]["amount"] == "35.50"


def test_what_changed_is_credited_and_billed_anew(ready):
    ready.does(f"settle MAY26 {DAY}")
    ready.does(
        "correct rescind MAY26/2 --reason unpaid --authorised-by Ann "
        "--at 2026-05-30T10:00-05:00"
    )
    answer = ready.does("settle MAY26 --at 2026-05-30T11:00-05:00")
    assert "TH-2026-C00001  102" in answer
    assert "of TH-2026-00002" in answer
    assert "1 credit note, -$" in answer


def test_rates_and_rules_are_recorded_once(ready):
    before = ready.events()
    rates = ready.writes("rates.csv", RATES)
    assert "on record" in ready.does(f"tax import {{f}} {DAY}", f=rates)
    rules = ready.writes("settlement.toml", SETTLEMENT)
    assert "on record" in ready.does(f"sale settlement MAY26 {{f}} {DAY}", f=rules)
    assert ready.events() == before


def test_rates_are_listed(ready):
    assert "8.25%" in ready.does("tax rates")
    (rate,) = ready("tax rates US-TX --json").json
    assert rate == {
        "jurisdiction": "US-TX",
        "name": "Sales tax",
        "rate": "8.25%",
        "on": ["hammer", "premium", "fees", "shipping"],
        "valid_from": "2020-01-01",
        "valid_until": None,
        "categories": [],
        "scheme": None,
        "kind": None,
        "basis": "added",
        "exemption": None,
        "reason": None,
    }


def test_a_file_of_rates_may_be_rehearsed(clerk):
    rates = clerk.writes("rates.csv", RATES)
    before = clerk.events()
    assert "would record 1 event" in clerk.does("tax import {f} --dry-run", f=rates)
    assert clerk.events() == before


def test_the_journal_for_quickbooks_is_piped_in_its_own_letters(ready):
    ready.does(f"charge add MAY26 101 shipping 40 --said Fräulein {DAY}")
    ready.does(f"settle MAY26 {DAY}")
    assert "ENDTRNS" in ready.does("report journal --format iif")


def test_what_a_public_buyer_asks_for_is_told_before_anything_is_written(ready):
    ready.does(f"settle MAY26 {DAY}")
    house = ready.writes(
        "house.toml",
        '[letterhead]\nname = "Hill"\n[einvoice]\nlegal_name = "Hill GmbH"\n'
        'vat_id = "DE123456789"\ncountry = "DE"\n',
    )
    asked = "print TH-2026-00001 --format xrechnung --settings {h} --out {o}"
    answer = ready(asked, h=house, o=ready.folder)
    assert answer.code == 2
    assert "einvoice.contact in house.toml" in answer.err
    assert "a line in names.csv" in answer.err
    assert not list(ready.folder.glob("TH-2026*"))


def test_a_reprint_with_its_balance_says_what_was_paid_since(ready):
    ready.does(f"settle MAY26 {DAY}")
    out = ready.folder / "out"
    asked = "print TH-2026-00001 --out {o}"
    assert ready.does(asked, o=out) == f"{out / 'TH-2026-00001.pdf'}: printed.\n"
    issued = (out / "TH-2026-00001.pdf").read_bytes()
    ready.does(f"pay receive TH-2026-00001 1 --method wire {DAY}")
    ready.does(asked, o=out)
    assert (out / "TH-2026-00001.pdf").read_bytes() == issued
    ready.does(f"{asked} --balance", o=out)
    text = flat((out / "TH-2026-00001.pdf").read_bytes())
    assert "SINCE THEN Bank transfer, " in text
    assert "DATE OF SALE " in text


def test_a_credit_note_says_why_and_what_becomes_of_the_money(ready):
    ready.does(f"settle MAY26 {DAY}")
    ready.does(f"pay receive TH-2026-00001 1 --method wire --cleared {DAY}")
    ready.does(f"credit TH-2026-00001 --reason Typo {DAY}")
    ready.does("print TH-2026-C00001 --balance --out {o}", o=ready.folder)
    text = flat((ready.folder / "TH-2026-C00001.pdf").read_bytes())
    assert "REASON Typo" in text
    assert "1.00 was paid too much, and stands in your favour." in text
    assert "In your favour 1.00" in text


def test_without_drafthorse_an_e_invoice_says_how_to_get_it(ready):
    ready.does(f"settle MAY26 {DAY}")
    code = f"import sys; sys.modules['drafthorse'] = None; {MAIN}"
    asked = ["print", "TH-2026-00001", "--e-invoice", "--out", str(ready.folder)]
    running = process(["--ledger", ready.ledger, *asked], code=code)
    out, err = running.communicate()
    assert (running.returncode, out) == (2, "")
    assert err == (
        "Wrong usage (--format): An e-invoice is written by drafthorse, which is "
        "not installed here. Install it with: pip install 'lotledger[einvoice]'\n"
    )
    assert not (ready.folder / "TH-2026-00001.pdf").exists()
