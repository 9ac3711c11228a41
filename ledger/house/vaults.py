"""The vault of a house: where it is, and how it is made and opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.house.former_vaults import former_vaults
from ledger.house.redoing import redo_erasures
from ledger.identity import ClientId
from ledger.refusals import VaultClosed
from ledger.refusals.vault import BRING_BACK
from ledger.terms.house import ClientName
from ledger.value import fields
from ledger.vault.opening import make_vault, open_vault
from ledger.vault.people import people
from ledger.vault.secrets import VAULT_NAME
from ledger.vault.vault_file import VaultFile

if TYPE_CHECKING:
    from ledger.house.house import House
    from ledger.house.keys_at_hand import LedgerOpened
    from ledger.keys.folder import LedgerFolder
    from ledger.vault.wrapping import Passphrase

_MAKE = "Make one with: lotledger vault new; or bring it back, where there was one."


def vault_file_of(house: House) -> Path | None:
    """Return where the vault of a ledger is; None where there is none here."""
    folder = house.published.folder
    if folder is None or not (file := folder.path / VAULT_NAME).exists():
        return None
    return file


@contextmanager
def open_vault_of(house: House, passphrase: Passphrase) -> Iterator[VaultFile]:
    """Open the vault of a ledger; raises VaultClosed, KeysNotKept."""
    folder, ledger = house.published.must_have_folder(), house.ledger()
    if not ledger.vault and vault_file_of(house) is None:
        raise VaultClosed(why=f"there is no {folder.path / VAULT_NAME}", to_do=_MAKE)
    vault = open_as_erased(house, folder, epoch=ledger.epoch, passphrase=passphrase)
    try:
        yield vault
    finally:
        vault.close()


def former_vaults_of(
    house: House, passphrase: Passphrase
) -> AbstractContextManager[list[VaultFile]]:
    """Open the vaults of the ledgers before; raises VaultClosed, KeysNotKept."""
    if (folder := house.published.folder) is None:
        return nullcontext([])
    return former_vaults(
        house.ledger(),
        folder,
        apart_from=house.folder,
        passphrase=passphrase,
    )


def open_as_erased(
    opened: LedgerOpened,
    folder: LedgerFolder,
    *,
    epoch: int,
    passphrase: Passphrase,
    root: bytes | None = None,
) -> VaultFile:
    """Open the vault in a folder, with all destroyed that its ledger says was erased.

    Raises VaultClosed, KeysNotKept.
    """
    vault = open_vault(
        folder,
        opened.ledger_id(),
        apart_from=opened.folder,
        passphrase=passphrase,
        root=root,
    )
    try:
        former = partial(
            former_vaults,
            opened.ledger(),
            folder,
            apart_from=opened.folder,
            passphrase=passphrase,
        )
        redo_erasures(opened, vault, epoch=epoch, former=former)
    except BaseException:
        vault.close()
        raise
    return vault


def make_vault_of(house: House, words: str | None) -> Path:
    """Make the vault of a ledger, locked with a passphrase or with a key file.

    Raises VaultThere where there is one, VaultClosed where there was one: another would
    open nothing of what that locked. Raises KeysNotKept where none may be kept.
    """
    folder = house.published.must_have_folder()
    if house.ledger().vault and vault_file_of(house) is None:
        raise VaultClosed(why=f"{folder.path / VAULT_NAME} is lost", to_do=BRING_BACK)
    vault = make_vault(folder, house.ledger_id(), apart_from=house.folder, words=words)
    vault.close()
    return vault.file


def names_kept(
    vault: VaultFile, clients: Iterable[ClientId]
) -> dict[ClientId, ClientName]:
    """Return the names and addresses of clients in a vault, as they are printed."""
    printed = [part.name for part in fields(ClientName)]
    return {
        client: ClientName(**{name: getattr(person, name) for name in printed})
        for client, person in people(vault, clients).items()
    }
