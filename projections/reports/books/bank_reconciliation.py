"""Bank reconciliation: day by day what stands in the books, and what at the bank.

The books' side is the account *bank* of the journal; the bank's side is what its
statements told, account by account. A day that the bank did not tell of is held against
nothing: what moved since counts on the next that it told of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from sqlalchemy import Connection

from ledger.money import Currency, Minor
from projections.bank import BankBalanceRow, BankEntryRow, bank_balances, bank_entries
from projections.journal import BookAccount, Posting, postings
from projections.payments import payments_in
from projections.reports.books.bank_accounts_apart import by_account, told_of
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row

DAYS = (
    Column("day", "Day", Kind.DAY, key=True),
    Column("books_moved", "Moved in the books", Kind.AMOUNT, total=True),
    Column("books", "In the books", Kind.AMOUNT),
    Column("bank_moved", "Moved at the bank", Kind.AMOUNT, total=True),
    Column("bank", "At the bank", Kind.AMOUNT),
    Column("difference", "Difference", Kind.AMOUNT),
    Column("agrees", "Agrees", Kind.YES_NO),
    Column("why", "Why"),
)
ENTRIES = (
    Column("day", "Day", Kind.DAY, key=True),
    Column("position", "Position", Kind.POSITION, key=True),
    Column("document", "Document"),
    Column("client", "Client"),
    Column("what", "What"),
    Column("amount", "Amount", Kind.AMOUNT, total=True),
)
ACCOUNTS = (
    Column("account", "Account", key=True),
    Column("day", "Day", Kind.DAY, key=True),
    Column("books_moved", "Known to be on it", Kind.AMOUNT, total=True),
    Column("bank_moved", "Moved at the bank", Kind.AMOUNT, total=True),
    Column("difference", "Rest", Kind.AMOUNT, total=True),
)
STATEMENTS = (
    Column("account", "Account", key=True),
    Column("statement", "Statement", Kind.POSITION, key=True),
    Column("opened_on", "From", Kind.DAY),
    Column("last_on", "To", Kind.DAY),
    Column("expected", "Closed before with", Kind.AMOUNT),
    Column("opening", "Opened with", Kind.AMOUNT),
    Column("closing", "Closed with", Kind.AMOUNT),
    Column("agrees", "Follows", Kind.YES_NO),
    Column("digest", "SHA-256"),
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the books and at the bank; None: the bank has not told of it."""

    day: date
    moved: Minor
    books: Minor
    bank: Minor | None

    @property
    def difference(self) -> Minor:
        """The bank less the books, on a day that the bank told of."""
        return 0 if self.bank is None else self.bank - self.books


def bank_reconciliation(db: Connection, scope: Scope) -> Report:
    """Hold the account *bank* against the bank's own balances, day by day."""
    posted = [p for p in postings(db) if p.account is BookAccount.BANK]
    entries, balances = bank_entries(db), bank_balances(db)
    days = _rows_of_days(scope, posted, entries, balances)
    stated = _statement_rows(entries, balances)
    moved = (
        (p.currency, (p.day, p.position, p.document, p.client, p.what, p.amount))
        for p in sorted(posted, key=lambda p: (p.day, p.position, p.number))
        if _is_within(scope, p.day)
    )
    apart = [
        (code, row)
        for code, row in by_account(posted, entries, balances, payments_in(db))
        if _is_within(scope, row[1])
    ]
    tables = (
        ("days", "Day by day", DAYS, days, _NOTE),
        ("statements", "What the bank told", STATEMENTS, stated, None),
        ("entries", "What moved the bank in the books", ENTRIES, moved, None),
        ("accounts", "Account by account", ACCOUNTS, apart, _APART),
    )
    heading = scope.heading("bank-reconciliation", "Bank reconciliation", sale=False)
    return Report(
        heading=heading,
        tables=tuple(
            table
            for name, title, columns, rows, note in tables
            if name != "accounts" or apart
            for table in by_currency(
                db, scope, name, title, columns, rows=rows, note=note
            )
        ),
    )


def _rows_of_days(
    scope: Scope,
    posted: Sequence[Posting],
    entries: Sequence[BankEntryRow],
    balances: Sequence[BankBalanceRow],
) -> Iterator[tuple[str, Row]]:
    """Tell the days of each currency, those of the period that is asked for."""
    codes = {p.currency for p in posted} | {e.currency for e in entries}
    codes |= {b.currency for b in balances}
    for code in sorted(codes):
        rows = _day_rows(
            Currency(code),
            [p for p in posted if p.currency == code],
            [e for e in entries if e.currency == code],
            [b for b in balances if b.currency == code],
        )
        yield from ((code, row) for row in rows if _is_within(scope, row[0]))


