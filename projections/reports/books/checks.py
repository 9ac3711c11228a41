"""The checks: what must agree in the books, each told twice and set side by side.

Every check takes one figure from one place and the other from another, so that a row
that was changed, lost or added by any hand but an event's shows as a no.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.events import Charge, Deduction
from ledger.identity import SaleId
from ledger.money import Minor
from projections.bank import BankEntryRow, bank_entries
from projections.billing import BillingRow, billing_rows
from projections.document_lines import DocumentLineRow, lines_in
from projections.funds import FundsRow, funds_in
from projections.input_tax import InputTaxRow, input_taxes
from projections.invoices import BuyerDocument, DocumentKind, buyer_documents
from projections.journal import BookAccount, JournalBalance, unbalanced
from projections.opening_balances import balances_of_documents
from projections.own_tax import OwnTaxes, own_taxes
from projections.payments import PaymentRow, payments_in
from projections.payouts import PayoutPurpose, PayoutRow, payouts_in
from projections.reports.books.lot_checks import Check, LotChecks
from projections.reports.books.money_checks import money_checks, remitted
from projections.reports.books.number_gaps import number_checks
from projections.reports.books.scope import Scope, by_currency
from projections.reports.books.tax_checks import input_tax_checks, tax_checks
from projections.reports.model import Column, Kind, Report, ReportTable, Row
from projections.statements import StatementLineRow, statement_lines
from projections.supplies import SupplyRow, supplies_in
from projections.tax import TaxRow, taxes_in

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
class Books:
    """Everything the checks hold against each other, of one sale or of all."""

    documents: list[BuyerDocument]
    lines: list[DocumentLineRow]
    taxes: list[TaxRow]
    supplies: list[SupplyRow]
    input_taxes: list[InputTaxRow]
    own_taxes: OwnTaxes
    payments: list[PaymentRow]
    statements: list[StatementLineRow]
    payouts: list[PayoutRow]
    funds: list[FundsRow]
    bank: list[BankEntryRow]
    billed: list[BillingRow]
    balances: list[JournalBalance]

    @classmethod
    def of(cls, db: Connection, sale: SaleId | None) -> Books:
        """Read every view of the books."""
        return cls(
            buyer_documents(db, sale),
            lines_in(db, sale),
            taxes_in(db, sale),
            supplies_in(db, sale),
            input_taxes(db, sale),
            own_taxes(db, sale),
            payments_in(db, sale),
            statement_lines(db, sale),
            payouts_in(db, sale),
            funds_in(db, sale),
            bank_entries(db, sale),
            billing_rows(db, sale),
            balances_of_documents(db, sale),
        )

    def only(self, code: str) -> Books:
        """Keep what is in one currency."""
        return Books(
            [row for row in self.documents if row.currency == code],
            [row for row in self.lines if row.currency == code],
            [row for row in self.taxes if row.currency == code],
            [row for row in self.supplies if row.currency == code],
            [row for row in self.input_taxes if row.currency == code],
            self.own_taxes.only(code),
            [row for row in self.payments if row.currency == code],
            [row for row in self.statements if row.currency == code],
            [row for row in self.payouts if row.currency == code],
            [row for row in self.funds if row.currency == code],
            [row for row in self.bank if row.currency == code],
            self.billed,
            [row for row in self.balances if row.currency == code],
        )

    @property
    def currencies(self) -> list[str]:
        """The currencies of the books."""
        codes = {balance.currency for balance in self.balances}
        return sorted(codes | {document.currency for document in self.documents})

    def lot_checks(self, db: Connection, sale: SaleId | None) -> LotChecks:
        """Return the checks that hold lots against these books."""
        return LotChecks(
            db, sale, lines=self.lines, billed=self.billed, stated=self.statements
        )

    def on(self, account: BookAccount) -> Minor:
        """Say what the journal has on an account."""
        return sum(
            balance.amount for balance in self.balances if balance.account is account
        )


def checks(db: Connection, scope: Scope) -> Report:
    """Hold the books against themselves."""
    books = Books.of(db, scope.sale)
    lots = books.lot_checks(db, scope.sale)
    amounts = (
        (code, _check_row(*check))
        for code in books.currencies
        for check in amount_checks(books.only(code))
    )
    counts = count_checks(db, books, lots, scope.sale)
    return Report(
        heading=scope.heading("checks", "Checks of the books"),
        tables=(
            *by_currency(db, scope, "amounts", "Amounts", AMOUNTS, rows=amounts),
            ReportTable(
                name="counts",
                title="Documents, lots and numbers",
                columns=COUNTS,
                rows=tuple(_check_row(*check) for check in counts),
            ),
            lots.table(),
        ),
    )


def all_agree(report: Report) -> bool:
    """Say whether every check of a report holds."""
    return all(row[-1] for table in report.tables for row in table.rows)


def _check_row(check: str, expected: int, actual: int) -> Row:
    return check, expected, actual, actual - expected, actual == expected


def count_checks(
    db: Connection, books: Books, lots: LotChecks, sale: SaleId | None
) -> Iterator[Check]:
    """Count what must agree of documents, lots and numbers."""
    yield "Events whose postings do not balance", 0, len(unbalanced(db, sale))
    yield _lines_check(books)
    yield _statements_check(books)
    yield from lots.checks()
    yield from number_checks(db)


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
