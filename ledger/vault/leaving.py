"""Who leaves the house: nothing signs them in any more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.identity import UserId
from ledger.vault.vault_file import SIGN_INS

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile


def end_sign_ins(vault: VaultFile, who: UserId, at: datetime) -> None:
    """Take away whatever signs somebody in; sessions and tokens end at once."""
    with vault.writing() as connection:
        for statement in SIGN_INS:
            connection.execute(statement, (who,))
        connection.execute(
            "UPDATE tokens SET revoked_at = ? WHERE user = ? AND revoked_at IS NULL",
            (at.isoformat(), who),
        )
