"""What a vault hands to the vault of the ledger that goes on: people, and sign-ins.

Each vault locks for its own ledger alone, so all of it is opened here and locked there.
Keys of lots and disputes stay: what they seal is not brought forward. So do tokens and
webhooks, which are of one service.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ledger.identity import ClientId
from ledger.vault.papers import file_paper, paper
from ledger.vault.passwords import keep_hash, kept_hashes
from ledger.vault.people import file_people, on_file, people
from ledger.vault.secrets import KeyKind

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile

_ROWS = (
    ("SELECT * FROM passkeys", "INSERT INTO passkeys VALUES (?, ?, ?, ?, ?)"),
    ("SELECT * FROM accounts", "INSERT INTO accounts VALUES (?, ?, ?, ?)"),
)
"""What a person signs in with that is kept as it is."""


def carry_vault(
    vault: VaultFile,
    to: VaultFile,
    *,
    clients: Collection[ClientId],
    papers: Collection[str],
) -> None:
    """Lock in another vault what goes on of one; who is on file there already stays."""
    to.adopt_key(KeyKind.COMMANDS, "", vault.key(KeyKind.COMMANDS, ""))
    known = set(on_file(to, clients))
    file_people(to, people(vault, [c for c in clients if c not in known]).values())
    for who, password_hash in kept_hashes(vault).items():
        keep_hash(to, who, password_hash)
    for name, client in vault.rows("SELECT name, client FROM papers ORDER BY name"):
        text = paper(vault, name, client) if name in papers else None
        if text is not None:
            file_paper(to, name, client, text)
    for query, insert in _ROWS:
        with to.writing() as connection:
            connection.executemany(
                f"{insert} ON CONFLICT DO NOTHING", vault.rows(query)
            )
