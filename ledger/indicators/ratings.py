"""The six ratings of Trevathan and Read, and the shill score that they come to.

Each is from 0 to 1, of one bidder, or of some taken as one, on the lots of a seller, or
of some. All but alpha and gamma are means over the lots that were lost. A lot that
passed with nobody else's bid was lost to nobody, and is left out; one on which all bid
alike shows no difference, and counts as 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from ledger.indicators.bidding import LotBidding
from ledger.value import field, value

NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
WEIGHTS = (9, 2, 5, 2, 2, 2)
"""The weights of the ratings, where nobody says otherwise."""

LOST_MIN = 2
"""One lot that was lost is nobody's habit."""

NOTHING = Fraction(0)


@value
class Habit:
    """What a bidder did on one lot."""

    bids: int = 0
    waited: Fraction = NOTHING
    """Since the bids before, added up."""
    raised: int = 0
    """Above what stood, added up."""
    first_at: Fraction | None = None

    def with_habit(self, other: Habit) -> Habit:
        """Return what two bidders did, taken as one."""
        firsts = [at for at in (self.first_at, other.first_at) if at is not None]
        return Habit(
            self.bids + other.bids,
            self.waited + other.waited,
            self.raised + other.raised,
            min(firsts, default=None),
        )

    @property
    def wait(self) -> Fraction:
        """The mean time since the bid before."""
        return self.waited / self.bids

    @property
    def step(self) -> Fraction:
        """The mean raise above what stood."""
        return Fraction(self.raised, self.bids)


@value
class LotHabits:
    """What every bidder did on one lot."""

    lot: LotBidding
    habits: Mapping[str, Habit] = field(default_factory=dict)

    @classmethod
    def of(cls, lot: LotBidding) -> LotHabits:
        """Look at each bid beside the one before it: the first waited for none."""
        habits: dict[str, Habit] = defaultdict(Habit)
        before = None
        for bid in lot.bids:
            waited = NOTHING if before is None else max(bid.at - before, NOTHING)
            habit = Habit(1, waited, bid.raised, bid.at)
            habits[bid.bidder] = habits[bid.bidder].with_habit(habit)
            before = bid.at
        return cls(lot, dict(habits))

    def of_group(self, group: Collection[str]) -> tuple[Habit, list[Habit]]:
        """Return what some did, taken as one, and what each of the others did."""
        own, others = Habit(), []
        for bidder, habit in self.habits.items():
            if bidder in group:
                own = own.with_habit(habit)
            else:
                others.append(habit)
        return own, others


@value(kw_only=True)
class Ratings:
    """The ratings of a bidder, and the counts that went into them."""

    joined: int
    won: int
    of: int
    """The seller's lots that anybody bid on."""
    bids: int
    """The bids on lots that were lost."""
    all_bids: int
    """The bids of everybody on them."""
    alpha: Fraction
    beta: Fraction
    gamma: Fraction
    delta: Fraction
    epsilon: Fraction
    zeta: Fraction

    @property
    def lost(self) -> int:
        """How many lots others got, or nobody."""
        return self.joined - self.won

    def score(self, weights: Sequence[int] = WEIGHTS) -> Fraction:
        """Return the weighted mean of the ratings."""
        weighed = zip((getattr(self, name) for name in NAMES), weights, strict=True)
        return sum((rating * weight for rating, weight in weighed), NOTHING) / sum(
            weights
        )


def rate(lots: Iterable[LotHabits], group: Collection[str]) -> Ratings:
    """Rate one bidder, or some taken as one, on the lots of a seller."""
    of = joined = won = bids = all_bids = 0
    sums = [NOTHING] * 4
    for habits in lots:
        of += 1
        if not any(bidder in habits.habits for bidder in group):
            continue
        own, others = habits.of_group(group)
        if habits.lot.winner in group:
            joined, won = joined + 1, won + 1
            continue
        if not others:
            continue
        joined += 1
        bids += own.bids
        all_bids += own.bids + sum(other.bids for other in others)
        sums = [a + b for a, b in zip(sums, _ratings_on_lot(own, others), strict=True)]
    lost = joined - won
    means = [each / lost if lost else NOTHING for each in sums]
    return Ratings(
        joined=joined,
        won=won,
        of=of,
        bids=bids,
        all_bids=all_bids,
        alpha=Fraction(lost, of) if of else NOTHING,
        gamma=_gamma(lost, won),
        beta=means[0],
        delta=means[1],
        epsilon=means[2],
        zeta=means[3],
    )


def _gamma(lost: int, won: int) -> Fraction:
    """Return how seldom a bidder wins: a win in four losses is no sign at all."""
    return max(NOTHING, 1 - Fraction(4 * won + 1, lost)) if lost else NOTHING


def _ratings_on_lot(
    own: Habit, others: Sequence[Habit]
) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Return beta, delta, epsilon and zeta on a lot that somebody else got."""
    # Who bids against others and never against themselves makes half of the bids.
    most = (own.bids + sum(other.bids for other in others)) // 2
    beta = min(Fraction(1), Fraction(own.bids, most))
    everybody = [own, *others]
    firsts = [habit.first_at for habit in everybody if habit.first_at is not None]
    assert own.first_at is not None, "whoever bid began to"
    return (
        beta,
        _nearness(own.wait, [habit.wait for habit in everybody]),
        _nearness(own.step, [habit.step for habit in everybody]),
        _nearness(own.first_at, firsts),
    )


def _nearness(own: Fraction, of_all: Sequence[Fraction]) -> Fraction:
    """Return how near to the least of all something is: 1 at the least, 0 at the most.

    Where all are alike there is nothing to tell.
    """
    least, most = min(of_all), max(of_all)
    return NOTHING if least == most else (most - own) / (most - least)
