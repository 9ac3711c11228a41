"""Refusals of what is booked on a bank account of the house, or told of one."""

from __future__ import annotations

from datetime import date

from ledger.identity import BankAccountId
from ledger.money import Money
from ledger.refusals.refusal import Refusal, Words


class UnknownBankAccount(Refusal):
    """A bank account is begun before anything is booked on it."""

    account: BankAccountId

    code = "unknown-bank-account"
    what = "No bank account {account} was begun here."
    remedy = "Begin it with: lotledger bank begin {account} BALANCE --currency CODE"


class BankAccountExists(Refusal):
    """A bank account is begun once."""

    account: BankAccountId
    begun_on: date

    code = "bank-account-exists"
    what = "Bank account {account} was begun on {begun_on}."
    remedy = (
        "Book what is missing with: lotledger bank book {account} other AMOUNT --in"
    )


class BankNumberKnown(Refusal):
    """An account at the bank is one account in the books."""

    account: BankAccountId
    other: BankAccountId

    code = "bank-number-known"
    what = "The account with this IBAN is {other}; {account} would be a second one."
    remedy = "Book on {other}, or give the IBAN of {account}."


class BeforeAccount(Refusal):
    """What moved an account before it was begun is in its opening balance."""

    account: BankAccountId
    begun_on: date
    on: date

    code = "before-account"
    what = "Account {account} was begun on {begun_on}; {on} is in its opening balance."
    remedy = "Give the day that the bank names, with --on."


class UnknownBankEntry(Refusal):
    """No such entry was booked on a bank account, or it was reversed already."""

    name: Words

    code = "unknown-bank-entry"
    what = "There is no {name} to take back."
    remedy = "See what was booked with: lotledger bank list"


class StatementOtherCurrency(Refusal):
    """A statement tells an account in the account's own currency."""

    account: BankAccountId
    currency: str
    theirs: str

    code = "statement-other-currency"
    what = "Account {account} is in {currency}, and the statement in {theirs}."
    remedy = "Name the account that the statement is of."


class StatementOtherAccount(Refusal):
    """A statement of a file is recorded on the account whose number it names."""

    account: BankAccountId

    code = "statement-other-account"
    what = "The statement is of an account with another number than {account}."
    remedy = "Name the account that the statement is of."


class StatementsDisagree(Refusal):
    """A day has one closing balance."""

    account: BankAccountId
    day: date
    recorded: Money
    balance: Money

    code = "statements-disagree"
    what = (
        "Of account {account} {recorded} is recorded at the end of {day}, and this "
        "statement says {balance}."
    )
    remedy = (
        "See that it is a statement of this account; if the bank corrected itself, "
        "say so with --corrects and a reason."
    )


class StatementKnown(Refusal):
    """A statement that tells nothing new is not recorded again."""

    account: BankAccountId

    code = "statement-known"
    what = "Every balance of this statement of account {account} is recorded."
    remedy = "There is nothing to do."
