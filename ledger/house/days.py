"""The days of documents: each follows what it tells of, and what it takes the place of.

Books are read by the day. A lot that is billed again before the day of its credit note
would stand on two invoices at a close between the two (odoo/odoo#117007).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ledger.house.aggregates import Aggregates
from ledger.lot import Lot
from ledger.refusals import DatedBefore, IssuedTooEarly
from ledger.sale import Sale
from ledger.value import value


@value
class Dated:
    """Something with a day of its own, by its name: a document, a payment."""

    name: str
    on: date


def must_follow(sale: Sale, days: Sequence[date], *, on: date) -> None:
    """Refuse a document of a day before what it tells of: a slip of the year."""
    since = max(days, default=on)
    if on < since:
        raise IssuedTooEarly(sale=sale.id, since=since, on=on)


def must_not_precede(before: Iterable[Dated], *, on: date) -> None:
    """Refuse what is dated before that which it takes the place of, or takes back."""
    last = max(before, key=lambda dated: dated.on, default=None)
    if last is not None and on < last.on:
        raise DatedBefore(before=last.name, since=last.on, on=on)


def credits_of(aggregates: Aggregates, lots: Iterable[Lot]) -> list[Dated]:
    """Return the credit notes that took lots off the invoices they stood on last."""
    numbers = {lot.books.credited for lot in lots}
    notes = [aggregates.credit_note(number) for number in numbers if number is not None]
    return [Dated(f"Credit note {note.credit_note}", note.issued_on) for note in notes]
