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
from projections.billing import BillingRow, billed_in
from projections.invoices import BuyerDocument, Document, buyer_documents
from projections.journal import Account, Balance, balances, unbalanced
from projections.lines import DocumentLineRow, lines_in
from projections.numbers import numbers_drawn, numbers_undrawn
from projections.payments import PaymentRow, PaymentState, payments_in
from projections.payouts import PayoutRow, Purpose, payouts_in
from projections.reports.books.scope import Scope, by_currency
from projections.reports.books.series import missing
from projections.reports.model import Column, Kind, Report, Row, Table
from projections.statements import StatementLineRow, statement_lines
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

    bills: list[BuyerDocument]
    lines: list[DocumentLineRow]
    taxes: list[TaxRow]
    payments: list[PaymentRow]
    statements: list[StatementLineRow]
    payouts: list[PayoutRow]
    billed: list[BillingRow]
    balances: list[Balance]

    @classmethod
    def of(cls, db: Connection, sale: SaleId | None) -> Books:
        """Read every view of the books."""
        return cls(
            buyer_documents(db, sale),
            lines_in(db, sale),
            taxes_in(db, sale),
            payments_in(db, sale),
            statement_lines(db, sale),
            payouts_in(db, sale),
            billed_in(db, sale),
            balances(db, "account", "event", sale=sale),
        )

    def only(self, code: str) -> Books:
        """Keep what is in one currency."""
        return Books(
            [one for one in self.bills if one.currency == code],
            [one for one in self.lines if one.currency == code],
            [one for one in self.taxes if one.currency == code],
            [one for one in self.payments if one.currency == code],
            [one for one in self.statements if one.currency == code],
            [one for one in self.payouts if one.currency == code],
            self.billed,
            [one for one in self.balances if one.currency == code],
        )

    def on(self, account: Account) -> Minor:
        """Say what the journal has on an account."""
        return sum(one.amount for one in self.balances if one.account is account)


def checks(db: Connection, scope: Scope) -> Report:
    """Hold the books against themselves."""
    books = Books.of(db, scope.sale)
    codes = {one.currency for one in books.balances}
    codes |= {one.currency for one in books.bills}
    amounts = (
        (code, _told(check, expected, found))
        for code in sorted(codes)
        for check, expected, found in _amounts(books.only(code))
    )
    counts = (
        ("Events whose postings do not balance", 0, len(unbalanced(db, scope.sale))),
        _of_lines(books),
        _of_statements(books),
        *_of_lots(books),
        *_of_numbers(db),
    )
    return Report(
        heading=scope.heading("checks", "Checks of the books"),
        tables=(
            *by_currency(db, scope, "amounts", "Amounts", AMOUNTS, rows=amounts),
            Table(
                name="counts",
                title="Documents, lots and numbers",
                columns=COUNTS,
                rows=tuple(_told(*one) for one in counts),
            ),
        ),
    )


def all_agree(report: Report) -> bool:
    """Say whether every check of a report holds."""
    return all(row[-1] for table in report.tables for row in table.rows)


Check = tuple[str, int, int]
"""What must agree, what is expected, and what was found."""


def _told(check: str, expected: int, found: int) -> Row:
    return check, expected, found, found - expected, found == expected


def _amounts(books: Books) -> Iterator[Check]:
    yield (
        "Debits are credits",
        sum(one.debit for one in books.balances),
        sum(one.credit for one in books.balances),
    )
    yield from _of_documents(books)
    yield (
        "Open invoices are what buyers owe in the journal",
        sum(one.balance for one in books.bills),
        books.on(Account.RECEIVABLES),
    )
    yield (
        "Taxes on documents are what is owed in the journal",
        sum(one.due for one in books.taxes),
        -books.on(Account.TAX),
    )
    yield from _of_money(books)
    yield (
        "Hammer less what statements take is what consignors got and are owed",
        _hammer(books) + _taken(books),
        _paid_out(books) - books.on(Account.CONSIGNORS),
    )


