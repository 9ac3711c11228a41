"""Commands that correct a lot; each needs a reason."""

from __future__ import annotations

from datetime import datetime

from ledger.entry import lot_stream
from ledger.events import LotSold
from ledger.events.corrections import ReopenedFor
from ledger.house.aggregates import session_is_on, terms_for
from ledger.house.command import Decide, command
from ledger.house.lots import decide_on_lot
from ledger.house.openings import open_seals
from ledger.house.room import must_be_alone
from ledger.house.transaction import HouseTransaction
from ledger.identity import BidId, Channel, LotId, Paddle, sale_of
from ledger.lot import (
    Lot,
    corrections as lot_corrections,
    resale,
    take_back as lot_take_back,
)
from ledger.money import Minor
from ledger.refusals import BiddingElsewhere
from ledger.sale import Sale
from ledger.terms.bidding import StrikePolicy


@command("retract a bid", corrects=True)
def retract(lot: LotId, bid: BidId, *, at: datetime) -> Decide:
    """Take a bid back for its bidder, before the hammer."""
    return decide_on_lot(
        lot,
        lambda current_lot, under: lot_corrections.retract(
            current_lot, bid, at=at, under=under
        ),
    )


@command("strike a bid", corrects=True)
def strike(
    lot: LotId,
    bid: BidId,
    *,
    policy: StrikePolicy,
    at: datetime,
    authorised_by: str | None = None,
) -> Decide:
    """Take a bid out for the house, and say what becomes of the bidding."""
    return decide_on_lot(
        lot,
        lambda current_lot, under: lot_corrections.strike(
            current_lot,
            bid,
            policy=policy,
            at=at,
            authorised_by=authorised_by,
            under=under,
        ),
    )


@command("take a call back", corrects=True)
def take_back(
    lot: LotId,
    bid: BidId,
    *,
    leader: Paddle | None,
    price: Minor | None,
    at: datetime,
) -> Decide:
    """Take back a call on the lot that is up, so that it stands as it did before.

    It was led at a price by then, or by nobody.
    """
    return decide_on_lot(
        lot,
        lambda current_lot, under: lot_take_back.take_back(
            current_lot, bid, leader=leader, price=price, at=at, under=under
        ),
    )


@command("reopen a lot", corrects=True)
def reopen(
    lot: LotId,
    *,
    at: datetime,
    ends_at: datetime | None = None,
    authorised_by: str | None = None,
) -> Decide:
    """Put a lot up again that was sold or passed; a timed one until a new end."""

    def decide(transaction: HouseTransaction) -> None:
        current_lot, sale = transaction.lot(lot), transaction.sale(sale_of(lot))
        _must_have_its_bids(transaction, current_lot)
        events = lot_corrections.reopen(
            current_lot,
            why=ReopenedFor.AUCTIONEER,
            at=at,
            ends_at=ends_at,
            authorised_by=authorised_by,
            session_over=not session_is_on(sale, current_lot),
        )
        must_be_alone(transaction, sale, current_lot)
        transaction.record(lot_stream(lot), events)

    return decide


def _must_have_its_bids(transaction: HouseTransaction, lot: Lot) -> None:
    """Refuse a lot whose bids stayed in the ledger before; raises BiddingElsewhere."""
    previous = transaction.ledger().previous
    if previous is not None and lot.is_without_its_bids:
        raise BiddingElsewhere(sale=sale_of(lot.id), origin=previous.origin)


@command("call a sale off", corrects=True)
def rescind(lot: LotId, *, at: datetime, authorised_by: str | None) -> Decide:
    """Call the sale of a lot off."""
    return decide_on_lot(
        lot,
        lambda current_lot, _: lot_corrections.rescind(
            current_lot, at=at, authorised_by=authorised_by
        ),
    )


@command("resell a lot", corrects=True)
def resell(
    lot: LotId,
    *,
    at: datetime,
    authorised_by: str | None,
    bid: BidId | None = None,
    price: Minor | None = None,
) -> Decide:
    """Sell a lot on to another bidder, or a passed one by agreement."""
    return decide_on_lot(
        lot,
        lambda current_lot, under: resale.resell(
            current_lot,
            bid=bid,
            price=price,
            at=at,
            authorised_by=authorised_by,
            under=under,
        ),
        closes=True,
    )


@command("sell a lot by agreement", corrects=True)
def sell_by_agreement(
    lot: LotId,
    buyer: Paddle,
    *,
    price: Minor | None,
    at: datetime,
    authorised_by: str | None,
    channel: Channel | None = None,
) -> Decide:
    """Sell a lot that passed, or was called off, to anybody who holds a paddle.

    They need not have bid: the price is what was agreed with them.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_lot, sale = transaction.lot(lot), transaction.sale(sale_of(lot))
        holder, word = sale.holder(buyer), current_lot.claims.words().get(buyer)
        events = resale.sell_by_agreement(
            current_lot,
            buyer=buyer,
            price=price,
            channel=channel or (Channel.FLOOR if word is None else word.channel),
            client_class=holder.client_class if word is None else word.client_class,
            at=at,
            authorised_by=authorised_by,
            under=terms_for(sale, current_lot),
        )
        transaction.record(lot_stream(lot), events)
        open_seals(transaction, lot)

    return decide


@command("amend a hammer", corrects=True)
def amend_hammer(
    lot: LotId,
    *,
    at: datetime,
    authorised_by: str | None,
    buyer: Paddle | None = None,
    price: Minor | None = None,
) -> Decide:
    """Correct the price that the hammer fell at, or the paddle it fell for."""

    def decide(transaction: HouseTransaction) -> None:
        current_lot, sale = transaction.lot(lot), transaction.sale(sale_of(lot))
        sold = lot_corrections.hammer_of(current_lot)
        paddle = buyer or sold.buyer
        channel, client_class = _channel_and_class(sale, current_lot, sold, paddle)
        events = lot_corrections.amend_hammer(
            current_lot,
            buyer=paddle,
            price=sold.price if price is None else price,
            channel=channel,
            client_class=client_class,
            at=at,
            authorised_by=authorised_by,
            under=terms_for(sale, current_lot),
        )
        transaction.record(lot_stream(lot), events)
        open_seals(transaction, lot)

    return decide


def _channel_and_class(
    sale: Sale, lot: Lot, sold: LotSold, buyer: Paddle
) -> tuple[Channel, str | None]:
    """Return the channel and the class in which a paddle buys; raises UnknownPaddle.

    A paddle that never bid is one that was misheard: it buys by the same channel.
    """
    holder = sale.holder(buyer)
    if buyer == sold.buyer:
        return sold.channel, sold.client_class
    word = lot.claims.words().get(buyer)
    if word is None:
        return sold.channel, holder.client_class
    return word.channel, word.client_class
