"""The versions of a sale's terms: what changed in each, by whom, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger.events import SaleAnnounced, TermsAmended
from ledger.money import Currency, write_rate
from presenters.changes import ChangeShape, change_rows, change_shape
from presenters.house_sentences import sale_sentence
from presenters.shape import Shape

if TYPE_CHECKING:
    from ledger.entry import Entry
    from ledger.events import Event
    from ledger.terms import Terms


class TermsVersionShape(Shape):
    """A version of a sale's terms."""

    version: int
    """Counted from 1."""
    terms_hash: str
    """SHA-256 of the terms as recorded."""
    notice: str | None
    """What the saleroom was told; null where no bid had been taken yet."""
    changed_terms: tuple[str, ...]
    """What is otherwise than in the version before: the place, and both values."""
    recorded: ChangeShape
    """Who recorded it, when and why."""


class Version:
    """A version of the terms, and what is otherwise than in the one before."""

    def __init__(self, entry: Entry[Event], before: Terms | None) -> None:
        event = entry.event
        assert isinstance(event, SaleAnnounced | TermsAmended), "terms have versions"
        self.entry = entry
        self.terms = event.terms
        self.number = event.version if isinstance(event, TermsAmended) else 1
        self.terms_hash = event.terms_hash
        self.notice = event.notice if isinstance(event, TermsAmended) else None
        self.sentence = sale_sentence(event, event.terms.rules.currency)
        self.differences = () if before is None else _differences(before, event.terms)


def versions_of(history: Sequence[Entry[Event]]) -> list[Version]:
    """Return the versions of a sale's terms, from its own history."""
    versions: list[Version] = []
    for entry in history:
        if isinstance(entry.event, SaleAnnounced | TermsAmended):
            before = versions[-1].terms if versions else None
            versions.append(Version(entry, before))
    return versions


def version_shape(version: Version) -> TermsVersionShape:
    """Return a version of the terms as its shape."""
    return TermsVersionShape(
        version=version.number,
        terms_hash=version.terms_hash,
        notice=version.notice,
        changed_terms=version.differences,
        recorded=change_shape(version.entry, version.sentence),
    )


def version_rows(versions: Sequence[Version], zone: str) -> list[tuple[object, ...]]:
    """Write the versions of the terms as rows, each with what changed in it."""
    changes = [
        (version.entry, " ".join([version.sentence, *version.differences]))
        for version in versions
    ]
    return change_rows(changes, zone)


def _differences(before: Terms, after: Terms) -> tuple[str, ...]:
    old, new = dict(_values("", before)), dict(_values("", after))
    return tuple(
        f"{place}: {old.get(place, 'nothing')} → {new.get(place, 'nothing')};"
        for place in {**old, **new}
        if old.get(place) != new.get(place)
    )


def _values(place: str, value: object) -> Iterator[tuple[str, str]]:
    """Go through the terms, and write each value under the path that leads to it."""
    match value:
        case Currency(code=code):
            yield place, code
        case tuple():
            for number, each in enumerate(value, 1):
                yield from _values(f"{place}.{number}", each)
        case Enum():
            yield place, str(value.value)
        case Fraction():
            yield place, write_rate(value)
        case datetime():
            yield place, value.isoformat()
        case _ if is_dataclass(value):
            for field in fields(value):
                within = f"{place}.{field.name}" if place else field.name
                yield from _values(within, getattr(value, field.name))
        case _:
            yield place, "none" if value is None else str(value)
