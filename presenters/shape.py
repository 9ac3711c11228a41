"""The declaration of a noun for scripts: one frozen shape, printed as JSON.

A shape's docstring and the docstrings below its fields are its documentation:
``docs/reference/json.md`` is printed from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from itertools import islice
from json import JSONEncoder
from typing import Annotated, ClassVar, NewType, dataclass_transform, overload

from msgspec import Meta, Struct, to_builtins

from ledger.money import Currency, Minor
from ledger.visible import is_unseen
from projections.instants import iso_time

Amount = NewType(
    "Amount",
    Annotated[str, Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?$", examples=["1250.50"])],
)
"""An amount as a decimal string in the sale's currency: ``1250.50``."""

Rate = NewType("Rate", str)
"""A rate as people write it: ``25%``."""

WRITTEN_AT_ONCE = 500
"""The shapes of a very long list that are written together."""


def _json_key(field: str) -> str:
    """Name a field as a script reads it: ``from_`` is the key ``from``."""
    return field.removesuffix("_")


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Shape(Struct, frozen=True, kw_only=True, rename=_json_key):
    """One noun for scripts; its keys stay, and keep their meaning."""

    of: ClassVar[type[Shape] | None] = None
    """The whole shape that this one is a part of, with the same keys and meanings."""


class Decimals:
    """Writes amounts of one currency as scripts read them."""

    def __init__(self, currency: Currency) -> None:
        self._plain = currency.plain

    @overload
    def __call__(self, amount: Minor) -> Amount: ...
    @overload
    def __call__(self, amount: None) -> None: ...
    @overload
    def __call__(self, amount: Minor | None) -> Amount | None: ...
    def __call__(self, amount: Minor | None) -> Amount | None:
        """Write an amount as a decimal string; None stays None."""
        return None if amount is None else Amount(self._plain(amount))


def to_json(answer: object, *, indent: int | None = 2) -> str:
    """Write shapes, lists or objects of them as JSON, in the order of their fields."""
    plain = to_builtins(answer, builtin_types=(datetime,), str_keys=True)
    return _escaped(_encoder(indent).encode(plain))


def json_list(items: Iterable[object]) -> Iterator[str]:
    """Write shapes as a list of JSON, piece by piece: there may be very many.

    Each call of an encoder that indents leaves garbage, so many are written in one.
    """
    left, before = iter(items), "["
    while piece := list(islice(left, WRITTEN_AT_ONCE)):
        yield before + to_json(piece).removeprefix("[").removesuffix("\n]")
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


@cache
def _encoder(indent: int | None) -> JSONEncoder:
    return JSONEncoder(ensure_ascii=False, indent=indent, default=_utc_text)


_NOT_PLAIN = re.compile(r"[^\x00-~]")


def _escaped(json: str) -> str:
    """Write what cannot be seen as JSON escapes it: the text stays the same."""
    unseen = [letter for letter in set(_NOT_PLAIN.findall(json)) if is_unseen(letter)]
    if not unseen:
        return json
    return json.translate({ord(letter): _json_escape(letter) for letter in unseen})


def _json_escape(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _utc_text(at: object) -> str:
    assert isinstance(at, datetime), f"{type(at).__name__} has no JSON"
    return iso_time(at)
