"""Commands about a bank's statement: match its lines with invoices, and book them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ledger.house.aggregates import Aggregates
from ledger.house.beside_invoices import beside_invoices
from ledger.house.command import Command, Decide, command
from ledger.house.doubts import doubt
from ledger.house.payments import day_of, receive, terms_of
from ledger.house.transaction import HouseTransaction
from ledger.identity import InvoiceId, SaleId
from ledger.refusals import BooksMovedOn, UnknownMethod
from ledger.settlement import payments
from ledger.settlement.bank import BankLine, LineOutcome, Match, match
from ledger.settlement.bank.matching import Payable
from ledger.settlement.invoice import Invoice
from ledger.terms.payment_terms import PaymentMethod


def matched(
    aggregates: Aggregates,
    lines: Sequence[BankLine],
    *,
    sales: Sequence[SaleId],
    method: str,
    at: datetime,
) -> tuple[Match, ...]:
    """Match the lines of a statement with invoices: of some sales, or of all.

    Raises UnknownSale.
    """
    for sale in sales:
        aggregates.sale(sale)
    payables = [
        _payable(aggregates, invoice, method, at) for invoice in aggregates.invoices()
    ]
    beside = beside_invoices(aggregates)
    return match(lines, payables, method=method, sales=sales, beside=beside)


def _payable(
    aggregates: Aggregates, invoice: Invoice, method: str, at: datetime
) -> Payable:
    """Return an invoice with the way in which its terms take money from a bank."""
    sale = aggregates.sale(invoice.issued.sale)
    way: PaymentMethod | None
    try:
        way = payments.way_to_pay(method, terms_of(sale, invoice).methods)
    except UnknownMethod:
        way = None
    return Payable(invoice=invoice, way=way, imported_on=day_of(sale, at))


def _line_marks(matches: Sequence[Match]) -> list[object]:
    """Return what identifies each line: its words stay with the bank."""
    lines = [match.line for match in matches]
    return [(line.day, line.amount, line.mark) for line in lines]


@command("book a bank's statement", identity={"matches": _line_marks})
def book(
    matches: Sequence[Match],
    *,
    file: str,
    sales: Sequence[SaleId],
    method: str,
    at: datetime,
) -> Decide:
    """Book the lines that were matched, as money that is good: all of them, or none.

    A line is known again by the bank's names for it, so that it is booked once however
    often it comes. A payment that the file takes back is doubted. Raises BooksMovedOn
    where a line would be matched otherwise by now.
    """
    lines = [each.line for each in matches]

    def decide(transaction: HouseTransaction) -> None:
        now = matched(transaction, lines, sales=sales, method=method, at=at)
        if now != tuple(matches):
            raise BooksMovedOn(file=file)
        for each in matches:
            if each.outcome is LineOutcome.BOOKED and each.invoice is not None:
                _received(each.invoice, each.line, method, at=at).decide(transaction)
        for each in matches:
            if each.doubts:
                doubt(transaction, each.line, each.payments, at=at)

    return decide


def _received(
    invoice: InvoiceId, line: BankLine, method: str, *, at: datetime
) -> Command:
    """Return the receipt of one line: a bank's statement says that it has cleared."""
    return receive(
        invoice,
        paid=line.amount,
        method=method,
        on=line.day,
        reference=line.mark,
        cleared=True,
        entry=line.known_by,
        at=at,
    )
