"""Presets: the rules of known houses at known dates, against what they published."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from ledger.charges import premium
from ledger.files.terms_file import preset, preset_names, read_rules
from ledger.identity import Channel
from ledger.increments import OffIncrement
from ledger.terms import Rules
from ledger.terms.bidding import ReserveMode, SelfRaise, TieRule

HERITAGE = read_rules("heritage-2025")
PHILLIPS = read_rules("phillips-2025-09")
EBAY = read_rules("ebay-2003")
CHRISTIES = read_rules("christies-2025-09")


def charged(rules: Rules, hammer: str, client_class: str | None = None) -> str:
    amount = premium(
        rules.currency.read(hammer),
        rules.premium,
        channel=Channel.INTERNET,
        category=None,
        client_class=client_class,
    )
    return rules.currency.write(amount)


def called(rules: Rules, price: str) -> str:
    after = rules.bidding.increments.above(rules.currency.read(price))
    return rules.currency.write(after)


def test_every_preset_says_whose_rules_it_holds_since_when_and_says_who():
    assert preset_names() == (
        "christies-2025-09",
        "ebay-2003",
        "heritage-2025",
        "phillips-2025-09",
        "sothebys-2026-02",
    )
    for name in preset_names():
        known = preset(name)
        assert known.name == name
        assert str(known.effective.year) in known.title
        assert "rulebook" in known.source
        assert known.rules == read_rules(name)


def test_a_preset_is_dated():
    assert preset("sothebys-2026-02").effective == date(2026, 2, 13)


@pytest.mark.parametrize(
    ("name", "hammer", "total", "because"),
    [
        ("heritage-2025", "100", "$49", "rulebook 1 [S1]: the minimum"),
        ("heritage-2025", "195", "$49", "rulebook 1 [S1]: the minimum"),
        ("heritage-2025", "196", "$49", "rulebook 1 [S1]: the break-even"),
        ("heritage-2025", "200", "$50", "rulebook 1 [S1]: 25 %"),
        ("heritage-2025", "600", "$150", "rulebook 1 [S1]: the starting bid"),
        ("sothebys-2026-02", "3,000,000", "$780,000", "rulebook 3.3 [S43]"),
        ("christies-2025-09", "3,000,000", "$735,000", "rulebook 3.3 [S43]"),
        ("phillips-2025-09", "1,500,000", "$400,000", "rulebook 3.3 [S47]"),
        ("ebay-2003", "1,500,000", "$0", "no premium"),
    ],
)
def test_published_premiums(name, hammer, total, because):
    assert charged(read_rules(name), hammer) == total, because


def test_priority_bidders_pay_less_at_phillips():
    """Rulebook 3.3 [S47] [S48]: 350,000 on 1.5 million, instead of 400,000."""
    assert charged(PHILLIPS, "1,500,000", "priority") == "$350,000"
    earned = PHILLIPS.premium.earned
    assert earned is not None
    assert earned.client_class == "priority"
    assert (earned.share, earned.ahead) == (Fraction(1), timedelta(hours=48))
    assert Channel.FLOOR not in earned.channels, "only a written bid earns it"


@pytest.mark.parametrize(
    ("price", "call"),
    [
        *(("0", "$1"), ("10", "$12"), ("30", "$33"), ("50", "$55"), ("100", "$110")),
        *(("200", "$220"), ("300", "$325"), ("500", "$550"), ("1,000", "$1,100")),
        *(("2,000", "$2,200"), ("3,000", "$3,250"), ("5,000", "$5,500")),
        *(("10,000", "$11,000"), ("20,000", "$22,000"), ("30,000", "$32,500")),
        *(("50,000", "$55,000"), ("100,000", "$110,000"), ("200,000", "$220,000")),
        *(("300,000", "$325,000"), ("500,000", "$550,000")),
        *(("1,000,000", "$1,100,000"), ("2,000,000", "$2,200,000")),
        *(("3,000,000", "$3,250,000"), ("5,000,000", "$5,500,000")),
        ("10,000,000", "$11,000,000"),
    ],
)
def test_the_ladder_of_heritage(price, call):
    """Rulebook 2.1, first variant: general knowledge."""
    assert called(HERITAGE, price) == call


def test_bidding_at_heritage():
    """Rulebook 2.2 and 2.3 [S2] [S3]."""
    bidding, usd = HERITAGE.bidding, HERITAGE.currency
    assert called(HERITAGE, "800") == "$850", "1,000 against 800 leads at 850"
    assert bidding.increments.round_up(usd.read("101"), half=True) == usd.read("105")
    assert bidding.self_raise is SelfRaise.ROUND_HALF
    assert bidding.ties is TieRule.EARLIEST
    assert bidding.whole_units
    rules = {channel: bidding.off_increment_rule(channel) for channel in Channel}
    free = {Channel.INTERNET, Channel.LIVE}
    for channel, rule in rules.items():
        assert rule is (OffIncrement.ACCEPT if channel in free else OffIncrement.HALF)


def test_the_room_and_the_settlement_of_heritage():
    """Rulebook 1 [S1], 2.3, 2.4 [S9] and 2.6 [S6] [S11]."""
    room, settlement = HERITAGE.room, HERITAGE.settlement
    assert (room.opening_from, room.opening_to) == (Fraction(1, 4), Fraction(3, 5))
    assert (room.grace_seconds, room.cut_bids_per_bidder) == (3, 1)
    assert settlement.payment_due_days == 7
    assert settlement.late_fee == Fraction(3, 100)
    assert settlement.consignor_days == 45
    assert settlement.consignor_days_by_category == (("sports", 30),)
    assert settlement.shipping_days == (14, 21)
    limits = {method.name: method.limit for method in settlement.methods}
    assert limits["card"] == HERITAGE.currency.read("10,000")
    assert limits["wire"] is None


@pytest.mark.parametrize(
    ("price", "call"),
    [
        *(("0.99", "$1.04"), ("1", "$1.25"), ("5", "$5.50"), ("25", "$26")),
        ("127.50", "$130"),
        *(("250", "$255"), ("500", "$510"), ("1,000", "$1,025")),
        *(("2,500", "$2,550"), ("5,000", "$5,100")),
    ],
)
def test_the_ladder_of_ebay(price, call):
    """Rulebook 3.1 eBay: 127.50 and then 130.00 [S12], the others general knowledge."""
    assert called(EBAY, price) == call


def test_bidding_at_ebay():
    """Rulebook 3.1 eBay [S16]."""
    assert EBAY.bidding.reserve is ReserveMode.JUMP
    assert EBAY.bidding.self_raise is SelfRaise.RECOMPUTE
    assert EBAY.bidding.off_increment_rule(Channel.INTERNET) is OffIncrement.ACCEPT
    assert not EBAY.bidding.whole_units


@pytest.mark.parametrize(
    "name", ["christies-2025-09", "sothebys-2026-02", "phillips-2025-09"]
)
def test_the_general_ladder(name):
    """Rulebook 3.1 [S30] [S31] [S32]: ones, twos, 200/500/800 and fives."""
    rules = read_rules(name)
    usd, ladder = rules.currency, rules.bidding.increments
    calls = ladder.ladder(usd.read("1,800"), usd.read("6,000"))
    written = " ".join(usd.write(call).removeprefix("$") for call in calls)
    assert written == (
        "1,800 1,900 2,000 2,200 2,400 2,600 2,800 "
        "3,000 3,200 3,500 3,800 4,000 4,200 4,500 4,800 5,000 5,500 6,000"
    )
    assert called(rules, "180") == "$190"
    assert called(rules, "320") == "$350"
    assert called(rules, "4,200,000") == "$4,500,000"
    assert called(rules, "10,000,000") == "$11,000,000"


def test_a_written_bid_off_the_ladder_is_lowered_at_christies():
    """Rulebook 3.1 [S30]."""
    bidding, usd = CHRISTIES.bidding, CHRISTIES.currency
    rule = bidding.off_increment_rule(Channel.MAIL)
    lowered = bidding.increments.normalise(usd.read("4,700"), rule)
    assert lowered == usd.read("4,500")
    assert bidding.reserve is ReserveMode.COUNTER, "rulebook 3.2 [S38]"
