"""The names that documents and payment files are made with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.keeping import passphrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from commands.session import LedgerSession
    from ledger.entry import Attribution
    from ledger.house.records import Records
    from ledger.identity import ClientId
    from ledger.terms.house import Names


def client_names(
    place: Path | None,
    ledger: LedgerSession,
    clients: Iterable[ClientId],
    *,
    purpose: str,
    by: Attribution | None,
) -> Names:
    """Read the names of clients: from a file, and of all others from the vault.

    It is on record who looked before a name is shown; without ``by`` none is. Where the
    vault does not open, or nothing can be recorded, it is said why, and clients go by
    their number.
    """
    from ledger.events.looks import LookKind
    from ledger.files.names_file import read_names
    from ledger.house.vaults import names_kept, open_vault_of, vault_file_of
    from ledger.refusals import KeysNotKept, LookNotRecorded, NotAllowed, VaultClosed
    from ledger.vault.people import on_file

    names = {} if place is None else dict(read_names(place))
    house = ledger.house()
    if vault_file_of(house) is None:
        return names
    wanted = [client for client in dict.fromkeys(clients) if client not in names]
    if not wanted:
        return names
    try:
        with open_vault_of(house, passphrase) as vault:
            kept = on_file(vault, wanted)
            if kept and by is not None:
                house.look(LookKind.PERSON, kept, purpose, by)
            return names | names_kept(vault, kept)
    except (VaultClosed, KeysNotKept, LookNotRecorded, NotAllowed) as no:
        click.echo(f"{no} Clients go by their number.", err=True)
        return names


def clients_on(
    records: Records, numbers: Iterable[str], account: ClientId | None
) -> Iterator[ClientId]:
    """Return whose documents are printed, and whose account, once somebody asks."""
    from presenters.issued_documents import client_named

    yield from (client_named(records, number) for number in numbers)
    if account is not None:
        yield account
