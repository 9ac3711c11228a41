"""What is sealed, opened to be shown to somebody, who is on record first."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.entry import dispute_stream
from ledger.events import ReplayFiled
from ledger.events.sealed import SEALABLE, Sealable, is_read
from ledger.house.records import Records
from ledger.identity import DisputeId, LotId
from ledger.store.opened import unwrapped


def with_sealed_amounts(records: Records, lots: Iterable[LotId]) -> list[LotId]:
    """Return which of some lots have a sealed amount on record."""
    return [
        name
        for name in dict.fromkeys(lots)
        if (lot := records.lot(name)).listing.sealed
        and (lot.attempts or lot.reserve is not None or lot.reserve_unread)
    ]


def opened_amounts(records: Records, lots: Iterable[LotId]) -> dict[int, Sealable]:
    """Open what is sealed of lots, by where it stands.

    Whoever shows it asks ``House.look`` first.
    """
    return {
        entry.position: entry.event
        for lot in lots
        for entry in unwrapped(records.opened_history(lot))
        if isinstance(entry.event, SEALABLE)
        and entry.event.seal is not None
        and is_read(entry.event)
    }


def opened_replays(records: Records, dispute: DisputeId) -> dict[int, ReplayFiled]:
    """Open the replays on file in a dispute, by where they stand.

    Whoever shows one of a lot that is sealed asks ``House.look`` first.
    """
    return {
        entry.position: entry.event
        for entry in unwrapped(records.reader.opened_history(dispute_stream(dispute)))
        if isinstance(entry.event, ReplayFiled) and is_read(entry.event)
    }
