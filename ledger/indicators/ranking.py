"""All indications, ranked: the strongest first, and always in the same order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ledger.indicators.bidding import Bidding
from ledger.indicators.catalogue import INDICATORS
from ledger.indicators.indication import Indication
from ledger.indicators.people import BidderFacts, facts
from ledger.indicators.probing import probing
from ledger.indicators.profile import Profiles
from ledger.indicators.ratings import WEIGHTS
from ledger.indicators.rings import rings
from ledger.indicators.score import Scores, Weights
from ledger.indicators.shielding import shielding
from ledger.value import value


@value
class Ranked:
    """An indication, and its place among all of them, from 1."""

    rank: int
    indication: Indication


def indications(
    bidding: Bidding, people: BidderFacts | None = None, *, weights: Weights = WEIGHTS
) -> list[Ranked]:
    """Rank every indication: by strength, then by indicator, then by who it is of."""
    order = {indicator.code: place for place, indicator in enumerate(INDICATORS)}
    in_order = sorted(
        _all_indications(bidding, people or BidderFacts(), weights),
        key=lambda each: (
            -each.strength,
            order[each.indicator.code],
            each.reference,
        ),
    )
    return [Ranked(rank, each) for rank, each in enumerate(in_order, start=1)]


def strong(
    ranked: Sequence[Ranked],
    *,
    points: int,
    codes: Collection[str] = (),
    about: str | None = None,
) -> list[Ranked]:
    """Keep the indications of so many points and more, of some, about somebody."""
    return [
        each
        for each in ranked
        if each.indication.points >= points
        and (not codes or each.indication.indicator.code in codes)
        and (about is None or about in _people_of(each.indication))
    ]


def _people_of(indication: Indication) -> tuple[str | None, ...]:
    return (indication.bidder, indication.other, *indication.sellers)


def _all_indications(
    bidding: Bidding, people: BidderFacts, weights: Weights
) -> Iterator[Indication]:
    scores = Scores(bidding, weights)
    yield from facts(bidding, people)
    yield from scores.single()
    yield from scores.pairs()
    yield from scores.sellers()
    yield from Profiles(bidding).single()
    yield from probing(bidding)
    yield from shielding(bidding)
    yield from rings(bidding)
