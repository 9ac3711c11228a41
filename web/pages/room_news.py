"""What others did in the room since the screen of a clerk was read last."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.entry import Entry, lot_stream
from ledger.events import BidRefused, Event, LotCatalogued
from ledger.house.records import Records
from ledger.value import replace
from presenters.console.news import News, news_between
from presenters.console.state import SessionState
from web.caller import Caller

AT_ONCE = 1_000
"""Whoever was away for more than so many entries reads the screen, and no news."""
ENDED = News("", alarms=False)


def news_since(
    records: Records, caller: Caller, room: SessionState, since: int
) -> News | None:
    """Say what others did to the lot shown since a position; None: it was nothing."""
    streams = {lot_stream(lot.id) for lot in room.lots}
    entries = records.entries_after(since, limit=AT_ONCE)
    if len(entries) == AT_ONCE:
        return ENDED
    changes = [
        entry
        for entry in entries
        if entry.stream in streams and not isinstance(entry.event, BidRefused)
    ]
    of_others = [entry for entry in changes if not _is_own(entry, caller)]
    if not of_others:
        return None
    return news_between(_as_it_was(records, room, since, changes), room, of_others)


def _is_own(entry: Entry[Event], caller: Caller) -> bool:
    """Say whether an entry was made by a caller, within what they signed in to."""
    return (entry.by.actor, entry.by.session) == (caller.actor, caller.session)


def _as_it_was(
    records: Records, room: SessionState, since: int, changes: Sequence[Entry[Event]]
) -> SessionState:
    """Return a session with the lots as they stood before some changes."""
    then = records.as_of(since)
    changed = {entry.stream for entry in changes}
    is_new = {e.stream for e in changes if isinstance(e.event, LotCatalogued)}
    lots = [
        then.lot(lot.id) if lot_stream(lot.id) in changed else lot
        for lot in room.lots
        if lot_stream(lot.id) not in is_new
    ]
    return replace(room, position=since, lots=lots)
