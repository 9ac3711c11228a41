"""Putting a lot right on the command line."""

from __future__ import annotations

import pytest

from commands.correct.bidding import POLICY
from ledger.house import House
from ledger.terms.bidding import StrikePolicy
from tests.clerk import CLOSED, TERMS, clerk_of_a_sale

pytestmark = pytest.mark.slow

MAY = "--at 2026-05-04T12:00-05:00"
WHY = "--reason typo --authorised-by Ann"
LATER = "--at 2026-05-20T19:00-05:00"


@pytest.fixture
def clerk(tmp_path):
    """Keep a sale in which 101 goes to $80 for a chair, and 102 to $120."""
    clerk = clerk_of_a_sale(tmp_path)
    clerk.does(f"bid MAY26/1 --paddle 101 --maximum 80 {MAY}")
    clerk.does(f"bid MAY26/1 --paddle 102 --maximum 120 {MAY}")
    return clerk


def test_the_policies_are_those_of_the_terms():
    assert list(POLICY.choices) == list(StrikePolicy)


def test_a_bid_is_retracted_for_its_bidder(clerk):
    answer = clerk.does(f"correct retract MAY26/1 1#2 --reason typo {MAY}")
    assert answer == (
        "Lot MAY26/1: 102 led at $85; now no bid stands; asking $60. At position 15.\n"
    )
    answer = clerk("correct retract MAY26/1 1#2 --reason typo")
    assert answer.err.startswith("Refused (bid-not-standing): Bid 1#2 does not count ")


@pytest.mark.parametrize(
    ("line", "whom"), [("", "paddle 102"), (" --on-behalf-of 'Mr Li'", "Mr Li")]
)
def test_a_retraction_is_made_on_behalf_of_its_bidder(clerk, line, whom):
    clerk.does(f"correct retract MAY26/1 1#2 --reason typo{line} {MAY}")
    with House.open(str(clerk.ledger)) as house:
        (entry,) = house.entries_after(house.head() - 1, limit=1)
    assert (entry.by.actor, entry.by.on_behalf_of) == ("Sue", whom)


STRUCK = [
    ("reopen", "no bid stands; asking $60."),
    ("promote-next", "101 leads at $80; asking $85."),
    ("strike-one", "101 leads at $60; asking $65."),
    ("strike-all-and-replay", "101 leads at $60; asking $65."),
]


@pytest.mark.parametrize(("policy", "left"), STRUCK)
def test_a_bid_is_struck_by_a_policy(clerk, policy, left):
    line = f"correct strike MAY26/1 1#2 --policy {policy}"
    alone = clerk(f"{line} --reason typo")
    assert alone.err.startswith("Refused (second-person-needed): ")
    assert clerk(f"{line} --authorised-by Ann").err.startswith(
        "Refused (reason-needed): To strike a bid is a correction"
    )
    assert clerk(f"{line} --reason typo --authorised-by SUE").err.startswith(
        "Refused (same-person): "
    )
    answer = clerk.does(f"{line} {WHY} {MAY}")
    assert answer == f"Lot MAY26/1: 102 led at $85; now {left} At position 15.\n"


def test_a_dry_run_says_it_all_and_records_nothing(clerk):
    before = clerk.events()
    line = f"correct strike MAY26/1 1#2 --policy reopen {WHY} {MAY} --dry-run"
    assert clerk.does(line) == (
        "Lot MAY26/1: 102 led at $85; now no bid stands; asking $60. "
        "Dry run: nothing is recorded.\n"
    )
    assert clerk.events() == before


def test_what_a_repeated_command_says_is_what_it_said(clerk):
    line = f"correct strike MAY26/1 1#2 --policy promote-next {WHY} {MAY} --key k"
    first = clerk.does(line)
    clerk.does(f"bid MAY26/1 --paddle 102 --maximum 200 {MAY}")
    again = clerk.does(line)
    assert again == first.replace("At position 15.", "Recorded before, at position 15.")


