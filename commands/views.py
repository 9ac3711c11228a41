"""See, rebuild and check the derived views."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from commands.errors import Refused
from commands.output import print_json, print_table, prints_json, progress
from commands.session import LedgerSession

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = click.Choice(
    [
        "sales",
        "catalogue",
        "bids",
        "premium",
        "results",
        "billing",
        "invoices",
        "lines",
        "tax",
        "supplies",
        "export_proofs",
        "input_tax",
        "purchase_tax",
        "global_margins",
        "payments",
        "statements",
        "payouts",
        "client_funds",
        "bank_entries",
        "bank_balances",
        "journal",
        "numbers",
        "certificates",
        "purchases",
        "received_lots",
        "contracts",
        "due_diligence",
        "retention",
        "legal_holds",
        "mentions",
        "claims",
        "decisions",
    ]
)


@click.group()
def views() -> None:
    """See, rebuild and check the derived views.

    Views hold nothing of their own: they can be rebuilt from the log at any time.

    Example: lotledger views check
    """


@views.command()
@prints_json("presenters.views:ViewStatusShape", many=True)
@click.pass_obj
def status(ledger: LedgerSession, *, as_json: bool) -> None:
    """Show how far each view has read the log.

    Example: lotledger views status --json
    """
    from presenters.views import view_status_shape

    statuses = ledger.views().status()
    if as_json:
        print_json([view_status_shape(view) for view in statuses])
        return
    print_table(
        [
            ("view", "left"),
            ("shape", "right"),
            ("generation", "right"),
            ("position", "right"),
            ("behind", "right"),
            ("rows", "right"),
        ],
        [
            (
                view.name,
                view.shape,
                view.generation,
                view.position,
                view.behind,
                view.rows,
            )
            for view in statuses
        ],
    )


@views.command()
@click.argument("names", nargs=-1, type=NAMES, metavar="[VIEW]...")
@click.pass_obj
def rebuild(ledger: LedgerSession, names: Sequence[str]) -> None:
    """Rebuild VIEWs from the log; without names, all of them.

    The old rows stay in use until the new ones are complete, even if the rebuild is
    interrupted. A long log is told by two processes, each to half of the views. The old
    rows are compared first: a view that differs from the log is not
    replaced, since it may be the only trace of a change, and the command ends with 3.

    Example: lotledger views rebuild bids
    """
    from commands.replay.sale import cores
    from ledger.house import House
    from projections.rebuild_beside import RebuildStopped

    views_ = ledger.views()
    opens = partial(House.open, even_contradicted=True) if cores() > 1 else None
    try:
        with progress("rebuilding") as advance:
            views_.rebuild(names, advance, opens=opens)
    except RebuildStopped as stopped:
        raise Refused("Interrupted", str(stopped)) from stopped
    rebuilt = ", ".join(names) or "all views"
    head = ledger.house().head()
    click.echo(f"Rebuilt {rebuilt} up to position {head}.")


@views.command()
@click.argument("names", nargs=-1, type=NAMES, metavar="[VIEW]...")
@prints_json("presenters.views:ViewDifferenceShape", many=True)
@click.pass_obj
def check(ledger: LedgerSession, names: Sequence[str], *, as_json: bool) -> None:
    """Rebuild VIEWs beside those in use, and name the first difference in each.

    Changes nothing. Ends with 1 if a view differs.

    Example: lotledger views check
    """
    from presenters.views import view_difference_shape

    views_ = ledger.views()
    views_.catch_up()
    differences = views_.check(names)
    if as_json:
        print_json([view_difference_shape(difference) for difference in differences])
    for difference in [] if as_json else differences:
        click.echo(str(difference))
    if differences:
        raise click.exceptions.Exit(1)
    if not as_json:
        checked = ", ".join(names) or "all views"
        click.echo(f"{checked}: same as a rebuild up to position {views_.position()}.")
