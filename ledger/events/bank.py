"""The events of the house's own bank accounts: what stands there, and why it moved.

An account goes by an alias, and a statement is kept as its balances and its hash: no
name or number of anybody at a bank stands in the ledger.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import BankAccountId
from ledger.money import Currency, Minor
from ledger.value import later, value


class BankEntryKind(StrEnum):
    """Why a bank account moved, where no client and no tax office is the reason."""

    CHARGE = "charge"
    """The bank charged it."""
    INTEREST = "interest"
    """The bank paid it; below zero, the house did."""
    CARD_FEE = "card-fee"
    """The card processor kept it."""
    OTHER = "other"
    """It is booked elsewhere: rent, wages, a transfer between accounts."""


class RemittanceKind(StrEnum):
    """What the house owes to somebody on whose behalf it collected."""

    TAX = "tax"
    """It is owed to a jurisdiction."""
    RESALE_RIGHT = "resale-right"
    """It is owed to artists, through a society that collects it."""


@value
class DayBalance:
    """What stood on an account at the end of a day, as the bank tells."""

    day: date
    balance: Minor


@event("bank-account-begun/1")
class BankAccountBegun:
    """The house began to hold a bank account against its books."""

    account: BankAccountId
    currency: Currency
    balance: Minor
    """What stood there at the beginning of the day; below zero an overdraft."""
    begun_on: date
    at: datetime
    mark: str | None = later(default=None)
    """The mark of its IBAN, by which the bank's files are told apart."""


@event("bank-entry-booked/1")
class BankEntryBooked:
    """Something of the bank's own moved the account."""

    account: BankAccountId
    entry: int
    """Counted from 1 within the account."""
    kind: BankEntryKind
    currency: Currency
    amount: Minor
    """Above zero it came in."""
    booked_on: date
    reference: str | None
    """What the bank calls it."""
    description: str | None
    at: datetime


@event("bank-entry-reversed/1")
class BankEntryReversed:
    """What moved the account was taken back, or booked by mistake."""

    account: BankAccountId
    entry: int
    kind: BankEntryKind
    currency: Currency
    amount: Minor
    """As it was booked."""
    reversed_on: date
    at: datetime


@event("remittance-made/1")
class RemittanceMade:
    """The house paid on what it had collected: a tax, or artists' resale right."""

    account: BankAccountId
    remittance: int
    """Counted from 1 within the account."""
    kind: RemittanceKind
    to: str
    """The jurisdiction of a tax; the collecting society of a resale right."""
    period_from: date
    period_to: date
    currency: Currency
    amount: Minor
    """What left the bank; below zero, the tax office paid the house."""
    made_on: date
    reference: str | None
    at: datetime
    input_tax: Minor | None = later(default=None)
    """Tax that was claimed from the jurisdiction and set off: it moved no bank."""
    rounding: Minor | None = later(default=None)
    """Tax that the form leaves out by its rounding; below zero, that it adds."""


@event("remittance-reversed/1")
class RemittanceReversed:
    """A remittance came back, or was recorded by mistake."""

    account: BankAccountId
    remittance: int
    kind: RemittanceKind
    to: str
    currency: Currency
    amount: Minor
    reversed_on: date
    at: datetime
    input_tax: Minor | None = later(default=None)
    rounding: Minor | None = later(default=None)


@event("bank-statement-recorded/1")
class BankStatementRecorded:
    """The bank told what stood on an account, day by day."""

    account: BankAccountId
    statement: int
    """Counted from 1 within the account."""
    currency: Currency
    opened_on: date
    opening: Minor
    """What stood there before the first day."""
    balances: tuple[DayBalance, ...]
    """What stood there at the end of each day that is told, in order."""
    sha256: str | None
    """Of the file; None where it was typed."""
    at: datetime
    mark: str | None = later(default=None)
    """The mark of the account's number in the file, where the file names one."""


BankEvent: TypeAlias = (
    BankAccountBegun
    | BankEntryBooked
    | BankEntryReversed
    | RemittanceMade
    | RemittanceReversed
    | BankStatementRecorded
)
