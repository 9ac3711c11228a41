"""End a user: take every role from them, and what signs them in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.keeping import passphrase
from commands.params import USER
from commands.recording import carried_out, dry_run_option
from commands.session import LedgerSession
from ledger.clock import machine_clock
from ledger.identity import UserId

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.command()
@click.argument("name", type=USER, metavar="USER")
@dry_run_option
@attributed
@click.pass_obj
def end(
    ledger: LedgerSession,
    name: UserId,
    *,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """End USER, who leaves: take every role from them, and what signs them in.

    Their tokens and sessions, their password, their passkeys and their accounts at a
    provider end at once. What they recorded stays theirs, and so does the name.

    Example: lotledger user end u-tom
    """
    from ledger.house import users
    from ledger.house.vaults import open_vault_of, vault_file_of
    from ledger.vault.leaving import end_sign_ins

    house = ledger.house()
    revoked, where = carried_out(house, users.end(name), by, dry_run=dry_run)
    if not dry_run and vault_file_of(house) is not None:
        with open_vault_of(house, passphrase) as vault:
            end_sign_ins(vault, name, machine_clock())
    number = len(revoked)
    roles = "1 role is" if number == 1 else f"{number} roles are"
    click.echo(f"User {name} is ended: {roles} taken. {where}")
