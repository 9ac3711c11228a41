"""Register a bidder for a lot by phone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import CHANNEL, LOT, PADDLE
from commands.recording import record
from commands.session import LedgerSession
from ledger.identity import Channel, LotId, Paddle

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.command()
@click.argument("lot", type=LOT, metavar="SALE/LOT")
@click.option("--paddle", type=PADDLE, required=True, help="Who will bid.")
@click.option(
    "--channel",
    type=CHANNEL,
    default="phone",
    show_default=True,
    help="How they will bid.",
)
@click.option(
    "--line",
    type=click.IntRange(1, 999),
    help="The telephone line that the house calls on.",
)
@click.option("--cancel", is_flag=True, help="Cancel the registration.")
@attributed
@click.pass_obj
def register(
    ledger: LedgerSession,
    lot: LotId,
    *,
    paddle: Paddle,
    channel: str,
    line: int | None,
    cancel: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Register a paddle to bid on SALE/LOT when it comes up.

    The catalogue counts registered phone bidders together with the bids.

    Example: lotledger register HERITAGE-2025-12/50061 --paddle 1005 --line 3
    """
    from ledger.house import lots

    way = Channel(channel)
    if cancel:
        command = lots.cancel_registration(lot, paddle=paddle, channel=way)
    else:
        command = lots.register(lot, paddle=paddle, channel=way, phone_line=line)
    done = "no longer registered" if cancel else "registered"
    record(ledger.house(), command, by, f"Paddle {paddle} is {done} for lot {lot}.")
