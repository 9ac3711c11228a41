"""Ask an authority for a timestamp over HTTP (RFC 3161, section 3.4)."""

from __future__ import annotations

from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from commands.errors import Refused

PATIENCE_SECONDS = 30
_REPLY_MAX = 1_000_000
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


class NoRedirects(HTTPRedirectHandler):
    """An authority is the one that was named, and no other that it points to."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def asked_authority(url: str, request: bytes) -> bytes:
    """Return what an authority answers; raises Refused where it does not."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise _unanswered(url, "its address begins with neither http:// nor https://")
    headers = {"Content-Type": _QUERY, "Accept": _REPLY}
    asked = Request(url, data=request, headers=headers)  # noqa: S310 (looked at above)
    try:
        with build_opener(NoRedirects).open(asked, timeout=PATIENCE_SECONDS) as answer:
            kind = answer.headers.get_content_type()
            reply: bytes = answer.read(_REPLY_MAX + 1)
    except HTTPError as fault:
        fault.close()
        raise _unanswered(url, f"it answered {fault.code} {fault.reason}") from fault
    except (URLError, HTTPException, OSError) as fault:
        why = getattr(fault, "reason", None) or fault
        raise _unanswered(url, str(why) or type(fault).__name__) from fault
    if kind != _REPLY:
        raise _unanswered(url, f"it answered with {kind}, and not with {_REPLY}")
    return reply


def _unanswered(url: str, why: str) -> Refused:
    remedy = (
        "Nothing was recorded; ask again later, name another with --url, or ask by "
        "file with --request and --reply."
    )
    return Refused("Refused (no-answer)", f"{url} gave no timestamp: {why}. {remedy}")
