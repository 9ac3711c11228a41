"""The books as other programs read them: bean-check, hledger, Xero and QuickBooks."""

from __future__ import annotations

import csv
import io
import re
from contextlib import ExitStack
from datetime import date
from fractions import Fraction
from functools import partial

import pytest

from ledger.events import Charge
from ledger.identity import SaleId
from ledger.money import Currency
from ledger.terms.house import HouseSettings, Letterhead, XeroDays, XeroHabits
from ledger.terms.tax import TaxDue
from projections.exports.chart import NotAnAccountName, UnknownRole
from projections.exports.iif import COLUMNS
from projections.exports.registry import EXPORTS
from projections.journal import BookAccount
from tests.books_by_hand import (
    BUYER,
    FIRST,
    GBP,
    OWN,
    SECOND,
    books_of,
    december,
    due,
    expense,
    invoice,
    line,
    received,
    whole_story,
)
from tests.exported import CHECKS, balanced, export, the_file

pytestmark = pytest.mark.slow

NASTY = '=cmd|"/c calc"\\\n\t; (x), a|b: #c ^d é'
JOURNALS = ("beancount", "hledger", "iif")


@pytest.fixture
def tell():
    """Tell events to all views; they close with the test."""
    with ExitStack() as opened:
        yield partial(books_of, opened)


def nasty(tell):
    """Tell of texts that would break a careless file, in four currencies."""
    yen, dinar = Currency("JPY"), Currency("KWD")
    said = {"said": NASTY}
    return tell(
        expense(40),
        invoice(lines=(line(1, Charge.HAMMER, 10, **said),), client=BUYER),
        invoice(SECOND, (line(1, Charge.PREMIUM, 20, **said),), currency=GBP),
        invoice("HA-2025-00003", (line(1, Charge.OTHER, 30, **said),), currency=yen),
        invoice("HA-2025-00004", (line(1, Charge.HAMMER, 5, **said),), currency=dinar),
        received(f"{FIRST}/P1", 10, reference=NASTY),
    )


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("made", ["story", "nasty", "empty"])
def test_another_program_accepts_the_journal(tell, tmp_path, name, made):
    made_up = {
        "story": lambda: tell(log=whole_story()),
        "nasty": lambda: nasty(tell),
        "empty": tell,
    }
    text = the_file(made_up[made](), name)
    assert CHECKS[name](tmp_path, text) == ""


@pytest.mark.parametrize("name", CHECKS)
def test_another_program_sees_a_figure_that_was_changed(tell, tmp_path, name):
    text = the_file(tell(log=whole_story()), name)
    assert text.count("1883.13 USD") == 1
    wrong = text.replace("1883.13 USD", "1883.14 USD")
    assert CHECKS[name](tmp_path, wrong)


@pytest.mark.parametrize("name", CHECKS)
def test_another_program_sees_a_transaction_that_is_missing(tell, tmp_path, name):
    """It balances without it, and only the asserted balances tell."""
    told = tell(log=whole_story())
    blocks = the_file(told, name).split("\n\n")
    kept = [block for block in blocks if "late-fee-charged" not in block]
    assert len(kept) == len(blocks) - 1
    assert CHECKS[name](tmp_path, balanced(tmp_path, told, name)) == ""
    wrong = balanced(tmp_path, told, name, "\n\n".join(kept))
    assert CHECKS[name](tmp_path, wrong)


OWN_BOOKS = {
    "beancount": """\
include "lotledger.beancount"
2020-01-01 open Assets:Bank:Operating
2020-01-01 open Liabilities:Deposits:Own
2025-12-13 * "Own" "An account of one's own under lotledger's"
  Assets:Bank:Operating  100.00 USD
  Equity:Own  -100.00 USD
2020-01-01 open Equity:Own
2025-12-13 * "Own" "Tax paid in one's own file"
  Liabilities:Tax:US-TX  12.00 USD
  Assets:Bank:Operating  -12.00 USD
""",
    "hledger": """\
include lotledger.journal
account assets:bank:operating
account equity:own
payee Own
2025-12-13 * Own | An account of one's own under lotledger's
    assets:bank:operating  100.00 USD
    equity:own  -100.00 USD
2025-12-13 * Own | Tax paid in one's own file
    liabilities:tax:US-TX  12.00 USD
    assets:bank:operating  -12.00 USD
""",
}
"""Own books that take the journal in, and post beside it and below it."""


@pytest.mark.parametrize("name", CHECKS)
def test_own_books_stand_beside_the_journal_and_its_balances_hold(tell, tmp_path, name):
    told = tell(log=whole_story())
    balances = balanced(tmp_path, told, name)
    assert CHECKS[name](tmp_path, OWN_BOOKS[name]) == ""
    assert CHECKS[name](tmp_path, balances) == ""


