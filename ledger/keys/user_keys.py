"""The keys of users: each in a file of its own, for its owner alone."""

from __future__ import annotations

import stat
from pathlib import Path

from ledger.keys.folder import LedgerFolder, must_be_owners
from ledger.keys.key_files import write_key
from ledger.proof.base64_text import NoteInvalid
from ledger.proof.note_keys import SigningKey, VerifierKey, parse_signing_key
from ledger.refusals import KeysNotKept

_FOLDER = "users"
_ANOTHER = "Name the file of a user's key with LOTLEDGER_USER_KEY."


def _files_of(folder: LedgerFolder, key: VerifierKey) -> tuple[Path, ...]:
    """Return where a key of a user may be kept: as the first, or by its id."""
    kept = folder.path / _FOLDER
    return kept / f"{key.name}.key", kept / f"{key.name}-{key.id.hex()}.key"


def keep_user_key(
    folder: LedgerFolder, key: SigningKey, *, apart_from: Path | None
) -> Path:
    """Keep a key of a user; returns where. Raises KeysNotKept.

    One that is there stays: it signs that the other takes its place.
    """
    folder.make(apart_from=apart_from, within=(_FOLDER,))
    first, by_id = _files_of(folder, key.verifier)
    file = by_id if first.exists() else first
    return write_key(file, key)


def must_keep_user_keys(folder: LedgerFolder, *, apart_from: Path | None) -> None:
    """Refuse, as keeping a user's key would, where none can be; raises KeysNotKept."""
    folder.must_be_fit(apart_from=apart_from, within=(_FOLDER,))


def copy_user_keys(
    folder: LedgerFolder, to: LedgerFolder, *, apart_from: Path | None
) -> None:
    """Keep the keys of one ledger's users for another ledger as well.

    One that is there stays. Raises KeysNotKept.
    """
    kept = folder.path / _FOLDER
    files = sorted(kept.glob("*.key")) if kept.exists() else []
    if files:
        to.make(apart_from=apart_from, within=(_FOLDER,))
    for file in files:
        there = to.path / _FOLDER / file.name
        key = _kept(file, apart_from=None)
        if key is not None and not there.exists():
            write_key(there, key)


def user_key(
    folder: LedgerFolder | None,
    key: VerifierKey,
    *,
    named: Path | None,
    apart_from: Path | None,
) -> SigningKey | None:
    """Read the secret half of a user's key: of the file named, else of theirs here.

    None where it is in no such file. Raises KeysNotKept where others may read it, it
    stands beside the ledger, or no key is in it.
    """
    here = () if folder is None else _files_of(folder, key)
    for file in here if named is None else (named,):
        kept = _kept(file, apart_from=apart_from)
        if kept is not None and kept.verifier == key:
            return kept
    return None


def _kept(named: Path, *, apart_from: Path | None) -> SigningKey | None:
    """Read a key from a file; None where there is none."""
    if apart_from and named.resolve().parent == apart_from.resolve():
        raise KeysNotKept(
            place=str(named),
            why="the ledger is in that folder",
            to_do="Keep it in a folder apart from the ledger.",
        )
    try:
        must_be_owners(named, is_kind=stat.S_ISREG)
        return parse_signing_key(named.read_text("ascii").removesuffix("\n"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as fault:
        why = f"it cannot be read, {fault.strerror}"
        raise KeysNotKept(place=str(named), why=why, to_do=_ANOTHER) from fault
    except (NoteInvalid, UnicodeDecodeError):
        why = "no signing key is in it"
        raise KeysNotKept(place=str(named), why=why, to_do=_ANOTHER) from None
