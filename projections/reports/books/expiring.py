"""Certificates that end, so that clients can be asked for new ones in time."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from projections.certificates import CertificateRow, certificates_on_file
from projections.reports.books.scope import Scope
from projections.reports.model import Column, Kind, Report, Row, Table

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
    found = [
        (one.valid_until, one)
        for one in certificates_on_file(db)
        if one.valid_until is not None
        and one.valid_until < before
        and scope.tells_of(one.client)
    ]
    found.sort(key=lambda pair: pair[0])
    rows = tuple(_row(one, until, scope.day) for until, one in found)
    return Report(
        heading=scope.heading(
            "certificates",
            "Resale certificates that end",
            ("Before", before.isoformat()),
            sale=False,
        ),
        tables=(
            Table(
                name="certificates", title="Certificates", columns=COLUMNS, rows=rows
            ),
        ),
    )


def _row(one: CertificateRow, until: date, day: date) -> Row:
    return (
        one.client,
        one.jurisdiction,
        one.number,
        one.valid_from,
        until,
        until < day,
        one.recorded_at,
    )
