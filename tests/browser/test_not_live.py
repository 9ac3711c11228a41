"""A screen that hears nothing of its sale says since when, and goes on asking."""

from __future__ import annotations

import re

import pytest

from ledger.identity import Role
from tests.browser.served_house import BIDDERS, TODAY
from tests.browser.strokes import call, clear_the_block

pytestmark = pytest.mark.slow

LOTS = {"desktop": "110", "phone": "111"}
"""Lots that no other test puts up, by the size of the window."""
SILENT = re.compile(r"Not live since \d\d:\d\d:\d\d; trying again")
IS_MARKED = """() => {
  const price = document.querySelector('[data-live="price"]');
  return getComputedStyle(price).textDecorationLine === "underline";
}"""
STREAMS = "**/events*"


def unheard(route):
    """Refuse a stream, as a proxy would that knows none."""
    route.fulfill(status=404)


def test_every_live_screen_says_since_when_it_hears_nothing(walk, size):
    """What is closed meanwhile is not offered to be bid on."""
    clear_the_block(walk)
    number = LOTS[size]
    lot = f"/api/v1/sales/{TODAY}/lots/{number}"
    call(walk, f"{lot}/opening", {})
    names = {"live": BIDDERS[1], "room": walk.house.name_of(Role.CLERK)}
    names |= {"rostrum": walk.house.name_of(Role.AUCTIONEER), "": None, "board": None}
    pages = {}
    for screen, name in {**names, f"lots/{number}": None}.items():
        pages[screen] = page = walk.another(viewport=walk.page.viewport_size)
        if name is not None:
            walk.sign_in(name, page)
        page.route(STREAMS, unheard)
        page.goto(f"{walk.house.address}/sales/{TODAY}/{screen}".rstrip("/"))
    for screen, page in pages.items():
        page.get_by_role("status").get_by_text(SILENT).wait_for()
        page.wait_for_function(IS_MARKED)
        walk.look(f"{screen} hears nothing", page)

    call(walk, f"{lot}/pass", {})
    pages["live"].get_by_text("No lot is up").wait_for()
    pages["live"].get_by_role("button", name="Bid").wait_for(state="detached")
    pages["board"].get_by_text("No lot is up.").wait_for()
    for screen in ("rostrum", "room"):
        pages[screen].locator('[data-stage="passed"]').first.wait_for()

    for page in pages.values():
        page.unroute(STREAMS)
        page.locator("#silence").wait_for(state="hidden")
        assert page.locator(".silent").count() == 0


def test_a_stream_that_ends_is_missed_until_it_is_heard_again(walk):
    page = walk.page
    alive = {"content_type": "text/event-stream", "body": "event: alive\n\n"}
    page.route(STREAMS, unheard)
    page.route(STREAMS, lambda route: route.fulfill(**alive), times=1)
    page.goto(f"{walk.house.address}/sales/{TODAY}/board?lang=de")
    page.get_by_role("status").get_by_text(re.compile("Nicht live seit")).wait_for()
    page.unroute(STREAMS)
    page.locator("#silence").wait_for(state="hidden")
    lost = "error: htmx: htmx:sse:error: SSE reconnect failed"
    walk.amiss = [each for each in walk.amiss if not each.startswith(lost)]


def test_a_stream_that_hangs_is_asked_for_again(walk):
    page = walk.page
    page.clock.install()
    with page.expect_response(STREAMS):
        page.goto(f"{walk.house.address}/sales/{TODAY}/board")
    page.wait_for_function("() => stream !== null")
    page.clock.run_for(4_000)
    assert page.locator("#silence").is_hidden()
    with page.expect_request(STREAMS):
        page.clock.fast_forward(24_000)
    page.clock.run_for(4_000)
    page.locator("#silence").wait_for(state="hidden")
