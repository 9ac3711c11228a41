"""A lot as everybody could see it, step by step.

Who bid, who leads, how high anybody would go, what was refused, and what the reserve
is: none of it is here. What is left is what the page of the lot showed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ledger.events import (
    AskingSet,
    BidPlaced,
    BidRetracted,
    BidStruck,
    ClosingExtended,
    FairWarningGiven,
    HammerAmended,
    HouseBidPlaced,
    IncrementSet,
    LiveBidTaken,
    LotAmended,
    LotCatalogued,
    LotEvent,
    LotOpened,
    LotPassed,
    LotReopened,
    LotResold,
    LotSkipped,
    LotSold,
    LotWithdrawn,
    ReserveSet,
    SaleRescinded,
)
from ledger.identity import LotId
from ledger.lot import Lot, Stage
from ledger.money import Currency, Minor
from ledger.replay.steps import Step
from presenters.event_sentences import sentence
from presenters.shape import Amount, Decimals, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The public page of a lot at one moment."""

    stage: Stage
    price: Minor | None
    asking: Minor
    bids: int
    reserve_met: bool | None
    """None where the lot had no reserve."""
    up: bool
    ends_at: datetime
    hammer: Minor | None
    premium: Minor | None
    """Of a lot that was sold; what a leader would owe tells of who leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """One step of a lot as everybody could see it."""

    number: int
    """Counted from 1 among what could be seen."""
    position: int
    at: datetime
    sentence: str
    outcome: str
    shown: Shown


def shown(lot: Lot) -> Shown:
    """Say what the page of a lot shows."""
    return Shown(
        stage=lot.stage,
        price=lot.price,
        asking=lot.asking,
        bids=bids_to_be_seen(lot),
        reserve_met=lot.reserve_met,
        up=lot.up is not None,
        ends_at=lot.ends_at,
        hammer=None if lot.sold is None else lot.sold.hammer,
        premium=None if lot.sold is None else lot.sold.premium,
    )


def bids_to_be_seen(lot: Lot) -> int:
    """Count the bids that stand, but for what a leader raises: nobody sees that."""
    return len({claim.raises or claim.bid for claim in lot.claims})


def glimpses(steps: Iterable[Step]) -> list[Glimpse]:
    """Tell the steps of a lot as everybody could see them."""
    seen: list[Glimpse] = []
    for step in steps:
        words, page = _heard_words(step), shown(step.after)
        moved = isinstance(step.event, ReserveSet) and page != seen[-1].shown
        if moved:
            words = "The reserve was set, changed or lifted."
        if isinstance(step.event, BidPlaced) and page == seen[-1].shown:
            words = None
        if words is not None:
            seen.append(
                Glimpse(
                    number=len(seen) + 1,
                    position=step.position,
                    at=step.entered_at,
                    sentence=words,
                    outcome=_standing_words(page, step.after.listing.currency),
                    shown=page,
                )
            )
    return seen


def _heard_words(step: Step) -> str | None:
    """Say what everybody heard of an event, None where they heard nothing."""
    event, money = step.event, step.after.listing.currency
    match event:
        case BidPlaced():
            return "A bid was taken."
        case LiveBidTaken(amount=amount, channel=channel, cut=cut):
            half = ", half an increment" if cut else ""
            return f"A bid of {money.write(amount)} {channel.way}{half}."
        case ClosingExtended():
            return "A late bid kept the lot open."
        case (
            LotCatalogued()
            | LotAmended()
            | LotWithdrawn()
            | HouseBidPlaced()
            | LotOpened()
            | LotSkipped()
            | AskingSet()
            | IncrementSet()
            | FairWarningGiven()
            | LotSold()
            | LotPassed()
            | LotReopened()
        ):
            return sentence(event, money, step.terms.terms.zone)
        case _:
            return _heard_correction(event)


def _heard_correction(event: LotEvent) -> str | None:
    match event:
        case BidRetracted():
            return "A bidder retracted a bid."
        case BidStruck():
            return "The house struck a bid."
        case SaleRescinded():
            return "The sale of the lot was called off."
        case LotResold():
            return "The lot was sold on."
        case HammerAmended():
            return "The hammer was recorded wrong."
        case _:
            return None


def _standing_words(page: Shown, money: Currency) -> str:
    if page.stage is Stage.SOLD and page.hammer is not None:
        realised = page.hammer + (page.premium or 0)
        hammer = f"Sold at {money.write(page.hammer)}"
        return f"{hammer}, {money.write(realised)} with the premium."
    if page.stage is not Stage.OPEN:
        return f"The lot is {page.stage}."
    asking = f"asking {money.write(page.asking)}."
    if page.price is None:
        return f"No bid stands; {asking}"
    unmet = "; reserve not met" if page.reserve_met is False else ""
    return f"The price is {money.write(page.price)}{unmet}; {asking}"


class PublicLotShape(Shape):
    """A lot as the saleroom shows it to everybody: no paddle, no maximum."""

    lot: LotId
    """The lot."""
    session: int
    """The session of the sale, from 1."""
    stage: Stage
    """How far the lot has come."""
    price: Amount | None
    """Where the bidding stands or ended; null before the first bid."""
    asking: Amount
    """The least that the next bidder must offer."""
    bids: int
    """How many bids stand, without the house's own, and without what a leader raised:
    that is for nobody to see."""
    reserve_met: bool | None
    """Whether the reserve is met; null where there is none."""
    on_the_block: bool
    """Whether it is up in the room."""
    ends_at: datetime
    """When bidding on it ends or ended."""
    hammer: Amount | None
    """The hammer price; null while the lot is not sold."""
    position: int
    """The last position of the log that was read."""


def public_lot_shape(lot: Lot, position: int) -> PublicLotShape:
    """Return a lot as everybody may see it, read up to a position."""
    page, money = shown(lot), Decimals(lot.listing.currency)
    return PublicLotShape(
        lot=lot.id,
        session=lot.listing.session,
        stage=page.stage,
        price=money(page.price),
        asking=money(page.asking),
        bids=page.bids,
        reserve_met=page.reserve_met,
        on_the_block=page.up,
        ends_at=page.ends_at,
        hammer=money(page.hammer),
        position=position,
    )
