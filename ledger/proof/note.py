"""Signed notes: a text, and who signed it (c2sp.org/signed-note@v1.0.0).

A note is read strictly. What unknown keys signed is passed over; where a key that is
known did not sign the text, the whole note is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ledger.proof.base64_text import NoteInvalid, decoded
from ledger.proof.note_keys import (
    COSIGNATURE,
    DASH,
    ED25519,
    ID_BYTES,
    NoteSignature,
    SigningKey,
    VerifierKey,
    must_be_key_name,
    parse_signing_key,
    parse_verifier_key,
)

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "NoteInvalid",
    "NoteSignature",
    "SignedNote",
    "SigningKey",
    "VerifiedSignature",
    "VerifierKey",
    "parse_note",
    "parse_signing_key",
    "parse_verifier_key",
    "sign_note",
    "verified",
]

NOTE_BYTES_MAX = 1_000_000
SIGNATURES_MAX = 100
"""Every reader must accept 16; a note with ever more of them would never end."""

_CONTROL = re.compile(r"[^\n -\U0010ffff]")


@dataclass(frozen=True, slots=True)
class VerifiedSignature:
    """A signature that a known key made, and when, where it says so."""

    key: VerifierKey
    at: int | None
    """Seconds since 1970, of a cosignature."""


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text that ends in a newline, and the signatures below it."""

    text: str
    signatures: tuple[NoteSignature, ...]

    @property
    def data(self) -> bytes:
        """Return the note as it is stored, and handed out."""
        lines = "".join(signature.line for signature in self.signatures)
        return f"{self.text}\n{lines}".encode()

    def signed_too(self, signatures: Iterable[NoteSignature]) -> SignedNote:
        """Return the note with signatures that it does not have yet."""
        more = [each for each in signatures if each not in self.signatures]
        return replace(self, signatures=(*self.signatures, *more))


def sign_note(text: str, keys: Sequence[SigningKey]) -> SignedNote:
    """Sign a text with keys, in their order; raises NoteInvalid for no note's text."""
    # What could not be read again is never handed out.
    if not text.endswith("\n"):
        raise NoteInvalid("The text of a note ends in a newline.")
    _must_be_few(keys)
    note = SignedNote(text, tuple(key.sign(text) for key in keys))
    _text_of(note.data)
    return note


def parse_note(data: bytes) -> SignedNote:
    """Read a signed note, whoever signed it; raises NoteInvalid."""
    text, blank, below = _text_of(data).rpartition("\n\n")
    if not blank:
        raise NoteInvalid("The note has no blank line before its signatures.")
    if not below.endswith("\n"):
        raise NoteInvalid("The note does not end with the newline of a signature.")
    lines = below[:-1].split("\n")
    _must_be_few(lines)
    return SignedNote(f"{text}\n", tuple(map(_signature_in, lines)))


def _must_be_few(signatures: Sequence[object]) -> None:
    if len(signatures) > SIGNATURES_MAX:
        raise NoteInvalid(
            f"The note has {len(signatures)} signatures, and {SIGNATURES_MAX} are read."
        )


def _text_of(data: bytes) -> str:
    if len(data) > NOTE_BYTES_MAX:
        raise NoteInvalid(
            f"The note has {len(data)} bytes, and a note has {NOTE_BYTES_MAX} at most."
        )
    try:
        text = data.decode()
    except UnicodeDecodeError as fault:
        raise NoteInvalid(
            f"The note is no UTF-8: its byte {fault.start} is wrong."
        ) from fault
    if control := _CONTROL.search(text):
        raise NoteInvalid(
            f"The note holds the control character U+{ord(control[0]):04X}; its lines "
            "end in a newline, and it holds no other."
        )
    return text


def _signature_in(line: str) -> NoteSignature:
    if not line.startswith(DASH):
        raise NoteInvalid(f"The note has {line!r} where a signature stands.")
    name, _, base64 = line.removeprefix(DASH).partition(" ")
    must_be_key_name(name)
    signed = decoded(base64)
    if len(signed) <= ID_BYTES:
        raise NoteInvalid(f"The signature of {name} has {len(signed)} bytes only.")
    return NoteSignature(name, signed[:ID_BYTES], signed[ID_BYTES:])


def verified(
    note: SignedNote, keys: Iterable[VerifierKey]
) -> tuple[VerifiedSignature, ...]:
    """Return which of the keys signed a note, and when.

    Raises NoteInvalid where none of them did, or a signature that claims to be of one
    is not: then nothing in the note is to be believed.
    """
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.id), key) != key:
            both = f"{key.name}+{key.id.hex()}"
            raise NoteInvalid(f"Two keys that are trusted call themselves {both}.")
    signatures = tuple(
        VerifiedSignature(signer, signer.verify(note.text, each.signature))
        for each in note.signatures
        if (signer := known.get((each.name, each.key_id))) is not None
    )
    if not signatures:
        names = ", ".join(dict.fromkeys(each.name for each in note.signatures))
        raise NoteInvalid(f"No key that is trusted signed the note; it names {names}.")
    return signatures
