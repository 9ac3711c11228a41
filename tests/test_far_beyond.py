"""Amounts far beyond what stands: asked back at every door, and recorded at none."""

from __future__ import annotations

import pytest

from ledger.identity import LotId
from ledger.lot.evolve import evolve
from ledger.lot.far import is_far_beyond
from ledger.value import replace
from tests.clerk import Clerk, clerk_of_a_sale
from tests.console_operator import operate
from tests.story import catalogued, terms, usd

pytestmark = pytest.mark.slow
"""The chair asks $60 and is estimated up to $250, the spoons $50 and up to $200."""


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


def at(time):
    return f"--at 2026-05-20T{time}-05:00"


@pytest.mark.parametrize(
    ("line", "before"),
    [
        ("bid MAY26/1 --paddle 101 --maximum 1,251", "09:00"),
        ("live bid MAY26/1 30116 --paddle 101", "10:01"),
        ("live ask MAY26/1 244001500", "10:01"),
    ],
)
def test_what_is_far_off_is_recorded_only_for_somebody_who_is_sure(clerk, line, before):
    if line.startswith("live"):
        clerk.does(f"live open MAY26/1 {at('10:00')}")
    events = clerk.events()
    refused = clerk(f"{line} {at(before)}")
    assert refused.err.startswith("Refused (far-beyond): Far beyond what stands: $")
    assert "on lot MAY26/1, which asks $60 (estimate up to $250)." in refused.err
    assert clerk.events() == events
    clerk.does(f"{line} --sure {at(before)}")


def test_what_the_terms_bear_is_taken_at_once(clerk):
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 1,250 {at('09:00')}")


def test_an_import_names_all_that_is_far_off_and_takes_none(clerk):
    rows = ["lot,paddle,maximum,channel,received_at"]
    for lot, paddle, maximum in ((1, 101, 9000), (1, 102, 100), (3, 101, 95000)):
        rows.append(f"{lot},{paddle},{maximum},mail,2026-05-19T10:00-05:00")
    file, events = clerk.writes("bag.csv", "\n".join(rows)), clerk.events()
    for dry in ("", "--dry-run"):
        refused = clerk(f"bids import MAY26 {{f}} {dry} {at('09:00')}", f=file)
        assert "$9,000 by paddle 101 on lot MAY26/1" in refused.err
        assert "$95,000 by paddle 101 on lot MAY26/3" in refused.err
        assert "paddle 102" not in refused.err
    assert clerk.events() == events
    clerk.does(f"bids import MAY26 {{f}} --sure {at('09:00')}", f=file)


def test_a_bid_is_tried_and_not_recorded(clerk):
    events = clerk.events()
    bid = "bid MAY26/1 --paddle 101 --dry-run"
    tried = clerk.does(f"{bid} --maximum 100 {at('09:00')}")
    assert tried == (
        "Lot MAY26/1: 101 leads at $60; asking $65. Dry run: nothing is recorded.\n"
    )
    low = clerk(f"{bid} --maximum 10 {at('09:00')}")
    assert (low.code, "(bid-below-asking)" in low.err) == (1, True)
    assert clerk.events() == events


@pytest.mark.parametrize(
    ("keys", "again"), [("101=30116f", "f"), ("30116a", "a"), ("a30116\n", "a")]
)
def test_the_console_asks_back_and_takes_a_second_press(clerk, keys, again):
    async def story(operator):
        await operator.types(f"n {keys}")
        operator.sees("Far beyond what stands: $30,116", f"Press {again} again if")
        head = operator.house.head()
        await operator.types("\x1b" + again)
        assert operator.house.head() == head, "another key takes the question away"
        await operator.types("\x1b" + keys)
        await operator.types(again)
        assert operator.house.head() == head + 1
        operator.sees("30,1")

    operate(clerk.ledger, story)


@pytest.mark.parametrize(
    ("asking", "estimate", "dollars", "far", "because"),
    [
        (20, 5, 2_000, False, "20 times what is asked"),
        (20, 5, 2_001, True, "beyond it, and no estimate bears it"),
        (None, 5, 2_001, False, "the lot has no estimate"),
        (None, None, 10**9, False, "the terms give no bound"),
    ],
)
def test_the_bounds_are_those_of_the_terms(asking, estimate, dollars, far, because):
    rules = terms(far_times_asking=asking, far_times_estimate=estimate).rules
    lot = evolve(None, catalogued(100))
    assert is_far_beyond(lot, usd(dollars), rules) is far, because
    listing = replace(lot.listing, high_estimate=usd(10_000))
    borne = replace(lot, listing=listing)
    assert not is_far_beyond(borne, usd(min(dollars, 50_000)), rules)


def test_a_lot_that_has_gone_far_itself_goes_on(clerk):
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 90000 --sure {at('08:00')}")
    clerk.does(f"bid MAY26/1 --paddle 102 --maximum 80000 --sure {at('08:01')}")
    clerk.does(f"bid MAY26/1 --paddle 102 --maximum 95000 {at('08:02')}")
    assert clerk("lot show MAY26/1 --json").json["lot"] == LotId("MAY26/1")


WRITTEN = """\
sale = "OWN"
title = "Terms written by hand"
house = "The house"
zone = "Europe/London"
currency = "{currency}"
bidding.increments = [{{ from = "0", step = "10" }}]
{bounds}
premium.bands = [{{ rate = "25%" }}]
[[sessions]]
number = 1
name = "Evening"
lots = "1-9"
kind = "timed"
starts = "2026-05-01 10:00"
closes = "2026-05-20 20:00"
channels = ["internet", "mail"]
"""


@pytest.mark.parametrize("currency", ["GBP", "JPY", "KWD"])
@pytest.mark.parametrize(
    ("bounds", "asked_back"),
    [
        ("", True),
        ("bidding.far_times_asking = 1000", False),
        ('bidding.far_times_asking = "unlimited"', False),
        ("bidding.far_times_estimate = 5", True),
    ],
)
def test_terms_that_say_nothing_of_it_ask_back_too(
    tmp_path, currency, bounds, asked_back
):
    clerk = Clerk(tmp_path)
    text = WRITTEN.format(currency=currency, bounds=bounds)
    terms_file = clerk.writes("own.toml", text)
    listed = "lot,title,low_estimate,high_estimate,opening\n1,A lamp,100,200,50\n"
    day = "--at 2026-05-01T10:00Z"
    clerk.does(f"sale announce {{f}} {day}", f=terms_file)
    clerk.does(f"catalogue import OWN {{f}} {day}", f=clerk.writes("lots.csv", listed))
    clerk.does(f"client add C-1 --kind person {day}")
    clerk.does(f"paddle issue OWN 7 --client C-1 {day}")
    clerk.does(f"bid OWN/1 --paddle 7 --maximum 1000 {day}")
    answer = clerk(f"bid OWN/1 --paddle 7 --maximum 5010 {day}")
    assert ("(far-beyond)" in answer.err) is asked_back, answer.err
