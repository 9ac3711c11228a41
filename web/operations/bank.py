"""The house's bank accounts: begun, what moved them by themselves, statements."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

from ledger.events import BankEntryKind, RemittanceKind
from ledger.files.bank_file.balances import read_balances_of
from ledger.files.bank_names import iban_mark
from ledger.files.problems import Misread
from ledger.house import bank_accounts
from ledger.house.command import Command
from ledger.identity import BankAccountId
from ledger.roles import Sight
from ledger.settlement.stated_balances import typed_balance
from presenters.bank_account import BankAccountShape, bank_account_shape
from web.amounts import (
    AmountText,
    SignedAmountText,
    price_if_any,
    signed_amount,
    signed_price,
)
from web.answers import what_was_recorded
from web.bank_columns import ColumnsBody
from web.derived import asks_for
from web.fields import CurrencyCode, IbanText, Words
from web.misread import exactly
from web.operation import NamedPageQuery, Said, does, reads
from web.problem import HttpProblem
from web.reading import LedgerReading
from web.uploads import read_upload


class AccountBody(Said, frozen=True, kw_only=True):
    """What stood on an account when it was begun to be held against the books."""

    balance: SignedAmountText
    """What stood there before the day; below zero, an overdraft."""
    currency: CurrencyCode | None = None
    """Its currency; the only one of the sales, where nothing is said."""
    iban: IbanText | None = None
    """Its number: a mark of it is kept, to tell the bank's files apart."""
    on: date | None = None
    """The day; today, where nothing is said."""


class EntryBody(Said, frozen=True, kw_only=True):
    """What moved an account beside clients and tax."""

    kind: BankEntryKind
    """What it is."""
    amount: SignedAmountText
    """The amount; below zero it went out: a charge, a card fee."""
    description: Words | None = None
    """What it is for."""
    on: date | None = None
    """The day it counts; today, where nothing is said."""
    reference: Words | None = None
    """The bank's reference; no names."""


class RemittanceBody(Said, frozen=True, kw_only=True):
    """What is paid on of what was collected: a tax, or resale right."""

    kind: RemittanceKind
    """What it is."""
    to: Annotated[
        str, exactly(r"\S(?:[^\x00-\x1f\x7f]{0,198}\S)?", "a name on one line")
    ]
    """The jurisdiction that levies the tax, or the society."""
    amount: SignedAmountText
    """What was paid; of a return net of its input tax, and below zero where the tax
    office pays."""
    period_from: date
    """The first day that it is for."""
    period_to: date
    """The last day that it is for."""
    input_tax: AmountText | None = None
    """Of a return: what is claimed in it, and set off."""
    rounding: SignedAmountText | None = None
    """Of a return: what its form leaves out by rounding; below zero, what it adds."""
    on: date | None = None
    """The day it counts; today, where nothing is said."""
    reference: Words | None = None
    """The bank's reference; no names."""


class BalanceBody(Said, frozen=True, kw_only=True):
    """What stood on an account at the end of a day, as the bank says."""

    balance: SignedAmountText
    """What stood there at the end of the day."""
    on: date
    """The day."""
    opening: SignedAmountText | None = None
    """What stood there before; what the bank told last, where nothing is said."""
    corrects: bool = False
    """The bank had told otherwise of this day; it needs a reason."""


class BalancesBody(ColumnsBody, frozen=True, kw_only=True):
    """A bank's camt.053, MT940 or CSV, which tells balances day by day."""

    corrects: bool = False
    """The bank had told otherwise of these days; it needs a reason."""


def list_bank_accounts(
    reading: LedgerReading, query: NamedPageQuery
) -> list[BankAccountShape]:
    """List the bank accounts, what moved each by itself, and the bank's balances."""
    accounts = reading.records.bank_accounts()
    page = reading.page(accounts, query, lambda each: each.begun.account)
    return list(map(bank_account_shape, page))


def begin_bank_account(
    reading: LedgerReading, account: BankAccountId, body: AccountBody
) -> Command:
    """Begin to hold a bank account, by an alias, against the books."""
    currency = reading.currency_of_money(body.currency)
    balance = signed_amount(body.balance, currency)
    mark = None if body.iban is None else _mark_of(body.iban)
    return bank_accounts.begin(
        account, balance, currency, on=body.on, mark=mark, at=reading.at
    )


