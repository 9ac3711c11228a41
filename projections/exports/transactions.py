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
class PostedEvent:
    """The transaction that one event posted."""

    position: int
    day: date
    event: str
    document: str
    sale: SaleId | None
    client: ClientId | None
    sentence: str
    postings: tuple[Posting, ...]

    @property
    def payee(self) -> str:
        """Whom it is about: a client, or else the account or the money by its name."""
        return self.client or self.document


def transactions_in(db: Connection, scope: Scope) -> list[PostedEvent]:
    """List what was posted, day by day, and within a day in the order of the log."""
    posted = postings(db, scope.sale, scope.period)
    by_event = groupby(posted, key=lambda posting: posting.position)
    return sorted(
        (_transaction_of(tuple(together)) for _, together in by_event),
        key=lambda posting: (posting.day, posting.position),
    )


def _transaction_of(together: tuple[Posting, ...]) -> PostedEvent:
    first = together[0]
    return PostedEvent(
        position=first.position,
        day=first.day,
        event=first.event,
        document=first.document,
        sale=first.sale,
        client=first.client,
        sentence=_transaction_sentence(first),
        postings=together,
    )


def _transaction_sentence(first: Posting) -> str:
    """Name the document where the first posting is only one line of it."""
    if first.event.startswith("statement-"):
        return f"Statement {first.document}"
    if first.event.startswith("credit-note-"):
        return f"Credit note {first.document} for invoice {first.invoice}"
    return first.what


def is_whole(scope: Scope) -> bool:
    """Say whether everything is told, so that balances can be asserted."""
    return scope.sale is None and scope.period is None


def all_postings(transactions: Iterable[PostedEvent]) -> Iterator[Posting]:
    """Go through the postings of transactions."""
    return (posting for booking in transactions for posting in booking.postings)


def added_up(bookings: Iterable[PostedEvent], chart: Chart) -> Counter[tuple[str, str]]:
    """Add transactions up, by the name of an account and a currency."""
    balances: Counter[tuple[str, str]] = Counter()
    for posting in all_postings(bookings):
        balances[chart.of(posting), posting.currency] += posting.amount
    return balances


def amount_in(amount: Minor, code: str) -> str:
    """Write an amount and its currency as plain text programs do: ``-12.50 USD``."""
    return f"{Currency(code).plain(amount)} {code}"
