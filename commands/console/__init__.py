"""Run a session from one screen: one key for each call."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.clock import now
from commands.params import ROLE, SALE, TEXT, WHEN
from commands.session import LedgerSession, login_name

if TYPE_CHECKING:
    from ledger.identity import SaleId
    from ledger.sale import Sale


@click.command()
@click.argument("sale", type=SALE)
@click.option("--session", "number", type=int, help="Which session.  [default: next]")
@click.option("--show-reserve", is_flag=True, help="Show how much the reserve is.")
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
    default="auctioneer",
    show_default=True,
    help="In what capacity.",
)
@click.option(
    "--at",
    "begins_at",
    type=WHEN,
    metavar="TIME",
    help="Set the clock to this time, with zone, to rehearse.  [default: now]",
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
    from commands.console.rostrum import Rostrum
    from commands.console.screen import Console
    from ledger.entry import Attribution
    from ledger.identity import Role

    started_at = now()
    house, ahead = ledger.house(), (begins_at or started_at) - started_at
    house.upgrade()
    by: Attribution = Attribution(
        actor=actor or login_name(), role=Role(role), recorded_at=started_at
    )
    rostrum = Rostrum(
        house,
        sale,
        _session(house.sale(sale), number),
        by=by,
        clock=lambda: now() + ahead,
    )
    fault = Console(rostrum, show_reserve=show_reserve).run(mouse=False)
    if fault is not None:
        raise fault


def _session(sale: Sale, number: int | None) -> int:
    """Return the session in the room that is on, or comes next; or the one named."""
    from ledger.terms.sessions import SessionKind

    cried = [s.number for s in sale.terms.sessions if s.kind is SessionKind.FLOOR]
    if number is None:
        ahead = [one for one in cried if one not in sale.ended]
        if ahead:
            return next((one for one in ahead if one in sale.opened), ahead[0])
        lacks = f"Sale {sale.id} has no session in a room that is not over."
        raise click.UsageError(f"{lacks} Name one that is with --session.")
    if number not in cried:
        which = ", ".join(map(str, cried)) or "none"
        slip = f"{number} is no session in a room of sale {sale.id}: {which}."
        raise click.BadParameter(slip, param_hint="'--session'")
    return number
