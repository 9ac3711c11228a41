"""A client, as the house knows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from ledger.client import Certificate, Client, SelfBilling
from ledger.entry import Entry
from ledger.events import ClientEvent, ClientKind, Dealing, ErasedPart, Event
from ledger.identity import ClientId
from ledger.settlement.funds import Funds
from ledger.terms.tax_status import TaxPerson
from presenters.changes import ChangeShape, change_shape
from presenters.client_places import PlaceShape
from presenters.funds import FundsShape, funds_shape
from presenters.house_sentences import (
    ERASED,
    client_sentence,
    days_words,
    tax_status_words,
)
from presenters.intake import (
    CheckShape,
    ContractShape,
    check_shape,
    contract_shape,
    diligence_facts,
)
from presenters.shape import Amount, Shape


class CertificateShape(Shape):
    """A resale certificate on file."""

    jurisdiction: str
    """Who issued the certificate."""
    certificate: str
    """The number of the certificate."""
    valid_from: date
    """The first day that it counts."""
    valid_until: date | None
    """The last day that it counts; null: until it is revoked."""
    categories: tuple[str, ...]
    """The categories of lots that it is for; none: for all."""
    use: str | None
    """The use that it exempts; null: resale."""


class TaxStatusShape(Shape):
    """Who a client is to the tax office, from a day on."""

    person: TaxPerson
    """A consumer, a business, or one that is registered for VAT."""
    country: str
    """The country they are established in, by ISO 3166-1."""
    vat_id: str | None
    """Their VAT number, with the letters of its country."""
    tax_number: str | None
    """The number of their own tax office."""
    valid_from: date
    """The first day that it holds."""
    checked_on: date | None
    """The day on which the VAT number was confirmed; null: nobody said so."""


class SelfBillingShape(Shape):
    """An agreement that the house writes a client's invoices to it."""

    valid_from: date
    """The first day that it holds."""
    valid_until: date | None
    """The last day that it holds; null: until it is ended."""


class ClientShape(Shape):
    """A client: a person or firm, bidder, consignor or both."""

    client: ClientId
    """The house's own number for the client."""
    kind: ClientKind
    """Whether the client is a person or a firm."""
    client_class: str | None
    """The class that terms may charge differently."""
    jurisdiction: str | None
    """Whose taxes the client bears; null: those of the place of the sale."""
    tax_statuses: tuple[TaxStatusShape, ...]
    """Who the client is to the tax office, as it was put on file."""
    self_billing: tuple[SelfBillingShape, ...]
    """The agreements on self-billing."""
    limits: dict[str, Amount]
    """The credit limits, by currency."""
    certificates: tuple[CertificateShape, ...]
    """The resale certificates on file."""
    contracts: tuple[ContractShape, ...]
    """The contracts of consignment, and what amended them."""
    checks: tuple[CheckShape, ...]
    """What was checked about the client."""
    dealing: Dealing | None
    """Whether the house deals with the client; null: nobody decided it."""
    erased: tuple[ErasedPart, ...]
    """What of the client was erased for good."""
    kept_fields: tuple[str, ...] | None
    """What the vault keeps of who they are, by its fields; null: it is not open here.
    """
    places: tuple[PlaceShape, ...]
    """Every place where the client appears, sale by sale."""
    money_held: tuple[FundsShape, ...]
    """The money that the house holds for the client, on no invoice."""
    changes: tuple[ChangeShape, ...]
    """What was put in the client's file, and by whom."""


def client_shape(
    client: Client,
    places: Sequence[PlaceShape],
    funds: Funds,
    file: Sequence[Entry[Event]],
    *,
    kept_fields: tuple[str, ...] | None,
) -> ClientShape:
    """Return a client as its shape."""
    return ClientShape(
        client=client.id,
        kind=client.kind,
        client_class=client.client_class,
        jurisdiction=client.jurisdiction,
        tax_statuses=tuple(
            TaxStatusShape(
                person=status.person,
                country=status.country,
                vat_id=status.vat_id,
                tax_number=status.tax_number,
                valid_from=status.valid_from,
                checked_on=status.checked_on,
            )
            for status in client.tax_statuses
        ),
        self_billing=tuple(map(_self_billing_shape, client.self_billing)),
        limits={money.code: Amount(money.plain(most)) for money, most in client.limits},
        certificates=tuple(map(_certificate_shape, client.certificates)),
        contracts=tuple(map(contract_shape, client.contracts)),
        checks=tuple(map(check_shape, client.checks)),
        dealing=client.dealing,
        erased=client.erased,
        kept_fields=kept_fields,
        places=tuple(places),
        money_held=tuple(funds_shape(item) for item in funds.items if item.left),
        changes=tuple(
            change_shape(entry, words) for entry, words in file_changes(file)
        ),
    )


def _certificate_shape(certificate: Certificate) -> CertificateShape:
    return CertificateShape(
        jurisdiction=certificate.jurisdiction,
        certificate=certificate.number,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        categories=certificate.categories,
        use=certificate.use,
    )


def _self_billing_shape(agreed: SelfBilling) -> SelfBillingShape:
    return SelfBillingShape(
        valid_from=agreed.valid_from, valid_until=agreed.valid_until
    )


def file_changes(file: Sequence[Entry[Event]]) -> list[tuple[Entry[Event], str]]:
    """Say of each entry in a client's file what it put there."""
    return [
        (entry, client_sentence(cast("ClientEvent", entry.event))) for entry in file
    ]


def client_facts(
    client: Client, kept_fields: tuple[str, ...] | None
) -> list[tuple[str, object]]:
    """Write what is known of a client as names and values."""
    facts: list[tuple[str, object]] = [
        ("client", client.id),
        ("kind", client.kind),
        ("class", client.client_class or "none"),
    ]
    if kept_fields:
        words = ", ".join(name.replace("_", " ") for name in kept_fields)
        facts.append(("in the vault", words))
    if client.erased:
        gone = " and ".join(ERASED[part] for part in client.erased)
        facts.append(("erased", gone))
    if client.jurisdiction is not None:
        facts.append(("taxes of", client.jurisdiction))
    facts += [
        (f"tax status since {status.valid_from}", tax_status_words(status))
        for status in client.tax_statuses
    ]
    facts += [("self-billing", days_words(each)) for each in client.self_billing]
    facts += [
        (f"limit {money.code}", money.write(most)) for money, most in client.limits
    ]
    facts += [
        (f"certificate {certificate.jurisdiction}", _certificate_words(certificate))
        for certificate in client.certificates
    ]
    return [*facts, *diligence_facts(client)]


def _certificate_words(certificate: Certificate) -> str:
    until = certificate.valid_until or "revoked"
    words = f"{certificate.number}, from {certificate.valid_from} until {until}"
    if certificate.use is not None:
        words += f", for {certificate.use}"
    named = "; ".join(certificate.categories)
    return f"{words}, {named} alone" if named else words
