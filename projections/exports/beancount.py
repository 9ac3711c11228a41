"""The journal for Beancount: accounts opened on the first day, and every transaction.

Each transaction names the event it comes from, so that a figure is found again in the
ledger. The balances at the end are asserted where the whole ledger is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection

from projections.exports.booked import (
    Booked,
    added_up,
    all_postings,
    amount_in,
    booked,
    is_whole,
)
from projections.exports.chart import Chart
from projections.journal import Account, Posting
from projections.reports.books.scope import Scope

BEANCOUNT = Chart(
    accounts={
        Account.RECEIVABLES: "Assets:Receivables:Buyers",
        Account.UNDER_WAY: "Assets:PaymentsUnderWay",
        Account.BANK: "Assets:Bank",
        Account.CONSIGNORS: "Liabilities:Consignors",
        Account.ADVANCES: "Assets:Advances",
        Account.EXPENSES: "Assets:ExpensesToRecover",
        Account.PREMIUM: "Income:Premium",
        Account.COMMISSION: "Income:Commission",
        Account.SELLER_FEES: "Income:SellerFees",
        Account.BUYER_CHARGES: "Income:BuyerCharges",
        Account.HOUSE_SALES: "Income:HouseSales",
        Account.TAX: "Liabilities:Tax",
        Account.RESALE_RIGHT: "Liabilities:ResaleRight",
        Account.PAYMENT_FEES: "Income:PaymentFees",
        Account.LATE_CHARGES: "Income:LateCharges",
    },
    shape=re.compile(
        r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*)+"
    ),
    between=":",
)

_NOT_IN_TAGS = re.compile(r"[^A-Za-z0-9_/.-]")


def write(db: Connection, scope: Scope, chart: Chart = BEANCOUNT) -> tuple[bytes, ...]:
    """Write one file that bean-check accepts."""
    transactions = booked(db, scope)
    lines = [f'option "title" {_quoted(scope.house)}']
    if transactions:
        lines += _opened(transactions, chart)
        for one in transactions:
            lines += _transaction(one, scope.ledger, chart)
        if is_whole(scope):
            lines += ["", *_balances(transactions, chart)]
    return ("\n".join(lines).encode() + b"\n",)


def _opened(transactions: list[Booked], chart: Chart) -> Iterator[str]:
    """Declare currencies and accounts on the first day there is."""
    first = transactions[0].day
    held: defaultdict[str, set[str]] = defaultdict(set)
    for one in all_postings(transactions):
        held[chart.of(one)].add(one.currency)
    codes = sorted(set().union(*held.values()))
    yield from (f'option "operating_currency" "{code}"' for code in codes)
    yield ""
    yield from (f"{first} commodity {code}" for code in codes)
    yield ""
    for name, used in sorted(held.items()):
        yield f"{first} open {name} {','.join(sorted(used))}"


def _transaction(one: Booked, ledger: str, chart: Chart) -> Iterator[str]:
    payee, said = _quoted(one.client), _quoted(one.said)
    yield ""
    yield f"{one.day} * {payee} {said} #{_tag(one.sale)} ^{_tag(one.document)}"
    yield f"  position: {one.position}"
    yield f"  event: {_quoted(one.event)}"
    yield f"  ledger: {_quoted(ledger)}"
    yield f"  document: {_quoted(one.document)}"
    for posting in one.postings:
        yield from _posting(posting, chart)


def _posting(one: Posting, chart: Chart) -> Iterator[str]:
    yield f"  {chart.of(one)}  {amount_in(one.amount, one.currency)}"
    yield f"    client: {_quoted(one.client)}"
    if one.lot is not None:
        yield f"    lot: {_quoted(one.lot)}"
    yield f"    what: {_quoted(one.what)}"


def _balances(transactions: list[Booked], chart: Chart) -> Iterator[str]:
    """Assert what each account comes to, its parts included, on the day after all."""
    day = transactions[-1].day + timedelta(days=1)
    held = added_up(transactions, chart)
    for name, code in sorted(held):
        whole = sum(
            amount
            for (other, currency), amount in held.items()
            if currency == code and f"{other}:".startswith(f"{name}:")
        )
        yield f"{day} balance {name}  {amount_in(whole, code)}"


def _quoted(text: str) -> str:
    """Quote a text; what would end it, or the line, is escaped or left out."""
    flat = " ".join(text.split())
    escaped = flat.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _tag(text: str) -> str:
    return _NOT_IN_TAGS.sub("-", text)
