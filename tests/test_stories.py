"""From the hammer to the books, as a clerk types it: quick stories, worked by hand."""

from __future__ import annotations

import pytest

from commands.main import main
from projections.reports.books.registry import BOOKS
from tests.settling_clerk import (
    DAY,
    clerk_of_consigned_lots,
    clerk_who_can_settle,
    clerk_who_settled,
)

pytestmark = pytest.mark.slow

ONE, OTHER = "TH-2026-00001", "TH-2026-00002"
"""Lots 1 and 3, $225.16, to 101; lot 2, $947.19, to 102. Both are due on 28 May."""
JUNE = "--on 2026-06-15 --at 2026-06-15T10:00-05:00"
JULY = "--at 2026-07-06T10:00-05:00"
LATER = "--at 2026-06-30T10:00-05:00"
SECOND = "--reason misheard --authorised-by Ann"


@pytest.fixture
def clerk(tmp_path):
    return clerk_who_settled(tmp_path)


def rows(clerk, report, *more):
    """Return every row of a report of the sale."""
    tables = clerk(f"report {report} MAY26 --json {' '.join(more)}").json["tables"]
    return [row for table in tables for row in table["rows"]]


def the_books_agree(clerk):
    """See that every figure that is told twice is told the same, and every debit."""
    checks = rows(clerk, "checks")
    assert len(checks) > 10
    assert [row for row in checks if not row["agrees"]] == []
    balances = [float(row["closing"]) for row in rows(clerk, "trial-balance")]
    assert any(balances)
    assert abs(sum(balances)) < 0.005
    series = rows(clerk, "number-gaps")
    assert [row for row in series if row.get("complete") is False] == []


def stands(clerk, number):
    """Say what is due on an invoice, what was received, is good, and is open."""
    bills = clerk("pay list MAY26 --json").json
    (bill,) = (each for each in bills if each["invoice"] == number)
    return tuple(bill[name] for name in ("due", "received", "cleared", "balance"))


def test_a_buyer_pays_by_cheque_and_takes_the_lots_home(clerk):
    clerk.does(f"pay receive {ONE} 225.16 --method check {DAY}")
    assert stands(clerk, ONE) == ("225.16", "225.16", "0.00", "0.00")
    early = clerk(f"release MAY26/1 {DAY}")
    assert early.err.startswith("Refused (not-paid-for)")
    cleared = clerk.does(f"pay clear {ONE}/P1 --on 2026-05-26 {LATER}")
    assert cleared.endswith("Paid for: lots MAY26/1, MAY26/3.\n")
    clerk.does(f"release MAY26/1 --on 2026-05-27 {DAY}")
    lot = clerk.does("lot show MAY26/1")
    assert "paid            2026-05-26\nreleased        2026-05-27" in lot
    the_books_agree(clerk)


def test_a_cheque_bounces_and_lateness_is_charged_and_waived(clerk):
    clerk.does(f"pay receive {ONE} 100 --method check {DAY}")
    clerk.does(f"pay receive {OTHER} 150 --method wire --cleared {DAY}")
    clerk.does(f"pay clear {ONE}/P1 --on 2026-05-26 {LATER}")
    clerk.does(
        f"pay move {OTHER}/P1 --to {ONE} --amount 30 --reason mixed "
        f"--on 2026-05-27 {LATER}"
    )
    assert stands(clerk, ONE) == ("225.16", "130.00", "130.00", "95.16")
    clerk.does(f"pay reverse {ONE}/P1 --on 2026-06-02 --reason bounced {LATER}")
    late = clerk.does(f"pay late MAY26 --on 2026-06-10 {DAY}")
    assert "Late charges in total: $30.67." in late, "3% of $195.16, and of $827.19"
    clerk.does(f"pay waive {ONE} --reason kind --on 2026-06-11 {DAY}")
    clerk.does(f"pay receive {ONE} 200 --method wire --cleared --on 2026-06-12 {LATER}")
    assert stands(clerk, ONE) == ("225.16", "230.00", "230.00", "-4.84")
    clerk.does(
        f"pay refund {ONE} 4.84 --method wire --reason over --on 2026-06-13 {LATER}"
    )
    shown = clerk.does(f"invoice show {ONE}")
    assert "late fee, 3% of $195.16" in shown
    assert "refunded by wire" in shown
    assert stands(clerk, OTHER) == ("972.01", "120.00", "120.00", "852.01")
    owed = rows(clerk, "aged-receivables", "--on 2026-06-30")
    bills = [(row["invoice"], row["open"]) for row in owed if "invoice" in row]
    assert bills == [(OTHER, "852.01")]
    the_books_agree(clerk)


