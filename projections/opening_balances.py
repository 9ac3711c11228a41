"""What a season ends with, worked out from the journal for the one that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, func, select

from ledger.events import BalancesBroughtForward, Event
from ledger.identity import SaleId
from projections.journal import JOURNAL, JournalBalance, balances, journal_entry
from projections.journal.brought_forward import (
    Balances,
    account_of,
    balances_of,
    brought_forward,
)
from projections.queries import ask

_BROUGHT_FORWARD = "balances-brought-forward/1"


def opening_balances(
    db: Connection, carried: Iterable[Event], *, ended_on: date, position: int
) -> tuple[BalancesBroughtForward, ...]:
    """Return what the accounts of a ledger come to, beside what its documents post."""
    stood: Balances = Counter()
    for each in balances(db, "account", "client", "jurisdiction"):
        assert each.account is not None, "balances are of accounts"
        place = account_of(each.currency, each.account, each.client, each.jurisdiction)
        stood[place] += each.amount
    posted = balances_of(filter(None, map(journal_entry, carried)))
    return tuple(brought_forward(stood, posted, ended_on=ended_on, position=position))


def last_day_posted(db: Connection) -> date | None:
    """Return the last day on which anything counts in the books."""
    ((day,),) = ask(db, JOURNAL, lambda t: select(func.max(t.c.day)))
    last: date | None = day
    return last


def balances_of_documents(
    db: Connection, sale: SaleId | None = None
) -> list[JournalBalance]:
    """Add up what was posted, but for what stands for documents of the ledger before.

    Of those no other view tells.
    """
    return [
        balance
        for balance in balances(db, "account", "event", sale=sale)
        if balance.event != _BROUGHT_FORWARD
    ]
