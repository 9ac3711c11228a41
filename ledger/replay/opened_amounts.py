"""What was opened of the events of a lot, and what recorded prices tell of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from ledger.entry import InStream
from ledger.events.lot import BidPlaced, BidRefused, LotEvent, ReserveSet
from ledger.events.openings import Opening, ReserveOpened
from ledger.events.room import LiveBidTaken
from ledger.events.sealed import SEALABLE
from ledger.events.vocabulary import Rule
from ledger.identity import BidId
from ledger.lot import Lot
from ledger.money import Minor
from ledger.replay.record import lot_after
from ledger.value import replace


def told_by_prices(history: Iterable[InStream]) -> dict[BidId, Minor]:
    """Return what recorded prices tell of the maximums that they were measured against.

    One increment above is above the maximum of who lost; a tie is at both.
    """
    by_prices: dict[BidId, Minor] = {}
    lot: Lot | None = None
    for stored in history:
        event, _ = as_opened(stored, {}, {}, by_prices)
        if lot is not None and isinstance(event, BidPlaced | LiveBidTaken):
            standing, bids = event.standing, _two_that_met(lot, event)
            if standing.price is not None and standing.rule in _ABOVE_ANOTHER:
                by_prices[bids[1]] = standing.price - standing.step
            elif standing.price is not None and standing.rule in _TIES:
                by_prices |= dict.fromkeys(bids, standing.price)
        lot = lot_after(lot, stored.position, event)
    return by_prices


_ABOVE_ANOTHER = (Rule.ONE_INCREMENT, Rule.TIE_BROKEN)
_TIES = (
    *(Rule.TIE_EARLIER, Rule.TIE_AUTOMATIC, Rule.TIE_REOFFERED),
    *(Rule.TIE_BOOK, Rule.TIE_ROOM),
)


def _two_that_met(lot: Lot, event: BidPlaced | LiveBidTaken) -> tuple[BidId, BidId]:
    """Return the bid that leads after a meeting, and the other."""
    other = lot.lead
    if other is not None and other.paddle == event.paddle:
        other = lot.under
    if other is None:
        return event.bid, event.bid
    leads = event.standing.leader == event.paddle
    return (event.bid, other.bid) if leads else (other.bid, event.bid)


def as_opened(
    stored: InStream,
    bids: Mapping[BidId, Opening],
    reserves: Mapping[int, ReserveOpened],
    by_prices: Mapping[BidId, Minor],
) -> tuple[LotEvent, bool]:
    """Return an event with what was opened of it, and whether it stayed shut."""
    event = cast("LotEvent", stored.event)
    if not isinstance(event, SEALABLE) or event.seal is None:
        return event, False
    if isinstance(event, ReserveSet):
        reserve = reserves.get(stored.version)
        amount = None if reserve is None else reserve.reserve
        return replace(event, reserve=amount, seal=None), reserve is None
    opening = bids.get(event.bid)
    if isinstance(event, BidRefused):
        submitted = 0 if opening is None else opening.submitted
        return replace(event, submitted=submitted, seal=None), opening is None
    if opening is None:
        price = by_prices.get(event.bid, event.standing.price or 0)
        return replace(event, submitted=price, maximum=price, seal=None), True
    opened_class = opening.client_class if event.seal.earns else event.client_class
    plain = replace(
        event,
        submitted=opening.submitted,
        maximum=opening.maximum,
        client_class=opened_class,
        seal=None,
    )
    return plain, False
