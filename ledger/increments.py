"""The ladder of prices that an auctioneer may call."""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from fractions import Fraction
from math import ceil

from ledger.money import Minor
from ledger.value import later, value


class Basis(StrEnum):
    """The meaning of "one increment above" (rulebook 2.2 and 3.1)."""

    ADD = "add"
    """The price plus the step at that price: 801 and a step of 50 give 851."""
    GRID = "grid"
    """The next rung of a fixed ladder: 801 and a step of 50 give 850."""
    WALK = "walk"
    """The next rung when one climbs step by step from the opening bid."""


class OffIncrement(StrEnum):
    """The treatment of an amount that is not on the ladder (rulebook 2.3 and 3.5)."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    NEAREST = "nearest"
    DOWN = "down"
    HALF = "half"
    """Round to the nearest full or half increment; a half is a cut bid."""


@value
class Increment:
    """From ``start`` upward, bidding climbs by ``step``, or by a list of values.

    A value list repeats each ``step``: 3,000 with values 200, 500 and 800 each 1,000
    calls 3,000, 3,200, 3,500, 3,800, 4,000, 4,200 and so on. With a ``percent`` of the
    price it climbs by that, rounded up to whole steps.
    """

    start: Minor
    step: Minor
    values: tuple[Minor, ...] = ()
    percent: Fraction | None = later(default=None)
    """The rise as a share of the price, rounded up to whole steps."""

    def step_at(self, price: Minor) -> Minor:
        """Return what is added to a price, where this is in force."""
        if self.values:
            return self.above(price) - price
        if self.percent is None:
            return self.step
        return max(1, ceil(price * self.percent / self.step)) * self.step

    def _rungs_up_to(self, amount: Minor) -> tuple[Minor, Minor]:
        """Climb by percentages: return the last rung up to an amount, and the next."""
        low, high = self.start, self.start + self.step_at(self.start)
        while high <= amount:
            low, high = high, high + self.step_at(high)
        return low, high

    def at_or_below(self, amount: Minor) -> Minor:
        """Return the highest rung that does not exceed ``amount``."""
        if self.percent is not None:
            return self._rungs_up_to(amount)[0]
        rounds, rest = divmod(amount - self.start, self.step)
        place = bisect_right(self.values, rest)
        offset = self.values[place - 1] if place else 0
        return self.start + rounds * self.step + offset

    def above(self, amount: Minor) -> Minor:
        """Return the lowest rung strictly above ``amount``."""
        if self.percent is not None:
            return self._rungs_up_to(amount)[1]
        rounds, rest = divmod(amount - self.start, self.step)
        place = bisect_right(self.values, rest)
        offset = self.values[place] if place < len(self.values) else self.step
        return self.start + rounds * self.step + offset


@value
class IncrementTable:
    """Every price that can be called, lowest increment first."""

    increments: tuple[Increment, ...]
    basis: Basis = Basis.ADD
    unit: Minor = 1
    """What is called is a multiple of this: 100 where only whole dollars are."""

    def __post_init__(self) -> None:
        starts = [increment.start for increment in self.increments]
        assert starts[0] == 0, "the first increment starts at nothing"
        assert starts == sorted(set(starts)), "increments follow each other upward"
        assert all(i.step > 0 for i in self.increments), "every step climbs"

    def _increment_at(self, price: Minor) -> tuple[Increment, Minor | None]:
        """Return the increment in force at a price, and where the next one starts."""
        # A ladder has a dozen bands: walking them is quicker than to halve them.
        in_force = self.increments[0]
        for increment in self.increments[1:]:
            if increment.start > price:
                return in_force, increment.start
            in_force = increment
        return in_force, None

    def above(self, price: Minor, *, opening: Minor = 0) -> Minor:
        """Return what is called after ``price``: one increment above it.

        ``opening`` is where a walk begins; the other bases do not look at it.
        """
        if self.basis is Basis.WALK:
            return self._first_call_past(price, opening)
        increment, ahead = self._increment_at(price)
        if self.basis is Basis.ADD and not increment.values:
            return price + increment.step_at(price)
        return self._capped_rung(increment.above(price), ahead)

    def _first_call_past(self, price: Minor, opening: Minor) -> Minor:
        """Climb from the opening, band by band, until past ``price``."""
        at = opening
        while at <= price:
            increment, ahead = self._increment_at(at)
            if increment.values:
                at = self._capped_rung(increment.above(at), ahead)
                continue
            if increment.percent is not None:
                at += increment.step_at(at)
                continue
            end = price if ahead is None else min(price, ahead - 1)
            at += ((end - at) // increment.step + 1) * increment.step
        return at

    @staticmethod
    def _capped_rung(rung: Minor, ahead: Minor | None) -> Minor:
        return rung if ahead is None else min(rung, ahead)

    def at_or_below(self, amount: Minor) -> Minor:
        """Return the highest rung of the ladder that does not exceed ``amount``."""
        return self._increment_at(amount)[0].at_or_below(amount)

    def rung_above(self, price: Minor, *, opening: Minor = 0) -> Minor:
        """Return the rung that an auctioneer calls after a price, on the ladder or off.

        The rungs of a walk are those it climbs by, from ``opening``.
        """
        if self.basis is Basis.ADD:
            return self.next_rung(price)
        return self.above(price, opening=opening)

    def next_rung(self, amount: Minor) -> Minor:
        """Return the lowest rung of the ladder strictly above ``amount``."""
        increment, ahead = self._increment_at(amount)
        return self._capped_rung(increment.above(amount), ahead)

    def below(self, amount: Minor) -> Minor:
        """Return the highest rung strictly below ``amount``, at least 0."""
        return self.at_or_below(amount - 1) if amount > 0 else 0

    def step_at(self, price: Minor) -> Minor:
        """Return the distance from a price to the call after it."""
        increment, _ = self._increment_at(price)
        return increment.step_at(price)

    def normalise(self, amount: Minor, rule: OffIncrement) -> Minor | None:
        """Bring a submitted amount onto the ladder, or return None to refuse it.

        Exactly between two rungs rounds up (rulebook 2.3, 3.1 LiveAuctioneers).
        """
        if rule is OffIncrement.ACCEPT:
            return amount
        low = self.at_or_below(amount)
        if low == amount:
            return amount
        high = self.next_rung(amount)
        if rule is OffIncrement.REFUSE:
            return None
        if rule is OffIncrement.DOWN:
            return low
        half = self._cut_between(low, high) if rule is OffIncrement.HALF else None
        if half is None:
            return high if 2 * amount >= low + high else low
        if amount >= half:
            return high if 2 * amount >= half + high else half
        return half if 2 * amount >= low + half else low

    def _cut_between(self, low: Minor, high: Minor) -> Minor | None:
        """Return the cut bid between two rungs; None where it would break a unit."""
        whole, rest = divmod(high - low, 2)
        half = low + whole
        return None if rest or half % self.unit else half

    def cut(self, price: Minor, *, opening: Minor = 0) -> Minor | None:
        """Return the cut bid above a price: half way up to the rung called after it.

        None where the increment has no half, or the price is past the half.
        """
        low = price if self.basis is Basis.WALK else self.at_or_below(price)
        half = self._cut_between(low, self.rung_above(price, opening=opening))
        return None if half is None or half <= price else half

    def round_up(self, amount: Minor, *, half: bool) -> Minor:
        """Lift an amount to the next full (or half) increment, unless it is on one."""
        low = self.at_or_below(amount)
        if low == amount:
            return amount
        high = self.next_rung(amount)
        cut = self._cut_between(low, high) if half else None
        return high if cut is None or amount > cut else cut

    def ladder(self, first: Minor, last: Minor) -> list[Minor]:
        """List the prices called from ``first`` up to ``last``, both included."""
        calls = []
        at = first
        while at <= last:
            calls.append(at)
            at = self.above(at, opening=first)
        return calls
