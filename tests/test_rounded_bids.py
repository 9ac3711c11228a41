"""A bid that was rounded is refused in the words of who wrote it."""

import pytest

from ledger import refusals
from ledger.identity import LotId, Paddle
from ledger.money import Money
from ledger.refusals import (
    RoundedBelowAsking,
    RoundedBelowPrice,
    RoundedNotRaised,
    RoundedOverLimit,
)
from ledger.refusals.quoting import fact_of, quotes_the_same
from tests.clerk import clerk_of_a_sale
from tests.story import USD

pytestmark = pytest.mark.slow

MAIL = "--channel mail --received-at 2026-05-19T10:00-05:00"


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


def test_what_was_written_and_what_it_was_rounded_to_are_both_quoted(clerk):
    at = "--at 2026-05-19T12:00-05:00"
    bid = f"bid MAY26/2 --paddle 101 {MAIL} {at}"
    clerk.does(f"bid MAY26/2 --paddle 102 --maximum 600 {MAIL} {at}")
    asking = clerk("lot show MAY26/2 --json").json["asking"].partition(".")[0]
    written = int(asking) - 16
    refused = clerk(f"{bid} --maximum {written}")
    said = f"(bid-below-asking): Lot MAY26/2 asks ${asking}; ${written} was written, "
    assert f"{said}and rounded to $" in refused.err
    history = clerk.does("audit history MAY26/2 --filter kind:bid-refused")
    assert "Refused, in a sealed sentence." in history
    assert f"${written}" not in history
    assert f"${written} was written, and rounded to $" in clerk.does(
        "bids list MAY26/2"
    )
    clerk.does("replay sale MAY26")


def test_what_is_on_the_ladder_is_quoted_once(clerk):
    at = "--at 2026-05-19T12:00-05:00"
    refused = clerk(f"bid MAY26/2 --paddle 101 --maximum 375 {MAIL} {at}")
    assert "asks $400; a maximum of $375 does not reach it." in refused.err


ROUNDED = {
    "paddle 102 --maximum 588": "(maximum-not-raised): Paddle 102 leads lot MAY26/2; "
    "$588 was written, and rounded to $600 it is no more than its maximum.",
    "paddle 103 --maximum 516": "(over-credit-limit): Paddle 103 has $450 left of its "
    "limit of $450, less than $525: $516 was written, and rounded to $525.",
}


@pytest.mark.parametrize(("how", "words"), ROUNDED.items())
def test_every_refusal_of_a_rounded_amount_quotes_both(clerk, how, words):
    at = "--at 2026-05-19T12:00-05:00"
    clerk.does(f"paddle limit MAY26 103 450 {at}")
    clerk.does(f"bid MAY26/2 --paddle 102 --maximum 600 {MAIL} {at}")
    refused = clerk(f"bid MAY26/2 --{how} {MAIL} {at}")
    assert words in refused.err
    assert words.partition(": ")[2] in clerk.does("bids list MAY26/2")
    clerk.does("replay sale MAY26")


def test_a_call_in_the_room_that_was_rounded_quotes_both(clerk):
    at = "--at 2026-05-20T10:01-05:00"
    clerk.does(f"paddle limit MAY26 103 450 {at}")
    clerk.does(f"live open MAY26/2 {at}")
    refused = clerk(f"live bid MAY26/2 --paddle 103 --channel floor 516 {at}")
    assert "less than $525: $516 was written, and rounded to $525." in refused.err


KINDS = [
    RoundedBelowAsking,
    RoundedBelowPrice,
    RoundedNotRaised,
    RoundedOverLimit,
]


@pytest.mark.parametrize("kind", KINDS)
def test_the_sentence_of_before_quotes_the_same(kind):
    values = {"lot": LotId("MAY26/2"), "paddle": Paddle("102")}
    values |= {name: Money(cents, USD) for name, cents in AMOUNTS.items()}
    refusal = kind(**{name: values[name] for name in kind.fields()})
    (before,) = kind.earlier
    assert quotes_the_same(refusal, f"{before} {kind.remedy}".format(**values))
    assert str(refusal).startswith(fact_of(kind, str(refusal)))
    others = {**values, "maximum": Money(440_00, USD)}
    assert not quotes_the_same(refusal, before.format(**others))
    assert quotes_the_same(refusal, str(refusal))
    assert not quotes_the_same(refusal, kind.what.format(**others))


AMOUNTS = {
    "submitted": 439_00,
    "rounded": 450_00,
    "maximum": 450_00,
    "asking": 461_00,
    "price": 461_00,
    "left": 100_00,
    "limit": 500_00,
}


def test_every_refusal_that_quotes_what_was_written_is_tried():
    assert set(KINDS) == {
        kind
        for kind in vars(refusals).values()
        if isinstance(kind, type) and kind.__name__.startswith("Rounded")
    }
