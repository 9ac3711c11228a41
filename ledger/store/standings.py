"""Where a view stands: how far it has read the log, and what it read there."""

from __future__ import annotations

from typing import NamedTuple

from ledger.entry import EntryMark


class ViewPlace(NamedTuple):
    """The place of one view in the log."""

    view: str
    position: int
    read: EntryMark | None
    """The entry there; None where it was built before views named one."""
