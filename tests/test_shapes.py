"""Every noun has one shape for scripts, and every key of it says what it means."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone
from json import loads
from typing import get_type_hints

import msgspec
import pytest

import presenters
from ledger.money import Currency
from presenters.charges import PremiumShape
from presenters.foreign_history import VerdictShape, VerdictsShape
from presenters.lot import LotShape
from presenters.shape import Amount, Decimals, Shape, to_json
from tests.printed.shapes import doc_of_field, in_words

for module in pkgutil.walk_packages(presenters.__path__, "presenters."):
    if module.name != "presenters.pages.plot":  # needs the library that draws
        importlib.import_module(module.name)


def shapes(kind=Shape):
    """Name every shape that is declared."""
    for below in kind.__subclasses__():
        if below.__module__.startswith("presenters."):
            yield below
        yield from shapes(below)


SHAPES = list(shapes())


def name(shape):
    return f"{shape.__module__}.{shape.__name__}"


@pytest.mark.parametrize("shape", SHAPES, ids=name)
def test_every_key_of_a_shape_says_what_it_means(shape):
    assert shape.__doc__, f"Say what {name(shape)} is."
    silent = [
        field for field in shape.__struct_fields__ if not doc_of_field(shape, field)
    ]
    assert silent == [], "Say below each field what it means."


@pytest.mark.parametrize("shape", [one for one in SHAPES if one.of], ids=name)
def test_a_part_of_a_shape_has_its_keys_with_their_types(shape):
    part, whole = get_type_hints(shape), get_type_hints(shape.of)
    fields = set(shape.__struct_fields__)
    assert fields < set(shape.of.__struct_fields__), "It is a strict part of the whole."
    assert {field: part[field] for field in fields} == {
        field: whole[field] for field in fields
    }


OF_SEVERAL_TYPES = {
    "from": "where something starts: a slice of an amount, or a period",
    "kind": "of what kind something is, each in its own words",
    "lines": "the lines of a document, invoice or statement",
    "recorded": "what is on record, beside what is compared with it",
    "results": "lot by lot, what a command found",
    "rows": "how many rows a view has; the rows of a table",
    "rule": "the rule that decided: of a price a word, of a line a sentence",
    "state": "how far something has come, each in its own words",
    "totals": "what is added up: of a sale, or of the columns of a table",
    "what_if": "what would have been, beside what is on record",
    "why": "why, in words: one sentence, or several",
}
"""Keys of answers that scripts read already: what each still means, whatever its type.

None is added: a key of a new shape has the type that it has elsewhere, or another name.
"""


PROMISED = {
    LotShape: "lot stage price leader asking bids reserve_met premium_due position",
    PremiumShape: "hammer premium total bands",
    VerdictsShape: "lots bids refused matched results",
    VerdictShape: "lot price leader bids refused announced agrees why",
}
"""Keys that scripts were promised before they were all written down: they stay."""


@pytest.mark.parametrize("shape", PROMISED, ids=lambda shape: shape.__name__)
def test_promised_keys_stay(shape):
    keys = {field.encode_name for field in msgspec.structs.fields(shape)}
    assert set(PROMISED[shape].split()) <= keys


def test_a_key_is_of_one_type_wherever_it_is_printed():
    types = defaultdict(set)
    for shape in SHAPES:
        hints = get_type_hints(shape)
        for field in msgspec.structs.fields(shape):
            types[field.encode_name].add(without_null(hints[field.name]))
    several = {key for key, kinds in types.items() if len(kinds) > 1}
    assert several == set(OF_SEVERAL_TYPES)


def without_null(hint):
    """Name a type as the reference does, whether or not it may be absent."""
    return in_words(hint).removesuffix(" or null")


def test_no_two_shapes_have_one_name():
    names = [shape.__name__ for shape in SHAPES]
    assert sorted(names) == sorted(set(names))


class Slip(Shape):
    """A shape of this test."""

    from_: Amount
    at: datetime
    paid: bool | None


def test_amounts_are_decimals_and_times_have_their_zone():
    money = Decimals(Currency("USD"))
    chicago = timezone(timedelta(hours=-6))
    slip = Slip(
        from_=money(125_050), at=datetime(2025, 12, 11, 9, tzinfo=chicago), paid=None
    )
    expected = {"from": "1250.50", "at": "2025-12-11T15:00:00Z", "paid": None}
    assert loads(to_json([slip])) == [expected]
    assert money(None) is None
    read = msgspec.convert(expected, Slip)
    assert read == msgspec.structs.replace(slip, at=slip.at.astimezone(UTC))


def test_what_is_no_shape_is_not_printed_by_accident():
    with pytest.raises(TypeError):
        to_json(object())
