"""A session that ends while its pages are open: they stay as they were, and say so."""

from __future__ import annotations

import pytest

from ledger.identity import Role
from tests.browser.served_house import BIDDERS, PASSWORD, TODAY
from tests.browser.strokes import asked_for, call, press

pytestmark = pytest.mark.slow

LOT = "117"
"""A lot that no other test puts up."""


@pytest.fixture
def size():
    """Whoever is signed out is so on every screen."""
    return "desktop"


def signs_out(page):
    """Sign out in another window of the same browser."""
    other = page.context.new_page()
    other.goto("/".join(page.url.split("/")[:3]))
    other.locator("details.who summary").click()
    other.locator("form[action*=sign_out] button").click()
    other.locator("a.who").wait_for()
    return other


def signs_in_again(page, name):
    """Follow the link that is offered, in its window, and sign in there."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").first.click()
    door = opened.value
    door.get_by_label("Name").fill(name)
    door.get_by_label("Password").fill(PASSWORD)
    door.get_by_role("main").get_by_role("button", name="Sign in").click()
    door.wait_for_url(page.url)
    door.close()


def opened_by(walk, name, screen):
    page = walk.another()
    walk.sign_in(name, page)
    page.goto(f"{walk.house.address}/sales/{TODAY}/{screen}")
    return page


def test_screens_of_a_session_that_ended_stay_and_say_so(walk):
    lot = f"/api/v1/sales/{TODAY}/lots/{LOT}"
    call(walk, f"{lot}/opening", {})
    names = {
        "live": BIDDERS[0],
        "rostrum": walk.house.name_of(Role.AUCTIONEER),
        "room": walk.house.name_of(Role.CLERK),
        f"lots/{LOT}": BIDDERS[1],
    }
    pages = {screen: opened_by(walk, name, screen) for screen, name in names.items()}
    for page in pages.values():
        signs_out(page).close()
    call(walk, f"{lot}/room-bids", {"paddle": "87", "channel": "floor"})
    for screen, page in pages.items():
        bar = page.locator("#signed-out")
        bar.get_by_text(f"{names[screen]} is not signed in here any more").wait_for()
        assert page.get_by_text("A sun compass").count() > 0
        walk.look(f"{screen} of whoever is signed out", page)
    room = pages["room"]
    signs_in_again(room, names["room"])
    room.locator("#beside li", has_text="floor 87").wait_for()
    room.locator("#signed-out").wait_for(state="hidden")
    press(room, "42f")
    room.locator("#beside li", has_text="floor 42").wait_for()
    press(room, "x")
    room.locator('[data-key="x"]').wait_for(state="detached")


def test_a_form_of_a_session_that_ended_keeps_what_is_typed(walk):
    page = opened_by(walk, BIDDERS[0], "lots/2?lang=de")
    page.get_by_label("Ihr Höchstgebot").fill("40000")
    signs_out(page).close()
    page.get_by_role("main").locator("form.stack button").click()
    told = page.locator("#review .refused")
    told.get_by_text("Hier ist niemand mehr angemeldet").wait_for()
    walk.look("a form of whoever is signed out", page)
    assert page.get_by_label("Ihr Höchstgebot").input_value() == "40000"


def test_a_maximum_that_does_not_read_is_told_in_the_place_of_the_answer(walk):
    page = opened_by(walk, BIDDERS[0], "lots/2")
    asked_for(page, "150.555")
    page.locator("#review .refused").wait_for()
    walk.look("a maximum that does not read", page)
    asked_for(page, "40000")
    page.get_by_role("button", name="Bid up to").or_(
        page.get_by_role("heading", name="would be refused")
    ).first.wait_for()
