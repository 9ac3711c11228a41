"""What others do in the room, and what is typed there: neither waits for a reload."""

from __future__ import annotations

import pytest

from ledger.identity import Role
from tests.browser.served_house import TODAY
from tests.browser.strokes import call, press

pytestmark = pytest.mark.slow

LOT = "118"
"""A lot that no other test puts up."""
ROOM = f"/sales/{TODAY}/room"


@pytest.fixture
def size():
    """It is so on every screen."""
    return "desktop"


def test_what_another_clerk_was_refused_is_on_the_screen_soon(walk):
    """No public stream tells of it: the screen asks."""
    call(walk, f"/api/v1/sales/{TODAY}/lots/{LOT}/opening", {})
    walk.sign_in(walk.house.name_of(Role.CLERK))
    walk.open(ROOM)
    other = walk.another()
    walk.sign_in(walk.house.name_of(Role.AUCTIONEER), other)
    other.goto(f"{walk.house.address}{ROOM}")
    walk.page.locator("h1", has_text="A tide dial").wait_for()
    press(other, "42=1f")
    other.locator("#told .refused").wait_for()
    walk.page.locator("#missed li", has_text="42").wait_for(timeout=20_000)
    press(other, "x")
    walk.page.locator('[data-key="x"]').wait_for(state="detached")
    press(other, "87f")
    other.locator("#told .refused").wait_for()
    late = walk.page.locator("#missed li", has_text="ms after the hammer")
    late.wait_for(timeout=20_000)
    walk.look("missed, and nobody read the page anew")


def test_a_message_and_a_line_are_kept_where_they_were_typed(walk):
    """Two sessions in one browser are two lines; a message is kept until it is said."""
    walk.sign_in(walk.house.name_of(Role.CLERK))
    page, address = walk.page, f"{walk.house.address}/sales/KEYS/room?session="
    page.goto(f"{address}1")
    press(page, "87")
    page.locator("#words").fill("We pause")
    page.goto(f"{address}2")
    assert page.locator("#paddle").input_value() == ""
    page.goto(f"{address}1")
    assert page.locator("#paddle").input_value() == "87"
    assert page.locator("#words").input_value() == "We pause"
    page.get_by_role("button", name="Say").click()
    page.locator("#messages", has_text="We pause").wait_for()
    page.goto(f"{address}1")
    assert page.locator("#words").input_value() == ""
    press(page, ["Escape"])
