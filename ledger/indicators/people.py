"""Facts about bidders beside their bids: whose lots, whose hands, whose numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from ledger.indicators.bidding import Bid, Bidding, LotBidding
from ledger.indicators.catalogue import (
    BID_BURSTS,
    NEW_HIGH_BIDDER,
    OWN_LOT,
    SAME_HANDS,
    SHARED_IDENTITY,
    UNPAID_PURCHASES,
)
from ledger.indicators.indication import (
    Indication,
    only_currency,
    saturating,
    sorted_marks,
    tempered,
)
from ledger.value import field, value

BURST_MIN, BURST_SECONDS = 5, 60
NEW_SECONDS = 24 * 60 * 60
HIGH_TIMES = 2
"""What makes a bid a high one: so many times what one would expect."""

CERTAIN = Fraction(1)

Marks = Mapping[str, Sequence[int]]
"""Of each bidder or client, the positions that show it."""


@value(kw_only=True)
class BidderFacts:
    """What a ledger knows of its bidders beside their bids; a file knows nothing."""

    client_of: Mapping[str, str] = field(default_factory=dict)
    """Who each bidder is, by the house's own number."""
    enrolled: Mapping[str, tuple[Fraction, int]] = field(default_factory=dict)
    """When each client was enrolled, in seconds, and where that stands."""
    overdue: Marks = field(default_factory=dict)
    """The invoices of each bidder that are due and not paid, by their positions."""
    hands: Mapping[str, Marks] = field(default_factory=dict)
    """Whose own bids each person entered as a bidder."""
    numbers: Mapping[str, Marks] = field(default_factory=dict)
    """Which clients showed each VAT number, tax number or certificate."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Whose each lot is, where that is told apart from who consigned it."""
    announced: Mapping[str, int] = field(default_factory=dict)
    """Where it was first announced that the seller of a lot may bid."""


def facts(bidding: Bidding, people: BidderFacts) -> Iterator[Indication]:
    """Tell everything that is a matter of fact, and no matter of likeness."""
    yield from _own_lots(bidding, people)
    yield from _unpaid_purchases(bidding, people)
    if bidding.in_seconds:
        yield from _bid_bursts(bidding)
    yield from _new_high_bidders(bidding, people)
    yield from _same_hands(people)
    yield from _shared_identities(bidding, people)


def _own_lots(bidding: Bidding, people: BidderFacts) -> Iterator[Indication]:
    for bidder, joined in bidding.by_bidder.items():
        client = people.client_of.get(bidder)
        lots = [
            lot
            for lot in joined
            if client is not None and client in {lot.seller, people.owners.get(lot.lot)}
        ]
        if not lots:
            continue
        bids = [bid for lot in lots for bid in lot.bids if bid.bidder == bidder]
        announced = sum(
            people.announced.get(lot.lot, bid.mark) < bid.mark
            for lot in lots
            for bid in lot.bids
            if bid.bidder == bidder
        )
        yield Indication(
            indicator=OWN_LOT,
            bidder=bidder,
            sellers=(client,),
            strength=1 - Fraction(announced, 2 * len(bids)),
            inputs=(
                ("lots", len(lots)),
                ("bids", len(bids)),
                ("announced", announced),
                ("won", sum(lot.winner == bidder for lot in lots)),
            ),
            lots=tuple(lot.lot for lot in lots),
            marks=sorted_marks(bid.mark for bid in bids),
        )


def _unpaid_purchases(bidding: Bidding, people: BidderFacts) -> Iterator[Indication]:
    for bidder, joined in bidding.by_bidder.items():
        off = {
            lot.lot: taken.mark
            for lot in joined
            for taken in lot.taken_out
            if taken.was_sale and taken.bidder == bidder
        }
        bought = [lot for lot in joined if lot.winner == bidder or lot.lot in off]
        overdue = people.overdue.get(bidder, ())
        if not off and not overdue:
            continue
        purchases = len(bought)
        unpaid = min(purchases, len(off) + len(overdue))
        yield Indication(
            indicator=UNPAID_PURCHASES,
            bidder=bidder,
            strength=tempered(unpaid, purchases),
            inputs=(
                ("bought", purchases),
                ("called_off", len(off)),
                ("invoices_overdue", len(overdue)),
            ),
            lots=tuple(lot.lot for lot in bought),
            marks=sorted_marks((*off.values(), *overdue)),
        )


