"""Who met whom, and what of a sale is sealed: reports for whoever audits."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta

from ledger.house.key_readers import key_readers
from ledger.house.sale_streams import bidding_of
from ledger.identity import ClientId, Paddle, SaleId
from ledger.roles import Sight
from ledger.verification.seals import sale_seals
from presenters.meetings import meetings_heading, meetings_of, meetings_report
from presenters.report import ReportShape
from presenters.seals import seals_report
from projections.meetings import meetings
from projections.reports.model import Report
from web.caller import Caller
from web.fields import ClientText, PaddleText, SaleText
from web.files import FileAnswer
from web.misread import exactly
from web.operation import AsOfQuery, reads
from web.operations.reports import FORMS, asked_scope, report_file
from web.reading import LedgerReading

AuditForm: TypeAlias = Annotated[
    str, exactly("|".join(FORMS), f"one of {', '.join(FORMS)}")
]


class AuditQuery(AsOfQuery, frozen=True, kw_only=True):
    """How a report is written."""

    format: AuditForm = "json"
    """The format: one of a report."""
    locale: Annotated[str, Meta(min_length=1, max_length=20)] = "en_US"
    """The language, such as de_DE."""


class MeetingsQuery(AuditQuery, frozen=True, kw_only=True):
    """Whose meetings are told."""

    sale: SaleText | None = None
    """One sale only; all, where nothing is said."""
    paddle: PaddleText | None = None
    """Only meetings of this paddle, or of HOUSE."""
    client: ClientText | None = None
    """Only meetings of this client."""
    at_least: Annotated[int, Meta(ge=1, le=10_000)] = 1
    """Only those who met on so many lots."""


def list_meetings(
    reading: LedgerReading, caller: Caller, query: MeetingsQuery
) -> FileAnswer:
    """Tell which bidders met on the same lots, and how often."""
    report = made_meetings(reading, caller, query)
    return report_file(report, "meetings", query.format, query.locale)


def made_meetings(
    reading: LedgerReading, caller: Caller, query: MeetingsQuery
) -> Report:
    """Make the report of who met whom; raises UnknownSale."""
    sale = None if query.sale is None else SaleId(query.sale)
    paddle = None if query.paddle is None else Paddle(query.paddle)
    client = None if query.client is None else ClientId(query.client)
    asks = None if sale is None else lambda _: bidding_of(sale)
    with reading.at_one_moment(asks) as (db, records):
        if sale is not None:
            records.sale(sale)
        met = meetings_of(
            records,
            meetings(db, sale),
            paddle=paddle,
            client=client,
            at_least=query.at_least,
        )
    heading = meetings_heading(
        asked_scope(reading, records, caller, sale),
        paddle=paddle,
        client=client,
        at_least=query.at_least,
    )
    return meetings_report(records, met, heading)


def show_seals(
    reading: LedgerReading, caller: Caller, sale: SaleId, query: AuditQuery
) -> FileAnswer:
    """Tell what of a sale is sealed, who was shown any of it, and who could have."""
    report = made_seals(reading, caller, sale)
    return report_file(report, f"seals-{sale}", query.format, query.locale)


def made_seals(reading: LedgerReading, caller: Caller, sale: SaleId) -> Report:
    """Make the report of what is sealed; raises UnknownSale."""
    records = reading.records_of_now()
    sealed = sale_seals(records, sale)
    scope = asked_scope(reading, records, caller, sale)
    heading = scope.heading("audit-seals", f"What of {sale} is sealed")
    return seals_report(sealed, key_readers(reading.house), heading)


OPERATIONS = (
    reads("/meetings", Sight.LOG, list_meetings, forms=FORMS, as_json=ReportShape),
    reads(
        "/sales/{sale}/seals",
        Sight.LOG,
        show_seals,
        forms=FORMS,
        as_json=ReportShape,
    ),
)
