"""The books' periods: how far they are locked, and who locked or opened them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from presenters.changes import ChangeShape, change_shape
from presenters.entry_sentences import entry_sentence
from presenters.shape import Shape
from presenters.times import utc_time

if TYPE_CHECKING:
    from ledger.house.records import Records


class PeriodsShape(Shape):
    """How far the books are locked, and every change of that."""

    locked_through: date | None
    """The last day that takes no more entries; null where all are open."""
    lock_changes: list[ChangeShape]
    """In the order of the log."""
    as_of_position: int
    """The last position of the log that was read."""


def periods_shape(records: Records) -> PeriodsShape:
    """Return how far the books are locked as its shape."""
    records = records.as_of_now()
    return PeriodsShape(
        locked_through=records.periods().locked_through,
        lock_changes=[
            change_shape(entry, entry_sentence(records, entry, None, "UTC"))
            for entry in records.periods_history()
        ],
        as_of_position=records.head(),
    )


def period_facts(periods: PeriodsShape) -> list[tuple[str, object]]:
    """Return how far the books are locked, a line each."""
    through = periods.locked_through
    state = "nothing" if through is None else f"through {through}"
    changes = [("change", _change_words(each)) for each in periods.lock_changes]
    return [("locked", state), *changes, ("as of position", periods.as_of_position)]


def _change_words(change: ChangeShape) -> str:
    people = change.actor
    if change.second is not None:
        people += f", authorised by {change.second}"
    why = "" if change.reason is None else f", because: {change.reason}"
    at = f"position {change.position}, {utc_time(change.recorded_at)}"
    return f"{change.what} By {people}{why} ({at})"
