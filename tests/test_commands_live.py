"""The room by single commands: what is said, in what order, and what is refused."""

from __future__ import annotations

import pytest

from tests.clerk import clerk_of_a_sale

pytestmark = pytest.mark.slow


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


def at(time):
    return f"--at 2026-05-20T{time}-05:00"


def sold_at_ten(clerk):
    """Sell lot 1 to paddle 101, a second after ten."""
    clerk.does(f"live open MAY26 {at('10:00')}")
    clerk.does(f"live bid MAY26/1 60 --paddle 101 {at('10:00')}")
    clerk.does(f"live hammer MAY26/1 {at('10:00:01')}")


def test_a_bid_on_a_lot_that_is_not_up_replays_whatever_else_is_up(clerk):
    clerk.does(f"live open MAY26/1 {at('10:00')}")
    stray = clerk(f"live bid MAY26/2 500 --paddle 102 --channel live {at('10:01')}")
    assert (stray.code, "(not-up)" in stray.err) == (1, True)
    assert clerk("replay sale MAY26 --json").json["differences"] == []


@pytest.mark.parametrize("who", ["", "--paddle 101 --house"])
def test_a_bid_is_somebodys_or_the_houses_and_not_both(clerk, who):
    clerk.does(f"live open MAY26 {at('10:00')}")
    refused = clerk(f"live bid MAY26/1 {who} {at('10:00:01')}")
    assert (refused.code, refused.out) == (2, "")
    assert "Say who bids, with --paddle, or that the house does" in refused.err
    shown = clerk("lot show MAY26/1 --json").json
    assert shown["bids"] == 0


def test_lots_come_up_in_sale_order_one_at_a_time(clerk):
    answer = clerk.does(f"live open MAY26 {at('10:00')}")
    assert answer.startswith("Lot MAY26/1 is up: no bid yet; asking $60.")
    other = clerk(f"live open MAY26/2 {at('10:00')}")
    assert other.err == (
        "Refused (another-is-up): Lot MAY26/1 is up in the room, so lot MAY26/2 "
        "cannot be put up now. Let the hammer fall on lot MAY26/1 first, or pass it.\n"
    )
    clerk.does(f"live skip MAY26/1 {at('10:01')}")
    assert clerk.does(f"live open MAY26 {at('10:02')}").startswith("Lot MAY26/2 is up")
    clerk.does(f"live pass MAY26/2 {at('10:03')}")
    assert clerk.does(f"live open MAY26 {at('10:04')}").startswith("Lot MAY26/3 is up")
    clerk.does(f"live pass MAY26/3 {at('10:05')}")
    assert clerk.does(f"live open MAY26 {at('10:06')}").startswith("Lot MAY26/1 is up")


def test_a_bid_three_seconds_after_the_hammer_puts_the_lot_up_again(clerk):
    sold_at_ten(clerk)
    answer = clerk.does(
        f"live bid MAY26/1 --seen 65 --paddle 102 --channel live {at('10:00:04')}"
    )
    assert answer.startswith("Lot MAY26/1 is up: 102 leads at $65; asking $70.")


def test_a_late_bid_puts_its_lot_up_beside_no_other(clerk):
    """The next lot is being cried: the auctioneer comes back to it, or does not."""
    sold_at_ten(clerk)
    clerk.does(f"live open MAY26 {at('10:00:02')}")
    late = clerk(f"live bid MAY26/1 65 --paddle 102 --channel live {at('10:00:03')}")
    assert (late.code, "(another-is-up)" in late.err) == (1, True)
    answer = clerk("bids list MAY26/1 --json").json
    assert [one["code"] for one in answer if one["paddle"] == "102"] == [
        "another-is-up"
    ]


@pytest.mark.parametrize("who", ["", "--paddle 101 --house"])
def test_a_bid_is_of_a_paddle_or_of_the_house_and_nothing_is_guessed(clerk, who):
    clerk.does(f"live open MAY26/2 {at('10:00')}")
    before = clerk.events()
    answer = clerk(f"live bid MAY26/2 {who} {at('10:01')}")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Wrong usage (--paddle, --house): Say who bids")
    assert clerk.events() == before


def test_a_slip_of_the_auctioneer_is_refused_before_anybody_bids_on_it(clerk):
    clerk.does(f"live open MAY26/1 {at('10:00')}")
    asked = clerk(f"live ask MAY26/1 83.33 {at('10:00')}")
    assert asked.err.startswith("Refused (not-whole-units): ")
    assert "asking $60" in clerk.does(f"live warn MAY26/1 {at('10:01')}")


