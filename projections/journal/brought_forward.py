"""What a season begins with in the journal: accounts go on, and income does not.

Documents that were brought forward post what they posted before. Each account is then
brought to where it stood, once for each currency; what is left is a balance of the
opening.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, TypeAlias

from ledger.events import AccountBalance, BalancesBroughtForward
from ledger.identity import ClientId
from ledger.money import Currency, Minor
from projections.journal.accounts import BookAccount, Nature
from projections.journal.legs import JournalEntry, Leg, Party

DOCUMENT = "brought-forward"
"""What stands in place of a document, where an account was brought forward."""
_GO_ON = (Nature.ASSET, Nature.LIABILITY)
_BY_CLIENT = frozenset(
    {
        BookAccount.RECEIVABLES,
        BookAccount.CONSIGNORS,
        BookAccount.ADVANCES,
        BookAccount.EXPENSES,
        BookAccount.DEPOSITS,
        BookAccount.ON_ACCOUNT,
    }
)


class CarriedAccount(NamedTuple):
    """An account of the journal, of one client or jurisdiction where it has any."""

    currency: str
    account: BookAccount
    client: ClientId | None
    jurisdiction: str | None


Balances: TypeAlias = Counter[CarriedAccount]


def account_of(
    currency: str,
    account: BookAccount,
    client: ClientId | None,
    jurisdiction: str | None,
) -> CarriedAccount:
    """Return an account as it is brought forward: for each client where it is owed."""
    return CarriedAccount(
        currency, account, client if account in _BY_CLIENT else None, jurisdiction
    )


def balances_of(entries: Iterable[JournalEntry]) -> Balances:
    """Add up what entries post to each account."""
    balances: Balances = Counter()
    for entry in entries:
        for leg in entry.legs:
            code = entry.currency.code
            place = account_of(code, leg.account, leg.party.client, leg.jurisdiction)
            balances[place] += leg.amount
    return balances


def brought_forward(
    stood: Balances, carried: Balances, *, ended_on: date, position: int
) -> Iterator[BalancesBroughtForward]:
    """Yield what brings each account to where it stood, for each currency.

    Income and what it cost begin with nothing; both are a part of the opening.
    """
    codes = sorted({account.currency for account in (*stood, *carried)})
    for code in codes:
        lacking: dict[CarriedAccount, Minor] = {}
        for account in sorted({*stood, *carried}, key=_place):
            goes_on = account.account.nature in _GO_ON
            if account.currency != code or account.account is BookAccount.OPENING:
                continue
            lacks = (stood[account] if goes_on else 0) - carried[account]
            if lacks:
                lacking[account] = lacks
        rest = -sum(lacking.values())
        if rest:
            lacking[CarriedAccount(code, BookAccount.OPENING, None, None)] = rest
        yield BalancesBroughtForward(
            currency=Currency(code),
            balances=tuple(_balance(*each) for each in lacking.items()),
            ended_on=ended_on,
            position=position,
        )


def _place(account: CarriedAccount) -> tuple[str, ...]:
    return account.account, account.client or "", account.jurisdiction or ""


def _balance(account: CarriedAccount, amount: Minor) -> AccountBalance:
    return AccountBalance(
        account=account.account,
        client=account.client,
        jurisdiction=account.jurisdiction,
        amount=amount,
    )


def of_season(event: BalancesBroughtForward) -> JournalEntry:
    """Post what brings the accounts to where they stood, on the last day before."""
    what = f"Brought forward from position {event.position} of the ledger before"
    return JournalEntry(
        day=event.ended_on,
        sale=None,
        currency=event.currency,
        document=DOCUMENT,
        invoice=None,
        legs=tuple(
            Leg(
                account=BookAccount(balance.account),
                amount=balance.amount,
                what=what,
                party=Party(client=balance.client),
                jurisdiction=balance.jurisdiction,
            )
            for balance in event.balances
        ),
    )
