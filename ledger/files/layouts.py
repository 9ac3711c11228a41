"""The columns of a file: how each platform names them, and which it cannot do without.

A column goes by our word for it; a platform's sheet may carry our own columns beside
its own, for what the platform has no name for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from ledger.files.problems import Faulty, Problem, nearest, quoted
from ledger.files.table import CsvTable
from ledger.value import value

_PUNCTUATION = re.compile(r"[\W_]+")
_CLOSE = 0.8
"""Two names as alike as this, of 1, are slips for each other."""
_CONTAINED_MIN = 5
"""A name this long inside another is a slip for it, as Reserve for Reserve Price."""


@value(kw_only=True)
class Layout:
    """The columns of one platform's sheet, under our words, and its limits."""

    name: str
    platform: str
    words: tuple[str, ...]
    """Every column that we read, required ones first."""
    required: int
    """So many of the words must be there."""
    names: tuple[tuple[str, str], ...] = ()
    """The platform's names of columns, where they are not our words."""
    others: tuple[tuple[str, str], ...] = ()
    """Further names that its sheets give a column."""
    exact_case: bool = False
    zero_is_none: bool = False
    """An amount of 0 stands for no amount."""
    characters: tuple[tuple[str, int], ...] = ()
    """The number of characters that the platform takes in a text."""
    lots: tuple[int, int] | None = None
    """The number of lots that the platform takes, from and to."""

    def column(self, word: str) -> str:
        """Return the name of a column in this layout."""
        return dict(self.names).get(word, word)

    def needed(self) -> tuple[str, ...]:
        """Return the columns without which a file is not of this layout."""
        return tuple(self.column(word) for word in self.words[: self.required])

    def places(self, header: Iterable[str]) -> dict[str, int]:
        """Return the place of each of our words in a header, from 0."""
        known = {self._compared_name(name): word for word, name in self.others}
        known |= {self._compared_name(self.column(word)): word for word in self.words}
        places: dict[str, int] = {}
        for place, name in enumerate(header):
            if (word := known.get(self._compared_name(name.strip()))) is not None:
                places.setdefault(word, place)
        return places

    def _compared_name(self, name: str) -> str:
        return name if self.exact_case else name.casefold()


@value
class Fit:
    """The places of a layout's columns in one file, and what does not fit."""

    layout: Layout
    places: dict[str, int]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def fitted(
    table: CsvTable, layouts: tuple[Layout, ...], name: str | None = None
) -> Fit:
    """Find the layout of a table by its header, or fit it into the one named.

    Raises Faulty where a column is missing that the layout cannot do without.
    """
    wanted = layouts if name is None else _layouts_named(table, layouts, name)
    whole = [layout for layout in wanted if not _missing_words(layout, table)]
    if not whole:
        closest = max(wanted, key=lambda layout: _likeness(layout, table))
        raise Faulty([*table.problems, *_header_problems(closest, table)])
    layout = max(whole, key=lambda fit: len(fit.places(table.header)))
    slips = tuple(_misspelled_columns(layout, table))
    places = layout.places(table.header)
    read = set(places.values())
    unused = [name for place, name in enumerate(table.header) if place not in read]
    note = f"columns without a place in the ledger, not read: {', '.join(unused)}"
    return Fit(layout, places, slips, (note,) if unused else ())


def _layouts_named(
    table: CsvTable, layouts: tuple[Layout, ...], name: str
) -> tuple[Layout, ...]:
    named = tuple(layout for layout in layouts if layout.name == name)
    if not named:
        known = [layout.name for layout in layouts]
        problem = Problem(
            file=table.file,
            line=None,
            field="layout",
            actual=quoted(name),
            expected=f"one of {', '.join(known)}",
            remedy=nearest(name, known, otherwise="Name one of them."),
        )
        raise Faulty([*table.problems, problem])
    return named


def _missing_words(layout: Layout, table: CsvTable) -> list[str]:
    places = layout.places(table.header)
    return [word for word in layout.words[: layout.required] if word not in places]


def _likeness(layout: Layout, table: CsvTable) -> int:
    """Return how many needed columns are there, if misspelled; 0 below half of them."""
    meant = {problem.expected for problem in _misspelled_columns(layout, table)}
    needed = {_quoted_column(column) for column in layout.needed()}
    fitting = layout.required - len(_missing_words(layout, table)) + len(needed & meant)
    return fitting if 2 * fitting >= layout.required else 0


def _header_problems(layout: Layout, table: CsvTable) -> Iterator[Problem]:
    """Report every name that is misspelled, and every column that is not there."""
    slips = tuple(_misspelled_columns(layout, table))
    yield from slips
    meant = {problem.expected for problem in slips}
    needs = f"the columns {', '.join(layout.needed())} (layout {layout.name})"
    for word in _missing_words(layout, table):
        column = layout.column(word)
        if _quoted_column(column) not in meant:
            yield Problem(
                file=table.file,
                line=table.header_line,
                field="header",
                actual=f"no column {quoted(column)}",
                expected=needs,
                remedy="Add it, or name another layout.",
            )


def _misspelled_columns(layout: Layout, table: CsvTable) -> Iterator[Problem]:
    """Report names that come close to a column that is not there.

    Passed over, a misspelled reserve would sell a lot too cheaply.
    """
    places = layout.places(table.header)
    absent = [layout.column(word) for word in layout.words if word not in places]
    for place, name in enumerate(table.header):
        close = next((column for column in absent if _is_alike(name, column)), None)
        if place in places.values() or close is None:
            continue
        absent.remove(close)
        required = close in layout.needed()
        yield Problem(
            file=table.file,
            line=table.header_line,
            column=place + 1,
            field="header",
            actual=quoted(name),
            expected=_quoted_column(close),
            remedy=f'Write "{close}"' + ("." if required else ", or take it out."),
        )


def _quoted_column(column: str) -> str:
    return f"the column {quoted(column)}"


def _is_alike(name: str, column: str) -> bool:
    read, meant = (_PUNCTUATION.sub("", text.casefold()) for text in (name, column))
    if not read:
        return False
    shorter, longer = sorted((read, meant), key=len)
    if len(shorter) >= _CONTAINED_MIN and shorter in longer:
        return True
    return difflib.SequenceMatcher(None, read, meant).ratio() >= _CLOSE
