"""What reports and sentences say in English, in the language of who reads the page.

They are written once, for paper, files and programs: whoever asks gets the same bytes.
A page looks their words up in ``words/phrases/LANGUAGE.po``, where a phrase stands as
it is printed, or with places for what differs: ``%(words)s, difference``. The name of a
place says what may stand there: words are phrases themselves, a word may be one, and
figures are written again as the language writes them. A number behind the name tells
two of a kind apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from web.languages import locale_of, phrases
from web.wording import PageWording

_PLACE = re.compile(r"%\(([a-z]+\d?)\)s")
_KINDS = {
    "amount": r"-?(?:[$£€]|[A-Z]{3} )\d[\d,]*(?:\.\d+)?",
    "code": r"[A-Z]{3}",
    "count": r"\d{1,3}(?:,\d{3})*",
    "date": r"[\w., ]*\d{4}",
    "day": r"\d{4}-\d\d-\d\d",
    "moment": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "rate": r"\d+(?:\.\d+)?%",
    **dict.fromkeys(
        """account bid client contract document invoice lot paddle payment position
        statement user zone""".split(),
        r"\S+",
    ),
}
"""What may stand in a place, by its name; anything may in any other."""
_MARKS = {"$": "USD", "£": "GBP", "€": "EUR"}
_SENTENCE_ENDS = re.compile(r"(?<=[.:]) ")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A phrase with places: how it is read, and how it is written."""

    reads: re.Pattern[str]
    writes: str
    first: str
    """The word that it begins with; empty where that differs."""
    fixed: int
    """How many letters of it are its own: the more, the surer it is meant."""

    @classmethod
    def of(cls, phrase: str, written: str) -> _Pattern:
        """Take a phrase apart, at its places."""
        begins, *rest = _PLACE.split(phrase)
        reads = re.escape(begins)
        for name, text in zip(rest[::2], rest[1::2], strict=True):
            reads += f"(?P<{name}>{_KINDS.get(_kind(name), '.+?')}){re.escape(text)}"
        word, space, _ = begins.partition(" ")
        return cls(
            reads=re.compile(reads, re.DOTALL),
            writes=written,
            first=word if space else "",
            fixed=len(begins) + sum(map(len, rest[1::2])),
        )


class PhraseBook:
    """The phrases of a language, by what they are in English."""

    def __init__(
        self,
        wording: PageWording,
        phrases: Iterable[tuple[str | None, str, str]],
    ) -> None:
        self._wording = wording
        self._whole: dict[tuple[str | None, str], str] = {}
        patterns: list[_Pattern] = []
        for context, phrase, written in phrases:
            self._whole[context, phrase] = written
            if _PLACE.search(phrase):
                patterns.append(_Pattern.of(phrase, written))
        patterns.sort(key=lambda pattern: -pattern.fixed)
        self._patterns = {
            first: [each for each in patterns if each.first in {first, ""}]
            for first in {"", *(each.first for each in patterns)}
        }

    def __call__(self, text: str, *contexts: str) -> str:
        """Write a text in this language; one that is no phrase stays as it is."""
        return self.known(text, *contexts) or text

    def known(self, text: str, *contexts: str) -> str | None:
        """Return a phrase in this language, or None where the book has none of it.

        In one of the contexts it may mean something else than by itself.
        """
        for context in (*contexts, None):
            if (written := self._whole.get((context, text))) is not None:
                return written
        return next(self._filled(text), None) or self._sentences(text)

    def _filled(self, text: str) -> Iterator[str]:
        """Write a text by each phrase with places that it fits, the surest first."""
        word, _, _ = text.partition(" ")
        for pattern in self._patterns.get(word, self._patterns[""]):
            match = pattern.reads.fullmatch(text)
            places = {} if match is None else self._places(match)
            if places:
                yield pattern.writes % places

    def _places(self, match: re.Match[str]) -> dict[str, str]:
        """Write what stands in the places; nothing where words are no phrase."""
        places: dict[str, str] = {}
        for name, text in match.groupdict().items():
            written = self._place(_kind(name), text)
            if written is None:
                return {}
            places[name] = written
        return places

    def _place(self, kind: str, text: str) -> str | None:
        match kind:
            case "words":
                return self.known(text)
            case "word":
                return self(text)
            case _ if kind in _KINDS:
                try:
                    return self._figure(kind, text)
                except ValueError:  # it looks like a figure, and is none
                    return None
            case _:
                return text

    def _figure(self, kind: str, text: str) -> str:
        wording = self._wording
        match kind:
            case "amount":
                mark = text.removeprefix("-")
                return wording.money(text, _MARKS.get(mark[0], mark[:3]))
            case "count":
                return wording.number(int(text.replace(",", "")))
            case "day":
                return wording.day(text)
            case "moment":
                at = datetime.fromisoformat(f"{text}Z")
                return wording.moment(at, "UTC", seconds=True)
            case "rate":
                return wording.rate(text)
            case _:
                return text

    def _sentences(self, text: str) -> str | None:
        """Write sentences that stand together one by one."""
        for end in _SENTENCE_ENDS.finditer(text):
            first = self.known(text[: end.start()])
            rest = None if first is None else self.known(text[end.end() :])
            if rest is not None:
                return f"{first} {rest}"
        return None


def _kind(name: str) -> str:
    return name.rstrip("0123456789")


@cache
def phrase_book(language: str) -> PhraseBook:
    """Return the phrase book of a language; that of English is empty."""
    return PhraseBook(PageWording(locale_of(language)), phrases(language))
