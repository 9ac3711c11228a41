"""Record what a reviewer makes of an indicator."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.audit.indicators import look_at_ledger, weights_option
from commands.audit.options import TableRequest
from commands.params import TEXT
from commands.recording import carried_out, dry_run_option
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house.reviews import SeenIndication
    from ledger.indicators.score import Weights
    from presenters.indicators.looking import Looking

DECISION = click.Choice(["explained", "watched", "pursued"])


@click.command()
@click.argument("name", metavar="SALE|CLIENT")
@click.argument("indication", metavar="INDICATION")
@click.option(
    "--decision",
    type=DECISION,
    required=True,
    help="An innocent reason was found; it is looked at again; something follows.",
)
@click.option(
    "--finding", type=TEXT, required=True, help="What was found, and the reasons."
)
@weights_option
@dry_run_option
@attributed
@click.pass_obj
def review(
    ledger: LedgerSession,
    *,
    name: str,
    indication: str,
    decision: str,
    finding: str,
    weights: Weights,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Decide what to make of INDICATION, as it is named for SALE or CLIENT.

    It is recorded with its points and inputs, and shown with the indicator from then
    on. A second look is another review: each stays, and the last one counts.

    Example: lotledger audit review HERITAGE-2025-12 shill-score:1005:C-104
    --decision explained --finding "Collects medals, and lost two to higher bids."
    """
    from ledger.events import Decision
    from ledger.house import reviews

    looking = look_at_ledger(ledger, name, TableRequest.plain(), weights)
    seen = _seen(looking, indication)
    command = reviews.review(
        seen,
        sale=looking.sale,
        client=looking.client,
        decision=Decision(decision),
        finding=finding,
        reviewed_by=by.actor,
        at=at,
    )
    _, stands = carried_out(ledger.house(), command, by, dry_run=dry_run)
    decided = f"{seen.indication}, {seen.points} points: {decision}, by {by.actor}"
    click.echo(f"{looking.sale or looking.client}: {decided}. {stands}")


def _seen(looking: Looking, indication: str) -> SeenIndication:
    """Return what somebody decides on as it is seen now; raises BadParameter."""
    from ledger.house.reviews import SeenIndication
    from presenters.indicators.looking import UnknownIndication
    from presenters.indicators.words import inputs_json

    try:
        ranked = looking.indication(indication)
    except UnknownIndication as no:
        raise click.BadParameter(str(no), param_hint="'INDICATION'") from no
    of = ranked.indication
    return SeenIndication(
        indication=of.reference,
        about=looking.clients_of(ranked),
        points=of.points,
        inputs=inputs_json(of),
        as_of=looking.heading.position,
    )
