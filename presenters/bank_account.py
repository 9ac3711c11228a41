"""A bank account of the house, as scripts and people read it."""

from __future__ import annotations

from datetime import date

from ledger.events import BankEntryBooked
from ledger.identity import BankAccountId
from ledger.settlement.bank_account import HouseAccount
from presenters.shape import Amount, Decimals, Shape

BANK_COLUMNS = (
    ("account", "left"),
    ("no.", "right"),
    ("for", "left"),
    ("day", "left"),
    ("amount", "right"),
    ("what", "left"),
    ("reference", "left"),
    ("state", "left"),
)


class BankEntryShape(Shape):
    """Something of the bank's own that moved an account."""

    entry: int
    """Its number, counted from 1 within the account."""
    reason: str
    """Why it moved the account: ``charge``, ``interest``, ``card-fee``, ``other``."""
    amount: Amount
    """The amount; above zero it came in."""
    booked_on: date
    """The day it counts."""
    description: str | None
    """The words for it."""
    reference: str | None
    """The reference of the bank."""
    taken_back: bool
    """Whether it was taken back."""


class RemittanceShape(Shape):
    """Money that was paid on to a tax office or a collecting society."""

    remittance: int
    """Its number, counted from 1 within the account."""
    reason: str
    """What was paid on: ``tax`` or ``resale-right``."""
    paid_to: str
    """The jurisdiction, or the society."""
    amount: Amount
    """The amount paid; below zero, it was paid to the house."""
    input_tax: Amount | None
    """The input tax that was set off; null where none was."""
    period_from: date
    """The first day that it is for."""
    period_to: date
    """The last day that it is for."""
    paid_on: date
    """The day it was paid."""
    reference: str | None
    """The reference of the bank."""
    taken_back: bool
    """Whether it came back."""


class BankBalanceShape(Shape):
    """What stood on an account at the end of a day, as the bank says."""

    day: date
    """The day."""
    balance: Amount
    """The balance at its end."""


class BankAccountShape(Shape):
    """A bank account of the house."""

    bank_account: BankAccountId
    """The alias of the account."""
    currency: str
    """The currency of every amount, by ISO 4217."""
    begun_on: date
    """The day it was begun here."""
    opening: Amount
    """The balance that it was begun with."""
    entries: tuple[BankEntryShape, ...]
    """What the bank charged or paid, in order."""
    remittances: tuple[RemittanceShape, ...]
    """What was paid on, in order."""
    balances: tuple[BankBalanceShape, ...]
    """What the bank says of each day."""


def bank_account_shape(account: HouseAccount) -> BankAccountShape:
    """Return a bank account as its shape."""
    money = Decimals(account.currency)
    return BankAccountShape(
        bank_account=account.begun.account,
        currency=account.currency.code,
        begun_on=account.begun.begun_on,
        opening=money(account.begun.balance),
        entries=tuple(_entry(account, each, money) for each in account.entries),
        remittances=tuple(
            RemittanceShape(
                remittance=made.remittance,
                reason=made.kind.value,
                paid_to=made.to,
                amount=money(made.amount),
                input_tax=None if made.input_tax is None else money(made.input_tax),
                period_from=made.period_from,
                period_to=made.period_to,
                paid_on=made.made_on,
                reference=made.reference,
                taken_back=made.remittance in account.remittances_back,
            )
            for made in account.remittances
        ),
        balances=tuple(
            BankBalanceShape(day=day, balance=money(balance))
            for day, balance in sorted(account.balances().items())
        ),
    )


def _entry(
    account: HouseAccount, entry: BankEntryBooked, money: Decimals
) -> BankEntryShape:
    return BankEntryShape(
        entry=entry.entry,
        reason=entry.kind.value,
        amount=money(entry.amount),
        booked_on=entry.booked_on,
        description=entry.description,
        reference=entry.reference,
        taken_back=entry.entry in account.entries_back,
    )


def bank_rows(account: HouseAccount) -> list[tuple[object, ...]]:
    """Write what moved an account by itself as rows."""
    begun, money = account.begun, account.currency.write
    rows: list[tuple[object, ...]] = [
        (begun.account, None, "opening", begun.begun_on, money(begun.balance))
        + (None,) * 3
    ]
    rows += [
        (
            begun.account,
            each.entry,
            each.kind.value,
            each.booked_on,
            money(each.amount),
            each.description,
            each.reference,
            "taken back" if each.entry in account.entries_back else None,
        )
        for each in account.entries
    ]
    rows += [
        (
            begun.account,
            each.remittance,
            each.kind.value,
            each.made_on,
            money(-each.amount),
            f"{each.to}, {each.period_from} to {each.period_to}",
            each.reference,
            "came back" if each.remittance in account.remittances_back else None,
        )
        for each in account.remittances
    ]
    return rows


def balance_sentence(account: HouseAccount) -> str:
    """Say what the bank said last of an account."""
    name, money = account.begun.account, account.currency.write
    balances = account.balances()
    if not balances:
        return f"{name}: the bank was not heard yet."
    day = max(balances)
    return f"{name}: {money(balances[day])} at the end of {day}, as the bank says."
