"""Bids: taken from bidders, and the history of them."""

from __future__ import annotations

from ledger.entry import Attribution
from ledger.house import bids as house_bids
from ledger.house.command import Command
from ledger.house.sale_streams import bidding_of
from ledger.identity import Channel, LotId, Paddle, sale_of
from ledger.roles import Sight
from presenters.history import BiddingEntryShape, bidding_entry_shape
from projections.bids import lot_history
from web.amounts import AmountText, price
from web.answers import answer_to_bid
from web.caller import Caller
from web.fields import Moment, PaddleText, SecondPerson
from web.operation import LogPageQuery, Said, does, reads
from web.reading import LedgerReading

_ONLINE = (Channel.INTERNET, Channel.LIVE)
"""How somebody bids who asks the service: until proxies end, or on through the sale."""


class BidBody(Said, frozen=True, kw_only=True):
    """A bid, up to a private maximum."""

    paddle: PaddleText
    """Who bids."""
    maximum: AmountText
    """The most they will pay, in the currency of the sale."""
    channel: Channel = Channel.INTERNET
    """How the bid came."""
    received_at: Moment | None = None
    """When it came: a letter or a fax may have come earlier."""
    authorised_by: SecondPerson | None = None
    """The second person, where a receipt that is an exception is stated."""
    static: bool = False
    """Bid exactly this amount, not up to it."""
    break_tie: bool = False
    """Go one increment higher if that wins a tie."""


def place_bid(
    reading: LedgerReading, caller: Caller, by: Attribution, lot: LotId, body: BidBody
) -> Command:
    """Take a bid on a lot, up to a private maximum."""
    caller.must_bid_for_themselves(reading.records.sale(sale_of(lot)), body.paddle)
    caller.must_leave_to_the_house(
        is_said=body.channel not in _ONLINE
        or body.received_at is not None
        or body.authorised_by is not None,
        what="How and when a bid came, and who approved of that,",
    )
    return house_bids.bid(
        lot,
        paddle=Paddle(body.paddle),
        maximum=price(body.maximum, reading.currency_of(lot)),
        at=reading.at,
        channel=body.channel,
        received_at=body.received_at,
        static=body.static,
        break_tie=body.break_tie,
        authorised_by=body.authorised_by,
        read_at=by.recorded_at,
    )


def list_bidding(
    reading: LedgerReading, lot: LotId, query: LogPageQuery
) -> list[BiddingEntryShape]:
    """List everything that touched the bidding on a lot, refused bids too."""
    currency = reading.records.lot(lot).listing.currency
    with reading.views(lambda _: bidding_of(sale_of(lot), lot)) as db:
        lines = lot_history(db, lot)
    page = reading.log_page(lines, query, lambda line: line.position)
    return [bidding_entry_shape(line, currency) for line in page]


OPERATIONS = (
    does("/sales/{sale}/lots/{number}/bids", "place a bid", place_bid, answer_to_bid),
    reads("/sales/{sale}/lots/{number}/bids", Sight.BIDS, list_bidding),
)
