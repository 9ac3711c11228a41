"""The premium, against every figure that a house or its press has published."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from ledger.charges import premium, premium_due
from ledger.identity import Channel
from ledger.money import Currency
from ledger.terms.premium import Band, PremiumTerms, Schedule
from tests.seeds import seeds

USD = Currency("USD")


def bands(*rows: tuple[str | None, str]) -> tuple[Band, ...]:
    return tuple(
        Band(None if end is None else USD.read(end), Fraction(rate) / 100)
        for end, rate in rows
    )


def due(hammer: int, terms: PremiumTerms, **buyer: object):
    usual = {"channel": Channel.INTERNET, "category": None, "client_class": None}
    return premium_due(hammer, terms, **(usual | buyer))


PUBLISHED = [
    ("750,000", [("500,000", "20"), (None, "12")], "130,000", "3.3 [S53] from 2008"),
    ("750,000", [("200,000", "20"), (None, "12")], "106,000", "3.3 [S53] previous"),
    (
        "920,000",
        [("250,000", "25"), ("3,000,000", "20"), (None, "12.9")],
        "196,500",
        "3.3 [S54] previous",
    ),
    (
        "920,000",
        [("300,000", "25"), ("3,000,000", "20"), (None, "12.9")],
        "199,000",
        "3.3 [S54] from November 2017",
    ),
    ("1,600,000", [("175,000", "25"), (None, "20")], "328,750", "3.3 [S54] in GBP"),
    ("1,600,000", [("180,000", "25"), (None, "20")], "329,000", "3.3 [S54] in GBP"),
    ("100,000", [("50,000", "25"), (None, "20")], "22,500", "3.3 [S49] previous"),
    ("100,000", [("100,000", "25"), (None, "20")], "25,000", "3.3 [S49] Bonhams 2016"),
    ("20,000,000", [("6,000,000", "20"), (None, "10")], "2,600,000", "3.3 [S55]"),
    (
        "1,500,000",
        [("100,000", "25"), ("1,000,000", "20"), (None, "12")],
        "265,000",
        "2.4 Heritage 2015-16",
    ),
    (
        "3,000,000",
        [("1,000,000", "26"), ("6,000,000", "21"), (None, "15")],
        "680,000",
        "3.3 Christie's 2023 [S46]",
    ),
]


@pytest.mark.parametrize(("hammer", "rows", "charged", "source"), PUBLISHED)
def test_published_premiums(hammer, rows, charged, source):
    terms = PremiumTerms(Schedule(bands(*rows)))
    assert due(USD.read(hammer), terms).total == USD.read(charged), source


def test_the_slices_show_how_a_premium_came_about():
    """Rulebook 3.3 [S53]: 20 % to 500,000 and 12 % above make 130,000."""
    terms = PremiumTerms(Schedule(bands(("500,000", "20"), (None, "12"))))
    first, second = due(USD.read("750,000"), terms).slices
    assert (first.from_, first.up_to) == (0, USD.read("500,000"))
    assert (first.rate, first.amount) == (Fraction(1, 5), USD.read("100,000"))
    assert (second.from_, second.up_to) == (USD.read("500,000"), USD.read("750,000"))
    assert (second.rate, second.amount) == (Fraction(3, 25), USD.read("30,000"))


def test_a_hammer_at_the_end_of_a_band_has_no_empty_slice():
    terms = PremiumTerms(Schedule(bands(("500,000", "20"), (None, "12"))))
    assert len(due(USD.read("500,000"), terms).slices) == 1


@pytest.mark.parametrize(
    ("hammer", "minimum", "total", "because"),
    [
        ("100", "24", "49", "25 % is 25, the minimum lifts it by 24"),
        ("195", "0.25", "49", "25 % is 48.75"),
        ("196", "0", "49", "the break-even"),
        ("200", "0", "50", "above the minimum"),
    ],
)
def test_the_minimum_lifts_the_slices(hammer, minimum, total, because):
    """Rulebook 1 [S1]: 25 %, minimum $49."""
    terms = PremiumTerms(Schedule(bands((None, "25")), minimum=4_900))
    charged = due(USD.read(hammer), terms)
    assert charged.minimum == USD.read(minimum), because
    assert charged.total == USD.read(total), because


LIVE = PremiumTerms(
    Schedule(bands((None, "23")), minimum=1_000, flat=200),
    by_channel=((Channel.PHONE, Schedule(bands((None, "24")))),),
    by_category=(("wine", Schedule(bands((None, "22")))),),
    by_class=(("priority", Schedule(bands((None, "20")))),),
    surcharges=((Channel.LIVE, Fraction(3, 100)),),
)


@pytest.mark.parametrize(
    ("buyer", "total", "because"),
    [
        ({}, "25", "rulebook 2.1 Europe [S8]: 23 % and 2 per lot"),
        ({"channel": Channel.LIVE}, "28", "rulebook 2.1 Europe [S8]: LiveBid +3 %"),
        ({"channel": Channel.PHONE}, "24", "a channel with its own schedule"),
        ({"channel": Channel.PHONE, "category": "wine"}, "22", "category goes first"),
        ({"category": "wine", "client_class": "priority"}, "20", "class before all"),
        ({"category": "coins", "client_class": "new"}, "25", "none of its own: usual"),
        (
            {"channel": Channel.LIVE, "category": "wine"},
            "25",
            "surcharge on top of all",
        ),
    ],
)
def test_which_schedule_applies(buyer, total, because):
    assert due(10_000, LIVE, **buyer).total == USD.read(total), because


def test_the_minimum_does_not_count_the_flat_fee_or_the_surcharge():
    charged = due(1_000, LIVE, channel=Channel.LIVE)
    assert [part.amount for part in charged.slices] == [230]
    assert (charged.minimum, charged.flat, charged.surcharge) == (770, 200, 30)
    assert charged.total == 1_230


def test_nothing_is_charged_on_nothing():
    assert due(0, LIVE, channel=Channel.LIVE).total == 0
    assert due(0, LIVE).slices == ()


@pytest.mark.parametrize("seed", seeds(30, fast=10))
def test_any_premium_is_the_sum_of_its_lines(seed):
    dice = Random(seed)
    ends = [*sorted(dice.sample(range(1, 5_000_000), dice.randint(0, 4))), None]
    rows = tuple(Band(end, Fraction(dice.randint(0, 300), 1_000)) for end in ends)
    schedule = Schedule(rows, dice.randint(0, 5_000), dice.randint(0, 500))
    terms = PremiumTerms(schedule, surcharges=((Channel.LIVE, Fraction(1, 30)),))
    buyer = {"channel": Channel.LIVE, "category": None, "client_class": None}
    for _ in range(50):
        hammer = dice.randint(1, 6_000_000)
        charged = premium_due(hammer, terms, **buyer)
        slices = charged.slices
        assert slices[0].from_ == 0
        assert slices[-1].up_to == hammer, "every cent of the hammer is in a slice"
        assert all(a.up_to == b.from_ for a, b in pairwise(slices))
        paid = sum(part.amount for part in slices) + charged.minimum
        assert paid >= schedule.minimum
        assert charged.total == paid + charged.flat + charged.surcharge
        assert premium(hammer, terms, **buyer) == charged.total
