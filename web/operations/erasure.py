"""A person forgotten: what is kept of them destroyed, for good and by two."""

from __future__ import annotations

from datetime import date
from functools import partial

from msgspec.structs import asdict

from ledger.house import House, erasing
from ledger.house.answers import Receipts
from ledger.house.command import Command
from ledger.house.due import due_clients
from ledger.house.former_vaults import vaults_elsewhere
from ledger.house.redoing import redo_erasures
from ledger.house.vaults import former_vaults_of
from ledger.identity import ClientId
from ledger.roles import Sight
from ledger.store.writer import Recorded
from ledger.vault.vault_file import VaultFile
from presenters.erasure import (
    ErasureDueShape,
    ErasureShape,
    due_shape,
    erasure_shape,
)
from web.answers import receipt_text
from web.fields import SecondPerson, Words
from web.operation import NamedPageQuery, Said, does, reads
from web.reading import LedgerReading


class ErasureBody(Said, frozen=True, kw_only=True):
    """Why a person is forgotten, and who agrees."""

    basis: Words
    """The law or the request that it follows from; it names nobody."""
    authorised_by: SecondPerson
    """The second person."""


class DueQuery(NamedPageQuery, frozen=True, kw_only=True):
    """By when it is told what is due."""

    on: date | None = None
    """Due by this day; today, where nothing is said."""


class ErasedShape(ErasureShape):
    """What is destroyed of a person and what stays, for who had them forgotten."""

    receipt: str | None
    """The house's word for it, a file to keep."""


def erase_person(
    reading: LedgerReading, house: House, client: ClientId, body: ErasureBody
) -> Command:
    """Have a person forgotten for good; it cannot be taken back, and takes two.

    Name and contact go at once. What they bid goes with them, unless a law keeps a sale
    that they took part in; a legal hold keeps everything.
    """
    # What does not open is told before anything is recorded.
    with former_vaults_of(house, house.keys_at_hand.passphrase):
        return erasing.erase(
            client, basis=body.basis, authorised_by=body.authorised_by, at=reading.at
        )


def what_was_erased(
    *,
    house: House,
    reading: LedgerReading,
    vault: VaultFile,
    recorded: Recorded,
    receipts: Receipts,
    client: ClientId,
) -> ErasedShape:
    """Destroy what the log says was erased, and tell what went and what stays."""
    former = partial(former_vaults_of, house, house.keys_at_hand.passphrase)
    redo_erasures(house, vault, epoch=house.ledger().epoch, former=former)
    keeping = erasing.keeping_of(house, client)
    kept = erasing.still_kept(house, keeping, at=reading.at)
    elsewhere = vaults_elsewhere(house)
    erased = erasure_shape(client, recorded.events, kept, recorded, elsewhere=elsewhere)
    return ErasedShape(**asdict(erased), receipt=receipt_text(receipts, recorded))


def list_due_erasures(reading: LedgerReading, query: DueQuery) -> list[ErasureDueShape]:
    """List what may or must go of each client, and from when."""
    clients = reading.page(
        due_clients(reading.records), query, lambda due: due.client.id
    )
    return [due_shape(each, query.on or reading.at.date()) for each in clients]


OPERATIONS = (
    reads("/retention/due", Sight.CLIENTS, list_due_erasures),
    does("/clients/{client}/erasure", "erase a person", erase_person, what_was_erased),
)
