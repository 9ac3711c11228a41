"""What the room is asked: another amount once, or another increment from now on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.live.calling import lot_currency, price_on, record_call
from commands.params import LOT, price
from commands.recording import sure_option, unless_sure
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.identity import LotId


@click.command()
@click.argument("lot", type=LOT, metavar="SALE/LOT")
@click.argument("amount")
@sure_option
@attributed
@click.pass_obj
def ask(
    ledger: LedgerSession,
    lot: LotId,
    amount: str,
    *,
    sure: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Ask for AMOUNT on SALE/LOT instead of the next increment.

    Example: lotledger live ask HERITAGE-2025-12/50061 900
    """
    from ledger.house import room

    asking = price(amount, lot_currency(ledger, lot), "AMOUNT")
    called = unless_sure(room.ask(lot, asking=asking, at=at), sure=sure)
    record_call(ledger, lot, called, by)


@click.command()
@click.argument("lot", type=LOT, metavar="SALE/LOT")
@click.argument("amount", required=False)
@click.option("--usual", is_flag=True, help="Climb by the ladder of the terms again.")
@sure_option
@attributed
@click.pass_obj
def increment(
    ledger: LedgerSession,
    lot: LotId,
    amount: str | None,
    *,
    usual: bool,
    sure: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Climb by AMOUNT for the rest of SALE/LOT, instead of the ladder of the terms.

    What is asked follows at once.

    Example: lotledger live increment HERITAGE-2025-12/50061 100
    """
    from ledger.house import room

    if (amount is None) is not usual:
        slip = "Say by how much the lot climbs, as AMOUNT, or --usual."
        raise click.BadParameter(slip, param_hint="'AMOUNT, --usual'")
    step = price_on(ledger, lot, amount, "AMOUNT")
    called = unless_sure(room.set_increment(lot, step=step, at=at), sure=sure)
    record_call(ledger, lot, called, by)
