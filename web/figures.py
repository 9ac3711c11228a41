"""Where the figures of a report lead: to what each came from, or one step nearer.

A row that tells of one event leads to its entry, one of a document, a lot or a client
to all that touches it. A row that sums others up leads to the report that lists them,
as far narrowed to the row as that report goes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, TypeAlias
from urllib.parse import urlencode

from projections.journal.accounts import BookAccount
from projections.reports.books.registry import BOOKS
from projections.reports.lines import LineRole
from projections.reports.model import Report, ReportTable, Value
from projections.reports.pages import SetTable, pages
from projections.reports.wording import Wording
from web.languages import locale_of
from web.page import Filled
from web.pages_in_words import pages_in_words
from web.phrases import phrase_book

_ENTRIES = ("position", "entry", "document_entry")
"""Columns that name an entry of the log."""
_DOCUMENTS = ("payment", "document", "invoice", "statement")
"""Columns that name the document that a row is about, the nearest first."""

_NEARER: Mapping[str, str] = MappingProxyType(
    {
        "aged-receivables clients": "client-account",
        "bank-reconciliation days": "journal",
        "bank-reconciliation statements": "journal",
        "checks amounts": "journal",
        "checks counts": "journal",
        "consignor-payables payables": "statements",
        "de-vat-return boxes": "return-links",
        "income income": "journal",
        "number-gaps series": "invoices",
        "tax-liability liability": "journal",
        "tax-liability sales": "journal",
        "trial-balance accounts": "journal",
        "uk-vat-return boxes": "return-links",
        "us-sales-tax-return boxes": "return-links",
    }
)
"""For a report and the beginning of a table's name: the report of what it sums up."""

Filters: TypeAlias = Mapping[str, object]
"""What a report is narrowed by, as addresses have it."""


class Lead(NamedTuple):
    """Where a line of a table leads, and how others lead to it."""

    subject: tuple[str, str] | None = None
    """The kind and the name of what its figures are of, which has a page."""
    address: str | None = None
    """What else they come from; None where they are of a subject, or lead nowhere."""
    anchor: str | None = None
    """Its place on the page, where it is the first of an entry."""


def led_pages(made: Report, language: str, report: str, asked: Filters) -> Filled:
    """Return the pages of a report, with where each line of its tables leads."""
    wording = Wording.of(str(locale_of(language)), made.heading.zone)
    shown = pages_in_words(pages(made, wording), made, phrase_book(language))
    anchored = set[str]()
    tables = [
        {**words, "leads": list(_leads(words, table, report, asked, anchored))}
        for words, table in zip(shown["tables"], made.tables, strict=True)
    ]
    return {**shown, "tables": tables}


def rows_before(report: Report, entry: int) -> int:
    """Count the rows before the first one of an entry; 0 where it has none."""
    rows = (
        dict(zip((column.name for column in table.columns), row, strict=True))
        for table in report.tables
        for row in table.rows
    )
    anchors = enumerate(map(_anchor, rows))
    return next((place for place, each in anchors if each == f"entry-{entry}"), 0)


def _leads(
    words: SetTable,
    table: ReportTable,
    report: str,
    asked: Filters,
    anchored: set[str],
) -> Iterator[Lead]:
    names = [column.name for column in table.columns]
    nearer = nearer_report(report, table.name)
    rows = (row for section in table.sections() for row in section.rows)
    for role, _ in words["lines"]:
        if role != LineRole.ROW:
            yield Lead()
            continue
        row = dict(zip(names, next(rows), strict=True))
        anchor = _anchor(row)
        is_first = anchor not in anchored
        anchored |= {anchor} if anchor else set()
        lead = _lead(row, nearer, asked)
        yield lead._replace(anchor=anchor if is_first else None)


def _anchor(row: Mapping[str, Value]) -> str | None:
    """Return the place of a row's entry on a page, where it is of one."""
    entry = next(filter(None, map(row.get, _ENTRIES)), None)
    return None if entry is None else f"entry-{entry}"


def nearer_report(report: str, table: str) -> str | None:
    """Return which report lists what the rows of a table sum up; None: they do not."""
    # The settlement is made of other reports, whose names its tables begin with.
    whole = f"{report} {table}"
    if report == "settlement":
        part = next(name for name in BOOKS if table.startswith(_in_tables(name)))
        whole = f"{part} {table.removeprefix(_in_tables(part)).removeprefix('_')}"
    nearer = (near for begin, near in _NEARER.items() if whole.startswith(begin))
    return next(nearer, None)


def _in_tables(report: str) -> str:
    return report.replace("-", "_")


def _lead(row: Mapping[str, Value], nearer: str | None, asked: Filters) -> Lead:
    if (anchor := _anchor(row)) is not None:
        return Lead(address=f"/log/{anchor.removeprefix('entry-')}")
    if (document := _first(row, _DOCUMENTS)) is not None:
        return Lead(subject=("document", document.partition("/P")[0]))
    if (lot := _first(row, ("lot",))) is not None and "/" in lot:
        return Lead(subject=("lot", lot))
    if nearer is not None:
        narrowed = _narrowed(asked, _narrowing(row))
        heeds = {"sale", *_heeded(nearer)}
        filters = {
            each: value
            for each, value in narrowed.items()
            if each in heeds and value is not None
        }
        address = f"/reports/{nearer}?{urlencode(filters)}".removesuffix("?")
        return Lead(address=address)
    if (client := _first(row, ("client", "consignor"))) is not None:
        return Lead(subject=("client", client))
    sale = row.get("sale")
    return Lead() if sale is None else Lead(subject=("sale", f"{sale}"))


def _heeded(report: str) -> Iterable[str]:
    heeds = BOOKS[report].heeds
    return (*heeds, "from", "until") if "period" in heeds else heeds


def _first(row: Mapping[str, Value], names: Iterable[str]) -> str | None:
    values = (f"{row[name]}" for name in names if row.get(name) is not None)
    return next(values, None)


def days_of_month(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month, which is named 2026-05."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _narrowed(asked: Filters, nearer: Filters) -> Filters:
    """Return what was asked, narrowed to a row: no day is before or after those."""
    narrowed = {**asked, **nearer}
    for end, inner in (("from", max), ("until", min)):
        ends = (each.get(end) for each in (asked, nearer))
        if days := [f"{day}" for day in ends if day is not None]:
            narrowed[end] = inner(days)
    return narrowed


def _narrowing(row: Mapping[str, Value]) -> Filters:
    """Return by what another report is narrowed to a row."""
    narrowed: dict[str, object] = {}
    if (sale := row.get("sale")) is not None:
        narrowed["sale"] = sale
    if (client := _first(row, ("client", "consignor"))) is not None:
        narrowed["client"] = client
    if (account := row.get("account")) in list(BookAccount):
        narrowed["account"] = account
    if isinstance(month := row.get("month"), str):
        first, last = days_of_month(month)
        narrowed |= {"from": first, "until": last}
    if isinstance(day := row.get("day"), date):
        narrowed |= {"from": day, "until": day}
    return narrowed
