"""What two people opened by hand of a lot: which bids, and never here what they were.

Whoever only tries it has not opened it, so that an answer tells no amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledger.events import Event, MaximumsOpened, ReserveOpened
from ledger.identity import BidId, LotId
from ledger.store.durability import Durability
from presenters.recorded import NOTHING_RECORDED, durability_of, durability_words
from presenters.shape import Shape
from presenters.words import counted

if TYPE_CHECKING:
    from ledger.store.writer import Recorded


class UnsealingShape(Shape):
    """What was opened of a lot by hand."""

    lot: LotId
    """The lot."""
    opened_bids: tuple[BidId, ...]
    """The bids whose amounts were opened, or would be."""
    opened_reserves: int
    """How many reserves were, each that was set."""
    position: int | None
    """The last entry that says so; null where it was only tried."""
    repeated: bool
    """Whether the command was carried out before, and nothing was recorded now."""
    durable: Durability | None
    """Where it is: on the disk of one machine, on a standby as well, or under a
    checkpoint that a witness signed; null where nothing was recorded."""


def unsealing_shape(
    lot: LotId, events: Sequence[Event], recorded: Recorded | None
) -> UnsealingShape:
    """Return what was opened, or would be, as its shape."""
    return UnsealingShape(
        lot=lot,
        opened_bids=tuple(
            opening.bid
            for event in events
            if isinstance(event, MaximumsOpened)
            for opening in event.openings
        ),
        opened_reserves=sum(isinstance(event, ReserveOpened) for event in events),
        position=None if recorded is None else recorded.last,
        repeated=recorded is not None and recorded.repeated,
        durable=durability_of(recorded),
    )


def unsealing_sentence(opened: UnsealingShape) -> str:
    """Say what was opened, and where it can be read."""
    what = " and ".join(
        counted(number, kind)
        for number, kind in (
            (len(opened.opened_bids), "sealed bid"),
            (opened.opened_reserves, "sealed reserve"),
        )
        if number
    )
    if opened.position is None:
        return f"Lot {opened.lot}: {what} would be opened. {NOTHING_RECORDED}"
    at = "Recorded before, at" if opened.repeated else "At"
    durable = durability_words(opened.durable)
    return (
        f"Lot {opened.lot}: {what} opened to everybody. {at} position "
        f"{opened.position}{durable}. See: lotledger audit envelopes {opened.lot}"
    )
