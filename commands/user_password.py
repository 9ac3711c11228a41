"""Let a user sign in to the service with a password."""

from __future__ import annotations

from pathlib import Path

import click

from commands.extras import how_to_install
from commands.keeping import passphrase, password_of
from commands.params import USER
from commands.session import LedgerSession
from ledger.clock import machine_clock
from ledger.identity import UserId


@click.command()
@click.argument("name", type=USER, metavar="USER")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read it from the first line of FILE, and do not ask for it.",
)
@click.option(
    "--remove", is_flag=True, help="Let USER sign in with a password no more."
)
@click.pass_obj
def password(
    ledger: LedgerSession, name: UserId, *, source: Path | None, remove: bool
) -> None:
    """Let USER sign in to the service with a password, which is asked for.

    Sessions that USER has end at once. The vault keeps a hash, locked, and the log
    nothing of it.

    Example: lotledger user password u-anna
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.tokens import TokenKind, revoke_tokens_of

    try:
        from ledger.vault.passwords import remove_password, set_password
    except ModuleNotFoundError as fault:
        raise click.ClickException(how_to_install("serve", fault, "argon2")) from fault

    if remove and source is not None:
        raise click.UsageError("Give --from or --remove, and not both.")
    house = ledger.house()
    house.users().user(name)
    with open_vault_of(house, passphrase) as vault:
        if remove:
            remove_password(vault, name)
        else:
            set_password(vault, name, password_of(name, source))
        revoke_tokens_of(vault, name, TokenKind.SESSION, machine_clock())
    how = "with a password no more" if remove else "with this password"
    click.echo(f"{name} signs in {how}. Sessions begun before are over.")
