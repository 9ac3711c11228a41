"""The taxes that lines of a document share, so that they are told once, at its foot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_uppercase
from typing import TypeAlias

from ledger.events.documents import InvoiceLine

Lines: TypeAlias = tuple[InvoiceLine, ...]
Kinds: TypeAlias = tuple[object, ...]
"""The taxes that a line bears, whatever its amount; none where it tells its own."""


@dataclass(frozen=True, slots=True)
class SharedTaxes:
    """The taxes that several lines bear alike."""

    kinds: Callable[[InvoiceLine], Kinds]
    marks: dict[Kinds, str]
    """A letter for each; empty where the foot cannot be misread without."""

    def mark(self, line: InvoiceLine) -> str | None:
        """Return the letter of the taxes of a line; None where it shares none."""
        return self.marks.get(self.kinds(line))


def shared_taxes(lines: Lines, kinds: Callable[[InvoiceLine], Kinds]) -> SharedTaxes:
    """Find the taxes that lines share.

    One set alone needs no mark: which lines bear it stands in the column of taxes.
    Several get a letter each, in the order in which they come, while there are letters.
    """
    counted = Counter(own for line in lines if (own := kinds(line)))
    repeated = [own for own, count in counted.items() if count > 1]
    told_apart = all(line.shown_tax or not kinds(line) for line in lines)
    alike = len(counted) == 1 and (told_apart or all(kinds(line) for line in lines))
    marks = [""] if alike else ascii_uppercase
    return SharedTaxes(kinds, dict(zip(repeated, marks, strict=False)))
