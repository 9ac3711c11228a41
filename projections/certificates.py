"""Resale certificates on file: whose, for which jurisdiction, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table

from ledger.entry import Entry
from ledger.events import CertificateFiled, CertificateRevoked, Event
from ledger.identity import ClientId
from projections.columns import Day, Moment
from projections.reading import ask
from projections.rows import Row, Rows
from projections.view import View

certificates = Table(
    "certificates",
    MetaData(),
    # The same certificate may be filed again once it was revoked.
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("certificate", String, nullable=False),
    Column("client", String, nullable=False),
    Column("jurisdiction", String, nullable=False),
    Column("number", String, nullable=False),
    Column("valid_from", Day),
    Column("valid_until", Day),
    Column("recorded_at", Moment, nullable=False),
    Column("revoked", BigInteger, nullable=False),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Add what was filed, and what was taken off the file."""
    match entry.event:
        case CertificateFiled() as event:
            valid: Row = {
                "valid_from": event.valid_from,
                "valid_until": event.valid_until,
            }
            rows.insert({**_about(entry, event), **valid, "revoked": 0})
        case CertificateRevoked() as event:
            rows.insert({**_about(entry, event), "revoked": 1})


def _about(entry: Entry[Event], event: CertificateFiled | CertificateRevoked) -> Row:
    return {
        "position": entry.position,
        "certificate": f"{event.client}/{event.jurisdiction}/{event.number}",
        "client": event.client,
        "jurisdiction": event.jurisdiction,
        "number": event.number,
        "recorded_at": entry.by.recorded_at,
    }


HEEDS = frozenset({CertificateFiled, CertificateRevoked})

CERTIFICATES = View(certificates, shape=1, hear=hear, heeds=HEEDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """A certificate that counts until it expires."""

    client: ClientId
    jurisdiction: str
    number: str
    valid_from: date
    valid_until: date | None
    recorded_at: datetime
    """When it was put on file."""
    position: int


def certificates_on_file(db: Connection) -> list[OnFile]:
    """List the certificates that were filed and not revoked, by client and place."""
    rows = ask(db, CERTIFICATES, lambda t: t.select().order_by(t.c.position))
    # What was filed last stands, unless the last word was that it is revoked.
    last = {row.certificate: row for row in rows}
    found = [
        OnFile(
            client=row.client,
            jurisdiction=row.jurisdiction,
            number=row.number,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            recorded_at=row.recorded_at,
            position=row.position,
        )
        for row in last.values()
        if not row.revoked
    ]
    return sorted(found, key=lambda one: (one.client, one.jurisdiction, one.number))
