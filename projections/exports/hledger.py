"""The journal for hledger, strict: accounts and currencies declared before their use.

A balance that is asserted counts what every file posts to its account: those of these
transactions alone stand in a file of their own, which takes the journal in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection

from ledger.money import Currency
from ledger.visible import visible
from projections.exports.chart import Chart
from projections.exports.transactions import (
    PostedEvent,
    added_up,
    all_postings,
    amount_in,
    transactions_in,
)
from projections.journal import BookAccount, Posting
from projections.rehearsal import rehearsal_mark
from projections.reports.books.scope import Scope

HLEDGER = Chart(
    accounts={
        BookAccount.RECEIVABLES: "assets:receivables:buyers",
        BookAccount.UNDER_WAY: "assets:payments under way",
        BookAccount.BANK: "assets:bank",
        BookAccount.CONSIGNORS: "liabilities:consignors",
        BookAccount.ADVANCES: "assets:advances",
        BookAccount.EXPENSES: "assets:expenses to recover",
        BookAccount.PREMIUM: "income:premium",
        BookAccount.COMMISSION: "income:commission",
        BookAccount.SELLER_FEES: "income:seller fees",
        BookAccount.BUYER_CHARGES: "income:buyer charges",
        BookAccount.HOUSE_SALES: "income:house sales",
        BookAccount.TAX: "liabilities:tax",
        BookAccount.INPUT_TAX: "assets:input tax",
        BookAccount.TAX_ROUNDING: "revenues:tax rounding",
        BookAccount.RESALE_RIGHT: "liabilities:resale right",
        BookAccount.PAYMENT_FEES: "income:payment fees",
        BookAccount.LATE_CHARGES: "income:late charges",
        BookAccount.DEPOSITS: "liabilities:deposits",
        BookAccount.ON_ACCOUNT: "liabilities:on account",
        BookAccount.SUSPENSE: "liabilities:suspense",
        BookAccount.TRANSFERS: "assets:transfers",
        BookAccount.BANK_CHARGES: "expenses:bank charges",
        BookAccount.BANK_INTEREST: "income:bank interest",
        BookAccount.CARD_FEES: "expenses:card fees",
        BookAccount.SHORT_PAYMENTS: "expenses:short payments",
        BookAccount.BAD_DEBTS: "expenses:bad debts",
        BookAccount.ELSEWHERE: "equity:booked elsewhere",
        BookAccount.OPENING: "equity:opening balances",
    },
    # One space may stand within a name, two end it; a bracket would make it virtual.
    shape=re.compile(r"[^\s;:()\[\]|*!]+(?:[ :][^\s;:()\[\]|]+)*"),
    between=":",
)
TYPES = {
    "asset": "A",
    "liability": "L",
    "income": "R",
    "expense": "X",
    "equity": "E",
}


def write(db: Connection, scope: Scope, chart: Chart = HLEDGER) -> tuple[bytes, ...]:
    """Write one file that ``hledger check --strict`` accepts."""
    transactions = transactions_in(db, scope)
    lines = [f"; {sentence}"] if (sentence := rehearsal_mark(scope.timing)) else []
    lines += [f"; {_flat(scope.house)}", f"; ledger {_flat(scope.ledger)}", ""]
    lines += _declarations(transactions, chart)
    for booking in transactions:
        lines += _transaction_lines(booking, scope.ledger, chart)
    return ("\n".join(lines).encode() + b"\n",)


def balances_file(
    db: Connection, scope: Scope, journal: str, chart: Chart = HLEDGER
) -> bytes:
    """Write the file that takes a journal in, and asserts what its accounts come to."""
    transactions = transactions_in(db, scope)
    lines = [
        f"; The balances of {_flat(journal)} alone: check this file, and include that.",
        f"include {_flat(journal)}",
    ]
    if transactions:
        lines += _balance_assertions(transactions, chart)
    return "\n".join(lines).encode() + b"\n"


def _declarations(transactions: list[PostedEvent], chart: Chart) -> Iterator[str]:
    codes: set[str] = set()
    names: dict[str, str] = {}
    payees: set[str] = set()
    for posting in all_postings(transactions):
        codes.add(posting.currency)
        names[chart.of(posting)] = TYPES[posting.account.nature]
    for whole in transactions:
        payees.add(_payee(whole))
    for code in sorted(codes):
        decimals = Currency(code).decimals
        # A currency is declared by an example, which has a decimal mark in any case.
        yield f"commodity 1000.{'0' * decimals} {code}"
    yield from (f"account {name}  ; type: {names[name]}" for name in sorted(names))
    yield from (f"payee {payee}" for payee in sorted(payees))


def _transaction_lines(
    booking: PostedEvent, ledger: str, chart: Chart
) -> Iterator[str]:
    code = _flat(booking.document).replace(")", "]")
    yield ""
    yield f"{booking.day} * ({code}) {_payee(booking)} | {_flat(booking.sentence)}"
    for name, value in (
        ("position", str(booking.position)),
        ("event", booking.event),
        ("ledger", ledger),
        ("document", booking.document),
        ("sale", booking.sale),
    ):
        if value is None:
            continue
        yield f"    ; {name}: {_tag_value(value)}"
    for posting in booking.postings:
        amount = amount_in(posting.amount, posting.currency)
        yield f"    {chart.of(posting)}  {amount}"
        yield from _tag_lines(posting)


def _tag_lines(posting: Posting) -> Iterator[str]:
    if posting.client is not None:
        yield f"    ; client: {_tag_value(posting.client)}"
    if posting.lot is not None:
        yield f"    ; lot: {_tag_value(posting.lot)}"
    yield f"    ; what: {_tag_value(posting.what)}"


def _balance_assertions(transactions: list[PostedEvent], chart: Chart) -> Iterator[str]:
    """Assert what each account comes to, without its parts, on the last day."""
    yield ""
    yield f"{transactions[-1].day} * balances"
    for (name, code), balance in sorted(added_up(transactions, chart).items()):
        yield f"    {name}  {amount_in(0, code)} = {amount_in(balance, code)}"


def _payee(booking: PostedEvent) -> str:
    return _flat(booking.payee)


def _flat(text: str) -> str:
    """Keep a text on its line, and out of what starts a comment or a note."""
    flat = visible(" ".join(text.split()))
    return flat.replace(";", ",").replace("|", "/")


def _tag_value(text: str) -> str:
    """Keep the value of a tag whole: a comma would end it."""
    return " ".join(_flat(text).replace(",", " ").split())
