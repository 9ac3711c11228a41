"""Commands about the house's bank accounts: begin, book, remit, state, take back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ledger.entry import bank_stream, tax_stream
from ledger.events import BankEntryKind, DayBalance, RemittanceKind
from ledger.house.command import Command, Decide, command, together
from ledger.house.funds import house_day
from ledger.house.transaction import HouseTransaction
from ledger.identity import BankAccountId
from ledger.money import Currency, Minor, Money
from ledger.refusals import BankNumberKnown, StatementOtherAccount, UnknownJurisdiction
from ledger.settlement import bank_account as accounts
from ledger.settlement.stated_balances import StatedBalances


@command("begin a bank account")
def begin(
    account: BankAccountId,
    balance: Minor,
    currency: Currency,
    *,
    at: datetime,
    on: date | None = None,
    mark: str | None = None,
) -> Decide:
    """Begin to hold a bank account against the books, with what stands there.

    ``mark`` is that of its IBAN, which is not recorded itself. Raises BankNumberKnown
    where another account has it.
    """

    def decide(transaction: HouseTransaction) -> None:
        if mark is not None:
            other = _by_mark(transaction).get(mark, account)
            if other != account:
                raise BankNumberKnown(account=account, other=other)
        stream = bank_stream(account)
        begun = accounts.begin(
            transaction.state(stream),
            name=account,
            balance=Money(balance, currency),
            on=on or house_day(transaction, at),
            at=at,
            mark=mark,
        )
        transaction.record(stream, begun)

    return decide


@command("book an entry of the bank")
def book(
    account: BankAccountId,
    kind: BankEntryKind,
    amount: Minor,
    *,
    at: datetime,
    on: date | None = None,
    reference: str | None = None,
    description: str | None = None,
) -> Decide:
    """Book what moved an account beside clients and tax: above zero it came in."""

    def decide(transaction: HouseTransaction) -> None:
        booked = accounts.book(
            transaction.bank_account(account),
            amount,
            kind=kind,
            on=on or house_day(transaction, at),
            reference=reference,
            description=description,
            at=at,
        )
        transaction.record(bank_stream(account), booked)

    return decide


@command("take an entry of the bank back", corrects=True)
def reverse_entry(
    account: BankAccountId, entry: int, *, at: datetime, on: date | None = None
) -> Decide:
    """Take an entry of the bank back; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        current_account = transaction.bank_account(account)
        day = on or house_day(transaction, at)
        back = accounts.reverse_entry(current_account, entry, on=day, at=at)
        transaction.record(bank_stream(account), back)

    return decide


@command("remit")
def remit(
    account: BankAccountId,
    kind: RemittanceKind,
    to: str,
    amount: Minor,
    *,
    period_from: date,
    period_to: date,
    at: datetime,
    on: date | None = None,
    reference: str | None = None,
    input_tax: Minor | None = None,
    rounding: Minor | None = None,
) -> Decide:
    """Pay on what was collected: a tax to its jurisdiction, resale right to a society.

    Of a return, ``input_tax`` is set off, and ``rounding`` is what the form leaves out.

    Raises UnknownJurisdiction for a tax of a place without rates on file.
    """

    def decide(transaction: HouseTransaction) -> None:
        taxed = kind is RemittanceKind.TAX
        if taxed and transaction.state(tax_stream(to)) is None:
            raise UnknownJurisdiction(jurisdiction=to)
        made = accounts.remit(
            transaction.bank_account(account),
            amount,
            kind=kind,
            to=to,
            period=(period_from, period_to),
            on=on or house_day(transaction, at),
            reference=reference,
            input_tax=input_tax,
            rounding=rounding,
            at=at,
        )
        transaction.record(bank_stream(account), made)

    return decide


@command("take a remittance back", corrects=True)
def reverse_remittance(
    account: BankAccountId, remittance: int, *, at: datetime, on: date | None = None
) -> Decide:
    """Take note that a remittance came back; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        current_account = transaction.bank_account(account)
        day = on or house_day(transaction, at)
        back = accounts.reverse_remittance(current_account, remittance, on=day, at=at)
        transaction.record(bank_stream(account), back)

    return decide


@command("record a bank statement", corrects="corrects")
def state(
    account: BankAccountId,
    currency: Currency,
    balances: Sequence[DayBalance],
    *,
    opened_on: date,
    opening: Minor,
    at: datetime,
    sha256: str | None = None,
    corrects: bool | None = None,
    mark: str | None = None,
    unless_known: bool | None = None,
) -> Decide:
    """Record what the bank told of some days, to hold the books against.

    ``corrects``: the bank had told otherwise of the same days; a reason is needed. What
    is known is refused, or passed over ``unless_known``.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_account = transaction.bank_account(account)
        if unless_known and current_account.knows(balances):
            return
        if mark is not None and _by_mark(transaction).get(mark, account) != account:
            raise StatementOtherAccount(account=account)
        recorded = accounts.state(
            current_account,
            currency=currency,
            opened_on=opened_on,
            opening=opening,
            balances=balances,
            sha256=sha256,
            corrects=bool(corrects),
            at=at,
            mark=mark,
        )
        transaction.record(bank_stream(account), recorded)

    return decide


def state_all(
    account: BankAccountId,
    statements: Sequence[StatedBalances],
    *,
    at: datetime,
    corrects: bool = False,
) -> Command:
    """Record the statements of a file, but for what is known already."""
    commands = [
        state(
            account,
            each.currency,
            each.balances,
            opened_on=each.opened_on,
            opening=each.opening,
            sha256=each.sha256,
            mark=each.mark,
            corrects=corrects or None,
            unless_known=None if each.sha256 is None else True,
            at=at,
        )
        for each in statements
    ]
    return commands[0] if len(commands) == 1 else together(commands)


def _by_mark(transaction: HouseTransaction) -> dict[str, BankAccountId]:
    """Return the accounts whose number is known, by its mark."""
    return {
        each.mark: each.begun.account
        for each in transaction.bank_accounts()
        if each.mark is not None
    }
