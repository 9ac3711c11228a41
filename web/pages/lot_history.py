"""A lot's history: its entries, the plot of its bidding, and why a price is what it is.

One filter line means the same for the table, the marks of the plot and the export; one
moment is that of the whole page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from ledger.events import LotSold
from ledger.house.replays import SaleReplay
from ledger.identity import LotId, number_of, sale_of
from ledger.replay.steps import Step
from ledger.roles import Sight
from ledger.store.codec import name_of
from presenters.audit import audit_lines
from presenters.lot_chart import Zoom, chart_of, zooms_of
from presenters.pages.plot_marks import marks_of
from presenters.sale import sale_summary_shape
from presenters.step import StepShape, step_shape
from projections.mentions import OwnLot, history_named
from web.caller import Caller
from web.looked import can_be_opened, has_looked
from web.operation import AsOfQuery
from web.operations.history import FilterText, readable_words, tests_of
from web.operations.reports import FORMS
from web.page import Filled, shows
from web.reading import LedgerReading


class LotHistoryQuery(AsOfQuery, frozen=True, kw_only=True):
    """Which entries of a lot are told, and how the plot is spread."""

    filter: FilterText | None = None
    """Only entries that every term fits: ``kind:bid-refused paddle:1042``."""
    zoom: Zoom = Zoom.ALL
    """How much of the time the plot shows."""


class Place(NamedTuple):
    """A moment of a lot that the page can be moved to."""

    position: int
    at: datetime
    kind: str


def lot_history_page(
    reading: LedgerReading, caller: Caller, lot: LotId, query: LotHistoryQuery
) -> Filled:
    """Tell all that touches a lot, plot its bidding, and say why a price is so.

    Its maximums are plotted once it is on record that they are looked at.
    """
    # All of it as of one moment: who counts what is told here finds it all.
    records, sale = reading.records_of_now(), sale_of(lot)
    is_shown = has_looked(reading, caller, [lot])
    steps = SaleReplay(records, sale, masked=not is_shown).steps(lot)
    later = _to_this_day(reading, lot, steps, masked=not is_shown)
    zone, last = records.sale(sale).terms.zone, steps[-1]
    with reading.present_views() as db:
        _, touching = history_named(db, lot, upto=records.upto)
    tests = tests_of(query.filter, zone)
    entries = records.entries_at(touching)
    every = audit_lines(records, entries, _own(lot, steps), zone)
    lines = [line for line in every if all(test(line) for test in tests)]
    return {
        "query": query,
        "lot": lot,
        "number": number_of(lot),
        "title": last.after.listing.title,
        "currency": last.after.listing.currency.code,
        "sale": sale_summary_shape(records.sale(sale)),
        "has_looked": is_shown,
        "can_be_opened": can_be_opened(reading, [lot]),
        "own": len(steps),
        "touching": len(touching),
        "lines": lines,
        "readable": readable_words(reading, lines),
        "state": step_shape(last).after,
        "reasons": _reasons(steps),
        "zone": zone,
        "formats": FORMS,
        **_plotted(steps, later, query, zone, {line.position for line in lines}),
    }


def _plotted(
    steps: list[Step],
    later: list[Step],
    query: LotHistoryQuery,
    zone: str,
    fitting: set[int],
) -> dict[str, object]:
    """Return the plot as it was, and the moments to this day that it can go to."""
    last = steps[-1]
    then = marks_of(steps, public=False)
    whole = then if later is steps else marks_of(later, public=False)
    return {
        "chart": chart_of(
            whole,
            then,
            zoom=query.zoom,
            currency=last.after.listing.currency,
            zone=zone,
            fitting=fitting,
            here=None if query.as_of is None else last.entered_at,
        ),
        "zooms": zooms_of(whole),
        "places": [
            Place(step.position, step.entered_at, _kind(step)) for step in later
        ],
        "place": len(steps) - 1,
    }


def _kind(step: Step) -> str:
    return name_of(step.event).partition("/")[0]


def _to_this_day(
    reading: LedgerReading, lot: LotId, steps: list[Step], *, masked: bool
) -> list[Step]:
    """Return the steps of a lot as it stands now."""
    if reading.upto is None:
        return steps
    return SaleReplay(reading.house, sale_of(lot), masked=masked).steps(lot)


def _own(lot: LotId, steps: Sequence[Step]) -> set[OwnLot]:
    """Return the paddles of the lot's consignor that bid on it."""
    return {
        OwnLot(lot, paddle)
        for step in steps
        if step.own_lot and (paddle := getattr(step.event, "paddle", None)) is not None
    }


def _reasons(steps: Sequence[Step]) -> StepShape | None:
    """Return the last step that set a price, with the rules that decided it."""
    for step in reversed(steps):
        before = None if step.before is None else step.before.price
        if step.after.price != before or isinstance(step.event, LotSold):
            return step_shape(step)
    return None


PAGES = (
    shows(
        "/sales/{sale}/lots/{number}/history",
        Sight.LOG,
        lot_history_page,
        "lot_history.html",
    ),
)
