"""One lot under the hammer: what it remembers, and how events change it.

What it allows stands beside: ``listing`` (the catalogue entry, reserve, registrations)
``bidding`` (bids) and ``hammer`` (the close).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, assert_never, overload

from ledger.contest import Claim
from ledger.events.lot import (
    BidderRegistered,
    BidPlaced,
    BidRefused,
    HouseBidPlaced,
    LotAmended,
    LotCatalogued,
    LotEvent,
    LotPassed,
    LotSold,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    QuantityMode,
    RegistrationCancelled,
    ReserveSet,
)
from ledger.events.vocabulary import Standing
from ledger.identity import HOUSE, BidId, Channel, ClientId, LotId, Paddle
from ledger.money import Minor, Money


class Stage(StrEnum):
    """Where a lot stands in its life."""

    OPEN = "open"
    SOLD = "sold"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"


class Claims(Sequence[Claim]):
    """Every bid taken on a lot, in order of entry; adding one shares the rest.

    All versions share one growing list, so a lot of n bids costs n, not n squared.
    """

    __slots__ = ("_length", "_shared")

    def __init__(self, shared: list[Claim] | None = None, length: int = 0) -> None:
        self._shared: list[Claim] = [] if shared is None else shared
        self._length = length

    def adding(self, claim: Claim) -> Claims:
        """Return these claims and one more; these stay as they are."""
        shared, length = self._shared, self._length
        if len(shared) == length:
            shared.append(claim)
            # Where another thread was quicker, its claim stands there: branch off.
            if shared[length] is claim:
                return Claims(shared, length + 1)
        return Claims([*shared[:length], claim], length + 1)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Claim]:
        return (self._shared[place] for place in range(self._length))

    @overload
    def __getitem__(self, place: int) -> Claim: ...
    @overload
    def __getitem__(self, place: slice) -> list[Claim]: ...
    def __getitem__(self, place: int | slice) -> Claim | list[Claim]:
        if isinstance(place, slice):
            return [self._shared[n] for n in range(*place.indices(self._length))]
        return self._shared[range(self._length)[place]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Claims) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True, slots=True)
class Registration:
    """A paddle that will bid on the lot when it comes up."""

    paddle: Paddle
    channel: Channel
    phone_line: int | None


class Lot(NamedTuple):
    """A lot as the house knows it at one moment.

    A tuple, because each bid makes a new one: a frozen dataclass takes twice as long.
    """

    listing: LotCatalogued
    claims: Claims
    stage: Stage = Stage.OPEN
    reserve: Minor | None = None
    standing: Standing | None = None
    lead: Claim | None = None
    """The bid that leads; the house's own, where the house leads for the consignor."""
    under: Claim | None = None
    """The best bid of anybody else, the house's own apart."""
    third: Claim | None = None
    """The best bid but ``under``, while no bidder leads: a tie, or the house leads."""
    attempts: int = 0
    """Bids tried, the refused ones included: the next is numbered one higher."""
    registrations: tuple[Registration, ...] = ()
    trackers: frozenset[ClientId] = frozenset()
    sold: LotSold | None = None

    @property
    def id(self) -> LotId:
        """The lot's name: ``MAY26/14``."""
        return self.listing.lot

    @property
    def price(self) -> Minor | None:
        """Where the bidding stands, None before the first bid."""
        return None if self.standing is None else self.standing.price

    @property
    def asking(self) -> Minor:
        """The least that the next bidder must offer."""
        return self.listing.opening if self.standing is None else self.standing.asking

    def hammer(self, price: Minor) -> Minor:
        """Return what a winning bid comes to: times the quantity, where sold so."""
        if self.listing.quantity_mode is QuantityMode.TIMES_THE_MONEY:
            return price * self.listing.quantity
        return price

    def money(self, amount: Minor) -> Money:
        """Put an amount into words, in the lot's currency."""
        return Money(amount, self.listing.currency)


def evolve(lot: Lot | None, event: LotEvent) -> Lot:
    """Return the lot as it stands after one more event."""
    if isinstance(event, LotCatalogued):
        assert lot is None, "a lot is catalogued once"
        return Lot(event, Claims())
    assert lot is not None, "a lot's history begins in the catalogue"
    assert lot.id == event.lot, "a lot hears only its own events"
    match event:
        case BidPlaced():
            return _bid_placed(lot, event)
        case BidRefused():
            return lot._replace(attempts=lot.attempts + 1)
        case HouseBidPlaced():
            return _house_bid_placed(lot, event)
        case LotSold():
            return lot._replace(stage=Stage.SOLD, sold=event)
        case LotPassed():
            return lot._replace(stage=Stage.PASSED)
        case _:
            return _listing_changed(lot, event)