def _of_documents(books: Books) -> Iterator[Check]:
    invoices = [one for one in books.bills if one.kind is Document.INVOICE]
    notes = [one for one in books.bills if one.kind is Document.CREDIT_NOTE]
    yield (
        "Hammer, premium, resale right, charges and tax are the totals of documents",
        sum(map(_parts, books.bills)),
        sum(one.total for one in books.bills),
    )
    yield (
        "Lines of documents are their totals",
        sum(one.gross for one in books.lines),
        sum(one.total for one in books.bills),
    )
    yield (
        "Credit notes are what invoices were credited",
        sum(one.total for one in notes),
        sum(one.credited for one in invoices),
    )
    yield (
        "Payments are what invoices received",
        sum(one.pays for one in books.payments if one.paid >= 0),
        sum(one.received for one in invoices),
    )
    yield (
        "Late fees of invoices are what they earned in the journal",
        sum(one.late_fees for one in invoices),
        -books.on(Account.LATE_CHARGES),
    )


def _parts(bill: BuyerDocument) -> Minor:
    before_tax = bill.hammer + bill.premium + bill.resale_right + bill.charges
    return before_tax + bill.tax


def _of_money(books: Books) -> Iterator[Check]:
    under_way = PaymentState.UNDER_WAY
    yield (
        "Payments that have not cleared are under way in the journal",
        sum(one.paid - one.moved for one in books.payments if one.state is under_way),
        books.on(Account.UNDER_WAY),
    )
    good = PaymentState.CLEARED
    yield (
        "What cleared less what was paid out is the bank in the journal",
        sum(one.paid - one.moved for one in books.payments if one.state is good)
        - sum(one.amount for one in books.payouts if one.reversed_on is None),
        books.on(Account.BANK),
    )


def _hammer(books: Books) -> Minor:
    return sum(
        one.sign * one.amount
        for one in books.lines
        if one.charge is Charge.HAMMER and one.consignor is not None
    )


def _taken(books: Books) -> Minor:
    """Add up what statements take off, below zero."""
    return sum(one.net for one in books.statements if one.kind is not Deduction.HAMMER)


def _paid_out(books: Books) -> Minor:
    return sum(
        one.amount
        for one in books.payouts
        if one.purpose is Purpose.PAYOUT and one.reversed_on is None
    )


def _of_lines(books: Books) -> Check:
    """Hold each document against its lines: errors that even out show here."""
    gross: Counter[str] = Counter()
    for line in books.lines:
        gross[line.document] += line.gross
    agree = sum(gross[one.document] == one.total for one in books.bills)
    return "Documents whose lines come to their total", len(books.bills), agree


def _of_statements(books: Books) -> Check:
    agree = sum(one.amount - one.tax == one.net for one in books.statements)
    return "Lines of statements whose tax is taken off", len(books.statements), agree


def _of_lots(books: Books) -> Iterator[Check]:
    """Hold the lines of documents against what the lots themselves tell."""
    documents = Counter(
        (str(one.lot), str(one.invoice), str(one.document), one.amount)
        for one in books.lines
        if one.charge is Charge.HAMMER
    )
    lots: Counter[tuple[str, str, str, Minor]] = Counter()
    for one in books.billed:
        lots[one.lot, one.invoice, one.invoice, one.hammer] += 1
        if one.credit_note is not None:
            lots[one.lot, one.invoice, one.credit_note, one.hammer] += 1
    yield (
        "Lots that a document bills or credits say the same in their own history",
        documents.total(),
        (documents & lots).total(),
    )
    yield (
        "Lots that say they were billed or credited stand on that document",
        lots.total(),
        (lots & documents).total(),
    )


def _of_numbers(db: Connection) -> Iterator[Check]:
    drawn = numbers_drawn(db)
    by_series: dict[str, list[int]] = {}
    for one in drawn:
        by_series.setdefault(one.series, []).append(one.number)
    for series, held in by_series.items():
        gone = len(missing(held))
        yield f"Numbers of series {series}, from 1 to the last", max(held), len(held)
        yield f"Numbers of series {series} that are missing", 0, gone
    yield (
        "Numbers that were drawn, each on a document",
        len(drawn),
        sum(one.issued for one in drawn),
    )
    yield "Documents without a number that was drawn", 0, len(numbers_undrawn(db))
