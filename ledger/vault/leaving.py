"""Who leaves the house: what signs them in, which goes then."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.identity import UserId
from ledger.vault.tokens import tokens
from ledger.vault.vault_file import SIGN_INS

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile


def who_can_sign_in(vault: VaultFile, at: datetime) -> set[str]:
    """Return everybody who has something that signs them in at a moment."""
    rows = vault.rows(
        "SELECT who FROM passwords UNION SELECT who FROM passkeys "
        "UNION SELECT who FROM accounts"
    )
    return {who for (who,) in rows} | {
        token.user for token in tokens(vault) if token.is_good(at)
    }


def end_sign_ins(vault: VaultFile, who: UserId, at: datetime) -> None:
    """Take away whatever signs somebody in; sessions and tokens end at once."""
    with vault.writing() as connection:
        for statement in SIGN_INS:
            connection.execute(statement, (who,))
        connection.execute(
            "UPDATE tokens SET revoked_at = ? WHERE user = ? AND revoked_at IS NULL",
            (at.isoformat(), who),
        )
