"""What Xero's invoices do not say, as manual journals: a CSV, a row for each account.

The imported invoices say what buyers owe, and the tax that is shown. The VAT inside a
margin, statements, payouts, payments and late charges are in the journal alone: here is
all of it that the invoices leave out, so that both files come to the trial balance. A
manual journal is what one kind of event posted on one day. Xero takes rows of one
narration and day together as a journal, and at most 300 rows in a file.
"""

from __future__ import annotations

from collections import Counter
from csv import writer
from dataclasses import dataclass
from datetime import date
from io import StringIO

from sqlalchemy import Connection

from ledger.money import Currency
from ledger.terms.house import XeroHabits
from projections.document_lines import lines_in
from projections.exports.chart import Chart
from projections.exports.xero import DAYS, XERO, account_of
from projections.journal import BookAccount, Posting, postings
from projections.reports.books.scope import Scope
from projections.tax import Taxed, taxes_in

ROWS_MAX = 300
COLUMNS = (
    "*Narration",
    "*Date",
    "Description",
    "*AccountCode",
    "*TaxRate",
    "*Amount",
)
IMPORTED = ("invoice-issued/", "credit-note-issued/")
"""The events that Xero's own invoices are made of."""


@dataclass(frozen=True, slots=True, order=True)
class _Journal:
    """What one kind of event posted on one day, in one currency."""

    currency: str
    day: date
    event: str


_Amounts = dict[_Journal, Counter[str]]


def write(
    db: Connection, scope: Scope, chart: Chart = XERO, habits: XeroHabits | None = None
) -> tuple[bytes, ...]:
    """Write what is left to enter: journals whole, and at most 300 rows to a file."""
    own = habits or XeroHabits()
    posted = postings(db, scope.sale, scope.period)
    amounts = _posted_amounts(posted, chart)
    _take_off_invoices(db, scope, posted, amounts, chart)
    files: list[list[tuple[str, ...]]] = [[]]
    for journal in sorted(amounts):
        rows = _rows_of(journal, amounts[journal], own)
        if files[-1] and len(files[-1]) + len(rows) > ROWS_MAX:
            files.append([])
        files[-1] += rows
    return tuple(map(_file_bytes, files))


def _posted_amounts(posted: list[Posting], chart: Chart) -> _Amounts:
    """Add the journal up, by what becomes a manual journal and by account."""
    amounts: _Amounts = {}
    for posting in posted:
        key = _Journal(posting.currency, posting.day, posting.event)
        code = chart.of(posting)
        amounts.setdefault(key, Counter())[code] += posting.amount
    return amounts


def _take_off_invoices(
    db: Connection,
    scope: Scope,
    posted: list[Posting],
    amounts: _Amounts,
    chart: Chart,
) -> None:
    """Take off what the imported invoices post: their lines, and the tax on these."""
    events = {
        each.document: each.event for each in posted if each.event.startswith(IMPORTED)
    }
    receivables = chart.accounts[BookAccount.RECEIVABLES]
    for line in lines_in(db, scope.sale, scope.period):
        key = _Journal(line.currency, line.issued_on, events[line.document])
        amounts[key][receivables] -= line.sign * line.gross
        amounts[key][chart.accounts[account_of(line)]] += line.sign * line.amount
    for tax in taxes_in(db, scope.sale, scope.period):
        if tax.kind is not Taxed.STATEMENT:
            key = _Journal(tax.currency, tax.day, events[tax.document])
            amounts[key][chart.tax_of(tax.jurisdiction)] += tax.amount


def _rows_of(
    journal: _Journal, amounts: Counter[str], habits: XeroHabits
) -> list[tuple[str, ...]]:
    currency = Currency(journal.currency)
    kind, _, _ = journal.event.partition("/")
    narration = f"{kind} {journal.day} {journal.currency}"
    described = (
        "VAT inside the margin, on no invoice"
        if journal.event.startswith(IMPORTED)
        else f"lotledger {journal.event}"
    )
    return [
        (
            narration,
            journal.day.strftime(DAYS[habits.days]),
            described,
            code,
            habits.untaxed,
            currency.plain(amount),
        )
        for code, amount in sorted(amounts.items())
        if amount
    ]


def _file_bytes(rows: list[tuple[str, ...]]) -> bytes:
    buffer = StringIO(newline="")
    out = writer(buffer, lineterminator="\r\n")
    out.writerow(COLUMNS)
    out.writerows(rows)
    return buffer.getvalue().encode()
