"""A bank account of the house: what it began with, what moved it, what the bank told.

Clients' money is booked with clients, and tax where it is owed; here stands what is
between the house and its bank, and each statement's balances to hold it all against.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import assert_never

from ledger.events.bank import (
    BankAccountBegun,
    BankEntryBooked,
    BankEntryKind,
    BankEntryReversed,
    BankEvent,
    BankStatementRecorded,
    DayBalance,
    RemittanceKind,
    RemittanceMade,
    RemittanceReversed,
)
from ledger.identity import BankAccountId
from ledger.money import Currency, Minor, Money
from ledger.refusals import (
    BankAccountExists,
    BeforeAccount,
    StatementKnown,
    StatementOtherAccount,
    StatementOtherCurrency,
    StatementsDisagree,
    UnknownBankEntry,
)
from ledger.value import replace, value


@value
class HouseAccount:
    """A bank account as the house knows it at one moment."""

    begun: BankAccountBegun
    entries: tuple[BankEntryBooked, ...] = ()
    entries_back: frozenset[int] = frozenset()
    remittances: tuple[RemittanceMade, ...] = ()
    remittances_back: frozenset[int] = frozenset()
    statements: tuple[BankStatementRecorded, ...] = ()

    @property
    def currency(self) -> Currency:
        """The currency of the account."""
        return self.begun.currency

    @property
    def mark(self) -> str | None:
        """The mark of its number at the bank, once that is known."""
        marks = [self.begun.mark, *(each.mark for each in self.statements)]
        return next((mark for mark in marks if mark is not None), None)

    def balances(self) -> dict[date, Minor]:
        """Return what the bank told for each day; a later statement corrects it."""
        return {
            each.day: each.balance
            for statement in self.statements
            for each in statement.balances
        }

    def knows(self, balances: Sequence[DayBalance]) -> bool:
        """Say whether the bank told all of this already."""
        known = self.balances()
        return all(known.get(each.day) == each.balance for each in balances)


def evolve(before: HouseAccount | None, event: BankEvent) -> HouseAccount:
    """Return the account as it stands after one more event."""
    if isinstance(event, BankAccountBegun):
        assert before is None, "an account is begun once"
        return HouseAccount(event)
    assert before is not None, "an account's history begins when it is begun"
    match event:
        case BankEntryBooked():
            return replace(before, entries=(*before.entries, event))
        case BankEntryReversed(entry=number):
            return replace(before, entries_back=before.entries_back | {number})
        case RemittanceMade():
            return replace(before, remittances=(*before.remittances, event))
        case RemittanceReversed(remittance=number):
            back = before.remittances_back | {number}
            return replace(before, remittances_back=back)
        case BankStatementRecorded():
            return replace(before, statements=(*before.statements, event))
        case _:
            assert_never(event)


def begin(
    account: HouseAccount | None,
    *,
    name: BankAccountId,
    balance: Money,
    on: date,
    at: datetime,
    mark: str | None = None,
) -> tuple[BankAccountBegun]:
    """Begin to hold a bank account against the books; raises BankAccountExists.

    By the mark of its IBAN its files are told from those of others.
    """
    if account is not None:
        raise BankAccountExists(account=name, begun_on=account.begun.begun_on)
    begun = BankAccountBegun(
        account=name,
        currency=balance.currency,
        balance=balance.amount,
        begun_on=on,
        at=at,
        mark=mark,
    )
    return (begun,)


def book(
    account: HouseAccount,
    amount: Minor,
    *,
    kind: BankEntryKind,
    on: date,
    reference: str | None,
    description: str | None,
    at: datetime,
) -> tuple[BankEntryBooked]:
    """Book what moved the account beside clients: above zero it came in."""
    assert amount, "an entry moves the account"
    _must_follow(account, on)
    booked = BankEntryBooked(
        account=account.begun.account,
        entry=len(account.entries) + 1,
        kind=kind,
        currency=account.currency,
        amount=amount,
        booked_on=on,
        reference=reference,
        description=description,
        at=at,
    )
    return (booked,)


def remit(
    account: HouseAccount,
    amount: Minor,
    *,
    kind: RemittanceKind,
    to: str,
    period: tuple[date, date],
    on: date,
    reference: str | None,
    input_tax: Minor | None = None,
    rounding: Minor | None = None,
    at: datetime,
) -> tuple[RemittanceMade]:
    """Pay on what was collected for a tax office, or for artists.

    A return is paid net of the input tax that is claimed in it; where that is more, the
    amount is below zero, as the tax office pays.
    """
    assert amount > 0 or input_tax, "a remittance is above 0, but for input tax"
    _must_follow(account, on)
    made = RemittanceMade(
        account=account.begun.account,
        remittance=len(account.remittances) + 1,
        kind=kind,
        to=to,
        period_from=period[0],
        period_to=period[1],
        currency=account.currency,
        amount=amount,
        made_on=on,
        reference=reference,
        at=at,
        input_tax=input_tax or None,
        rounding=rounding or None,
    )
    return (made,)


def reverse_entry(
    account: HouseAccount, number: int, *, on: date, at: datetime
) -> tuple[BankEntryReversed]:
    """Take an entry back; raises UnknownBankEntry."""
    for booked in account.entries:
        if booked.entry == number and number not in account.entries_back:
            _must_follow(account, on, booked.booked_on)
            back = BankEntryReversed(
                account=booked.account,
                entry=number,
                kind=booked.kind,
                currency=booked.currency,
                amount=booked.amount,
                reversed_on=on,
                at=at,
            )
            return (back,)
    raise UnknownBankEntry(name=f"entry {number} of account {account.begun.account}")


def reverse_remittance(
    account: HouseAccount, number: int, *, on: date, at: datetime
) -> tuple[RemittanceReversed]:
    """Take a remittance back; raises UnknownBankEntry."""
    for made in account.remittances:
        if made.remittance == number and number not in account.remittances_back:
            _must_follow(account, on, made.made_on)
            back = RemittanceReversed(
                account=made.account,
                remittance=number,
                kind=made.kind,
                to=made.to,
                currency=made.currency,
                amount=made.amount,
                reversed_on=on,
                at=at,
                input_tax=made.input_tax,
                rounding=made.rounding,
            )
            return (back,)
    name = f"remittance {number} of account {account.begun.account}"
    raise UnknownBankEntry(name=name)


def state(
    account: HouseAccount,
    *,
    currency: Currency,
    opened_on: date,
    opening: Minor,
    balances: Sequence[DayBalance],
    sha256: str | None,
    corrects: bool,
    at: datetime,
    mark: str | None = None,
) -> tuple[BankStatementRecorded]:
    """Record what the bank told of some days.

    What it told before of the same days must agree, unless it corrects itself. Raises
    StatementOtherAccount where it is of an account with another number.
    """
    _must_be_of(account, currency, mark)
    if account.knows(balances):
        raise StatementKnown(account=account.begun.account)
    if not corrects:
        _must_agree(account, account.balances(), balances)
    recorded = BankStatementRecorded(
        account=account.begun.account,
        statement=len(account.statements) + 1,
        currency=currency,
        opened_on=opened_on,
        opening=opening,
        balances=tuple(sorted(balances, key=lambda each: each.day)),
        sha256=sha256,
        at=at,
        mark=mark,
    )
    return (recorded,)


def _must_be_of(account: HouseAccount, currency: Currency, mark: str | None) -> None:
    """Refuse a statement of an account with another number, or in another currency."""
    if account.mark not in (None, mark) and mark is not None:
        raise StatementOtherAccount(account=account.begun.account)
    if currency != account.currency:
        raise StatementOtherCurrency(
            account=account.begun.account,
            currency=account.currency.code,
            theirs=currency.code,
        )


def _must_agree(
    account: HouseAccount, known: Mapping[date, Minor], balances: Sequence[DayBalance]
) -> None:
    for each in balances:
        recorded = known.get(each.day, each.balance)
        if recorded != each.balance:
            raise StatementsDisagree(
                account=account.begun.account,
                day=each.day,
                recorded=Money(recorded, account.currency),
                balance=Money(each.balance, account.currency),
            )


def _must_follow(account: HouseAccount, on: date, since: date | None = None) -> None:
    if on < (first := since or account.begun.begun_on):
        name = account.begun.account
        raise BeforeAccount(account=name, begun_on=first, on=on)
