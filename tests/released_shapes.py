"""Released shapes of events: whether what was stored in one is read in another."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from ledger.value import is_later


def shape_of(kind: type) -> object:
    """Return what an event holds, as a JSON schema without the prose.

    A field that was declared later is marked: its absence has a meaning.
    """
    schema = TypeAdapter(kind).json_schema()
    for part in parts_of(kind):
        its_schema = schema if part is kind else schema["$defs"][part.__name__]
        for name in (each.name for each in fields(part) if is_later(each)):
            its_schema["properties"][name]["later"] = True
    return without_prose(schema)


def fits(released: object, shape: object) -> bool:
    """Say whether all that was stored in a released shape is read in one of today.

    A word more may be said, and a field may be there that was declared later. All other
    fields are stored, also those that are left out in the code, and in their order.
    """
    return _fits(inlined(released), inlined(shape))


def _fits(released: object, shape: object) -> bool:
    if isinstance(released, dict) and isinstance(shape, dict):
        if (other := without_null(shape)) is not None and "anyOf" not in released:
            return _fits(released, other)
        if "enum" in released:
            return set(released["enum"]) <= set(shape.get("enum", ()))
        theirs, ours = as_stored(released), as_stored(shape)
        for name in later_fields(ours) - theirs.keys():
            del ours[name]
        return list(ours) == list(theirs) and all(
            _fits(theirs[key], ours[key]) for key in theirs
        )
    if isinstance(released, list) and isinstance(shape, list):
        pairs = zip(released, shape, strict=False)
        return len(released) == len(shape) and all(_fits(*pair) for pair in pairs)
    return released == shape


def without_null(shape: dict[str, Any]) -> Any:
    """Return what a field holds that may be empty today; None for any other shape.

    A field that was always given may be sealed since, and is then empty in the text.
    """
    kinds = shape.get("anyOf", ())
    if len(kinds) != 2 or {"type": "null"} not in kinds:
        return None
    (other,) = (kind for kind in kinds if kind != {"type": "null"})
    return other


def gained(released: object, shape: object) -> bool:
    """Say whether a shape is new, or has fields that were declared since."""
    if released is None:
        return True
    return fits(released, shape) and not fits(shape, released)


def parts_of(kind: Any) -> set[type]:
    """Return the values that a value of a type is made of, itself with them."""
    nested = get_type_hints(kind).values() if is_dataclass(kind) else get_args(kind)
    itself = {kind} if is_dataclass(kind) else set()
    return itself.union(*map(parts_of, nested))


def as_stored(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop what is no matter of the text, as a default is that is always written."""
    always = ("required",) if schema.get("later") else ("required", "default")
    return {key: part for key, part in schema.items() if key not in always}


def later_fields(properties: dict[str, Any]) -> set[str]:
    """Return which of an object's fields were declared later."""
    return {
        name
        for name, part in properties.items()
        if isinstance(part, dict) and part.get("later")
    }


def inlined(schema: object, defs: object = None) -> object:
    """Put each named part where it is named: what a class is called is no shape."""
    if isinstance(schema, list):
        return [inlined(part, defs) for part in schema]
    if not isinstance(schema, dict):
        return schema
    defs = schema.get("$defs", defs)
    if name := schema.get("$ref"):
        whole = inlined(defs[name.removeprefix("#/$defs/")], defs)
        return whole | {key: part for key, part in schema.items() if key != "$ref"}
    return {key: inlined(part, defs) for key, part in schema.items() if key != "$defs"}


def without_prose(schema: object) -> object:
    """Drop what a schema tells people: a better docstring is no other shape."""
    if isinstance(schema, list):
        return [without_prose(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: without_prose(part)
        for key, part in schema.items()
        if key not in ("description", "title") or not isinstance(part, str)
    }
