"""The opened envelopes of a lot: what a browser needs to check each of them by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ledger.entry import Entry
from ledger.events import (
    BidPlaced,
    Event,
    LiveBidTaken,
    MaximumsOpened,
    Opening,
    Standing,
)
from ledger.identity import BidId, LotId, Paddle, sale_of
from ledger.lot import Stage
from ledger.value import value
from presenters.sale import sale_summary_shape
from presenters.shape import Decimals
from web.operations.catalogue import show_entry
from web.page import Filled, shows
from web.reading import LedgerReading


@value(kw_only=True)
class OpenedStep:
    """A bid, what was opened of it, and the price that it led to."""

    position: int
    bid: BidId
    commitment: str | None
    opening: Opening | None
    """None: it stayed shut, or was never sealed."""
    standing: Standing
    leader: BidId | None
    """The bid that leads by it."""
    other: BidId | None
    """The bid that the leader's was measured against; None: there was none."""


def envelopes_page(reading: LedgerReading, lot: LotId) -> Filled:
    """Show what was opened of a lot, for anybody to check."""
    state, entry = reading.records.lot(lot), show_entry(reading, lot)
    sale = reading.records.sale(sale_of(lot))
    history = reading.records.history(lot)
    openings = _openings(history)
    is_shown = bool(openings) and state.stage is not Stage.OPEN
    ladder = sale.terms.rules.bidding.increments.increments
    is_odd = any(each.percent is not None or each.values for each in ladder)
    return {
        "lot": entry,
        "sale": sale_summary_shape(sale),
        "ledger": history[0].ledger,
        "decimals": Decimals(state.listing.currency),
        "steps": list(_steps(history, openings)) if is_shown else [],
        "ladder": "" if is_odd else " ".join(f"{i.start}:{i.step}" for i in ladder),
    }


def _openings(history: Iterable[Entry[Event]]) -> dict[BidId, Opening]:
    opened = (e.event for e in history if isinstance(e.event, MaximumsOpened))
    return {each.bid: each for event in opened for each in event.openings}


def _steps(
    history: Iterable[Entry[Event]], openings: Mapping[BidId, Opening]
) -> Iterator[OpenedStep]:
    """Follow who leads, by bids alone: nobody's paddle is shown."""
    bids: dict[Paddle, BidId] = {}
    before: BidId | None = None
    for entry in history:
        event, standing = entry.event, getattr(entry.event, "standing", None)
        if standing is None:
            continue
        if isinstance(event, BidPlaced | LiveBidTaken):
            bids[event.paddle] = event.bid
        leader = bids.get(standing.leader)
        if isinstance(event, BidPlaced):
            yield OpenedStep(
                position=entry.position,
                bid=event.bid,
                commitment=None if event.seal is None else event.seal.commitment,
                opening=openings.get(event.bid),
                standing=standing,
                leader=leader,
                other=before if leader == event.bid else event.bid,
            )
        before = leader


_LOT = "/sales/{sale}/lots/{number}"
PAGES = (shows(f"{_LOT}/envelopes", None, envelopes_page, "envelopes.html"),)
