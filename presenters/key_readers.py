"""Readable by whom: said wherever something is called sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.house.key_readers import KeptBy

if TYPE_CHECKING:
    from ledger.house.key_readers import KeyReaders


def readable_by(readers: KeyReaders) -> str:
    """Say who can read what is sealed, and not opened."""
    logins = ", ".join(readers.logins)
    match readers.kept_by:
        case KeptBy.NOTHING:
            return (
                "Readable by anybody: this is a rehearsal, whose keys follow from the "
                "ledger's id."
            )
        case KeptBy.KEY_FILE:
            return (
                f"Readable by whoever can open {readers.file}: {logins}. Who has a "
                "copy of it, no machine knows."
            )
        case KeptBy.WORDS:
            return (
                f"Readable by whoever knows the passphrase of {readers.file} and can "
                f"open that: {logins}."
            )
        case KeptBy.ABSENCE:
            return (
                "Readable by whoever has the vault of the ledger: it is not on this "
                "machine."
            )
