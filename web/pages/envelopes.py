"""The opened envelopes of a lot: what a browser needs to check each of them by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from ledger.contest import Claim
from ledger.entry import Entry
from ledger.events import (
    BidPlaced,
    Event,
    LiveBidTaken,
    MaximumsOpened,
    Opening,
    Rule,
    Standing,
)
from ledger.identity import HOUSE, BidId, LotId, sale_of
from ledger.lot import Lot, Stage
from ledger.money import Minor
from ledger.replay.steps import Step, steps
from ledger.replay.timeline import Timeline, timeline_of
from ledger.seal import Locked
from ledger.value import value
from presenters.sale import sale_summary_shape
from presenters.shape import Decimals
from presenters.why import contest_of
from web.operations.catalogue import show_entry
from web.page import Filled, shows
from web.reading import LedgerReading


class LadderSource(StrEnum):
    """What the increment above an amount came from."""

    TERMS = "terms"
    LOT = "lot"
    """The auctioneer gave the lot an increment of its own."""
    ASKED = "asked"
    """The auctioneer asked an amount, whatever the ladder says."""


@value
class StepInForce:
    """One increment above the other bid, as it was in force for a bid."""

    amount: Minor
    """What the other bid came to."""
    is_aloud: bool
    """Everybody heard it in the room, so that nothing is opened of it."""
    step: Minor
    source: LadderSource
    terms: int
    """The version of the terms."""


class Unchecked(StrEnum):
    """Why nobody outside can check a price: the word that the page has for it."""

    RULE = "rule"
    """No automatic increment led to it."""
    SHUT = "rests"
    PLAIN = "unsealed"
    """It rests on a maximum that was neither sealed nor called aloud."""
    TIE = "tie"
    """It rests on a bid that may have gone one increment over its maximum."""


@value
class UncheckedPrice:
    """Why a price is not checked, and which bid it rests on, if on one."""

    why: Unchecked
    bid: BidId | None = None


@value(kw_only=True)
class OpenedStep:
    """A bid, what was opened of it, and the price that it led to."""

    position: int
    bid: BidId
    commitment: str | None
    opening: Opening | None
    """None: it stayed shut, or was never sealed."""
    called: Minor | None
    """What was called in the room, for everybody to hear."""
    standing: Standing
    leader: BidId | None
    """The bid that leads by it; None: none does."""
    other: str | None
    """The bid that the leader's was measured against, or HOUSE; None: none was."""
    increment: StepInForce | UncheckedPrice


def envelopes_page(reading: LedgerReading, lot: LotId) -> Filled:
    """Show what was opened of a lot, for anybody to check."""
    state, entry = reading.records.lot(lot), show_entry(reading, lot)
    sale = sale_of(lot)
    history = reading.records.history(lot)
    is_shown = state.stage is not Stage.OPEN and bool(_openings(history))
    timeline = timeline_of(reading.records.sale_history(sale))
    return {
        "lot": entry,
        "sale": sale_summary_shape(reading.records.sale(sale)),
        "ledger": history[0].ledger,
        "decimals": Decimals(state.listing.currency),
        "steps": list(opened_steps(history, timeline)) if is_shown else [],
    }


def _openings(history: Iterable[Entry[Event]]) -> dict[BidId, Opening]:
    opened = (e.event for e in history if isinstance(e.event, MaximumsOpened))
    return {each.bid: each for event in opened for each in event.openings}


def opened_steps(
    history: Iterable[Entry[Event]], timeline: Timeline
) -> Iterator[OpenedStep]:
    """Follow who leads, by bids alone: nobody's paddle is shown."""
    history = list(history)
    openings = _openings(history)
    for step in steps(history, timeline):
        event, before = step.event, step.before
        if before is None or not isinstance(event, BidPlaced | LiveBidTaken):
            continue
        seal = event.seal if isinstance(event, BidPlaced) else None
        leader, other = step.after.lead, _other_bid(event, before, step.after)
        yield OpenedStep(
            position=step.position,
            bid=event.bid,
            commitment=None if seal is None else seal.commitment,
            opening=openings.get(event.bid),
            called=event.amount if isinstance(event, LiveBidTaken) else None,
            standing=event.standing,
            leader=None if leader is None else leader.bid,
            other=None if other is None else other.bid or HOUSE,
            increment=_increment(step, before, leader, other, openings),
        )


def _other_bid(
    event: BidPlaced | LiveBidTaken, before: Lot, after: Lot
) -> Claim | None:
    """Return the bid that the leader's was measured against."""
    lead = before.lead
    if lead is None or after.lead is None:
        return None
    if after.lead.bid != event.bid:
        return after.claims.find(event.bid)
    return before.under if lead.paddle == event.paddle else lead


def _increment(
    step: Step,
    before: Lot,
    leader: Claim | None,
    other: Claim | None,
    openings: Mapping[BidId, Opening],
) -> StepInForce | UncheckedPrice:
    """Return the increment in force for a bid, above what the other one came to."""
    standing = step.after.standing
    if (
        standing is None
        or standing.rule is not Rule.ONE_INCREMENT
        or leader is None
        or other is None
    ):
        return UncheckedPrice(Unchecked.RULE)
    for claim in (other, leader):
        doubt = _doubt_of(claim, openings)
        if doubt is not None:
            return UncheckedPrice(doubt, claim.bid)
    is_aloud = _is_aloud(other)
    amount = other.maximum if is_aloud else openings[other.bid].most
    contest = contest_of(step.event, before, step.terms.terms.rules)
    above = contest.above(amount)
    source = LadderSource.TERMS if before.increment is None else LadderSource.LOT
    if above != contest.table.above(amount, opening=contest.opening):
        source = LadderSource.ASKED
    return StepInForce(amount, is_aloud, above - amount, source, step.terms.number)


def _is_aloud(claim: Claim) -> bool:
    """Say whether everybody heard what a bid comes to."""
    return claim.live or claim.paddle == HOUSE


def _doubt_of(claim: Claim, openings: Mapping[BidId, Opening]) -> Unchecked | None:
    """Say why it is not known outside what a bid comes to; None: it is."""
    if _is_aloud(claim):
        return None
    if not isinstance(claim.word, Locked):
        return Unchecked.PLAIN
    if claim.bid not in openings:
        return Unchecked.SHUT
    return Unchecked.TIE if claim.break_tie else None


_LOT = "/sales/{sale}/lots/{number}"
PAGES = (shows(f"{_LOT}/envelopes", None, envelopes_page, "envelopes.html"),)
