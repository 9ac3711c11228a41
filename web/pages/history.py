"""The history of a sale, a lot, a client, a document or a person; and one entry."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from typing import Annotated

from msgspec import Meta

from ledger.house.checkpoints import verifier_keys
from ledger.house.key_readers import key_readers
from ledger.refusals import NotRecordedYet, UnknownName
from ledger.roles import Sight
from presenters.audit import AuditLine, audit_lines
from presenters.audit_filter import NotAFilter, Test, read_filter
from presenters.key_readers import readable_by
from presenters.report_scope import terms_told_by, zone_told_by
from projections.mentions import history_named, own_lots, touched
from web.operation import LogPageQuery
from web.page import Filled, shows
from web.problem import HttpProblem
from web.reading import LedgerReading


class HistoryQuery(LogPageQuery, frozen=True, kw_only=True):
    """Whose history is told, and which of its entries."""

    name: Annotated[str, Meta(max_length=200)] | None = None
    """A sale, a lot, a client, a document, a dispute or a person; else everything."""
    filter: Annotated[str, Meta(max_length=500)] | None = None
    """Only entries that every term fits: ``kind:bid-refused paddle:1042``."""


def history_page(reading: LedgerReading, query: HistoryQuery) -> Filled:
    """Tell the entries that touch what is named: when, who, how known, and why."""
    records = reading.records
    with reading.views() as db:
        subject, positions = history_named(db, query.name)
        own = own_lots(db)
    if query.name is not None and subject is None:
        raise UnknownName(name=query.name)
    sale = None if subject is None else subject.sale
    zone = zone_told_by(terms_told_by(records, sale))
    tests = _tests(query.filter or "", zone)
    later = positions[bisect_right(positions, query.after) :]
    entries = audit_lines(records, records.entries_at(later), own, zone)
    fitting = (line for line in entries if all(test(line) for test in tests))
    lines = list(islice(fitting, query.limit + 1))
    shown = lines[: query.limit]
    return {
        "query": query,
        "subject": subject,
        "touching": len(positions),
        "lines": shown,
        "readable": _readable(reading, shown),
        "goes_on": len(lines) > query.limit,
        "zone": zone,
    }


def entry_page(reading: LedgerReading, position: int) -> Filled:
    """Show an entry of the log: what it says, its bytes, and its proof."""
    records = reading.records
    if position > (head := records.head()):
        raise NotRecordedYet(position=position, head=head)
    with reading.views() as db:
        own = own_lots(db)
    (entry,) = records.entries_at([position])
    zone = zone_told_by(terms_told_by(records, touched(entry.event).sale))
    line = next(audit_lines(records, [entry], own, zone))
    return {
        "line": line,
        "readable": _readable(reading, [line]),
        "entry": entry,
        "text": reading.house.tree().entry(position).decode(),
        "keys": [key.text for key in verifier_keys(records)],
        "head": head,
        "zone": zone,
    }


def _readable(reading: LedgerReading, lines: Sequence[AuditLine]) -> str | None:
    """Say who can read what is sealed in entries; None where nothing is."""
    if not any(line.sealed for line in lines):
        return None
    return readable_by(key_readers(reading.house))


def _tests(filter_line: str, zone: str) -> tuple[Test, ...]:
    try:
        return read_filter(filter_line, zone)
    except NotAFilter as no:
        raise HttpProblem(422, "not-a-filter", "Not a filter", str(no)) from no


PAGES = (
    shows("/history", Sight.LOG, history_page, "history.html"),
    shows("/log/{position}", Sight.LOG, entry_page, "entry.html"),
)
