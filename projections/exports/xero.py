"""Invoices and credit notes as Xero imports them: a CSV, one row for each line.

Amounts are without tax, which Xero works out by the name of a tax rate; it must be one
that Xero knows. A credit note is an invoice below zero. VAT inside a margin stands on
no invoice, so it is not told here: the journal for another program has it. Xero takes
at most 500 invoices at a time, so there may be several files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from csv import writer
from io import StringIO

from sqlalchemy import Connection

from ledger.events import Charge
from ledger.money import Currency, write_rate
from ledger.terms.house import XeroDays, XeroHabits
from ledger.visible import visible
from projections.document_lines import DocumentLineRow, lines_in
from projections.exports.chart import Chart
from projections.invoices import BuyerDocument, buyer_documents
from projections.journal import BookAccount
from projections.reports.books.scope import Scope
from projections.reports.csv import FORMULA_LEADS
from projections.tax import TaxRow, taxes_in

XERO = Chart(
    accounts={
        BookAccount.RECEIVABLES: "610",
        BookAccount.UNDER_WAY: "611",
        BookAccount.BANK: "090",
        BookAccount.CONSIGNORS: "805",
        BookAccount.ADVANCES: "620",
        BookAccount.EXPENSES: "621",
        BookAccount.PREMIUM: "200",
        BookAccount.COMMISSION: "201",
        BookAccount.SELLER_FEES: "202",
        BookAccount.BUYER_CHARGES: "203",
        BookAccount.HOUSE_SALES: "204",
        BookAccount.TAX: "820",
        BookAccount.INPUT_TAX: "821",
        BookAccount.TAX_ROUNDING: "861",
        BookAccount.RESALE_RIGHT: "806",
        BookAccount.PAYMENT_FEES: "205",
        BookAccount.LATE_CHARGES: "206",
        BookAccount.DEPOSITS: "807",
        BookAccount.ON_ACCOUNT: "808",
        BookAccount.SUSPENSE: "850",
        BookAccount.TRANSFERS: "612",
        BookAccount.BANK_CHARGES: "404",
        BookAccount.BANK_INTEREST: "270",
        BookAccount.CARD_FEES: "405",
        BookAccount.SHORT_PAYMENTS: "406",
        BookAccount.BAD_DEBTS: "407",
        BookAccount.ELSEWHERE: "877",
        BookAccount.OPENING: "970",
    },
    shape=re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,9}"),
    between=None,
)
INVOICES_MAX = 500
COLUMNS = (
    "*ContactName",
    "*InvoiceNumber",
    "Reference",
    "*InvoiceDate",
    "*DueDate",
    "*Description",
    "*Quantity",
    "*UnitAmount",
    "*AccountCode",
    "*TaxType",
    "TaxAmount",
    "Currency",
)


DAYS = {XeroDays.DAY_FIRST: "%d/%m/%Y", XeroDays.MONTH_FIRST: "%m/%d/%Y"}


def write(
    db: Connection, scope: Scope, chart: Chart = XERO, habits: XeroHabits | None = None
) -> tuple[bytes, ...]:
    """Write the documents of a sale, or of all, at most 500 to a file."""
    documents = buyer_documents(db, scope.sale, scope.period)
    lines: defaultdict[str, list[DocumentLineRow]] = defaultdict(list)
    for line in lines_in(db, scope.sale, scope.period):
        lines[line.document].append(line)
    taxes: defaultdict[str, list[TaxRow]] = defaultdict(list)
    for tax in taxes_in(db, scope.sale, scope.period):
        taxes[f"{tax.document}/{tax.line}"].append(tax)
    own = habits or XeroHabits()
    rows = [
        [
            _row_cells(document, line, taxes[line.line], chart, own)
            for line in lines[document.document]
        ]
        for document in documents
    ]
    starts = range(0, max(len(rows), 1), INVOICES_MAX)
    return tuple(_file_bytes(rows[start : start + INVOICES_MAX]) for start in starts)


def _row_cells(
    document: BuyerDocument,
    line: DocumentLineRow,
    taxes: list[TaxRow],
    chart: Chart,
    habits: XeroHabits,
) -> list[str]:
    currency = Currency(document.currency)
    day, due = document.issued_on, document.due_on or document.issued_on
    return [
        _safe_text(document.client),
        _safe_text(document.document),
        _safe_text(f"{document.sale} paddle {document.paddle}"),
        day.strftime(DAYS[habits.days]),
        due.strftime(DAYS[habits.days]),
        _safe_text(_line_description(line)),
        "1",
        currency.plain(line.sign * line.amount),
        chart.accounts[account_of(line)],
        _safe_text(_tax_type(taxes, habits)),
        currency.plain(line.sign * line.tax),
        document.currency,
    ]


def account_of(line: DocumentLineRow) -> BookAccount:
    """Say what a line is for in the books, as the journal posts it."""
    match line.charge:
        case Charge.HAMMER:
            own = line.consignor is None
            return BookAccount.HOUSE_SALES if own else BookAccount.CONSIGNORS
        case Charge.PREMIUM:
            return BookAccount.PREMIUM
        case Charge.RESALE_RIGHT:
            return BookAccount.RESALE_RIGHT
        case _:
            return BookAccount.BUYER_CHARGES


def _line_description(line: DocumentLineRow) -> str:
    charge = line.charge.value.replace("-", " ").capitalize()
    lot = f" of lot {line.lot}" if line.lot else ""
    description = "" if line.said == charge else f": {line.said}"
    return f"{charge}{lot}{description}"


def _tax_type(taxes: list[TaxRow], habits: XeroHabits) -> str:
    """Name the rate of a line; two taxes on one line are one rate in Xero."""
    named = [
        f"{tax.jurisdiction} {tax.name} {write_rate(tax.rate)}"
        for tax in taxes
        if tax.amount
    ]
    if not named:
        return habits.untaxed
    whole = " + ".join(named)
    return dict(habits.tax_types).get(whole, whole)


def _safe_text(text: str) -> str:
    """Keep a text on one line, and from being taken for a formula."""
    flat = visible(" ".join(text.split()))
    return f"'{flat}" if flat.startswith(FORMULA_LEADS) else flat


def _file_bytes(documents: list[list[list[str]]]) -> bytes:
    buffer = StringIO(newline="")
    out = writer(buffer, lineterminator="\r\n")
    out.writerow(COLUMNS)
    out.writerows(_all_rows(documents))
    return buffer.getvalue().encode()


def _all_rows(documents: list[list[list[str]]]) -> Iterator[list[str]]:
    return (row for rows in documents for row in rows)
