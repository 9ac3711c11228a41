"""Recorded times: a live clock never goes back, and claims keep to the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ledger import ledger as ledger_itself
from ledger.entry import Entry
from ledger.events import ClockCorrected, Event, LiveBegun
from ledger.events.ledger import LedgerEvent
from ledger.ledger import Ledger
from ledger.refusals import Refusal
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.pages import Page


class RecordedTimes:
    """Follows the clock of a live ledger; where times are told, nothing is held."""

    def __init__(self) -> None:
        self._ledger = Ledger()
        self._last: datetime | None = None
        self._last_position = 0

    def hear(self, page: Page) -> Iterator[Finding]:
        """Yield the entries whose time cannot be."""
        for entry in page.entries:
            if entry is None:
                continue
            if isinstance(entry.event, LedgerEvent):
                self._ledger = ledger_itself.evolve(self._ledger, entry.event)
                if isinstance(entry.event, ClockCorrected | LiveBegun):
                    self._last = None
            if self._ledger.live:
                yield from self._held_against_clock(entry)

    def _held_against_clock(self, entry: Entry[Event]) -> Iterator[Finding]:
        at, last = entry.by.recorded_at, self._last
        if last is not None and at < last:
            yield _finding(
                entry,
                f"was recorded at {at.isoformat()}, earlier than position "
                f"{self._last_position} before it, at {last.isoformat()}",
            )
        else:
            self._last, self._last_position = at, entry.position
        if entry.by.claimed_at is not None and entry.by.brought is None:
            try:
                ledger_itself.must_be_claimable(
                    self._ledger,
                    entry.by.claimed_at,
                    now=at,
                    reason=entry.by.reason,
                )
            except Refusal as no:
                yield _finding(entry, f"claims a time that is refused: {no}")

    def finish(self) -> Iterator[Finding]:
        """Yield nothing: the end shows no more."""
        yield from ()


def _finding(entry: Entry[Event], what: str) -> Finding:
    return Finding(
        kind=FindingKind.TIME,
        what=f"Position {entry.position} {what}",
        position=entry.position,
    )
