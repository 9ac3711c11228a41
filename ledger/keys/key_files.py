"""The files of signing keys: each for its owner alone, and named by the key's id."""

from __future__ import annotations

import stat
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from ledger.keys.folder import LedgerFolder, must_be_owners, write_new
from ledger.proof.note import NoteInvalid, SigningKey, VerifierKey, parse_signing_key
from ledger.refusals import KeyNotHere, KeysNotKept

_REHEARSAL = b"lotledger/rehearsal-key/v1\n"


def file_of(folder: LedgerFolder, key: VerifierKey) -> Path:
    """Return where a key is kept, if it is kept here."""
    return folder.path / f"{key.id.hex()}.key"


def keep_key(folder: LedgerFolder, key: SigningKey, *, apart_from: Path | None) -> Path:
    """Keep a key that is not kept yet; returns where. Raises KeysNotKept."""
    folder.make(apart_from=apart_from)
    return write_key(file_of(folder, key.verifier), key)


def write_key(file: Path, key: SigningKey) -> Path:
    """Write a key to a file that is not there yet; returns it. Raises KeysNotKept."""
    try:
        write_new(file, f"{key.text}\n".encode())
    except OSError as fault:
        raise KeysNotKept(
            place=str(file),
            why=f"it cannot be written, {fault.strerror}",
            to_do="Make room there, or name another folder with LOTLEDGER_KEYS.",
        ) from fault
    return file


def kept_key(
    folder: LedgerFolder, key: VerifierKey, *, apart_from: Path | None
) -> SigningKey:
    """Read the secret half of a key; raises KeyNotHere.

    Raises KeysNotKept where others may read it, or it stands beside the ledger.
    """
    file = file_of(folder, key)
    folder.must_be_apart(apart_from)
    try:
        folder.must_be_private()
        must_be_owners(file, is_kind=stat.S_ISREG)
        kept = parse_signing_key(file.read_text("ascii").removesuffix("\n"))
    except (FileNotFoundError, NotADirectoryError):
        raise KeyNotHere(key=f"{key.name}+{key.id.hex()}", file=str(file)) from None
    except OSError as fault:
        raise KeysNotKept(
            place=str(file),
            why=f"it cannot be read, {fault.strerror}",
            to_do="Let whoever it belongs to sign: it stays theirs alone.",
        ) from fault
    except (NoteInvalid, UnicodeDecodeError):
        kept = None
    if kept is None or kept.verifier != key:
        raise KeysNotKept(
            place=str(file),
            why="the key that it is named for is not in it",
            to_do="Bring that file back from where a copy of it is kept.",
        )
    return kept


@lru_cache
def rehearsal_key(name: str) -> SigningKey:
    """Derive the key of a rehearsal from its name: as anybody can."""
    return SigningKey(name, sha256(_REHEARSAL + name.encode()).digest())
