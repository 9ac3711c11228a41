"""Accounts at a provider of identities, each bound to the user whom it signs in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.identity import UserId
from ledger.value import value

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile


@value(kw_only=True)
class ProviderAccount:
    """An account that signs a user in."""

    issuer: str
    """The provider, as it names itself."""
    subject: str
    """By which the provider knows the account from all others."""
    who: UserId
    bound_at: datetime


def bind_account(vault: VaultFile, account: ProviderAccount) -> bool:
    """Let an account sign a user in; say whether it was bound to nobody yet."""
    with vault.writing() as connection:
        bound = connection.execute(
            "INSERT INTO accounts VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                account.issuer,
                account.subject,
                account.who,
                account.bound_at.isoformat(),
            ),
        )
        return bound.rowcount == 1


def bound_user(vault: VaultFile, issuer: str, subject: str) -> UserId | None:
    """Return whom an account signs in; None where it is bound to nobody."""
    rows = vault.rows(
        "SELECT who FROM accounts WHERE issuer = ? AND subject = ?", issuer, subject
    )
    return UserId(rows[0][0]) if rows else None


def accounts_of(vault: VaultFile, who: str) -> list[ProviderAccount]:
    """Return the accounts that sign a user in, as they were bound."""
    rows = vault.rows(
        "SELECT issuer, subject, bound_at FROM accounts WHERE who = ? ORDER BY rowid",
        who,
    )
    return [
        ProviderAccount(
            issuer=issuer,
            subject=subject,
            who=UserId(who),
            bound_at=datetime.fromisoformat(bound_at),
        )
        for issuer, subject, bound_at in rows
    ]


def unbind_accounts(vault: VaultFile, who: str) -> None:
    """Let no account sign a user in any more."""
    with vault.writing() as connection:
        connection.execute("DELETE FROM accounts WHERE who = ?", (who,))
