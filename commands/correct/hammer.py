"""Correct what follows the hammer: call a sale off, sell on, amend the hammer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from commands.correct.outcome import (
    price_or_none,
    record_correction,
    with_second_person,
)
from commands.params import BID, CHANNEL, PADDLE
from commands.session import LedgerSession
from ledger.identity import BidId, Channel, LotId, Paddle

if TYPE_CHECKING:
    from ledger.entry import Attribution


@click.command()
@with_second_person
def rescind(
    ledger: LedgerSession,
    name: LotId,
    *,
    authorised_by: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Cancel the sale of SALE/LOT.

    Example: lotledger correct rescind HERITAGE-2025-12/50061 --reason "never paid"
    --authorised-by Ann
    """
    from ledger.house import corrections

    called_off = corrections.rescind(name, at=at, authorised_by=authorised_by)
    record_correction(ledger, name, called_off, by, dry_run=dry_run)


@click.command()
@with_second_person
@click.option(
    "--bid",
    type=BID,
    metavar="BID",
    help="The bid that buys.  [default: the best left]",
)
@click.option(
    "--paddle",
    "buyer",
    type=PADDLE,
    metavar="PADDLE",
    help="Who buys by agreement, on no bid; needs --price.",
)
@click.option(
    "--channel",
    type=CHANNEL,
    metavar="CHANNEL",
    help="How a buyer by agreement came.  [default: as they bid, or floor]",
)
@click.option(
    "--price",
    "amount",
    metavar="AMOUNT",
    help="The agreed price.  [default: their bid]",
)
def resell(
    ledger: LedgerSession,
    name: LotId,
    *,
    bid: BidId | None,
    buyer: Paddle | None,
    channel: str | None,
    amount: str | None,
    authorised_by: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Sell SALE/LOT to the underbidder, or a passed lot by agreement.

    Without --paddle it is sold on a bid, at most at its amount. With --paddle it is an
    after-sale: anybody who holds a paddle buys at the price that was agreed, whether or
    not they bid.

    Example: lotledger correct resell HERITAGE-2025-12/50061 --reason "second chance"
    --authorised-by Ann
    """
    from ledger.house import corrections

    if bid is not None and buyer is not None:
        slip = "A bid names its buyer. Leave --bid or --paddle out."
        raise click.BadParameter(slip, param_hint="'--paddle'")
    agreed = price_or_none(ledger.house().lot(name), amount)
    two: Any = {"at": at, "authorised_by": authorised_by}
    if buyer is None:
        second_chance = corrections.resell(name, bid=bid, price=agreed, **two)
    else:
        way = None if channel is None else Channel(channel)
        second_chance = corrections.sell_by_agreement(
            name, buyer, price=agreed, channel=way, **two
        )
    record_correction(ledger, name, second_chance, by, dry_run=dry_run)


@click.command()
@with_second_person
@click.option(
    "--price", "amount", metavar="AMOUNT", help="The price at which the hammer fell."
)
@click.option("--paddle", type=PADDLE, metavar="PADDLE", help="The paddle that bought.")
def hammer(
    ledger: LedgerSession,
    name: LotId,
    *,
    amount: str | None,
    paddle: Paddle | None,
    authorised_by: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Correct the hammer price of SALE/LOT, its buyer, or both.

    Example: lotledger correct hammer HERITAGE-2025-12/50061 --price 1,150
    --reason "misheard" --authorised-by Ann
    """
    from ledger.house import corrections

    if amount is None and paddle is None:
        raise click.UsageError("Say what was wrong: --price, --paddle, or both.")
    amended = corrections.amend_hammer(
        name,
        at=at,
        authorised_by=authorised_by,
        buyer=paddle,
        price=price_or_none(ledger.house().lot(name), amount),
    )
    record_correction(ledger, name, amended, by, dry_run=dry_run)
