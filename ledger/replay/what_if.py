"""What if: what a lot would have come to, beside what it did. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.identity import LotId
from ledger.lot import Lot
from ledger.money import Currency, Minor
from ledger.replay.again import decided_again
from ledger.replay.day import TermsOfTheDay
from ledger.replay.record import Recorded, followed
from ledger.replay.result import (
    THE_HOUSE,
    Result,
    added,
    parties,
    result_json,
    result_of,
)
from ledger.replay.wish import Wish


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a lot came to, and what it would have come to."""

    lot: LotId
    as_recorded: Result
    as_wished: Result
    notes: tuple[str, ...]
    """Which bids fared otherwise, and what was left aside."""

    @property
    def differs(self) -> bool:
        """Say whether anything would have been otherwise."""
        return self.as_recorded != self.as_wished


def what_if(history: Iterable[Recorded], day: TermsOfTheDay, wish: Wish) -> Comparison:
    """Decide a lot again as it is wished, and put both results side by side.

    Raises LedgerDamaged where the record itself cannot be followed.
    """
    events = list(history)
    stood: Lot | None = None
    for position, event in events:
        stood = followed(stood, position, event)
    assert stood is not None, "a lot's history begins in the catalogue"
    lot, notes = decided_again(events, day, wish)
    return Comparison(stood.id, result_of(stood), result_of(lot), notes)


def difference_in_money(told: Iterable[Comparison]) -> list[tuple[str, Minor, Minor]]:
    """Return what each party gets as recorded, and as wished, over some lots.

    Buyers come first, then consignors, then the house.
    """
    compared = list(told)
    was = added(parties(one.as_recorded) for one in compared)
    would = added(parties(one.as_wished) for one in compared)
    names = sorted({*was, *would}, key=_rank)
    return [(name, was.get(name, 0), would.get(name, 0)) for name in names]


def _rank(party: str) -> tuple[bool, bool, str]:
    return party == THE_HOUSE, not party.startswith("buyer "), party


def comparison_json(told: Comparison) -> dict[str, object]:
    """Return a comparison for scripts."""
    money = told.as_recorded.currency
    return {
        "lot": told.lot,
        "differs": told.differs,
        "recorded": result_json(told.as_recorded),
        "what_if": result_json(told.as_wished),
        "money": money_json(difference_in_money([told]), money),
        "notes": list(told.notes),
    }


def money_json(
    parts: Iterable[tuple[str, Minor, Minor]], currency: Currency
) -> list[dict[str, object]]:
    """Return what each party gets, for scripts."""
    return [
        {
            "party": name,
            "recorded": currency.plain(was),
            "what_if": currency.plain(would),
            "difference": currency.plain(would - was),
        }
        for name, was, would in parts
    ]
