"""Resale certificates on file: whose, for which jurisdiction, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import CertificateFiled, CertificateRevoked
from ledger.identity import ClientId
from projections.queries import rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRow:
    """A certificate as it was put on file, or taken off it."""

    position: int
    """The place in the log; the same certificate may be filed again once revoked."""
    certificate: str
    """The client, the jurisdiction and the number: ``C-1042/US-TX/123``."""
    client: ClientId
    jurisdiction: str
    """Where it exempts from tax: ``US-TX``."""
    number: str
    """The number on the certificate."""
    valid_from: date | None
    """None where it was taken off the file."""
    valid_until: date | None
    """The last day; None where it has none."""
    recorded_at: datetime
    """When it was put on file, or taken off it."""
    revoked: bool
    """Whether it was taken off the file."""


def _on_certificate_filed(entry: Entry[CertificateFiled], rows: Rows) -> None:
    _add_certificate(entry, rows, revoked=False)


def _on_certificate_revoked(entry: Entry[CertificateRevoked], rows: Rows) -> None:
    _add_certificate(entry, rows, revoked=True)


def _add_certificate(
    entry: Entry[CertificateFiled] | Entry[CertificateRevoked],
    rows: Rows,
    *,
    revoked: bool,
) -> None:
    event = entry.event
    certificate = f"{event.client}/{event.jurisdiction}/{event.number}"
    rows.insert(entry, entry.by, event, certificate=certificate, revoked=revoked)


CERTIFICATES = View(
    name="certificates",
    row=CertificateRow,
    key="position",
    shape=2,
    hears={
        CertificateFiled: _on_certificate_filed,
        CertificateRevoked: _on_certificate_revoked,
    },
)


def certificates_on_file(db: Connection) -> list[CertificateRow]:
    """List the certificates that were filed and not revoked, by client and place."""
    # What was filed last stands, unless the last word was that it is revoked.
    last = {row.certificate: row for row in rows_in(db, CERTIFICATES)}
    on_file = [row for row in last.values() if not row.revoked]
    return sorted(on_file, key=lambda row: (row.client, row.jurisdiction, row.number))
