"""A person in the vault: everything that is kept of who a client is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presenters.client import ClientShape
from presenters.shape import Shape

if TYPE_CHECKING:
    from ledger.vault.people import Person


class PersonShape(Shape):
    """What the vault keeps of who a client is; nothing of it is in the log."""

    name: str
    """The name of the person or firm."""
    lines: list[str]
    """The address, line by line."""
    postcode: str | None
    """The postcode of the address."""
    city: str | None
    """The city of the address."""
    country: str | None
    """The country of the address by ISO 3166-1, such as DE."""
    email: str | None
    """An e-mail address."""
    phone: str | None
    """A telephone number."""
    contact: str | None
    """The person or office that an invoice is for."""
    vat_id: str | None
    """The VAT number that is printed on an invoice."""
    buyer_reference: str | None
    """What the client wants quoted on an invoice."""
    iban: str | None
    """The bank account that is paid to."""
    bic: str | None
    """The bank of that account."""
    identity_papers: list[str]
    """The papers that were shown, such as a passport and its number."""
    beneficial_owners: list[str]
    """Who owns or controls a firm in the end."""
    tax_numbers: list[str]
    """Numbers under which tax offices know the client."""


class ClientPersonShape(Shape):
    """Who a client is, as far as that may be shown."""

    client: str
    """The house's own number for the client."""
    on_file: PersonShape | None
    """What the vault keeps; null where nothing is on file, or it may not be shown."""


class ClientExportShape(Shape):
    """Everything that is kept of a client, to be handed to them."""

    client: str
    """The house's own number for the client."""
    on_file: PersonShape | None
    """What the vault keeps; null where nothing is on file, or it may not be shown."""
    e_invoices: dict[str, str] | None
    """Their e-invoices as issued: the XML of each by its number and form; null where
    that may not be shown."""
    record: ClientShape
    """What the log says, and every place where it names the client."""


def person_shape(person: Person) -> PersonShape:
    """Return a person as its shape."""
    values: dict[str, Any] = {
        name: getattr(person, name) for name in PersonShape.__struct_fields__
    }
    for name, each in values.items():
        if isinstance(each, tuple):
            values[name] = list(each)
    return PersonShape(**values)


def person_facts(person: PersonShape) -> list[tuple[str, object]]:
    """Return what is on file of a person, a line each."""
    values = ((part, getattr(person, part)) for part in PersonShape.__struct_fields__)
    return [
        (part.replace("_", " "), ", ".join(each) if isinstance(each, list) else each)
        for part, each in values
        if each
    ]
