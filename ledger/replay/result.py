"""What a lot came to, and what that is in money for each party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.identity import ClientId, LotId, Paddle
from ledger.lot import Lot, Stage
from ledger.money import Currency, Minor

THE_HOUSE = "house"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a lot came to; hammer, premium and total only where it was sold."""

    lot: LotId
    stage: Stage
    price: Minor | None
    winner: Paddle | None
    """Who bought it; who leads, while it is open."""
    underbidder: Paddle | None
    hammer: Minor | None
    premium: Minor | None
    total: Minor | None
    reserve_met: bool | None
    """None where there is no reserve."""
    consignor: ClientId | None
    currency: Currency


def result_of(lot: Lot) -> Result:
    """Say what a lot has come to."""
    sold, standing = lot.sold, lot.standing
    under = None if lot.under is None else lot.under.paddle
    winner = None if sold is None else sold.buyer
    if lot.stage is Stage.OPEN:
        winner = None if standing is None else standing.leader
    return Result(
        lot=lot.id,
        stage=lot.stage,
        price=lot.price if sold is None else sold.price,
        winner=winner,
        underbidder=under if sold is None else sold.underbidder,
        hammer=None if sold is None else sold.hammer,
        premium=None if sold is None else sold.premium,
        total=None if sold is None else sold.hammer + sold.premium,
        reserve_met=_reserve_met(lot),
        consignor=lot.listing.consignor,
        currency=lot.listing.currency,
    )


def _reserve_met(lot: Lot) -> bool | None:
    if lot.reserve is None:
        return None
    return lot.standing is not None and bool(lot.standing.reserve_met)


def parties(result: Result) -> dict[str, Minor]:
    """Return what each party gets; what it pays is below nothing.

    What the consignor is charged comes with the settlement, and is not among it.
    """
    if result.hammer is None or result.premium is None:
        return {}
    consignor = "consignor" if result.consignor is None else result.consignor
    return {
        f"buyer {result.winner}": -(result.hammer + result.premium),
        consignor: result.hammer,
        THE_HOUSE: result.premium,
    }


def added(parts: Iterable[Mapping[str, Minor]]) -> dict[str, Minor]:
    """Add up what each party gets of several lots."""
    sums: dict[str, Minor] = {}
    for part in parts:
        for party, amount in part.items():
            sums[party] = sums.get(party, 0) + amount
    return sums


@dataclass(frozen=True, slots=True)
class Totals:
    """What several lots came to together."""

    sold: int
    hammer: Minor
    premium: Minor

    @property
    def total(self) -> Minor:
        """What the buyers pay for all of them."""
        return self.hammer + self.premium


def totals(results: Iterable[Result]) -> Totals:
    """Add up what several lots came to."""
    told = list(results)
    return Totals(
        sum(one.hammer is not None for one in told),
        sum(one.hammer or 0 for one in told),
        sum(one.premium or 0 for one in told),
    )


def totals_json(told: Totals, currency: Currency) -> dict[str, object]:
    """Return totals for scripts."""
    return {
        "sold": told.sold,
        "hammer": currency.plain(told.hammer),
        "premium": currency.plain(told.premium),
        "total": currency.plain(told.total),
    }


def result_json(result: Result) -> dict[str, object]:
    """Return a result for scripts."""
    return {
        "stage": result.stage.value,
        "price": _plain(result.price, result.currency),
        "winner": result.winner,
        "underbidder": result.underbidder,
        "hammer": _plain(result.hammer, result.currency),
        "premium": _plain(result.premium, result.currency),
        "total": _plain(result.total, result.currency),
        "reserve_met": result.reserve_met,
    }


def _plain(amount: Minor | None, currency: Currency) -> str | None:
    return None if amount is None else currency.plain(amount)
