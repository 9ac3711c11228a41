"""Reports of the books on screen: the list of them, and each as it is narrowed."""

from __future__ import annotations

from msgspec import to_builtins

from ledger.roles import Sight
from projections.journal.accounts import BookAccount
from projections.reports.column_filters import without_unchanged_columns
from web.caller import Caller
from web.figures import led_pages
from web.languages import locale_of
from web.operations.reports import FORMS, ReportQuery, list_reports, made_report
from web.page import Filled, shows
from web.reading import LedgerReading


def reports_page() -> Filled:
    """Show which reports there are of the books."""
    return {"reports": list_reports()}


def report_page(
    reading: LedgerReading,
    caller: Caller,
    report: str,
    query: ReportQuery,
    language: str,
) -> Filled:
    """Show a report of the books; what its cells name leads to where it came from."""
    made = made_report(reading, caller, report, query)
    page = without_unchanged_columns(made)
    (about,) = (each for each in list_reports() if each.report == report)
    return {
        "about": about,
        "query": query,
        "sales": reading.records.sale_names(),
        "accounts": [each.value for each in BookAccount],
        "formats": FORMS,
        "locale": str(locale_of(language)),
        **led_pages(
            page,
            language,
            report,
            to_builtins(query, str_keys=True),
        ),
    }


PAGES = (
    shows("/reports", Sight.MONEY, reports_page, "reports.html"),
    shows("/reports/{report}", Sight.MONEY, report_page, "report.html"),
)
