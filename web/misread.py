"""What a type does not read, told in words: what was found, and what is expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Meta, ValidationError
from msgspec.inspect import (
    EnumType,
    ListType,
    LiteralType,
    Metadata,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)

MEANS = "means"
"""Beside a pattern stands under this name what it means, in words."""
FOUND_CHARACTERS_MAX = 60
"""What was found is quoted up to here; of what is longer only its place is told."""

_FAULT = re.compile(r"(.+?)(?: - at `\$(.*)`)?", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")
_BOUND = re.compile(r"Expected `int` ([<>])= (\S+)")
_LENGTH = re.compile(r"Expected `(\w+)` of length ([<>])= (\d+)")
_KIND = re.compile(
    r"Expected `(\w+)[^`]*`(?:, got `\w+`| with a timezone component)"
    r"|Invalid (?:RFC3339|base64) encoded (\w+)"
)
_KINDS = {
    "array": "a list",
    "bool": "true or false",
    "bytes": "a text in Base64",
    "date": "a day, like 2026-05-31",
    "datetime": "a moment with its zone, like 2026-05-31T14:00:00Z",
    "int": "a whole number",
    "object": "an object",
    "str": "a text",
    "string": "a text in Base64",
}
_UNITS = {"str": "characters", "bytes": "bytes"}


def exactly(pattern: str, means: str) -> Meta:
    """Return the rule of a text that is this and nothing else, not even a newline."""
    return Meta(pattern=f"^(?:{pattern})(?!\\n)$", extra={MEANS: means})


def sentence_of(fault: ValidationError, kind: object, given: object) -> str:
    """Tell what a type did not read of what was given."""
    match = _FAULT.fullmatch(str(fault))
    assert match is not None, "a fault says something"
    why, path = match[1], (match[2] or "").removeprefix(".")
    names = re.findall(r"(?:^|\.)([^.\[]+)", path)
    if missing := _MISSING.fullmatch(why):
        place = f' in "{path}"' if path else ""
        return f'"{missing[1]}" is missing{place}. Give it.'
    at = _type_at(type_info(kind), names)
    if unknown := _UNKNOWN.fullmatch(why):
        return f'Nothing here is called "{unknown[1]}". There is {_fields_of(at)}.'
    expected = _expected(why, at)
    if expected is None:
        return f"{fault}."
    quoted = None if _LENGTH.fullmatch(why) else _found(path, given)
    place = f'"{path}": ' if path else ""
    return f"{place}{quoted or ''}expected {expected}."


def _expected(why: str, at: Type) -> str | None:
    """Return what is expected, in words; None where there are none for it."""
    if "matching regex" in why:
        return _meaning(at)
    if why.startswith("Invalid enum value"):
        return f"one of {', '.join(_choices(at))}"
    if bound := _BOUND.fullmatch(why):
        number = bound[2]
        least = f"a whole number from {number} on"
        return least if bound[1] == ">" else f"a whole number up to {number}"
    if length := _LENGTH.fullmatch(why):
        unit = _UNITS.get(length[1], "entries")
        least = f"{length[3]} or more {unit}"
        return least if length[2] == ">" else f"at most {length[3]} {unit}"
    if kind := _KIND.fullmatch(why):
        return _KINDS.get(kind[1] or kind[2])
    return None


def _found(path: str, given: object) -> str | None:
    """Quote the text that was given; nothing where it lies deeper, or is long."""
    text = given.get(path) if isinstance(given, Mapping) else None
    is_short = isinstance(text, str) and len(text) <= FOUND_CHARACTERS_MAX
    return f"found {text!r}; " if is_short else None


def _type_at(info: Type, names: list[str]) -> Type:
    """Return the type of a field of a field."""
    for name in names:
        fields = [
            field
            for each in _within(info)
            if isinstance(each, StructType)
            for field in each.fields
            if field.encode_name == name
        ]
        if not fields:
            break
        info = fields[0].type
    return info


def _within(info: Type) -> Iterator[Type]:
    """Yield a type, and the types it is made of."""
    yield info
    match info:
        case UnionType(types=kinds):
            for each in kinds:
                yield from _within(each)
        case (
            Metadata(type=kind)
            | ListType(item_type=kind)
            | VarTupleType(item_type=kind)
        ):
            yield from _within(kind)


def _meaning(info: Type) -> str | None:
    """Return what a pattern means."""
    for each in _within(info):
        if isinstance(each, Metadata) and each.extra and MEANS in each.extra:
            return str(each.extra[MEANS])
    return None


def _choices(info: Type) -> list[str]:
    """Return the values of which one may be given."""
    return [
        str(value)
        for each in _within(info)
        for value in (
            each.values
            if isinstance(each, LiteralType)
            else [member.value for member in each.cls]
            if isinstance(each, EnumType)
            else ()
        )
    ]


def _fields_of(info: Type) -> str:
    """Return the names of what may be given."""
    names = [
        field.encode_name
        for each in _within(info)
        if isinstance(each, StructType)
        for field in each.fields
    ]
    return ", ".join(names) or "nothing"
