"""Bank accounts of one currency told apart: what is known to have moved which of them.

Entries and remittances name their account, and a payment that a bank's file brought has
the mark of the account that was credited. What was typed by hand has none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ledger.money import Minor
from projections.bank import BankBalanceRow, BankEntryRow
from projections.journal import Posting
from projections.payments import PaymentRow
from projections.reports.model import Row

UNKNOWN = "not told apart"
_PAYMENT = re.compile(r"[A-Z][A-Z0-9]{0,7}-[0-9]{4}-[0-9]{5,9}/P[0-9]+")


def told_of(balances: Sequence[BankBalanceRow]) -> dict[str, dict[date, Minor]]:
    """Return what the bank told of each account; a later statement corrects it."""
    by_account: defaultdict[str, dict[date, Minor]] = defaultdict(dict)
    for row in balances:
        by_account[row.account][row.day] = row.balance
    return by_account


def by_account(
    posted: Sequence[Posting],
    entries: Sequence[BankEntryRow],
    balances: Sequence[BankBalanceRow],
    payments: Sequence[PaymentRow],
) -> Iterator[tuple[str, Row]]:
    """Hold each account by itself against the bank, where a currency has several."""
    begun = [entry for entry in entries if entry.kind == "opening"]
    accounts_in = Counter(entry.currency for entry in begun)
    marks = _accounts_by_mark(begun, balances)
    of_payment = {
        row.payment: marks[row.account_mark]
        for row in payments
        if row.account_mark in marks
    }
    moved: defaultdict[tuple[str, str], Counter[date]] = defaultdict(Counter)
    for posting in posted:
        if accounts_in[posting.currency] > 1:
            account = _account_of(posting, begun, of_payment)
            moved[posting.currency, account][posting.day] += posting.amount
    ends = told_of(balances)
    for currency, account in sorted(moved, key=lambda key: (key[1] == UNKNOWN, key)):
        rows = _day_rows(moved[currency, account], ends.get(account, {}))
        yield from ((currency, (account, *row)) for row in rows)


def _accounts_by_mark(
    begun: Sequence[BankEntryRow], balances: Sequence[BankBalanceRow]
) -> dict[str, str]:
    rows: list[BankEntryRow | BankBalanceRow] = [*begun, *balances]
    return {row.mark: row.account for row in rows if row.mark is not None}


def _account_of(
    posting: Posting, begun: Sequence[BankEntryRow], of_payment: Mapping[str, str]
) -> str:
    """Return the account that a posting moved, if that is known."""
    if any(entry.account == posting.document for entry in begun):
        return posting.document
    payment = _PAYMENT.search(posting.what)
    return UNKNOWN if payment is None else of_payment.get(payment[0], UNKNOWN)


def _day_rows(days: Mapping[date, Minor], ends: Mapping[date, Minor]) -> Iterator[Row]:
    """Tell each day on which the bank told of an account, or it moved in the books."""
    last = waiting = 0
    for day in sorted({*days, *ends}):
        books = days.get(day, 0)
        waiting += books
        if day not in ends:
            yield (day, books, None, None)
            continue
        at_bank = ends[day] - last
        yield (day, books, at_bank, at_bank - waiting)
        last, waiting = ends[day], 0
