"""A bidder's own view: what they told the house, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ledger.contest import Claim
from ledger.events.vocabulary import Rule, Stage
from ledger.house.payments import day_of
from ledger.house.sale_streams import bidding_of
from ledger.identity import BidId, LotId, Paddle, SaleId, lot_order, number_of
from ledger.lot import Lot
from ledger.roles import Sight
from presenters.exposure import ExposureShape, exposure_shape
from presenters.shape import Amount, Decimals, Shape
from projections.bids import paddle_history
from web.caller import Caller
from web.operation import NamedPageQuery, reads
from web.reading import LedgerReading


class OwnBidShape(Shape):
    """A bidder's last word on a lot; nobody else's is in it."""

    lot: LotId
    """The lot."""
    paddle: Paddle
    """The paddle that it was bid with."""
    bid: BidId
    """The bid, by its number on the lot."""
    maximum: Amount
    """The most that the bidder would pay."""
    received_at: datetime
    """When it came."""
    is_leading: bool
    """Whether it leads, or led when bidding ended."""
    tied_by: Rule | None
    """The rule that decided the price, where another of the same amount goes before it;
    null where it leads, or was bid over."""
    stage: Stage
    """How far the lot has come."""
    price: Amount | None
    """Where the bidding stands or ended; null before the first bid."""
    asking: Amount
    """The least that the next bidder must offer."""
    reserve_met: bool | None
    """Whether the reserve is met; null where there is none."""
    hammer: Amount | None
    """The hammer price, where the bidder bought the lot; else null."""


def list_own_bids(
    reading: LedgerReading, caller: Caller, sale: SaleId, query: NamedPageQuery
) -> list[OwnBidShape]:
    """List the last word of the bidder who asks on each lot of a sale."""
    records = reading.records
    paddles = records.sale(sale).paddles_of(caller.client)
    names = lots_bid_on(reading, sale, paddles)
    lots = map(records.lot, reading.page(names, query, number_of))
    return [
        _own_bid(lot, word)
        for lot in lots
        for paddle, word in lot.claims.words().items()
        if paddle in paddles
    ]


def list_own_exposure(
    reading: LedgerReading, caller: Caller, sale: SaleId
) -> list[ExposureShape]:
    """List what each paddle of the bidder who asks may come to owe in a sale."""
    records = reading.records
    state = records.sale(sale)
    today = day_of(state, reading.at)
    return [
        exposure_shape(
            records,
            state,
            own,
            map(records.lot, lots_bid_on(reading, sale, [own])),
            on=today,
        )
        for own in sorted(state.paddles_of(caller.client))
    ]


def lots_bid_on(
    reading: LedgerReading, sale: SaleId, paddles: Iterable[Paddle]
) -> list[LotId]:
    """Return the lots that paddles bid on, in the order of the catalogue."""
    with reading.views(lambda _: bidding_of(sale)) as db:
        lots = {line.lot for own in paddles for line in paddle_history(db, sale, own)}
    return sorted(lots, key=lambda lot: lot_order(number_of(lot)))


def _own_bid(lot: Lot, word: Claim) -> OwnBidShape:
    money, standing = Decimals(lot.listing.currency), lot.standing
    bought = lot.sold is not None and lot.sold.buyer == word.paddle
    is_leading = standing is not None and standing.leader == word.paddle
    is_tied = standing is not None and not is_leading and lot.price == word.maximum
    return OwnBidShape(
        lot=lot.id,
        paddle=word.paddle,
        bid=word.bid,
        maximum=money(word.maximum),
        received_at=word.received_at,
        is_leading=is_leading,
        tied_by=standing.rule if standing is not None and is_tied else None,
        stage=lot.stage,
        price=money(lot.price),
        asking=money(lot.asking),
        reserve_met=None if standing is None else standing.reserve_met,
        hammer=money(lot.sold.hammer) if bought and lot.sold is not None else None,
    )


OPERATIONS = (
    reads("/sales/{sale}/own-bids", Sight.OWN, list_own_bids),
    reads("/sales/{sale}/own-exposure", Sight.OWN, list_own_exposure),
)
