"""A provider of identities: what it says of itself, and whom it vouches for."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from joserfc.jwk import KeySet
from msgspec import Struct

from ledger.identity import Role
from web.addresses import UnsafeAddress, safe_address
from web.caller import Caller
from web.oidc.id_token import (
    NotVouched,
    UnknownKey,
    VouchedIdentity,
    keys_in,
    vouched_in,
)
from web.oidc.settings import ProviderSettings
from web.request import NO_JSON
from web.sending import sent

BEGIN = "/sign-in/oidc"
FRESH_SECONDS = 3600.0
"""So long a provider is believed to be as it said; then it is asked again."""
_ANSWER_BYTES_MAX = 2**20
_BASIC, _POST = "client_secret_basic", "client_secret_post"


class Metadata(Struct, frozen=True, kw_only=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = (_BASIC,)


class SignInBegun(Struct, frozen=True, kw_only=True):
    """A sign-in that somebody began, and what shows that they go on with it."""

    browser: str
    """What its browser alone has, in a cookie."""
    nonce: str
    """What the token has to say again."""
    verifier: str
    """What shows the provider that who asks for the token began it (RFC 7636)."""
    role: Role | None
    """In which role."""
    caller: Caller | None
    """Who was signed in there by then, whose session this one follows."""


class Provider:
    """The provider of identities of a service."""

    def __init__(
        self, settings: ProviderSettings, clock: Callable[[], float] = monotonic
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._metadata: tuple[Metadata, float] | None = None
        self._keys: tuple[KeySet, float] | None = None

    @property
    def begin(self) -> str:
        """Return the address at which somebody begins to sign in."""
        return f"{BEGIN}/{self.settings.name}".rstrip("/")

    @property
    def callback(self) -> str:
        """Return the address to which a browser comes back: of this provider alone.

        So no answer of one is taken for that of another (RFC 9700, 4.4.2).
        """
        return f"{self.begin}/callback"

    @property
    def sign_out_address(self) -> str | None:
        """Return where to sign out of the provider, where that is known by now."""
        if self._metadata is None or not self._metadata[0].end_session_endpoint:
            return None
        client = urlencode({"client_id": self.settings.client_id})
        return f"{self._metadata[0].end_session_endpoint}?{client}"

    def address(self, begun: SignInBegun, state: str, origin: str) -> str:
        """Return where a browser is sent to sign in; raises NotVouched."""
        challenge = urlsafe_b64encode(sha256(begun.verifier.encode()).digest())
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": f"{origin}{self.callback}",
            "scope": "openid email" if self.settings.by_email else "openid",
            "state": state,
            "nonce": begun.nonce,
            "code_challenge": challenge.decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        endpoint = self._described().authorization_endpoint
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def vouched(
        self, given: Mapping[str, str], begun: SignInBegun, origin: str, at: datetime
    ) -> VouchedIdentity:
        """Return whom the provider vouches for, by what a browser came back with.

        Raises NotVouched.
        """
        # A provider that says who it is is the one that was asked (RFC 9207).
        if given.get("iss", self.settings.issuer) != self.settings.issuer:
            raise NotVouched("the answer came from another provider")
        if "code" not in given:
            raise NotVouched(f"it answered {given.get('error', 'without a code')}")
        token = self._token(given["code"], begun.verifier, origin)

        def vouched_by(keys: KeySet) -> VouchedIdentity:
            return vouched_in(
                token,
                keys,
                issuer=self.settings.issuer,
                client=self.settings.client_id,
                nonce=begun.nonce,
                at=at,
            )

        try:
            return vouched_by(self._signing_keys())
        except UnknownKey:
            # It may have another key by now: it is asked once.
            self._keys = None
            return vouched_by(self._signing_keys())

    def _described(self) -> Metadata:
        now = self._clock()
        if self._metadata is not None and self._metadata[1] > now:
            return self._metadata[0]
        issuer = self.settings.issuer
        place = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            metadata = msgspec.convert(_fetched(place), Metadata)
        except msgspec.ValidationError as fault:
            raise NotVouched(f"{place} does not describe it: {fault}") from fault
        if metadata.issuer != issuer:
            raise NotVouched(f"{place} is of {metadata.issuer}")
        self._metadata = (metadata, now + FRESH_SECONDS)
        return metadata

    def _signing_keys(self) -> KeySet:
        now = self._clock()
        if self._keys is None or self._keys[1] <= now:
            keys = keys_in(_fetched(self._described().jwks_uri))
            self._keys = (keys, now + FRESH_SECONDS)
        return self._keys[0]

    def _token(self, code: str, verifier: str, origin: str) -> str:
        """Return the token that a code is good for, once."""
        metadata, headers = self._described(), None
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{origin}{self.callback}",
            "code_verifier": verifier,
            "client_id": self.settings.client_id,
        }
        if (secret := self.settings.client_secret) is not None:
            methods = metadata.token_endpoint_auth_methods_supported
            if _POST in methods and _BASIC not in methods:
                form["client_secret"] = secret
            else:
                headers = _basic(self.settings.client_id, secret)
        answer = _fetched(metadata.token_endpoint, form, headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotVouched("its answer has no token")
        return token


def _basic(client: str, secret: str) -> dict[str, str]:
    """Return the header by which the service shows its secret (RFC 6749, 2.3.1)."""
    shown = f"{quote(client, safe='')}:{quote(secret, safe='')}"
    return {"Authorization": f"Basic {b64encode(shown.encode()).decode()}"}


def _fetched(
    url: str,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what a provider answers, to a form where one is sent; raises NotVouched.

    What it says to a form that it refuses is passed on by its code alone.
    """
    body = None if form is None else urlencode(form).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    try:
        answer = sent(
            "GET" if body is None else "POST",
            safe_address(url),
            {"Accept": "application/json", **kind, **(headers or {})},
            body,
            bytes_max=_ANSWER_BYTES_MAX,
        )
        content = msgspec.json.decode(answer.content)
    except UnsafeAddress as fault:
        raise NotVouched(str(fault)) from fault
    except (OSError, *NO_JSON) as fault:
        raise NotVouched(f"{url} gives no answer: {fault}") from fault
    if answer.status != HTTPStatus.OK or not isinstance(content, dict):
        why = content.get("error") if isinstance(content, dict) else None
        raise NotVouched(f"{url} answered {answer.status}, {why or 'without a reason'}")
    return content
