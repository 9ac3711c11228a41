"""Certificates that end before a day, so that clients can be asked for new ones."""

from __future__ import annotations

from sqlalchemy import Connection

from projections.certificates import certificates_on_file
from projections.reports.books.scope import Scope
from projections.reports.model import Column, Kind, Report, Table

COLUMNS = (
    Column("client", "Client", key=True),
    Column("jurisdiction", "Jurisdiction", key=True),
    Column("number", "Number", key=True),
    Column("valid_from", "Valid from", Kind.DAY),
    Column("valid_until", "Valid until", Kind.DAY),
    Column("recorded_at", "Put on file", Kind.MOMENT),
)


def certificates(db: Connection, scope: Scope) -> Report:
    """List the certificates on file that end before the day; the next to end first."""
    found = [
        (one.valid_until, one)
        for one in certificates_on_file(db)
        if one.valid_until is not None
        and one.valid_until < scope.day
        and scope.tells_of(one.client)
    ]
    found.sort(key=lambda pair: pair[0])
    return Report(
        heading=scope.heading(
            "certificates",
            "Resale certificates that end",
            ("Before", scope.day.isoformat()),
            sale=False,
        ),
        tables=(
            Table(
                name="certificates",
                title="Certificates",
                columns=COLUMNS,
                rows=tuple(
                    (
                        one.client,
                        one.jurisdiction,
                        one.number,
                        one.valid_from,
                        until,
                        one.recorded_at,
                    )
                    for until, one in found
                ),
            ),
        ),
    )
