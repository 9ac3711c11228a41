"""Events as JSON, and where the bidding stands in words."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum

from ledger.events import NAMES, Event, Standing
from ledger.identity import HOUSE
from ledger.money import Currency
from ledger.terms import Terms

_NAME_OF = {shape: name for name, shape in NAMES.items()}

AMOUNTS: dict[type, frozenset[str]] = {
    shape: frozenset(one.name for one in fields(shape) if "Minor" in str(one.type))
    for shape in (*NAMES.values(), Standing)
}
"""Which fields of an event, or of a standing, are amounts of money."""


def moment(at: datetime) -> str:
    """Write a moment for scripts: ISO 8601, UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def clock(at: datetime) -> str:
    """Write a moment for people, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def event_json(event: Event, currency: Currency) -> dict[str, object]:
    """Return an event for scripts: its name, and every field of it."""
    return {"type": _NAME_OF[type(event)], **_fields_json(event, currency)}


def _fields_json(told: Event | Standing, currency: Currency) -> dict[str, object]:
    amounts = AMOUNTS[type(told)]
    return {
        one.name: _plain(getattr(told, one.name), currency, amount=one.name in amounts)
        for one in fields(told)
    }


def _plain(value: object, currency: Currency, *, amount: bool) -> object:
    match value:
        case Terms():
            # Terms are told apart by their hash, which stands beside them.
            return value.title
        case Currency():
            return value.code
        case datetime():
            return moment(value)
        case Enum():
            return value.value
        case tuple():
            return [_plain(one, currency, amount=amount) for one in value]
        case int() if amount:
            return currency.plain(value)
        case Standing():
            return _fields_json(value, currency)
        case _:
            return value


def standing_words(standing: Standing, currency: Currency) -> str:
    """Say who leads at what price, whether the reserve is met, and what is asked."""
    asking = currency.write(standing.asking)
    if standing.price is None:
        return f"nobody leads; asking {asking}."
    price = currency.write(standing.price)
    match standing.leader:
        case None:
            led = f"tied at {price}, put up again"
        case leader if leader == HOUSE:
            led = f"the house leads at {price}, for the consignor"
        case leader:
            led = f"{leader} leads at {price}"
    unmet = "; reserve not met" if standing.reserve_met is False else ""
    return f"{led}{unmet}; asking {asking}."
