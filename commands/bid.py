"""Take one bid."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed, authorised_by_option
from commands.params import CHANNEL, LOT, PADDLE, WHEN, price
from commands.session import LedgerSession
from ledger.identity import Channel, LotId, sale_of

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.command()
@click.argument("lot", type=LOT, metavar="SALE/LOT")
@click.option("--paddle", type=PADDLE, required=True, help="Who bids.")
@click.option(
    "--maximum",
    required=True,
    metavar="AMOUNT",
    help="The most they will pay, as written: 800, 1,250.50 or $800. Kept private.",
)
@click.option(
    "--channel",
    type=CHANNEL,
    default="internet",
    show_default=True,
    help="How the bid came.",
)
@click.option(
    "--received-at",
    type=WHEN,
    metavar="TIME",
    help="When it came, with zone: decides ties and lateness.  [default: now]",
)
@authorised_by_option
@click.option("--static", is_flag=True, help="Bid exactly this amount, not up to it.")
@click.option(
    "--break-tie", is_flag=True, help="Go one increment higher if that wins a tie."
)
@attributed
@click.pass_obj
def bid(
    ledger: LedgerSession,
    /,
    lot: LotId,
    *,
    maximum: str,
    channel: str,
    received_at: datetime | None,
    by: Attribution,
    at: datetime,
    **slip: Any,
) -> None:
    """Take a bid on SALE/LOT, up to a private maximum.

    A bid that is refused is recorded too, with its reason. It is in time if the command
    began before the close. A letter or fax may have been received earlier, at any time
    since the day that the sale was announced: say so with --received-at. For any other
    channel, and any earlier day, that takes --reason and a second person.

    Example: lotledger bid HERITAGE-2025-12/50061 --paddle 1002 --maximum 1,250
    """
    from ledger.house import bids
    from presenters.recorded import bid_lines, own_lot_lines

    _refuse_future_receipt(received_at, at)
    house = ledger.house()
    terms = house.sale(sale_of(lot)).terms
    command = bids.bid(
        lot,
        maximum=price(maximum, terms.rules.currency, "--maximum"),
        channel=Channel(channel),
        received_at=received_at,
        at=at,
        read_at=ledger.read_at,
        **slip,
    )
    recorded = house.do(command, by=by)
    click.echo(bid_lines(lot, recorded, terms))
    for line in own_lot_lines(house.lot(lot), house.sale(sale_of(lot)), recorded):
        click.echo(line)


def _refuse_future_receipt(received_at: datetime | None, at: datetime) -> None:
    """Refuse a bid that is typed before it was received."""
    if received_at is not None and received_at > at:
        slip = f"{received_at:%Y-%m-%d %H:%M:%S} UTC is yet to come. Check the time."
        raise click.BadParameter(slip, param_hint="'--received-at'")
