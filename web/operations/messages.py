"""What is said in the room: to who follows a sale, or among the staff."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from ledger.entry import Entry
from ledger.events import Audience, Event
from ledger.house import messages
from ledger.house.command import Command
from ledger.identity import Role, SaleId
from presenters.message import MessageShape, message_shape
from web.answers import what_was_recorded
from web.caller import Caller
from web.fields import OneLine
from web.operation import LogPageQuery, Said, does, reads
from web.reading import LedgerReading

SHOWN = 3
"""So many of the last messages are on a screen."""


class MessageBody(Said, frozen=True, kw_only=True):
    """What is said, and to whom."""

    words: Annotated[OneLine, Meta(max_length=messages.WORDS_MAX)]
    """What is said, on one line."""
    audience: Audience = Audience.ROOM
    """Everybody who follows the sale, or the staff alone."""


def say_in_the_room(reading: LedgerReading, sale: SaleId, body: MessageBody) -> Command:
    """Say something to who follows a sale, or among the staff."""
    return messages.say(sale, words=body.words, audience=body.audience, at=reading.at)


def list_messages(
    reading: LedgerReading, caller: Caller | None, sale: SaleId, query: LogPageQuery
) -> list[MessageShape]:
    """List what was said in the room of a sale; among the staff, for the staff."""
    everything = messages.messages_of(reading.records, sale)
    readable = _readable(everything, caller)
    return list(reading.log_page(readable, query, lambda each: each.position))


def last_said(
    reading: LedgerReading, caller: Caller | None, sale: SaleId
) -> list[MessageShape]:
    """Return the last messages that somebody may read, the newest first.

    What was said during a lot that is done is on no screen.
    """
    latest = messages.messages_now(reading.records, sale)
    return _readable(latest, caller)[: -SHOWN - 1 : -1]


def _readable(
    entries: Iterable[Entry[Event]], caller: Caller | None
) -> list[MessageShape]:
    """Return those messages that somebody may read."""
    is_staff = caller is not None and caller.role is not Role.BIDDER
    shapes = map(message_shape, entries)
    return [each for each in shapes if is_staff or each.audience is Audience.ROOM]


OPERATIONS = (
    does(
        "/sales/{sale}/messages",
        "say in the room",
        say_in_the_room,
        what_was_recorded,
    ),
    reads("/sales/{sale}/messages", None, list_messages),
)
