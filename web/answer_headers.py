"""The headers of answers: what each says, and which operation sends which."""

from __future__ import annotations

from typing import Any

from ledger.roles import BIDDERS_OWN
from web.files import FileAnswer
from web.operation import Operation, PageQuery, Streamed

OF_ALL = frozenset(("content-length", "content-type", "date", "server"))
"""What every answer has, and nobody needs to be told of."""

_WORDS = {
    "Cache-Control": "That nobody keeps a copy of it.",
    "Content-Disposition": "The name of the file.",
    "Content-Security-Policy": "That browsers run nothing of the file.",
    "ETag": "The state that was read: sent back as If-Match, a command is carried out "
    "on that state alone.",
    "Link": 'Where it goes on (rel="next"), while it does; of a file, where the '
    'receipt of its command is (title="receipt").',
    "Retry-After": "With 429: after how many seconds to try again.",
    "Set-Cookie": "The cookie of the session; one of no seconds, once that is over.",
    "WWW-Authenticate": "With 401: how to sign in.",
    "X-Accel-Buffering": "That a proxy hands it on at once.",
    "X-Content-Type-Options": "That browsers take the file for nothing else.",
}
_AT_TIMES = frozenset(("Link", "Retry-After", "WWW-Authenticate"))
"""What only some of the answers have."""


def sent_by(operation: Operation | Streamed) -> list[str]:
    """Name the headers of what an operation answers where it succeeds."""
    names = [*operation.sends]
    if isinstance(operation, Streamed):
        return names
    if operation.query is not None and issubclass(operation.query, PageQuery):
        names.append("Link")
    if operation.answer is FileAnswer:
        names += [
            *("Content-Disposition", "Content-Security-Policy"),
            "X-Content-Type-Options",
        ]
        names += ["Link"] if operation.verb is not None else []
    return names


def sent_with_problems(operation: Operation | Streamed) -> list[str]:
    """Name the headers of what an operation answers where it is not done."""
    if isinstance(operation, Streamed):
        return [] if operation.is_for_everybody else ["WWW-Authenticate"]
    signs_in = "Set-Cookie" in operation.sends and not operation.signed_in
    is_open = operation.is_for_everybody and not signs_in
    names = [] if is_open else ["WWW-Authenticate"]
    is_slowed = signs_in or operation.verb in BIDDERS_OWN
    return [*names, "Retry-After"] if is_slowed else names


def described(names: list[str]) -> dict[str, Any]:
    """Return headers as OpenAPI has them; nothing where there is none."""
    if not names:
        return {}
    return {
        "headers": {
            name: {
                "description": _WORDS[name],
                "required": name not in _AT_TIMES,
                "schema": {"type": "string"},
            }
            for name in sorted(names)
        }
    }
