"""Run a bid history through the rules, without a ledger, to see what it comes to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from ledger.events.lot import LotCatalogued, LotEvent, QuantityMode
from ledger.identity import Channel, LotId, Paddle
from ledger.lot import Lot
from ledger.lot.bidding import Bidder, UnderTerms, place_bid, refuse_bid
from ledger.lot.evolve import evolve
from ledger.lot.slip import Slip
from ledger.money import Minor
from ledger.refusals import MaximumNotRaised, Refusal
from ledger.terms import Rules
from ledger.terms.sessions import SessionKind
from ledger.value import value

START = datetime(2000, 1, 1, tzinfo=UTC)
"""Foreign times are only compared with each other; bids are placed from here on."""

FOREVER = datetime.max.replace(tzinfo=UTC)

LEAST_MASKED = 2
"""One bid under a name hides nobody else."""

_MASK = re.compile(
    r"private.*|anonym.*|masked|hidden|bidder|[*.\u2022x-]+", re.IGNORECASE
)


class Doubt(StrEnum):
    """A possible reason for a price that the visible bids do not give."""

    REFUSED = "refused here"
    MASKED = "masked bidders"
    NO_SOUND_BID = "no sound bid"
    BELOW = "below what the visible bids support"
    BEYOND = "above every visible maximum"
    HIDDEN = "within the leader's maximum, above what the visible bids support"


class HistoricBid(NamedTuple):
    """A bid of a history, and the line of the file where it stands."""

    bidder: str | None
    """None where the history names no bidders: each bid is another's."""
    maximum: Minor
    line: int

    @property
    def paddle(self) -> Paddle:
        """The paddle under which it runs."""
        return Paddle(f"line {self.line}" if self.bidder is None else self.bidder)


@value
class RefusedBid:
    """A bid of the file that the rules refuse, and what the lot asked then."""

    bid: HistoricBid
    code: str
    asking: Minor


@value
class Verdict:
    """The price of a lot under the rules, and whether it is the announced one."""

    lot: str
    price: Minor | None
    leader: str | None
    bids: int
    refused: int
    announced: Minor | None
    agrees: bool | None
    """None where no price was announced."""
    doubt: Doubt | None
    """Why it does not agree."""
    highest: Minor | None
    """The highest amount that the file has for the lot, refused bids among them."""
    refused_bid: RefusedBid | None = None
    """The bid of the file that would give the announced price, and is refused."""
    masked: str | None = None
    """The one name that all bids are under, or a name that hides who bid."""


def replay_history(
    lot: str,
    bids: Iterable[HistoricBid],
    *,
    opening: Minor | None,
    announced: Minor | None,
    rules: Rules,
    called: bool = False,
) -> Verdict:
    """Run one lot's bids, in the order they were received, through the engine.

    Amounts that were ``called`` stand in full; others are maximums.
    """
    heard: list[HistoricBid] = []
    refused: list[RefusedBid] = []
    state = _catalogued(lot, opening, rules)
    for step in history_steps(lot, bids, opening=opening, rules=rules, called=called):
        heard.append(step.bid)
        if step.code is not None:
            refused.append(RefusedBid(step.bid, step.code, step.before.asking))
        state = step.after
    return _verdict(lot, state, heard, refused, announced)


class HistoryStep(NamedTuple):
    """A bid of a history, the lot before it, and the lot after it."""

    bid: HistoricBid
    before: Lot
    after: Lot
    code: str | None
    """Why the rules refuse it, if they do."""


def history_steps(
    lot: str,
    bids: Iterable[HistoricBid],
    *,
    opening: Minor | None,
    rules: Rules,
    called: bool = False,
) -> Iterator[HistoryStep]:
    """Run one lot's bids through the engine, and tell how it stood at each of them."""
    under = UnderTerms(rules)
    state = _catalogued(lot, opening, rules)
    for place, bid in enumerate(bids):
        received_at = START + timedelta(seconds=place)
        slip = Slip(
            paddle=bid.paddle,
            submitted=bid.maximum,
            channel=Channel.INTERNET,
            received_at=received_at,
            entered_at=received_at,
            static=called,
        )
        before, code = state, None
        events: tuple[LotEvent, ...]
        try:
            events = place_bid(state, slip, bidder=Bidder(), under=under)
        except Refusal as no:
            code = no.code
            events = (refuse_bid(state, slip, no),)
        for event in events:
            state = evolve(state, event)
        yield HistoryStep(bid, before, state, code)


def _catalogued(lot: str, opening: Minor | None, rules: Rules) -> Lot:
    return evolve(None, _catalogue_entry(lot, opening, rules))


def _catalogue_entry(lot: str, opening: Minor | None, rules: Rules) -> LotCatalogued:
    first = rules.bidding.increments.next_rung(0) if opening is None else opening
    return LotCatalogued(
        lot=LotId(f"REPLAY/{lot}"),
        session=1,
        order=1,
        kind=SessionKind.TIMED,
        ends_at=FOREVER,
        currency=rules.currency,
        title=lot,
        description="",
        category=None,
        low_estimate=None,
        high_estimate=None,
        opening=first,
        quantity=1,
        quantity_mode=QuantityMode.ALL_ONE_MONEY,
        consignor=None,
    )


def _verdict(
    lot: str,
    state: Lot,
    heard: Sequence[HistoricBid],
    refused: Sequence[RefusedBid],
    announced: Minor | None,
) -> Verdict:
    leader = None if state.standing is None else state.standing.leader
    explains = _refused_at(refused, announced)
    masked = _masking_name(heard)
    return Verdict(
        lot=lot,
        price=state.price,
        leader=leader,
        bids=len(state.claims),
        refused=len(refused),
        announced=announced,
        agrees=None if announced is None else announced == state.price,
        doubt=_doubt_about(state, announced, heard, explains, masked),
        highest=max((bid.maximum for bid in heard), default=None),
        refused_bid=explains,
        masked=masked,
    )


def _refused_at(
    refused: Sequence[RefusedBid], announced: Minor | None
) -> RefusedBid | None:
    """Find the refused bid that bid what was announced, or else the highest above."""
    if announced is None:
        return None
    at_least = [
        each
        for each in refused
        # Who leads, and bids no more, is refused nothing that could be the price.
        if each.bid.maximum >= announced and each.code != MaximumNotRaised.code
    ]
    equal = (each for each in at_least if each.bid.maximum == announced)
    highest = max(at_least, key=lambda each: each.bid.maximum, default=None)
    return next(equal, highest)


def _masking_name(heard: Sequence[HistoricBid]) -> str | None:
    """Return a name that hides who bid: one for all bids, or one that says so."""
    names = [bid.bidder for bid in heard if bid.bidder is not None]
    if len(names) < len(heard) or len(names) < LEAST_MASKED:
        return None
    if len({*names}) == 1:
        return names[0]
    hiding = [name for name in names if _MASK.fullmatch(name.strip())]
    return hiding[0] if len(hiding) >= LEAST_MASKED else None


def _doubt_about(
    state: Lot,
    announced: Minor | None,
    heard: Sequence[HistoricBid],
    explains: RefusedBid | None,
    masked: str | None,
) -> Doubt | None:
    if announced is None or announced == state.price:
        return None
    if masked is not None:
        return Doubt.MASKED
    if explains is not None:
        return Doubt.REFUSED
    if state.price is None or state.lead is None:
        return Doubt.NO_SOUND_BID
    if announced < state.price:
        return Doubt.BELOW
    highest = max(bid.maximum for bid in heard)
    return Doubt.BEYOND if announced > highest else Doubt.HIDDEN
