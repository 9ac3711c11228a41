"""Keys that sign notes, and those that verify what was signed.

They are written as other programs for notes write them: a verifier key is a vkey.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from ledger.proof.base64_text import NoteInvalid, decoded, encoded

ED25519, COSIGNATURE = 0x01, 0x04
"""Signatures of a text itself, and those of witnesses (c2sp.org/tlog-cosignature)."""

ID_BYTES = 4
DASH = "— "
TIME_MAX = 2**63 - 1

_KEY_BYTES = 32
_TIME_BYTES = 8
_PRIVATE = "PRIVATE+KEY+"
_VERIFIER = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_NAME = re.compile(r"[^+\s\x00-\x1f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """What a signature is verified with: the public half of a key, and its name."""

    name: str
    public: bytes
    kind: int = ED25519
    id: bytes = field(init=False, repr=False, compare=False)
    """The four bytes by which a signature names it, beside its name."""

    def __post_init__(self) -> None:
        must_be_key_name(self.name)
        _must_be_key(self.kind, self.public)
        text = b"%s\n%c%s" % (self.name.encode(), self.kind, self.public)
        object.__setattr__(self, "id", sha256(text).digest()[:ID_BYTES])

    @property
    def text(self) -> str:
        """Return it as it is handed out: a vkey."""
        return f"{self.name}+{self.id.hex()}+{encoded(_typed(self.kind, self.public))}"

    def verify(self, text: str, signature: bytes) -> int | None:
        """Return when it signed a text, in seconds, where it says so.

        Raises NoteInvalid where it did not.
        """
        at, message = None, text
        if self.kind == COSIGNATURE:
            at = int.from_bytes(signature[:_TIME_BYTES])
            signature, message = signature[_TIME_BYTES:], _cosigned(text, at)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(
                signature, message.encode()
            )
        except InvalidSignature as fault:
            raise NoteInvalid(
                f"The note was not signed by {self.name}+{self.id.hex()}, though a "
                "signature below it says so."
            ) from fault
        return at


def parse_verifier_key(text: str) -> VerifierKey:
    """Read a vkey: a name, an id and a key, with plus signs between; NoteInvalid."""
    parts = _VERIFIER.fullmatch(text)
    if parts is None:
        raise NoteInvalid(
            f"{text!r} is no verifier key: it is a name, eight hexadecimal digits and "
            "a key in Base 64, with plus signs between them."
        )
    name, id_, base64 = parts.groups()
    typed = decoded(base64)
    key = VerifierKey(name, typed[1:], typed[0])
    if key.id.hex() != id_:
        raise NoteInvalid(
            f"The verifier key of {name} says that its id is {id_}, and it is "
            f"{key.id.hex()}: it was not copied whole, or was changed."
        )
    return key


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What a note is signed with: the secret half of a key, and its name."""

    name: str
    secret: bytes = field(repr=False)
    """The 32 bytes that an Ed25519 key is made of (RFC 8032)."""
    kind: int = ED25519
    verifier: VerifierKey = field(init=False, repr=False, compare=False)
    """The public half."""
    _private: Ed25519PrivateKey = field(init=False, repr=False, compare=False)
    """Made once, which takes longer than to sign with it."""

    def __post_init__(self) -> None:
        must_be_key_name(self.name)
        _must_be_key(self.kind, self.secret)
        private = Ed25519PrivateKey.from_private_bytes(self.secret)
        public = private.public_key().public_bytes_raw()
        object.__setattr__(self, "_private", private)
        object.__setattr__(self, "verifier", VerifierKey(self.name, public, self.kind))

    @property
    def text(self) -> str:
        """Return it as it is kept, and shown to nobody."""
        id_ = self.verifier.id.hex()
        return f"{_PRIVATE}{self.name}+{id_}+{encoded(_typed(self.kind, self.secret))}"

    def sign(self, text: str, *, at: int | None = None) -> NoteSignature:
        """Sign a text; a cosignature says at which second since 1970 it was made."""
        assert (at is None) == (self.kind == ED25519), "a cosignature alone has a time"
        message, before = text, b""
        if at is not None:
            message, before = _cosigned(text, at), at.to_bytes(_TIME_BYTES)
        signature = self._private.sign(message.encode())
        return NoteSignature(self.name, self.verifier.id, before + signature)

    def signer(self) -> Callable[[str], bytes]:
        """Return what signs many texts, as ``sign`` signs one."""
        assert self.kind == ED25519, "a cosignature alone has a time"
        return lambda text: self._private.sign(text.encode())


@lru_cache(maxsize=4)
def parse_signing_key(text: str) -> SigningKey:
    """Read a signing key as it is kept; raises NoteInvalid, which does not tell it."""
    parts = _VERIFIER.fullmatch(text.removeprefix(_PRIVATE))
    if parts is None or not text.startswith(_PRIVATE):
        raise NoteInvalid("There is no signing key in it.")
    name, id_, base64 = parts.groups()
    try:
        typed = decoded(base64)
    except NoteInvalid:
        raise NoteInvalid("The signing key in it is not whole.") from None
    key = SigningKey(name, typed[1:], typed[0])
    if key.verifier.id.hex() != id_:
        raise NoteInvalid("The signing key in it is not the one that it says it is.")
    return key


def must_be_key_name(name: str) -> None:
    """Refuse a name that no key may have; raises NoteInvalid."""
    if not _NAME.fullmatch(name):
        raise NoteInvalid(
            f"{name!r} is no name of a key: it has neither spaces nor plus signs, and "
            "is like example.com/log."
        )


def _must_be_key(kind: int, data: bytes) -> None:
    if kind not in (ED25519, COSIGNATURE):
        raise NoteInvalid(
            f"A key of the type {kind:#04x} is not read here: it is {ED25519:#04x}, "
            f"Ed25519, or {COSIGNATURE:#04x}, a witness's."
        )
    if len(data) != _KEY_BYTES:
        raise NoteInvalid(
            f"An Ed25519 key has {_KEY_BYTES} bytes, and this one {len(data)}."
        )


def _typed(kind: int, data: bytes) -> bytes:
    return bytes((kind,)) + data


def _cosigned(text: str, at: int) -> str:
    """Return what a witness signs: a checkpoint's text, and when it was seen."""
    if at > TIME_MAX:
        raise NoteInvalid(f"A cosignature says that it was made at second {at}.")
    return f"cosignature/v1\ntime {at}\n{text}"


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A line below a note: whose it claims to be, and the bytes that show it."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """Return it as it stands below the note."""
        return f"{DASH}{self.name} {encoded(self.key_id + self.signature)}\n"
