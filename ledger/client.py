"""A client: a person or firm, how far it is trusted, what certificates it showed."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from ledger.events.client import (
    CertificateFiled,
    CertificateRevoked,
    ClientEnrolled,
    ClientEvent,
    ClientKind,
    CreditLimitSet,
    JurisdictionSet,
)
from ledger.identity import ClientId
from ledger.money import Currency, Minor
from ledger.refusals import CertificateExists, ClientExists, UnknownCertificate
from ledger.value import replace, value


@value
class Certificate:
    """A resale certificate: whose law, its number, and when it counts (inclusive)."""

    jurisdiction: str
    number: str
    valid_from: date
    valid_until: date | None


@value
class Client:
    """A client as the house knows it at one moment."""

    id: ClientId
    kind: ClientKind
    client_class: str | None
    limits: tuple[tuple[Currency, Minor], ...] = ()
    certificates: tuple[Certificate, ...] = ()
    jurisdiction: str | None = None
    """Whose tax their lots bear; None: as the sale's own place."""

    def limit(self, currency: Currency) -> Minor | None:
        """Return the credit limit in a currency, None where there is none."""
        return dict(self.limits).get(currency)


def evolve(client: Client | None, event: ClientEvent) -> Client:
    """Return the client as it stands after one more event."""
    if isinstance(event, ClientEnrolled):
        assert client is None, "a client is enrolled once"
        return Client(event.client, event.kind, event.client_class)
    assert client is not None, "a client's history begins when it is enrolled"
    match event:
        case CreditLimitSet(currency=currency, limit=limit):
            kept = tuple(limit for limit in client.limits if limit[0] != currency)
            added = () if limit is None else ((currency, limit),)
            return replace(client, limits=kept + added)
        case CertificateFiled():
            filed = Certificate(
                event.jurisdiction, event.number, event.valid_from, event.valid_until
            )
            return replace(client, certificates=(*client.certificates, filed))
        case CertificateRevoked(jurisdiction=jurisdiction, number=number):
            left = tuple(
                certificate
                for certificate in client.certificates
                if (certificate.jurisdiction, certificate.number)
                != (jurisdiction, number)
            )
            return replace(client, certificates=left)
        case JurisdictionSet(jurisdiction=jurisdiction):
            return replace(client, jurisdiction=jurisdiction)
        case _:
            assert_never(event)


def enrol(
    client: Client | None,
    client_id: ClientId,
    *,
    kind: ClientKind,
    client_class: str | None,
) -> tuple[ClientEvent, ...]:
    """Open a file for a client; the same file twice changes nothing."""
    if client is None:
        enrolled = ClientEnrolled(
            client=client_id, kind=kind, client_class=client_class
        )
        return (enrolled,)
    if (client.kind, client.client_class) != (kind, client_class):
        raise ClientExists(client=client_id)
    return ()


def set_limit(
    client: Client, currency: Currency, limit: Minor | None
) -> tuple[ClientEvent, ...]:
    """Set, change or lift a client's credit limit in one currency."""
    if client.limit(currency) == limit:
        return ()
    return (CreditLimitSet(client=client.id, currency=currency, limit=limit),)


def file_certificate(
    client: Client, certificate: Certificate
) -> tuple[ClientEvent, ...]:
    """Put a resale certificate on file."""
    if _has_certificate(client, certificate.jurisdiction, certificate.number):
        raise CertificateExists(
            client=client.id,
            jurisdiction=certificate.jurisdiction,
            number=certificate.number,
        )
    filed = CertificateFiled(
        client=client.id,
        jurisdiction=certificate.jurisdiction,
        number=certificate.number,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
    )
    return (filed,)


def revoke_certificate(
    client: Client, *, jurisdiction: str, number: str
) -> tuple[ClientEvent, ...]:
    """Take a certificate off the file."""
    if not _has_certificate(client, jurisdiction, number):
        raise UnknownCertificate(
            client=client.id, jurisdiction=jurisdiction, number=number
        )
    revoked = CertificateRevoked(
        client=client.id, jurisdiction=jurisdiction, number=number
    )
    return (revoked,)


def set_jurisdiction(
    client: Client, jurisdiction: str | None
) -> tuple[ClientEvent, ...]:
    """Say where a client's lots go, and so whose tax they bear."""
    if client.jurisdiction == jurisdiction:
        return ()
    return (JurisdictionSet(client=client.id, jurisdiction=jurisdiction),)


def certificate_for(
    client: Client, jurisdiction: str, *, on: date
) -> Certificate | None:
    """Return the certificate that counts in a jurisdiction on a day, if any."""
    for certificate in client.certificates:
        until = certificate.valid_until
        in_time = certificate.valid_from <= on and (until is None or on <= until)
        if in_time and covers(certificate, jurisdiction):
            return certificate
    return None


def covers(certificate: Certificate, jurisdiction: str) -> bool:
    """Say whether a certificate counts in a jurisdiction: its own, or one within it.

    A state's certificate exempts from what its cities levy, too: ``US-TX`` covers
    ``US-TX-DALLAS``.
    """
    own = certificate.jurisdiction
    return jurisdiction == own or jurisdiction.startswith(f"{own}-")


def _has_certificate(client: Client, jurisdiction: str, number: str) -> bool:
    return any(
        (certificate.jurisdiction, certificate.number) == (jurisdiction, number)
        for certificate in client.certificates
    )
