"""A report in a format: which there are, and who writes each."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projections.reports.model import Report

FORMATS = ("text", "csv", "xlsx", "html", "pdf")
"""What a report can be written as; as JSON the presenters write it."""

FOR_PEOPLE = ("text", "html", "pdf")
"""Pages: what holds nothing is not printed there. Scripts find every column."""


def write(report: Report, form: str, locale: str = "en_US") -> bytes:
    """Write a report in one of FORMATS; the same report gives the same bytes.

    Raises UnknownLocale, a ValueError, for a locale that is not known.
    """
    assert form in FORMATS, f"{form} is no format of reports"
    # A writer is entered when it is used: a text needs no typesetter.
    writer = import_module(f"projections.reports.{form}")
    if form == "csv":
        # For scripts it is the same in every locale.
        return bytes(writer.write(report))
    if form in FOR_PEOPLE:
        narrower = import_module("projections.reports.column_filters")
        report = narrower.without_unchanged_columns(report)
        report = narrower.without_empty_columns(report)
    wording = import_module("projections.reports.wording").Wording
    return bytes(writer.write(report, wording.of(locale, report.heading.zone)))
