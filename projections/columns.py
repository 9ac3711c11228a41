"""Columns for what databases have no common word for: moments, days, rates, words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from sqlalchemy import Dialect, String, TypeDecorator

W = TypeVar("W", bound=StrEnum)


class Moment(TypeDecorator[datetime]):
    """A time, kept as ISO 8601 text in UTC and given back as an aware datetime.

    Some databases forget the zone of a time, others give it back in a zone of their
    own. Text is the same everywhere, and always written to the microsecond it sorts as
    time does and reads as time does, with any tool.
    """

    impl = String
    cache_ok = True

    def bind_processor(
        self, dialect: Dialect
    ) -> Callable[[datetime | None], str | None]:
        """Say how a moment is written; a history writes three of them a line."""
        return _written

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> datetime | None:
        """Read a moment back."""
        return None if value is None else datetime.fromisoformat(value)


def _written(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is not UTC:
        assert value.tzinfo is not None, "a moment has a zone"
        value = value.astimezone(UTC)
    # To write the zone out costs as much as all the rest, and it is always the same.
    bare = datetime.combine(value.date(), value.time())
    return bare.isoformat("T", "microseconds") + "+00:00"


class Day(TypeDecorator[date]):
    """A day without a time, kept as ISO 8601 text: it sorts as days do."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Write a day down."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """Read a day back."""
        return None if value is None else date.fromisoformat(value)


class Rate(TypeDecorator[Fraction]):
    """An exact rate, kept as a fraction is written: ``33/400``."""

    impl = String
    cache_ok = True

    def process_bind_param(
        self, value: Fraction | None, dialect: Dialect
    ) -> str | None:
        """Write a rate down."""
        return None if value is None else str(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> Fraction | None:
        """Read a rate back."""
        return None if value is None else Fraction(value)


class Word(TypeDecorator[W], Generic[W]):
    """One word of a list, kept as plain text."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[W]) -> None:
        self.words = words
        super().__init__()

    def process_bind_param(self, value: W | None, dialect: Dialect) -> str | None:
        """Write a word down."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> W | None:
        """Read a word back."""
        return None if value is None else self.words(value)
