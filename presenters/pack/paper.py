"""The history of a pack on paper: what happened, in sentences, stream by stream."""

from __future__ import annotations

from datetime import datetime

from presenters.pack import verify
from presenters.pack.building import PackContents, manifest_of, read_entries
from projections.reports.formats import write
from projections.reports.model import Column, Heading, Kind, Report, ReportTable, Row

COLUMNS = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("recorded_at", "Recorded", Kind.MOMENT),
    Column("actor", "By"),
    Column("sentence", "What happened"),
)


def paper(heading: Heading, contents: PackContents, locale: str) -> bytes:
    """Set the history of a pack as PDF, in the order of its page.

    Raises UnknownLocale, a ValueError, for a locale that is not known.
    """
    tables = tuple(
        ReportTable(
            name=f"stream_{number}",
            title=title,
            columns=COLUMNS,
            rows=tuple(
                _row(entry, contents.sentences[entry.position]) for entry in group
            ),
        )
        for number, (title, group) in enumerate(
            verify.sections(manifest_of(contents), read_entries(contents)), start=1
        )
    )
    return write(Report(heading=heading, tables=tables), "pdf", locale)


def _row(entry: verify.Entry, sentence: str) -> Row:
    recorded_at = datetime.fromisoformat(str(entry.record["recorded_at"]))
    return entry.position, recorded_at, str(entry.record["actor"]), sentence
