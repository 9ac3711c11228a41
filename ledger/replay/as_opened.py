"""A lot decided again by what was opened: each price, as far as that reaches.

A maximum that stayed shut is taken to be what the recorded price tells of it. Where the
rules then lead to the record, it fits; where they do not, nothing is said, for the real
maximum may lead there. Only what follows from opened amounts alone can differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import NamedTuple, TypeAlias, cast

from ledger.contest import Claim
from ledger.entry import InStream
from ledger.events.corrections import BidRetracted, BidStruck, LotResold
from ledger.events.lot import (
    BidPlaced,
    BidRefused,
    HouseBidPlaced,
    LotEvent,
    LotSold,
    ReserveSet,
)
from ledger.events.openings import Opening, ReserveOpened
from ledger.events.room import LiveBidTaken
from ledger.events.vocabulary import Rule, Standing
from ledger.identity import BidId
from ledger.lot import Lot
from ledger.refusals import Refusal
from ledger.replay.against_the_rules import ELSEWHERE
from ledger.replay.decisions import decided
from ledger.replay.opened_amounts import as_opened, told_by_prices
from ledger.replay.record import lot_after
from ledger.replay.timeline import Moment, Timeline
from ledger.value import replace, value

Contested: TypeAlias = (
    BidPlaced | BidRefused | LiveBidTaken | HouseBidPlaced | ReserveSet
)
"""What meets the leader's maximum."""
Judged: TypeAlias = Contested | BidStruck | BidRetracted | LotSold | LotResold
"""What the maximums of a lot decide about."""


class StepVerdict(StrEnum):
    """What is shown of a recorded decision by what was opened."""

    CHECKED = "checked"
    """It follows from opened amounts alone."""
    FITS = "fits"
    """It follows, if what stayed shut is what the recorded price tells of it."""
    NOT_CHECKED = "not checked"
    """It rests on what stayed shut, or on another lot."""
    DIFFERS = "differs"
    """What was opened leads to something else."""


@value(kw_only=True)
class Decided:
    """A decision of a lot, and what is shown of it."""

    position: int
    event: LotEvent
    verdict: StepVerdict
    shut: tuple[str, ...] = ()
    """The bids that it rests on and that stayed shut; ``reserve`` for a reserve."""
    recomputed: LotEvent | None = None
    """What differs follows instead; None: nothing does."""


class AsOpened(NamedTuple):
    """A lot that was followed by what was opened of it."""

    decided: Sequence[Decided]
    lot: Lot


def decided_as_opened(
    history: Sequence[InStream],
    timeline: Timeline,
    *,
    bids: Mapping[BidId, Opening],
    reserves: Mapping[int, ReserveOpened],
) -> AsOpened:
    """Decide a lot again by the amounts that were opened.

    Raises LedgerDamaged where an event cannot follow those before it.
    """
    by_prices = told_by_prices(history)
    following = _Following(timeline)
    for stored in history:
        event, is_shut = as_opened(stored, bids, reserves, by_prices)
        following.hear(stored, event, is_shut=is_shut)
    assert following.lot is not None, "a lot's history begins in the catalogue"
    return AsOpened(following.decided, following.lot)


