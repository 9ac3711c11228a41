"""The ladder: what is called after a price, and what becomes of odd amounts."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from ledger.increments import Basis, Increment, IncrementTable, OffIncrement
from tests.seeds import seeds

STEPS = (Increment(0, 10), Increment(100, 25), Increment(500, 50))
CHRISTIES = (
    Increment(0, 100),
    Increment(2_000, 200),
    Increment(3_000, 1_000, (200, 500, 800)),
    Increment(5_000, 500),
)
HERITAGE = (Increment(0, 5), Increment(100, 10), Increment(200, 20), Increment(500, 50))

ADD, GRID, WALK = Basis.ADD, Basis.GRID, Basis.WALK


@pytest.mark.parametrize(
    ("basis", "price", "opening", "call", "because"),
    [
        (ADD, 80, 0, 90, "the price and the step at that price"),
        (ADD, 83, 0, 93, "an odd price stays odd"),
        (ADD, 95, 0, 105, "the step is that of the price, not of the call"),
        (ADD, 801, 0, 851, "rulebook 2.2: one increment above 801"),
        (GRID, 80, 0, 90, "on the ladder both are the same"),
        (GRID, 83, 0, 90, "an odd price returns to the ladder"),
        (GRID, 95, 0, 100, "the next increment begins with a rung"),
        (GRID, 801, 0, 850, "rulebook 3.1 Heckler: rounded up to the step"),
        (WALK, 83, 5, 85, "steps are counted from the opening"),
        (WALK, 97, 5, 105, "the last step of a band may lead into the next"),
        (WALK, 105, 5, 130, "and the next step is that band's"),
        (WALK, 4, 5, 5, "the first call is the opening"),
    ],
)
def test_one_increment_above(basis, price, opening, call, because):
    table = IncrementTable(STEPS, basis)
    assert table.above(price, opening=opening) == call, because


@pytest.mark.parametrize("basis", Basis)
def test_a_value_list_calls_200_500_800(basis):
    """Rulebook 3.1 [S30] [S31]: 3,000 to 5,000 by 200/500/800."""
    calls = IncrementTable(CHRISTIES, basis).ladder(2_800, 6_000)
    assert calls == [
        *(2_800, 3_000, 3_200, 3_500, 3_800),
        *(4_000, 4_200, 4_500, 4_800, 5_000, 5_500, 6_000),
    ]


TENTH = Increment(0, 100, percent=Fraction(1, 10))


@pytest.mark.parametrize(
    ("basis", "price", "call", "because"),
    [
        (ADD, 2_000, 2_200, "a tenth of the price"),
        (ADD, 2_050, 2_350, "a tenth, rounded up to whole steps"),
        (ADD, 500, 600, "one step at the least"),
        (GRID, 1_150, 1_300, "the rungs climb from the start by a tenth each"),
        (WALK, 1_150, 1_300, "and those of a walk from the opening"),
    ],
)
def test_a_percentage_of_the_price_is_a_step(basis, price, call, because):
    table = IncrementTable((TENTH,), basis)
    assert table.above(price, opening=1_000) == call, because


def test_amounts_are_brought_onto_a_ladder_of_percentages():
    table = IncrementTable((TENTH, Increment(10_000, 500)))
    assert table.normalise(1_150, OffIncrement.DOWN) == 1_100
    assert table.normalise(1_250, OffIncrement.NEAREST) == 1_300
    assert table.step_at(2_000) == 200


def test_a_walk_from_the_reserve_finds_the_published_prices():
    """Rulebook 3.1 [S21]: 20 and three steps of 1, then four of 2.50, is 33."""
    table = IncrementTable((Increment(0, 100), Increment(2_300, 250)), Basis.WALK)
    assert table.ladder(2_000, 3_300)[-1] == 3_300
    assert table.above(3_299, opening=2_000) == 3_300


@pytest.mark.parametrize(
    ("rule", "amount", "becomes", "because"),
    [
        (OffIncrement.ACCEPT, 113, 113, "taken as it is"),
        (OffIncrement.REFUSE, 113, None, "not on the ladder"),
        (OffIncrement.REFUSE, 125, 125, "on the ladder"),
        (OffIncrement.DOWN, 124, 100, "rulebook 3.1 [S30]: lowered to the interval"),
        (OffIncrement.NEAREST, 112, 100, "nearer to 100"),
        (OffIncrement.NEAREST, 113, 125, "nearer to 125"),
        (OffIncrement.NEAREST, 525, 550, "exactly between rounds up"),
        (OffIncrement.HALF, 525, 525, "a half increment is a cut bid"),
        (OffIncrement.HALF, 512, 500, "nearer to the full one below"),
        (OffIncrement.HALF, 513, 525, "nearer to the half"),
        (OffIncrement.HALF, 537, 525, "nearer to the half from above"),
        (OffIncrement.HALF, 538, 550, "nearer to the full one above"),
        (OffIncrement.HALF, 95, 95, "half of the last step before 100"),
    ],
)
def test_amounts_off_the_ladder(rule, amount, becomes, because):
    assert IncrementTable(STEPS).normalise(amount, rule) == becomes, because


@pytest.mark.parametrize(
    ("amount", "half", "lifted", "because"),
    [
        (101, True, 105, "rulebook 2.2 [S2]: 101 is rounded up to 105"),
        (100, True, 100, "rulebook 2.2 [S2]: at exactly 100 nothing changes"),
        (106, True, 110, "above the half, the full increment"),
        (101, False, 110, "without halves, the full increment"),
    ],
)
def test_rounding_a_leaders_odd_bid_up(amount, half, lifted, because):
    assert IncrementTable(HERITAGE).round_up(amount, half=half) == lifted, because


@pytest.mark.parametrize(
    ("amount", "rung"), [(0, 0), (1, 0), (10, 0), (11, 10), (100, 90), (101, 100)]
)
def test_the_rung_below(amount, rung):
    assert IncrementTable(STEPS).below(amount) == rung


@pytest.mark.parametrize(
    ("price", "step"),
    [(0, 100), (2_900, 200), (3_000, 200), (3_200, 300), (4_800, 200)],
)
def test_the_distance_to_the_next_call(price, step):
    assert IncrementTable(CHRISTIES).step_at(price) == step


@pytest.mark.parametrize(
    "increments",
    [
        (Increment(5, 10),),
        (Increment(0, 10), Increment(0, 20)),
        (Increment(0, 10), Increment(100, 20), Increment(50, 30)),
        (Increment(0, 0),),
    ],
)
def test_a_table_that_is_no_ladder_is_never_built(increments):
    with pytest.raises(AssertionError):
        IncrementTable(increments)


# Any table, against a walk so plain that it cannot be wrong.

TOP = 2_000


def table_of(dice: Random) -> tuple[Increment, ...]:
    starts = [0, *sorted(dice.sample(range(40, 1_000), dice.randint(0, 4)))]
    increments = []
    for start in starts:
        step = dice.randint(1, 40)
        values = dice.sample(range(1, step), dice.randint(0, min(3, step - 1)))
        increments.append(Increment(start, step, tuple(sorted(values))))
    return tuple(increments)


def rungs_of(increments: tuple[Increment, ...]) -> list[int]:
    rungs = set()
    ends = [line.start for line in increments[1:]] + [TOP + 100]
    for line, end in zip(increments, ends, strict=True):
        for round_ in range(line.start, end, line.step):
            rungs |= {round_ + value for value in (0, *line.values)}
        rungs = {rung for rung in rungs if rung < end}
    return sorted(rungs)


def call_after(increments: tuple[Increment, ...], rungs: list[int], price: int) -> int:
    """Add the step in force, or climb to the next rung of a value list."""
    line = [line for line in increments if line.start <= price][-1]
    if line.values:
        return next(rung for rung in rungs if rung > price)
    return price + line.step


@pytest.mark.parametrize("seed", seeds(60, fast=10))
def test_any_table_agrees_with_a_plain_walk(seed):
    dice = Random(seed)
    increments = table_of(dice)
    rungs = rungs_of(increments)
    added, grid, walked = (IncrementTable(increments, basis) for basis in Basis)
    opening = dice.randint(0, 60)
    climb = [opening]
    while climb[-1] <= TOP:
        climb.append(call_after(increments, rungs, climb[-1]))

    for amount in dice.sample(range(opening, TOP), 50):
        following = next(rung for rung in rungs if rung > amount)
        assert grid.at_or_below(amount) == max(r for r in rungs if r <= amount)
        assert grid.next_rung(amount) == following
        assert grid.above(amount) == following
        assert added.above(amount) == call_after(increments, rungs, amount)
        assert walked.above(amount, opening=opening) == next(
            call for call in climb if call > amount
        )


@pytest.mark.parametrize(
    ("amount", "becomes", "because"),
    [
        (11_300, 12_500, "half of a 25 dollar step is 12.50: no whole amount, no call"),
        (11_200, 10_000, "so the nearest full increment it is"),
        (400, 500, "half of a 10 dollar step is 5, which may be called"),
    ],
)
def test_a_cut_bid_is_a_whole_amount_where_only_those_are_taken(
    amount, becomes, because
):
    """Rulebook 2.2.4 and 2.3 together."""
    dollars = (Increment(0, 1_000), Increment(10_000, 2_500))
    table = IncrementTable(dollars, unit=100)
    assert table.normalise(amount, OffIncrement.HALF) == becomes, because


def test_the_smallest_coin_has_no_half():
    """A step of five cents has no cut bid."""
    table = IncrementTable((Increment(0, 5),))
    assert table.normalise(7, OffIncrement.HALF) == 5
    assert table.round_up(6, half=True) == 10
