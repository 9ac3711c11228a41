"""The result of a lot, and each party's share of the money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from ledger.events import LotEvent
from ledger.identity import ClientId, LotId, Paddle
from ledger.lot import Lot, Stage
from ledger.money import Currency, Minor
from ledger.replay.difference import Objection
from ledger.value import value

THE_HOUSE = "house"


@value(kw_only=True)
class Result:
    """The result of a lot; hammer, premium and total only where it was sold."""

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
        reserve_met=lot.reserve_met,
        consignor=lot.listing.consignor,
        currency=lot.listing.currency,
    )


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


def added_shares(parts: Iterable[Mapping[str, Minor]]) -> dict[str, Minor]:
    """Add up what each party gets of several lots."""
    sums: dict[str, Minor] = {}
    for part in parts:
        for party, amount in part.items():
            sums[party] = sums.get(party, 0) + amount
    return sums


@value
class Totals:
    """The results of several lots, added up."""

    sold: int
    hammer: Minor
    premium: Minor

    @property
    def total(self) -> Minor:
        """The amount that buyers pay for all of them."""
        return self.hammer + self.premium


def totals(results: Iterable[Result]) -> Totals:
    """Add up what several lots came to."""
    all_ = list(results)
    return Totals(
        sum(result.hammer is not None for result in all_),
        sum(result.hammer or 0 for result in all_),
        sum(result.premium or 0 for result in all_),
    )


class Fared(StrEnum):
    """The way in which a what-if departs from the record."""

    REFUSED = "refused"
    """A bid that was taken is refused."""
    TAKEN = "taken"
    """A bid that was refused is taken."""
    TOO_LATE = "too-late"
    """A bid that was taken comes after the end."""
    NOT_SO = "not-so"
    """What somebody decided is refused."""
    LEFT_ASIDE = "left-aside"
    """What was put right after the hammer is not done again."""
    STAYS_OPEN = "stays-open"
    """The lot waits for its first bid."""


@value
class Note:
    """Something that fares otherwise in a what-if."""

    fared: Fared
    position: int
    event: LotEvent | None = None
    """What is recorded at the position; None where the note is on the lot itself."""
    objection: Objection | None = None


@value
class Comparison:
    """The result of a lot, and the result that it would have had."""

    lot: LotId
    as_recorded: Result
    """As the hammer left it, where a note tells what was put right after it."""
    as_wished: Result
    notes: tuple[Note, ...]
    """Which bids fared otherwise, and what was left aside."""
    zone: str
    """Whose clock the notes are told by."""

    @property
    def differs(self) -> bool:
        """Say whether anything would have been otherwise."""
        return self.as_recorded != self.as_wished


class Share(NamedTuple):
    """A party's share of some lots, as recorded and as wished."""

    party: str
    recorded: Minor
    what_if: Minor


def difference_in_money(comparisons: Iterable[Comparison]) -> list[Share]:
    """Return what each party gets as recorded, and as wished, over some lots.

    Buyers come first, then consignors, then the house.
    """
    compared = list(comparisons)
    was = added_shares(parties(comparison.as_recorded) for comparison in compared)
    would = added_shares(parties(comparison.as_wished) for comparison in compared)
    names = sorted({*was, *would}, key=_party_order)
    return [Share(name, was.get(name, 0), would.get(name, 0)) for name in names]


def _party_order(party: str) -> tuple[bool, bool, str]:
    return party == THE_HOUSE, not party.startswith("buyer "), party
