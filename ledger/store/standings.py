"""Where a view stands: how far it has read the log, and what it read there."""

from __future__ import annotations

from typing import NamedTuple

from ledger.entry import Mark


class Standing(NamedTuple):
    """The place of one view in the log."""

    view: str
    position: int
    read: Mark | None
    """The entry there; None where it was built before views named one."""
