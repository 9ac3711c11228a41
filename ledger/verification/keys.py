"""Keys of commands: the table that knows a repeat, against the entries themselves."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from ledger.store.raw_log import RawLog
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.pages import Page
from ledger.verification.side_table import SideTable
from ledger.visible import visible

_DIGEST = re.compile(r"(?:1k?:)?[0-9a-f]{64}")
"""What a command is known again by; in ledgers of the first release, of no edition."""
_FIRST, _LAST = 2, 3
DAMAGED_MAX = 1_000


class Keys:
    """Holds the keys that entries bear against the table of keys, side by side."""

    def __init__(self, log: RawLog, upto: int) -> None:
        self._log = log
        self._table = SideTable(log.keys())
        self._upto = upto
        self._damaged: deque[int] = deque(maxlen=DAMAGED_MAX)
        """Where entries cannot be read, and so bear no key that can be compared."""
        self._command: tuple[str, int, int] | None = None
        """The key of the command that is being read, and where it stands so far."""

    def hear(self, page: Page) -> Iterator[Finding]:
        """Yield the commands whose key the table knows otherwise, or not at all."""
        for row, entry in zip(page.rows, page.entries, strict=True):
            if entry is None:
                self._damaged.append(row[0])
            if entry is None or entry.causation is None:
                yield from self._end_of_command()
            if entry is not None and entry.by.key is not None:
                first = row[0] if self._command is None else self._command[1]
                self._command = (entry.by.key, first, row[0])

    def finish(self) -> Iterator[Finding]:
        """Yield what is left in the table: keys that no entry bears."""
        yield from self._end_of_command()
        yield from self._strays(before=self._upto + 1)
        # What was recorded meanwhile has its keys by now.
        last = self._log.last()
        yield from map(_of_no_entry, self._table.beyond(last, column=_FIRST))
        if self._table.is_broken:
            what = "The table of the keys of commands cannot be read to its end"
            yield Finding(kind=FindingKind.KEY, what=what)

    def _strays(self, *, before: int) -> Iterator[Finding]:
        for row in self._table.before(before, column=_FIRST):
            if not self._may_be_damaged(row):
                yield _of_no_entry(row)

    def _may_be_damaged(self, row: tuple[Any, ...]) -> bool:
        first, last = row[_FIRST], row[_LAST]
        if not (isinstance(first, int) and isinstance(last, int)):
            return False
        return any(first <= position <= last for position in self._damaged)

    def _end_of_command(self) -> Iterator[Finding]:
        command, self._command = self._command, None
        if command is None or self._table.is_broken:
            return
        key, first, last = command
        yield from self._strays(before=first)
        known = self._table.next
        if known is None or known[_FIRST] != first:
            yield _of_no_row(key, first)
            return
        self._table.take()
        if (known[0], known[_LAST]) != (key, last) and not self._may_be_damaged(known):
            yield _of_other_row(known, command)
        elif not (isinstance(known[1], str) and _DIGEST.fullmatch(known[1])):
            yield _of_no_digest(key, first)


def _of_no_entry(row: tuple[Any, ...]) -> Finding:
    key, _, first, last = row
    where = visible(f"from {first!r} to {last!r}")
    return Finding(
        kind=FindingKind.KEY,
        what=f"The table of keys has {visible(repr(key))} for the positions {where}, "
        "and no entry there bears that key",
        position=first if isinstance(first, int) and first > 0 else None,
    )


def _of_no_row(key: str, first: int) -> Finding:
    return Finding(
        kind=FindingKind.KEY,
        what=f"Position {first} was recorded under the key {key!r}, and the table of "
        "keys does not have it: a repeat of that command would be recorded again",
        position=first,
    )


def _of_other_row(row: tuple[Any, ...], command: tuple[str, int, int]) -> Finding:
    key, first, last = command
    known = visible(f"{row[0]!r} for {row[_FIRST]!r} to {row[_LAST]!r}")
    return Finding(
        kind=FindingKind.KEY,
        what=f"The positions {first} to {last} were recorded under the key {key!r}, "
        f"and the table of keys has {known}",
        position=first,
    )


def _of_no_digest(key: str, first: int) -> Finding:
    return Finding(
        kind=FindingKind.KEY,
        what=f"What the table of keys knows the command {key!r} again by is no digest",
        position=first,
    )
