"""The history of a pack on paper: what happened, in sentences, stream by stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import repeat
from multiprocessing import get_context
from typing import TypeAlias

from presenters.pack import verify
from presenters.pack.building import PackContents, manifest_of, read_entries
from projections.reports.formats import write
from projections.reports.model import Column, Heading, Kind, Report, ReportTable, Row

Section: TypeAlias = "tuple[str, list[verify.Entry]]"

PART_ENTRIES_MAX = 4_000
"""The typesetter takes about 130 kB of memory for an entry."""

COLUMNS = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("recorded_at", "Recorded", Kind.MOMENT),
    Column("actor", "By"),
    Column("sentence", "What happened"),
)


def papers(heading: Heading, contents: PackContents, locale: str) -> list[bytes]:
    """Set the history of a pack as PDF, in the order of its page, part by part.

    Raises UnknownLocale, a ValueError, for a locale that is not known.
    """
    sections = verify.sections(manifest_of(contents), read_entries(contents))
    parts = list(_parts(sections))
    reports = [
        Report(
            heading=_headed(heading, number, len(parts)),
            tables=tuple(_tables(part, contents.sentences)),
        )
        for number, part in enumerate(parts, start=1)
    ]
    if len(reports) == 1:
        return [write(reports[0], "pdf", locale)]
    # What the typesetter has set it keeps, until its process ends.
    with ProcessPoolExecutor(
        max_workers=1, mp_context=get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        return list(pool.map(write, reports, repeat("pdf"), repeat(locale)))


def _parts(sections: list[Section]) -> Iterator[list[Section]]:
    """Cut sections into parts of so many entries."""
    part: list[Section] = []
    left = PART_ENTRIES_MAX
    for title, entries in sections:
        rest = entries
        while len(rest) > left:
            yield [*part, (title, rest[:left])] if left else part
            rest, part, left = rest[left:], [], PART_ENTRIES_MAX
        if rest:
            part.append((title, rest))
            left -= len(rest)
    if part:
        yield part


def _headed(heading: Heading, number: int, parts: int) -> Heading:
    if parts == 1:
        return heading
    return replace(heading, title=f"{heading.title}, part {number} of {parts}")


def _tables(
    sections: list[Section], sentences: Mapping[int, str]
) -> Iterator[ReportTable]:
    for number, (title, entries) in enumerate(sections, start=1):
        yield ReportTable(
            name=f"stream_{number}",
            title=title,
            columns=COLUMNS,
            rows=tuple(_row(entry, sentences[entry.position]) for entry in entries),
        )


def _row(entry: verify.Entry, sentence: str) -> Row:
    recorded_at = datetime.fromisoformat(str(entry.record["recorded_at"]))
    return entry.position, recorded_at, str(entry.record["actor"]), sentence
