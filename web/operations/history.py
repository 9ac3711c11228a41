"""The history of a sale, a lot, a client, a document or a person, and its export."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from msgspec import Meta

from ledger.house.key_readers import key_readers
from ledger.house.records import Records
from ledger.refusals import UnknownName
from ledger.roles import Sight
from presenters.audit import AuditLine, audit_lines
from presenters.audit_filter import NotAFilter, Test, read_filter
from presenters.audit_report import audit_report
from presenters.key_readers import readable_by
from presenters.moment import LedgerMoment
from presenters.report import ReportShape
from presenters.report_scope import terms_told_by, zone_told_by
from projections.mentions import (
    OwnLot,
    Subject,
    history_named,
    number_touching,
    own_lots,
)
from web.caller import Caller
from web.files import FileAnswer
from web.operation import reads
from web.operations.audits import AuditQuery
from web.operations.reports import FORMS, asked_scope, report_file
from web.problem import HttpProblem
from web.reading import LedgerReading

EXPORTED_MAX = 10_000
"""So many entries are read for one file, however few of them a filter lets through."""

NameText: TypeAlias = Annotated[str, Meta(max_length=200)]
FilterText: TypeAlias = Annotated[str, Meta(max_length=500)]
"""Terms of a filter: ``kind:bid-refused paddle:1042``."""


class HistoryExportQuery(AuditQuery, frozen=True, kw_only=True):
    """Whose history is told, which of its entries, and how it is written."""

    name: NameText | None = None
    """A sale, a lot, a client, a document, a dispute or a person; else everything."""
    filter: FilterText | None = None
    """Only entries that every term fits: ``kind:bid-refused paddle:1042``."""
    after: Annotated[int, Meta(ge=0, le=2**53)] = 0
    """Go on after this position: a file is of 10,000 entries at most, and the header
    Link names the address of the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogHistory:
    """Some of the entries that touch something, and those that a filter leaves."""

    records: Records
    """Those of the moment that it is told of."""
    subject: Subject | None
    positions: Sequence[int]
    """Where those stand that are read."""
    read_upto: int | None
    """The last of those, where there are more behind it; None: these are the last."""
    own: Collection[OwnLot]
    zone: str
    tests: Sequence[Test]
    touching: int
    """How many there are of them all, of the same moment."""

    def lines(self) -> Iterator[AuditLine]:
        """Return the entries that every term of the filter fits, in order."""
        entries = self.records.entries_at(self.positions)
        lines = audit_lines(self.records, entries, self.own, self.zone)
        return (line for line in lines if all(test(line) for test in self.tests))


def log_history(
    moment: LedgerMoment,
    name: str | None,
    filter_line: str | None,
    *,
    after: int,
    at_most: int,
) -> LogHistory:
    """Find what touches a name after a position, so much of it as is read at once.

    Raises UnknownName, or HttpProblem.
    """
    db, records = moment
    subject, later = history_named(
        db, name, after=after, upto=records.upto, limit=at_most + 1
    )
    if name is not None and subject is None:
        raise UnknownName(name=name)
    positions = later[:at_most]
    sale = None if subject is None else subject.sale
    zone = zone_told_by(terms_told_by(records, sale))
    return LogHistory(
        records=records,
        subject=subject,
        positions=positions,
        read_upto=positions[-1] if len(later) > at_most else None,
        own=own_lots(db, upto=records.upto),
        touching=number_touching(db, subject, upto=records.upto),
        zone=zone,
        tests=tests_of(filter_line, zone),
    )


def tests_of(filter_line: str | None, zone: str) -> tuple[Test, ...]:
    """Read a filter line; raises HttpProblem where a term cannot be meant."""
    try:
        return read_filter(filter_line or "", zone)
    except NotAFilter as no:
        raise HttpProblem(422, "not-a-filter", "Not a filter", str(no)) from no


def readable_words(reading: LedgerReading, lines: Sequence[AuditLine]) -> str | None:
    """Say who can read what is sealed in entries; None where nothing is."""
    if not any(line.sealed for line in lines):
        return None
    return readable_by(key_readers(reading.house))


def export_history(
    reading: LedgerReading, caller: Caller, query: HistoryExportQuery
) -> FileAnswer:
    """Write the entries that touch what is named, as they are filtered, as a file."""
    with reading.at_present_moment() as moment:
        history = log_history(
            moment, query.name, query.filter, after=query.after, at_most=EXPORTED_MAX
        )
    upto = history.read_upto
    reading.next_after = None if upto is None else str(upto)
    lines = list(history.lines())
    subject = history.subject
    sale = None if subject is None else subject.sale
    scope = asked_scope(reading, history.records, caller, sale)
    title = "History" if subject is None else f"History of {subject.name}"
    terms = {
        "Filter": query.filter,
        "After position": query.after,
        "Up to position": upto,
    }
    given = [(term, str(each)) for term, each in terms.items() if each]
    heading = scope.heading("audit-history", title, *given)
    report = audit_report(lines, heading, readable_words(reading, lines))
    name = "-".join(["history", *([] if subject is None else subject.name.split("/"))])
    return report_file(report, name, query.format, query.locale)


OPERATIONS = (
    reads(
        "/history",
        Sight.LOG,
        export_history,
        forms=FORMS,
        as_json=ReportShape,
    ),
)
