"""The trial balance: every account, what stood on it, moved on it, and stands now."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from ledger.money import Minor
from projections.journal import BookAccount, JournalBalance, balances
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report

COLUMNS = (
    Column("account", "Account", key=True),
    Column("jurisdiction", "Jurisdiction", key=True),
    Column("nature", "Kind"),
    Column("opening", "Opening", Kind.AMOUNT, total=True),
    Column("debit", "Debit", Kind.AMOUNT, total=True),
    Column("credit", "Credit", Kind.AMOUNT, total=True),
    Column("closing", "Closing", Kind.AMOUNT, total=True),
)

Key = tuple[str, BookAccount, str]
_ORDER = {account: place for place, account in enumerate(BookAccount)}


def trial_balance(db: Connection, scope: Scope) -> Report:
    """Add every account up; the opening column is empty where no period is asked."""
    before: dict[Key, Minor] = {}
    if scope.period is not None and scope.period[0] > date.min:
        eve = scope.period[0] - timedelta(days=1)
        before = {
            _balance_key(balance): balance.amount
            for balance in _balances_in(db, scope, (date.min, eve))
        }
    within = {
        _balance_key(balance): balance
        for balance in _balances_in(db, scope, scope.period)
    }
    rows = []
    for key in sorted({*before, *within}, key=lambda k: (k[0], _ORDER[k[1]], k[2])):
        code, account, jurisdiction = key
        opening, moved = before.get(key, 0), within.get(key)
        debit, credit = (moved.debit, moved.credit) if moved else (0, 0)
        amounts = (opening, debit, credit, opening + debit - credit)
        rows.append((code, (account, jurisdiction or None, account.nature, *amounts)))
    return Report(
        heading=scope.heading("trial-balance", "Trial balance"),
        tables=by_currency(
            db,
            scope,
            "accounts",
            "Accounts",
            COLUMNS,
            rows=rows,
            note="A balance above zero is a debit, one below it a credit; together "
            "they come to nothing.",
        ),
    )


def _balances_in(
    db: Connection, scope: Scope, period: tuple[date, date] | None
) -> list[JournalBalance]:
    return balances(db, "account", "jurisdiction", sale=scope.sale, period=period)


def _balance_key(balance: JournalBalance) -> Key:
    assert balance.account is not None, "balances are of accounts"
    return balance.currency, balance.account, balance.jurisdiction or ""
