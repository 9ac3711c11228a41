"""The vault and the users' keys of a ledger that goes on from another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ledger.events import (
    EInvoiceIssued,
    SelfBilledInvoiceIssued,
)
from ledger.house.carried import Carried
from ledger.house.vaults import make_vault_of, open_vault_of, vault_file_of
from ledger.identity import ClientId
from ledger.keys.user_keys import copy_user_keys
from ledger.vault.carrying import carry_vault
from ledger.vault.opening import KEY_NAME

if TYPE_CHECKING:
    from ledger.house.house import House


def carry_keys(house: House, to: House, carried: Iterable[Carried]) -> None:
    """Make the vault of the ledger that goes on, locked as that of the other is.

    Nothing is done where the other has none. Raises VaultClosed and KeysNotKept.
    """
    folder, there = house.published.folder, to.published.folder
    if folder is None or there is None:
        return
    copy_user_keys(folder, there, apart_from=to.folder)
    if (file := vault_file_of(house)) is None:
        return
    passphrase = house.keys_at_hand.passphrase
    if vault_file_of(to) is None:
        has_key_file = file.with_name(KEY_NAME).exists()
        make_vault_of(to, None if has_key_file else passphrase())
    clients = [ClientId(name.partition(":")[2]) for name in house.streams("client:")]
    with (
        open_vault_of(house, passphrase) as vault,
        open_vault_of(to, passphrase) as carrying,
    ):
        carry_vault(
            vault,
            carrying,
            clients=clients,
            papers={
                each.event.which.paper
                for each in carried
                if isinstance(each.event, EInvoiceIssued | SelfBilledInvoiceIssued)
            },
        )
