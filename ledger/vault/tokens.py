"""Tokens: what somebody signs in with, or is signed in by, kept as hashes alone.

A token is 256 bits that nobody can guess, behind a prefix by which leaked ones are
found in texts. The vault keeps its SHA-256: whoever reads it can sign in with none.
A session of a browser is a token that stands in a cookie, and an invitation is one
that is good once.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ledger.identity import ClientId, Role
from ledger.value import value
from ledger.vault.derivation import fresh

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile

PREFIX = "lotledger_"
AUDITED = "audit_"
"""Stands behind the prefix of a token whose every reading is recorded."""
_COLUMNS = "kind, id, user, role, client, made_at, ends_at, revoked_at"


class TokenKind(StrEnum):
    """How a token is shown."""

    TOKEN = "token"  # noqa: S105 (a kind)
    """By a program, with each request."""
    SESSION = "session"
    """By a browser, in a cookie, after somebody signed in there."""
    INVITATION = "invitation"
    """By a bidder, once, who then sets a password."""


@value(kw_only=True)
class Token:
    """What is on file of a token: not the token."""

    id: str
    """By which it is listed and revoked; it stands in no token."""
    user: str
    """Who signs in with it."""
    role: Role
    """What it is good for: one role, whatever others the user has."""
    client: ClientId | None
    """Of a bidder: whose paddles they bid with."""
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None
    kind: TokenKind = TokenKind.TOKEN

    def is_good(self, at: datetime) -> bool:
        """Say whether one may sign in with it at a moment."""
        return self.revoked_at is None and self.made_at <= at < self.ends_at


def make_token(
    vault: VaultFile, token: Token, keep: Callable[[str], None] | None = None
) -> str:
    """Make a token and file its hash; the token is handed out this once.

    Where it cannot be kept as it is to be, there is none.
    """
    audited = AUDITED if token.role is Role.AUDITOR else ""
    text = f"{PREFIX}{audited}{urlsafe_b64encode(fresh()).decode().rstrip('=')}"
    if keep is not None:
        keep(text)
    with vault.writing() as connection:
        connection.execute(
            f"INSERT INTO tokens (hash, {_COLUMNS}) "  # noqa: S608 (our own words)
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            (
                _hash(text),
                token.kind.value,
                token.id,
                token.user,
                token.role.value,
                token.client,
                token.made_at.isoformat(),
                token.ends_at.isoformat(),
            ),
        )
    return text


def token_named(
    vault: VaultFile, text: str, kind: TokenKind = TokenKind.TOKEN
) -> Token | None:
    """Return what is on file of a token that somebody shows; None where nothing is.

    It is found by its hash, so that how long it takes tells nothing of another.
    """
    hashed = _hash(text)

    def read() -> Token | None:
        rows = vault.rows(
            f"SELECT {_COLUMNS} FROM tokens WHERE hash = ? AND kind = ?",  # noqa: S608 (our own)
            hashed,
            kind.value,
        )
        return _token(*rows[0]) if rows else None

    return vault.remembered(("token", hashed, kind), read)


def tokens(vault: VaultFile) -> list[Token]:
    """Return what is on file of every token, as they were made."""
    listed = f"SELECT {_COLUMNS} FROM tokens ORDER BY rowid"  # noqa: S608 (our own)
    return [_token(*row) for row in vault.rows(listed)]


def revoke_tokens(vault: VaultFile, ids: Sequence[str], at: datetime) -> None:
    """Let nobody sign in with tokens from now on; those revoked before stay so."""
    with vault.writing() as connection:
        connection.executemany(
            "UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
            [(at.isoformat(), each) for each in ids],
        )


def revoke_tokens_of(
    vault: VaultFile, user: str, kind: TokenKind, at: datetime
) -> None:
    """Revoke every token of a kind that signs somebody in."""
    with vault.writing() as connection:
        connection.execute(
            "UPDATE tokens SET revoked_at = ? "
            "WHERE user = ? AND kind = ? AND revoked_at IS NULL",
            (at.isoformat(), user, kind.value),
        )


def use_up(vault: VaultFile, token: Token, at: datetime) -> bool:
    """Revoke a token that is good once; say whether it was good until now."""
    with vault.writing() as connection:
        used = connection.execute(
            "UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
            (at.isoformat(), token.id),
        )
        return used.rowcount == 1


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _token(*row: Any) -> Token:  # noqa: ANN401 (a row of the file)
    kind, name, user, role, client, made_at, ends_at, revoked_at = row
    return Token(
        kind=TokenKind(kind),
        id=name,
        user=user,
        role=Role(role),
        client=client,
        made_at=datetime.fromisoformat(made_at),
        ends_at=datetime.fromisoformat(ends_at),
        revoked_at=None if revoked_at is None else datetime.fromisoformat(revoked_at),
    )
