"""Close the timed lots of a sale as they fall due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from commands.attribution import attributed
from commands.clock import Clock
from commands.params import SALE, WHEN
from commands.session import LedgerSession
from ledger.identity import SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import LotPassed, LotSold
    from ledger.house import House
    from ledger.house.timetable import Timetable


@click.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.option(
    "--until",
    type=WHEN,
    metavar="TIME",
    help="The time to stop, with zone.  [default: when no timed lot is open]",
)
@click.option(
    "--once", is_flag=True, help="Close the lots that have fallen due, and stop."
)
@attributed
@click.pass_context
def run(
    ctx: click.Context,
    name: SaleId,
    *,
    until: datetime | None,
    once: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Close the timed lots of SALE as they fall due, and the sale after the last.

    The command waits for each lot in turn; late bids extend a lot as the terms provide.
    After the last lot of a room it waits until no bid may put it up again.
    Lots that fell due while nobody ran the sale close first, each at the moment it was
    due. With --at the command does not wait, and closes all lots due by then.

    Example: lotledger sale run HERITAGE-2025-12 --until 2025-12-12T23:00-06:00
    """
    from ledger.house.timetable import Timetable

    if by.key is not None:
        needless = "A lot is closed once, whether or not there is a key. Leave it out."
        raise click.BadParameter(needless, param_hint="'--key'")
    typed = ctx.get_parameter_source("at") is not ParameterSource.DEFAULT
    if once or typed:
        until = at if until is None else min(at, until)
    ledger: LedgerSession = ctx.obj
    house, clock = ledger.house(), Clock(at if typed else None)
    timetable = Timetable(house, name)
    try:
        for event in closings(timetable, until=until, clock=clock, by=by):
            click.echo(_closing_line(event, timetable))
    except KeyboardInterrupt:
        click.echo("Stopped by hand: every close so far is recorded.")
    _close_sale_if_done(house, timetable, by=replace(by, recorded_at=clock.now()))


def closings(
    timetable: Timetable,
    *,
    until: datetime | None,
    clock: Clock,
    by: Attribution,
) -> Iterator[LotSold | LotPassed]:
    """Close lots as they fall due, until there are none, or the time is up."""
    while True:
        moment = clock.now()
        timetable.follow()
        closed = timetable.close_due(moment, until=until, by=by)
        if closed is not None:
            yield from closed
            continue
        pause = timetable.pause(moment, until=until)
        if pause is None:
            return
        clock.wait(pause.total_seconds())


def _closing_line(event: LotSold | LotPassed, timetable: Timetable) -> str:
    """Say how a timed lot ended, and when."""
    from presenters.recorded import outcome_line
    from presenters.times import local_time

    terms = timetable.terms
    outcome = outcome_line(event, terms.rules.currency)
    return f"{local_time(event.at, terms.zone)}  {outcome}"


def _close_sale_if_done(house: House, timetable: Timetable, *, by: Attribution) -> None:
    """Close the sale if all its lots are done; else say what is open."""
    from ledger.house import sales
    from presenters.recorded import position_sentence

    timetable.follow()
    sale, ended = timetable.sale, timetable.ended_at()
    grace = timetable.grace_left(by.recorded_at)
    if not timetable.still_open and ended is not None and grace is None:
        closed = house.do(sales.close_if_done(sale, at=ended), by=by)
        # A lot may have been put up again meanwhile, and the sale is open then.
        timetable.follow()
    if timetable.still_open:
        click.echo(_open_lots_text(timetable))
    elif grace is not None:
        click.echo(_grace_text(timetable, grace))
    elif ended is None:
        click.echo(f"Sale {sale} has no lot that was sold or passed; it stays open.")
    else:
        click.echo(f"Sale {sale} is closed. {position_sentence(closed)}")


def _grace_text(timetable: Timetable, until: datetime) -> str:
    """Say how long a sale stays open after its last hammer."""
    from presenters.times import zoned_time

    last = zoned_time(until, timetable.terms.zone)
    return f"Sale {timetable.sale} stays open: a bid may put a lot up until {last}."


def _open_lots_text(timetable: Timetable) -> str:
    """Say how many lots are open, and when the next one closes."""
    from presenters.times import zoned_time
    from presenters.words import counted

    sale, due = timetable.sale, timetable.next_due()
    timed, left = len(timetable.running), len(timetable.still_open)
    of_them = f"{timed:,}" if timed else "none"
    sentence = f"Sale {sale} still has {counted(left, 'open lot')}, {of_them} timed"
    if due is not None:
        return (
            f"{sentence}; the next closes at {zoned_time(due, timetable.terms.zone)}."
        )
    return f"{sentence}, which await a first bid." if timed else f"{sentence}."
