"""A session in the room: which lot is up, which come next, and its end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.output import print_json, print_table, prints_json
from commands.params import SALE, WHEN
from commands.session import LedgerSession, as_of

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.identity import SaleId


@click.command("next")
@click.argument("sale", type=SALE)
@click.option("--session", type=int, help="Which session.  [default: all]")
@prints_json("presenters.walk:WalkShape")
@click.pass_obj
@as_of
def next_(
    ledger: LedgerSession, sale: SaleId, *, session: int | None, as_json: bool
) -> None:
    """Show which lot of SALE is up, and which come after it.

    Example: lotledger live next HERITAGE-2025-12
    """
    from ledger.lot.walk import next_up, up_now
    from presenters.walk import WALK_COLUMNS, walk_row, walk_shape

    house = ledger.records()
    terms, lots = house.sale(sale).terms, house.lots(sale)
    sessions = terms.floor_sessions if session is None else [session]
    coming = [lot for number in sessions for lot in next_up(lots, number)]
    up = up_now(lots)
    shown = coming if up is None else [up, *coming]
    if as_json:
        print_json(walk_shape(up, coming))
    elif shown:
        print_table(WALK_COLUMNS, [walk_row(lot) for lot in shown], title=sale)
    else:
        click.echo(f"No lot of sale {sale} is still to come in the room.")


@click.command("end")
@click.argument("sale", type=SALE)
@click.argument("session", type=int)
@click.option(
    "--closed-at", type=WHEN, help="In a rehearsal: when it ended.  [default: --at]"
)
@attributed
@click.pass_obj
def end(
    ledger: LedgerSession,
    sale: SaleId,
    session: int,
    *,
    closed_at: datetime | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Close SESSION of SALE, once no lot of it is still to come.

    Example: lotledger live end HERITAGE-2025-12 1
    """
    from ledger.house import room
    from presenters.recorded import position_sentence

    ended_at = ledger.told_at(closed_at, "--closed-at") or at
    ended = room.close_session(sale, session, at=ended_at)
    recorded = ledger.house().do(ended, by=by)
    click.echo(
        f"Session {session} of sale {sale} is over. {position_sentence(recorded)}"
    )
