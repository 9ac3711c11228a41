"""A credit note: what it takes back, who issued it, and why."""

from __future__ import annotations

from datetime import date
from typing import cast

from ledger.entry import Entry
from ledger.events import CreditNoteIssued, Event, total_of
from ledger.identity import (
    ClientId,
    CreditNoteId,
    InvoiceId,
    LotId,
    Paddle,
    SaleId,
    number_of,
)
from presenters.account_sentences import document_sentence
from presenters.changes import ChangeShape, change_shape, person_words
from presenters.shape import Amount, Decimals, Shape
from projections.mentions import second_of

CREDITED_COLUMNS = (
    ("line", "right"),
    ("lot", "right"),
    ("for", "left"),
    ("amount", "right"),
    ("tax", "right"),
    ("total", "right"),
)


class CreditedLineShape(Shape):
    """A line of an invoice that a credit note takes back."""

    number: int
    """Its place on the invoice."""
    lot: LotId | None
    """The lot that it is for."""
    description: str
    """The words for the buyer."""
    amount: Amount
    """The charge before tax."""
    total: Amount
    """The amount with its taxes."""


class CreditNoteShape(Shape):
    """A credit note as it was issued."""

    document: CreditNoteId
    """The number of the credit note."""
    invoice: InvoiceId
    """The invoice that it credits."""
    sale: SaleId
    """The sale that was invoiced."""
    paddle: Paddle
    """The paddle that owed it."""
    client: ClientId
    """The client who holds the paddle."""
    currency: str
    """The currency of every amount, by ISO 4217."""
    issued_on: date
    """The day of issue."""
    lines: tuple[CreditedLineShape, ...]
    """The lines that it takes back."""
    total: Amount
    """The amount that is no longer owed."""
    issued: ChangeShape
    """Who issued it, when and why."""


def credit_note_shape(entry: Entry[Event]) -> CreditNoteShape:
    """Return a credit note as its shape."""
    note = cast("CreditNoteIssued", entry.event)
    money = Decimals(note.currency)
    return CreditNoteShape(
        document=note.credit_note,
        invoice=note.invoice,
        sale=note.sale,
        paddle=note.paddle,
        client=note.client,
        currency=note.currency.code,
        issued_on=note.issued_on,
        lines=tuple(
            CreditedLineShape(
                number=line.number,
                lot=line.lot,
                description=line.said,
                amount=money(line.amount),
                total=money(line.gross),
            )
            for line in note.lines
        ),
        total=money(total_of(note.lines)),
        issued=change_shape(entry, document_sentence(note)),
    )


def credit_note_facts(entry: Entry[Event]) -> list[tuple[str, object]]:
    """Write a credit note as names and values: what, for whom, by whom, and why."""
    note = cast("CreditNoteIssued", entry.event)
    return [
        ("credit note", note.credit_note),
        ("credits", note.invoice),
        ("sale", note.sale),
        ("paddle", f"{note.paddle}, client {note.client}"),
        ("issued", note.issued_on),
        ("by", person_words(entry.by, second_of(entry))),
        ("why", entry.by.reason or "no reason was given"),
        ("total", note.currency.write(total_of(note.lines))),
    ]


def credited_rows(entry: Entry[Event]) -> list[tuple[object, ...]]:
    """Write the lines that a credit note takes back as rows."""
    note = cast("CreditNoteIssued", entry.event)
    money = note.currency.write
    return [
        (
            line.number,
            None if line.lot is None else number_of(line.lot),
            line.charge.value.replace("-", " "),
            money(line.amount),
            money(line.tax),
            money(line.gross),
        )
        for line in note.lines
    ]
