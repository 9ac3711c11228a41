"""What the sender of a command is told: where it is recorded, and its receipt."""

from __future__ import annotations

from typing import Literal

from ledger.events import BidPlaced, LiveBidTaken
from ledger.house.answers import Receipts
from ledger.identity import BidId, LotId, sale_of
from ledger.store.durability import Durability
from ledger.store.writer import Recorded
from presenters.recorded import durability_of, position_sentence
from presenters.shape import Amount, Decimals, Shape


class RecordedShape(Shape):
    """Where a command is recorded."""

    first: int
    """The first position of it in the log; 0 where there was nothing to record."""
    last: int
    """The last position of it."""
    repeated: bool
    """Whether it was recorded before, under the same key."""
    durable: Durability | None
    """Where it is: on the disk of one machine, on a standby as well, or under a
    checkpoint that a witness signed; null where nothing was recorded."""
    sentence: str
    """The same in words."""
    receipt: str | None
    """The house's word for an entry of it, a file to keep, signed where the house
    signs: the first answer to a bid, and the last entry where no bid was answered; null
    where there was nothing to record."""


class BidAnswerShape(Shape):
    """The answer to a bid that was taken."""

    outcome: Literal["leading", "outbid"]
    """Whether the bidder leads by it."""
    bid: BidId
    """The bid, by its number on the lot."""
    lot: LotId
    """The lot."""
    price: Amount | None
    """Where the bidding stands after it; null where no price is reached."""
    asking: Amount
    """The least that the next bidder must offer."""
    position: int
    """Where the answer stands in the log."""
    repeated: bool
    """Whether it was recorded before, under the same key."""
    durable: Durability
    """Where it is: on the disk of one machine, on a standby as well, or under a
    checkpoint that a witness signed."""
    receipt: str
    """The house's word for it, a file to keep: signed, where the house signs."""


def receipt_text(receipts: Receipts, recorded: Recorded) -> str | None:
    """Return the receipt of a command; None where there was nothing to record."""
    return receipts.of(recorded).receipt.data.decode() if recorded.last else None


def what_was_recorded(receipts: Receipts, recorded: Recorded) -> RecordedShape:
    """Return where a command is recorded, with its receipt."""
    return RecordedShape(
        first=recorded.first,
        last=recorded.last,
        repeated=recorded.repeated,
        durable=durability_of(recorded),
        sentence=position_sentence(recorded),
        receipt=receipt_text(receipts, recorded),
    )


def answer_to_bid(receipts: Receipts, recorded: Recorded) -> BidAnswerShape:
    """Return the answer to a bid that was taken, with its receipt."""
    taken = next(
        event
        for event in recorded.events
        if isinstance(event, BidPlaced | LiveBidTaken)
    )
    standing, receipt = taken.standing, receipts.of(recorded).receipt
    sale = receipts.house.sale(sale_of(taken.lot))
    money = Decimals(sale.terms.rules.currency)
    return BidAnswerShape(
        outcome="leading" if standing.leader == taken.paddle else "outbid",
        bid=taken.bid,
        lot=taken.lot,
        price=money(standing.price),
        asking=money(standing.asking),
        position=receipt.position,
        repeated=recorded.repeated,
        durable=recorded.durability,
        receipt=receipt.data.decode(),
    )
