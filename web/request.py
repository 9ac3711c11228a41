"""What stands in a request: its question, its key and its body, read by their types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from msgspec.json import Decoder
from starlette.requests import Request

from ledger.identity import KEY_CHARACTERS_MAX
from web.misread import sentence_of
from web.operation import NowQuery
from web.problem import HttpProblem
from web.sizes import BODY_BYTES_MAX

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""The faults of a text that is no JSON, or one that is nested too deep."""
_OF_ANOTHER_KIND = {JSON: ("not-json", "Not JSON"), FORM: ("not-a-form", "Not a form")}

T = TypeVar("T")
Q = TypeVar("Q", bound=NowQuery)


def query_of(request: Request, kind: type[Q]) -> Q:
    """Read what stands behind the question mark; raises HttpProblem."""
    return read_query(request.query_params.multi_items(), kind)


def read_query(given: Sequence[tuple[str, str]], kind: type[Q]) -> Q:
    """Read a question by its type; raises HttpProblem."""
    if len(dict(given)) < len(given):
        raise unreadable("The same parameter is given twice. Give it once.")
    try:
        return msgspec.convert(dict(given), kind, strict=False)
    except msgspec.ValidationError as fault:
        raise misread(fault, kind, dict(given)) from fault


def key_of(request: Request) -> str:
    """Return what a command is done once under; raises HttpProblem."""
    key = request.headers.get("idempotency-key")
    if not key:
        raise HttpProblem(
            400,
            "key-needed",
            "A key is needed",
            "The header Idempotency-Key is missing. Give the command a name of its "
            "own, so that it can be sent again without being done twice.",
        )
    if len(key) > KEY_CHARACTERS_MAX:
        raise HttpProblem(
            400,
            "key-too-long",
            "The key is too long",
            f"The header Idempotency-Key has {len(key)} characters. Give it "
            f"{KEY_CHARACTERS_MAX} at most.",
        )
    return key


async def content_of(
    request: Request, expected: str = JSON, *, most: int = BODY_BYTES_MAX
) -> bytes:
    """Read a body, as far as one may be long; raises HttpProblem."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != expected:
        code, title = _OF_ANOTHER_KIND[expected]
        words = f"The body is {kind or 'of no kind'}. Send {expected}."
        raise HttpProblem(415, code, title, words)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > most:
            raise HttpProblem(
                413,
                "too-long",
                "Too long",
                f"The body is longer than {most} bytes. Send it in parts.",
            )
    return bytes(content)


def decoded(body: Decoder[T], content: bytes) -> T:
    """Read a body by its type; raises HttpProblem."""
    try:
        return _read(body, content)
    except NO_JSON as fault:
        raise HttpProblem(400, "not-json", "Not JSON", f"{fault}.") from fault


def _read(body: Decoder[T], content: bytes) -> T:
    try:
        return body.decode(content)
    except msgspec.ValidationError as fault:
        raise misread(fault, body.type, msgspec.json.decode(content)) from fault


def misread(fault: msgspec.ValidationError, kind: object, given: object) -> HttpProblem:
    """Return the answer to what a type does not read of what was given."""
    return unreadable(sentence_of(fault, kind, given))


def unreadable(words: str) -> HttpProblem:
    """Return the answer to what its type does not read."""
    return HttpProblem(422, "unreadable", "Not what was expected", words)