def _listing_changed(
    lot: Lot,
    event: LotAmended
    | LotWithdrawn
    | ReserveSet
    | LotTracked
    | LotUntracked
    | BidderRegistered
    | RegistrationCancelled,
) -> Lot:
    match event:
        case BidderRegistered(paddle=paddle, channel=channel, phone_line=line):
            added = Registration(paddle, channel, line)
            return lot._replace(registrations=(*lot.registrations, added))
        case RegistrationCancelled(paddle=paddle, channel=channel):
            kept = tuple(
                one
                for one in lot.registrations
                if (one.paddle, one.channel) != (paddle, channel)
            )
            return lot._replace(registrations=kept)
        case LotTracked(client=client):
            return lot._replace(trackers=lot.trackers | {client})
        case LotUntracked(client=client):
            return lot._replace(trackers=lot.trackers - {client})
        case LotWithdrawn():
            return lot._replace(stage=Stage.WITHDRAWN)
        case ReserveSet(reserve=reserve, standing=standing):
            return lot._replace(reserve=reserve, standing=standing or lot.standing)
        case LotAmended():
            return lot._replace(listing=_amended(lot.listing, event))
        case _:
            assert_never(event)


def _amended(listing: LotCatalogued, event: LotAmended) -> LotCatalogued:
    return replace(
        listing,
        title=event.title,
        description=event.description,
        category=event.category,
        low_estimate=event.low_estimate,
        high_estimate=event.high_estimate,
        opening=event.opening,
        quantity=event.quantity,
        quantity_mode=event.quantity_mode,
        consignor=event.consignor,
    )


def _bid_placed(lot: Lot, event: BidPlaced) -> Lot:
    """Keep the claim, and who leads by it: as recorded, not as some rule says today."""
    claim = Claim(
        event.bid,
        event.paddle,
        event.maximum,
        event.received_at,
        event.channel,
        event.client_class,
        event.static,
        event.break_tie,
    )
    lead, under, third = _placing(lot, claim, event.standing.leader)
    if lead is not None and event.standing.price is not None:
        lead = lead.at(event.standing.price)
    # The commonest event of all is rebuilt by hand, which takes half as long.
    return Lot(
        lot.listing,
        lot.claims.adding(claim),
        lot.stage,
        lot.reserve,
        event.standing,
        lead,
        under,
        third,
        lot.attempts + 1,
        lot.registrations,
        lot.trackers,
        lot.sold,
    )


def _placing(
    lot: Lot, claim: Claim, leader: Paddle | None
) -> tuple[Claim | None, Claim | None, Claim | None]:
    """Return who leads, who is under them, and who is third where no bidder leads."""
    paddle, lead, under = claim.paddle, lot.lead, lot.under
    if leader == paddle:
        if lead is not None and lead.paddle not in (HOUSE, paddle):
            under = lead
        elif under is not None and under.paddle == paddle:
            under = lot.third
        return claim, under, None
    if leader is None:
        assert lead is not None, "a tie takes two"
        if better(claim, lead) is claim:
            return None, claim, lead
        return None, lead, claim
    if under is None or under.paddle == paddle or better(claim, under) is claim:
        under = claim
    return lead, under, None


def better(one: Claim, other: Claim) -> Claim:
    """Return the higher of two claims, of equals the one received first."""
    if one.maximum != other.maximum:
        return one if one.maximum > other.maximum else other
    return one if one.received_at < other.received_at else other


def _house_bid_placed(lot: Lot, event: HouseBidPlaced) -> Lot:
    if event.standing.leader != HOUSE:
        return lot._replace(standing=event.standing)
    assert lot.lead is not None, "the house answers a bid"
    house = Claim(
        BidId(""), HOUSE, event.amount, lot.lead.received_at, Channel.FLOOR, static=True
    )
    # The house answers the leader, who was better than everybody else.
    return lot._replace(
        standing=event.standing, lead=house, under=lot.lead, third=lot.under
    )
