"""List the sign-ins to the service that failed."""

from __future__ import annotations

import click

from commands.extras import how_to_install
from commands.keeping import passphrase
from commands.output import print_json, print_table, prints_json
from commands.session import LedgerSession
from ledger.clock import machine_clock


@click.command("failed-sign-ins")
@prints_json("presenters.failed_sign_ins:FailedSignInsShape", many=True)
@click.pass_obj
def failed_sign_ins(ledger: LedgerSession, *, as_json: bool) -> None:
    """List the sign-ins that failed in the last 30 days, the latest first.

    Those that followed upon one another are counted together, once by the name that was
    typed and once by where it was. A name is told where it is somebody's who signs in;
    of any other the vault has a hash alone.

    Example: lotledger user failed-sign-ins
    """
    from ledger.house.vaults import open_vault_of
    from ledger.vault.failed_sign_ins import failure_series, hash_of_name
    from presenters.failed_sign_ins import FAILED_COLUMNS, failed_row, failed_shape

    try:
        from ledger.vault.passwords import who_have_passwords
    except ModuleNotFoundError as fault:
        raise click.ClickException(how_to_install("serve", fault, "argon2")) from fault

    house, now = ledger.house(), machine_clock()
    with open_vault_of(house, passphrase) as vault:
        known = {*house.users().users, *who_have_passwords(vault)}
        actors = {hash_of_name(vault, who): who for who in known}
        shapes = [
            failed_shape(series, actors.get(series.name_hash), now)
            for series in failure_series(vault, now)
        ]
    if as_json:
        print_json(shapes)
    elif shapes:
        print_table(FAILED_COLUMNS, list(map(failed_row, shapes)))
    else:
        click.echo("No sign-in failed in the last 30 days.")
