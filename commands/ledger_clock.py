"""Time entries by the clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed, claim_minutes_option
from commands.recording import dry_run_option

if TYPE_CHECKING:
    from commands.session import LedgerSession
    from ledger.entry import Attribution


@click.command("begin-live")
@claim_minutes_option("How far back --at may lie without a reason from then on.")
@dry_run_option
@attributed
@click.pass_obj
def begin_live(
    ledger: LedgerSession,
    *,
    claim_minutes: int,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Record by the machine's clock from now on, in a ledger of the first release.

    Until then its times were told by whoever typed; they stay, and are marked so.

    Example: lotledger begin-live --reason "The sale is over; the season begins"
    """
    from ledger.house import ledgers
    from presenters.recorded import NOTHING_RECORDED, position_sentence
    from presenters.words import counted

    house = ledger.house()
    earlier = counted(house.head(), "position")
    command = ledgers.begin_live(at=at, claim_minutes=claim_minutes)
    if dry_run:
        house.dry_run(command, by=by)
        would = f"Would be live; the times of {earlier} stay told."
        click.echo(f"{would} {NOTHING_RECORDED}")
        return
    stands = position_sentence(house.do(command, by=by))
    click.echo(f"Live from now on: the machine's clock times its entries. {stands}")
    click.echo(f"The times of {earlier} before it were told, and stay so.")


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
    from presenters.recorded import position_sentence

    recorded = ledger.house().do(ledgers.correct_clock(at=at), by=by)
    click.echo(f"The clock is accepted as it is. {position_sentence(recorded)}")