def test_the_house_answers_what_a_strike_leaves(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    counter = TERMS + '\n[bidding]\nreserve = "counter"\n'
    terms = clerk.writes("counter.toml", counter)
    clerk.does("sale amend {f} --reason test", f=terms)
    clerk.does(f"bid MAY26/2 --paddle 101 --maximum 400 {MAY}")
    clerk.does(f"bid MAY26/2 --paddle 102 --maximum 500 {MAY}")
    answer = clerk.does(f"correct strike MAY26/2 2#2 --policy strike-one {WHY} {MAY}")
    assert answer.startswith("Lot MAY26/2: the house led at $550; now the house leads ")
    assert "for the consignor; reserve not met; asking $450" in answer


def test_a_lot_that_was_knocked_down_is_put_right(clerk):
    clerk.does(f"sale close MAY26 --at {CLOSED}")
    answer = clerk.does(f"correct hammer MAY26/1 --price 75 {WHY} {LATER}")
    assert answer == (
        "Lot MAY26/1: sold to 102 at $85; now sold to 102 at $75, premium $49. "
        "At position 19.\n"
    )
    answer = clerk.does(f"correct hammer MAY26/1 --price 75 {WHY} {LATER}")
    assert answer.endswith("Nothing to record: this is already on record.\n")
    answer = clerk.does(f"correct hammer MAY26/1 --paddle 103 {WHY} {LATER}")
    assert "now sold to 103 at $75" in answer
    answer = clerk.does(f"correct rescind MAY26/1 {WHY} {LATER}")
    assert answer == (
        "Lot MAY26/1: sold to 103 at $75; now its sale is called off. At position 21.\n"
    )
    answer = clerk.does(f"correct resell MAY26/1 --bid 1#1 --price 70 {WHY} {LATER}")
    assert answer == (
        "Lot MAY26/1: its sale had been called off; now sold to 101 at $70, "
        "premium $49. At position 22.\n"
    )
    shown, page = clerk("lot show MAY26/1 --json").json, clerk("lots MAY26 --json").json
    assert shown["price"] == page[0]["price"] == "70.00"
    assert (shown["leader"], shown["buyer"]) == ("102", "101"), "who had led, who buys"
    last = clerk("replay lot MAY26/1 --step --back").out.partition("\n\n")[0]
    assert last.endswith("leader 102, underbidder 101, bids 2, buyer 101, hammer $70")


def test_a_lot_is_put_up_again_in_the_room(clerk):
    clerk.does("live open MAY26/1 --at 2026-05-20T10:00-05:00")
    clerk.does("live hammer MAY26/1 --at 2026-05-20T10:01-05:00")
    answer = clerk.does("correct reopen MAY26/1 --reason late --at 2026-05-20T15:02Z")
    assert answer == (
        "Lot MAY26/1: sold to 102 at $85; now up again: 102 leads at $85; asking $90. "
        "At position 18.\n"
    )
    strike = "correct strike MAY26/1 1#2 --policy strike-one --reason late"
    assert "101 leads at $60" in clerk.does(f"{strike} --at 2026-05-20T15:03Z")
    clerk.does("live hammer MAY26/1 --at 2026-05-20T10:04-05:00")
    clerk.does("live open MAY26/2 --at 2026-05-20T10:05-05:00")
    second = clerk("correct reopen MAY26/1 --reason late --at 2026-05-20T15:06Z")
    assert second.err.startswith("Refused (another-is-up): Lot MAY26/2 is up ")


def test_after_the_session_it_takes_two_to_reopen(clerk):
    clerk.does(f"sale close MAY26 --at {CLOSED}")
    alone = clerk(f"correct reopen MAY26/2 --reason late {LATER}")
    assert alone.err.startswith("Refused (second-person-needed): ")
    ends = clerk(f"correct reopen MAY26/2 {WHY} {LATER} --ends-at 2026-05-22T19:00Z")
    assert ends.err.startswith("Refused (no-end-in-the-room): ")
    answer = clerk.does(f"correct reopen MAY26/2 {WHY} {LATER}")
    assert answer == (
        "Lot MAY26/2: passed, no bid stood; now up again: no bid stands; asking $400. "
        "At position 19.\n"
    )
    clerk.does(f"live bid MAY26/2 700 --paddle 101 {LATER}")
    clerk.does(f"live hammer MAY26/2 {LATER}")
    assert clerk("lot show MAY26/2 --json").json["stage"] == "sold"


def test_a_sale_that_is_closed_has_no_session_on(clerk):
    """The auctioneer never said that the session was over; the sale is."""
    clerk.does("live open MAY26/1 --at 2026-05-20T10:00-05:00")
    clerk.does("live hammer MAY26/1 --at 2026-05-20T10:01-05:00")
    for lot in ("MAY26/2", "MAY26/3"):
        clerk.does(f"lot withdraw {lot} --reason late")
    clerk.does(f"sale close MAY26 --at {CLOSED}")
    alone = clerk(f"correct reopen MAY26/1 --reason late {LATER}")
    assert alone.err.startswith("Refused (second-person-needed): ")


TIMED = """\
sale = "JUNE26"
title = "A timed sale"
house = "The house"
zone = "America/Chicago"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "Online"
lots = "1-99"
kind = "timed"
starts = "2026-06-01 10:00"
closes = "2026-06-08 19:00"
channels = ["internet"]
"""


def test_a_timed_lot_is_put_up_again_until_a_new_end(clerk):
    terms = clerk.writes("timed.toml", TIMED)
    lots = clerk.writes("lots.csv", "lot,title,opening\n1,A chair,60\n")
    clerk.does("sale announce {f}", f=terms)
    clerk.does("catalogue import JUNE26 {f}", f=lots)
    clerk.does("sale close JUNE26 --at 2026-06-08T19:00-05:00")
    line = f"correct reopen JUNE26/1 {WHY} --at 2026-06-08T20:00-05:00"
    assert clerk(line).err.startswith("Refused (later-end-needed): ")
    answer = clerk.does(f"{line} --ends-at 2026-06-09T19:00-05:00")
    assert answer.startswith(
        "Lot JUNE26/1: passed, no bid stood; now up again until "
        "2026-06-09 19:00:00 America/Chicago: no bid stands; asking $60. "
    )


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        (
            "retract MAY26/1 7",
            "Wrong usage (BID): '7' is no bid. Write it like 50061#7",
        ),
        ("retract MAY26/1 1#0", "Wrong usage (BID): "),
        ("strike MAY26/1 1#2 --policy strike-all", "Wrong usage (--policy): "),
        ("strike MAY26/1 1#2", "Usage: lotledger correct strike"),
        ("hammer MAY26/1", "Usage: lotledger correct hammer"),
        ("hammer MAY26/1 --price 0", "Wrong usage (--price): "),
        ("resell MAY26/1 --price 5,00", "Wrong usage (--price): "),
        ("reopen MAY26/1 --ends-at tomorrow", "Wrong usage (--ends-at): "),
        ("rescind MAY26/9", "Refused (unknown-lot): "),
        ("retract MAY26/9 9#1", "Refused (unknown-lot): "),
        ("resell MAY26/9 --price 5", "Refused (unknown-lot): "),
        ("rescind MAY26/1", "Refused (not-sold): "),
    ],
)
def test_what_is_mistyped_is_told(clerk, line, begins):
    before = clerk.events()
    answer = clerk(f"correct {line} --reason typo")
    assert answer.code == (1 if begins.startswith("Refused") else 2)
    assert answer.err.startswith(begins)
    assert clerk.events() == before
