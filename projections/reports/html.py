"""A report as one HTML file, which asks for nothing from outside, and prints well."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from projections.reports.model import Report
from projections.reports.pages import pages
from projections.reports.wording import Wording

WIDE_COLUMNS = 8
"""A table of more columns than these is printed across."""


def write(report: Report, wording: Wording) -> bytes:
    """Write a report as a page; whatever is told is text, and is escaped."""
    room = Environment(
        loader=PackageLoader("projections.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    paper = "letter" if wording.paper == "us-letter" else "A4"
    wide = any(len(table.columns) > WIDE_COLUMNS for table in report.tables)
    page = room.get_template("report.html").render(
        pages(report, wording),
        sheet=f"{paper} landscape" if wide else paper,
    )
    return page.encode()
