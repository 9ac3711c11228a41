"""All that is wrong with a file at once: where, what was found, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from types import NoneType

from ledger.value import value
from ledger.visible import visible

QUOTED_MAX = 60
"""A longer value is cut when it is quoted."""


@value(kw_only=True)
class Problem:
    """One mistake in one place of a file, in the words for one sentence.

    ``actual`` and ``expected`` complete "found …; expected …" and take no full stop;
    ``remedy`` is a sentence. A ``line`` counts from 1; None is the file as a whole.
    """

    file: str
    line: int | None
    field: str
    actual: str
    expected: str
    remedy: str
    column: int | None = None

    def __str__(self) -> str:
        place = _place(self.file, self.line, self.column, self.field)
        return f"{place}found {self.actual}; expected {self.expected}. {self.remedy}"


@value(kw_only=True)
class Clash:
    """One row of a sound file that the ledger refuses as it stands, and its answer."""

    file: str
    line: int | None
    field: str
    answer: str
    code: str
    column: int | None = None

    def __str__(self) -> str:
        return _place(self.file, self.line, self.column, self.field) + self.answer


class Faulty(Exception):
    """A file cannot be taken as it stands; nothing of it was.

    Holds every problem and every clash with the ledger once, in the order of the file.
    """

    def __init__(
        self, problems: Iterable[Problem], clashes: Iterable[Clash] = ()
    ) -> None:
        self.problems = tuple(sorted(dict.fromkeys(problems), key=_place_in_file))
        self.clashes = tuple(sorted(dict.fromkeys(clashes), key=_place_in_file))
        places: list[Problem | Clash] = [*self.problems, *self.clashes]
        self.sentences = tuple(map(str, sorted(places, key=_place_in_file)))
        super().__init__("\n".join(self.sentences))

    @property
    def code(self) -> str:
        """The code of a faulty file, or of what the ledger answers to a sound one."""
        return "faulty-file" if self.problems else self.clashes[0].code


def _place(file: str, line: int | None, column: int | None, field: str) -> str:
    """Return the place of a mistake as a sentence about it begins."""
    place = ":".join(str(part) for part in (file, line, column) if part is not None)
    return f"{place}: {field}: " if field else f"{place}: "


def _place_in_file(problem: Problem | Clash) -> tuple[str, int, int]:
    return problem.file, problem.line or 0, problem.column or 0


def quoted(value: object) -> str:
    """Write a value as it stands in a file, for ``actual``."""
    match value:
        case str() if len(value) > QUOTED_MAX:
            return f'"{visible(value[: QUOTED_MAX - 1])}…"'
        case str():
            return f'"{visible(value)}"'
        case date():
            return value.isoformat()
    kinds = ((Mapping, "a table"), (list, "a list"), (NoneType, "nothing"))
    named = (name for kind, name in kinds if isinstance(value, kind))
    return next(named, str(value).lower())


class Misread(ValueError):
    """A value of a file does not say what its place needs."""

    def __init__(self, expected: str, remedy: str) -> None:
        super().__init__(f"expected {expected}. {remedy}")
        self.expected = expected
        self.remedy = remedy


def nearest(word: object, known: Iterable[str], *, otherwise: str) -> str:
    """Advise the known word that comes closest, if any does."""
    close = difflib.get_close_matches(str(word), tuple(known), n=1, cutoff=0.6)
    return f'Write "{close[0]}".' if close else otherwise


def faulty_file(file: str, actual: str, remedy: str, *, expected: str) -> Faulty:
    """Return the fault of a file that is not what it should be as a whole."""
    problem = Problem(
        file=file,
        line=None,
        field="",
        actual=actual,
        expected=expected,
        remedy=remedy,
    )
    return Faulty([problem])
