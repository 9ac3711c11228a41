"""For developers: a lot step by step, a sale against its rules, terms, raw entries."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ledger.house.replays import SaleReplay
from ledger.identity import LotId, SaleId, number_of, sale_of
from ledger.roles import Sight
from presenters.recount import masked_recount_shape
from presenters.sale import sale_summary_shape
from presenters.shape import to_json
from presenters.step import step_shape
from presenters.terms_changes import version_shape, versions_of
from web.caller import Caller
from web.looked import can_be_opened, has_looked
from web.operation import AsOfQuery, LogPageQuery, NamedPageQuery
from web.operations.audit import list_entries
from web.page import Filled, shows
from web.reading import LedgerReading

AT_ONCE = 50
"""So many lots are decided again for one page."""


class StepQuery(AsOfQuery, frozen=True, kw_only=True):
    """Which step of a lot is shown."""

    step: Annotated[int, Meta(ge=1, le=2**31)] = 1
    """Counted from 1; beyond the last it is the last."""


class TermsQuery(AsOfQuery, frozen=True, kw_only=True):
    """The terms of which day stand beside today's."""

    position: Annotated[int, Meta(ge=1, le=2**53)] | None = None
    """Those in force at this position."""


class RawQuery(LogPageQuery, frozen=True, kw_only=True):
    """Which entries are shown."""

    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    """At most so many."""


def steps_page(
    reading: LedgerReading, caller: Caller, lot: LotId, query: StepQuery
) -> Filled:
    """Show a lot event by event, with the rules that decided.

    What is sealed stays so until it is on record that it is looked at.
    """
    is_shown = has_looked(reading, caller, [lot])
    replay = SaleReplay(reading.records, sale_of(lot), masked=not is_shown)
    steps = replay.steps(lot)
    number = min(query.step, len(steps))
    step = steps[number - 1]
    shape = step_shape(step)
    return {
        "lot": lot,
        "number": number_of(lot),
        "title": step.after.listing.title,
        "currency": step.after.listing.currency.code,
        "sale": sale_summary_shape(reading.records.sale(sale_of(lot))),
        "has_looked": is_shown,
        "can_be_opened": can_be_opened(reading, [lot]),
        "step": shape,
        "count": len(steps),
        "terms": step.terms,
        "today": replay.timeline.last.number,
        "event": to_json(shape.event),
        "zone": step.terms.terms.zone,
    }


def replayed_page(
    reading: LedgerReading, sale: SaleId, query: NamedPageQuery
) -> Filled:
    """Take the decisions of a sale again, lot by lot, and show each difference."""
    records = reading.records
    replay = SaleReplay(records, sale)
    lots = reading.page(
        records.lot_names(sale),
        NamedPageQuery(limit=min(query.limit, AT_ONCE), after=query.after),
        number_of,
    )
    return {
        "sale": sale_summary_shape(records.sale(sale)),
        "recounts": [
            (number_of(lot), masked_recount_shape([replay.recompute(lot)]))
            for lot in lots
        ],
        "following": reading.next_after,
    }


def versions_page(reading: LedgerReading, sale: SaleId, query: TermsQuery) -> Filled:
    """Show the versions of a sale's terms: those of a day beside today's."""
    versions = versions_of(reading.records.sale_history(sale))
    shapes = [version_shape(version) for version in versions]
    at = query.position or reading.records.head()
    then = [shape for shape in shapes if shape.recorded.position <= at]
    return {
        "sale": sale_summary_shape(reading.records.sale(sale)),
        "versions": shapes,
        "query": query,
        "then": then[-1].version if then else None,
    }


def raw_page(reading: LedgerReading, query: RawQuery) -> Filled:
    """Show entries of the log as their bytes are hashed."""
    return {
        "entries": list_entries(reading, query),
        "following": reading.next_after,
        "query": query,
    }


_SALE = "/sales/{sale}"
PAGES = (
    shows(f"{_SALE}/lots/{{number}}/steps", Sight.BIDS, steps_page, "steps.html"),
    shows(f"{_SALE}/replay", Sight.BIDS, replayed_page, "replayed.html"),
    shows(f"{_SALE}/terms/versions", Sight.BIDS, versions_page, "versions.html"),
    shows("/log", Sight.LOG, raw_page, "raw.html"),
)
