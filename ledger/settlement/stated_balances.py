"""What a bank's statement tells of an account, before anybody recorded it."""

from __future__ import annotations

from datetime import date

from ledger.events.bank import DayBalance
from ledger.money import Currency, Minor
from ledger.settlement.bank_account import HouseAccount
from ledger.value import value


@value(kw_only=True)
class StatedBalances:
    """What one statement tells of an account: before its first day, and at each end."""

    currency: Currency
    opened_on: date
    opening: Minor
    balances: tuple[DayBalance, ...]
    sha256: str | None
    """Of the file; None where it was typed."""
    mark: str | None = None
    """The mark of the account's number, where the file names one."""


def typed_balance(
    account: HouseAccount, balance: Minor, day: date, *, opening: Minor | None = None
) -> StatedBalances:
    """Return a statement of one day; before it stood what the bank told last."""
    if opening is None:
        opening = _balance_before(account, day)
    return StatedBalances(
        currency=account.currency,
        opened_on=day,
        opening=opening,
        balances=(DayBalance(day, balance),),
        sha256=None,
    )


def _balance_before(account: HouseAccount, day: date) -> Minor:
    """Return what the bank told last before a day, or what the account began with."""
    earlier = [each for each in account.balances().items() if each[0] < day]
    return max(earlier)[1] if earlier else account.begun.balance
