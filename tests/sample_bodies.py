"""A body that can be read, for every operation that takes one, made of its schema."""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec.json import schema_components

from web.api import OPERATIONS
from web.openapi import written_as_text

NAMED = {
    "account": "OPERATING",
    "amount": "10",
    "authorised_by": "u-second",
    "beyond": "1000",
    "buyer": "101",
    "client": "C-101",
    "contract": "K-1",
    "content": "",
    "country": "US",
    "currency": "GBP",
    "destination": "US",
    "document": "T-2026-00001",
    "invoice": "T-2026-00001",
    "jurisdiction": "US-TX",
    "limit": "5000",
    "lot": "MAY26/1",
    "maximum": "150",
    "owed_in": "MAY26",
    "paddle": "101",
    "paid": "10",
    "price": "10",
    "reserve": "20",
    "sha256": "0" * 64,
    "tax": "1",
    "to": "T-2026-00001",
    "until": "2027-01-01",
}
"""What is said under a name, where a schema alone does not tell how it is written."""


@cache
def schemas() -> dict[str, Any]:
    """Return the schema of each body, by the name of its type."""
    bodies = [each.body for each in OPERATIONS if each.body is not None]
    return schema_components(bodies, schema_hook=written_as_text)[1]


def sample_body(body: type) -> dict[str, Any]:
    """Return a body with what it must have, and nothing else."""
    return _object(schemas()[body.__name__])


def _object(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        name: NAMED.get(name, _sample(schema["properties"][name]))
        for name in schema.get("required", ())
    }


def _sample(schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _sample(schemas()[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return _sample(schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"), schema.get("format"):
        case "object", _:
            return _object(schema)
        case "array", _:
            return [_sample(schema["items"])]
        case "integer", _:
            return schema.get("minimum", 1)
        case "boolean", _:
            return False
        case _, "date":
            return "2026-05-20"
        case _, "date-time":
            return "2026-05-20T10:00:00Z"
        case _:
            return "a"
