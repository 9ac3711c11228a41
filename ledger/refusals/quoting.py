"""Compare the values that a sentence of another day quotes with those of today."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from string import Formatter

from ledger.refusals.refusal import Refusal

PATTERNS = {
    "datetime": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+",
    "str": r".+?",
    "Words": r".+?",
}
"""How a value reads in a sentence, by its kind."""

ONE_WORD = r"\S+?"
"""How a value of any other kind reads."""


def quotes_the_same(refusal: Refusal, sentence: str) -> bool:
    """Say whether a recorded sentence quotes the values of a refusal.

    Its words may be others: the remedy is not looked at, and what happened is read by
    today's words and by all earlier ones. A sentence in none of them quotes nothing
    that could be compared.
    """
    for what in (refusal.what, *refusal.earlier):
        quoted = _quoted_values(what, refusal.fields(), sentence)
        if quoted is not None:
            return all(
                quoted[name] in _written_forms(getattr(refusal, name), spec)
                for name, spec in _placeholders(what)
                if refusal.fields()[name] != "Words"
            )
    return True


def fact_of(kind: type[Refusal], sentence: str) -> str:
    """Return what a refusal says happened, without what to do next."""
    for what in (kind.what, *kind.earlier):
        if (match := _match(what, kind.fields(), sentence)) is not None:
            return match.group()
    return sentence


def _quoted_values(
    what: str, kinds: Mapping[str, object], sentence: str
) -> Mapping[str, str] | None:
    """Return what a sentence quotes, by name; None where it is in other words."""
    match = _match(what, kinds, sentence)
    return None if match is None else match.groupdict()


def _match(
    what: str, kinds: Mapping[str, object], sentence: str
) -> re.Match[str] | None:
    """Match a sentence with the words of a refusal, as far as what happened goes."""
    pattern, seen = "", set()
    for text, name, _, _ in Formatter().parse(what):
        pattern += re.escape(text)
        if name in seen:
            pattern += f"(?P={name})"
        elif name is not None:
            seen.add(name)
            pattern += f"(?P<{name}>{PATTERNS.get(str(kinds[name]), ONE_WORD)})"
    return re.match(rf"{pattern}(?= |$)", sentence)


def _placeholders(what: str) -> list[tuple[str, str]]:
    """Return the names that a sentence quotes, each with the way it is written."""
    parts = Formatter().parse(what)
    return [(name, spec or "") for _, name, spec, _ in parts if name is not None]


def _written_forms(value: object, spec: str) -> tuple[str, ...]:
    """Return how a value may be written; a moment also in UTC, as on the first day."""
    if isinstance(value, datetime):
        return format(value, spec), format(value.astimezone(UTC), spec)
    return (format(value, spec),)
