"""Record what the bank says stands on an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.bank.booking import signed_amount
from commands.params import BANK_ACCOUNT, DAY
from commands.pay.money import record_money
from commands.recording import dry_run_option
from commands.session import LedgerSession
from ledger.identity import BankAccountId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.files.bank_file.balances import StatedBalances
    from ledger.house.command import Command
    from ledger.settlement.bank_account import HouseAccount


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("account", type=BANK_ACCOUNT)
@click.argument("balance", metavar="[BALANCE]", required=False)
@click.option("--on", "day", type=DAY, metavar="DAY", help="The day that it ends.")
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="The bank's camt.053, MT940 or CSV, which tells day by day.",
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help="For a CSV: a TOML file that names its columns, with balance.",
)
@click.option(
    "--opening",
    metavar="AMOUNT",
    help="What stood there before.  [default: what was told last]",
)
@click.option(
    "--corrects", is_flag=True, help="The bank had told otherwise of this day."
)
@dry_run_option
@attributed
@click.pass_obj
def statement(
    ledger: LedgerSession,
    account: BankAccountId,
    balance: str | None,
    *,
    day: date | None,
    file: Path | None,
    mapping: Path | None,
    opening: str | None,
    corrects: bool,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Record that BALANCE stood on ACCOUNT at the end of a day, as the bank says.

    Of a file, only balances, days, its hash and a mark of the account's number are
    kept. What is known already is left out, and so are statements of other accounts.

    Example: lotledger bank statement OPERATING 13,066.97 --on 2025-12-31
    """
    house = ledger.house()
    current_account = house.bank_account(account)
    if file is not None and balance is None and day is None and opening is None:
        statements = _unknown(current_account, file, mapping)
    elif file is None and balance is not None and day is not None:
        statements = [_typed(current_account, balance, day, opening)]
    else:
        raise click.UsageError("Name BALANCE and --on, or a file with --file.")
    if not statements:
        click.echo(f"{file}: every balance in it is recorded; nothing to do.")
        return
    if corrects and by.reason is None:
        raise click.UsageError("Say why the bank told otherwise, with --reason.")
    command = _command(account, statements, corrects=corrects, at=at)
    record_money(house, command, by, dry_run=dry_run)


def _command(
    account: BankAccountId,
    statements: Sequence[StatedBalances],
    *,
    corrects: bool,
    at: datetime,
) -> Command:
    from ledger.house import bank_accounts
    from ledger.house.command import together

    commands = [
        bank_accounts.state(
            account,
            each.currency,
            each.balances,
            opened_on=each.opened_on,
            opening=each.opening,
            sha256=each.sha256,
            mark=each.mark,
            corrects=corrects or None,
            at=at,
        )
        for each in statements
    ]
    return commands[0] if len(commands) == 1 else together(commands)


def _unknown(
    account: HouseAccount, file: Path, mapping: Path | None
) -> list[StatedBalances]:
    """Read the statements of a file that are of an account, and tell something new."""
    from ledger.files.bank_file import read_mapping
    from ledger.files.bank_file.balances import read_balances

    columns = None if mapping is None else read_mapping(mapping)
    named = None if columns is None else columns.currency
    currency = named or account.currency
    read = read_balances(file, mapping=columns, currency=currency)
    marks = {each.mark for each in read}
    ours = [each for each in read if each.mark in (None, account.mark)]
    if len(marks) > 1 and account.mark is None:
        slip = "It has statements of several accounts. Begin the account with --iban."
        raise click.BadParameter(slip, param_hint="'--file'")
    known = account.balances()
    return [
        each
        for each in ours or read
        if any(known.get(end.day) != end.balance for end in each.balances)
    ]


def _typed(
    account: HouseAccount, balance: str, day: date, opening: str | None
) -> StatedBalances:
    from ledger.events import DayBalance
    from ledger.files.bank_file.balances import StatedBalances

    currency = account.currency
    before = _balance_before(account, day)
    if opening is not None:
        before = signed_amount(opening, currency, "--opening")
    return StatedBalances(
        currency=currency,
        opened_on=day,
        opening=before,
        balances=(DayBalance(day, signed_amount(balance, currency, "BALANCE")),),
        sha256=None,
    )


def _balance_before(account: HouseAccount, day: date) -> int:
    """Return what the bank told last before a day, or what the account began with."""
    earlier = [each for each in account.balances().items() if each[0] < day]
    return max(earlier)[1] if earlier else account.begun.balance
