"""Run a session from one screen: one key for each call."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attribution
from commands.looking import may_show
from commands.params import ROLE, SALE, TEXT, WHEN
from commands.session import LedgerSession
from ledger.clock import machine_clock

if TYPE_CHECKING:
    from ledger.identity import SaleId
    from ledger.sale import Sale


@click.command()
@click.argument("sale", type=SALE)
@click.option("--session", "number", type=int, help="Which session.  [default: next]")
@click.option("--show-reserve", is_flag=True, help="Show the amount of the reserve.")
@click.option(
    "--actor",
    type=TEXT,
    envvar="LOTLEDGER_ACTOR",
    metavar="NAME",
    help="Who acts.  [default: your login name]",
)
@click.option(
    "--role",
    envvar="LOTLEDGER_ROLE",
    type=ROLE,
    metavar="ROLE",
    default="auctioneer",
    show_default=True,
    help="The role they act in.",
)
@click.option(
    "--at",
    "begins_at",
    type=WHEN,
    metavar="TIME",
    help="In a rehearsal: set its clock to this time, with zone.  [default: now]",
)
@click.pass_obj
def console(
    ledger: LedgerSession,
    sale: SaleId,
    *,
    number: int | None,
    show_reserve: bool,
    actor: str | None,
    role: str,
    begins_at: datetime | None,
) -> None:
    """Run a session of SALE from one screen: one key for each call.

    Example: lotledger live console HERITAGE-2025-12
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        lacks = "The console needs a terminal. In a script, use the other live commands"
        raise click.UsageError(f"{lacks}: lotledger live --help")
    from commands.console.screen import Console
    from ledger.entry import Way
    from ledger.events import LookKind
    from presenters.console.live_session import LiveSession

    started_at = machine_clock()
    ahead = (ledger.told_at(begins_at, "--at") or started_at) - started_at
    house = ledger.house()
    house.upgrade()
    by = attribution(actor, role, way=Way.CONSOLE, at=started_at)
    session = LiveSession(
        house,
        sale,
        _session_number(house.sale(sale), number),
        by=by,
        clock=lambda: machine_clock() + ahead,
    )
    if show_reserve:
        lots = house.lot_names(sale)
        show_reserve = may_show(ledger, lots, "run a session", LookKind.RESERVE)
    fault = Console(session, show_reserve=show_reserve).run(mouse=False)
    if fault is not None:
        raise fault


def _session_number(sale: Sale, number: int | None) -> int:
    """Return the session in the room that is on, or comes next; or the one named."""
    in_the_room = sale.terms.floor_sessions
    if number is None:
        ahead = [session for session in in_the_room if session not in sale.ended]
        if ahead:
            on = [session for session in ahead if session in sale.opened]
            return (on or ahead)[0]
        lacks = f"Sale {sale.id} has no session in a room that is not over."
        raise click.UsageError(f"{lacks} Name one that is with --session.")
    if number not in in_the_room:
        which = ", ".join(map(str, in_the_room)) or "none"
        mistake = f"{number} is no session in a room of sale {sale.id}: {which}."
        raise click.BadParameter(mistake, param_hint="'--session'")
    return number
