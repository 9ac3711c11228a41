"""Reports of the books on screen: the list of them, and each as it is narrowed."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, to_builtins

from ledger.roles import Sight
from projections.journal.accounts import BookAccount
from projections.reports.column_filters import without_unchanged_columns
from projections.reports.model import Report
from projections.reports.row_slices import count_rows, with_rows
from web.caller import Caller
from web.figures import led_pages, rows_before
from web.languages import locale_of
from web.operations.reports import FORMS, ReportQuery, list_reports, made_report
from web.page import Filled, shows
from web.reading import LedgerReading

SLICE = 1_000
"""So many rows are shown at a time; a report that has no more is shown whole."""


class ReportPageQuery(ReportQuery, frozen=True, kw_only=True, rename={"from_": "from"}):
    """What a report tells of, and which of its rows are shown."""

    after: Annotated[int, Meta(ge=0, le=2**53)] = 0
    """Go on after so many rows."""
    entry: Annotated[int, Meta(ge=1, le=2**53)] | None = None
    """Show the slice in which the rows of this entry begin."""


def reports_page() -> Filled:
    """Show which reports there are of the books."""
    return {"reports": list_reports()}


def report_page(
    reading: LedgerReading,
    caller: Caller,
    report: str,
    query: ReportPageQuery,
    language: str,
) -> Filled:
    """Show a report of the books; what its cells name leads to where it came from."""
    made = without_unchanged_columns(made_report(reading, caller, report, query))
    after = _rows_before(made, query)
    (about,) = (each for each in list_reports() if each.report == report)
    return {
        "about": about,
        "query": query,
        "sales": reading.records.sale_names(),
        "accounts": [each.value for each in BookAccount],
        "formats": FORMS,
        "locale": str(locale_of(language)),
        "after": after,
        "limit": SLICE,
        "count": count_rows(made),
        **led_pages(
            with_rows(made, range(after, after + SLICE)),
            language,
            report,
            to_builtins(query, str_keys=True),
        ),
    }


def _rows_before(made: Report, query: ReportPageQuery) -> int:
    """Count the rows before the slice that is asked for."""
    if query.entry is None:
        return query.after
    return rows_before(made, query.entry) // SLICE * SLICE


PAGES = (
    shows("/reports", Sight.MONEY, reports_page, "reports.html"),
    shows("/reports/{report}", Sight.MONEY, report_page, "report.html"),
)
