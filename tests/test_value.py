"""Values: what ``dataclass(frozen=True, slots=True)`` promises, kept by our own."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar, get_type_hints

import msgspec
import pytest

from ledger.value import field, fields, replace, value

T = TypeVar("T", covariant=True)


@value
class Band:
    """Up to where a rate goes, and the rate."""

    up_to: int | None
    rate: int = 20
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert self.rate >= 0, "a rate takes nothing away"


@dataclass(frozen=True, slots=True)
class PlainBand:
    """The same, as the standard library makes it."""

    up_to: int | None
    rate: int = 20
    notes: tuple[str, ...] = ()


@value(kw_only=True)
class Page(Generic[T]):
    """Something by name, at a time."""

    held: T
    at: datetime = datetime(2025, 12, 11, tzinfo=UTC)
    paddles: dict[str, int] = field(default_factory=dict)


def test_values_are_equal_where_their_fields_are():
    assert Band(5) == Band(up_to=5, rate=20, notes=())
    assert Band(5) != Band(6)
    assert Band(5) != PlainBand(5)
    assert len({Band(5), Band(5), Band(6)}) == 2


def test_a_value_never_changes_and_holds_nothing_more():
    with pytest.raises(AttributeError):
        Band(5).rate = 3
    with pytest.raises(AttributeError):
        Band(5).colour = "red"
    assert not hasattr(Band(5), "__dict__")


@pytest.mark.parametrize(
    "change", [replace, dataclasses.replace], ids=["ours", "of dataclasses"]
)
def test_a_changed_value_is_another_one_and_is_checked_again(change):
    band = Band(5)
    assert change(band, rate=3) == Band(5, 3)
    assert band == Band(5)
    with pytest.raises(AssertionError, match="takes nothing away"):
        change(band, rate=-1)
    with pytest.raises(TypeError):
        change(band, colour="red")


@pytest.mark.parametrize("given", [(5,), (None, 3), (5, 3, ("a", "b"))])
def test_a_value_is_written_in_words_as_before(given):
    """Keys of commands that were recorded before are digests of such words."""
    assert f"{Band(*given)}" == f"{PlainBand(*given)}".removeprefix("Plain")


def test_a_value_lists_its_fields_as_a_dataclass_does():
    assert dataclasses.is_dataclass(Band)
    listed, plain = fields(Band), fields(PlainBand)
    assert [(f.name, f.type, f.default) for f in listed] == [
        (f.name, f.type, f.default) for f in plain
    ]
    assert dataclasses.asdict(Band(5)) == dataclasses.asdict(PlainBand(5))
    assert get_type_hints(Band) == get_type_hints(PlainBand)


def test_fields_by_keyword_alone_are_not_taken_by_place():
    with pytest.raises(TypeError):
        Page("a")
    assert Page(held="a").at.year == 2025
    assert Page(held="a").paddles is not Page(held="a").paddles


def test_a_value_is_matched_by_place():
    match Band(5, 3):
        case Band(up_to, rate):
            assert (up_to, rate) == (5, 3)


def test_a_value_of_any_kind_is_read_as_that_kind():
    written = msgspec.json.encode(Page(held=Band(5)))
    assert msgspec.json.decode(written, type=Page[Band]) == Page(held=Band(5))
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(written, type=Page[int])


def test_a_value_extends_no_other():
    with pytest.raises(AssertionError, match="extends no other"):

        @value
        class Wider(Band):
            """A band with one field more."""

            flat: int = 0
