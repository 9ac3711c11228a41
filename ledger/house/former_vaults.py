"""The vaults of the ledgers that one goes on from.

Nothing is recorded in those ledgers any more. What is erased in the one that goes on is
destroyed in their vaults as well, as far as they are here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.keys.folder import KeyFolder, LedgerFolder
from ledger.ledger import Ledger
from ledger.vault.opening import open_vault
from ledger.vault.secrets import VAULT_NAME

if TYPE_CHECKING:
    from ledger.house.house import House
    from ledger.vault.vault_file import VaultFile
    from ledger.vault.wrapping import Passphrase


@contextmanager
def former_vaults(
    ledger: Ledger,
    folder: LedgerFolder,
    *,
    apart_from: Path | None,
    passphrase: Passphrase,
) -> Iterator[list[VaultFile]]:
    """Open the vaults of the ledgers before that are here, the latest first.

    Raises VaultClosed and KeysNotKept where one of them does not open.
    """
    with ExitStack() as opened:
        yield [
            opened.enter_context(
                closing(
                    open_vault(
                        of_ledger,
                        name,
                        apart_from=apart_from,
                        passphrase=passphrase,
                    )
                )
            )
            for name, of_ledger in _folders(ledger, folder)
            if (of_ledger.path / VAULT_NAME).exists()
        ]


def vaults_elsewhere(house: House) -> tuple[str, ...]:
    """Return the ledgers before whose vaults are not here, the latest first.

    A ledger that keeps its keys in no vault, as a rehearsal does, tells of none.
    """
    folder, ledger = house.published.folder, house.ledger()
    if folder is None or not ledger.vault:
        return ()
    return tuple(
        name
        for name, of_ledger in _folders(ledger, folder)
        if not (of_ledger.path / VAULT_NAME).exists()
    )


def _folders(
    ledger: Ledger, folder: LedgerFolder
) -> Iterator[tuple[str, LedgerFolder]]:
    keys = KeyFolder(folder.keys)
    for name in ledger.lineage:
        yield name, keys.of_ledger(name)
