"""Reports of the books, in every format that they are written in, and exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, TypeAlias

from msgspec import Meta

from ledger.house.records import Records
from ledger.identity import ClientId, SaleId
from ledger.roles import Sight
from presenters.pack.archive import archive
from presenters.report import ReportShape, report_json
from presenters.report_scope import report_scope
from presenters.report_streams import asks_of_book
from presenters.shape import Shape
from projections.exports.registry import EXPORTS
from projections.journal.accounts import BookAccount
from projections.reports.books.log_check import VIEWS_OF_BOOKS, against_the_log
from projections.reports.books.registry import BOOKS
from projections.reports.books.scope import Scope
from projections.reports.column_filters import UnknownColumn, with_columns
from projections.reports.formats import FORMATS, write
from projections.reports.model import Report
from projections.reports.row_filters import changed, hide_zeros
from projections.reports.wording import UnknownLocale
from web.caller import Caller
from web.fields import ClientText, SaleText
from web.files import FileAnswer
from web.misread import exactly
from web.operation import AsOfQuery, reads
from web.problem import HttpProblem
from web.reading import LedgerReading

FORMS = ("json", *FORMATS)
"""How a report is written."""
ReportForm: TypeAlias = Annotated[
    str,
    exactly("|".join((*FORMS, *EXPORTS)), f"one of {', '.join((*FORMS, *EXPORTS))}"),
]


class ReportQuery(AsOfQuery, frozen=True, kw_only=True, rename={"from_": "from"}):
    """What a report tells of, and how it is written."""

    format: ReportForm = "json"
    """The format: one of a report, or of another program that takes it in."""
    sale: SaleText | None = None
    """One sale only; all, where nothing is said."""
    from_: date | None = None
    """From this day on."""
    until: date | None = None
    """Up to this day."""
    on: date | None = None
    """The day that debts are aged on."""
    client: ClientText | None = None
    """One client only."""
    account: BookAccount | None = None
    """One account of the books only."""
    threshold: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    """The least amount to report, in whole units."""
    hide_zeros: bool = False
    """Leave out rows whose amounts are all zero."""
    columns: Annotated[str, Meta(max_length=2000)] | None = None
    """Only these columns, in this order, with commas between."""
    beside: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    """Tell what changed since a position, a day, or a moment: as ``as_of`` has them."""
    locale: Annotated[str, Meta(min_length=1, max_length=20)] = "en_US"
    """The language, such as de_DE."""

    @property
    def of_sale(self) -> SaleId | None:
        """The one sale that is told of; None: all of them."""
        return None if self.sale is None else SaleId(self.sale)


class BookShape(Shape):
    """A report of the books that can be asked for."""

    report: str
    """Its name."""
    about: str
    """What it tells."""
    filters: tuple[str, ...]
    """What it can be narrowed by, beside its sale."""
    exports: tuple[str, ...]
    """The formats of other programs that it can be written in."""


def list_reports() -> list[BookShape]:
    """List the reports of the books, and what each can be narrowed by."""
    return [
        BookShape(
            report=name,
            about=book.about,
            filters=book.heeds,
            exports=tuple(form for form, of in EXPORTS.items() if of.report == name),
        )
        for name, book in BOOKS.items()
    ]


def show_report(
    reading: LedgerReading, caller: Caller, report: str, query: ReportQuery
) -> FileAnswer:
    """Show a report of the books, or export the books to another program."""
    if query.format in EXPORTS:
        _must_fit(report, query)
        return _export(reading, caller, query)
    made = made_report(reading, caller, report, query)
    name = "-".join(part for part in (report, query.sale) if part is not None)
    return report_file(made, name, query.format, query.locale)


def made_report(
    reading: LedgerReading, caller: Caller, report: str, query: ReportQuery
) -> Report:
    """Make a report as it is narrowed; raises HttpProblem where it cannot be."""
    _must_fit(report, query)
    made = _built(reading, caller, report, query)
    if query.beside is not None:
        with reading.then(query.beside) as then:
            _must_be_earlier(then, reading)
            made = changed(_built(then, caller, report, query), made)
    elif report == "checks":
        made = against_the_log(made, reading.differences(VIEWS_OF_BOOKS))
    if query.hide_zeros:
        made = hide_zeros(made)
    if query.columns is None:
        return made
    return _with_columns(made, [name.strip() for name in query.columns.split(",")])


def _built(
    reading: LedgerReading, caller: Caller, report: str, query: ReportQuery
) -> Report:
    with reading.at_one_moment(asks_of_book(report, query.of_sale)) as moment:
        scope = _scope(reading, moment.records, caller, query)
        return BOOKS[report].build(moment.db, scope)


def _must_be_earlier(then: LedgerReading, now: LedgerReading) -> None:
    """Refuse to tell what changed backwards: what is later would be called then."""
    before, after = then.records.head(), now.records.head()
    if before > after:
        words = f"Position {before} is after position {after}. Exchange the two."
        raise _unfit(words)


def _must_fit(report: str, query: ReportQuery) -> None:
    """Refuse what a report cannot be narrowed by: it would only claim to be."""
    export = EXPORTS.get(query.format)
    if export is not None and export.report != report:
        raise _unfit(f"{query.format} is for the report {export.report}.")
    if export is not None and query.beside is not None:
        raise _unfit(f"{query.format} tells no changes. Leave beside out.")
    heeds = (*BOOKS[report].heeds, "zeros", "columns")
    given = {
        "client": query.client is not None,
        "account": query.account is not None,
        "period": (query.from_ or query.until) is not None,
        "on": query.on is not None,
        "threshold": query.threshold is not None,
        "zeros": query.hide_zeros,
        "columns": query.columns is not None,
    }
    for name, is_given in given.items():
        # A journal of one client alone would not balance.
        if is_given and name not in (heeds if export is None else ("period",)):
            raise _unfit(f"The report {report} has no filter {name}. Leave it out.")
    if query.from_ and query.until and query.until < query.from_:
        raise _unfit(f"{query.until} is before {query.from_}. Check both days.")


def _scope(
    reading: LedgerReading, records: Records, caller: Caller, query: ReportQuery
) -> Scope:
    period = None
    if query.from_ is not None or query.until is not None:
        period = (query.from_ or date.min, query.until or date.max)
    return replace(
        asked_scope(reading, records, caller, query.of_sale),
        period=period,
        on=query.on,
        client=None if query.client is None else ClientId(query.client),
        account=query.account,
        threshold=query.threshold,
    )


def asked_scope(
    reading: LedgerReading, records: Records, caller: Caller, sale: SaleId | None
) -> Scope:
    """Return what a report tells of: a sale, or all; who asked, and when.

    The records are those of the moment that it is made of.
    """
    return report_scope(
        records,
        sale,
        None,
        printed_by=caller.actor,
        printed_at=reading.at,
    )


def report_file(report: Report, name: str, form: str, locale: str) -> FileAnswer:
    """Write a report in a format, as a file of a name; raises HttpProblem."""
    ending = "txt" if form == "text" else form
    try:
        is_json = form == "json"
        content = report_json(report) if is_json else write(report, form, locale)
    except UnknownLocale as no:
        raise HttpProblem(422, "unknown-locale", "Unknown locale", str(no)) from no
    return FileAnswer(name=f"{name}.{ending}", form=form, content=content)


def _with_columns(report: Report, names: Sequence[str]) -> Report:
    try:
        return with_columns(report, list(dict.fromkeys(filter(None, names))))
    except UnknownColumn as no:
        raise _unfit(str(no)) from no


def _export(reading: LedgerReading, caller: Caller, query: ReportQuery) -> FileAnswer:
    """Write the books for another program; where it takes several files, in one."""
    form, program = query.format, EXPORTS[query.format]
    chart = program.chart.named({})
    with reading.at_one_moment(asks_of_book(program.report, query.of_sale)) as moment:
        scope = _scope(reading, moment.records, caller, query)
        files = program.writer(None)(moment.db, scope, chart)
    # What has no room for comments says in its name that it is of a rehearsal.
    named = scope.timing.is_rehearsed and not program.has_comments
    name = f"{program.report}-{form}{'-rehearsal' if named else ''}"
    if len(files) == 1:
        return FileAnswer(name=f"{name}.txt", form="text", content=files[0])
    numbered = {f"{name}-{n}.txt": each for n, each in enumerate(files, 1)}
    return FileAnswer(name=f"{name}.zip", form="zip", content=archive(numbered))


def _unfit(words: str) -> HttpProblem:
    return HttpProblem(409, "not-for-this-report", "Not for this report", words)


OPERATIONS = (
    reads("/reports", Sight.MONEY, list_reports, looks_back=False),
    reads(
        "/reports/{report}",
        Sight.MONEY,
        show_report,
        forms=(*FORMS, "zip"),
        as_json=ReportShape,
    ),
)
