"""Papers as they were issued: kept word for word, under the key of the client.

That key stays as long as a law keeps the sale, while who the client is may go before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.identity import ClientId
from ledger.refusals import KeyErased, VaultClosed
from ledger.refusals.vault import BRING_BACK
from ledger.vault.cipher import NotUnlocked, locked, unlocked
from ledger.vault.secrets import KeyKind

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile


def paper(vault: VaultFile, name: str, client: ClientId) -> bytes | None:
    """Return the text of a paper; None where none is kept, or it was erased.

    Raises VaultClosed where it was changed.
    """
    rows = vault.rows("SELECT text FROM papers WHERE name = ?", name)
    if not rows:
        return None
    ((text,),) = rows
    try:
        key = vault.key(KeyKind.CLIENT, client)
        return unlocked(key, text, *_context(vault, name))
    except KeyErased:
        return None
    except NotUnlocked:
        raise VaultClosed(
            why=f"the paper {name} in {vault.file} was changed", to_do=BRING_BACK
        ) from None


def papers_of(vault: VaultFile, client: ClientId) -> dict[str, bytes]:
    """Return every paper that is kept of a client, by its name."""
    rows = vault.rows("SELECT name FROM papers WHERE client = ? ORDER BY name", client)
    texts = ((name, paper(vault, name, client)) for (name,) in rows)
    return {name: text for name, text in texts if text is not None}


def file_paper(
    vault: VaultFile, name: str, client: ClientId, text: bytes
) -> tuple[bytes, bool]:
    """Keep a paper unless one is kept; returns the text that is, and if it is new.

    Raises KeyErased where the client was erased.
    """
    key = vault.key(KeyKind.CLIENT, client)
    row = (name, client, locked(key, text, *_context(vault, name)))
    with vault.writing() as connection:
        done = connection.execute(
            "INSERT INTO papers VALUES (?, ?, ?) ON CONFLICT DO NOTHING", row
        )
    kept = paper(vault, name, client)
    assert kept is not None, "what is filed is kept"
    return kept, bool(done.rowcount)


def take_paper_out(vault: VaultFile, name: str) -> None:
    """Keep a paper no longer that was not issued after all."""
    with vault.writing() as connection:
        connection.execute("DELETE FROM papers WHERE name = ?", (name,))


def _context(vault: VaultFile, name: str) -> tuple[str, ...]:
    return ("lotledger/paper/v1", vault.ledger_id, name)
