"""The description of the service for programs: OpenAPI 3.1, made of the types."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct
from msgspec.json import decode, encode, schema_components

from ledger.identity import KEY_CHARACTERS_MAX
from web.answer_headers import described, sent_by, sent_with_problems
from web.files import MEDIA_TYPES, FileAnswer
from web.operation import Operation, Streamed
from web.own_pages import COOKIE
from web.parts import PARTS, names_in, parts_in
from web.problem import MEDIA_TYPE, ProblemDetailsShape
from web.seen import ETAG

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
    "schema": {"type": "string", "pattern": f"^{ETAG.pattern}$"},
}


def description(
    operations: Sequence[Operation | Streamed], version: str
) -> dict[str, Any]:
    """Return the description of operations, as an OpenAPI document."""
    of = _Schemas(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        methods = paths.setdefault(operation.address, {})
        methods[operation.method.lower()] = _described(operation, of)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "lotledger",
            "version": version,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": of.components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
            },
        },
        "security": [{"token": []}, {"session": []}],
    }
    # What is left out of a tuple is told as an empty list is: JSON has no tuples.
    plain: dict[str, Any] = decode(encode(document))
    return plain


class _Schemas:
    """The schemas of all types that operations take and answer with."""

    def __init__(self, operations: Sequence[Operation | Streamed]) -> None:
        types: list[Any] = [ProblemDetailsShape]
        for operation in operations:
            types += [operation.answer, operation.query]
            if isinstance(operation, Streamed):
                types.append(operation.line)
            else:
                types += [operation.body, operation.as_json]
        wanted = [kind for kind in types if kind not in (None, FileAnswer)]
        schemas, self.components = schema_components(
            wanted, schema_hook=written_as_text, ref_template=_REF
        )
        self._of = dict(zip(map(id, wanted), schemas, strict=True))

    def __call__(self, kind: object) -> dict[str, Any]:
        """Return the schema of a type; a file is what it is."""
        return {} if kind is FileAnswer else self._of[id(kind)]

    def parameters(self, query: type[Struct] | None) -> list[dict[str, Any]]:
        """Return what may stand behind the question mark."""
        if query is None:
            return []
        whole = self.components[self(query)["$ref"].rpartition("/")[2]]
        return [
            {
                "name": key,
                "in": "query",
                "required": key in whole.get("required", ()),
                "description": schema.get("description", ""),
                "schema": schema,
            }
            for key, schema in whole["properties"].items()
        ]


def written_as_text(kind: type) -> dict[str, Any]:
    """Return the schema of what is written as text, or may be anything."""
    if kind is object:
        return {"description": "As it comes."}
    if kind is not Fraction:
        raise NotImplementedError(f"{kind.__name__} has no schema")
    return {"type": "string"}


def _described(operation: Operation | Streamed, of: _Schemas) -> dict[str, Any]:
    method: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.path.split("/")[1]],
        "parameters": [*_parts(operation.path), *of.parameters(operation.query)],
    }
    if operation.is_for_everybody:
        method["security"] = []
    if isinstance(operation, Streamed):
        schema = of(operation.answer)
        status, content = 200, {operation.media_type: {"schema": schema}}
        method["parameters"] += _headers(operation)
        if operation.line is not None:
            method["requestBody"] = _body(operation.media_type, of(operation.line))
    else:
        status, content = operation.status, _content(operation, of)
        if operation.body is not None:
            if operation.verb is not None:
                is_of_a_lot = "lot" in parts_in(operation.path)
                method["parameters"] += [_KEY, _MATCH] if is_of_a_lot else [_KEY]
            method["requestBody"] = _body("application/json", of(operation.body))
    method["responses"] = {
        str(status): {
            "description": operation.summary,
            **described(sent_by(operation)),
            "content": content,
        },
        "default": {
            "description": "Why it was not done.",
            **described(sent_with_problems(operation)),
            "content": {MEDIA_TYPE: {"schema": of(ProblemDetailsShape)}},
        },
    }
    return method


def _content(operation: Operation, of: _Schemas) -> dict[str, Any]:
    """Return in which forms an operation answers."""
    kinds = [MEDIA_TYPES[form].partition(";")[0] for form in operation.forms]
    content = {kind: {"schema": of(operation.answer)} for kind in kinds}
    if operation.as_json is not None:
        content[MEDIA_TYPES["json"]] = {"schema": of(operation.as_json)}
    return content


def _body(kind: str, schema: object) -> dict[str, Any]:
    return {"required": True, "content": {kind: {"schema": schema}}}


def _headers(streamed: Streamed) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "header",
            "required": False,
            "description": words,
            "schema": {"type": "string"},
        }
        for name, words in streamed.headers.items()
    ]


def _parts(path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": PARTS[name][1],
            "schema": {"type": "string", "pattern": f"^(?:{PARTS[name][0].pattern})$"},
        }
        for name in names_in(path)
    ]
