"""The house's bank accounts: what moved them by themselves, and what the bank told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    BankAccountBegun,
    BankEntryBooked,
    BankEntryReversed,
    BankStatementRecorded,
    RemittanceMade,
    RemittanceReversed,
)
from ledger.identity import BankAccountId, SaleId
from ledger.money import Minor
from projections.columns import Amount, Named
from projections.queries import rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntryRow:
    """Something that moved a bank account beside clients: also how it began."""

    entry: Annotated[str, Named("entry_id")]
    """The account, why, and its number there: ``OPERATING/charge/1``."""
    account: BankAccountId
    """The alias of the account."""
    kind: str
    """Why it moved: ``opening``, ``charge``, ``tax`` and so on."""
    currency: str
    amount: Amount
    """Above zero it came in."""
    input_tax: Amount | None
    """Input tax that a remittance set off against the tax it paid."""
    rounding: Amount | None
    """Tax that the rounding of the return left out; below zero, that it added."""
    day: date
    """When it counts."""
    to: Annotated[str | None, Named("paid_to")]
    """The jurisdiction or collecting society of a remittance."""
    period_from: date | None
    """The first day that a remittance is for."""
    period_to: date | None
    """The last day that a remittance is for."""
    reference: str | None
    """What the bank calls it."""
    description: str | None
    """What it was for."""
    reversed_on: date | None
    """When it was taken back, if it was."""
    mark: Annotated[str | None, Named("account_mark")]
    """The mark of the account's number, where it was begun with one."""
    position: int
    """The place in the log where it was booked."""

    @property
    def banked(self) -> Minor:
        """What of it moved the bank, and was not taken back."""
        return self.amount if self.reversed_on is None else 0

    @property
    def set_off(self) -> Minor:
        """Input tax that it set off, and was not taken back."""
        return (self.input_tax or 0) if self.reversed_on is None else 0

    @property
    def paid(self) -> Minor:
        """What it paid of what was owed: from the bank, from input tax, by rounding."""
        rounded = (self.rounding or 0) if self.reversed_on is None else 0
        return self.set_off + rounded - self.banked


@dataclass(frozen=True, slots=True, kw_only=True)
class BankBalanceRow:
    """What a bank told of one day; a later statement may tell otherwise."""

    balance_id: str
    """The account, the statement and the day: ``OPERATING/1/2026-05-31``."""
    account: BankAccountId
    """The alias of the account."""
    statement: int
    """Counted from 1 within the account."""
    currency: str
    day: date
    """The day that ends with the balance."""
    balance: Amount
    """What stood there at the end of the day."""
    opening: Amount
    """What stood there before the first day of the statement."""
    opened_on: date
    """The first day of the statement."""
    sha256: Annotated[str | None, Named("digest")]
    """Of the file; None where it was typed."""
    mark: Annotated[str | None, Named("account_mark")]
    """The mark of the account's number, where the file names one."""
    position: int
    """The place in the log where it was recorded."""


def _on_begun(entry: Entry[BankAccountBegun], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        entry,
        event,
        entry=f"{event.account}/opening/1",
        kind="opening",
        currency=event.currency.code,
        amount=event.balance,
        day=event.begun_on,
    )


def _on_booked(entry: Entry[BankEntryBooked], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        entry,
        event,
        entry=f"{event.account}/entry/{event.entry}",
        kind=event.kind.value,
        currency=event.currency.code,
        day=event.booked_on,
    )


def _on_remitted(entry: Entry[RemittanceMade], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        entry,
        event,
        entry=f"{event.account}/remittance/{event.remittance}",
        kind=event.kind.value,
        currency=event.currency.code,
        amount=-event.amount,
        day=event.made_on,
    )


def _on_entry_reversed(entry: Entry[BankEntryReversed], rows: Rows) -> None:
    event = entry.event
    rows.set(f"{event.account}/entry/{event.entry}", reversed_on=event.reversed_on)


def _on_remittance_reversed(entry: Entry[RemittanceReversed], rows: Rows) -> None:
    event = entry.event
    key = f"{event.account}/remittance/{event.remittance}"
    rows.set(key, reversed_on=event.reversed_on)


def _on_stated(entry: Entry[BankStatementRecorded], rows: Rows) -> None:
    event = entry.event
    for each in event.balances:
        rows.insert(
            entry,
            event,
            each,
            balance_id=f"{event.account}/{event.statement}/{each.day}",
            currency=event.currency.code,
        )


BANK_ENTRIES = View(
    name="bank_entries",
    row=BankEntryRow,
    key="entry",
    shape=2,
    hears={
        BankAccountBegun: _on_begun,
        BankEntryBooked: _on_booked,
        BankEntryReversed: _on_entry_reversed,
        RemittanceMade: _on_remitted,
        RemittanceReversed: _on_remittance_reversed,
    },
)

BANK_BALANCES = View(
    name="bank_balances",
    row=BankBalanceRow,
    key="balance_id",
    shape=2,
    hears={BankStatementRecorded: _on_stated},
)


def bank_entries(db: Connection, sale: SaleId | None = None) -> list[BankEntryRow]:
    """List what moved the bank accounts by itself, as recorded; a sale has none."""
    return [] if sale else rows_in(db, BANK_ENTRIES)


def bank_balances(db: Connection) -> list[BankBalanceRow]:
    """List what the bank told, in the order it was recorded."""
    return rows_in(db, BANK_BALANCES)
