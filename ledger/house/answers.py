"""The receipts of answers that were recorded, signed where the key is at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ledger import ledger as ledger_itself
from ledger.events import (
    BidPlaced,
    BidRefused,
    BidRetracted,
    BidStruck,
    HouseBidPlaced,
    LiveBidTaken,
)
from ledger.house.checkpoints import key_of_today
from ledger.identity import BidId
from ledger.proof.note import sign_note
from ledger.proof.note_keys import VerifierKey
from ledger.proof.receipt import Receipt
from ledger.refusals import KeyNotHere, KeysNotKept, NoAnswer, NoSigningKey

if TYPE_CHECKING:
    from ledger.events import Event
    from ledger.house.house import House
    from ledger.store.writer import Recorded

ANSWERS = (
    BidPlaced,
    BidRefused,
    BidRetracted,
    BidStruck,
    HouseBidPlaced,
    LiveBidTaken,
)
"""The events that answer whoever bid, or took a bid back."""


class SignedReceipt(NamedTuple):
    """A receipt, and who signed it; else why nobody did."""

    receipt: Receipt
    key: VerifierKey | None
    why_not: str | None


def is_answer(event: Event) -> bool:
    """Say whether an event answers a bid."""
    return isinstance(event, ANSWERS)


def places_of_answers(recorded: Recorded) -> list[tuple[int, BidId]]:
    """Return where the answers stand in what a command recorded, and to which bids."""
    places = range(recorded.first, recorded.last + 1)
    return [
        (position, getattr(event, "bid", BidId(str(position))))
        for position, event in zip(places, recorded.events, strict=True)
        if is_answer(event)
    ]


def place_of_answer(recorded: Recorded) -> int:
    """Return where a single answer stands."""
    return places_of_answers(recorded)[0][0]


def receipt_of(house: House, position: int) -> SignedReceipt:
    """Return the receipt of an answer; raises NoAnswer where none is recorded there."""
    entries = house.entries_after(position - 1, limit=1) if position > 0 else ()
    if not entries or not is_answer(entries[0].event):
        raise NoAnswer(position=position)
    return receipt_at(house, position)


def receipt_at(house: House, position: int) -> SignedReceipt:
    """Return the receipt of what is known to be an answer."""
    receipt = Receipt(
        origin=ledger_itself.origin(house.ledger(), house.ledger_id()),
        ledger=house.ledger_id(),
        position=position,
        entry=house.tree().entry(position),
    )
    try:
        key = key_of_today(house)
    except (NoSigningKey, KeyNotHere, KeysNotKept) as no:
        return SignedReceipt(receipt, None, str(no))
    return SignedReceipt(
        receipt.signed(sign_note(receipt.text, [key]).data), key.verifier, None
    )
