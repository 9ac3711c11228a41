"""Certificates that end, so that clients can be asked for new ones in time."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from projections.certificates import CertificateRow, certificates_on_file
from projections.reports.books.scope import Scope
from projections.reports.model import Column, Kind, Report, ReportTable, Row

SOON = timedelta(days=30)

COLUMNS = (
    Column("client", "Client", key=True),
    Column("jurisdiction", "Jurisdiction", key=True),
    Column("number", "Number", key=True),
    Column("valid_from", "Valid from", Kind.DAY),
    Column("valid_until", "Valid until", Kind.DAY),
    Column("expired", "Expired", Kind.YES_NO),
    Column("recorded_at", "Put on file", Kind.MOMENT),
)


def certificates(db: Connection, scope: Scope) -> Report:
    """List the certificates on file that end before a day; the next to end first.

    Without a day: those that expired, and those that will within thirty days.
    """
    before = scope.on or scope.day + SOON
    ending = [
        (certificate.valid_until, certificate)
        for certificate in certificates_on_file(db)
        if certificate.valid_until is not None
        and certificate.valid_until < before
        and scope.tells_of(certificate.client)
    ]
    ending.sort(key=lambda pair: pair[0])
    rows = tuple(
        _certificate_row(certificate, until, scope.day) for until, certificate in ending
    )
    return Report(
        heading=scope.heading(
            "certificates",
            "Resale certificates that end",
            ("Before", before.isoformat()),
            sale=False,
        ),
        tables=(
            ReportTable(
                name="certificates", title="Certificates", columns=COLUMNS, rows=rows
            ),
        ),
    )


def _certificate_row(certificate: CertificateRow, until: date, day: date) -> Row:
    return (
        certificate.client,
        certificate.jurisdiction,
        certificate.number,
        certificate.valid_from,
        until,
        until < day,
        certificate.recorded_at,
    )
