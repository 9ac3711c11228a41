"""A bidder's day: a maximum that leads, one that is outbid, a bid in the room."""

from __future__ import annotations

import re

import pytest

from tests.browser.served_house import BIDDERS, TODAY
from tests.browser.strokes import asked_for, bid, call, clear_the_block

pytestmark = pytest.mark.slow

LOT = f"/sales/{TODAY}/lots/3"
BID = re.compile(r"^Bid \$")
RECORDED = re.compile(r"^Bid .* is recorded at position")
GRACE_MS = 3_500
"""A little longer than a bid of the room puts a lot up again."""
GOES_UP = """session => {
  const lot = { lot: "TODAY/199", session, on_the_block: true, stage: "open", bids: 0 };
  const detail = { data: JSON.stringify({ ...lot, price: null, asking: "100.00" }) };
  const event = new CustomEvent("lot", { bubbles: true, detail });
  document.getElementById("watch").dispatchEvent(event);
}"""
"""A stream tells that a lot of a session is up."""


def test_a_bidder_leads_is_outbid_and_sees_it_at_once(walk):
    walk.sign_in(BIDDERS[0])
    walk.open(LOT)
    asking = walk.page.locator('[data-live="asking"]')
    first = int(re.sub(r"\D", "", asking.inner_text()))
    bid(walk.page, str(first + 400))
    walk.page.get_by_text(RECORDED).wait_for()
    walk.page.get_by_text("Paddle 42 leads").wait_for()
    heads = walk.page.locator("#confirm h2:visible").all_inner_texts()
    assert heads == ["Your bid is recorded"]
    walk.page.locator("summary", has_text="receipt").click()
    walk.look("leading")

    other = walk.another()
    walk.sign_in(BIDDERS[1], other)
    other.goto(f"{walk.house.address}{LOT}")
    bid(other, str(first + 800))
    other.get_by_text(RECORDED).wait_for()

    walk.page.get_by_text("Paddle 42 is outbid").wait_for()
    says_nothing_of_leading(walk.page)
    walk.look("outbid")
    walk.open(f"/sales/{TODAY}/own")
    assert walk.page.get_by_role("cell", name="outbid").count() == 1


def test_a_bid_that_is_too_low_is_told_in_its_place(walk):
    walk.sign_in(BIDDERS[1])
    walk.open(f"/sales/{TODAY}/lots/1")
    asked_for(walk.page, "5")
    walk.page.get_by_text("does not reach it").wait_for()
    assert walk.page.get_by_role("button", name="Bid up to").count() == 0
    walk.look("refused")


def test_no_answer_is_unknown_and_the_same_key_is_sent_again(walk):
    walk.sign_in(BIDDERS[1])
    # More on the phone, where they lead by what the desktop bid in the same house.
    maximum = 40_000 if walk.page.viewport_size["width"] > 600 else 50_000
    asked = f"/sales/{TODAY}/lots/2/bid?paddle=87&maximum={maximum}"
    walk.page.goto(f"{walk.house.address}{asked}")
    confirm = walk.page.locator("#confirm")
    key, unknown = confirm.locator("input[name=key]"), confirm.locator(".unknown")
    written = key.input_value()
    walk.page.route("**/forms/**", lambda route: route.abort())
    confirm.get_by_role("button").click()
    unknown.wait_for()
    walk.look("unknown")
    assert key.input_value() == written
    # The browser says that the request failed, and htmx says so as well.
    assert [each for each in walk.amiss if "error:" not in each] == []
    walk.amiss.clear()
    walk.page.unroute("**/forms/**")
    confirm.get_by_role("button").click()
    confirm.locator(".answer p").first.wait_for()
    assert not unknown.is_visible()
    assert key.input_value() != written


def test_a_tie_is_told_to_who_came_second(walk):
    walk.sign_in(BIDDERS[1])
    walk.open(f"/sales/{TODAY}/lots/1")
    asking = walk.page.locator('[data-live="asking"]').inner_text()
    maximum = str(int(re.sub(r"\D", "", asking)) + 400)
    bid(walk.page, maximum)
    walk.page.get_by_text(RECORDED).wait_for()
    second = walk.another()
    walk.sign_in(BIDDERS[0], second)
    second.goto(f"{walk.house.address}/sales/{TODAY}/lots/1")
    bid(second, maximum)
    second.get_by_text("Paddle 42 is outbid").wait_for()
    second.get_by_text("Another bid the same, and it was received first.").wait_for()
    second.locator("summary", has_text="may come to owe").click()
    walk.look("tied", second)


