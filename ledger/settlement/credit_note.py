"""A credit note: lines of an invoice taken back, whole and as they were invoiced."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from ledger.events.buyer import CreditNoteIssued, InvoiceCredited
from ledger.events.documents import ON_A_LOT, Charge, total_of
from ledger.identity import CreditNoteId, LotId, number_of
from ledger.refusals import NothingToCredit, UnknownLine
from ledger.settlement.invoice import Invoice


def evolve(note: CreditNoteIssued | None, event: CreditNoteIssued) -> CreditNoteIssued:
    """Return the credit note: it is issued, and nothing follows."""
    assert note is None, "a credit note is issued once"
    return event


def lines_of(
    invoice: Invoice, *, lots: Collection[LotId] = (), numbers: Collection[int] = ()
) -> frozenset[int]:
    """Return the numbers of lines that stand for lots or by number; of neither, all.

    A hammer price takes what was charged on it along, as the lot can be invoiced again.
    Raises UnknownLine for a lot or a line that does not stand on the invoice, and
    NothingToCredit for an invoice with no line left.
    """
    left = {line.number: line for line in invoice.lines_left}
    if not left:
        raise NothingToCredit(invoice=invoice.id)
    for number in numbers:
        if number not in left:
            raise UnknownLine(invoice=invoice.id, line=f"line {number}")
    named = {number: left[number] for number in numbers}
    freed = {line.lot for line in named.values() if line.charge is Charge.HAMMER}
    for lot in lots:
        if lot not in invoice.lots:
            raise UnknownLine(invoice=invoice.id, line=f"lot {number_of(lot)}")
        freed.add(lot)
    whole = {
        number
        for number, line in left.items()
        if line.charge in ON_A_LOT and line.lot in freed
    }
    return frozenset(named.keys() | whole or left)


def issue(
    invoice: Invoice,
    number: CreditNoteId,
    *,
    lines: frozenset[int],
    on: date,
    at: datetime,
) -> tuple[CreditNoteIssued, InvoiceCredited]:
    """Take lines of an invoice back; the invoice itself stays as it was sent."""
    taken = tuple(line for line in invoice.lines_left if line.number in lines)
    issued = invoice.issued
    note = CreditNoteIssued(
        credit_note=number,
        invoice=invoice.id,
        sale=issued.sale,
        paddle=issued.paddle,
        client=issued.client,
        currency=issued.currency,
        lines=taken,
        issued_on=on,
        at=at,
        jurisdiction=issued.jurisdiction,
        buyer_vat_id=issued.buyer_vat_id,
        place=issued.place,
    )
    credited = InvoiceCredited(
        invoice=invoice.id,
        credit_note=number,
        lines=tuple(line.number for line in taken),
        amount=total_of(taken),
        at=at,
    )
    return note, credited