@pytest.mark.parametrize("name", CHECKS)
def test_a_part_of_the_books_asserts_no_balance(tell, tmp_path, name):
    told = tell(log=whole_story())
    for asked in ({"sale": SaleId("SPACE")}, {"period": (december(12), december(16))}):
        text = the_file(told, name, **asked)
        assert " balance " not in text
        assert " = " not in text
        assert CHECKS[name](tmp_path, text) == ""


@pytest.mark.parametrize("name", CHECKS)
def test_a_house_calls_its_accounts_what_it_likes(tell, tmp_path, name):
    names = {
        "beancount": ("Assets:Current:Bank", "Assets:Current", "Liabilities:Dallas"),
        "hledger": ("Aktiva:Bank und Kasse", "Aktiva", "Steuern:Texas"),
    }[name]
    chart = EXPORTS[name].chart.named(
        # One account within another: what is asserted of the outer tells both.
        {"bank": names[0], "advances": names[1], "tax.US-TX": names[2]}
    )
    (made,) = export(tell(log=whole_story()), name, chart)
    text = made.decode()
    assert names[2] in text
    assert CHECKS[name](tmp_path, text) == ""


def test_a_slip_in_a_chart_is_refused():
    chart = EXPORTS["beancount"].chart
    with pytest.raises(UnknownRole, match=r"'premiums' is no account .* receivables,"):
        chart.named({"premiums": "Income:Premium"})
    with pytest.raises(UnknownRole):
        chart.named({"tax.dallas": "Liabilities:Tax"})
    with pytest.raises(NotAnAccountName, match="Write it like Assets:Bank"):
        chart.named({"premium": "income:premium"})
    with pytest.raises(NotAnAccountName):
        chart.named({"tax.US-TX": "Tax"})


@pytest.mark.parametrize("name", EXPORTS)
def test_a_chart_names_every_account_apart(name):
    accounts = EXPORTS[name].chart.accounts
    assert len(set(accounts.values())) == len(BookAccount)


def test_a_transaction_says_which_event_it_comes_from(tell):
    text = the_file(tell(log=whole_story()), "beancount")
    assert (
        '2025-12-12 * "C-1042" "Invoice HA-2025-00001" #SPACE ^HA-2025-00001\n'
        "  position: 12\n"
        '  event: "invoice-issued/1"\n'
        '  ledger: "ledger"\n'
        '  document: "HA-2025-00001"\n'
        "  Assets:Receivables:Buyers  1883.13 USD\n"
        '    client: "C-1042"\n'
    ) in text
    assert "2025-12-02 open Assets:Bank USD\n" in text
    assert " balance " not in text


def test_hledger_gets_the_same_in_its_own_words(tell):
    text = the_file(tell(log=whole_story()), "hledger")
    assert (
        "2025-12-12 * (HA-2025-00001) C-1042 | Invoice HA-2025-00001\n"
        "    ; position: 12\n"
    ) in text
    assert "commodity 1000.00 USD\n" in text
    assert "account liabilities:tax:US-TX  ; type: L\n" in text


def test_a_text_cannot_leave_its_place(tell):
    told = nasty(tell)
    bean = the_file(told, "beancount")
    assert '=cmd|\\"/c calc\\"\\\\ ; (x), a|b: #c ^d é"' in bean
    ledger = the_file(told, "hledger")
    assert '=cmd/"/c calc"\\ (x) a/b: #c ^d é\n' in ledger
    assert "0.500 KWD" in ledger
    assert "commodity 1000. JPY\n" in ledger
    assert "3000 JPY" in ledger


# Xero.


def xero_rows(files):
    return [
        list(csv.DictReader(io.StringIO(made.decode(), newline=""))) for made in files
    ]


def test_xero_gets_a_row_for_each_line(tell):
    (rows,) = xero_rows(export(tell(log=whole_story()), "xero"))
    first = rows[0]
    assert first == {
        "*ContactName": "C-1042",
        "*InvoiceNumber": "HA-2025-00001",
        "Reference": "SPACE paddle 17",
        "*InvoiceDate": "12/12/2025",
        "*DueDate": "19/12/2025",
        "*Description": "Hammer of lot SPACE/50061: First spacewalk",
        "*Quantity": "1",
        "*UnitAmount": "1000.00",
        "*AccountCode": "805",
        "*TaxType": "US-TX Sales tax 8.25%",
        "TaxAmount": "82.50",
        "Currency": "USD",
    }
    assert [row["*AccountCode"] for row in rows[:5]] == [
        "805",
        "200",
        "204",
        "200",
        "203",
    ]
    assert rows[4]["*TaxType"] == "Tax Exempt"
    credited = [row for row in rows if row["*InvoiceNumber"] == "HA-2025-C00001"]
    assert [row["*UnitAmount"] for row in credited] == ["-600.00", "-150.00"]


def test_xeros_invoices_come_to_what_the_ledgers_do(tell):
    (rows,) = xero_rows(export(tell(log=whole_story()), "xero"))
    total = sum(
        Fraction(row[name]) for row in rows for name in ("*UnitAmount", "TaxAmount")
    )
    assert total == Fraction(1883_13, 100)


