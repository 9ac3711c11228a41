"""The events of a client: a person or firm the house deals with.

No name and no address stands here: personal data enters the log only once it can be
sealed, because what is recorded is never taken out again.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import ClientId
from ledger.money import Currency, Minor


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


ClientEvent: TypeAlias = (
    ClientEnrolled
    | CreditLimitSet
    | CertificateFiled
    | CertificateRevoked
    | JurisdictionSet
)
