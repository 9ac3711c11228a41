"""ID tokens: a provider's word on who somebody is (OpenID Connect Core, 3.1.3.7)."""

from __future__ import annotations

import warnings
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError, SecurityWarning
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry
from msgspec import Struct

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519", "EdDSA"),
)
"""By which a token may be signed: by a key that the provider alone has."""
# Ed25519 by its former name, which providers still write (RFC 9864).
warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)
LEEWAY_SECONDS = 60
"""So far the clock of a provider may be from ours."""
SUBJECT_CHARACTERS_MAX = 255
_KEY_TYPES = ("RSA", "EC", "OKP")


class NotVouched(Exception):
    """A token vouches for nobody; the sentence says why."""


class UnknownKey(NotVouched):
    """A token is signed by a key that the provider did not show yet."""


class VouchedIdentity(Struct, frozen=True, kw_only=True):
    """Whom a provider vouches for."""

    subject: str
    """The account, by which the provider knows it from all others for ever."""
    email: str | None
    """Its address, where the provider verified it."""


def keys_in(content: dict[str, Any]) -> KeySet:
    """Return the keys that a provider signs with; raises NotVouched.

    Keys of other kinds are passed over: with a secret that is shared anybody signs.
    """
    listed = content.get("keys")
    signing = [
        key
        for key in (listed if isinstance(listed, list) else ())
        if isinstance(key, dict)
        and key.get("kty") in _KEY_TYPES
        and key.get("use", "sig") == "sig"
    ]
    try:
        return KeySet.import_key_set({"keys": signing})
    except (JoseError, ValueError) as fault:
        raise NotVouched(f"its keys cannot be read: {fault}") from fault


def vouched_in(
    token: str, keys: KeySet, *, issuer: str, client: str, nonce: str, at: datetime
) -> VouchedIdentity:
    """Return whom a token vouches for; raises UnknownKey and NotVouched."""
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except InvalidKeyIdError as fault:
        raise UnknownKey(str(fault)) from fault
    except (JoseError, ValueError) as fault:
        raise NotVouched(f"its token is not good: {fault}") from fault
    _must_be_for(claims, client)
    subject = claims["sub"]
    if len(subject) > SUBJECT_CHARACTERS_MAX:
        raise NotVouched("it names an account by too long a text")
    is_verified = claims.get("email_verified") is True
    email = claims.get("email") if is_verified else None
    return VouchedIdentity(
        subject=subject, email=email if isinstance(email, str) else None
    )


def _must_be_for(claims: dict[str, Any], client: str) -> None:
    """Refuse a token that another service was given, too; raises NotVouched."""
    audience, presenter = claims["aud"], claims.get("azp")
    is_shared = isinstance(audience, list) and audience != [client]
    if presenter != client and (is_shared or presenter is not None):
        raise NotVouched("its token was given to another service")
