"""How the vault of a ledger is made, found and opened."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from ledger.keys.folder import LedgerFolder, synchronise, write_new
from ledger.refusals import KeysNotKept, VaultClosed, VaultThere
from ledger.refusals.vault import BRING_BACK
from ledger.vault.derivation import fresh
from ledger.vault.secrets import VAULT_NAME
from ledger.vault.vault_file import VaultFile
from ledger.vault.wrapping import (
    Passphrase,
    Stretching,
    Wrapping,
    wrapped,
    wrapped_in_passphrase,
)

KEY_NAME = "vault.key"
EDITION = 1
_APPLICATION = 0x4C4C5641
_SCHEMA = f"""
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {EDITION};
CREATE TABLE root (
    ledger TEXT NOT NULL, text BLOB NOT NULL,
    salt BLOB, cost INTEGER, block INTEGER, lanes INTEGER
) STRICT;
CREATE TABLE keys (
    kind TEXT NOT NULL, subject TEXT NOT NULL, text BLOB,
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
CREATE TABLE people (client TEXT PRIMARY KEY, text BLOB NOT NULL) STRICT;
CREATE TABLE papers (
    name TEXT PRIMARY KEY, client TEXT NOT NULL, text BLOB NOT NULL
) STRICT;
CREATE TABLE followed (epoch INTEGER NOT NULL, position INTEGER NOT NULL) STRICT;
CREATE TABLE tokens (
    hash TEXT PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
    user TEXT NOT NULL, role TEXT NOT NULL, client TEXT, made_at TEXT NOT NULL,
    ends_at TEXT NOT NULL, revoked_at TEXT
) STRICT;
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, streams TEXT NOT NULL,
    made_at TEXT NOT NULL, position INTEGER NOT NULL, stopped TEXT
) STRICT;
CREATE TABLE waiting (id TEXT PRIMARY KEY, text BLOB NOT NULL) STRICT;
CREATE TABLE passkeys (
    id TEXT PRIMARY KEY, who TEXT NOT NULL, key BLOB NOT NULL, used INTEGER NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
CREATE TABLE failures (
    hash TEXT PRIMARY KEY, kind TEXT NOT NULL, address BLOB, failures INTEGER NOT NULL,
    first_at REAL NOT NULL, last_at REAL NOT NULL, free_at REAL NOT NULL
) STRICT;
CREATE TABLE accounts (
    issuer TEXT NOT NULL, subject TEXT NOT NULL, who TEXT NOT NULL,
    bound_at TEXT NOT NULL, PRIMARY KEY (issuer, subject)
) STRICT;
CREATE TABLE passwords (who TEXT PRIMARY KEY, text BLOB NOT NULL) STRICT;
"""
_BRING_KEY_BACK = "Bring that file back from where a copy of it is kept."


def make_vault(
    folder: LedgerFolder,
    ledger_id: str,
    *,
    apart_from: Path | None,
    words: str | None,
) -> VaultFile:
    """Make the vault of a ledger, locked with a passphrase or with a key file.

    Raises VaultThere where there is one, KeysNotKept where none may be kept.
    """
    folder.make(apart_from=apart_from)
    file = folder.path / VAULT_NAME
    if file.exists():
        raise VaultThere(file=str(file))
    root = fresh()
    try:
        if words is None:
            wrapping = wrapped(root, ledger_id, key=_new_key(folder))
        else:
            wrapping = wrapped_in_passphrase(root, ledger_id, words)
        must_have_no_journal(file)
        _write(file, ledger_id, wrapping, mode=folder.file_mode)
    except FileExistsError:
        raise VaultThere(file=str(file)) from None
    except (OSError, sqlite3.Error) as fault:
        raise KeysNotKept(
            place=str(file),
            why=f"it cannot be written, {fault}",
            to_do="Make room there, or name another folder with LOTLEDGER_KEYS.",
        ) from fault
    return VaultFile(file, connected(file), ledger_id, root)


def open_vault(
    folder: LedgerFolder,
    ledger_id: str,
    *,
    apart_from: Path | None,
    passphrase: Passphrase,
    root: bytes | None = None,
) -> VaultFile:
    """Open the vault of a ledger; raises VaultClosed, KeysNotKept.

    With ``root``, its own key from where it is open already, nothing unlocks it.
    """
    file = folder.path / VAULT_NAME
    folder.must_be_apart(apart_from)
    try:
        if not file.exists():
            raise VaultClosed(
                why=f"there is no {file}",
                to_do=BRING_BACK,
            )
        folder.must_be_private()
        _must_be_usable(folder, file)
        with ExitStack() as opened:
            connection = opened.enter_context(closing(connected(file)))
            wrapping = _wrapping(connection, ledger_id)
            if root is None:
                root = _unlocked_root(folder, ledger_id, wrapping, passphrase)
            vault = VaultFile(file, connection, ledger_id, root)
            opened.pop_all()
    except (OSError, sqlite3.Error) as fault:
        raise VaultClosed(
            why=f"{file} cannot be read, {fault}", to_do=BRING_BACK
        ) from fault
    return vault


def _unlocked_root(
    folder: LedgerFolder, ledger_id: str, wrapping: Wrapping, passphrase: Passphrase
) -> bytes:
    """Unlock the vault's own key; raises VaultClosed, KeysNotKept."""
    if wrapping.stretching is None:
        key = _kept_key(folder)
    else:
        key = wrapping.stretching.key(passphrase())
    return wrapping.root(key, ledger_id)


def _must_be_usable(folder: LedgerFolder, file: Path) -> None:
    """Refuse what others may use, or this login may not; raises KeysNotKept."""
    folder.must_be_kept(file)
    if not os.access(file, os.R_OK | os.W_OK):
        mode = stat.S_IMODE(file.stat().st_mode)
        raise KeysNotKept(
            place=str(file),
            why=f"this login may not use it, its mode is {mode:o}",
            to_do=folder.how_to_open(file),
        )


def connected(file: Path) -> sqlite3.Connection:
    """Connect to a file of a vault, so that what is taken out is written over."""
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=30,
    )
    for setting in (
        "secure_delete = ON",
        "journal_mode = TRUNCATE",
        "synchronous = FULL",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {setting}").fetchall()
    return connection


def _wrapping(connection: sqlite3.Connection, ledger_id: str) -> Wrapping:
    """Read how the vault's own key is locked; raises VaultClosed."""
    ((application,),) = connection.execute("PRAGMA application_id")
    ((edition,),) = connection.execute("PRAGMA user_version")
    if application != _APPLICATION or edition > EDITION:
        raise VaultClosed(
            why="the file there is no vault, or of a later version of lotledger",
            to_do=BRING_BACK,
        )
    ((ledger, text, salt, cost, block, lanes),) = connection.execute(
        "SELECT ledger, text, salt, cost, block, lanes FROM root"
    )
    if ledger != ledger_id:
        raise VaultClosed(
            why=f"the file there is the vault of the ledger {ledger}",
            to_do=BRING_BACK,
        )
    stretching = None if salt is None else Stretching(salt, cost, block, lanes)
    return Wrapping(text, stretching)


def _write(file: Path, ledger_id: str, wrapping: Wrapping, *, mode: int) -> None:
    """Write an empty vault, whole or not at all; raises FileExistsError."""
    unfinished = file.with_name(f".{VAULT_NAME}-{os.urandom(8).hex()}")
    try:
        write_new(unfinished, b"", mode=mode)
        with closing(connected(unfinished)) as connection:
            connection.executescript(_SCHEMA)
            connection.execute("INSERT INTO followed VALUES (1, 0)")
            write_root(connection, ledger_id, wrapping)
        os.link(unfinished, file)
    finally:
        for path in (unfinished, Path(f"{unfinished}-journal")):
            with suppress(FileNotFoundError):
                path.unlink()
    synchronise(file.parent)


def must_have_no_journal(file: Path) -> None:
    """Raise OSError where changes of another file of this name are left beside it.

    SQLite would undo them in the new one. An empty journal says that all is done.
    """
    journal = Path(f"{file}-journal")
    if journal.exists() and journal.stat().st_size:
        raise OSError(f"{journal} is left of another that was there")


def write_root(
    connection: sqlite3.Connection, ledger_id: str, wrapping: Wrapping
) -> None:
    """Write how the vault's own key is locked, in place of how it was."""
    how = wrapping.stretching
    stretched = (how.salt, how.cost, how.block, how.lanes) if how else [None] * 4
    connection.execute("DELETE FROM root")
    connection.execute(
        "INSERT INTO root VALUES (?, ?, ?, ?, ?, ?)",
        (ledger_id, wrapping.text, *stretched),
    )


def _new_key(folder: LedgerFolder) -> bytes:
    """Return what is in the key file, made if need be."""
    key = fresh()
    try:
        text = f"{key.hex()}\n".encode()
        write_new(folder.path / KEY_NAME, text, mode=folder.file_mode)
    except FileExistsError:
        return _kept_key(folder)
    return key


def _kept_key(folder: LedgerFolder) -> bytes:
    """Read the key file; raises VaultClosed, KeysNotKept."""
    file = folder.path / KEY_NAME
    if not file.exists():
        raise VaultClosed(
            why=f"{file}, which opens it, is not there",
            to_do=_BRING_KEY_BACK,
        )
    _must_be_usable(folder, file)
    try:
        return bytes.fromhex(file.read_text("ascii").strip())
    except ValueError:
        raise VaultClosed(
            why=f"{file} holds no key",
            to_do=_BRING_KEY_BACK,
        ) from None
