"""Passkeys: a device that signs somebody in, as WebAuthn has it (W3C, level 3)."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import webauthn
from msgspec import Struct
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ledger.identity import Role
from ledger.vault.passkeys import (
    Passkey,
    file_passkey,
    note_used,
    passkey_named,
    passkeys_of,
    remove_passkey,
)
from presenters.sessions import SignInShape
from presenters.shape import Shape
from web.caller import Caller
from web.door import OF_A_SESSION, Door
from web.operation import admits
from web.problem import HttpProblem

_FAULTS = (
    *(WebAuthnException, ValueError, KeyError, TypeError, AttributeError),
    RecursionError,
)
"""What the library raises for what a device, or whoever acts as one, may send."""


WHOEVER = ""
"""Of whom a device is asked that is to say itself whose it is."""


class PasskeyBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device answered."""

    credential: dict[str, Any]
    """The credential, as PublicKeyCredential.toJSON() has it."""


class PasskeySignInBody(PasskeyBody, frozen=True, kw_only=True):
    """Who signs in with a device."""

    role: Role | None = None
    """In which role; it need not be said by who has one alone."""


class PasskeyNameBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which passkey is removed."""

    id: str
    """The credential, as its device named it."""


class ChallengeShape(Shape):
    """What a device is asked."""

    options: str
    """The options, as JSON: PublicKeyCredential.parse…OptionsFromJSON() reads them."""


class PasskeyShape(Shape):
    """A passkey on file."""

    id: str
    """The credential, as its device named it."""
    actor: str
    """Whom it signs in."""
    made_at: datetime
    """When it was made."""


def ask_for_a_passkey(door: Door, caller: Caller) -> ChallengeShape:
    """Ask a device for a passkey of whoever is signed in."""
    who = caller.must_be_in_session()
    handle = f"{door.house.ledger_id()} {who}"
    options = webauthn.generate_registration_options(
        rp_id=_rp(door),
        rp_name="lotledger",
        user_name=who,
        user_id=sha256(handle.encode()).digest(),
        challenge=door.challenges.new(who),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.id))
            for each in passkeys_of(door.vault, who)
        ],
    )
    return ChallengeShape(options=webauthn.options_to_json(options))


def file_a_passkey(door: Door, caller: Caller, body: PasskeyBody) -> PasskeyShape:
    """File the passkey that a device made."""
    who = caller.must_be_in_session()
    challenge = _challenge(body.credential)
    if door.challenges.use_up(challenge) != who:
        raise _unfit()
    try:
        verified = webauthn.verify_registration_response(
            credential=body.credential,
            expected_challenge=challenge,
            expected_rp_id=_rp(door),
            expected_origin=door.origin,
            require_user_verification=True,
        )
    except _FAULTS as fault:
        raise _unfit() from fault
    passkey = Passkey(
        id=bytes_to_base64url(verified.credential_id),
        who=who,
        key=verified.credential_public_key,
        used=verified.sign_count,
        made_at=door.at,
    )
    if not file_passkey(door.vault, passkey):
        raise _unfit()
    return _shape(passkey)


def list_passkeys(door: Door, caller: Caller) -> list[PasskeyShape]:
    """List the passkeys of whoever is signed in."""
    return [_shape(each) for each in passkeys_of(door.vault, caller.actor)]


def remove_a_passkey(door: Door, caller: Caller, body: PasskeyNameBody) -> PasskeyShape:
    """Remove a passkey: its device signs nobody in any more."""
    who = caller.must_be_in_session()
    passkey = passkey_named(door.vault, body.id)
    if passkey is None or not remove_passkey(door.vault, who, body.id):
        raise HttpProblem(
            404, "not-found", "No such passkey", "You have no passkey of this id."
        )
    return _shape(passkey)


def ask_a_passkey(door: Door) -> ChallengeShape:
    """Ask whichever device is at hand to sign its owner in."""
    options = webauthn.generate_authentication_options(
        rp_id=_rp(door),
        challenge=door.challenges.new(WHOEVER),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return ChallengeShape(options=webauthn.options_to_json(options))


def sign_in_by_passkey(door: Door, body: PasskeySignInBody) -> SignInShape:
    """Sign in with a device; the answer sets the cookie of a session."""
    door.must_be_few()
    challenge, name = _challenge(body.credential), body.credential.get("id")
    passkey = passkey_named(door.vault, name) if isinstance(name, str) else None
    if door.challenges.use_up(challenge) != WHOEVER or passkey is None:
        raise door.not_signed_in()
    try:
        verified = webauthn.verify_authentication_response(
            credential=body.credential,
            expected_challenge=challenge,
            expected_rp_id=_rp(door),
            expected_origin=door.origin,
            credential_public_key=passkey.key,
            credential_current_sign_count=passkey.used,
            require_user_verification=True,
        )
    except _FAULTS as fault:
        raise door.not_signed_in() from fault
    note_used(door.vault, passkey.id, verified.new_sign_count)
    return door.begin_session(passkey.who, body.role)


def _challenge(credential: dict[str, Any]) -> bytes:
    """Return the challenge that a device says it was asked."""
    try:
        content = base64url_to_bytes(credential["response"]["clientDataJSON"])
        return base64url_to_bytes(json.loads(content)["challenge"])
    except _FAULTS:
        return b""


def _rp(door: Door) -> str:
    """Return the host that passkeys are bound to."""
    return urlsplit(door.origin).hostname or ""


def _unfit() -> HttpProblem:
    return HttpProblem(
        422,
        "passkey-unfit",
        "Not what was asked of the device",
        "The answer of the device is not to what it was asked. Ask it again.",
    )


def _shape(passkey: Passkey) -> PasskeyShape:
    return PasskeyShape(id=passkey.id, actor=passkey.who, made_at=passkey.made_at)


OPERATIONS = (
    admits("/passkeys/challenge", ask_for_a_passkey, signed_in=True),
    admits("/passkeys", file_a_passkey, signed_in=True, status=201),
    admits("/passkeys", list_passkeys, method="GET", signed_in=True),
    admits("/passkeys", remove_a_passkey, method="DELETE", signed_in=True),
    admits("/session/challenge", ask_a_passkey),
    admits("/session/passkey", sign_in_by_passkey, status=201, sends=OF_A_SESSION),
)
