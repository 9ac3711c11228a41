"""Take one bid."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed, authorised_by_option
from commands.params import CHANNEL, LOT, PADDLE, WHEN, price
from commands.receipts import gives_receipt
from commands.recording import (
    dry_run_option,
    own_lot_noted,
    sure_option,
    unless_sure,
)
from commands.session import LedgerSession
from ledger.identity import Channel, LotId, sale_of

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.store.writer import Recorded


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
@sure_option
@dry_run_option
@attributed
@click.pass_obj
@gives_receipt
def bid(
    ledger: LedgerSession,
    /,
    lot: LotId,
    *,
    maximum: str,
    channel: str,
    received_at: datetime | None,
    sure: bool,
    dry_run: bool,
    by: Attribution,
    at: datetime,
    **slip: Any,
) -> None:
    """Take a bid on SALE/LOT, up to a private maximum.

    A bid that is refused is recorded too, with its reason. It is in time if the command
    began before the close. A letter or fax may have been received earlier, at any time
    since the sale was announced: say so with --received-at. For another channel or an
    earlier day, that takes --reason and a second person. A dry run unseals nothing.

    Example: lotledger bid HERITAGE-2025-12/50061 --paddle 1002 --maximum 1,250
    """
    from ledger.house import bids
    from presenters.recorded import bid_lines, own_lot_lines

    _refuse_future_receipt(received_at, at)
    sale = (house := ledger.house()).sale(sale_of(lot))
    command = bids.bid(
        lot,
        maximum=price(maximum, sale.terms.rules.currency, "--maximum"),
        channel=Channel(channel),
        received_at=received_at,
        at=at,
        read_at=ledger.read_at,
        **slip,
    )
    recorded = _recorded(house, unless_sure(command, sure=sure), by, dry_run=dry_run)
    lines = bid_lines(lot, recorded, sale.terms)
    click.echo("\n".join([lines, *own_lot_lines(house.lot(lot), sale, recorded)]))


def _recorded(
    house: House, command: Command, by: Attribution, *, dry_run: bool
) -> Recorded:
    """Return what was recorded, or what would be; raises the refusal that it met."""
    from ledger.store.writer import Recorded

    if dry_run:
        return command.answer(Recorded(house.dry_run(command, by=by)))
    with own_lot_noted(house, command):
        return house.do(command, by=by)


def _refuse_future_receipt(received_at: datetime | None, at: datetime) -> None:
    """Refuse a bid that is typed before it was received."""
    if received_at is not None and received_at > at:
        slip = f"{received_at:%Y-%m-%d %H:%M:%S} UTC is yet to come. Check the time."
        raise click.BadParameter(slip, param_hint="'--received-at'")
