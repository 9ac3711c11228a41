"""An event of a lot or a sale for scripts: its name, and every field of it."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from enum import Enum

from ledger.events import NAMES, Event, Standing
from ledger.money import Currency
from ledger.terms import Terms
from presenters.times import iso_time

_NAME_OF = {shape: name for name, shape in NAMES.items()}

AMOUNTS: dict[type, frozenset[str]] = {
    shape: frozenset(
        field.name for field in fields(shape) if "Minor" in str(field.type)
    )
    for shape in (*NAMES.values(), Standing)
}
"""Which fields of an event, or of a standing, are amounts of money."""


def event_json(event: Event, currency: Currency) -> dict[str, object]:
    """Return an event for scripts: its name, and every field of it."""
    return {"type": _NAME_OF[type(event)], **_fields_json(event, currency)}


def _fields_json(shape: Event | Standing, currency: Currency) -> dict[str, object]:
    amounts = AMOUNTS[type(shape)]
    return {
        field.name: _json_value(
            getattr(shape, field.name), currency, amount=field.name in amounts
        )
        for field in fields(shape)
    }


def _json_value(value: object, currency: Currency, *, amount: bool) -> object:
    match value:
        case Terms():
            # Terms are told apart by their hash, which stands beside them.
            return value.title
        case Currency():
            return value.code
        case datetime():
            return iso_time(value)
        case Enum():
            return value.value
        case tuple():
            return [_json_value(part, currency, amount=amount) for part in value]
        case int() if amount:
            return currency.plain(value)
        case Standing():
            return _fields_json(value, currency)
        case _:
            return value
