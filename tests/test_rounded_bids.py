"""A bid that was rounded is refused in the words of who wrote it."""

import pytest

from ledger.identity import LotId
from ledger.money import Money
from ledger.refusals import RoundedBelowAsking
from ledger.refusals.quoting import quotes_the_same
from tests.clerk import clerk_of_a_sale
from tests.story import USD

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
    assert f"${written} was written, and rounded to $" in history
    clerk.does("replay sale MAY26")


def test_what_is_on_the_ladder_is_quoted_once(clerk):
    at = "--at 2026-05-19T12:00-05:00"
    refused = clerk(f"bid MAY26/2 --paddle 101 --maximum 375 {MAIL} {at}")
    assert "asks $400; a maximum of $375 does not reach it." in refused.err


def test_the_sentence_of_before_quotes_the_same():
    money = {name: Money(cents, USD) for name, cents in AMOUNTS.items()}
    refusal = RoundedBelowAsking(lot=LotId("MAY26/2"), **money)
    before = "Lot MAY26/2 asks $461; a maximum of ${} does not reach it."
    assert quotes_the_same(refusal, before.format(450))
    assert not quotes_the_same(refusal, before.format(440))
    assert quotes_the_same(refusal, str(refusal))


AMOUNTS = {"submitted": 439_00, "maximum": 450_00, "asking": 461_00}
