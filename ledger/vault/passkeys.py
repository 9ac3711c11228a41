"""Passkeys: devices that sign somebody in; the vault keeps their public halves."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ledger.value import value

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile

_COLUMNS = "id, who, key, used, made_at"


@value(kw_only=True)
class Passkey:
    """What is on file of a passkey."""

    id: str
    """The credential, as its device named it, in URL-safe Base 64."""
    who: str
    """Whom it signs in: a user, or a client who bids."""
    key: bytes
    """Its public half (COSE)."""
    used: int
    """How often its device says that it was used; 0: it does not count."""
    made_at: datetime


def file_passkey(vault: VaultFile, passkey: Passkey) -> bool:
    """File a passkey; say whether it was new, and so is this person's."""
    made_at = passkey.made_at.isoformat()
    with vault.writing() as connection:
        filed = connection.execute(
            "INSERT INTO passkeys VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (passkey.id, passkey.who, passkey.key, passkey.used, made_at),
        )
        return filed.rowcount == 1


def passkey_named(vault: VaultFile, name: str) -> Passkey | None:
    """Return what is on file of a passkey; None where nothing is."""
    rows = vault.rows(
        f"SELECT {_COLUMNS} FROM passkeys WHERE id = ?",  # noqa: S608 (our own words)
        name,
    )
    return _passkey(*rows[0]) if rows else None


def passkeys_of(vault: VaultFile, who: str) -> list[Passkey]:
    """Return the passkeys of somebody, as they were made."""
    listed = f"SELECT {_COLUMNS} FROM passkeys WHERE who = ? ORDER BY rowid"  # noqa: S608
    return [_passkey(*row) for row in vault.rows(listed, who)]


def note_used(vault: VaultFile, name: str, used: int) -> None:
    """Keep how often a passkey was used, so that a copy of it is found out."""
    with vault.writing() as connection:
        connection.execute("UPDATE passkeys SET used = ? WHERE id = ?", (used, name))


def remove_passkey(vault: VaultFile, who: str, name: str) -> bool:
    """Let a passkey sign its owner in no more; say whether it was theirs."""
    with vault.writing() as connection:
        removed = connection.execute(
            "DELETE FROM passkeys WHERE id = ? AND who = ?", (name, who)
        )
        return removed.rowcount == 1


def _passkey(*row: Any) -> Passkey:  # noqa: ANN401 (a row of the file)
    name, who, key, used, made_at = row
    return Passkey(
        id=name, who=who, key=key, used=used, made_at=datetime.fromisoformat(made_at)
    )
