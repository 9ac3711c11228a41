"""The shapes of JSON: what each noun is told as, key by key."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import NewType, Union, get_args, get_origin, get_type_hints

import msgspec

from presenters.event import EVENT_SHAPES, EventShape
from presenters.shape import Amount, Rate, Shape
from tests.printed.said import about, must_mean, of_field, table

PLAIN = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    datetime: "time",
    date: "day",
    NoneType: "null",
}


def shapes_in(told):
    """Name the shapes that a type is made of, the outermost first, each once."""
    found, todo = {}, [told]
    while todo:
        kind = todo.pop(0)
        if kind in EVENT_SHAPES.values():
            kind = EventShape
        if isinstance(kind, type) and issubclass(kind, Shape):
            if kind not in found:
                found[kind] = None
                hints = get_type_hints(kind)
                todo += [hints[field] for field in kind.__struct_fields__]
        else:
            todo += get_args(kind)
    return list(found)


def in_words(told):
    """Say in a few words what a type is told as."""
    arguments = dict.fromkeys(
        EventShape if part in EVENT_SHAPES.values() else part for part in get_args(told)
    )
    if list(arguments) == [EventShape]:
        told = EventShape
    if isinstance(told, type) and issubclass(told, Shape):
        return f"[{title(told)}](#{title(told).replace(' ', '-')})"
    if told in (Amount, Rate):
        return told.__name__.lower()
    if isinstance(told, NewType):
        return in_words(told.__supertype__)
    if isinstance(told, type) and issubclass(told, Enum):
        return ", ".join(f"`{word.value}`" for word in told)
    if get_origin(told) in (Union, UnionType):
        return " or ".join(in_words(argument) for argument in arguments)
    if get_origin(told) in (list, tuple):
        return f"a list of {in_words(next(iter(arguments)))}"
    if get_origin(told) is dict:
        return f"an object of {in_words(get_args(told)[1])}"
    if told is object:
        return "as it comes"
    return PLAIN[told]


def title(shape):
    """Name a shape as people would: ``lot summary``."""
    name = shape.__name__.removesuffix("Shape")
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name)
    return words.strip()


def doc_of_field(shape, field):
    """Return what a field means, where need be as the whole or a base says."""
    kinds = [*shape.__mro__, *(shape.of.__mro__ if shape.of else ())]
    declared = (kind for kind in kinds if kind.__module__.startswith("presenters."))
    known = (of_field(kind, field) for kind in declared)
    return next((words for words in known if words), None)


def section(shape):
    """Print a shape under its name: what it is, and its keys."""
    if shape is EventShape:
        return _event_section()
    hints = get_type_hints(shape)
    rows = [
        (
            f"`{field.encode_name}`",
            in_words(hints[field.name]),
            doc_of_field(shape, field.name),
        )
        for field in msgspec.structs.fields(shape)
    ]
    told = about(shape)
    if shape.of is not None:
        told += f"\nIt is a part of {in_words(shape.of)}."
    keys = table("key", "value", "meaning", rows=rows)
    return f"### {title(shape)}\n\n{told}\n\n{keys}"


def _event_section():
    """Print which keys each event has; what they mean is on the page of events."""
    rows = [
        (_event_link(kind), ", ".join(f"`{name}`" for name in kind.__struct_fields__))
        for kind in EVENT_SHAPES.values()
    ]
    keys = table("type", "further keys", rows=rows)
    return f"### event\n\n{must_mean('pages', 'event')}\n\n{keys}"


def _event_link(kind):
    name = kind.__struct_config__.tag
    return f"[`{name}`](events.md#{name.replace('/', '')})"
