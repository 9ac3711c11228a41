"""Show what the ledger says of itself."""

from __future__ import annotations

import click

from commands.output import print_facts, print_json, prints_json
from commands.session import LedgerSession, as_of


@click.group("ledger")
def ledger_() -> None:
    """Show what the ledger says of itself.

    Example: lotledger ledger show
    """


@ledger_.command()
@prints_json("presenters.ledger_itself:LedgerShape")
@click.pass_obj
@as_of
def show(ledger: LedgerSession, *, as_json: bool) -> None:
    """Show whether the ledger is live or a rehearsal, since when, and by which program.

    It counts the entries whose times were told, and names each corrected clock.

    Example: lotledger ledger show --json
    """
    from presenters.ledger_itself import ledger_facts, ledger_shape

    shape = ledger_shape(ledger.records())
    if as_json:
        print_json(shape)
    else:
        print_facts(ledger_facts(shape))
