"""The checks: what must agree in the books, each told twice and set side by side.

Every check takes one figure from one place and the other from another, so that a row
that was changed, lost or added by any hand but an event's shows as a no.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.events import Charge, Deduction
from ledger.identity import SaleId
from ledger.money import Minor
from projections.invoices import BuyerDocument, DocumentKind
from projections.journal import BookAccount, unbalanced
from projections.payouts import PayoutPurpose
from projections.reports.books.lot_checks import (
    Check,
    LotChecks,
    table_of_disagreeing,
)
from projections.reports.books.money_checks import money_checks, remitted
from projections.reports.books.number_gaps import number_checks
from projections.reports.books.scope import Scope, by_currency
from projections.reports.books.tax_checks import input_tax_checks, tax_checks
from projections.reports.books.whole_books import Books, parts_of_books
from projections.reports.model import Column, Kind, Report, ReportTable, Row

AMOUNTS = (
    Column("check", "What must agree", key=True),
    Column("expected", "Expected", Kind.AMOUNT),
    Column("found", "Found", Kind.AMOUNT),
    Column("difference", "Difference", Kind.AMOUNT),
    Column("agrees", "Agrees", Kind.YES_NO),
)
COUNTS = (
    Column("check", "What must agree", key=True),
    Column("expected", "Expected", Kind.COUNT),
    Column("found", "Found", Kind.COUNT),
    Column("difference", "Difference", Kind.COUNT),
    Column("agrees", "Agrees", Kind.YES_NO),
)


@dataclass(frozen=True, slots=True)
class AddedChecks:
    """What the checks come to, added up sale by sale: no more than one is in memory."""

    amounts: dict[str, list[Check]]
    """Those of amounts, by their currency."""
    counts: list[Check]
    disagreeing: list[Row]

    @classmethod
    def of(cls, db: Connection, sale: SaleId | None) -> AddedChecks:
        """Hold the books of a sale against themselves, or those of all."""
        amounts: defaultdict[str, dict[str, Check]] = defaultdict(dict)
        counts: dict[str, Check] = {}
        disagreeing: list[Row] = []
        for part in parts_of_books(db) if sale is None else [sale]:
            books = Books.of(db, part)
            lots = books.lot_checks(db, part)
            for code in books.currencies:
                _add(amounts[code], amount_checks(books.only(code)))
            _add(counts, _count_checks(books, lots))
            disagreeing += lots.disagreeing()
        uneven = "Events whose postings do not balance", 0, len(unbalanced(db, sale))
        return cls(
            {code: list(amounts[code].values()) for code in sorted(amounts)},
            [uneven, *counts.values(), *number_checks(db)],
            disagreeing,
        )


def _add(sums: dict[str, Check], checks: Iterable[Check]) -> None:
    for what, expected, actual in checks:
        _, expected_before, actual_before = sums.get(what, (what, 0, 0))
        sums[what] = what, expected_before + expected, actual_before + actual


def checks(db: Connection, scope: Scope) -> Report:
    """Hold the books against themselves."""
    added = AddedChecks.of(db, scope.sale)
    amounts = (
        (code, _check_row(*check))
        for code, of_code in added.amounts.items()
        for check in of_code
    )
    return Report(
        heading=scope.heading("checks", "Checks of the books"),
        tables=(
            *by_currency(db, scope, "amounts", "Amounts", AMOUNTS, rows=amounts),
            ReportTable(
                name="counts",
                title="Documents, lots and numbers",
                columns=COUNTS,
                rows=tuple(_check_row(*check) for check in added.counts),
            ),
            table_of_disagreeing(added.disagreeing),
        ),
    )


def all_agree(report: Report) -> bool:
    """Say whether every check of a report holds."""
    return all(row[-1] for table in report.tables for row in table.rows)


def _check_row(check: str, expected: int, actual: int) -> Row:
    return check, expected, actual, actual - expected, actual == expected


def _count_checks(books: Books, lots: LotChecks) -> Iterator[Check]:
    """Count what must agree of documents and lots."""
    yield _lines_check(books)
    yield _statements_check(books)
    yield from lots.checks()


def amount_checks(books: Books) -> Iterator[Check]:
    """Add up what must agree of amounts, of books in one currency."""
    yield (
        "Debits are credits",
        sum(balance.debit for balance in books.balances),
        sum(balance.credit for balance in books.balances),
    )
    yield from _document_checks(books)
    yield (
        "Open invoices are what buyers owe in the journal",
        sum(document.balance for document in books.documents),
        books.on(BookAccount.RECEIVABLES),
    )
    yield from tax_checks(
        books.documents,
        books.taxes,
        books.supplies,
        owed=_owed_on_documents(books),
    )
    set_off = sum(entry.set_off for entry in books.bank)
    claimed = books.on(BookAccount.INPUT_TAX) + set_off - books.own_taxes.claimed
    yield from input_tax_checks(books.input_taxes, books.lines, claimed=claimed)
    yield from money_checks(
        documents=books.documents,
        payments=books.payments,
        payouts=books.payouts,
        funds=books.funds,
        bank=books.bank,
        on=books.on,
    )
    yield (
        "Hammer less what statements take is what consignors got and are owed",
        _hammer_total(books) + _deductions_total(books),
        _paid_out_total(books) - books.on(BookAccount.CONSIGNORS),
    )


def _owed_on_documents(books: Books) -> Minor:
    paid = remitted(books.bank, "tax")
    return paid - books.on(BookAccount.TAX) - books.own_taxes.owed


def _document_checks(books: Books) -> Iterator[Check]:
    invoices = [
        document
        for document in books.documents
        if document.kind is DocumentKind.INVOICE
    ]
    notes = [
        document
        for document in books.documents
        if document.kind is DocumentKind.CREDIT_NOTE
    ]
    yield (
        "Hammer, premium, resale right, charges and tax are the totals of documents",
        sum(map(_sum_of_parts, books.documents)),
        sum(document.total for document in books.documents),
    )
    yield (
        "Lines of documents are their totals",
        sum(line.gross for line in books.lines),
        sum(document.total for document in books.documents),
    )
    yield (
        "Credit notes are what invoices were credited",
        sum(note.total for note in notes),
        sum(invoice.credited for invoice in invoices),
    )
    yield (
        "Payments are what invoices received",
        sum(payment.pays for payment in books.payments if payment.paid >= 0),
        sum(invoice.received for invoice in invoices),
    )
    yield (
        "Late fees of invoices are what they earned in the journal",
        sum(invoice.late_charges for invoice in invoices),
        -books.on(BookAccount.LATE_CHARGES),
    )


def _sum_of_parts(row: BuyerDocument) -> Minor:
    return row.hammer + row.premium + row.charges + row.resale_right + row.tax


def _hammer_total(books: Books) -> Minor:
    return sum(
        line.sign * line.amount
        for line in books.lines
        if line.charge is Charge.HAMMER and line.consignor is not None
    )


def _deductions_total(books: Books) -> Minor:
    """Add up what statements take off, below zero, and the tax on hammer prices."""
    return sum(
        line.input_tax if line.kind is Deduction.HAMMER else line.net
        for line in books.statements
    )


def _paid_out_total(books: Books) -> Minor:
    return sum(
        payout.amount
        for payout in books.payouts
        if payout.purpose in (PayoutPurpose.PAYOUT, PayoutPurpose.REPAYMENT)
        and payout.reversed_on is None
    )


def _lines_check(books: Books) -> Check:
    """Hold each document against its lines: errors that even out show here."""
    gross: Counter[str] = Counter()
    for line in books.lines:
        gross[line.document] += line.gross
    agree = sum(gross[each.document] == each.total for each in books.documents)
    return "Documents whose lines come to their total", len(books.documents), agree


def _statements_check(books: Books) -> Check:
    agree = sum(
        line.amount - line.tax + line.input_tax == line.net for line in books.statements
    )
    return "Lines of statements whose tax is taken off", len(books.statements), agree
