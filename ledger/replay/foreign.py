"""Run a bid history through the rules, without a ledger, to see what it comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ledger.events.lot import LotCatalogued, QuantityMode
from ledger.identity import Channel, LotId, Paddle
from ledger.lot import Lot
from ledger.lot.bidding import Bidder, Slip, UnderTerms, place_bid, refuse_bid
from ledger.lot.evolve import evolve
from ledger.money import Minor
from ledger.refusals import Refusal
from ledger.terms import Rules
from ledger.terms.sessions import SessionKind

START = datetime(2000, 1, 1, tzinfo=UTC)
"""Foreign times are only compared with each other; bids are placed from here on."""

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a lot came to under the rules, and whether that is what was announced."""

    lot: str
    price: Minor | None
    leader: str | None
    bids: int
    refused: int
    announced: Minor | None
    agrees: bool | None
    """None where no price was announced."""
    why: str | None
    """Why it does not agree, in words."""


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
    state = evolve(None, _listing(lot, opening, rules))
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


def _listing(lot: str, opening: Minor | None, rules: Rules) -> LotCatalogued:
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
    agrees = None if announced is None else announced == state.price
    why = None
    if agrees is False:
        assert announced is not None, "only what was announced can disagree"
        why = _why(state, announced)
    return Verdict(
        lot, state.price, leader, len(state.claims), refused, announced, agrees, why
    )


def _why(state: Lot, announced: Minor) -> str:
    """Say what a price that the visible bids do not give may come from."""
    if state.price is None or state.lead is None:
        return f"{state.money(announced)} was announced, but no visible bid is sound"
    visible = state.money(state.price)
    if announced < state.price:
        return (
            f"below the {visible} that the visible bids support: a bid was retracted, "
            "or other increments were used"
        )
    if announced > state.lead.maximum:
        return (
            f"above every visible maximum, the highest being "
            f"{state.money(state.lead.maximum)}: the winning bid is missing"
        )
    return (
        f"above the {visible} that the visible bids support, within the leader's "
        "maximum: a hidden reserve, or a missing bid"
    )
