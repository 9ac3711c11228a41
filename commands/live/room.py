"""Run the room: put lots up, take bids, knock them down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed
from commands.live.asking import ask, increment
from commands.live.calling import lot_currency, price_on, record_call
from commands.live.saying import say
from commands.live.session import end, next_
from commands.params import LOT, PADDLE, SALE_OR_LOT, price
from commands.receipts import gives_receipt
from commands.recording import sure_option, unless_sure
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.identity import LotId, Paddle, SaleId

ROOM_CHANNEL = click.Choice(["floor", "phone", "live"])


class Live(click.Group):
    """Opens the console only when it is asked for: it is heavy."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands, the console last."""
        return [*self.commands, "console"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Enter the console's room when it is called."""
        if cmd_name == "console":
            from commands.console.command import console

            return console
        return super().get_command(ctx, cmd_name)


@click.group(cls=Live)
def live() -> None:
    """Run the room: put lots up, take bids, knock them down.

    The absentee bids of the book compete automatically, up to their maximums.

    Example: lotledger live open HERITAGE-2025-12/50061
    """


def in_the_room(command: Callable[..., None]) -> Callable[..., Any]:
    """Make a command of the room: a lot, and who acts."""
    taken = click.argument("lot", type=LOT, metavar="SALE/LOT")
    return live.command()(taken(attributed(click.pass_obj(command))))


@live.command("open")
@click.argument("place", type=SALE_OR_LOT, metavar="SALE[/LOT]")
@click.argument("amount", required=False)
@click.option(
    "--early",
    is_flag=True,
    default=None,
    help="On purpose before its session begins; needs --reason.",
)
@sure_option
@attributed
@click.pass_obj
def open_(
    ledger: LedgerSession,
    place: tuple[SaleId, LotId | None],
    amount: str | None,
    *,
    early: bool | None,
    sure: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Put SALE/LOT up, or the next lot of SALE, once its session has begun.

    Bidding opens at the price that the book has reached. If there are no bids and no
    reserve, the auctioneer may open at AMOUNT, within the limits of the terms.

    Example: lotledger live open HERITAGE-2025-12
    """
    from ledger.house import room

    sale, named = place
    lot = named or _next_lot(ledger, sale)
    currency = lot_currency(ledger, lot)
    chosen = None if amount is None else price(amount, currency, "AMOUNT")
    opening = room.open_lot(lot, at=at, amount=chosen, early=early)
    record_call(ledger, lot, unless_sure(opening, sure=sure), by)


def _next_lot(ledger: LedgerSession, sale: SaleId) -> LotId:
    """Return the lot that comes next in the sessions of the room."""
    from ledger.lot.walk import next_up

    lots = ledger.house().lots(sale)
    terms = ledger.house().sale(sale).terms
    for session in terms.floor_sessions:
        if coming := next_up(lots, session):
            return coming[0].id
    gone = f"No lot of sale {sale} is still to come in the room."
    raise click.BadParameter(gone, param_hint="'SALE[/LOT]'")


@in_the_room
def skip(ledger: LedgerSession, lot: LotId, *, by: Attribution, at: datetime) -> None:
    """Leave SALE/LOT for later: it comes up after the rest.

    Example: lotledger live skip HERITAGE-2025-12/50061
    """
    from ledger.house import room

    record_call(ledger, lot, room.skip(lot, at=at), by)


@live.command()
@click.argument("lot", type=LOT, metavar="SALE/LOT")
@click.argument("amount", required=False)
@click.option("--paddle", type=PADDLE, help="Who bids.")
@click.option(
    "--channel",
    type=ROOM_CHANNEL,
    default="floor",
    show_default=True,
    help="Where the bid comes from.",
)
@click.option(
    "--seen",
    metavar="ASKING",
    help="What was asked when the bid was made: it bids that, if it is asked still.",
)
@click.option("--cut", is_flag=True, help="Bid half an increment.")
@click.option(
    "--house", "for_consignor", is_flag=True, help="The house bids for the consignor."
)
@sure_option
@attributed
@click.pass_obj
@gives_receipt
def bid(
    ledger: LedgerSession,
    lot: LotId,
    amount: str | None,
    *,
    paddle: Paddle | None,
    channel: str,
    seen: str | None,
    cut: bool,
    for_consignor: bool,
    sure: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Take a bid on SALE/LOT of AMOUNT, or at the asking that was seen.

    The book answers. Where another amount is asked by now than was seen the bid is
    refused. A refused bid is recorded too, with its reason. With --house the house bids
    for the consignor, below the reserve.

    Example: lotledger live bid HERITAGE-2025-12/50061 --paddle 1002 --seen 850
    """
    from ledger.house import room
    from ledger.identity import Channel

    # What was recorded before bids had to name what they saw is still answered.
    repeats = by.key is not None and ledger.house().uses_key(by.key)
    _must_say_who(paddle, for_consignor=for_consignor)
    _must_say_what(amount or seen or repeats)
    called = price_on(ledger, lot, amount, "AMOUNT")
    asked, way = price_on(ledger, lot, seen, "--seen"), Channel(channel)
    if paddle is None:
        amount_bid = asked if called is None else called
        house_bid = room.house_bid(lot, at=at, amount=amount_bid)
        record_call(ledger, lot, unless_sure(house_bid, sure=sure), by)
        return
    bidding: dict[str, Any] = {"amount": called, "seen": asked, "cut": cut}
    bidding["read_at"] = ledger.read_at
    taken = room.bid(lot, paddle=paddle, at=at, channel=way, **bidding)
    record_call(ledger, lot, unless_sure(taken, sure=sure), by)


def _must_say_who(paddle: Paddle | None, *, for_consignor: bool) -> None:
    """Refuse a bid of nobody."""
    if (paddle is None) is not for_consignor:
        slip = "Say who bids, with --paddle, or that the house does, with --house."
        raise click.BadParameter(slip, param_hint="'--paddle, --house'")


def _must_say_what(amount: object) -> None:
    """Refuse a bid that would be whatever is asked by then."""
    if not amount:
        slip = "Say what was called, as AMOUNT, or what was asked then, with --seen."
        raise click.BadParameter(slip, param_hint="'AMOUNT, --seen'")


@in_the_room
def warn(ledger: LedgerSession, lot: LotId, *, by: Attribution, at: datetime) -> None:
    """Give fair warning on SALE/LOT.

    Example: lotledger live warn HERITAGE-2025-12/50061
    """
    from ledger.house import room

    record_call(ledger, lot, room.warn(lot, at=at), by)


@in_the_room
def hammer(ledger: LedgerSession, lot: LotId, *, by: Attribution, at: datetime) -> None:
    """Knock SALE/LOT down to its leader.

    Example: lotledger live hammer HERITAGE-2025-12/50061
    """
    from ledger.house import room

    record_call(ledger, lot, room.hammer(lot, at=at), by)


@live.command("pass")
@click.argument("lot", type=LOT, metavar="SALE/LOT")
@attributed
@click.pass_obj
def pass_(ledger: LedgerSession, lot: LotId, *, by: Attribution, at: datetime) -> None:
    """Pass SALE/LOT: it has no bids, or none at which it may be sold.

    Example: lotledger live pass HERITAGE-2025-12/50061
    """
    from ledger.house import room

    record_call(ledger, lot, room.pass_lot(lot, at=at), by)


@in_the_room
def reopen(ledger: LedgerSession, lot: LotId, *, by: Attribution, at: datetime) -> None:
    """Reopen SALE/LOT after the hammer, while its session is on; needs --reason.

    Once the session is over, use lotledger correct reopen, with a second person.

    Example: lotledger live reopen HERITAGE-2025-12/50061 --reason "bid missed"
    """
    from ledger.house import corrections

    record_call(ledger, lot, corrections.reopen(lot, at=at), by)


live.add_command(ask)
live.add_command(increment)
live.add_command(say)
live.add_command(next_)
live.add_command(end)
