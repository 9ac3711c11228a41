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

    try:
        from presenters.failed_sign_ins import FAILED_COLUMNS, failed_row, failed_shapes
    except ModuleNotFoundError as fault:
        raise click.ClickException(how_to_install("serve", fault, "argon2")) from fault

    house = ledger.house()
    with open_vault_of(house, passphrase) as vault:
        shapes = failed_shapes(vault, house.users(), machine_clock())
    if as_json:
        print_json(shapes)
    elif shapes:
        print_table(FAILED_COLUMNS, list(map(failed_row, shapes)))
    else:
        click.echo("No sign-in failed in the last 30 days.")
