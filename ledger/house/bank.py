"""Commands about a bank's statement: match its lines with invoices, and book them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from ledger.house.aggregates import Aggregates
from ledger.house.command import Command, Decide, command
from ledger.house.payments import receive, terms_of
from ledger.house.transaction import HouseTransaction
from ledger.identity import InvoiceId, SaleId
from ledger.refusals import BooksMovedOn, UnknownMethod
from ledger.sale import Sale
from ledger.settlement import payments
from ledger.settlement.invoice import Invoice
from ledger.settlement.matching import BankLine, LineOutcome, Match, match
from ledger.terms.payment_terms import PaymentMethod


def matched(
    aggregates: Aggregates,
    lines: Sequence[BankLine],
    *,
    sales: Sequence[SaleId],
    method: str,
) -> tuple[Match, ...]:
    """Match the lines of a statement with invoices: of some sales, or of all.

    Raises UnknownSale.
    """
    invoices = aggregates.invoices(*sales)
    ways = _ways_to_pay(invoices, method, aggregates.sale)
    return match(lines, invoices, ways=ways)


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

    A line is known again by its mark, day and amount, so that it is booked once however
    often it comes. Raises BooksMovedOn where it would be matched otherwise by now.
    """
    lines = [each.line for each in matches]

    def decide(transaction: HouseTransaction) -> None:
        now = matched(transaction, lines, sales=sales, method=method)
        if now != tuple(matches):
            raise BooksMovedOn(file=file)
        for each in matches:
            if each.outcome is LineOutcome.BOOKED and each.invoice is not None:
                _received(each.invoice, each.line, method, at=at).decide(transaction)

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
        at=at,
    )


def _ways_to_pay(
    invoices: Iterable[Invoice], method: str, sale_of: Callable[[SaleId], Sale]
) -> dict[InvoiceId, PaymentMethod | None]:
    """Return how each invoice takes money by a method; None where its terms do not."""
    ways: dict[InvoiceId, PaymentMethod | None] = {}
    for invoice in invoices:
        methods = terms_of(sale_of(invoice.issued.sale), invoice).methods
        try:
            ways[invoice.id] = payments.way_to_pay(method, methods)
        except UnknownMethod:
            ways[invoice.id] = None
    return ways
