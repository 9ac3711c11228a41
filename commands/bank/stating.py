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
    from ledger.settlement.bank_account import HouseAccount
    from ledger.settlement.stated_balances import StatedBalances


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
    from ledger.house import bank_accounts

    house = ledger.house()
    current_account = house.bank_account(account)
    if file is not None and balance is None and day is None and opening is None:
        statements = _read(current_account, file, mapping)
    elif file is None and balance is not None and day is not None:
        statements = [_typed(current_account, balance, day, opening)]
    else:
        raise click.UsageError("Name BALANCE and --on, or a file with --file.")
    known = all(current_account.knows(each.balances) for each in statements)
    if file is not None and known:
        click.echo(f"{file}: every balance in it is recorded; nothing to do.")
        return
    if corrects and by.reason is None:
        raise click.UsageError("Say why the bank told otherwise, with --reason.")
    command = bank_accounts.state_all(account, statements, corrects=corrects, at=at)
    record_money(house, command, by, dry_run=dry_run)


def _read(
    account: HouseAccount, file: Path, mapping: Path | None
) -> Sequence[StatedBalances]:
    from ledger.files.bank_file import read_mapping
    from ledger.files.bank_file.balances import read_balances_of

    columns = None if mapping is None else read_mapping(mapping)
    return read_balances_of(account, file, mapping=columns)


def _typed(
    account: HouseAccount, balance: str, day: date, opening: str | None
) -> StatedBalances:
    from ledger.settlement.stated_balances import typed_balance

    currency, before = account.currency, None
    if opening is not None:
        before = signed_amount(opening, currency, "--opening")
    figure = signed_amount(balance, currency, "BALANCE")
    return typed_balance(account, figure, day, opening=before)
