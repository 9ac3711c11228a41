"""What is printed in English, in the language of who reads the page.

Reports, sentences and refusals are written once, for paper, files and programs:
whoever asks gets the same bytes.
A page looks their words up in ``words/phrases/LANGUAGE.po``, where a phrase stands as
it is printed, or with places for what differs: ``%(words)s, difference``. The name of a
place says what may stand there: words are phrases themselves, a word may be one, and
figures are written again as the language writes them; a list has words between commas.
A number behind the name tells two of a kind apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import takewhile

from web.languages import locale_of, phrases
from web.wording import PageWording

_PLACE = re.compile(r"%\(([a-z]+\d?)\)s")
_KINDS = {
    "amount": r"-?(?:[$£€]|[A-Z]{3} )\d[\d,]*(?:\.\d+)?",
    "call": r"(?:DELETE|GET|POST|PUT) /\S*[^\s.,;]",
    "cell": r"[^\s:]+(?::\d+){0,2}(?:: [^\s:]+)?",
    "code": r"[A-Z]{3}",
    "count": r"\d{1,3}(?:,\d{3})*",
    "date": r"[\w., ]*\d{4}",
    "day": r"\d{4}-\d\d-\d\d",
    "moment": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "page": r"/\S*[^\s.,;]",
    "rate": r"\d+(?:\.\d+)?%",
    **dict.fromkeys(
        """account bid client contract dispute document funds invoice lot paddle payment
        position sale statement user zone""".split(),
        r"\S+",
    ),
}
"""What may stand in a place, by its name; anything may in any other."""
_MARKS = {"$": "USD", "£": "GBP", "€": "EUR"}
_SENTENCE_ENDS = re.compile(r"(?<=[.:]) ")
ENDS_MAX = 12
"""A line of more sentences is none of ours: to try them all would take too long."""
_BETWEEN = re.compile(r"(, | or )")
"""What stands between the items of a list."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A phrase with places: how it is read, and how it is written."""

    reads: re.Pattern[str]
    writes: str
    first: str
    """The word that it begins with; empty where that differs."""
    piece: str
    """The longest text that stands in it as it is."""
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
            piece=max((begins, *rest[1::2]), key=len),
            fixed=len(begins) + sum(map(len, rest[1::2])),
        )

    def filled(self, places: Mapping[str, str]) -> str:
        """Write the phrase with what stands in its places."""
        return _PLACE.sub(lambda place: places[place[1]], self.writes)


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

        In one of the contexts it may mean something else than by itself. Sentences
        that stand together are phrases one by one, and so are lines.
        """
        for context in (*contexts, None):
            if (written := self._whole.get((context, text))) is not None:
                return written
        lines = text.split("\n")
        for apart in (True, False):
            known = [
                *takewhile(bool, (self._sentences(each, apart=apart) for each in lines))
            ]
            if len(known) == len(lines):
                return "\n".join(map(str, known))
        return self._phrase(text, apart=False) if len(lines) > 1 else None

    def _sentences(self, text: str, *, apart: bool) -> str | None:
        """Write sentences that stand together, each by the surest phrase that it fits.

        Kept apart, none of them is taken for data that another one quotes.
        """
        ends = list(_SENTENCE_ENDS.finditer(text))
        if len(ends) > ENDS_MAX:
            return None

        @cache
        def written_from(start: int) -> str | None:
            if (whole := self._phrase(text[start:], apart=apart)) is not None:
                return whole
            for end in reversed(ends):
                if end.start() > start:
                    first = self._phrase(text[start : end.start()], apart=apart)
                    rest = None if first is None else written_from(end.end())
                    if rest is not None:
                        return f"{first} {rest}"
            return None

        return written_from(0)

    def _phrase(self, text: str, *, apart: bool) -> str | None:
        """Write a text by the surest phrase that it fits."""
        if (whole := self._whole.get((None, text))) is not None:
            return whole
        word, _, _ = text.partition(" ")
        for pattern in self._patterns.get(word, self._patterns[""]):
            match = pattern.piece in text and pattern.reads.fullmatch(text)
            places = self._places(match, apart=apart) if match else {}
            if places:
                return pattern.filled(places)
        return None

    def _places(self, match: re.Match[str], *, apart: bool) -> dict[str, str]:
        """Write what stands in the places; nothing where words are no phrase."""
        places: dict[str, str] = {}
        for name, text in match.groupdict().items():
            written = self._place(_kind(name), text, apart=apart)
            if written is None:
                return {}
            places[name] = written
        return places

    def _place(self, kind: str, text: str, *, apart: bool) -> str | None:
        match kind:
            case _ if apart and ". " in text:
                return None
            case "words":
                return self._sentences(text, apart=True)
            case "told":
                return self._sentences(text, apart=True) or text
            case "word":
                return self._phrase(text, apart=True) or text
            case "list":
                return self._list(text)
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

    def _list(self, text: str) -> str:
        """Write the items of a list one by one."""
        items = _BETWEEN.split(text)
        items[::2] = [self._phrase(each, apart=True) or each for each in items[::2]]
        return "".join(items).replace(" or ", f" {self('or')} ")


def _kind(name: str) -> str:
    return name.rstrip("0123456789")


@cache
def phrase_book(language: str) -> PhraseBook:
    """Return the phrase book of a language; that of English is empty."""
    return PhraseBook(PageWording(locale_of(language)), phrases(language))
