"""Consignor payables: what each consignor's lots brought, and what is still owed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import chain

from sqlalchemy import Connection

from ledger.money import Minor
from projections.journal import BookAccount, JournalBalance, balances
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report
from projections.statements import statement_lines

COLUMNS = (
    Column("sale", "Sale", key=True),
    Column("consignor", "Consignor", key=True),
    Column("hammer", "Hammer", Kind.AMOUNT, total=True),
    Column("hammer_tax", "Tax on hammer", Kind.AMOUNT, total=True),
    Column("taken_off", "Taken off", Kind.AMOUNT, total=True),
    Column("paid_out", "Paid out", Kind.AMOUNT, total=True),
    Column("owed", "Owed", Kind.AMOUNT, total=True),
    Column("advances", "Advances to take off", Kind.AMOUNT, total=True),
    Column("expenses", "Expenses to take off", Kind.AMOUNT, total=True),
    Column("due_on", "First due", Kind.DAY),
)

Key = tuple[str, str, str]
"""A currency, a sale and a consignor."""


def consignor_payables(db: Connection, scope: Scope) -> Report:
    """Tell what is owed each consignor in each sale, from the journal."""
    owed = _balances_by_consignor(db, scope, BookAccount.CONSIGNORS)
    advances = _balances_by_consignor(db, scope, BookAccount.ADVANCES)
    expenses = _balances_by_consignor(db, scope, BookAccount.EXPENSES)
    charged = _hammer_taxes(db, scope)
    due = _first_due_days(db, scope)
    rows = []
    for key in sorted(set(chain(owed, advances, expenses))):
        code, sale, consignor = key
        amounts = _payable_amounts(owed[key], charged[key])
        rest = (_total_of(advances[key]), _total_of(expenses[key]), due.get(key))
        if scope.tells_of(consignor):
            rows.append((code, (sale, consignor, *amounts, *rest)))
    return Report(
        heading=scope.heading(
            "consignor-payables", "Consignor payables", ("On", scope.day.isoformat())
        ),
        tables=by_currency(
            db,
            scope,
            "payables",
            "Owed to consignors",
            COLUMNS,
            rows=rows,
            note="A hammer price is owed from the day of the invoice; an amount "
            "withheld until the buyer has paid is owed and not yet due.",
        ),
    )


def _balances_by_consignor(
    db: Connection, scope: Scope, account: BookAccount
) -> defaultdict[Key, list[JournalBalance]]:
    owed: defaultdict[Key, list[JournalBalance]] = defaultdict(list)
    for balance in balances(
        db,
        "sale",
        "client",
        "event",
        sale=scope.sale,
        period=(date.min, scope.day),
        account=account,
    ):
        owed[balance.currency, str(balance.sale), str(balance.client)].append(balance)
    return owed


def _hammer_taxes(db: Connection, scope: Scope) -> defaultdict[Key, Minor]:
    """Add up what registered consignors charge on hammer prices."""
    charged: defaultdict[Key, Minor] = defaultdict(int)
    for line in statement_lines(db, scope.sale, (date.min, scope.day)):
        charged[line.currency, line.sale, line.consignor] += line.input_tax
    return charged


def _payable_amounts(owed: list[JournalBalance], charged: Minor) -> tuple[Minor, ...]:
    """Tell hammer, tax on it, what was taken off, what was paid, and what is left."""
    hammer = -_total_of(
        [
            balance
            for balance in owed
            if _is_proceeds(balance, "invoice-", "credit-note-")
        ]
    )
    taken = charged + _total_of(
        [balance for balance in owed if _is_proceeds(balance, "statement-")]
    )
    paid = _total_of(
        [balance for balance in owed if _is_proceeds(balance, "payout-", "repayment-")]
    )
    return hammer, charged, taken, paid, hammer + charged - taken - paid


def _is_proceeds(balance: JournalBalance, *names: str) -> bool:
    return (balance.event or "").startswith(names)


def _total_of(balances: list[JournalBalance]) -> Minor:
    return sum(balance.amount for balance in balances)


def _first_due_days(db: Connection, scope: Scope) -> dict[Key, date]:
    first: dict[Key, date] = {}
    for line in statement_lines(db, scope.sale):
        if line.due_on is not None:
            key = line.currency, line.sale, line.consignor
            first[key] = min(line.due_on, first.get(key, line.due_on))
    return first
