"""What is sealed, opened to be shown to somebody, who is on record first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ledger.entry import Entry, dispute_stream
from ledger.events import Event, ReplayFiled
from ledger.events.sealed import SEALABLE, SEALED_WHOLE, Sealable, is_read
from ledger.house.records import Records
from ledger.identity import DisputeId, LotId
from ledger.refusals import KeysNotKept, VaultClosed
from ledger.store.opened import unwrapped

if TYPE_CHECKING:
    from ledger.house.house import House


def with_sealed_amounts(records: Records, lots: Iterable[LotId]) -> list[LotId]:
    """Return which of some lots have a sealed amount on record."""
    return [
        name
        for name in dict.fromkeys(lots)
        if (lot := records.lot(name)).listing.sealed
        and (lot.attempts or lot.reserve is not None or lot.reserve_unread)
    ]


def keys_are_here(house: House) -> bool:
    """Say whether the keys to what is sealed are here: else nothing of it is shown."""
    try:
        return house.seals.has_keys_of(house.ledger)
    except (VaultClosed, KeysNotKept):
        return False


def opened_amounts(records: Records, lots: Iterable[LotId]) -> dict[int, Sealable]:
    """Open what is sealed of lots, by where it stands.

    Whoever shows it asks ``House.look`` first.
    """
    return {
        position: event
        for lot in lots
        for position, event in _opened(unwrapped(records.opened_history(lot)))
    }


def opened_amounts_at(
    records: Records, positions: Iterable[int]
) -> dict[int, Sealable]:
    """Open what is sealed at positions; whoever shows it asks ``House.look`` first."""
    return dict(_opened(unwrapped(records.reader.opened_at(positions))))


def _opened(entries: Iterable[Entry[Event]]) -> Iterator[tuple[int, Sealable]]:
    for entry in entries:
        event = entry.event
        if isinstance(event, SEALABLE) and event.seal is not None and is_read(event):
            yield entry.position, event


def opened_replays(records: Records, dispute: DisputeId) -> dict[int, ReplayFiled]:
    """Open the replays on file in a dispute, by where they stand.

    Whoever shows one of a lot that is sealed asks ``House.look`` first.
    """
    return {
        entry.position: entry.event
        for entry in unwrapped(records.reader.opened_history(dispute_stream(dispute)))
        if isinstance(entry.event, ReplayFiled) and is_read(entry.event)
    }


def opened_reviews(records: Records, positions: Iterable[int]) -> list[Entry[Event]]:
    """Open the reviews at positions; whoever shows them asks ``House.look`` first."""
    entries = list(records.entries_at(positions))
    streams = dict.fromkeys(
        entry.stream
        for entry in entries
        if isinstance(entry.event, SEALED_WHOLE) and entry.event.seal is not None
    )
    opened = {
        entry.position: entry
        for stream in streams
        for entry in unwrapped(records.reader.opened_history(stream))
    }
    return [opened.get(entry.position, entry) for entry in entries]
