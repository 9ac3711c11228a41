"""The events of a client: a person or firm the house deals with.

No name and no address stands here: what is recorded is never taken out again, so that
who a client is stands in the vault, where it can be destroyed.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from ledger.events.diligence import DiligenceEvent
from ledger.events.reviews import IndicatorReviewed
from ledger.events.vocabulary import event
from ledger.identity import ClientId
from ledger.money import Currency, Minor
from ledger.terms.tax_status import TaxPerson
from ledger.value import later


class ClientKind(StrEnum):
    """Who deals with the house."""

    PERSON = "person"
    FIRM = "firm"


@event("client-enrolled/1")
class ClientEnrolled:
    """The house opened a file for a client."""

    client: ClientId
    kind: ClientKind
    client_class: str | None
    """A class that the terms may charge differently, such as ``dealer``."""


@event("credit-limit-set/1")
class CreditLimitSet:
    """The house said how far it trusts a client, in one currency."""

    client: ClientId
    currency: Currency
    limit: Minor | None


@event("certificate-filed/1")
class CertificateFiled:
    """A client showed a resale certificate of a jurisdiction."""

    client: ClientId
    jurisdiction: str
    number: str
    valid_from: date
    valid_until: date | None
    categories: tuple[str, ...] = later(default=())
    """The lots that it is for; none: for all."""
    use: str | None = later(default=None)
    """What the lots are bought for; None: for resale."""


@event("certificate-revoked/1")
class CertificateRevoked:
    """A certificate was withdrawn or found wanting."""

    client: ClientId
    jurisdiction: str
    number: str


@event("jurisdiction-set/1")
class JurisdictionSet:
    """The house learned where a client's lots go, and so whose tax they bear."""

    client: ClientId
    jurisdiction: str | None
    """None: as the sale's own place."""


@event("tax-status-set/1")
class TaxStatusSet:
    """The house learned who a client is to the tax office, from some day on."""

    client: ClientId
    person: TaxPerson
    country: str
    """Where they are established, by ISO 3166-1."""
    vat_id: str | None
    """With the letters of its country: ``DE123456789``."""
    tax_number: str | None
    """The number of their own tax office, which self-billing may need instead."""
    valid_from: date
    checked_on: date | None
    """The day on which the VAT number was confirmed by its country."""


@event("self-billing-agreed/1")
class SelfBillingAgreed:
    """A client agreed that the house writes their invoices to it, for some days."""

    client: ClientId
    valid_from: date
    valid_until: date | None
    """Both days count; None: until it is ended."""


class ErasedPart(StrEnum):
    """What of a client is gone for good, by the key that opened it."""

    PERSON = "person"
    """Name and contact: all that the vault kept of who they are."""
    CLIENT = "client"
    """What they bid where nobody opened it, and their e-invoices as issued."""


@event("person-erased/1")
class PersonErased:
    """Somebody had a person forgotten: the keys to what is theirs were destroyed."""

    client: ClientId
    parts: tuple[ErasedPart, ...]
    basis: str
    """By which law, or at whose request; it names the client by number alone."""
    authorised_by: str
    """The second person."""


ClientEvent: TypeAlias = (
    ClientEnrolled
    | CreditLimitSet
    | CertificateFiled
    | CertificateRevoked
    | JurisdictionSet
    | TaxStatusSet
    | SelfBillingAgreed
    | PersonErased
    | IndicatorReviewed
    | DiligenceEvent
)
