"""What may be asked of two ledgers where a season is closed: the next begins, one ends.

The next is whole before the other ends. Whoever is stopped between the two closes the
season again, and it is only ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from ledger import ledger as ledger_itself
from ledger.entry import LEDGER_STREAM
from ledger.events.ledger import (
    LedgerEvent,
    PublishedHead,
    SeasonClosed,
)
from ledger.house.carried import Carried
from ledger.house.command import Decide, command
from ledger.house.going_on import OWN_WORDS
from ledger.house.transaction import HouseTransaction
from ledger.refusals import NotTheNext


def _digest_of(carried: Sequence[Carried]) -> str:
    return sha256(repr(carried).encode()).hexdigest()


@command("bring forward", identity={"carried": _digest_of})
def bring_forward(
    carried: Sequence[Carried], *, own: tuple[LedgerEvent, ...], place: str
) -> Decide:
    """Record what was brought forward from another ledger, as the first of this one."""

    def decide(transaction: HouseTransaction) -> None:
        # The first entry says what it goes on from, and is recorded with the others.
        if transaction.known.next_position > 2:  # noqa: PLR2004
            raise NotTheNext(place=place, why="something is recorded there")
        for stream, event, by in carried:
            transaction.bring_forward(stream, event, by)
        for event in own:
            # It counts on the last day before, which is locked.
            transaction.bring_forward(LEDGER_STREAM, event, None)

    return decide


@command("close the season")
def close_season(
    *,
    ended_on: date,
    brought_to: int,
    next_origin: str,
    next_place: str,
    next_head: PublishedHead,
) -> Decide:
    """End a ledger, once another has all that goes on."""

    def decide(transaction: HouseTransaction) -> None:
        own_words = transaction.positions(LEDGER_STREAM, *OWN_WORDS)
        closed = ledger_itself.close_season(
            SeasonClosed(
                ended_on=ended_on,
                brought_to=brought_to,
                next_origin=next_origin,
                next_place=next_place,
                next_head=next_head,
            ),
            next_position=transaction.known.next_position,
            own_words=sum(position > brought_to for position in own_words),
        )
        transaction.record(LEDGER_STREAM, (closed,))

    return decide
