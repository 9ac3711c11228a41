"""What waits at the service for a second person, locked as the vault locks all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.vault.cipher import locked, unlocked

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile


def file_waiting(vault: VaultFile, name: str, content: bytes) -> None:
    """File what waits, in place of what was on file of it."""
    text = locked(vault.root, content, *_context(vault, name))
    with vault.writing() as connection:
        connection.execute(
            "INSERT INTO waiting VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET text = excluded.text",
            (name, text),
        )


def waits(vault: VaultFile, name: str) -> bytes | None:
    """Return what waits by a name; None where nothing does."""
    rows = vault.rows("SELECT text FROM waiting WHERE id = ?", name)
    return unlocked(vault.root, rows[0][0], *_context(vault, name)) if rows else None


def all_waiting(vault: VaultFile) -> dict[str, bytes]:
    """Return all that waits by its names, as it was asked."""
    return {
        name: unlocked(vault.root, text, *_context(vault, name))
        for name, text in vault.rows("SELECT id, text FROM waiting ORDER BY rowid")
    }


def take_out(vault: VaultFile, name: str) -> None:
    """Take out what waits by a name."""
    with vault.writing() as connection:
        connection.execute("DELETE FROM waiting WHERE id = ?", (name,))


def _context(vault: VaultFile, name: str) -> tuple[str, ...]:
    return ("lotledger/waiting/v1", vault.ledger_id, name)
