"""The assumed results of lots beside the real ones: in words and for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from ledger.events.vocabulary import Stage
from ledger.identity import BidId, LotId, Paddle, SaleId
from ledger.money import Currency
from ledger.replay.result import (
    Comparison,
    Result,
    Share,
    Totals,
    difference_in_money,
    totals,
)
from ledger.replay.wish import Wish
from ledger.terms.bidding import StrikePolicy
from presenters.comparison import note_sentences
from presenters.shape import Amount, Decimals, Shape


class WishShape(Shape):
    """The changes that a what-if assumes."""

    without: tuple[BidId, ...]
    """The bids that were left out."""
    without_bidders: tuple[Paddle, ...]
    """The bidders who were left out."""
    ends_at: datetime | None
    """When the bidding was to end; null: when it did."""
    policy: StrikePolicy | None
    """How the bids that were left out were struck; null: they were never made."""
    other_terms: bool
    """Whether other terms were in force."""


class WhatIfResultShape(Shape):
    """The result of a lot, real or assumed."""

    stage: Stage
    """How far the lot came."""
    price: Amount | None
    """The price at the end; null without a bid."""
    leader: Paddle | None
    """The paddle that leads; null once the lot is closed."""
    buyer: Paddle | None
    """The paddle that bought the lot."""
    underbidder: Paddle | None
    """The best bidder beside the leader or buyer."""
    hammer: Amount | None
    """The hammer price; null where it was not sold."""
    premium: Amount | None
    """The buyer's premium; null where it was not sold."""
    realised: Amount | None
    """Hammer price and premium together; null where it was not sold."""
    reserve_met: bool | None
    """Whether the reserve is met; null where there is none."""


class ShareShape(Shape):
    """The share of a party; what it pays is below zero."""

    party: str
    """A buyer, a consignor, or the house."""
    recorded: Amount
    """The share as recorded."""
    what_if: Amount
    """The share that it would have had."""
    difference: Amount
    """How much more that is."""


class ComparisonShape(Shape):
    """The result of a lot, beside the one that it would have had."""

    lot: LotId
    """The lot: its sale and its number in the catalogue."""
    differs: bool
    """Whether it would have come to something else."""
    recorded: WhatIfResultShape
    """The result as recorded; without what a note says was left aside."""
    what_if: WhatIfResultShape
    """The result that it would have had."""
    money: tuple[ShareShape, ...]
    """The share of each party in the end."""
    notes: tuple[str, ...]
    """The bids that fared otherwise, and the events left aside."""


class LotWhatIfShape(ComparisonShape):
    """A what-if of a lot."""

    currency: str
    """The currency of the amounts: ``USD``."""
    wish: WishShape
    """The changes that the what-if assumes."""


class WhatIfTotalsShape(Shape):
    """The results of the lots of a sale, added up."""

    sold: int
    """How many lots were sold."""
    hammer: Amount
    """Their hammer prices."""
    premium: Amount
    """Their premiums."""
    realised: Amount
    """Both together."""


class SaleWhatIfShape(Shape):
    """A what-if of a sale."""

    sale: SaleId
    """The sale."""
    currency: str
    """The currency of the amounts: ``USD``."""
    wish: WishShape
    """The changes that the what-if assumes."""
    lots: int
    """How many lots the sale has."""
    different: int
    """How many of them would have come to something else."""
    results: tuple[ComparisonShape, ...]
    """The lots of which there is news."""
    recorded: WhatIfTotalsShape
    """The totals of the sale."""
    what_if: WhatIfTotalsShape
    """The result that it would have had."""
    money: tuple[ShareShape, ...]
    """The share of each party in the end."""


def _wish_shape(wish: Wish) -> WishShape:
    return WishShape(
        without=wish.without,
        without_bidders=wish.without_paddles,
        ends_at=wish.closes_at,
        policy=wish.policy,
        other_terms=wish.terms is not None,
    )


def lot_what_if_shape(wish: Wish, comparison: Comparison) -> LotWhatIfShape:
    """Return a what-if of a lot as its shape."""
    whole = comparison_shape(comparison)
    parts = {name: getattr(whole, name) for name in whole.__struct_fields__}
    currency = comparison.as_recorded.currency.code
    return LotWhatIfShape(wish=_wish_shape(wish), currency=currency, **parts)


def comparison_shape(comparison: Comparison) -> ComparisonShape:
    """Return what a lot came to as its shape, and what it would have come to."""
    money = comparison.as_recorded.currency
    return ComparisonShape(
        lot=comparison.lot,
        differs=comparison.differs,
        recorded=_result_shape(comparison.as_recorded),
        what_if=_result_shape(comparison.as_wished),
        money=_share_shapes(difference_in_money([comparison]), money),
        notes=note_sentences(comparison),
    )


def sale_what_if_shape(
    sale: SaleId, wish: Wish, comparisons: Sequence[Comparison], money: Currency
) -> SaleWhatIfShape:
    """Return a what-if of a sale as its shape."""
    return SaleWhatIfShape(
        sale=sale,
        currency=money.code,
        wish=_wish_shape(wish),
        lots=len(comparisons),
        different=sum(comparison.differs for comparison in comparisons),
        results=tuple(
            comparison_shape(comparison)
            for comparison in comparisons
            if comparison.differs or comparison.notes
        ),
        recorded=_totals_shape(totals(c.as_recorded for c in comparisons), money),
        what_if=_totals_shape(totals(c.as_wished for c in comparisons), money),
        money=_share_shapes(difference_in_money(comparisons), money),
    )


def _result_shape(result: Result) -> WhatIfResultShape:
    decimal = Decimals(result.currency)
    return WhatIfResultShape(
        stage=result.stage,
        price=decimal(result.price),
        leader=result.winner if result.stage is Stage.OPEN else None,
        buyer=None if result.stage is Stage.OPEN else result.winner,
        underbidder=result.underbidder,
        hammer=decimal(result.hammer),
        premium=decimal(result.premium),
        realised=decimal(result.total),
        reserve_met=result.reserve_met,
    )


def _totals_shape(sums: Totals, currency: Currency) -> WhatIfTotalsShape:
    decimal = Decimals(currency)
    return WhatIfTotalsShape(
        sold=sums.sold,
        hammer=decimal(sums.hammer),
        premium=decimal(sums.premium),
        realised=decimal(sums.total),
    )


def _share_shapes(
    shares: Iterable[Share], currency: Currency
) -> tuple[ShareShape, ...]:
    decimal = Decimals(currency)
    return tuple(
        ShareShape(
            party=share.party,
            recorded=decimal(share.recorded),
            what_if=decimal(share.what_if),
            difference=decimal(share.what_if - share.recorded),
        )
        for share in shares
    )
