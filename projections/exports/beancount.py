"""The journal for Beancount: accounts opened on the first day, and every transaction.

Each transaction names the event it comes from, so that a figure is found again in the
ledger. Beancount asserts an account with all that is below it, whoever posted it: the
balances of these transactions alone stand in a file of their own, which takes the
journal in and nothing else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection

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

BEANCOUNT = Chart(
    accounts={
        BookAccount.RECEIVABLES: "Assets:Receivables:Buyers",
        BookAccount.UNDER_WAY: "Assets:PaymentsUnderWay",
        BookAccount.BANK: "Assets:Bank",
        BookAccount.CONSIGNORS: "Liabilities:Consignors",
        BookAccount.ADVANCES: "Assets:Advances",
        BookAccount.EXPENSES: "Assets:ExpensesToRecover",
        BookAccount.PREMIUM: "Income:Premium",
        BookAccount.COMMISSION: "Income:Commission",
        BookAccount.SELLER_FEES: "Income:SellerFees",
        BookAccount.BUYER_CHARGES: "Income:BuyerCharges",
        BookAccount.HOUSE_SALES: "Income:HouseSales",
        BookAccount.TAX: "Liabilities:Tax",
        BookAccount.INPUT_TAX: "Assets:InputTax",
        BookAccount.TAX_ROUNDING: "Income:TaxRounding",
        BookAccount.RESALE_RIGHT: "Liabilities:ResaleRight",
        BookAccount.PAYMENT_FEES: "Income:PaymentFees",
        BookAccount.LATE_CHARGES: "Income:LateCharges",
        BookAccount.DEPOSITS: "Liabilities:Deposits",
        BookAccount.ON_ACCOUNT: "Liabilities:OnAccount",
        BookAccount.SUSPENSE: "Liabilities:Suspense",
        BookAccount.TRANSFERS: "Assets:Transfers",
        BookAccount.BANK_CHARGES: "Expenses:BankCharges",
        BookAccount.BANK_INTEREST: "Income:BankInterest",
        BookAccount.CARD_FEES: "Expenses:CardFees",
        BookAccount.SHORT_PAYMENTS: "Expenses:ShortPayments",
        BookAccount.BAD_DEBTS: "Expenses:BadDebts",
        BookAccount.ELSEWHERE: "Equity:BookedElsewhere",
        BookAccount.OPENING: "Equity:OpeningBalances",
    },
    shape=re.compile(
        r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*)+"
    ),
    between=":",
)

_NOT_IN_TAGS = re.compile(r"[^A-Za-z0-9_/.-]")


def write(db: Connection, scope: Scope, chart: Chart = BEANCOUNT) -> tuple[bytes, ...]:
    """Write one file that bean-check accepts."""
    transactions = transactions_in(db, scope)
    lines = [f"; {sentence}"] if (sentence := rehearsal_mark(scope.timing)) else []
    lines += [f'option "title" {_quoted_text(scope.house)}']
    if transactions:
        lines += _opening_directives(transactions, chart)
        for booking in transactions:
            lines += _transaction_lines(booking, scope.ledger, chart)
    return ("\n".join(lines).encode() + b"\n",)


def balances_file(
    db: Connection, scope: Scope, journal: str, chart: Chart = BEANCOUNT
) -> bytes:
    """Write the file that takes a journal in, and asserts what its accounts come to."""
    transactions = transactions_in(db, scope)
    lines = [
        f"; The balances of {_flat(journal)} alone: check this file, and include that.",
        f"include {_quoted_text(journal)}",
        "",
    ]
    if transactions:
        lines += _balance_assertions(transactions, chart)
    return "\n".join(lines).encode() + b"\n"


def _opening_directives(transactions: list[PostedEvent], chart: Chart) -> Iterator[str]:
    """Declare currencies and accounts on the first day there is."""
    first = transactions[0].day
    codes_of: defaultdict[str, set[str]] = defaultdict(set)
    for posting in all_postings(transactions):
        codes_of[chart.of(posting)].add(posting.currency)
    codes = sorted(set().union(*codes_of.values()))
    yield from (f'option "operating_currency" "{code}"' for code in codes)
    yield ""
    yield from (f"{first} commodity {code}" for code in codes)
    yield ""
    for name, used in sorted(codes_of.items()):
        yield f"{first} open {name} {','.join(sorted(used))}"


def _transaction_lines(
    booking: PostedEvent, ledger: str, chart: Chart
) -> Iterator[str]:
    payee, sentence = _quoted_text(booking.payee), _quoted_text(booking.sentence)
    yield ""
    tag = "" if booking.sale is None else f"#{_tag_text(booking.sale)} "
    links = f"{tag}^{_tag_text(booking.document)}"
    yield f"{booking.day} * {payee} {sentence} {links}"
    yield f"  position: {booking.position}"
    yield f"  event: {_quoted_text(booking.event)}"
    yield f"  ledger: {_quoted_text(ledger)}"
    yield f"  document: {_quoted_text(booking.document)}"
    for posting in booking.postings:
        yield from _posting_lines(posting, chart)


def _posting_lines(posting: Posting, chart: Chart) -> Iterator[str]:
    yield f"  {chart.of(posting)}  {amount_in(posting.amount, posting.currency)}"
    if posting.client is not None:
        yield f"    client: {_quoted_text(posting.client)}"
    if posting.lot is not None:
        yield f"    lot: {_quoted_text(posting.lot)}"
    yield f"    what: {_quoted_text(posting.what)}"


def _balance_assertions(transactions: list[PostedEvent], chart: Chart) -> Iterator[str]:
    """Assert what each account comes to, its parts included, on the day after all."""
    day = transactions[-1].day + timedelta(days=1)
    balances = added_up(transactions, chart)
    for name, code in sorted(balances):
        whole = sum(
            amount
            for (other, currency), amount in balances.items()
            if currency == code and f"{other}:".startswith(f"{name}:")
        )
        yield f"{day} balance {name}  {amount_in(whole, code)}"


def _quoted_text(text: str) -> str:
    """Quote a text; what would end it, or the line, is escaped or left out."""
    escaped = _flat(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _flat(text: str) -> str:
    return visible(" ".join(text.split()))


def _tag_text(text: str) -> str:
    return _NOT_IN_TAGS.sub("-", text)
