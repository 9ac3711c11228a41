"""Commands: what each recorded stands side by side, and follows from its first event.

All that one command records has one author, one reason and one time, and names as its
cause the event that the command recorded first. What was brought forward keeps the
author and the reason that it had.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.entry import Entry
from ledger.events import Event
from ledger.value import fields
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.pages import Page


class Causes:
    """Holds the entries of a command against its first."""

    def __init__(self) -> None:
        self._first: Entry[Event] | None = None
        """The first entry of the command; None where it cannot be read."""

    def hear(self, page: Page) -> Iterator[Finding]:
        """Yield the entries that name another cause, or other words around them."""
        first = self._first
        for entry in page.entries:
            if entry is None:
                first = None
            elif entry.causation is None:
                first = entry
            elif first is not None:
                if entry.causation != first.id:
                    yield _of_other_cause(entry, first)
                elif not (entry.by.brought or first.by.brought) and (
                    entry.by != first.by
                ):
                    yield _of_other_words(entry, first)
        self._first = first

    def finish(self) -> Iterator[Finding]:
        """Yield nothing: the end shows no more."""
        yield from ()


def _of_other_cause(entry: Entry[Event], first: Entry[Event]) -> Finding:
    return Finding(
        kind=FindingKind.CAUSE,
        what=f"Position {entry.position} says that it follows from the event "
        f"{entry.causation}, and the command before it began with {first.id} at "
        f"position {first.position}",
        position=entry.position,
    )


def _of_other_words(entry: Entry[Event], first: Entry[Event]) -> Finding:
    names = [
        field.name
        for field in fields(entry.by)
        if getattr(entry.by, field.name) != getattr(first.by, field.name)
    ]
    return Finding(
        kind=FindingKind.COMMAND,
        what=f"Position {entry.position} was recorded by one command with position "
        f"{first.position}, and has another {' and '.join(names)}",
        position=entry.position,
    )
