"""Income: what each sale earned the house, by what it was earned for."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection

from ledger.money import Minor
from projections.journal import BookAccount, Nature, balances
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row

EARNED = tuple(account for account in BookAccount if account.nature is Nature.INCOME)

COLUMNS = (
    Column("sale", "Sale", key=True),
    *(
        Column(
            account.value.replace("-", "_"),
            account.value.replace("-", " ").capitalize(),
            Kind.AMOUNT,
            total=True,
        )
        for account in EARNED
    ),
    Column("income", "Income", Kind.AMOUNT, total=True),
)


def income(db: Connection, scope: Scope) -> Report:
    """Tell the income of each sale, without the taxes that were inside it."""
    earned: defaultdict[tuple[str, str], dict[BookAccount, Minor]] = defaultdict(dict)
    for balance in balances(
        db, "sale", "account", sale=scope.sale, period=scope.period
    ):
        if balance.account in EARNED:
            earned[balance.currency, str(balance.sale)][
                balance.account
            ] = -balance.amount
    rows = ((code, _sale_row(sale, by)) for (code, sale), by in sorted(earned.items()))
    return Report(
        heading=scope.heading("income", "Income"),
        tables=by_currency(db, scope, "income", "Income by sale", COLUMNS, rows=rows),
    )


def _sale_row(sale: str, by: dict[BookAccount, Minor]) -> Row:
    return sale, *(by.get(account, 0) for account in EARNED), sum(by.values())
