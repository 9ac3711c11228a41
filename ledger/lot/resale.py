"""A second chance: a lot that was called off or passed is sold after all.

It goes to a bidder on a bid that is left, or by agreement to anybody who holds a
paddle: who did not bid, or would now pay more than they had bid.
"""

from __future__ import annotations

from datetime import datetime

from ledger.contest import Claim
from ledger.events.corrections import LotResold
from ledger.events.lot import LotEvent
from ledger.identity import BidId, Channel, Paddle
from ledger.lot import Lot, Stage
from ledger.lot.bidding import UnderTerms, must_be_whole
from ledger.lot.corrections import above_their_bid, claim_of, named_second_person
from ledger.lot.standing import premium_on
from ledger.money import Minor
from ledger.refusals import (
    BuyerCalledOff,
    NobodyElseBid,
    NoPriceAgreed,
    NoSecondChance,
)


def resell(
    lot: Lot,
    *,
    bid: BidId | None,
    price: Minor | None,
    at: datetime,
    authorised_by: str | None,
    under: UnderTerms,
) -> tuple[LotEvent, ...]:
    """Sell a lot that was called off, or passed, to a bidder: a second chance.

    It is the best bid that is left if none is named, at its maximum if no price is
    agreed (rulebook 3.2, Catawiki).
    """
    claim = claim_to_sell_to(lot, bid)
    agreed = claim.maximum if price is None else price
    if agreed > claim.maximum:
        raise above_their_bid(lot, claim, agreed)
    return _resold(lot, claim, agreed, at=at, second=authorised_by, under=under)


def sell_by_agreement(
    lot: Lot,
    *,
    buyer: Paddle,
    price: Minor | None,
    channel: Channel,
    client_class: str | None,
    at: datetime,
    authorised_by: str | None,
    under: UnderTerms,
) -> tuple[LotEvent, ...]:
    """Sell a lot that was called off, or passed, at a price agreed with its buyer.

    An after-sale: no bid stands behind it, but a reason and two people.
    """
    _must_be_unsold(lot)
    if buyer in lot.called_off:
        raise BuyerCalledOff(lot=lot.id, paddle=buyer)
    if price is None:
        raise NoPriceAgreed(lot=lot.id, paddle=buyer)
    must_be_whole(lot, price, under.rules)
    bought = Claim(BidId(""), buyer, price, at, channel, client_class)
    return _resold(
        lot, bought, price, at=at, second=authorised_by, under=under, agreed=True
    )


def resold_again(
    lot: Lot, event: LotResold, *, under: UnderTerms
) -> tuple[LotEvent, ...]:
    """Decide a second chance again, on what was chosen and agreed then."""
    if event.agreed:
        return sell_by_agreement(
            lot,
            buyer=event.buyer,
            price=event.price,
            channel=event.channel,
            client_class=event.client_class,
            at=event.at,
            authorised_by=event.authorised_by,
            under=under,
        )
    return resell(
        lot,
        bid=event.bid,
        price=event.price,
        at=event.at,
        authorised_by=event.authorised_by,
        under=under,
    )


def _must_be_unsold(lot: Lot) -> None:
    if lot.stage not in {Stage.RESCINDED, Stage.PASSED}:
        raise NoSecondChance(lot=lot.id, stage=lot.stage)


def _resold(
    lot: Lot,
    claim: Claim,
    price: Minor,
    *,
    at: datetime,
    second: str | None,
    under: UnderTerms,
    agreed: bool = False,
) -> tuple[LotEvent, ...]:
    resold = LotResold(
        lot=lot.id,
        buyer=claim.paddle,
        bid=claim.bid,
        price=price,
        hammer=lot.hammer(price),
        premium=premium_on(lot, claim, price, under.rules),
        channel=claim.channel,
        client_class=claim.client_class,
        at=at,
        terms=under.version,
        authorised_by=named_second_person(lot, second),
        agreed=agreed,
    )
    return (resold,)


def claim_to_sell_to(lot: Lot, bid: BidId | None) -> Claim:
    """Find the bid that a lot is sold on."""
    _must_be_unsold(lot)
    claim = lot.claims.best(but=lot.called_off) if bid is None else claim_of(lot, bid)
    if claim is None:
        raise NobodyElseBid(lot=lot.id)
    if claim.paddle in lot.called_off:
        raise BuyerCalledOff(lot=lot.id, paddle=claim.paddle)
    return claim
