"""Who the clients of a ledger are: each locked under a key of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ledger.identity import ClientId
from ledger.refusals import KeyErased, VaultClosed
from ledger.refusals.vault import BRING_BACK
from ledger.value import fields, value
from ledger.vault.cipher import NotUnlocked, locked, unlocked
from ledger.vault.secrets import KeyKind

if TYPE_CHECKING:
    from ledger.vault.vault_file import VaultFile


@value(kw_only=True)
class Person:
    """What a house knows of who a client is: no word of it is in the log."""

    client: ClientId
    """The house's number for them; of a user the short name."""
    name: str
    lines: tuple[str, ...] = ()
    """The address, line by line."""
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    """ISO 3166-1: ``DE``."""
    email: str | None = None
    phone: str | None = None
    contact: str | None = None
    """The person or office that an invoice is for."""
    vat_id: str | None = None
    buyer_reference: str | None = None
    """What the client wants quoted on an invoice."""
    iban: str | None = None
    bic: str | None = None
    identity_papers: tuple[str, ...] = ()
    beneficial_owners: tuple[str, ...] = ()
    tax_numbers: tuple[str, ...] = ()


def on_file(vault: VaultFile, clients: Iterable[ClientId]) -> list[ClientId]:
    """Return those of whom something is on file, without opening it."""
    known = {client for (client,) in vault.rows("SELECT client FROM people")}
    return [client for client in clients if client in known]


def people(vault: VaultFile, clients: Iterable[ClientId]) -> dict[ClientId, Person]:
    """Return who clients are, as far as they are on file, and were not erased."""
    read = ((client, person(vault, client)) for client in clients)
    return {client: whole for client, whole in read if whole is not None}


def person(vault: VaultFile, client: ClientId) -> Person | None:
    """Return who a client is; None where nothing is on file, or it was erased."""
    rows = vault.rows("SELECT text FROM people WHERE client = ?", client)
    return _opened(vault, client, *rows[0]) if rows else None


def file_people(vault: VaultFile, filed: Iterable[Person]) -> None:
    """File people, in place of what was on file of them: all of them or none.

    Raises KeyErased where one of them was erased.
    """
    whole = {each.client: each for each in filed}
    vault.make_keys(KeyKind.PERSON, whole)
    texts = [(client, _locked(vault, each)) for client, each in whole.items()]
    with vault.writing() as connection:
        connection.executemany(
            "INSERT INTO people VALUES (?, ?) "
            "ON CONFLICT (client) DO UPDATE SET text = excluded.text",
            texts,
        )


def filled_in(whole: Person) -> tuple[str, ...]:
    """Name the fields that hold something, but for the client's number."""
    names = (part.name for part in fields(Person))
    return tuple(
        name
        for name in names
        if name != "client" and getattr(whole, name) not in (None, ())
    )


def _locked(vault: VaultFile, whole: Person) -> bytes:
    names = ("client", *filled_in(whole))
    kept = {name: getattr(whole, name) for name in names}
    text = json.dumps(kept, ensure_ascii=False).encode()
    key = vault.key(KeyKind.PERSON, whole.client)
    return locked(key, text, *_context(vault, whole.client))


def _opened(vault: VaultFile, client: ClientId, text: bytes) -> Person | None:
    try:
        key = vault.key(KeyKind.PERSON, client)
        kept = json.loads(unlocked(key, text, *_context(vault, client)))
    except KeyErased:
        return None
    except NotUnlocked:
        raise VaultClosed(
            why=f"what {vault.file} keeps of {client} was changed", to_do=BRING_BACK
        ) from None
    values: dict[str, Any] = {
        name: tuple(each) if isinstance(each, list) else each
        for name, each in kept.items()
    }
    return Person(**values)


def _context(vault: VaultFile, client: ClientId) -> tuple[str, ...]:
    return ("lotledger/person/v1", vault.ledger_id, client)
