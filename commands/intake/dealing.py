"""Record what was checked about clients, and whether the house deals with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import CLIENT, DAY, TEXT
from commands.recording import record
from commands.session import LedgerSession
from ledger.identity import ClientId

if TYPE_CHECKING:
    from ledger.entry import Attribution

CHECKS = (
    *("identity", "beneficial-owner", "political-exposure", "sanctions"),
    *("source-of-funds", "title", "adverse-reports"),
)


@click.command()
@click.argument("client", type=CLIENT)
@click.argument("what", type=click.Choice(CHECKS), metavar="WHAT")
@click.argument("outcome", type=click.Choice(["clear", "match", "open"]))
@click.option("--on", type=DAY, metavar="DAY", required=True, help="The day of it.")
@click.option("--until", type=DAY, metavar="DAY", help="The last day that it counts.")
@click.option("--reference", type=TEXT, help="The paper or search, by a number of it.")
@attributed
@click.pass_obj
def check(
    ledger: LedgerSession,
    client: ClientId,
    what: str,
    outcome: str,
    *,
    on: date,
    until: date | None,
    reference: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Record what a check of CLIENT came to.

    WHAT is identity, beneficial-owner, political-exposure, sanctions, source-of-funds,
    title or adverse-reports. Write no copy of a paper, but its number in the house.

    Example: lotledger intake check C-101 identity clear --on 2025-10-01
    --reference ID-2025-88
    """
    from ledger.events import Check, CheckOutcome
    from ledger.house import intake as commands

    if until is not None and until < on:
        slip = f"The last day is before the day of the check, {on}."
        raise click.BadParameter(slip, param_hint="'--until'")
    checked = commands.check(
        client,
        Check(what),
        CheckOutcome(outcome),
        on=on,
        valid_until=until,
        reference=reference,
    )
    sentence = f"Client {client}: {what.replace('-', ' ')} {outcome}."
    record(ledger.house(), checked, by, sentence)


@click.command()
@click.argument("client", type=CLIENT)
@click.argument("dealing", type=click.Choice(["accepted", "enhanced", "refused"]))
@attributed
@click.pass_obj
def decide(
    ledger: LedgerSession,
    client: ClientId,
    *,
    dealing: str,
    by: Attribution,
    at: datetime,
) -> None:
    """Decide whether the house deals with CLIENT; needs --reason.

    A client who is refused gets no paddle, no lot and no payout.

    Example: lotledger intake decide C-101 enhanced --reason "politically exposed"
    """
    from ledger.events import Dealing
    from ledger.house.intake import decide_dealing
    from presenters.intake_sentences import DEALINGS

    choice = Dealing(dealing)
    sentence = f"The house {DEALINGS[choice]} client {client}."
    record(ledger.house(), decide_dealing(client, choice), by, sentence)
