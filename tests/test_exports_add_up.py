"""Every export, added up again from its files, comes to the trial balance.

Each file is read by a reader of this page alone, which knows nothing of the writer.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from contextlib import closing
from fractions import Fraction

import pytest

from ledger.events import (
    Charge,
    Deduction,
    GlobalMarginAccounted,
    MarginLosses,
    PurchaseTaxAccounted,
    PurchaseTaxKind,
    RemittanceKind,
    RemittanceMade,
)
from ledger.identity import BankAccountId
from ledger.money import Currency
from ledger.terms.tax import TaxScheme
from projections.exports.registry import EXPORTS
from projections.exports.xero_journal import ROWS_MAX
from projections.journal import balances
from projections.journal.accounts import BookAccount
from tests.books_by_hand import (
    GBP,
    OWN,
    USD,
    Books,
    at,
    credit,
    december,
    due,
    inside,
    invoice,
    line,
    received,
    stated,
    statement,
    whole_story,
)
from tests.exported import CHECKS, balanced, export, the_file

pytestmark = pytest.mark.slow

MARGIN = {"scheme": TaxScheme.MARGIN}


def of_a_margin():
    """Premiums, a commission and an own lot with VAT inside, one of them taken back."""
    bill = invoice(
        "HA-2025-00008",
        (
            line(1, Charge.HAMMER, 1_000, **MARGIN),
            line(2, Charge.PREMIUM, 240, taxes=(inside(40),), **MARGIN),
            line(3, Charge.HAMMER, 600, lot=OWN, consignor=None, taxes=(inside(100),)),
            line(4, Charge.PREMIUM, 120, lot=OWN, taxes=(inside(20),), **MARGIN),
            line(5, Charge.SHIPPING, 50, lot=None, taxes=(due(50),)),
        ),
    )
    return bill, credit(bill, 1, 2, note="HA-2025-C00008")


def of_own_tax(currency=USD):
    """Input tax of a consignor, tax of the house's own, and a return paid net."""
    vat = due(500, Fraction(1, 5), jurisdiction="GB", name="VAT")
    hammer = stated(1, Deduction.HAMMER, 500, taxes=(vat,))
    sold = statement((hammer,), "HA-2025-S00008", currency=currency)
    usual = {"jurisdiction": "GB", "number": 1, "name": "VAT", "rate": Fraction(1, 5)}
    owed = PurchaseTaxAccounted(
        **usual,
        kind=PurchaseTaxKind.REVERSE_CHARGE,
        currency=currency,
        net=1_000_00,
        owed=200_00,
        claimed=150_00,
        accounted_on=december(20),
        reference=None,
        at=at(20),
    )
    margin = GlobalMarginAccounted(
        **usual,
        period_from=december(1),
        period_to=december(31),
        losses=MarginLosses.CARRIED,
        currency=currency,
        sales=600_00,
        purchases=480_00,
        brought_forward=0,
        carried_forward=0,
        due=20_00,
        margin_by_lot=210_00,
        due_by_lot=35_00,
        at=at(31),
    )
    paid = RemittanceMade(
        account=BankAccountId("OPERATING"),
        remittance=1,
        kind=RemittanceKind.TAX,
        to="GB",
        period_from=december(1),
        period_to=december(31),
        currency=currency,
        amount=-65_34,
        made_on=december(31),
        reference=None,
        at=at(31),
        input_tax=250_00,
        rounding=34,
    )
    return sold, owed, margin, paid


@pytest.fixture(params=["dollars", "pounds", "own tax", "own tax in pounds"])
def books(request):
    log = whole_story()
    if request.param.startswith("own tax"):
        log.tell(*of_own_tax(GBP if "pounds" in request.param else USD))
    bill, notes = of_a_margin()
    log.tell(bill, *notes, received(f"{bill.invoice}/P1", 300))
    if request.param == "pounds":
        other = invoice("HA-2025-00009", bill.lines, currency=GBP)
        log.tell(other, *credit(other, 3, 4, note="HA-2025-C00009"))
    with closing(Books(log)) as kept:
        yield kept


def trial_balance(told, chart):
    """Say what each account comes to, by the chart of a format, with its currency."""
    expected = Counter()
    for each in balances(told.db, "account", "jurisdiction"):
        name = chart.accounts[each.account]
        if each.account in {BookAccount.TAX, BookAccount.INPUT_TAX}:
            name = chart.tax_of(each.jurisdiction, each.account)
        expected[name, each.currency] += each.amount
    return {key: amount for key, amount in expected.items() if amount}


