"""The columns of a view, as the fields of its row ask for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType, NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Generic,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Integer,
    String,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from ledger.money import Minor

W = TypeVar("W", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a column in SQL, where the name of its field is a word of SQL."""

    name: str


@dataclass(frozen=True, slots=True)
class InMinorUnits:
    """Marks a whole number as an amount of money."""


Amount: TypeAlias = Annotated[Minor, InMinorUnits()]
"""Money: its column is named for its unit, ``hammer_minor``."""

SortOrder: TypeAlias = Annotated[int, Named("sort_order")]
"""A lot's place in its sale, from 1."""


def columns_of(
    row: type[Any], *, key: str, indexes: tuple[str, ...]
) -> list[Column[Any]]:
    """Return a column for each field of a row, in their order."""
    hints = get_type_hints(row, include_extras=True)
    return [
        _column_of(name, hint, key=name == key, index=name in indexes)
        for name, hint in hints.items()
    ]


def is_amount(column: Column[Any]) -> bool:
    """Say whether a column holds money."""
    return column.name.endswith(MINOR)


def _column_of(name: str, hint: object, *, key: bool, index: bool) -> Column[Any]:
    kind, marks, optional = _type_marks_and_optional(hint)
    sql_name = next((mark.name for mark in marks if isinstance(mark, Named)), name)
    of_money = InMinorUnits() in marks
    return Column(
        f"{sql_name}{MINOR}" if of_money else sql_name,
        BigInteger() if of_money else _sql_type(kind),
        key=name,
        primary_key=key,
        # A key is told, never counted.
        autoincrement=False,
        nullable=optional,
        index=index or None,
    )


def _type_marks_and_optional(hint: object) -> tuple[type[Any], tuple[Any, ...], bool]:
    """Return what a field holds, how it is marked, and whether it may be None."""
    if get_origin(hint) in {Union, UnionType}:
        (inner,) = (part for part in get_args(hint) if part is not NoneType)
        kind, marks, _ = _type_marks_and_optional(inner)
        return kind, marks, True
    if get_origin(hint) is Annotated:
        inner, *own = get_args(hint)
        kind, marks, optional = _type_marks_and_optional(inner)
        return kind, (*marks, *own), optional
    while (wider := getattr(hint, "__supertype__", None)) is not None:
        hint = wider
    assert isinstance(hint, type), f"a row holds no {hint}"
    return hint, (), False


def _sql_type(kind: type[Any]) -> TypeEngine[Any]:
    return WordColumn(kind) if issubclass(kind, StrEnum) else _TYPES[kind]()


class MomentColumn(TypeDecorator[datetime]):
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
        return _text_of

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> datetime | None:
        """Read a moment back."""
        return None if value is None else datetime.fromisoformat(value)


def _text_of(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is not UTC:
        assert value.tzinfo is not None, "a moment has a zone"
        value = value.astimezone(UTC)
    # To write the zone out costs as much as all the rest, and it is always the same.
    bare = datetime.combine(value.date(), value.time())
    return bare.isoformat("T", "microseconds") + "+00:00"


class DayColumn(TypeDecorator[date]):
    """A day without a time, kept as ISO 8601 text: it sorts as days do."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Write a day down."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """Read a day back."""
        return None if value is None else date.fromisoformat(value)


class FlagColumn(TypeDecorator[bool]):
    """Yes or no; a database without such values keeps 1 or 0."""

    impl = Boolean
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[bool | None], bool | None]:
        """Say how a flag is written: looked up, for a history writes three of them."""
        written: dict[bool | None, bool] = {True: True, False: False}
        return written.get


class RateColumn(TypeDecorator[Fraction]):
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


class WordColumn(TypeDecorator[W], Generic[W]):
    """One word of a list, kept as plain text."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[W]) -> None:
        self.words = words
        super().__init__()

    def bind_processor(self, dialect: Dialect) -> Callable[[W | None], str | None]:
        """Say how a word is written: looked up, for a history writes six of them."""
        written: dict[W | None, str] = {word: word.value for word in self.words}
        return written.get

    def process_result_value(self, value: str | None, dialect: Dialect) -> W | None:
        """Read a word back."""
        return None if value is None else self.words(value)


MINOR = "_minor"
"""How the name of a column of money ends: it counts cents, or whatever is smallest."""

_TYPES: Mapping[type[Any], type[TypeEngine[Any]]] = MappingProxyType(
    {
        bool: FlagColumn,
        date: DayColumn,
        datetime: MomentColumn,
        Fraction: RateColumn,
        int: Integer,
        str: String,
    }
)
