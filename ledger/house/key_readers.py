"""Who can read what a ledger has sealed: whoever can open the file of its keys."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from ledger.events.ledger import Times
from ledger.keys.readers import readers_of
from ledger.value import value
from ledger.vault.opening import KEY_NAME
from ledger.vault.secrets import VAULT_NAME

if TYPE_CHECKING:
    from ledger.house.house import House
    from ledger.keys.folder import LedgerFolder


class KeptBy(StrEnum):
    """What keeps the keys of a ledger from others."""

    NOTHING = "nothing"
    """It is a rehearsal: its keys follow from the ledger's id."""
    KEY_FILE = "key-file"
    """Whoever can open the key file opens the vault."""
    WORDS = "passphrase"
    """Whoever knows it, and can open the vault's file."""
    ABSENCE = "absence"
    """No vault of the ledger is on this machine."""


@value(kw_only=True)
class KeyReaders:
    """Who can read what is sealed, as far as this machine knows."""

    kept_by: KeptBy
    file: str | None = None
    """The file that whoever reads must be able to open."""
    logins: tuple[str, ...] = ()
    """The logins that can open it."""


def key_readers(house: House) -> KeyReaders:
    """Say who can read what is sealed in a ledger."""
    is_rehearsal = house.ledger().times is Times.REHEARSAL
    return readers_by(house.published.folder, is_rehearsal=is_rehearsal)


def readers_by(folder: LedgerFolder | None, *, is_rehearsal: bool) -> KeyReaders:
    """Say who can read what is sealed, by the folder that a ledger's keys are in."""
    if is_rehearsal:
        return KeyReaders(kept_by=KeptBy.NOTHING)
    if folder is None or not (vault := folder.path / VAULT_NAME).exists():
        return KeyReaders(kept_by=KeptBy.ABSENCE)
    key = folder.path / KEY_NAME
    kept_by = KeptBy.KEY_FILE if key.exists() else KeptBy.WORDS
    file = key if kept_by is KeptBy.KEY_FILE else vault
    return KeyReaders(kept_by=kept_by, file=str(file), logins=readers_of(file))
