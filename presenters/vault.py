"""A vault, or a copy of it: where it is, and what opens it."""

from __future__ import annotations

from presenters.shape import Shape


class VaultShape(Shape):
    """A file that keeps the keys and the people of a ledger."""

    ledger: str
    """The ledger's id."""
    file: str
    """Where it is."""
    passphrase: bool
    """Whether a passphrase opens it; else the file vault.key beside it does."""


def made_sentence(vault: VaultShape) -> str:
    """Say where a vault was made, and what not to lose."""
    key = "its passphrase" if vault.passphrase else f"{vault.file}.key, which opens it"
    return (
        f"The vault of this ledger is {vault.file}. Do not lose it, nor {key}: without "
        "them nobody reads what is in it. Copy it with: lotledger vault backup FILE"
    )


def copied_sentence(vault: VaultShape) -> str:
    """Say what was copied, and what opens it."""
    return f"{vault.file}: a copy of the vault, which its passphrase opens."
