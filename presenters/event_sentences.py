"""One sentence for each event of a lot, and one for where it left the lot."""

from __future__ import annotations

from typing import assert_never, get_args

from ledger.events import (
    AskingSet,
    BidderRegistered,
    BidPlaced,
    BidRefused,
    BidRetracted,
    BidStruck,
    ClosingExtended,
    FairWarningGiven,
    HammerAmended,
    HouseBidPlaced,
    IncrementSet,
    LiveBidTaken,
    LotAmended,
    LotBooksEvent,
    LotCatalogued,
    LotEvent,
    LotOpened,
    LotPassed,
    LotPictured,
    LotReopened,
    LotResold,
    LotSkipped,
    LotSold,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    OpeningEvent,
    RegistrationCancelled,
    ReopenedFor,
    ReserveSet,
    SaleRescinded,
)
from ledger.events.intake import LotIntakeEvent
from ledger.events.sealed import is_read
from ledger.lot import Lot, Stage
from ledger.money import Currency, Minor
from presenters.intake_sentences import lot_intake_sentence
from presenters.lot_books_sentences import lot_books_sentence
from presenters.opening_sentences import opening_sentence
from presenters.standing import standing_words
from presenters.times import clock_time
from presenters.words import amount_or_sealed, counted

OWN_LOT = "The bidder is the consignor of the lot."
"""Said wherever a consignor's bid on an own lot is shown."""

LEAVES_BIDDING = (
    LotTracked,
    LotUntracked,
    BidderRegistered,
    RegistrationCancelled,
    LotSkipped,
    FairWarningGiven,
    *get_args(LotIntakeEvent | OpeningEvent | LotBooksEvent),
)
"""What is said or done about a lot without moving its bidding."""


def sentence(event: LotEvent, money: Currency, zone: str) -> str:
    """Say what somebody did, or was written in the books, by a saleroom's clock."""
    match event:
        case BidPlaced() | BidRefused() | LiveBidTaken():
            return _bid_sentence(event, money, zone)
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
            return _listing_sentence(event, money)
        case BidRetracted() | BidStruck() | LotReopened():
            return _bid_correction_sentence(event)
        case SaleRescinded() | LotResold() | HammerAmended():
            return _sale_correction_sentence(event, money)
        case (
            HouseBidPlaced()
            | ClosingExtended()
            | LotOpened()
            | LotSkipped()
            | AskingSet()
            | IncrementSet()
            | FairWarningGiven()
            | LotSold()
            | LotPassed()
        ):
            return _room_sentence(event, money, zone)
        case LotPictured(pictures=pictures):
            return f"It has {counted(len(pictures), 'picture')}."
        case _ if isinstance(event, LotIntakeEvent):
            return lot_intake_sentence(event)
        case _ if isinstance(event, OpeningEvent):
            return opening_sentence(event, money)
        case _:
            return lot_books_sentence(event, money)


def _bid_sentence(
    event: BidPlaced | BidRefused | LiveBidTaken, money: Currency, zone: str
) -> str:
    amount, who = amount_or_sealed(event.submitted, money), event.paddle
    match event:
        case LiveBidTaken():
            cut = ", half an increment" if event.cut else ""
            return f"{event.bid}: {who} called {amount} {event.channel.way}{cut}."
        case BidRefused():
            bid = f"{event.bid}: {who} offered {amount} {event.channel.way}"
        case BidPlaced(static=True):
            bid = f"{event.bid}: {who} bid {amount} {event.channel.way}, and no more"
        case BidPlaced():
            bid = f"{event.bid}: {who} bid up to {amount} {event.channel.way}"
    if event.received_at != event.entered_at:
        bid += f", its receipt stated as {clock_time(event.received_at, zone)}"
        bid += f", entered {clock_time(event.entered_at, zone)}"
    elif event.read_at is not None:
        bid += f", read {clock_time(event.read_at, zone)}"
    may = isinstance(event, BidPlaced) and event.break_tie
    return f"{bid}; it may break a tie." if may else f"{bid}."


def increment_words(step: Minor | None, money: Currency) -> str:
    """Say by how much a lot climbs from then on."""
    by = "the ladder of the terms" if step is None else money.write(step)
    return f"the rest of the lot climbs by {by}"