class _Following:
    """Follows a lot, and holds each decision against what was opened."""

    def __init__(self, timeline: Timeline) -> None:
        self.decided: list[Decided] = []
        self._timeline = timeline
        self.lot: Lot | None = None
        self._shut: set[str] = set()
        """The bids that stayed shut."""
        self._reserve_is_shut = False
        self._owed: tuple[LotEvent, ...] = ()

    def hear(self, stored: InStream, event: LotEvent, *, is_shut: bool) -> None:
        """Hold an event against the rules, on the lot as it stood before."""
        if is_shut and isinstance(event, BidPlaced | BidRefused):
            self._shut.add(event.bid)
        if self.lot is not None:
            self._judge(self.lot, stored, event, is_shut=is_shut)
        if isinstance(event, ReserveSet):
            self._reserve_is_shut = is_shut
        self.lot = lot_after(self.lot, stored.position, event)

    def _judge(
        self, lot: Lot, stored: InStream, event: LotEvent, *, is_shut: bool
    ) -> None:
        owed, self._owed = self._owed, ()
        if owed and type(owed[0]) is type(event):
            self._owed = owed[1:]
            shut = self._shut_for(lot, event)
            self._note(stored, event, owed[0], shut)
        elif isinstance(event, Judged):
            self._decide(lot, stored, event, is_shut=is_shut)

    def _decide(
        self, lot: Lot, stored: InStream, event: LotEvent, *, is_shut: bool
    ) -> None:
        shut = self._shut_for(lot, event)
        if is_shut and isinstance(event, ReserveSet):
            shut = (*shut, "reserve")
        under = self._timeline.under(stored.position, lot.listing.session)
        moment = Moment(stored.position, self._timeline, under)
        events: tuple[LotEvent, ...] = ()
        # What is refused now leads to no event at all.
        with suppress(Refusal, AssertionError):
            events = decided(lot, event, moment)
        self._owed = events[1:]
        self._note(stored, event, events[0] if events else None, shut)

    def _shut_for(self, lot: Lot, event: LotEvent) -> tuple[str, ...]:
        """Name what a decision rests on that stayed shut."""
        names: list[str] = [
            claim.bid for claim in _met(lot, event) if claim.bid in self._shut
        ]
        if isinstance(event, BidPlaced | BidRefused) and event.bid in self._shut:
            names.append(event.bid)
        met_again = isinstance(event, Contested | BidStruck | BidRetracted)
        if met_again and self._reserve_is_shut:
            names.append("reserve")
        return tuple(dict.fromkeys(names))

    def _note(
        self,
        stored: InStream,
        event: LotEvent,
        recomputed: LotEvent | None,
        shut: tuple[str, ...],
    ) -> None:
        all_open = not self._shut
        verdict = _verdict(event, recomputed, shut, all_open=all_open)
        if self._is_over_maximum(event):
            verdict = StepVerdict.DIFFERS
        self.decided.append(
            Decided(
                position=stored.position,
                event=cast("LotEvent", stored.event),
                verdict=verdict,
                shut=shut,
                recomputed=recomputed if verdict is StepVerdict.DIFFERS else None,
            )
        )

    def _is_over_maximum(self, event: LotEvent) -> bool:
        """Say whether a price went over the opened maximum of who leads by it."""
        standing: Standing | None = getattr(event, "standing", None)
        if not isinstance(event, Contested) or standing is None:
            return False
        if standing.price is None or standing.rule is Rule.TIE_BROKEN:
            return False
        lead = None if self.lot is None else self.lot.lead
        bid, most = (None, None) if lead is None else (lead.bid, lead.maximum)
        if isinstance(event, BidPlaced) and event.paddle == standing.leader:
            bid, most = event.bid, event.maximum
        elif lead is None or lead.paddle != standing.leader:
            return False
        return bid not in self._shut and most is not None and standing.price > most


def _met(lot: Lot, event: LotEvent) -> Iterable[Claim]:
    """Return the bids on a lot whose maximums decide about an event."""
    match event:
        case BidStruck() | BidRetracted():
            return lot.claims
        case LotResold(bid=bid):
            return [claim for claim in lot.claims if claim.bid == bid]
        case BidPlaced(paddle=paddle) | LiveBidTaken(paddle=paddle):
            heads = [lot.lead]
            if lot.lead is not None and lot.lead.paddle == paddle:
                heads.append(lot.under)
        case BidRefused() | HouseBidPlaced():
            heads = [lot.lead]
        case ReserveSet():
            heads = [lot.lead, lot.under]
        case LotSold():
            heads = [lot.lead]
        case _:
            heads = []
    return [claim for claim in heads if claim is not None]


def _verdict(
    event: LotEvent,
    recomputed: LotEvent | None,
    shut: tuple[str, ...],
    *,
    all_open: bool,
) -> StepVerdict:
    if isinstance(event, BidRefused) and (event.code in ELSEWHERE or event.bid in shut):
        # No price tells what was offered.
        return StepVerdict.NOT_CHECKED
    follows = recomputed is not None and (
        _bare(recomputed, all_open=all_open) == _bare(event, all_open=all_open)
    )
    if follows:
        return StepVerdict.FITS if shut else StepVerdict.CHECKED
    return StepVerdict.NOT_CHECKED if shut else StepVerdict.DIFFERS


def _bare(event: LotEvent, *, all_open: bool) -> LotEvent:
    """Return an event without its words, and what only shut maximums tell of it."""
    if isinstance(event, BidRefused):
        return replace(event, said="", seal=None)
    if isinstance(event, LotSold) and not all_open:
        return replace(event, underbidder=None)
    if isinstance(event, BidStruck | BidRetracted) and not all_open:
        return replace(event, under=None, third=None)
    return event
