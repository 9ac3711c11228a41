"""The journal for QuickBooks, as IIF: every event a general journal entry of no sum.

IIF knows neither tabs nor line breaks within a text, nor currencies: there is a file
for each. A receivable names its customer and comes first, as QuickBooks wants it; what
a consignor is owed names a vendor, who may be the same person under another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from ledger.money import Currency
from ledger.visible import visible
from projections.exports.chart import Chart
from projections.exports.transactions import PostedEvent, all_postings, transactions_in
from projections.journal import BookAccount, Nature, Posting
from projections.reports.books.scope import Scope

IIF = Chart(
    accounts={
        BookAccount.RECEIVABLES: "Accounts Receivable",
        BookAccount.UNDER_WAY: "Undeposited Funds",
        BookAccount.BANK: "Checking",
        BookAccount.CONSIGNORS: "Consignors Payable",
        BookAccount.ADVANCES: "Advances to Consignors",
        BookAccount.EXPENSES: "Expenses to Recover",
        BookAccount.PREMIUM: "Buyer's Premium",
        BookAccount.COMMISSION: "Seller's Commission",
        BookAccount.SELLER_FEES: "Seller's Fees",
        BookAccount.BUYER_CHARGES: "Shipping and Handling Income",
        BookAccount.HOUSE_SALES: "Sales of Own Lots",
        BookAccount.TAX: "Sales Tax Payable",
        BookAccount.INPUT_TAX: "Input Tax",
        BookAccount.TAX_ROUNDING: "Tax Rounding",
        BookAccount.RESALE_RIGHT: "Resale Right Payable",
        BookAccount.PAYMENT_FEES: "Payment Fees",
        BookAccount.LATE_CHARGES: "Late Charges",
        BookAccount.DEPOSITS: "Bidders' Deposits",
        BookAccount.ON_ACCOUNT: "Clients' Money on Account",
        BookAccount.SUSPENSE: "Suspense",
        BookAccount.TRANSFERS: "Transfers between Accounts",
        BookAccount.BANK_CHARGES: "Bank Service Charges",
        BookAccount.BANK_INTEREST: "Interest Income",
        BookAccount.CARD_FEES: "Merchant Account Fees",
        BookAccount.SHORT_PAYMENTS: "Short Payments",
        BookAccount.BAD_DEBTS: "Bad Debts",
        BookAccount.ELSEWHERE: "Booked Elsewhere",
        BookAccount.OPENING: "Opening Bank Balances",
    },
    shape=re.compile(r"[^\s\"][^\t\r\n\"]{0,158}"),
    between=":",
)
TYPES = {
    Nature.ASSET: "OCASSET",
    Nature.LIABILITY: "OCLIAB",
    Nature.INCOME: "INC",
    Nature.EXPENSE: "EXP",
    Nature.EQUITY: "EQUITY",
}
COLUMNS = (
    "TRNSTYPE",
    "DATE",
    "ACCNT",
    "NAME",
    "CLASS",
    "AMOUNT",
    "DOCNUM",
    "MEMO",
)
NAMED = (BookAccount.RECEIVABLES, BookAccount.CONSIGNORS)
"""The accounts whose postings name a customer or a vendor."""


def write(db: Connection, scope: Scope, chart: Chart = IIF) -> tuple[bytes, ...]:
    """Write a file for each currency, or one without entries."""
    transactions = transactions_in(db, scope)
    codes = sorted({booking.currency for booking in all_postings(transactions)})
    return tuple(
        _file_bytes(
            [
                booking
                for booking in transactions
                if booking.postings[0].currency == code
            ],
            chart,
        )
        for code in codes or [""]
    )


def _file_bytes(transactions: list[PostedEvent], chart: Chart) -> bytes:
    rows = [*_list_rows(transactions, chart), *_header_rows()]
    for booking in transactions:
        rows += _transaction_rows(booking, chart)
    text = "".join("\t".join(map(_one_cell, row)) + "\r\n" for row in rows)
    # QuickBooks reads the code page of Windows; what that cannot say is asked about.
    return text.encode("cp1252", errors="replace")


def _list_rows(
    transactions: list[PostedEvent], chart: Chart
) -> Iterator[tuple[str, ...]]:
    """Tell QuickBooks of accounts, customers and vendors it may not know."""
    postings = list(all_postings(transactions))
    accounts = {
        chart.of(posting): _account_type(posting.account) for posting in postings
    }
    yield "!ACCNT", "NAME", "ACCNTTYPE"
    for name in sorted(accounts):
        yield "ACCNT", name, accounts[name]
    for kind, account in (("CUST", NAMED[0]), ("VEND", NAMED[1])):
        yield f"!{kind}", "NAME"
        names = {
            _party_name(posting) for posting in postings if posting.account is account
        }
        yield from ((kind, name) for name in sorted(names))
    yield "!CLASS", "NAME"
    yield from (
        ("CLASS", sale)
        for sale in sorted({p.sale for p in postings if p.sale is not None})
    )


def _account_type(account: BookAccount) -> str:
    match account:
        case BookAccount.RECEIVABLES:
            return "AR"
        case BookAccount.BANK:
            return "BANK"
        case _:
            return TYPES[account.nature]


def _header_rows() -> Iterable[tuple[str, ...]]:
    yield ("!TRNS", *COLUMNS)
    yield ("!SPL", *COLUMNS)
    yield ("!ENDTRNS",)


def _transaction_rows(booking: PostedEvent, chart: Chart) -> Iterator[tuple[str, ...]]:
    first_receivables = sorted(
        booking.postings,
        key=lambda posting: posting.account is not BookAccount.RECEIVABLES,
    )
    for number, posting in enumerate(first_receivables):
        yield (
            "SPL" if number else "TRNS",
            "GENERAL JOURNAL",
            f"{booking.day:%m/%d/%y}",
            chart.of(posting),
            _party_name(posting),
            booking.sale or "",
            Currency(posting.currency).plain(posting.amount),
            booking.document,
            f"{posting.what} ({_source_words(posting)})",
        )
    yield ("ENDTRNS",)


def _source_words(posting: Posting) -> str:
    event = f"event {posting.position}"
    return event if posting.client is None else f"{event}, {posting.client}"


def _party_name(posting: Posting) -> str:
    match posting.account:
        case BookAccount.RECEIVABLES:
            return posting.client or ""
        case BookAccount.CONSIGNORS:
            return f"{posting.client} (consignor)"
        case _:
            return ""


def _one_cell(text: str) -> str:
    """Keep a text within its cell: no tab, no line break, no quotation mark."""
    return visible(" ".join(text.split())).replace('"', "'")