def test_what_was_wrong_is_credited_and_billed_anew(clerk):
    clerk.does(f"charge add MAY26 101 shipping 35 --said parcel {DAY}")
    clerk.does(f"correct hammer MAY26/2 --price 600 {SECOND} {DAY}")
    settled = clerk.does(f"settle MAY26 {JUNE}")
    assert "1 credit note, -$947.19" in settled
    numbers = [one["document"] for one in clerk("invoice list MAY26 --json").json]
    assert len(numbers) == 5
    (shipping,) = clerk("invoice show TH-2026-00004 --json").json["lines"]
    assert (shipping["amount"], shipping["total"]) == ("35.00", "37.89")
    again = clerk.does(f"settle MAY26 {JUNE}")
    assert again.startswith("Nothing to issue")
    income = rows(clerk, "income")
    assert [row["buyer_charges"] for row in income] == ["35.00"]
    the_books_agree(clerk)


BANK = """\
Date,Amount,Details,Ref,Who
2026-05-29,225.16,paddle 101,R1,Ann
2026-05-29,77,hello,R3,Bob
2026-05-30,947.19,th 2026 2,R4,Cy
"""


def test_a_banks_file_is_matched_once(clerk):
    file = clerk.writes("bank.csv", BANK)
    mapped = (
        "--day Date --amount Amount --text Details --reference Ref --payer Who "
        "--at 2026-06-01T10:00-05:00"
    )
    clerk.does(f"pay import {{f}} {mapped}", f=file)
    assert stands(clerk, ONE)[2:] == ("225.16", "0.00")
    assert stands(clerk, OTHER)[2:] == ("947.19", "0.00")
    before = clerk.events()
    clerk.does(f"pay import {{f}} {mapped}", f=file)
    assert clerk.events() == before
    the_books_agree(clerk)


def test_a_consignor_is_paid_once_the_buyer_has_paid(tmp_path):
    clerk = clerk_of_consigned_lots(tmp_path)
    clerk.does(f"consign expense MAY26 C-7 40 --said photographs {DAY}")
    clerk.does(f"settle MAY26 {DAY}")
    shown = clerk.does("statement show HA-2026-S00001")
    assert "In all the house owes C-7 $686.\n" in shown, "$726, less the expense"
    waits = clerk(f"payout MAY26 C-7 --method wire {JULY}")
    assert waits.err.startswith("Refused (nothing-payable)")
    clerk.does(f"pay receive HA-2026-00001 161.29 --method wire --cleared {DAY}")
    clerk.does(f"pay receive HA-2026-00002 947.19 --method wire --cleared {DAY}")
    clerk.does(f"payout MAY26 C-7 --method wire {JULY}")
    clerk.does(f"payout MAY26 C-7 --reverse 1 --reason 'wrong account' {JULY}")
    clerk.does(f"payout MAY26 C-7 600 --method wire {JULY}")
    (seven, eight) = clerk("statement list MAY26 --json").json
    assert (seven["paid_out"], seven["payable"]) == ("600.00", "86.00")
    assert eight["owed"] == "2.00", "an illustration, and nothing sold"
    clerk.does(f"correct hammer MAY26/1 --price 90 {SECOND} {JULY}")
    clerk.does(f"statement issue MAY26 {JULY}")
    (seven, _) = clerk("statement list MAY26 --json").json
    assert seven["net"] == "677.00", "ten dollars less, and their commission"
    payables = rows(clerk, "consignor-payables")
    assert [row["consignor"] for row in payables] == ["C-7", "C-8"]
    clerk.does(f"settle MAY26 {JULY}")
    the_books_agree(clerk)


@pytest.mark.parametrize("report", BOOKS)
def test_every_report_is_written(clerk, report):
    answer = clerk.does(f"report {report} MAY26")
    for table in clerk(f"report {report} MAY26 --json").json["tables"]:
        assert table["title"] in answer


@pytest.mark.parametrize("form", ["text", "csv", "html"])
def test_invoices_are_reported_in_any_form(clerk, form):
    assert "225.16" in clerk.does(f"report invoices MAY26 --format {form}")


@pytest.mark.parametrize("form", ["beancount", "hledger", "iif", "xero"])
def test_the_books_are_handed_over(clerk, form):
    report = "invoices" if form == "xero" else "journal"
    out = clerk.folder / "books.out"
    clerk.does(f"report {report} MAY26 --format {form} --out {{f}}", f=out)
    # Where a format has no room to say that it is a rehearsal, the file's name does.
    (written,) = clerk.folder.glob("books*.out")
    assert (written == out) == (form in {"beancount", "hledger"})
    assert b"225.16" in written.read_bytes() or form == "xero"


def test_a_hammer_is_rescinded_and_the_sale_is_decided_again(tmp_path):
    clerk = clerk_who_can_settle(tmp_path)
    lots = clerk("lots MAY26 --json").json
    assert [lot["stage"] for lot in lots] == ["sold"] * 3
    clerk.does(f"correct rescind MAY26/3 {SECOND} {DAY}")
    (*_, last) = clerk("lots MAY26 --json").json
    assert last["stage"] == "rescinded"
    answer = clerk.does("replay sale MAY26")
    assert answer.endswith("decided again; all agree with the record.\n")
    assert {bid["paddle"] for bid in clerk("bids list MAY26 --json").json} >= {"101"}


def test_every_command_can_be_entered():
    for name in main.list_commands(None):
        assert main.get_command(None, name) is not None
