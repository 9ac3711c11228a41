"""What is said to the room of a sale, or among the staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ledger.entry import Entry, sale_stream
from ledger.events import Event, SessionClosed
from ledger.events.messages import Audience, MessageTold
from ledger.house.command import Decide, command
from ledger.house.records import Records
from ledger.house.transaction import HouseTransaction
from ledger.identity import SaleId
from ledger.lot.walk import up_now
from ledger.sale.sale import must_be_open

WORDS_MAX = 200
"""So many characters a message has at most: it is read at a glance."""


@command("say in the room")
def say(
    sale: SaleId, *, words: str, audience: Audience = Audience.ROOM, at: datetime
) -> Decide:
    """Say something to the room, or among the staff, about the lot that is up."""

    def decide(transaction: HouseTransaction) -> None:
        must_be_open(transaction.sale(sale))
        up = up_now(transaction.lots(sale))
        lot = None if up is None else up.id
        message = MessageTold(sale=sale, audience=audience, words=words, lot=lot, at=at)
        transaction.record(sale_stream(sale), (message,))

    return decide


def messages_of(records: Records, sale: SaleId) -> Iterator[Entry[Event]]:
    """Return what was said in a sale, the first first; raises UnknownSale."""
    return _entries_of(records, sale, MessageTold)


def messages_now(records: Records, sale: SaleId) -> list[Entry[Event]]:
    """Return what was said in a sale and is not over, the first first.

    What was said during a lot is over once that is up no more; what was said between
    lots, once another is done; all of it, once a session ends.
    """
    state, lots = records.sale(sale), records.lots(sale)
    up = {lot.id for lot in lots if lot.up is not None}
    cried = state.terms.floor_sessions
    last_done = max(
        (
            lot.closed_at
            for lot in lots
            if lot.closed_at and lot.listing.session in cried
        ),
        default=None,
    )
    messages: list[Entry[Event]] = []
    for entry in _entries_of(records, sale, MessageTold, SessionClosed):
        match entry.event:
            case SessionClosed():
                messages.clear()
            case MessageTold(lot=None, at=at) if last_done is None or at >= last_done:
                messages.append(entry)
            case MessageTold(lot=lot) if lot in up:
                messages.append(entry)
    return messages


def _entries_of(
    records: Records, sale: SaleId, *kinds: type[Event]
) -> Iterator[Entry[Event]]:
    stream = sale_stream(records.sale(sale).id)
    places = records.events_within(stream, *kinds)
    return (
        entry
        for entry in records.entries_at(each.position for each in places)
        # Another sale's name may begin as this one's does.
        if entry.stream == stream
    )
