"""Accounts of clients with the house: all sales, bought and sold, by currency.

A consignor is owed what statements say: what the books owe them from the hammer on
names invoices of buyers, which are nobody else's to read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ledger.identity import ClientId
from ledger.money import Minor
from projections.journal import BookAccount, Posting, postings
from projections.statements import statement_lines

ACCOUNTS = frozenset(
    {
        BookAccount.RECEIVABLES,
        BookAccount.CONSIGNORS,
        BookAccount.ADVANCES,
        BookAccount.EXPENSES,
        BookAccount.DEPOSITS,
        BookAccount.ON_ACCOUNT,
    }
)
"""What stands between a client and the house; money under way counts as received."""
TOLD_BY_STATEMENTS = frozenset(
    {"invoice-issued", "credit-note-issued", "statement-issued"}
)
"""The events whose postings to consignors are told by statements alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One event on the account of a client."""

    client: ClientId
    currency: str
    day: date
    document: str
    """The number of a document; empty where there is none."""
    sale: str | None
    event: str
    """The name of the event without its version: ``payment-received``."""
    position: int
    amount: Minor
    """What it adds to what the client owes; below zero to what they are owed."""
    balance: Minor
    """What is owed after it, in this currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """One posting, or one statement, that changes what is owed."""

    day: date
    position: int
    client: ClientId
    currency: str
    document: str
    sale: str | None
    event: str
    amount: Minor


def account_lines(
    db: Connection, *, client: ClientId | None = None, on: date | None = None
) -> Iterator[AccountLine]:
    """Go through the accounts of clients, by day, up to one; all currencies apart.

    An event that moves nothing between client and house is left out.
    """
    changes: dict[tuple[date, int, ClientId, str], list[_Change]] = {}
    for change in (*_posted_changes(db), *_stated_changes(db)):
        if client in {None, change.client} and (on is None or change.day <= on):
            key = (change.day, change.position, change.client, change.currency)
            changes.setdefault(key, []).append(change)
    balances: Counter[tuple[ClientId, str]] = Counter()
    for key in sorted(changes):
        first, amount = changes[key][0], sum(each.amount for each in changes[key])
        if not amount:
            continue
        balances[first.client, first.currency] += amount
        yield AccountLine(
            client=first.client,
            currency=first.currency,
            day=first.day,
            document=first.document,
            sale=first.sale,
            event=first.event,
            position=first.position,
            amount=amount,
            balance=balances[first.client, first.currency],
        )


def _posted_changes(db: Connection) -> Iterator[_Change]:
    for posting in postings(db):
        event = posting.event.partition("/")[0]
        is_stated = (
            posting.account is BookAccount.CONSIGNORS and event in TOLD_BY_STATEMENTS
        )
        if posting.client is None or posting.account not in ACCOUNTS or is_stated:
            continue
        yield _Change(
            day=posting.day,
            position=posting.position,
            client=posting.client,
            currency=posting.currency,
            document=_number(posting),
            sale=posting.sale,
            event=event,
            amount=posting.amount,
        )


def _number(posting: Posting) -> str:
    """Return the number of a document; a consignor's account has none of its own."""
    own = f"{posting.sale}/{posting.client}"
    return "" if posting.document == own else posting.document


def _stated_changes(db: Connection) -> Iterator[_Change]:
    for line in statement_lines(db):
        yield _Change(
            day=line.issued_on,
            position=line.position,
            client=line.consignor,
            currency=line.currency,
            document=line.statement,
            sale=line.sale,
            event="statement-issued",
            amount=-line.net,
        )
