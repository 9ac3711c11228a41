"""The receipts of what was recorded, signed where the key is at hand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeGuard

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
from ledger.proof.receipt import Receipt, ReceiptOpening
from ledger.refusals import (
    KeyNotHere,
    KeysNotKept,
    NoSigningKey,
    NothingToProve,
    NotRecordedYet,
)

if TYPE_CHECKING:
    from ledger.events import Event
    from ledger.house.house import House
    from ledger.proof.note_keys import SigningKey
    from ledger.refusals import RecordedRefusal
    from ledger.store.writer import Recorded

Answer: TypeAlias = (
    BidPlaced | BidRefused | BidRetracted | BidStruck | HouseBidPlaced | LiveBidTaken
)
"""The events that answer whoever bid, or took a bid back."""


class SignedReceipt(NamedTuple):
    """A receipt, and who signed it; else why nobody did."""

    receipt: Receipt
    key: VerifierKey | None
    why_not: str | None


def is_answer(event: Event) -> TypeGuard[Answer]:
    """Say whether an event answers a bid."""
    return isinstance(event, Answer)


def places_of_answers(recorded: Recorded) -> list[tuple[int, BidId]]:
    """Return where the answers stand in what a command recorded, and to which bids."""
    places = range(recorded.first, recorded.last + 1)
    return [
        (position, getattr(event, "bid", BidId(str(position))))
        for position, event in zip(places, recorded.events, strict=True)
        if is_answer(event)
    ]


def place_of_receipt(recorded: Recorded) -> int:
    """Return where the entry stands that the receipt of a command is of.

    It is the answer to a bid, for whoever bid; of all else the last that was recorded.
    """
    answers = places_of_answers(recorded)
    return answers[0][0] if answers else recorded.last


def receipt_of(
    house: House, position: int, *, upto: int | None = None
) -> SignedReceipt:
    """Return the receipt of an entry; raises NothingToProve, or NotRecordedYet.

    With ``upto`` nothing after that position is recorded yet.
    """
    must_be_recorded(house, position, upto=upto)
    return Receipts(house).receipt(position, house.tree().entry(position))


def must_be_recorded(house: House, position: int, *, upto: int | None) -> int:
    """Return the last position there is, or was, and refuse what lies beyond it.

    Raises NothingToProve, or NotRecordedYet.
    """
    if position < 1:
        raise NothingToProve(name=str(position))
    if position > (head := house.head() if upto is None else upto):
        raise NotRecordedYet(position=position, head=head)
    return head


def receipt_of_answer(house: House, position: int) -> SignedReceipt:
    """Return the receipt of an answer that the last command of a house was given."""
    recorded = house.answered
    if recorded is None or not recorded.first <= position <= recorded.last:
        return receipt_of(house, position)
    return Receipts(house).at(recorded, position)


class Receipts:
    """Makes many receipts: what signs them is looked up once."""

    def __init__(self, house: House) -> None:
        self.house = house

    def of(self, recorded: Recorded) -> SignedReceipt:
        """Return the receipt of what a command recorded: of one entry of it."""
        return self.at(recorded, place_of_receipt(recorded))

    def of_refusal(self, refused: RecordedRefusal) -> SignedReceipt:
        """Return the receipt of a refused bid, for whoever sent it."""
        opening = self._opening(refused.event)
        return self.receipt(refused.position, refused.entry, opening)

    def at(self, recorded: Recorded, position: int) -> SignedReceipt:
        """Return the receipt of an entry among what a command recorded.

        Whoever gave the command knows what they bid: it says what was sealed of it.
        """
        place = position - recorded.first
        opening = self._opening(recorded.events[place])
        return self.receipt(position, recorded.entries[place], opening)

    def _opening(self, event: Event) -> ReceiptOpening | None:
        seal = getattr(event, "seal", None)
        if not isinstance(event, BidPlaced | BidRefused) or seal is None:
            return None
        inside = seal.locked
        if not inside.is_readable:
            return None
        currency = self.house.lot(event.lot).listing.currency
        return ReceiptOpening(
            currency=currency.code, amount=inside.amount, nonce=inside.nonce.hex()
        )

    def receipt(
        self, position: int, entry: bytes, opening: ReceiptOpening | None = None
    ) -> SignedReceipt:
        """Return the receipt of an entry."""
        origin, ledger, key = self._names_and_key
        receipt = Receipt(
            origin=origin,
            ledger=ledger,
            position=position,
            entry=entry,
            opening=opening,
        )
        if isinstance(key, str):
            return SignedReceipt(receipt, None, key)
        note = sign_note(receipt.text, [key]).data
        return SignedReceipt(receipt.signed(note), key.verifier, None)

    @cached_property
    def _names_and_key(self) -> tuple[str, str, SigningKey | str]:
        """The names of log and ledger, and what signs; else why nothing does."""
        ledger_id = self.house.ledger_id()
        origin = ledger_itself.origin(self.house.ledger(), ledger_id)
        try:
            return origin, ledger_id, key_of_today(self.house)
        except (NoSigningKey, KeyNotHere, KeysNotKept) as no:
            return origin, ledger_id, str(no)
