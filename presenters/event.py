"""An event of a lot or a sale for scripts: its name, and every field of it.

The shapes are made of the events themselves, so that neither has a field more.
"""

from __future__ import annotations

from dataclasses import fields
from functools import reduce
from operator import or_
from types import GenericAlias, NoneType
from typing import (
    TYPE_CHECKING,
    Any,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from msgspec import defstruct

from ledger.events import NAMES, Event, LotEvent, SaleEvent, Standing
from ledger.events.openings import Opening
from ledger.money import Currency
from ledger.seal import Seal
from ledger.terms import Terms
from ledger.terms.settlement_rules import SettlementRules
from presenters.shape import Amount, Shape

S = TypeVar("S", bound=Shape)

AMOUNTS: dict[type, frozenset[str]] = {
    kind: frozenset(field.name for field in fields(kind) if "Minor" in str(field.type))
    for kind in (*NAMES.values(), Standing, Opening)
}
"""Which fields of an event, or of a part of one, are amounts of money."""


class EventShape(Shape, tag_field="type"):
    """An event on record, or one that the rules lead to."""


def _json_type(hint: object, *, amount: bool) -> object:
    """Return the type that a field of an event is told as."""
    if hint in (Currency, Terms, SettlementRules):
        return str
    if hint in _PARTS:
        return _PARTS[hint]
    if hint is int and amount:
        return Amount
    if get_origin(hint) is tuple:
        return GenericAlias(tuple, (_json_type(get_args(hint)[0], amount=amount), ...))
    if NoneType in get_args(hint):
        return Union[tuple(_json_type(part, amount=amount) for part in get_args(hint))]  # noqa: UP007
    return hint


def _shape_of(kind: type, base: type[S], tag: str | None = None) -> type[S]:
    """Make the shape of an event, or of a part of one: its fields, as they are told."""
    hints = get_type_hints(kind)
    typed = [
        (name, _json_type(hints[name], amount=name in AMOUNTS[kind]))
        for name in (field.name for field in fields(kind))
    ]
    # What the fields mean is said where the event is.
    shape = defstruct(
        f"{kind.__name__}Shape",
        typed,
        bases=(base,),
        module=kind.__module__,
        frozen=True,
        kw_only=True,
        tag=tag,
    )
    assert issubclass(shape, base), "a shape is what its base is"
    return shape


_PARTS: dict[object, type[Shape]] = {}
"""The shape of each part of an event that has amounts of its own."""
_PARTS |= {kind: _shape_of(kind, Shape) for kind in (Standing, Opening)}

EVENT_SHAPES: dict[type, type[EventShape]] = {
    kind: _shape_of(kind, EventShape, tag=name)
    for name, kind in NAMES.items()
    if kind in {*get_args(LotEvent), *get_args(SaleEvent)}
}
"""The shape of each event that a lot or a sale is replayed from."""

if TYPE_CHECKING:
    AnyEventShape = EventShape
else:
    AnyEventShape = reduce(or_, EVENT_SHAPES.values())


def event_shape(event: Event, currency: Currency) -> AnyEventShape:
    """Return an event as its shape, amounts in the currency of its lot."""
    return EVENT_SHAPES[type(event)](**_json_values(event, currency))


def _json_values(
    event: Event | Standing | Opening, currency: Currency
) -> dict[str, Any]:
    amounts = AMOUNTS[type(event)]
    return {
        field.name: _json_value(
            getattr(event, field.name), currency, amount=field.name in amounts
        )
        for field in fields(event)
    }


def _json_value(value: object, currency: Currency, *, amount: bool) -> object:
    match value:
        case Terms():
            # Terms are told apart by their hash, which stands beside them.
            return value.title
        case SettlementRules():
            return value.prefix
        case Currency():
            return value.code
        case Standing() | Opening():
            return _PARTS[type(value)](**_json_values(value, currency))
        case tuple():
            return tuple(_json_value(each, currency, amount=amount) for each in value)
        case Seal():
            return value.stored
        case int() if amount:
            return currency.plain(value)
        case _:
            return value
