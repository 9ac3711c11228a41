"""Read the house's bank accounts."""

from __future__ import annotations

import click

from commands.output import print_json, print_table, prints_json
from commands.session import LedgerSession, as_of


@click.command("list")
@prints_json("presenters.bank_account:BankAccountShape", many=True)
@click.pass_obj
@as_of
def list_(ledger: LedgerSession, *, as_json: bool) -> None:
    """List every bank account, what moved it by itself, and the bank's balances.

    What clients paid and were paid is in: lotledger report bank-reconciliation

    Example: lotledger bank list --json
    """
    from presenters.bank_account import (
        BANK_COLUMNS,
        balance_sentence,
        bank_account_shape,
        bank_rows,
    )

    accounts = ledger.records().bank_accounts()
    if as_json:
        print_json([bank_account_shape(account) for account in accounts])
        return
    rows = [row for account in accounts for row in bank_rows(account)]
    if rows:
        print_table(BANK_COLUMNS, rows)
    for account in accounts:
        click.echo(balance_sentence(account))
    if not accounts:
        click.echo("No bank account was begun.")