def book_bank_entry(
    reading: LedgerReading, account: BankAccountId, body: EntryBody
) -> Command:
    """Book what moved an account beside clients and tax."""
    currency = reading.house.bank_account(account).currency
    return bank_accounts.book(
        account,
        body.kind,
        signed_price(body.amount, currency),
        on=body.on,
        reference=body.reference,
        description=body.description,
        at=reading.at,
    )


def remit(
    reading: LedgerReading, account: BankAccountId, body: RemittanceBody
) -> Command:
    """Pay tax on to a jurisdiction, alone or by a return, or resale right to a society.

    What is paid off is the amount, the input tax and the rounding.
    """
    if body.period_to < body.period_from:
        words = f"{body.period_to} is before {body.period_from}. Check both days."
        raise _unfit(words)
    currency = reading.house.bank_account(account).currency
    amount = signed_amount(body.amount, currency)
    input_tax = price_if_any(body.input_tax, currency)
    if amount <= 0 and input_tax is None:
        words = f"{body.amount} is not above 0. Name the input tax that is claimed."
        raise _unfit(words)
    rounding = None
    if body.rounding is not None:
        rounding = signed_amount(body.rounding, currency) or None
    return bank_accounts.remit(
        account,
        body.kind,
        body.to,
        amount,
        period_from=body.period_from,
        period_to=body.period_to,
        on=body.on,
        reference=body.reference,
        input_tax=input_tax,
        rounding=rounding,
        at=reading.at,
    )


def record_balance(
    reading: LedgerReading, account: BankAccountId, body: BalanceBody
) -> Command:
    """Record what stood on an account at the end of a day, as the bank says."""
    current = reading.house.bank_account(account)
    opening = None
    if body.opening is not None:
        opening = signed_amount(body.opening, current.currency)
    balance = signed_amount(body.balance, current.currency)
    stated = typed_balance(current, balance, body.on, opening=opening)
    return bank_accounts.state_all(
        account, [stated], corrects=body.corrects, at=reading.at
    )


def record_bank_statement(
    reading: LedgerReading, account: BankAccountId, body: BalancesBody
) -> Command:
    """Record the balances of a bank's file that are of an account.

    Only balances, days, the file's SHA-256 and a mark of the account's number are kept;
    what is known already is passed over.
    """
    read = partial(
        read_balances_of, reading.house.bank_account(account), mapping=body.mapping()
    )
    stated = read_upload(body, read)
    return bank_accounts.state_all(
        account, stated, corrects=body.corrects, at=reading.at
    )


def _mark_of(number: str) -> str:
    try:
        return iban_mark(number)
    except Misread as no:
        raise HttpProblem(422, "not-an-iban", "Not an IBAN", f"iban: {no}") from no


def _unfit(words: str) -> HttpProblem:
    return HttpProblem(422, "not-a-remittance", "Not a remittance", words)


_ACCOUNT = "/bank/{account}"

OPERATIONS = (
    reads("/bank", Sight.MONEY, list_bank_accounts),
    does(
        _ACCOUNT,
        "begin a bank account",
        begin_bank_account,
        what_was_recorded,
        method="PUT",
    ),
    does(
        f"{_ACCOUNT}/entries",
        "book an entry of the bank",
        book_bank_entry,
        what_was_recorded,
    ),
    asks_for(f"{_ACCOUNT}/entries/{{entry}}/reversal", bank_accounts.reverse_entry),
    does(f"{_ACCOUNT}/remittances", "remit", remit, what_was_recorded),
    asks_for(
        f"{_ACCOUNT}/remittances/{{remittance}}/reversal",
        bank_accounts.reverse_remittance,
    ),
    does(
        f"{_ACCOUNT}/balances",
        "record a bank statement",
        record_balance,
        what_was_recorded,
    ),
    does(
        f"{_ACCOUNT}/statements",
        "record a bank statement",
        record_bank_statement,
        what_was_recorded,
        takes_time=True,
    ),
)
