"""How a vault, or a copy of it, is locked with a passphrase and nothing beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.keys.folder import synchronise, write_new
from ledger.refusals import KeysNotKept
from ledger.vault.opening import KEY_NAME, connected, must_have_no_journal, write_root
from ledger.vault.wrapping import wrapped_in_passphrase

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile


def back_up_vault(vault: VaultFile, file: Path, words: str) -> None:
    """Copy the vault to a new file, locked with a passphrase; raises KeysNotKept.

    The file is whole, or there is none.
    """
    wrapping = wrapped_in_passphrase(vault.root, vault.ledger_id, words)
    unfinished = file.with_name(f".{file.name}.part")
    try:
        must_have_no_journal(file)
        write_new(unfinished, b"")
        try:
            with closing(connected(unfinished)) as connection:
                vault.copy_to(connection)
                write_root(connection, vault.ledger_id, wrapping)
            # A link takes the place of nothing.
            file.hardlink_to(unfinished)
        finally:
            for path in (unfinished, Path(f"{unfinished}-journal")):
                with suppress(FileNotFoundError):
                    path.unlink()
        synchronise(file.parent)
    except (OSError, sqlite3.Error) as fault:
        raise KeysNotKept(
            place=str(file),
            why=f"it cannot be written, {fault}",
            to_do="Make room there, or name another file.",
        ) from fault


def lock_vault(vault: VaultFile, words: str) -> None:
    """Lock the vault with a passphrase from now on; a key file opens it no longer."""
    wrapping = wrapped_in_passphrase(vault.root, vault.ledger_id, words)
    with vault.writing() as connection:
        write_root(connection, vault.ledger_id, wrapping)
    with suppress(FileNotFoundError):
        vault.file.with_name(KEY_NAME).unlink()
    synchronise(vault.file.parent)
