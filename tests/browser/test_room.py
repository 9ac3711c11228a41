"""A clerk's day in the room: a lot is sold by keys, beside another clerk."""

from __future__ import annotations

import re

import pytest

from ledger.identity import Role
from tests.browser.served_house import TODAY
from tests.browser.strokes import press

pytestmark = pytest.mark.slow

LOTS = {
    ("test_a_lot_is_sold_by_keys_beside_the_board", "desktop"): "104",
    ("test_a_lot_is_sold_by_keys_beside_the_board", "phone"): "105",
    ("test_no_hammer_falls_on_a_bid_that_nobody_saw", "desktop"): "106",
    ("test_no_hammer_falls_on_a_bid_that_nobody_saw", "phone"): "107",
    ("test_a_browser_that_is_closed_at_any_key_loses_nothing", "desktop"): "108",
    ("test_a_browser_that_is_closed_at_any_key_loses_nothing", "phone"): "109",
}
ROOM = f"/sales/{TODAY}/room"
STANDS_STILL = (
    "document.addEventListener('refresh', (event) => event.stopPropagation(), true)"
)
KEY = '[data-key="%s"]'


@pytest.fixture
def number(request, size):
    """Return a lot that no other test of the house puts up."""
    return LOTS[request.function.__name__, size]


@pytest.fixture
def clerk(walk, number):
    """Sit down at the screen, and put up the lot of the test by its number."""
    walk.sign_in(walk.house.name_of(Role.AUCTIONEER))
    walk.open(ROOM)
    press(walk.page, f"{number}g")
    walk.page.locator(KEY % "k").wait_for()
    return walk


def figure(page, words):
    """Return an amount of the block, as a number."""
    shown = page.locator("#current div", has_text=words).locator("dd").inner_text()
    return int(re.sub(r"\D", "", shown))


def test_a_lot_is_sold_by_keys_beside_the_board(clerk, number):
    page = clerk.page
    board = clerk.another()
    board.goto(f"{clerk.house.address}/sales/{TODAY}/board?rates=EUR:0.92")
    board.get_by_text("rates given in the address").wait_for()

    asking = figure(page, "Asking")
    press(page, "87f")
    page.get_by_text("floor 87").first.wait_for()
    assert figure(page, "Price") == asking
    amount = f"{asking:,}"
    board.locator("tr.own", has_text=amount).wait_for()
    clerk.look("a bid")

    press(page, "f")
    page.get_by_text("Type the paddle first.").wait_for()
    press(page, "42=")
    press(page, "5p")
    page.locator("#told .refused").wait_for()
    clerk.look("refused")

    press(page, "42f")
    page.get_by_text("floor 42").first.wait_for()
    press(page, "t")
    page.locator("s", has_text="floor 42").wait_for()
    assert figure(page, "Price") == asking

    before = page.locator("#current").inner_text()
    press(page, "i1")
    page.get_by_text("for this lot").wait_for()
    assert page.locator("#current").inner_text() != before
    press(page, "w")
    page.locator(".warned").wait_for()
    clerk.look("fair warning")
    press(page, "k")
    row = page.locator("#lists tr", has_text="sold").filter(has_text=number)
    row.wait_for()
    assert "87" in row.inner_text()
    clerk.look("sold")


def test_no_hammer_falls_on_a_bid_that_nobody_saw(clerk):
    """Two clerks at once; one whose screen stands still is told so."""
    page, other = clerk.page, clerk.another()
    clerk.sign_in(clerk.house.name_of(Role.AUCTIONEER), other)
    other.goto(f"{clerk.house.address}{ROOM}")
    press(other, "87f")
    page.get_by_text("floor 87").first.wait_for()
    other.evaluate(STANDS_STILL)
    press(page, "42f")
    page.get_by_text("floor 42").first.wait_for()
    other.keyboard.press("k")
    other.locator("#told", has_text="moved on").wait_for()
    press(page, "x")
    page.locator(KEY % "x").wait_for(state="detached")


def reopened(clerk, page):
    """Close a window as it is, and open another of the same browser."""
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"{clerk.house.address}{ROOM}")
    page.locator("#current").wait_for()
    return page


def called(page, paddle):
    """Count the calls of a paddle that are on record for the lot."""
    return page.locator("#beside li", has_text=f"floor {paddle}").count()


def test_a_browser_that_is_closed_at_any_key_loses_nothing(clerk, number):
    """What was typed is on the line again; what was called is on record, once."""
    page = clerk.page
    for paddle in ("87", "42"):
        for typed in (paddle[:1], paddle):
            press(page, typed[-1])
            page = reopened(clerk, page)
            assert page.locator("#paddle").input_value() == typed
        press(page, "f")
        page = reopened(clerk, page)
        if not called(page, paddle):
            press(page, "f")
            page.get_by_text(f"floor {paddle}").first.wait_for()
        assert called(page, paddle) == 1
        press(page, ["Escape"])
    press(page, "k")
    page = reopened(clerk, page)
    if page.locator(KEY % "k").count():
        press(page, "k")
    row = page.locator("#lists tr", has_text="sold").filter(has_text=number)
    row.wait_for()
    assert "42" in row.inner_text()


def test_the_rostrum_and_the_board_are_large(walk):
    walk.sign_in(walk.house.name_of(Role.CLERK))
    walk.open(f"/sales/{TODAY}/rostrum")
    walk.open(f"/sales/{TODAY}/board?rates=EUR:0.92,GBP:0.79,JPY:155")
