"""A history as a report: one table, which every format writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.identity import number_of
from presenters.event_sentences import OWN_LOT
from presenters.times import local_time
from projections.reports.model import Column, Heading, Kind, Report, ReportTable, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presenters.audit import AuditLine

TABLE_COLUMNS = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("recorded_at", "Recorded", Kind.MOMENT),
    Column("claimed_at", "Claimed", Kind.MOMENT),
    Column("received_at", "Received", Kind.MOMENT),
    Column("kind", "Event"),
    Column("sale", "Sale"),
    Column("lot", "Lot"),
    Column("paddle", "Paddle"),
    Column("client", "Client"),
    Column("document", "Document"),
    Column("actor", "By"),
    Column("role", "Role"),
    Column("known", "Known how"),
    Column("login", "Login"),
    Column("way", "Way"),
    Column("session", "Session"),
    Column("on_behalf_of", "For"),
    Column("second", "Second person"),
    Column("channel", "Channel"),
    Column("code", "Rule or code"),
    Column("refused", "Refused", Kind.YES_NO),
    Column("own_lot", "Own lot", Kind.YES_NO),
    Column("reason", "Reason"),
    Column("evidence", "Evidence"),
    Column("sentence", "What happened"),
)

LIST_COLUMNS = (
    ("position", "right"),
    ("recorded", "left"),
    ("event", "left"),
    ("about", "left"),
    ("by", "left"),
)


def audit_report(
    lines: Sequence[AuditLine], heading: Heading, note: str | None
) -> Report:
    """Return entries as a report of one table, and what is to be said of them."""
    rows = tuple(_table_row(line) for line in lines)
    table = ReportTable(
        name="entries", title="Entries", columns=TABLE_COLUMNS, rows=rows, note=note
    )
    return Report(heading=heading, tables=(table,))


def _table_row(line: AuditLine) -> Row:
    by = line.by
    return (
        line.position,
        line.recorded_at,
        line.claimed_at,
        line.received_at,
        line.kind,
        line.sale,
        _joined(line.lots),
        _joined(line.paddles),
        _joined(line.clients),
        _joined(line.documents),
        by.actor,
        by.role,
        by.known,
        by.login,
        by.way,
        by.session,
        by.on_behalf_of,
        line.second,
        line.channel,
        line.code,
        line.refused,
        line.own_lot,
        by.reason,
        evidence_words(line),
        line.sentence,
    )


def _joined(names: tuple[str, ...]) -> str | None:
    return ", ".join(names) or None


def evidence_words(line: AuditLine) -> str | None:
    """Name what shows that an entry is right, and what tells it from any other."""
    evidence = line.by.evidence
    return None if evidence is None else f"{evidence.place}, SHA-256 {evidence.sha256}"


def list_row(line: AuditLine, zone: str) -> tuple[object, ...]:
    """Write an entry as the first line of a list."""
    lots = (f"lot {number_of(lot)}" for lot in line.lots[:1])
    paddles = (f"paddle {paddle}" for paddle in line.paddles[:1])
    about = (*lots, *paddles, *line.documents[:1], *line.clients[:1])
    return (
        line.position,
        local_time(line.recorded_at, zone),
        line.kind,
        ", ".join(about[:2]) or line.sale or "",
        line.by.actor,
    )


def list_words(line: AuditLine, zone: str) -> str:
    """Say all else that is known of an entry."""
    by = line.by
    received = line.received_at if line.received_at != line.recorded_at else None
    moments = (("received", received), ("claimed", line.claimed_at))
    facts = (
        *((name, local_time(at, zone)) for name, at in moments if at is not None),
        ("role", by.role),
        ("known", by.known),
        ("login", by.login),
        ("way", by.way),
        ("session", by.session),
        ("for", by.on_behalf_of),
        ("with", line.second),
        ("channel", line.channel),
        ("rule" if not line.refused else "code", line.code),
        ("because", by.reason),
        ("evidence", evidence_words(line)),
        ("brought forward from", _brought_words(line, zone)),
    )
    words = "; ".join(f"{name} {value}" for name, value in facts if value is not None)
    own = f" {OWN_LOT}" if line.own_lot else ""
    return f"{line.sentence}{own} [{words}]"


def _brought_words(line: AuditLine, zone: str) -> str | None:
    """Say where an entry stood in the ledger before; None where it began here."""
    brought = line.by.brought
    if brought is None:
        return None
    at = local_time(brought.recorded_at, zone)
    return f"position {brought.position}, recorded {at}"