_APART = (
    "What is booked on an account, and what a bank's file of it brought, is known to "
    "be on it. The rest of an account is among what is not told apart."
)
_NOTE = (
    "The accounts of a currency are held together against the account bank. Record "
    "what the bank says with: lotledger bank statement"
)


def _is_within(scope: Scope, day: object) -> bool:
    if scope.period is None or not isinstance(day, date):
        return True
    return scope.period[0] <= day <= scope.period[1]


def _day_rows(
    currency: Currency,
    posted: Sequence[Posting],
    entries: Sequence[BankEntryRow],
    balances: Sequence[BankBalanceRow],
) -> Iterator[Row]:
    days = _days(posted, entries, balances)
    last = Day(date.min, 0, 0, 0)
    for day in days:
        if day.bank is None:
            yield (day.day, day.moved, day.books, *(None,) * 4, _UNTOLD)
            continue
        yield (
            day.day,
            day.moved,
            day.books,
            day.bank - (last.bank or 0),
            day.bank,
            day.difference,
            day.difference == 0,
            _why(day, last, days, posted, currency),
        )
        last = day


def _days(
    posted: Sequence[Posting],
    entries: Sequence[BankEntryRow],
    balances: Sequence[BankBalanceRow],
) -> list[Day]:
    """List the days on which the books or the bank say something, in order."""
    moved: defaultdict[date, Minor] = defaultdict(int)
    for posting in posted:
        moved[posting.day] += posting.amount
    ends = told_of(balances)
    begun = {str(e.account): e for e in entries if e.kind == "opening"}
    days = sorted({*moved, *(day for by_day in ends.values() for day in by_day)})
    books = accumulate(moved.get(day, 0) for day in days)
    return [
        Day(day, moved.get(day, 0), so_far, _at_bank(day, begun, ends))
        for day, so_far in zip(days, books, strict=True)
    ]


def _at_bank(
    day: date,
    begun: Mapping[str, BankEntryRow],
    by_account: Mapping[str, Mapping[date, Minor]],
) -> Minor | None:
    """Add up what stood on the accounts; None where the bank did not tell of the day.

    An account that was told of before and after a day stands between as it did before,
    while another is told of.
    """
    names = [name for name, entry in begun.items() if entry.day <= day]
    ends = [max(by_account.get(name, {date.min: 0})) for name in names]
    if not any(day in by_account.get(name, {}) for name in names) or day > min(ends):
        return None
    whole = 0
    for name in names:
        until = {d: balance for d, balance in by_account[name].items() if d <= day}
        whole += until[max(until)] if until else begun[name].amount
    return whole


def _why(
    day: Day,
    last: Day,
    days: Sequence[Day],
    posted: Sequence[Posting],
    currency: Currency,
) -> str | None:
    """Say what a difference is, or that it is that of the day that was told last."""
    if not (change := day.difference - last.difference):
        return "as the bank told before" if day.difference else None
    amount = currency.write(abs(change))
    # What is in the books alone lowers the bank's side by as much.
    for posting in posted:
        if last.day < posting.day <= day.day and posting.amount == -change:
            return f"not at the bank by then: {posting.what}, {amount}"
    for other in days:
        near = abs(other.day - day.day) <= _NEAR
        if near and not last.day < other.day <= day.day and other.moved == change:
            return f"{amount} is in the books on {other.day}"
    more = "more" if change > 0 else "less"
    return f"{amount} {more} at the bank than in the books"


_UNTOLD = "the bank did not tell of this day"
_NEAR = timedelta(days=10)
"""How far a day in the books may lie from the bank's and still be meant."""


def _statement_rows(
    entries: Sequence[BankEntryRow], balances: Sequence[BankBalanceRow]
) -> Iterator[tuple[str, Row]]:
    """Hold the opening balance of each statement against what was told before."""
    begun = {e.account: e.amount for e in entries if e.kind == "opening"}
    known: defaultdict[str, dict[date, Minor]] = defaultdict(dict)
    together: dict[tuple[str, int], list[BankBalanceRow]] = {}
    for row in balances:
        together.setdefault((row.account, row.statement), []).append(row)
    for (account, number), rows in together.items():
        first, last = rows[0], rows[-1]
        earlier = {d: b for d, b in known[account].items() if d < first.opened_on}
        expected = earlier[max(earlier)] if earlier else begun.get(first.account, 0)
        known[account].update({row.day: row.balance for row in rows})
        yield (
            first.currency,
            (
                account,
                number,
                first.opened_on,
                last.day,
                expected,
                first.opening,
                last.balance,
                expected == first.opening,
                first.sha256,
            ),
        )
