"""Passwords: what a person signs in with, kept as hashes that are slow to try.

A hash (argon2id, RFC 9106) is locked under the key of the person besides: a copy of the
vault without what opens it gives nobody anything to try, and whoever is erased signs in
no more.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ledger.refusals import KeyErased, PasswordUnfit
from ledger.vault.cipher import NotUnlocked, locked, unlocked
from ledger.vault.derivation import fresh
from ledger.vault.secrets import KeyKind

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile

LENGTH_MIN, LENGTH_MAX = 12, 200
"""Length is what makes a password hard to guess, and nothing else is asked of one
(NIST SP 800-63B-4, 3.1.1.2)."""

_HASHER = PasswordHasher()


def set_password(vault: VaultFile, who: str, password: str) -> None:
    """Let somebody sign in with a password, in place of any before.

    Raises PasswordUnfit, and KeyErased for who was erased.
    """
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise PasswordUnfit(least=LENGTH_MIN, most=LENGTH_MAX)
    keep_hash(vault, who, _HASHER.hash(_typed(password)))


def keep_hash(vault: VaultFile, who: str, password_hash: str) -> None:
    """Keep the hash of a password, in place of any before; raises KeyErased."""
    key = vault.key(KeyKind.PERSON, who)
    text = locked(key, password_hash.encode(), *_context(vault, who))
    with vault.writing() as connection:
        connection.execute(
            "INSERT INTO passwords VALUES (?, ?) "
            "ON CONFLICT (who) DO UPDATE SET text = excluded.text",
            (who, text),
        )


def kept_hashes(vault: VaultFile) -> dict[str, str]:
    """Return the hashes that are kept, by whose password each is."""
    kept = ((who, _kept(vault, who)) for who in who_have_passwords(vault))
    return {who: known for who, known in kept if known is not None}


def remove_password(vault: VaultFile, who: str) -> None:
    """Let somebody sign in with a password no more."""
    with vault.writing() as connection:
        connection.execute("DELETE FROM passwords WHERE who = ?", (who,))


def who_have_passwords(vault: VaultFile) -> list[str]:
    """Return who signs in with a password."""
    return [who for (who,) in vault.rows("SELECT who FROM passwords ORDER BY who")]


def is_password(vault: VaultFile, who: str, password: str) -> bool:
    """Say whether a password is somebody's.

    It takes as long where they have none, so that nobody learns who does.
    """
    known = _kept(vault, who)
    try:
        matches = _HASHER.verify(known or _of_nobody(), _typed(password[:LENGTH_MAX]))
    except (VerificationError, InvalidHashError):
        return False
    return matches and known is not None and len(password) <= LENGTH_MAX


def _kept(vault: VaultFile, who: str) -> str | None:
    rows = vault.rows("SELECT text FROM passwords WHERE who = ?", who)
    if not rows:
        return None
    try:
        key = vault.key(KeyKind.PERSON, who)
        return unlocked(key, rows[0][0], *_context(vault, who)).decode()
    except (KeyErased, NotUnlocked):
        return None


def _context(vault: VaultFile, who: str) -> tuple[str, ...]:
    return ("lotledger/password/v1", vault.ledger_id, who)


def _typed(password: str) -> bytes:
    """Return a password as every keyboard types it."""
    return normalize("NFKC", password).encode(errors="surrogatepass")


@cache
def _of_nobody() -> str:
    """Return a hash that is tried where there is none."""
    return _HASHER.hash(fresh())
