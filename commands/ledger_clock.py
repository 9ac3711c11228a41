"""Time entries by the clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from presenters.recorded import position_sentence

if TYPE_CHECKING:
    from commands.session import LedgerSession
    from ledger.entry import Attribution


@click.command("begin-live")
@click.option(
    "--claim-minutes",
    type=click.IntRange(min=0),
    default=15,
    show_default=True,
    help="How far back --at may lie without a reason from then on.",
)
@attributed
@click.pass_obj
def begin_live(
    ledger: LedgerSession, *, claim_minutes: int, by: Attribution, at: datetime
) -> None:
    """Record by the machine's clock from now on, in a ledger of the first release.

    Until then its times were told by whoever typed; they stay, and are marked so.

    Example: lotledger begin-live --reason "The sale is over; the season begins"
    """
    from ledger.house import ledgers

    command = ledgers.begin_live(at=at, claim_minutes=claim_minutes)
    recorded = ledger.house().do(command, by=by)
    stands = position_sentence(recorded)
    click.echo(f"Live from now on: the machine's clock times its entries. {stands}")


@click.command("clock")
@attributed
@click.pass_obj
def correct_clock(ledger: LedgerSession, *, by: Attribution, at: datetime) -> None:
    """Accept that this machine's clock is behind the last entry.

    Set the clock right first. Where it is right now, and was ahead before, nothing is
    recorded until somebody says so here.

    Example: lotledger correct clock --reason "It ran five minutes ahead until noon"
    """
    from ledger.house import ledgers

    recorded = ledger.house().do(ledgers.correct_clock(at=at), by=by)
    click.echo(f"The clock is accepted as it is. {position_sentence(recorded)}")
