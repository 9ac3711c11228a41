"""Postings of an invoice, and of a credit note, which is its mirror.

The buyer owes the gross. The consignor is owed the hammer price from that moment on,
whether or not the buyer pays; a lot without consignor is the house's own sale. VAT on
the margin is inside the line that earned it: it is taken out of that income, and owed.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.events import Charge, CreditNoteIssued, InvoiceIssued, InvoiceLine
from ledger.events.documents import total_of
from ledger.identity import number_of
from projections.journal.accounts import BookAccount
from projections.journal.legs import JournalEntry, Leg, Party, mirrored, taxes_owed

EARNED = {
    Charge.PREMIUM: BookAccount.PREMIUM,
    Charge.RESALE_RIGHT: BookAccount.RESALE_RIGHT,
    Charge.SHIPPING: BookAccount.BUYER_CHARGES,
    Charge.INSURANCE: BookAccount.BUYER_CHARGES,
    Charge.HANDLING: BookAccount.BUYER_CHARGES,
    Charge.OTHER: BookAccount.BUYER_CHARGES,
}


def invoice_issued(event: InvoiceIssued) -> JournalEntry:
    """Debit the buyer with the gross, credit whoever it is for."""
    return JournalEntry(
        day=event.issued_on,
        sale=event.sale,
        currency=event.currency,
        document=event.invoice,
        invoice=event.invoice,
        legs=_document_legs(event),
    )


def credit_note_issued(event: CreditNoteIssued) -> JournalEntry:
    """Take back what the invoice posted for these lines."""
    return JournalEntry(
        day=event.issued_on,
        sale=event.sale,
        currency=event.currency,
        document=event.credit_note,
        invoice=event.invoice,
        legs=mirrored(_document_legs(event)),
    )


def _document_legs(event: InvoiceIssued | CreditNoteIssued) -> tuple[Leg, ...]:
    buyer = Party(client=event.client, paddle=event.paddle)
    owed = Leg(
        account=BookAccount.RECEIVABLES,
        amount=total_of(event.lines),
        what=f"Invoice {event.invoice}",
        party=buyer,
    )
    return (owed, *(leg for line in event.lines for leg in _line_legs(line, buyer)))


def _line_legs(line: InvoiceLine, buyer: Party) -> Iterator[Leg]:
    """Credit what a line is for, and its taxes."""
    what = _line_description(line)
    if line.charge is Charge.HAMMER and line.consignor is not None:
        # What is owed is owed whole: a tax inside it is the house's to bear.
        yield Leg(
            account=BookAccount.CONSIGNORS,
            amount=-line.amount,
            what=what,
            party=Party(client=line.consignor),
            lot=line.lot,
        )
        account, earned = BookAccount.PREMIUM, 0
    else:
        account = EARNED.get(line.charge, BookAccount.HOUSE_SALES)
        earned = line.amount
    yield Leg(
        account=account,
        amount=line.included - earned,
        what=what,
        party=buyer,
        lot=line.lot,
    )
    yield from taxes_owed(line, what, buyer)
    if line.own_royalty:
        what = f"Resale right on the house's own{what.removeprefix('Hammer of')}"
        for account, amount in (
            (BookAccount.HOUSE_SALES, line.own_royalty),
            (BookAccount.RESALE_RIGHT, -line.own_royalty),
        ):
            yield Leg(
                account=account, amount=amount, what=what, party=buyer, lot=line.lot
            )


def _line_description(line: InvoiceLine) -> str:
    charge = line.charge.value.replace("-", " ").capitalize()
    if line.lot is None:
        return f"{charge}: {line.said}"
    return f"{charge} of lot {number_of(line.lot)}: {line.said}"
