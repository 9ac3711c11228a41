"""Answers that come late: nothing that is typed or called meanwhile is lost by them."""

from __future__ import annotations

import pytest

from ledger.identity import Role
from tests.browser.served_house import BIDDERS, TODAY
from tests.browser.strokes import ROOM, call, press, put_up

pytestmark = pytest.mark.slow

LOTS = {
    "test_a_line_that_is_typed_before_the_answer_is_of_the_next_call": "112",
    "test_a_call_that_is_refused_or_asked_back_leaves_a_line_begun_meanwhile": "113",
    "test_a_screen_that_was_asked_for_before_a_call_is_not_the_last": "114",
    "test_a_reason_that_is_written_is_left_alone": "115",
    "test_a_page_that_awaits_an_answer_is_not_read_anew_before_it": "116",
}
"""Lots that no other test puts up."""
KEY = '[data-key="%s"]'
TELLS = "document.dispatchEvent(new Event('silence'))"
"""A screen asks how the room stands."""


class Late:
    """Answers to a page which are held back as they came, and let go one by one."""

    def __init__(self, page, addresses):
        self._page, self._addresses, self._held = page, addresses, []
        page.route(addresses, self._hold)

    def _hold(self, route):
        self._held.append((route, route.fetch()))

    def came(self):
        """Wait until the service has answered, and the page has not heard it."""
        while not self._held:
            self._page.wait_for_timeout(20)

    def let_go(self):
        """Let the page hear the first of them."""
        self.came()
        route, answer = self._held.pop(0)
        route.fulfill(response=answer)

    def stop(self):
        """Hold nothing back from now on."""
        self._page.unroute(self._addresses)


@pytest.fixture
def size():
    """Whatever comes late does so on every screen."""
    return "desktop"


@pytest.fixture
def room(request, walk):
    """Sit down at the screen, and put a lot up; in the end none is."""
    number = LOTS[request.function.__name__]
    walk.sign_in(walk.house.name_of(Role.AUCTIONEER))
    walk.open(ROOM)
    put_up(walk.page, number)
    yield walk.page
    if walk.page.locator(KEY % "x").count():
        call(walk, f"/api/v1/sales/{TODAY}/lots/{number}/pass", {})


def line(page):
    return [page.locator(f"#{name}").input_value() for name in ("paddle", "amount")]


def is_heard(page, words):
    page.locator("#beside li", has_text=words).first.wait_for()


def test_a_line_that_is_typed_before_the_answer_is_of_the_next_call(room):
    """No paddle is glued to another, and nothing of it goes when the answer comes."""
    late = Late(room, "**/forms/**")
    press(room, "87f")
    press(room, "42")
    assert line(room) == ["42", ""]
    late.let_go()
    is_heard(room, "floor 87")
    assert line(room) == ["42", ""]
    late.stop()
    press(room, "f")
    is_heard(room, "floor 42")
    assert line(room) == ["", ""]


def test_a_call_that_is_refused_or_asked_back_leaves_a_line_begun_meanwhile(room):
    late = Late(room, "**/forms/**")
    for typed, words in (("87=1l", "asks"), ("87=99999l", "Far beyond")):
        press(room, typed)
        press(room, "42")
        late.let_go()
        room.locator("#told .refused", has_text=words).wait_for()
        assert line(room) == ["42", ""]
        press(room, ["Escape"])
    press(room, "87=99999l")
    late.let_go()
    room.locator("#told .refused", has_text="Far beyond").wait_for()
    assert line(room) == ["87", "99999"]
    late.stop()


def test_a_screen_that_was_asked_for_before_a_call_is_not_the_last(room):
    """What stood in line behind it is shown as well."""
    late = Late(room, f"**{ROOM}")
    room.evaluate(TELLS)
    late.came()
    press(room, "87f")
    room.wait_for_function("() => asked === 0")
    late.let_go()
    late.let_go()
    is_heard(room, "floor 87")
    late.stop()


def test_a_reason_that_is_written_is_left_alone(room):
    """No screen that is read anew takes its field away: its letters would be keys."""
    press(room, "87f")
    is_heard(room, "floor 87")
    press(room, "k")
    room.locator(KEY % "k").wait_for(state="detached")
    press(room, "u")
    reason = room.get_by_label("Because")
    room.keyboard.type("a bid ")
    room.evaluate(TELLS)
    room.wait_for_timeout(500)
    room.keyboard.type("was overlooked")
    assert reason.input_value() == "a bid was overlooked"
    room.keyboard.press("Escape")
    reason.wait_for(state="hidden")
    press(room, "u")
    room.keyboard.type("a bid was overlooked")
    room.keyboard.press("Enter")
    room.locator(KEY % "k").wait_for()


def test_a_page_that_awaits_an_answer_is_not_read_anew_before_it(walk, room):
    """A bid is under way while its lot is passed."""
    bidder = walk.another()
    walk.sign_in(BIDDERS[0], bidder)
    bidder.goto(f"{walk.house.address}/sales/{TODAY}/live")
    bidder.evaluate("window.stays = true")
    late = Late(bidder, "**/forms/**")
    bidder.get_by_role("button", name="Bid").click()
    is_heard(room, "live 42")
    press(room, "x")
    bidder.get_by_text("No lot is up").wait_for()
    assert bidder.evaluate("window.stays")
    late.let_go()
    bidder.wait_for_function("() => window.stays === undefined")
