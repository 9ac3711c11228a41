"""What is audited: meetings, indicators and what was decided, seals, checkpoints."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.events import Decision
from ledger.house import House
from ledger.house.checkpoints import verifier_keys
from ledger.identity import SaleId
from ledger.roles import Sight
from presenters.heads import heads_shape
from presenters.verification import verification_lines
from projections.reports.model import Report
from web.caller import Caller
from web.figures import led_pages
from web.operation import AsOfQuery
from web.operations.audits import (
    AuditQuery,
    MeetingsQuery,
    made_meetings,
    made_seals,
)
from web.operations.checks import VERIFIED_MAX, made_envelopes, verify_ledger
from web.operations.indicators import IndicatorsQuery, made_indicators
from web.operations.reports import FORMS
from web.page import Filled, shows
from web.reading import LedgerReading


class IndicatorsPageQuery(AsOfQuery, frozen=True, kw_only=True):
    """What is looked at, and which indications are told."""

    name: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    """A sale, or a client."""
    at_least: Annotated[int, Meta(ge=0, le=100)] = 50
    """Only those of so many points of 100."""
    unreviewed: bool = False
    """Only those that nobody has reviewed yet."""


class PacksQuery(AsOfQuery, frozen=True, kw_only=True):
    """What is to be taken away."""

    subject: Annotated[str, Meta(max_length=200)] | None = None
    """A sale, a lot, an invoice or a client, by its name."""


class VerificationQuery(AsOfQuery, frozen=True, kw_only=True):
    """Whether the ledger is verified now."""

    verify: bool = False
    """It takes time."""


def audit_page(reading: LedgerReading) -> Filled:
    """Show what can be audited, and where."""
    return {"sales": reading.records.sale_names()}


def meetings_page(
    reading: LedgerReading, caller: Caller, query: MeetingsQuery, language: str
) -> Filled:
    """Show which bidders met on the same lots, and how often."""
    made = made_meetings(reading, caller, query)
    sales = reading.records.sale_names()
    return {"query": query, "sales": sales, **printed(made, language)}


def seals_page(
    *,
    reading: LedgerReading,
    caller: Caller,
    sale: SaleId,
    query: AuditQuery,
    language: str,
) -> Filled:
    """Show what of a sale is sealed, who was shown any of it, and who could have."""
    made = made_seals(reading, caller, sale)
    return {"query": query, "sale": sale, **printed(made, language)}


def opened_page(
    *,
    reading: LedgerReading,
    caller: Caller,
    sale: SaleId,
    query: AuditQuery,
    language: str,
) -> Filled:
    """Show what of a sale was opened, and whether its prices follow from that."""
    made = made_envelopes(reading, caller, sale)
    return {"query": query, "sale": sale, **printed(made, language)}


def indicators_page(
    reading: LedgerReading, caller: Caller, query: IndicatorsPageQuery, language: str
) -> Filled:
    """Show what in the bidding looks like a known pattern, and what was decided."""
    filled = {
        "query": query,
        "sales": reading.records.sale_names(),
        "decisions": list(Decision),
    }
    if query.name is None:
        nothing = {"tables": [], "names": [], "has_looked": False}
        return {**filled, **nothing, "can_be_opened": False}
    asked = IndicatorsQuery(
        name=query.name, at_least=query.at_least, unreviewed=query.unreviewed
    )
    made = made_indicators(reading, caller, asked)
    return {
        **filled,
        "names": _names(made.report),
        "has_looked": made.has_looked,
        "can_be_opened": made.can_be_opened,
        **printed(made.report, language),
    }


def _names(report: Report) -> list[str]:
    """Return the names that indications are reviewed by."""
    table = report.tables[0]
    place = [column.name for column in table.columns].index("indication")
    return [str(row[place]) for row in table.rows]


def checkpoints_page(house: House, reading: LedgerReading) -> Filled:
    """Show what was signed of the log, where it was published, and who cosigned it."""
    return {
        "heads": heads_shape(house, None),
        "keys": [key.text for key in verifier_keys(reading.records)],
        "size": house.head(),
    }


def verification_page(house: House, query: VerificationQuery) -> Filled:
    """Verify the whole ledger, and show what is not as it was recorded."""
    shape = verify_ledger(house) if query.verify else None
    lines = () if shape is None else verification_lines(shape.ledger, shape)
    return {
        "size": house.head(),
        "most": VERIFIED_MAX,
        "verified": shape,
        "lines": lines,
    }


def packs_page(query: PacksQuery) -> Filled:
    """Hand out all that is on record of something, with its proofs."""
    return {"query": query}


def printed(report: Report, language: str) -> Filled:
    """Return the tables of a report in words, and the formats it is written in."""
    return {"formats": FORMS, **led_pages(report, language, "", {})}


PAGES = (
    shows("/audit", Sight.LOG, audit_page, "audit.html"),
    shows("/audit/meetings", Sight.LOG, meetings_page, "meetings.html"),
    shows("/audit/indicators", Sight.LOG, indicators_page, "indicators.html"),
    shows("/audit/packs", Sight.LOG, packs_page, "packs.html", verb="look"),
    shows(
        "/audit/checkpoints",
        Sight.LOG,
        checkpoints_page,
        "checkpoints.html",
        has_past=False,
    ),
    shows(
        "/audit/verification",
        Sight.LOG,
        verification_page,
        "verification.html",
        has_past=False,
        takes_time=True,
    ),
    shows("/sales/{sale}/seals", Sight.LOG, seals_page, "seals.html"),
    shows("/sales/{sale}/envelopes", Sight.LOG, opened_page, "opened.html"),
)
