"""The lines that the files of a transparency log are made of: numbers and hashes.

There is one way to write each, and nothing else is read: what can be written in two
ways can be altered without a trace.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.proof.base64_text import NoteInvalid, decoded
from ledger.proof.tree import HASH_BYTES

SIZE_MAX = 2**63 - 1
"""No log has more entries: Go counts them in 64 bits, of which one is a sign."""

PROOF_HASHES_MAX = 63
"""No proof has more hashes: one for each level below a root."""

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_SHOWN_MAX = 60


class Malformed(NoteInvalid):
    """A file is not of its format; the sentence says where, and what was expected."""


def number_in(text: str, where: str) -> int:
    """Read a number of entries: decimal, without leading zeroes."""
    if _DECIMAL.fullmatch(text) is None or int(text) > SIZE_MAX:
        raise Malformed(
            f"{where} is {shown(text)}, and not a number without leading zeroes."
        )
    return int(text)


def hash_in(text: str, where: str) -> bytes:
    """Read a hash in base 64."""
    try:
        content = decoded(text)
    except NoteInvalid:
        raise Malformed(
            f"{where} is {shown(text)}, and not a hash in Base 64."
        ) from None
    if len(content) != HASH_BYTES:
        raise Malformed(
            f"{where} has {len(content)} bytes, and a hash has {HASH_BYTES}."
        )
    return content


def hashes_in(lines: Sequence[str], first: int) -> tuple[bytes, ...]:
    """Read the hashes of a proof; the first line has this number in its file."""
    if len(lines) > PROOF_HASHES_MAX:
        raise Malformed(
            f"The proof has {len(lines)} hashes, and none has over {PROOF_HASHES_MAX}."
        )
    return tuple(
        hash_in(line, f"Line {number}") for number, line in enumerate(lines, first)
    )


def head_and_note(file: bytes, what: str) -> tuple[list[str], bytes]:
    """Split a file at its first empty line: lines of ASCII, and a signed note."""
    head, gap, note = file.partition(b"\n\n")
    if not gap:
        raise Malformed(f"The {what} has no empty line before its checkpoint.")
    try:
        return head.decode("ascii").split("\n"), note
    except UnicodeDecodeError:
        raise Malformed(
            f"The {what} has more than ASCII before its checkpoint."
        ) from None


def shown(text: str) -> str:
    """Quote part of a text that came from outside, on one line and not too long."""
    return ascii(text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}...")
