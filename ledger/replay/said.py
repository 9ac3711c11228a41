"""What was said on a lot, and what it led to: a sentence for each event."""

from __future__ import annotations

from typing import assert_never

from ledger.events import (
    AskingSet,
    BidderRegistered,
    BidPlaced,
    BidRefused,
    BidRetracted,
    BidStruck,
    ClosingExtended,
    ConsignorSettled,
    FairWarningGiven,
    HammerAmended,
    HouseBidPlaced,
    LiveBidTaken,
    LotAmended,
    LotCatalogued,
    LotCredited,
    LotEvent,
    LotInvoiced,
    LotOpened,
    LotPaid,
    LotPassed,
    LotReleased,
    LotReopened,
    LotResold,
    LotSkipped,
    LotSold,
    LotTracked,
    LotUnpaid,
    LotUntracked,
    LotWithdrawn,
    RegistrationCancelled,
    ReopenedFor,
    ReserveSet,
    SaleRescinded,
    TaxTreatmentSet,
)
from ledger.lot import Lot, Stage
from ledger.money import Currency
from ledger.replay.booked import booked
from ledger.replay.told import clock, standing_words


def said(event: LotEvent, money: Currency) -> str:
    """Say what somebody said or did."""
    match event:
        case BidPlaced() | BidRefused() | LiveBidTaken():
            return _bid(event, money)
        case (
            LotCatalogued()
            | LotAmended()
            | LotWithdrawn()
            | ReserveSet()
            | LotTracked()
            | LotUntracked()
            | BidderRegistered()
            | RegistrationCancelled()
        ):
            return _listing(event, money)
        case BidRetracted() | BidStruck() | LotReopened():
            return _bidding_put_right(event)
        case SaleRescinded() | LotResold() | HammerAmended():
            return _sale_put_right(event, money)
        case (
            HouseBidPlaced()
            | ClosingExtended()
            | LotOpened()
            | LotSkipped()
            | AskingSet()
            | FairWarningGiven()
            | LotSold()
            | LotPassed()
        ):
            return _called(event, money)
        case _:
            return booked(event, money)


def _bid(event: BidPlaced | BidRefused | LiveBidTaken, money: Currency) -> str:
    amount, who = money.write(event.submitted), event.paddle
    match event:
        case LiveBidTaken():
            cut = ", half an increment" if event.cut else ""
            return f"{event.bid}: {who} called {amount} {event.channel.way}{cut}."
        case BidRefused():
            told = f"{event.bid}: {who} offered {amount} {event.channel.way}"
        case BidPlaced(static=True):
            told = f"{event.bid}: {who} bid {amount} {event.channel.way}, and no more"
        case BidPlaced():
            told = f"{event.bid}: {who} bid up to {amount} {event.channel.way}"
    if event.received_at != event.entered_at:
        told += f", received {clock(event.received_at)}"
        told += f" and entered {clock(event.entered_at)}"
    may = isinstance(event, BidPlaced) and event.break_tie
    return f"{told}; it may break a tie." if may else f"{told}."


def _listing(
    event: LotCatalogued
    | LotAmended
    | LotWithdrawn
    | ReserveSet
    | LotTracked
    | LotUntracked
    | BidderRegistered
    | RegistrationCancelled,
    money: Currency,
) -> str:
    match event:
        case LotCatalogued(title=title, opening=opening):
            return f"Catalogued: {title}, to open at {money.write(opening)}."
        case LotAmended(title=title, opening=opening):
            told = f"{title}, to open at {money.write(opening)}"
            return f"The catalogue entry was corrected: {told}."
        case LotWithdrawn():
            return "The house took the lot out of the sale."
        case ReserveSet(reserve=reserve):
            if reserve is None:
                return "The reserve was lifted."
            return f"The reserve was set to {money.write(reserve)}."
        case LotTracked(client=client):
            return f"Client {client} asked to follow the lot."
        case LotUntracked(client=client):
            return f"Client {client} stopped following the lot."
        case BidderRegistered(paddle=paddle, channel=channel):
            return f"{paddle} registered to bid {channel.way}."
        case RegistrationCancelled(paddle=paddle, channel=channel):
            return f"{paddle} will not bid {channel.way} after all."
        case _:
            assert_never(event)


def _called(
    event: HouseBidPlaced
    | ClosingExtended
    | LotOpened
    | LotSkipped
    | AskingSet
    | FairWarningGiven
    | LotSold
    | LotPassed,
    money: Currency,
) -> str:
    match event:
        case HouseBidPlaced(amount=amount):
            return f"The house bid {money.write(amount)} for the consignor."
        case ClosingExtended(bid=bid, ended_at=ended_at):
            return f"Bid {bid} came late: the lot was to close at {clock(ended_at)}."
        case LotOpened():
            return "The auctioneer put the lot up."
        case LotSkipped():
            return "The auctioneer left the lot for later."
        case AskingSet(asking=asking):
            return f"The auctioneer asked for {money.write(asking)}."
        case FairWarningGiven():
            return "The auctioneer gave fair warning."
        case LotSold():
            return "The hammer fell."
        case LotPassed():
            return "The bidding ended without a sale."
        case _:
            assert_never(event)


def _bidding_put_right(event: BidRetracted | BidStruck | LotReopened) -> str:
    match event:
        case BidRetracted(bids=bids, paddle=paddle):
            return f"{paddle} took back {', '.join(bids)}."
        case BidStruck(bids=bids, paddle=paddle):
            return f"The house struck {', '.join(bids)} of {paddle}."
        case LotReopened(why=ReopenedFor.LATE_BID):
            return "A bid came within the grace after the hammer."
        case LotReopened():
            return "The lot was put up again."


def _sale_put_right(
    event: SaleRescinded | LotResold | HammerAmended, money: Currency
) -> str:
    match event:
        case SaleRescinded(buyer=buyer, hammer=hammer):
            return f"The sale to {buyer} at {money.write(hammer)} was called off."
        case LotResold(buyer=buyer, bid=bid):
            return f"The lot was offered to {buyer} on bid {bid}."
        case HammerAmended(was_buyer=buyer, was_hammer=hammer):
            told = f"{buyer} at {money.write(hammer)}"
            return f"The hammer had been written down wrong, as {told}."


def led_to(event: LotEvent, after: Lot) -> str:
    """Say where an event left the lot."""
    money = after.listing.currency
    match event:
        case BidRefused(code=code, said=sentence):
            return f"Refused, {code}: {sentence}"
        case ClosingExtended(ends_at=ends_at):
            return f"It closes at {clock(ends_at)}."
        case LotPassed(reason=reason):
            return f"Passed, {reason.value.replace('-', ' ')}."
        case LotSold() | LotResold() | HammerAmended():
            price, due = money.write(event.hammer), money.write(event.premium)
            return f"Sold to {event.buyer} at {price}, premium {due}."
        case (
            LotTracked()
            | LotUntracked()
            | BidderRegistered()
            | RegistrationCancelled()
            | LotSkipped()
            | FairWarningGiven()
            | TaxTreatmentSet()
            | LotInvoiced()
            | LotCredited()
            | LotPaid()
            | LotUnpaid()
            | LotReleased()
            | ConsignorSettled()
        ):
            return "The bidding is as it was."
        case _:
            return _stands(after, money)


def _stands(lot: Lot, money: Currency) -> str:
    if lot.stage is not Stage.OPEN:
        return f"The lot is {lot.stage}."
    if lot.standing is None:
        return f"No bid stands; asking {money.write(lot.asking)}."
    words = standing_words(lot.standing, money)
    return words[0].upper() + words[1:]
