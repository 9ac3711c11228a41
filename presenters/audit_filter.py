"""A filter line for entries: ``actor:Sue kind:bid-refused from:2026-05-01 words``."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from ledger.entry import KnownBy, Way, same_person
from ledger.events import NAMES
from ledger.identity import Channel, Role

if TYPE_CHECKING:
    from presenters.audit import AuditLine

Test: TypeAlias = "Callable[[AuditLine], bool]"


class NotAFilter(ValueError):
    """A filter line with a term that cannot be meant."""


def read_filter(line: str, zone: str) -> tuple[Test, ...]:
    """Read a filter line: an entry is shown where every term of it is true.

    Days begin at midnight in the zone. Raises NotAFilter.
    """
    try:
        terms = shlex.split(line)
    except ValueError:
        raise NotAFilter(
            f"A quotation mark in {line!r} is not closed. Close it."
        ) from None
    return tuple(_test(term, zone) for term in terms)


def _test(term: str, zone: str) -> Test:
    name, colon, value = term.partition(":")
    if not colon:
        return lambda line: _contains(line, term.casefold())
    if not value:
        raise NotAFilter(f"{term!r} says nothing. Write {term}VALUE.")
    if name in _WORDS:
        return _word_test(name, value)
    if name in _FLAGS:
        return _flag_test(name, value)
    if name in ("from", "until"):
        return _moment_test(name, value, zone)
    if name in _NAMES:
        names_of = _NAMES[name]
        return lambda line: _is_named(value, names_of(line))
    if name in _PEOPLE:
        people_of = _PEOPLE[name]
        return lambda line: any(
            same_person(value, each or "") for each in people_of(line)
        )
    known = ", ".join((*_PEOPLE, *_NAMES, *_WORDS, *_FLAGS, "from", "until"))
    raise NotAFilter(f"There is no filter {name!r}. The filters are: {known}.")


def _is_named(value: str, names: tuple[str, ...]) -> bool:
    """Say whether a name is among names; a lot may be called by its number alone."""
    name = value.upper()
    return any(each.upper() == name or each.endswith(f"/{name}") for each in names)


def _word_test(name: str, value: str) -> Test:
    words, word_of = _WORDS[name]
    if value not in words:
        near = get_close_matches(value, words, n=3, cutoff=0.4) or sorted(words)
        raise NotAFilter(f"There is no {name} {value!r}. Write {_choice(near)}.")
    return lambda line: word_of(line) == value


def _choice(words: list[str]) -> str:
    return " or ".join(words) if len(words) < 3 else ", ".join(words)  # noqa: PLR2004


def _flag_test(name: str, value: str) -> Test:
    if value not in ("yes", "no"):
        raise NotAFilter(f"{name} is yes or no, and not {value!r}.")
    flag_of = _FLAGS[name]
    return lambda line: flag_of(line) is (value == "yes")


def _moment_test(name: str, value: str, zone: str) -> Test:
    """Compare when an entry was recorded; a day is meant whole."""
    try:
        moment = _moment(value, zone, past=name == "until")
    except ValueError:
        right = "a day, like 2026-05-01, or a time with its zone"
        raise NotAFilter(
            f"{value!r} after {name}: is no time. Write {right}."
        ) from None
    if name == "from":
        return lambda line: line.recorded_at >= moment
    return lambda line: line.recorded_at < moment


def _moment(value: str, zone: str, *, past: bool) -> datetime:
    """Return the moment that a text means: of a day where it begins, or ends."""
    if "T" in value:
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError(value)
        return at + timedelta(microseconds=1) if past else at
    day = date.fromisoformat(value) + timedelta(days=past)
    return datetime.combine(day, time(), ZoneInfo(zone))


def _contains(line: AuditLine, text: str) -> bool:
    texts = (
        *(each for names_of in _NAMES.values() for each in names_of(line)),
        *(each for people_of in _PEOPLE.values() for each in people_of(line)),
        line.kind,
        line.code,
        line.by.reason,
        line.sentence,
    )
    return any(text in each.casefold() for each in texts if each is not None)


_NAMES: dict[str, Callable[[AuditLine], tuple[str, ...]]] = {
    "sale": lambda line: () if line.sale is None else (line.sale,),
    "lot": lambda line: line.lots,
    "paddle": lambda line: line.paddles,
    "client": lambda line: line.clients,
    "document": lambda line: line.documents,
    "code": lambda line: () if line.code is None else (line.code,),
}
_PEOPLE: dict[str, Callable[[AuditLine], tuple[str | None, ...]]] = {
    "actor": lambda line: (line.by.actor,),
    "second": lambda line: (line.second,),
    "login": lambda line: (line.by.login,),
    "for": lambda line: (line.by.on_behalf_of,),
}
_WORDS: dict[str, tuple[frozenset[str], Callable[[AuditLine], str | None]]] = {
    "kind": (
        frozenset(name.partition("/")[0] for name in NAMES),
        lambda line: line.kind,
    ),
    "channel": (frozenset(Channel), lambda line: line.channel),
    "role": (frozenset(Role), lambda line: line.by.role),
    "known": (frozenset(KnownBy), lambda line: line.by.known),
    "way": (frozenset(Way), lambda line: line.by.way),
}
_FLAGS: dict[str, Callable[[AuditLine], bool]] = {
    "refused": lambda line: line.refused,
    "own-lot": lambda line: line.own_lot,
    "claimed": lambda line: line.by.claimed_at is not None,
    "reason": lambda line: line.by.reason is not None,
}