def test_a_session_ends_once_no_lot_is_to_come(clerk):
    clerk.does(f"live open MAY26/1 {at('10:00')}")
    early = clerk(f"live end MAY26 1 {at('10:01')}")
    assert early.err.startswith("Refused (session-goes-on): ")
    for number in (1, 2, 3):
        clerk.does(f"live open MAY26/{number} {at('10:02')}")
        clerk.does(f"live pass MAY26/{number} {at('10:02')}")
    clerk.does(f"live end MAY26 1 {at('10:03')}")
    again = clerk(f"live reopen MAY26/1 --reason late {at('10:04')}")
    assert again.err.startswith("Refused (second-person-needed): ")


def test_a_bid_says_what_was_called_or_what_was_seen(clerk):
    clerk.does(f"live open MAY26/2 {at('10:00')}")
    before = clerk.events()
    for who in ("--paddle 101", "--paddle 101 --cut", "--house"):
        answer = clerk(f"live bid MAY26/2 {who} {at('10:01')}")
        assert (answer.code, answer.out) == (2, "")
        assert "Say what was called, as AMOUNT, or what was asked then" in answer.err
    assert clerk.events() == before


def test_a_bid_answers_what_was_asked_when_it_was_made(clerk):
    """Three others were quicker: it is booked at no price that its bidder never saw."""
    clerk.does(f"live open MAY26/1 {at('10:00')}")
    for paddle, asked, time in ((101, 60, "10:00:10"), (102, 65, "10:00:20")):
        clerk.does(f"live bid MAY26/1 --seen {asked} --paddle {paddle} {at(time)}")
    stale = clerk(f"live bid MAY26/1 --seen 65 --paddle 103 {at('10:00:21')}")
    assert stale.err == (
        "Refused (asking-moved-on): Lot MAY26/1 asks $70 now; this bid was called when "
        "it asked $65. Look at it again, and call anew.\n"
    )
    cut = clerk(f"live bid MAY26/1 --seen 65 --cut --paddle 103 {at('10:00:22')}")
    assert "(asking-moved-on)" in cut.err
    clerk.does(f"live ask MAY26/1 100 {at('10:00:23')}")
    lowered = clerk(f"live bid MAY26/1 --seen 70 --paddle 103 {at('10:00:24')}")
    assert "asks $100 now" in lowered.err
    listed = clerk("bids list MAY26/1 --json").json
    codes = [row["code"] for row in listed if row["paddle"] == "103"]
    assert codes == ["asking-moved-on"] * 3
    clerk.does(f"live bid MAY26/1 --seen 100 --paddle 103 {at('10:00:25')}")
    clerk.does(f"live hammer MAY26/1 {at('10:00:26')}")
    assert "all agree with the record" in clerk.does("replay sale MAY26")


def test_a_lot_is_cried_from_the_hour_of_its_session_or_on_purpose(clerk):
    early = clerk(f"live open MAY26 {at('09:51')}")
    assert early.err.startswith("Refused (session-not-begun): Session 1 of lot MAY26/1")
    silent = clerk(f"live open MAY26/2 --early {at('09:51')}")
    assert silent.err.startswith("Refused (reason-needed)")
    clerk.does(f"live open MAY26/2 --early --reason snow {at('09:51')}")
    clerk.does(f"live pass MAY26/2 {at('09:52')}")
    again = clerk(f"live open MAY26/1 {at('09:59:59')}")
    assert again.err.startswith("Refused (session-not-begun)")
    clerk.does(f"live open MAY26/1 {at('10:00')}")


def test_what_a_call_was_rounded_to_is_said(clerk):
    clerk.does(f"live open MAY26/1 {at('10:00')}")
    called = clerk.does(f"live bid MAY26/1 163 --paddle 101 {at('10:00:10')}")
    assert called.startswith("$163 became $165. Lot MAY26/1 is up: 101 leads at $165;")
    said = clerk.does(f"live bid MAY26/1 180 --paddle 102 {at('10:00:20')}")
    assert said.startswith("Lot MAY26/1 is up: 102 leads at $180;")


def test_what_a_letter_was_rounded_to_is_said(clerk):
    letter = f"--paddle 101 --channel mail --maximum 163 {at('09:00')}"
    assert clerk.does(f"bid MAY26/1 {letter}").startswith("$163 became $165. Lot")
