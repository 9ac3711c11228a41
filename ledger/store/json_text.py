"""Values as JSON text, in the one way in which each of them is written.

Moments are ISO 8601, shares are fractions like 1/4, amounts are whole numbers. The
decoder is stricter than JSON is: it refuses a number in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cache
from threading import Lock
from typing import Any, get_args, get_type_hints

from msgspec import DecodeError, ValidationError, to_builtins
from msgspec.json import Decoder, Encoder

BUILDING = Lock()
"""One thread at a time works a type out: msgspec crashes where two meet over one."""

FAULTS = (ValueError, AssertionError, RecursionError)
"""The faults of a decoder: no JSON, another shape, or a value that cannot be."""


def reason_of(fault: Exception) -> str:
    """Return in words where a decoder stopped, and why."""
    if isinstance(fault, DecodeError | UnicodeDecodeError) and not isinstance(
        fault, ValidationError
    ):
        return "its text is no JSON"
    what, _, where = str(fault).partition(" - at `$.")
    return f"{where.rstrip('`').removeprefix('body.') or 'its text'}: {what}"


@cache
def decoder(kind: Any) -> Decoder[Any]:
    """Return the decoder of one type, built when the first value of it is met."""
    with BUILDING:
        return Decoder(kind, dec_hook=_read_fraction)


def _read_fraction(_: type, text: object) -> Fraction:
    """Read a fraction, the one kind of value that the decoder leaves to us."""
    if not isinstance(text, str):
        raise TypeError(f"Expected a fraction, got {text!r}")
    try:
        return Fraction(text)
    except ZeroDivisionError as fault:
        raise ValueError(f"{text!r} is no fraction") from fault


def _fraction_text(value: object) -> str:
    """Write a fraction, the one kind of value that the encoder leaves to us."""
    if not isinstance(value, Fraction):
        raise TypeError(f"{value!r} has no place in an event")
    return str(value)


_ENCODER = Encoder(enc_hook=_fraction_text)


@cache
def encoder(kind: Any) -> Callable[[object], bytes]:
    """Return what writes values of a type, and whatever holds one."""
    return _encode_with_spans if _has_spans(kind) else _ENCODER.encode


@cache
def encoder_into(kind: Any) -> Callable[[object, bytearray, int], None]:
    """Return what writes values of a type into a buffer, from an offset to its end."""
    return _encode_with_spans_into if _has_spans(kind) else _ENCODER.encode_into


def _has_spans(kind: Any) -> bool:
    parts = get_type_hints(kind).values() if is_dataclass(kind) else get_args(kind)
    return kind is timedelta or any(_has_spans(part) for part in parts)


def _encode_with_spans(value: object) -> bytes:
    """Write a value that holds spans of time, which the encoder counts in seconds."""
    tree = to_builtins(value, builtin_types=(timedelta,), enc_hook=_fraction_text)
    return _ENCODER.encode(_with_span_texts(tree))


def _encode_with_spans_into(value: object, buffer: bytearray, offset: int) -> None:
    buffer[offset:] = _encode_with_spans(value)


def _with_span_texts(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _with_span_texts(part) for key, part in tree.items()}
    if isinstance(tree, list | tuple):
        return [_with_span_texts(part) for part in tree]
    return _span_text(tree) if isinstance(tree, timedelta) else tree


def _span_text(span: timedelta) -> str:
    """Write a span as ISO 8601 does: ``P1DT2H30M``, ``PT0S``."""
    length = abs(span)
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{length.microseconds:06}".rstrip(".0")
    day = f"{length.days}D" if length.days else ""
    clock = f"{hours}H" if hours else ""
    clock += f"{minutes}M" if minutes else ""
    if seconds or fraction or not (day or clock):
        clock += f"{seconds}{fraction}S"
    sign = "-" if span < timedelta(0) else ""
    return f"{sign}P{day}" + (f"T{clock}" if clock else "")


_SORTED = Encoder(enc_hook=_fraction_text, order="sorted")
_ABSENT = re.compile(rb',"\w+":null|"\w+":null,?')


def canonical(value: object) -> bytes:
    """Write values of any types so that equal ones have one text.

    Fields stand in the order of their names, and those that are None are left out.
    """
    return _ABSENT.sub(b"", _SORTED.encode(value))


def member(name: str, value: object) -> bytes:
    """Write one field of an object, as it stands within the text of the whole."""
    return _ENCODER.encode({name: value})[1:-1]
