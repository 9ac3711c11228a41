"""A TOML file as it was written: its tables, its lines, the preset it builds on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ledger.files.problems import Problem, quoted
from ledger.files.toml.lines import KeyPath
from ledger.value import value

Tables: TypeAlias = dict[str, object]

ABSENT = "nothing"
"""A value that was left out, in the words of a problem."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@value
class Mistake:
    """A mistake at a key of a document; ``actual`` is its value unless given."""

    path: KeyPath
    expected: str
    remedy: str
    actual: str | None = None


@value
class TomlDocument:
    """The values of a file, and those of its preset where the file is silent."""

    name: str
    tables: Tables
    lines: dict[KeyPath, int]
    """The line of every key that the file itself writes."""
    preset: str | None = None
    preset_currency: object = None
    """The currency in which the preset gives its amounts."""

    def problem(self, mistake: Mistake) -> Problem:
        """Return a mistake as a problem, with its line in the file."""
        value = _value_at(self.tables, mistake.path)
        borrowed = value is not None and mistake.path not in self.lines
        origin = f" (of preset {self.preset})" if borrowed else ""
        return Problem(
            file=self.name,
            line=self._line(("preset",) if borrowed else mistake.path),
            field=dotted(mistake.path) + origin,
            actual=quoted(value) if mistake.actual is None else mistake.actual,
            expected=mistake.expected,
            remedy=mistake.remedy,
        )

    def _line(self, path: KeyPath) -> int | None:
        """Return the line of a key, or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def leaf_values(self) -> Iterator[tuple[KeyPath, object]]:
        """List every value, with the way to it."""
        return _leaf_values(self.tables)

    def borrowed(self) -> Iterator[tuple[KeyPath, object]]:
        """List every value that the file takes from its preset."""
        return ((p, v) for p, v in self.leaf_values() if p not in self.lines)


def merged(below: Tables, above: Tables) -> Tables:
    """Lay a file's tables over its preset's.

    Tables are merged key by key, so that a file may override any line of its preset. A
    list replaces the whole list, and so does an array of tables: whoever writes one
    ``[[premium.bands]]`` writes them all.
    """
    tables = dict(below)
    for key, part in above.items():
        under = tables.get(key)
        if isinstance(under, dict) and isinstance(part, dict):
            tables[key] = merged(under, part)
        else:
            tables[key] = part
    return tables


def dotted(path: KeyPath) -> str:
    """Write a way to a value: ``bidding.increments[2].from``."""
    written = ""
    for key in path:
        if isinstance(key, int):
            written += f"[{key}]"
        else:
            name = key if _BARE.fullmatch(key) else quoted(key)
            written += f".{name}" if written else name
    return written


def _value_at(value: object, path: KeyPath) -> object:
    """Return the value at a path, or None where there is none."""
    for key in path:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int):
            value = value[key]
        else:
            return None
    return value


def _leaf_values(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    """List every value that is neither a table nor a list, with the way to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaf_values(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaf_values(inner, (*path, place))
    else:
        yield path, value


def once_mistakes(words: Sequence[object], at: KeyPath, what: str) -> Iterator[Mistake]:
    """Check that a list names at least one thing, and none twice."""
    if not words:
        yield Mistake(at, what, "Write at least one.", "none")
    for place, word in enumerate(words):
        if word is not None and word in words[:place]:
            yield Mistake((*at, place), "each once", "Take one of them out.")
