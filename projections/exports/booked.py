"""Transactions as other books know them: a day, a payee, a sentence, and postings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Connection

from ledger.identity import ClientId, SaleId
from ledger.money import Currency, Minor
from projections.exports.chart import Chart
from projections.journal import Posting, postings
from projections.reports.books.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What one event posted."""

    position: int
    day: date
    event: str
    document: str
    sale: SaleId
    client: ClientId
    said: str
    postings: tuple[Posting, ...]


def booked(db: Connection, scope: Scope) -> list[Booked]:
    """List what was posted, day by day, and within a day in the order of the log."""
    found = postings(db, scope.sale, scope.period)
    by_event = groupby(found, key=lambda one: one.position)
    return sorted(
        (_booked(tuple(held)) for _, held in by_event),
        key=lambda one: (one.day, one.position),
    )


def _booked(held: tuple[Posting, ...]) -> Booked:
    first = held[0]
    return Booked(
        position=first.position,
        day=first.day,
        event=first.event,
        document=first.document,
        sale=first.sale,
        client=first.client,
        said=_said(first),
        postings=held,
    )


def _said(first: Posting) -> str:
    """Name the document where the first posting is only one line of it."""
    if first.event.startswith("statement-"):
        return f"Statement {first.document}"
    if first.event.startswith("credit-note-"):
        return f"Credit note {first.document} for invoice {first.invoice}"
    return first.what


def is_whole(scope: Scope) -> bool:
    """Say whether everything is told, so that balances can be asserted."""
    return scope.sale is None and scope.period is None


def all_postings(transactions: Iterable[Booked]) -> Iterator[Posting]:
    """Go through the postings of transactions."""
    return (one for whole in transactions for one in whole.postings)


def added_up(some: Iterable[Booked], chart: Chart) -> Counter[tuple[str, str]]:
    """Add transactions up, by the name of an account and a currency."""
    held: Counter[tuple[str, str]] = Counter()
    for one in all_postings(some):
        held[chart.of(one), one.currency] += one.amount
    return held


def amount_in(amount: Minor, code: str) -> str:
    """Write an amount and its currency as plain text programs do: ``-12.50 USD``."""
    return f"{Currency(code).plain(amount)} {code}"