def test_a_bidder_tracks_a_lot(walk):
    walk.sign_in(BIDDERS[0])
    walk.open(f"/sales/{TODAY}/lots/2")
    walk.page.get_by_role("button", name="Track this lot").click()
    walk.page.get_by_role("button", name="Stop tracking").wait_for()
    walk.look("tracked")
    walk.page.get_by_role("button", name="Stop tracking").click()
    walk.page.get_by_role("button", name="Track this lot").wait_for()


def test_a_bidder_follows_the_room_and_bids_with_one_button(walk):
    clear_the_block(walk)
    walk.sign_in(BIDDERS[0])
    walk.open(f"/sales/{TODAY}/live")
    walk.page.get_by_text("No lot is up").wait_for()
    number = walk.page.locator("#floor .plain a").first.inner_text()
    room = f"/api/v1/sales/{TODAY}/lots/{number}"
    call(walk, f"{room}/opening", {})
    button = walk.page.get_by_role("button", name=BID)
    button.wait_for()
    walk.look("a lot is up")
    button.click()
    walk.page.get_by_text(RECORDED).wait_for()
    walk.page.get_by_text("Paddle 42 leads").wait_for()
    walk.look("leading in the room")
    other = follows(walk, BIDDERS[1])
    other.get_by_role("button", name=BID).click()
    other.get_by_text("Paddle 87 leads").wait_for()
    walk.page.get_by_text("Paddle 42 is outbid").wait_for()
    says_nothing_of_leading(walk.page)
    walk.look("outbid in the room")
    button.click()
    walk.page.get_by_text("Paddle 42 leads").wait_for()
    slow = stood_still(walk, BIDDERS[1])
    call(walk, f"{room}/warning", {})
    call(walk, f"{room}/hammer", {})
    walk.page.get_by_text("No lot is up").wait_for()
    walk.page.get_by_role("heading", name=f"Lot {number}: ").wait_for()
    walk.page.get_by_text("Paddle 42 bought it at").wait_for()
    walk.look("bought in the room")
    other.get_by_text("and did not buy it").wait_for()
    other.get_by_text("Hammer price").wait_for()
    slow.wait_for_timeout(GRACE_MS)
    slow.get_by_role("button", name=BID).click()
    slow.get_by_text("Only the auctioneer can put it up again").wait_for()
    slow.unroute("**/live")
    slow.get_by_text("after the end").wait_for()
    slow.get_by_role("button", name=BID).wait_for(state="detached")
    walk.look("too late", slow)


def test_what_goes_on_in_another_room_does_not_move_the_page(walk):
    walk.sign_in(BIDDERS[0])
    walk.open(f"/sales/{TODAY}/live?session=2")
    page = walk.page
    page.evaluate("window.stays = true")
    with page.expect_response("**/live?session=2"):
        page.evaluate(GOES_UP, 1)
    page.wait_for_timeout(500)
    assert page.evaluate("window.stays")
    page.evaluate(GOES_UP, 2)
    page.wait_for_function("() => window.stays === undefined")


def says_nothing_of_leading(page):
    """See to it that what was recorded stands there, and no standing of before."""
    assert page.get_by_text(RECORDED).count() == 1
    assert page.get_by_text("You lead.").count() == 0
    assert page.get_by_text("leads, up to").count() == 0
    assert page.locator(".answer .done").count() == 0


def follows(walk, name):
    """Follow the room as another bidder."""
    page = walk.another()
    walk.sign_in(name, page)
    page.goto(f"{walk.house.address}/sales/{TODAY}/live")
    return page


def stood_still(walk, name):
    """Follow the room as another bidder, in a window that nothing reaches."""
    page = walk.another()
    walk.sign_in(name, page)
    page.route("**/events*", lambda route: route.fulfill(status=204))
    page.goto(f"{walk.house.address}/sales/{TODAY}/live")
    page.route("**/live", lambda route: route.fulfill(status=204))
    return page
