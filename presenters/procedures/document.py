"""The description as a document: chapters of sentences, facts, tables and blanks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from presenters.procedures.labels import LABELS, LANGUAGES
from presenters.procedures.prose import PROSE

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table: the heads of its columns, and its rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    """What is said where there are no rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a chapter; what it does not have is empty."""

    title: str
    paragraphs: tuple[str, ...] = ()
    facts: Facts = ()
    table: PrintedTable | None = None
    points: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    """What the house writes on a line by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A numbered chapter; its first part has no title of its own."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """How the record is kept, in one language."""

    lang: str
    title: str
    subtitle: str
    house: str
    mark: str | None
    page: str
    of: str
    subject: Facts
    intro: str
    chapters: tuple[Chapter, ...] = field(default=())


class Language:
    """Writes in one of the languages."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._place = LANGUAGES.index(lang)

    def __call__(self, key: str, *values: object) -> str:
        """Say a short word by its key, with values in the places for them."""
        return LABELS[key][self._place].format(*values)

    def tell(self, key: str) -> str:
        """Say a paragraph by its key."""
        return self.pick(PROSE[key])

    def pick(self, texts: Sequence[str]) -> str:
        """Choose from texts that are one in each language."""
        return " ".join(texts[self._place].split())

    def number(self, number: int | None) -> str:
        """Write a number as people of the language group its digits."""
        if number is None:
            return self("none")
        grouped = f"{number:,}"
        return grouped.replace(",", ".") if self.lang == "de" else grouped

    def whether(self, fact: object) -> str:
        """Say yes or no."""
        return self("yes" if fact else "no")

    def table(
        self, heads: Sequence[str], rows: Sequence[tuple[str, ...]]
    ) -> PrintedTable:
        """Make a table; one without rows says so."""
        return PrintedTable(tuple(map(self, heads)), tuple(rows), self("empty"))
