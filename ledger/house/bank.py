"""What may be asked of the house about a bank's statement: match it, and book it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from ledger.entry import invoice_stream
from ledger.house.command import Decide, command, invoice_on, sale_on
from ledger.house.payments import invoices_on, settle_lots, terms_of
from ledger.house.records import Records
from ledger.identity import InvoiceId, SaleId
from ledger.refusals import BooksMovedOn, UnknownMethod
from ledger.sale import Sale
from ledger.settlement import payments
from ledger.settlement.invoice import Invoice
from ledger.settlement.matching import BankLine, Found, Match, match
from ledger.store.desk import Desk
from ledger.terms.payment_terms import PaymentMethod

Sales = Callable[[SaleId], Sale]


def matched(
    records: Records,
    lines: Sequence[BankLine],
    *,
    sales: Sequence[SaleId],
    method: str,
) -> tuple[Match, ...]:
    """Say which bills the lines of a statement pay: of some sales, or of all.

    Raises UnknownSale.
    """
    for sale in sales:
        records.sale(sale)
    bills = [one for one in records.invoices() if not sales or one.issued.sale in sales]
    return match(lines, bills, ways=_ways(bills, method, records.sale))


def _marks(matches: Sequence[Match]) -> list[object]:
    """Return what lines are known again by: their words stay with the bank."""
    lines = [match.line for match in matches]
    return [(line.day, line.amount, line.mark) for line in lines]


@command("book a bank's statement", identity={"matches": _marks})
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
    lines = [one.line for one in matches]

    def decide(desk: Desk) -> None:
        bills = invoices_on(desk, sales)
        ways = _ways(bills, method, lambda sale: sale_on(desk, sale))
        if match(lines, bills, ways=ways) != tuple(matches):
            raise BooksMovedOn(file=file)
        for one in matches:
            if one.found is Found.BOOKED and one.invoice is not None:
                _book(desk, one.invoice, one.line, method, at=at)

    return decide


def _book(
    desk: Desk, number: InvoiceId, line: BankLine, method: str, *, at: datetime
) -> None:
    """Book one line: what a bank's statement says has cleared."""
    bill, stream = invoice_on(desk, number), invoice_stream(number)
    received = payments.receive(
        bill,
        paid=line.amount,
        method=method,
        methods=terms_of(sale_on(desk, bill.issued.sale), bill).methods,
        on=line.day,
        at=at,
        reference=line.mark,
    )
    bill = desk.record(stream, received)
    good = payments.clear(bill, received[0].payment, on=line.day, at=at)
    settle_lots(desk, desk.record(stream, good), at=at)


def _ways(
    bills: Iterable[Invoice], method: str, sale_of: Sales
) -> dict[InvoiceId, PaymentMethod | None]:
    """Say how each bill takes money by a method; None: its terms do not."""
    ways: dict[InvoiceId, PaymentMethod | None] = {}
    for bill in bills:
        methods = terms_of(sale_of(bill.issued.sale), bill).methods
        try:
            ways[bill.id] = payments.way_to_pay(method, methods)
        except UnknownMethod:
            ways[bill.id] = None
    return ways
