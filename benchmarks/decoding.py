"""Decoding stored bids with pydantic and nothing else: the yardstick of reading.

It decodes into plain dataclasses with the fields of ours: it cannot make ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import Field, field, fields, is_dataclass, make_dataclass
from functools import reduce
from operator import or_
from types import UnionType
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from benchmarks.raw import Row
from ledger.events import BidPlaced

BODY = b',"body":'


def bid_decoder() -> TypeAdapter[Any]:
    """Build the decoder of the event of a placed bid."""
    return TypeAdapter(_plain(BidPlaced))


def _plain(shape: type[Any]) -> type[Any]:
    """Make a dataclass of the same fields, down to those that it holds."""
    hints = get_type_hints(shape)
    return make_dataclass(
        shape.__name__,
        [_plain_field(each, hints[each.name]) for each in fields(shape)],
        frozen=True,
        slots=True,
        kw_only=True,
    )


def _plain_field(like: Field[Any], kind: object) -> tuple[str, Any, Any]:
    """Declare a field that may be left out where the other may."""
    return like.name, _plain_kind(kind), field(default=like.default)


def _plain_kind(kind: object) -> object:
    """Return a type that is as plain, also where it may be None."""
    if isinstance(kind, type) and is_dataclass(kind):
        return _plain(kind)
    if isinstance(kind, UnionType):
        return reduce(or_, map(_plain_kind, get_args(kind)))
    return kind


def bid_bodies(rows: Iterable[Row]) -> list[bytes]:
    """Cut the placed bids out of the texts of their entries."""
    return [
        state[state.index(BODY) + len(BODY) : -1]
        for _, _, _, name, state in rows
        if name == "bid-placed/1"
    ]
