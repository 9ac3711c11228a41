"""Hold a receipt against the ledger that it is of."""

from __future__ import annotations

from json import JSONDecodeError, loads
from typing import TYPE_CHECKING, NamedTuple

from ledger.entry import StreamId
from ledger.proof.redeeming import Redeemed
from ledger.refusals import ReceiptOfAnother
from ledger.vault.sealing import NONCE_BYTES, committed, is_opened_by

if TYPE_CHECKING:
    from ledger.house.house import House
    from ledger.proof.receipt import Receipt


class RedeemedHere(NamedTuple):
    """What became of a receipt in a ledger, and up to where that was seen."""

    redeemed: Redeemed
    covered_to: int
    elsewhere: int | None = None
    """Where the same entry stands instead."""


def redeem_here(house: House, receipt: Receipt) -> RedeemedHere:
    """Say what became of a receipt; raises ReceiptOfAnother.

    A copy need not reach as far as the ledger that it was made of.
    """
    if receipt.ledger != house.ledger_id():
        raise ReceiptOfAnother(ledger=receipt.ledger, here=house.ledger_id())
    tree, position = house.tree(), receipt.position
    head = tree.size()
    if position <= head and tree.entry(position) == receipt.entry:
        # The tree over the ledger has it as well, or this raises LedgerDamaged.
        tree.inclusion(position, head)
        return RedeemedHere(Redeemed.INCLUDED, head)
    place = _place(house, receipt)
    if place is not None:
        moved = tree.entry(place) == receipt.entry
        return RedeemedHere(Redeemed.NOT_THE_SAME, head, place if moved else None)
    if position > head and house.replica() is not None:
        return RedeemedHere(Redeemed.NOT_YET_COVERED, head)
    return RedeemedHere(Redeemed.LEFT_OUT, head)


def is_opened(receipt: Receipt) -> bool:
    """Say whether what a receipt says was sealed is what its entry was committed to.

    One that says nothing of it is not contradicted.
    """
    if (opening := receipt.opening) is None:
        return True
    try:
        entry = loads(receipt.entry)
        body = entry["body"]
        text = committed(
            "maximum",
            ledger=entry["ledger"],
            lot=body["lot"],
            bid=body["bid"],
            currency=opening.currency,
            amount=opening.amount,
        )
        nonce, commits = bytes.fromhex(opening.nonce), str(body["seal"]["commitment"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return len(nonce) == NONCE_BYTES and is_opened_by(commits, text, nonce)


def _place(house: House, receipt: Receipt) -> int | None:
    """Return where the ledger has the version of the stream that is promised."""
    try:
        entry = loads(receipt.entry)
        stream, version = entry["stream"], entry["version"]
    except (JSONDecodeError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(stream, str) or not isinstance(version, int):
        return None
    return house.position(StreamId(stream), version)
