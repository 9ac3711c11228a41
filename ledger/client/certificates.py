"""The resale certificates of a client: put on file, taken off it, and which counts."""

from __future__ import annotations

from datetime import date

from ledger.client.client import Certificate, Client
from ledger.events.client import CertificateFiled, CertificateRevoked, ClientEvent
from ledger.refusals import CertificateExists, UnknownCertificate


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
        categories=certificate.categories,
        use=certificate.use,
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


def certificate_for(
    client: Client, jurisdiction: str, *, on: date, category: str | None = None
) -> Certificate | None:
    """Return the certificate that counts for a category and day, if any does."""
    for certificate in client.certificates:
        until, named = certificate.valid_until, certificate.categories
        in_time = certificate.valid_from <= on and (until is None or on <= until)
        is_for_it = not named or category in named
        if in_time and is_for_it and covers(certificate, jurisdiction):
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
