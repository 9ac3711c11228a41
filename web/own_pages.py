"""What a browser sends by itself: the cookie of a session, and from where it asks.

A browser sends a cookie with whatever another page makes it ask for. So what is written
with one comes from a page of ours, which says so by its origin and by a text that no
other page can read (OWASP, cross-site request forgery prevention).
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from starlette.requests import Request

from web.caller import Caller
from web.problem import HttpProblem

COOKIE = "__Host-lotledger"
"""Its prefix lets no other host, no other path and no plain page set it (RFC 6265bis,
4.1.3.2)."""
FORM_TOKEN = "X-Form-Token"  # noqa: S105 (the name of a header)
READING = frozenset(("GET", "HEAD", "OPTIONS"))


def cookie_of(
    text: str, seconds: int, *, name: str = COOKIE, same_site: str = "Strict"
) -> str:
    """Write the cookie of a session; one of no seconds takes it back."""
    return (
        f"{name}={text}; Path=/; Max-Age={seconds}; Secure; HttpOnly; "
        f"SameSite={same_site}"
    )


def form_token_of(session: str) -> str:
    """Return what pages of a session send with what they write."""
    return hmac.digest(session.encode(), b"lotledger/form/v1", sha256).hex()


def own_origin(request: Request, proxy: str | None) -> str:
    """Return the origin of our own pages: the proxy's, where one is in front."""
    return proxy or f"{request.scope['scheme']}://{request.headers.get('host', '')}"


def must_be_own_page(
    request: Request, caller: Caller | None, proxy: str | None, *, signs_in: bool
) -> None:
    """Refuse what a page of others writes with a cookie of ours; raises HttpProblem."""
    by_cookie = caller is not None and caller.form_token is not None
    if request.method in READING or (caller is not None and not by_cookie):
        return
    origin = own_origin(request, proxy)
    shown = request.headers.get("origin")
    if (shown is None and by_cookie and not signs_in) or shown not in (None, origin):
        raise HttpProblem(
            403,
            "other-origin",
            "From elsewhere",
            f"It was asked from {shown or 'nowhere that is known'}. What is written "
            f"with a cookie is written from {origin}.",
        )
    if signs_in or caller is None or caller.form_token is None:
        return
    given = request.headers.get(FORM_TOKEN, "")
    if not hmac.compare_digest(given.encode(), caller.form_token.encode()):
        raise HttpProblem(
            403,
            "form-token-needed",
            "A form token is needed",
            f"The header {FORM_TOKEN} is missing, or of another session. Send the "
            "form_token that signing in was answered with, or GET /api/v1/session.",
        )