def test_xero_calls_taxes_and_days_what_a_company_does(tell):
    city = TaxDue(
        jurisdiction="US-TX-DALLAS",
        name="City tax",
        rate=Fraction(1, 50),
        valid_from=date(2025, 1, 1),
        base=100_00,
        amount=2_00,
    )
    bill = invoice(
        lines=(
            line(1, Charge.HAMMER, 100, taxes=(due(100), city)),
            line(2, Charge.OTHER, 5),
        )
    )
    whole = "US-TX Sales tax 8.25% + US-TX-DALLAS City tax 2%"
    habits = XeroHabits(
        days=XeroDays.MONTH_FIRST,
        untaxed="No Tax",
        tax_types=((whole, "Tax on Sales"),),
    )
    house = HouseSettings(letterhead=Letterhead(name="Hill"), xero=habits)
    ((row, untaxed),) = xero_rows(export(tell(bill), "xero", house=house))
    assert untaxed["*TaxType"] == "No Tax"
    assert (row["*TaxType"], row["TaxAmount"]) == ("Tax on Sales", "10.25")
    assert row["*DueDate"] == "12/19/2025"


def test_a_formula_stays_a_text_and_a_number_a_number(tell):
    bill = invoice(
        lines=(
            line(1, Charge.OTHER, 5, lot=None, said="=1+1"),
            line(2, Charge.OTHER, -5, lot=OWN),
        ),
        client=BUYER,
    )
    (rows,) = xero_rows(export(tell(bill), "xero"))
    assert rows[0]["*Description"] == "Other: =1+1"
    assert rows[1]["*UnitAmount"] == "-5.00"
    (named,) = xero_rows(
        export(tell(invoice(lines=bill.lines, paddle="-1", sale="=SALE")), "xero")
    )
    assert named[0]["Reference"] == "'=SALE paddle -1"


def test_xero_takes_five_hundred_invoices_at_a_time(tell):
    one = (line(1, Charge.HAMMER, 1),)
    bills = [invoice(f"HA-2025-{number:05}", one) for number in range(1, 502)]
    files = xero_rows(export(tell(*bills), "xero"))
    assert [len(rows) for rows in files] == [500, 1]


# QuickBooks.


def iif_transactions(text):
    """Read an IIF file: the rows of each transaction, by the names of the header."""
    found, rows = [], []
    for row in text.split("\r\n"):
        kind, *cells = row.split("\t")
        if kind in {"TRNS", "SPL"}:
            rows.append(dict(zip(COLUMNS, cells, strict=True)))
        elif kind == "ENDTRNS":
            found.append(rows)
            rows = []
    assert not rows, "every transaction ends"
    return found


def test_every_transaction_of_quickbooks_sums_to_zero(tell):
    transactions = iif_transactions(the_file(tell(log=whole_story()), "iif"))
    assert len(transactions) == 20
    for rows in transactions:
        assert sum(Fraction(row["AMOUNT"]) for row in rows) == 0
        assert {row["TRNSTYPE"] for row in rows} == {"GENERAL JOURNAL"}


def test_quickbooks_gets_the_receivable_first_and_everybodys_name(tell):
    text = the_file(tell(log=whole_story()), "iif")
    paid = [
        rows
        for rows in iif_transactions(text)
        if rows[0]["MEMO"].startswith(f"Payment {FIRST}/P1 by card")
    ]
    assert paid[0][0]["ACCNT"] == "Accounts Receivable"
    assert paid[0][0]["NAME"] == "C-1042"
    assert (paid[0][0]["DATE"], paid[0][0]["CLASS"]) == ("12/15/25", "SPACE")
    assert "ACCNT\tAccounts Receivable\tAR\r\n" in text
    assert "VEND\tC-7 (consignor)\r\n" in text
    assert "ACCNT\tSales Tax Payable:US-TX\tOCLIAB\r\n" in text


def test_quickbooks_gets_a_file_for_each_currency_and_no_tab_in_a_text(tell):
    files = [made.decode("cp1252") for made in export(nasty(tell), "iif")]
    assert len(files) == 4
    memos = [
        row["MEMO"] for text in files for rows in iif_transactions(text) for row in rows
    ]
    assert any("=cmd|'/c calc'\\ ; (x), a|b: #c ^d é" in memo for memo in memos)
    assert not any(re.search(r'["\t\n]', memo) for memo in memos)


# All of them.


@pytest.mark.parametrize("name", EXPORTS)
def test_the_same_books_give_the_same_bytes(tell, name):
    assert export(tell(log=whole_story()), name) == export(
        tell(log=whole_story()), name
    )


@pytest.mark.parametrize("name", JOURNALS)
def test_what_is_not_booked_is_not_exported(tell, name):
    assert "USD" not in the_file(tell(), name)
