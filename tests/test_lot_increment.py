"""An increment that the auctioneer gives a lot, and what obeys it from then on."""

from __future__ import annotations

import pytest

from tests.clerk import clerk_of_a_sale

pytestmark = pytest.mark.slow

BIDS = (("101", 60), ("102", 65), ("101", 70))


def at(time):
    return f"--at 2026-05-20T{time}-05:00"


@pytest.fixture
def clerk(tmp_path):
    """A clerk whose first lot stands at $70 with 101, and asks $75."""
    clerk = clerk_of_a_sale(tmp_path)
    clerk.does(f"live open MAY26 {at('10:00')}")
    for minute, (paddle, amount) in enumerate(BIDS, 1):
        clerk.does(f"live bid MAY26/1 {amount} --paddle {paddle} {at(f'10:0{minute}')}")
    return clerk


def asked(clerk):
    return clerk("lot show MAY26/1 --json").json["asking"]


def test_what_is_asked_follows_from_then_on(clerk):
    answer = clerk.does(f"live increment MAY26/1 40 {at('10:05')}")
    assert answer.startswith(
        "Lot MAY26/1 is up: 101 leads at $70; asking $110. "
        "The rest of the lot climbs by $40. At position "
    )
    clerk.does(f"live bid MAY26/1 --seen 110 --paddle 102 {at('10:06')}")
    assert asked(clerk) == "150.00"
    below = clerk(f"live bid MAY26/1 115 --paddle 101 {at('10:07')}")
    assert (below.code, "asks $150" in below.err) == (1, True)


def test_the_ladder_of_the_terms_comes_back(clerk):
    clerk.does(f"live increment MAY26/1 40 {at('10:05')}")
    answer = clerk.does(f"live increment MAY26/1 --usual {at('10:06')}")
    assert "asking $75." in answer
    again = clerk.does(f"live increment MAY26/1 --usual {at('10:06')}")
    assert "Nothing to record" in again


def test_another_lot_climbs_by_the_terms(clerk):
    clerk.does(f"live increment MAY26/1 40 {at('10:05')}")
    clerk.does(f"live hammer MAY26/1 {at('10:06')}")
    clerk.does(f"live open MAY26/3 {at('10:07')}")
    answer = clerk.does(f"live bid MAY26/3 50 --paddle 102 {at('10:08')}")
    assert "asking $55." in answer


def test_proxies_cuts_and_strikes_obey_it(clerk):
    clerk.does(f"live increment MAY26/1 40 {at('10:05')}")
    placed = clerk.does(
        f"bid MAY26/1 --paddle 102 --maximum 300 --channel live {at('10:06')}"
    )
    assert "102 leads at $110; asking $150." in placed
    cut = clerk.does(f"live bid MAY26/1 --seen 150 --cut --paddle 101 {at('10:07')}")
    assert "102 leads at $170; asking $190." in cut
    last = clerk("bids list MAY26/1 --json").json[-1]["bid"]
    clerk.does(
        f"correct strike MAY26/1 {last} --policy strike-one --authorised-by Tom "
        f"--reason x {at('10:08')}"
    )
    assert asked(clerk) == "150.00"


def test_it_replays_and_is_told_wherever_the_lot_is(clerk):
    clerk.does(f"live increment MAY26/1 40 {at('10:05')}")
    clerk.does(f"live bid MAY26/1 --seen 110 --paddle 102 {at('10:06')}")
    clerk.does(f"live hammer MAY26/1 {at('10:07')}")
    assert clerk("replay sale MAY26 --json").json["differences"] == []
    words = "the rest of the lot climbs by $40"
    for line in (
        "bids list MAY26/1",
        "audit history MAY26/1",
        "replay lot MAY26/1 --step",
    ):
        assert words in " ".join(clerk.does(line).split()), line
    page = clerk.folder / "public.html"
    clerk.does("replay lot MAY26/1 --html {f} --audience public", f=page)
    assert words in page.read_text()
    why = " ".join(clerk.does("replay lot MAY26/1 --step").split())
    assert "On this lot the auctioneer climbs by $40: one increment above is" in why
    assert "After $70 it asks $110." in why


def test_a_what_if_climbs_by_it_too(clerk):
    clerk.does(f"live increment MAY26/1 40 {at('10:05')}")
    clerk.does(f"live bid MAY26/1 --seen 110 --paddle 102 {at('10:06')}")
    clerk.does(f"live bid MAY26/1 --seen 150 --paddle 101 {at('10:07')}")
    clerk.does(f"live hammer MAY26/1 {at('10:08')}")
    again = clerk("replay lot MAY26/1 --without-bidder 103 --json").json
    assert again["what_if"]["price"] == again["recorded"]["price"]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("0", "Write an amount above 0."),
        ("2.50", "(not-whole-units)"),
        ("50000", "(far-beyond)"),
        ("-5", "'-5' is not an amount in USD"),
    ],
)
def test_an_increment_that_is_none_is_refused(clerk, step, words):
    before = clerk.events()
    refused = clerk(f"live increment MAY26/1 {at('10:05')} -- {step}")
    assert refused.code in {1, 2}
    assert words in refused.err
    assert clerk.events() == before


def test_a_lot_that_is_not_up_has_none(clerk):
    refused = clerk(f"live increment MAY26/2 40 {at('10:05')}")
    assert (refused.code, "(not-up)" in refused.err) == (1, True)


@pytest.mark.parametrize("given", ["", "40 --usual"])
def test_it_is_an_amount_or_the_ladder(clerk, given):
    refused = clerk(f"live increment MAY26/1 {given} {at('10:05')}")
    assert (refused.code, "or --usual" in refused.err) == (2, True)