def cents(text, code="USD"):
    whole, _, part = text.replace(",", "").partition(".")
    sign = -1 if whole.startswith("-") else 1
    places = Currency(code).decimals
    return sign * (abs(int(whole)) * 10**places + int(part.ljust(places, "0") or 0))


def of_plain_text(files, posting):
    """Add up postings of a file for Beancount or hledger, balances left out."""
    added = Counter()
    (text,) = (each.decode() for each in files)
    for found in re.finditer(posting, text, re.MULTILINE):
        name, amount, code = found.groups()
        added[name, code] += cents(amount, code)
    return added


def of_beancount(told):
    posting = r"^  ([A-Z][\w:-]+)  (-?[\d.]+) ([A-Z]{3})$"
    return of_plain_text(export(told, "beancount"), posting)


def of_hledger(told):
    posting = r"^    ([a-z][\w: -]*?)  (-?[\d.]+) ([A-Z]{3})$"
    return of_plain_text(export(told, "hledger"), posting)


def of_iif(told):
    """QuickBooks knows one currency a file; the files come in the order of codes."""
    added = Counter()
    codes = sorted({each.currency for each in balances(told.db)})
    for file, code in zip(export(told, "iif"), codes, strict=True):
        for row in file.decode("cp1252").splitlines():
            cells = row.split("\t")
            if cells[0] in {"TRNS", "SPL"}:
                added[cells[3], code] += cents(cells[6], code)
    return added


def rows_of(files):
    texts = [io.StringIO(file.decode()) for file in files]
    return [row for text in texts for row in csv.DictReader(text)]


def of_xero(told):
    """Xero posts the invoices it imports, and the manual journals beside them."""
    chart, added = EXPORTS["xero"].chart, Counter()
    for row in rows_of(export(told, "xero")):
        code = row["Currency"]
        net, tax = (cents(row[name], code) for name in ("*UnitAmount", "TaxAmount"))
        added[row["*AccountCode"], code] -= net
        added[chart.accounts[BookAccount.TAX], code] -= tax
        added[chart.accounts[BookAccount.RECEIVABLES], code] += net + tax
    for row in rows_of(export(told, "xero-journal")):
        code = row["*Narration"][-3:]
        added[row["*AccountCode"], code] += cents(row["*Amount"], code)
    return added


ADDED_UP = {
    "beancount": of_beancount,
    "hledger": of_hledger,
    "iif": of_iif,
    "xero": of_xero,
    "xero-journal": of_xero,
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_added_up_is_the_trial_balance(books, name):
    added = {key: amount for key, amount in ADDED_UP[name](books).items() if amount}
    assert added == trial_balance(books, EXPORTS[name].chart)


def test_the_vat_inside_is_in_the_manual_journal(books):
    chart = EXPORTS["xero"].chart
    rows = [
        (row["*AccountCode"], row["*Amount"])
        for row in rows_of(export(books, "xero-journal"))
        if row["*Narration"].startswith("invoice-issued")
        and row["*Narration"].endswith("USD")
    ]
    tax = chart.accounts[BookAccount.TAX]
    assert (tax, "-160.00") in rows
    assert sum(cents(amount) for _, amount in rows) == 0


def test_each_manual_journal_balances_and_a_file_is_no_longer_than_xero_takes(books):
    by_narration = Counter()
    for file in export(books, "xero-journal"):
        rows = rows_of([file])
        assert len(rows) <= ROWS_MAX
        for row in rows:
            key = row["*Narration"], row["*Date"]
            by_narration[key] += cents(row["*Amount"], row["*Narration"][-3:])
    assert by_narration
    assert set(by_narration.values()) == {0}


def test_a_house_s_own_account_of_a_tax_is_taken(books):
    chart = EXPORTS["xero-journal"].chart.named({"tax.GB": "829"})
    rows = rows_of(export(books, "xero-journal", chart))
    assert "829" in {row["*AccountCode"] for row in rows}


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("currency", [USD, GBP])
def test_books_with_tax_of_the_houses_own_are_accepted_elsewhere(
    tmp_path, name, currency
):
    with closing(Books(whole_story().tell(*of_own_tax(currency)))) as told:
        assert balances(told.db, "account", account=BookAccount.INPUT_TAX)
        assert CHECKS[name](tmp_path, the_file(told, name)) == ""
        assert CHECKS[name](tmp_path, balanced(tmp_path, told, name)) == ""