def _listing_sentence(
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
            entry = f"{title}, to open at {money.write(opening)}"
            return f"The catalogue entry was corrected: {entry}."
        case LotWithdrawn():
            return "The house withdrew the lot from the sale."
        case ReserveSet(reserve=reserve):
            if reserve is None:
                return f"The reserve was {'lifted' if is_read(event) else 'sealed'}."
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


def _room_sentence(
    event: HouseBidPlaced
    | ClosingExtended
    | LotOpened
    | LotSkipped
    | AskingSet
    | IncrementSet
    | FairWarningGiven
    | LotSold
    | LotPassed,
    money: Currency,
    zone: str,
) -> str:
    match event:
        case HouseBidPlaced(amount=amount):
            return f"The house bid {money.write(amount)} for the consignor."
        case ClosingExtended(bid=bid, ended_at=ended_at):
            due = clock_time(ended_at, zone)
            return f"Bid {bid} came late: the lot was to close at {due}."
        case LotOpened():
            return "The auctioneer put the lot up."
        case LotSkipped():
            return "The auctioneer left the lot for later."
        case AskingSet(asking=asking):
            return f"The auctioneer asked for {money.write(asking)}."
        case IncrementSet(step=step):
            return f"The auctioneer: {increment_words(step, money)}."
        case FairWarningGiven():
            return "The auctioneer gave fair warning."
        case LotSold():
            return "The hammer fell."
        case LotPassed():
            return "The bidding ended without a sale."
        case _:
            assert_never(event)


def _bid_correction_sentence(event: BidRetracted | BidStruck | LotReopened) -> str:
    match event:
        case BidRetracted(bids=bids, paddle=paddle):
            return f"{paddle} took back {', '.join(bids)}."
        case BidStruck(bids=bids, paddle=paddle):
            return f"The house struck {', '.join(bids)} of {paddle}."
        case LotReopened(why=ReopenedFor.LATE_BID):
            return "A bid came within the grace after the hammer."
        case LotReopened():
            return "The lot was put up again."


def _sale_correction_sentence(
    event: SaleRescinded | LotResold | HammerAmended, money: Currency
) -> str:
    match event:
        case SaleRescinded(buyer=buyer, hammer=hammer):
            return f"The sale to {buyer} at {money.write(hammer)} was called off."
        case LotResold(buyer=buyer, agreed=True):
            return f"The lot was sold to {buyer} by agreement, and on no bid."
        case LotResold(buyer=buyer, bid=bid):
            return f"The lot was offered to {buyer} on bid {bid}."
        case HammerAmended(was_buyer=buyer, was_hammer=hammer):
            was = f"{buyer} at {money.write(hammer)}"
            return f"The hammer was recorded wrong, as {was}."


def outcome_sentence(event: LotEvent, after: Lot, zone: str) -> str:
    """Say where an event left the lot."""
    money = after.listing.currency
    match event:
        case BidRefused(code=code, said=why):
            return f"Refused, {code}: {why}"
        case ClosingExtended(ends_at=ends_at):
            return f"It closes at {clock_time(ends_at, zone)}."
        case LotPassed() | LotSold() | LotResold() | HammerAmended():
            return result_sentence(event, money)
        case _ if isinstance(event, LEAVES_BIDDING):
            return "The bidding is as it was."
        case _:
            return _standing_sentence(after, money)


def result_sentence(
    event: LotPassed | LotSold | LotResold | HammerAmended, money: Currency
) -> str:
    """Say what became of a lot: it was passed, or who has it at what price."""
    if isinstance(event, LotPassed):
        return f"Passed, {event.reason.value.replace('-', ' ')}."
    price, due = money.write(event.hammer), money.write(event.premium)
    return f"Sold to {event.buyer} at {price}, premium {due}."


def _standing_sentence(lot: Lot, money: Currency) -> str:
    if lot.stage is not Stage.OPEN:
        return f"The lot is {lot.stage}."
    if lot.standing is None:
        return f"No bid stands; asking {money.write(lot.asking)}."
    words = standing_words(lot.standing, money)
    return words[0].upper() + words[1:]
