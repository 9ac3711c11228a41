"""The description of the service for programs: OpenAPI 3.1, made of the types."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from msgspec.json import decode, encode, schema_components

from web.operation import KEY_CHARACTERS_MAX, Operation
from web.own_pages import COOKIE
from web.parts import PARTS, names_in
from web.problem import MEDIA_TYPE, ProblemDetailsShape

_REF = "#/components/schemas/{name}"

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A name for this command, of your own making: repeated under it, "
    "nothing is recorded twice, and the answer is the first one.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_CHARACTERS_MAX},
}
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "Do it only if what you saw still stands: the ETag that you read.",
    "schema": {"type": "string"},
}


def description(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """Return the description of operations, as an OpenAPI document."""
    types: list[Any] = [ProblemDetailsShape]
    for operation in operations:
        types += [operation.answer, operation.query, operation.body]
    wanted = [kind for kind in types if kind is not None]
    schemas, components = schema_components(
        wanted, schema_hook=written_as_text, ref_template=_REF
    )
    of = dict(zip(map(id, wanted), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        methods = paths.setdefault(operation.address, {})
        methods[operation.method.lower()] = _described(operation, of, components)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "lotledger",
            "version": version,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
            },
        },
        "security": [{"token": []}, {"session": []}],
    }
    # What is left out of a tuple is told as an empty list is: JSON has no tuples.
    described: dict[str, Any] = decode(encode(document))
    return described


def written_as_text(kind: type) -> dict[str, Any]:
    """Return the schema of what is written as text."""
    if kind is not Fraction:
        raise NotImplementedError(f"{kind.__name__} has no schema")
    return {"type": "string"}


def _described(
    operation: Operation, of: dict[int, Any], components: dict[str, Any]
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.path.split("/")[1]],
        "parameters": [*_parts(operation), *_query(operation, of, components)],
        "responses": {
            str(operation.status): _content(
                operation.summary, "application/json", of[id(operation.answer)]
            ),
            "default": _content(
                "Why it was not done.", MEDIA_TYPE, of[id(ProblemDetailsShape)]
            ),
        },
    }
    if operation.is_for_everybody:
        described["security"] = []
    if operation.body is not None:
        if operation.verb is not None:
            described["parameters"] += [_KEY, _MATCH]
        schema = of[id(operation.body)]
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return described


def _parts(operation: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": PARTS[name][1],
            "schema": {"type": "string", "pattern": f"^(?:{PARTS[name][0].pattern})$"},
        }
        for name in names_in(operation.path)
    ]


def _query(
    operation: Operation, of: dict[int, Any], components: dict[str, Any]
) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    name = of[id(operation.query)]["$ref"].rpartition("/")[2]
    return [
        {
            "name": key,
            "in": "query",
            "required": False,
            "description": schema.get("description", ""),
            "schema": schema,
        }
        for key, schema in components[name]["properties"].items()
    ]


def _content(words: str, kind: str, schema: object) -> dict[str, Any]:
    return {"description": words, "content": {kind: {"schema": schema}}}