def _bid_bursts(bidding: Bidding) -> Iterator[Indication]:
    longest: dict[str, tuple[LotBidding, Sequence[Bid]]] = {}
    for lot in bidding.lots:
        for bidder in lot.bidders:
            burst = _longest_burst([bid for bid in lot.bids if bid.bidder == bidder])
            if len(burst) > len(longest.get(bidder, (lot, ()))[1]):
                longest[bidder] = (lot, burst)
    for bidder, (lot, burst) in longest.items():
        if len(burst) >= BURST_MIN:
            yield Indication(
                indicator=BID_BURSTS,
                bidder=bidder,
                strength=saturating(len(burst), BURST_MIN),
                inputs=(("bids", len(burst)), ("seconds", BURST_SECONDS)),
                lots=(lot.lot,),
                marks=sorted_marks(bid.mark for bid in burst),
            )


def _longest_burst(bids: Sequence[Bid]) -> Sequence[Bid]:
    """Return the most bids that came within a minute of each other."""
    typed = sorted((bid for bid in bids if not bid.called), key=lambda bid: bid.at)
    best: Sequence[Bid] = ()
    start = 0
    for end, bid in enumerate(typed, start=1):
        while bid.at - typed[start].at > BURST_SECONDS:
            start += 1
        if end - start > len(best):
            best = typed[start:end]
    return best


def _new_high_bidders(bidding: Bidding, people: BidderFacts) -> Iterator[Indication]:
    for bidder, joined in bidding.by_bidder.items():
        enrolled = people.enrolled.get(people.client_of.get(bidder, ""))
        if enrolled is None:
            continue
        since, mark = enrolled
        high = [
            (lot, bid)
            for lot in joined
            for bid in lot.bids
            if bid.bidder == bidder
            and 0 <= bid.at - since <= NEW_SECONDS
            and _is_high(bid, lot)
        ]
        lots = tuple(dict.fromkeys(lot.lot for lot, _ in high))
        if lots:
            code = only_currency(lot.currency for lot, _ in high)
            highest = max(bid.amount for _, bid in high)
            yield Indication(
                indicator=NEW_HIGH_BIDDER,
                bidder=bidder,
                strength=saturating(len(lots), 1),
                inputs=(("lots", len(lots)), ("times", HIGH_TIMES)),
                amounts=(("highest", highest),) if code else (),
                currency=code,
                lots=lots,
                marks=sorted_marks((mark, *(bid.mark for _, bid in high))),
            )


def _is_high(bid: Bid, lot: LotBidding) -> bool:
    """Say whether a bid is far above the estimate, or what stood without one."""
    expected = lot.estimate or bid.price
    return expected is not None and bid.amount >= HIGH_TIMES * expected


def _same_hands(people: BidderFacts) -> Iterator[Indication]:
    for person, marks in people.hands.items():
        for bidder, other in combinations(sorted(marks), 2):
            yield Indication(
                indicator=SAME_HANDS,
                bidder=bidder,
                other=other,
                strength=CERTAIN,
                inputs=(
                    ("person", person),
                    ("bids", len(marks[bidder])),
                    ("other_bids", len(marks[other])),
                ),
                marks=sorted_marks((*marks[bidder], *marks[other])),
            )


def _shared_identities(bidding: Bidding, people: BidderFacts) -> Iterator[Indication]:
    """Tell who shares a number with another bidder, or with a consignor."""
    bidders: dict[str, list[str]] = defaultdict(list)
    for bidder in bidding.by_bidder:
        if (client := people.client_of.get(bidder)) is not None:
            bidders[client].append(bidder)
    sellers = {seller for seller in bidding.by_seller if seller is not None}
    for number, clients in people.numbers.items():
        for two in combinations(sorted(clients), 2):
            for bidder, other, seller in _sharing(two, bidders, sellers):
                yield Indication(
                    indicator=SHARED_IDENTITY,
                    bidder=bidder,
                    other=other,
                    sellers=() if seller is None else (seller,),
                    strength=CERTAIN,
                    inputs=(
                        ("number", number),
                        ("client", two[0]),
                        ("other_client", two[1]),
                    ),
                    marks=sorted_marks((*clients[two[0]], *clients[two[1]])),
                )


def _sharing(
    two: tuple[str, str], bidders: Mapping[str, Sequence[str]], sellers: set[str]
) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield bidders that are one client and the other, or bid with the other's lots."""
    client, other = two
    for bidder in bidders.get(client, ()):
        for second in bidders.get(other, ()):
            yield bidder, second, None
    for holder, seller in ((client, other), (other, client)):
        if seller in sellers:
            yield from ((bidder, None, seller) for bidder in bidders.get(holder, ()))
