"""Run a bid history through the rules, without a ledger, to see what it comes to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from ledger.events.lot import LotCatalogued, QuantityMode
from ledger.identity import Channel, LotId, Paddle
from ledger.lot import Lot
from ledger.lot.bidding import Bidder, UnderTerms, place_bid, refuse_bid
from ledger.lot.evolve import evolve
from ledger.lot.slip import Slip
from ledger.money import Minor
from ledger.refusals import Refusal
from ledger.terms import Rules
from ledger.terms.sessions import SessionKind
from ledger.value import value

START = datetime(2000, 1, 1, tzinfo=UTC)
"""Foreign times are only compared with each other; bids are placed from here on."""

FOREVER = datetime.max.replace(tzinfo=UTC)


class Doubt(StrEnum):
    """A possible reason for a price that the visible bids do not give."""

    NO_SOUND_BID = "no sound bid"
    BELOW = "below what the visible bids support"
    BEYOND = "above every visible maximum"
    HIDDEN = "within the leader's maximum, above what the visible bids support"


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
    """The leader's maximum, which no other visible one exceeds."""


def replay_history(
    lot: str,
    bids: Iterable[tuple[str, Minor]],
    *,
    opening: Minor | None,
    announced: Minor | None,
    rules: Rules,
) -> Verdict:
    """Run one lot's bids, in the order they were received, through the engine."""
    under = UnderTerms(rules)
    state = evolve(None, _catalogue_entry(lot, opening, rules))
    refused = 0
    for place, (bidder, maximum) in enumerate(bids):
        received_at = START + timedelta(seconds=place)
        slip = Slip(
            paddle=Paddle(bidder),
            submitted=maximum,
            channel=Channel.INTERNET,
            received_at=received_at,
            entered_at=received_at,
        )
        try:
            events = place_bid(state, slip, bidder=Bidder(), under=under)
        except Refusal as no:
            refused += 1
            events = (refuse_bid(state, slip, no),)
        for event in events:
            state = evolve(state, event)
    return _verdict(lot, state, refused, announced)


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


def _verdict(lot: str, state: Lot, refused: int, announced: Minor | None) -> Verdict:
    leader = None if state.standing is None else state.standing.leader
    return Verdict(
        lot=lot,
        price=state.price,
        leader=leader,
        bids=len(state.claims),
        refused=refused,
        announced=announced,
        agrees=None if announced is None else announced == state.price,
        doubt=_doubt_about(state, announced),
        highest=None if state.lead is None else state.lead.maximum,
    )


def _doubt_about(state: Lot, announced: Minor | None) -> Doubt | None:
    if announced is None or announced == state.price:
        return None
    if state.price is None or state.lead is None:
        return Doubt.NO_SOUND_BID
    if announced < state.price:
        return Doubt.BELOW
    return Doubt.BEYOND if announced > state.lead.maximum else Doubt.HIDDEN
