"""The vault and the users' keys of a ledger that goes on from another.

Who is forgotten there is forgotten in the vault of the ledger before as well: nothing
is recorded in that one any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING

from ledger.events import (
    EInvoiceIssued,
    Event,
    PersonErased,
    SelfBilledInvoiceIssued,
)
from ledger.house.carried import Carried
from ledger.house.vaults import make_vault_of, open_vault_of, vault_file_of
from ledger.identity import ClientId
from ledger.keys.user_keys import copy_user_keys
from ledger.vault.carrying import carry_vault
from ledger.vault.opening import KEY_NAME, open_vault
from ledger.vault.secrets import VAULT_NAME

if TYPE_CHECKING:
    from ledger.house.house import House
    from ledger.vault.wrapping import Passphrase


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


def forget_before(
    house: House, events: Iterable[Event], passphrase: Passphrase
) -> None:
    """Destroy in the vault of the ledger before what was erased here.

    No sale that stayed there keeps anybody: those that a law or a hold keeps go on.
    Nothing is done where that vault is not here; raises VaultClosed and KeysNotKept
    where it does not open.
    """
    erasures = [event for event in events if isinstance(event, PersonErased)]
    previous, keys = house.ledger().previous, house.keys
    if not erasures or previous is None or keys is None:
        return
    folder = keys.of_ledger(previous.ledger)
    if not (folder.path / VAULT_NAME).exists():
        return
    with closing(
        open_vault(
            folder, previous.ledger, apart_from=house.folder, passphrase=passphrase
        )
    ) as vault:
        for erased in erasures:
            for part in erased.parts:
                vault.destroy(part, erased.client)
