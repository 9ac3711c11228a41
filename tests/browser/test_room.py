"""A clerk's day in the room: a lot is sold by keys, beside another clerk."""

from __future__ import annotations

import re
import time

import pytest

from ledger.identity import Role
from tests.browser.served_house import BIDDERS, KEYS, TODAY
from tests.browser.strokes import ROOM, press, put_up
from tests.browser.walk import settled

pytestmark = pytest.mark.slow

LOTS = {
    ("test_a_lot_is_sold_by_keys_beside_the_board", "desktop"): "104",
    ("test_a_lot_is_sold_by_keys_beside_the_board", "phone"): "105",
    ("test_no_hammer_falls_on_a_bid_that_nobody_saw", "desktop"): "106",
    ("test_no_hammer_falls_on_a_bid_that_nobody_saw", "phone"): "107",
    ("test_a_browser_that_is_closed_at_any_key_loses_nothing", "desktop"): "108",
    ("test_a_browser_that_is_closed_at_any_key_loses_nothing", "phone"): "109",
}
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
    walk.sign_in(walk.house.name_of(Role.CLERK))
    walk.open(ROOM)
    put_up(walk.page, number)
    return walk


def figure(page, words):
    """Return an amount of the block, as a number."""
    shown = page.locator("#current div", has_text=words).locator("dd").inner_text()
    return int(re.sub(r"\D", "", shown))


def test_a_lot_is_sold_by_keys_beside_the_board(clerk, number):
    page = clerk.page
    board = clerk.another()
    board.goto(f"{clerk.house.address}/sales/{TODAY}/board")
    board.locator("summary", has_text="Show other currencies").click()
    board.get_by_label("What one USD is in others").fill("EUR:0.92")
    board.get_by_role("main").get_by_role("button", name="Show").click()
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
    page.locator("#told .done", has_text=f"Lot {number}: sold to 87 at").wait_for()
    clerk.look("sold")
    # To take a hammer back is the auctioneer's.
    assert page.locator(".undo").count() == 0


def test_no_hammer_falls_on_a_bid_that_nobody_saw(clerk, number):
    """Two clerks at once; one whose screen stands still is told so."""
    page, other = clerk.page, clerk.another()
    clerk.sign_in(clerk.house.name_of(Role.AUCTIONEER), other)
    other.goto(f"{clerk.house.address}{ROOM}")
    press(other, "87f")
    page.get_by_text("floor 87").first.wait_for()
    page.locator("#told .waits", has_text=f"FLOOR: Lot {number}: 87 leads").wait_for()
    clerk.look("what another did")
    other.get_by_text("floor 87").first.wait_for()
    other.locator("#told .done", has_text="87 leads").wait_for()
    assert other.locator("#told .waits").count() == 0
    settled(other)
    other.evaluate(STANDS_STILL)
    press(page, "42f")
    page.get_by_text("floor 42").first.wait_for()
    page.locator("#told .done", has_text="42 leads").wait_for()
    assert page.locator("#told .waits").count() == 0
    other.keyboard.press("k")
    other.locator("#told", has_text="moved on").wait_for()
    press(page, "x")
    page.locator(KEY % "x").wait_for(state="detached")
    page.locator("#told .done", has_text=f"Lot {number}: passed").wait_for()


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


@pytest.fixture
def keys(walk, size):
    """Sit down at a session that is this test's alone; return how it is pressed.

    Its lots are numbered from 1 or from 11: ``lot(2)`` is the second of them.
    """
    walk.sign_in(walk.house.name_of(Role.AUCTIONEER))
    session = 1 if size == "desktop" else 2
    walk.open(f"/sales/{KEYS}/room?session={session}")
    return walk, lambda number: str(number + 10 * (session - 1))


def stands(page, words, amount):
    """Wait until an amount of the block is so much, and each button is of it."""
    page.locator("#current div", has_text=words).locator(
        "dd", has_text=re.compile(rf"^\${amount:,}$")
    ).wait_for()
    settled(page)


def is_up(page, number):
    page.locator("#current p", has_text=re.compile(rf"lot {number}\s")).wait_for()
    page.locator(KEY % "k").wait_for()


def is_done(page):
    page.locator(KEY % "k").wait_for(state="detached")
    settled(page)


def says(page, name):
    page.locator(f"#lacks-{name}").wait_for()
    press(page, ["Escape"])


def finds_help(walk):
    page = walk.page
    assert page.locator(".coming li").count() == 5
    page.locator(".coming li", has_text="internet leads").wait_for()
    press(page, "?")
    page.get_by_text("Is for a terminal").wait_for()
    walk.look("help")
    press(page, "?")
    press(page, "g")
    says(page, "lot")


def bids_and_takes_back(page, number):
    press(page, "n")
    is_up(page, number)
    page.locator("#current .internet").wait_for()
    stands(page, "Asking", 1100)
    press(page, "f")
    says(page, "paddle")
    press(page, "87f")
    stands(page, "Price", 1100)
    asking = figure(page, "Asking")
    press(page, "c87f")
    page.locator("#beside li", has_text="½").wait_for()
    press(page, "t")
    page.locator("#beside s", has_text="½").wait_for()
    stands(page, "Asking", asking)


def asks_and_climbs(page):
    press(page, "a")
    says(page, "amount")
    press(page, "1500a")
    stands(page, "Asking", 1500)
    press(page, "50i")
    page.get_by_text("for this lot").wait_for()
    press(page, "i0")
    page.get_by_text("for this lot").wait_for(state="detached")


def sells_and_undoes(page, number):
    press(page, "5k")
    says(page, "line")
    is_up(page, number)
    press(page, "w")
    page.locator(".warned").wait_for()
    press(page, "k")
    is_done(page)
    press(page, "u")
    page.get_by_label("Because").fill("a bid was overlooked")
    page.keyboard.press("Enter")
    is_up(page, number)
    press(page, ["Escape", "k"])
    is_done(page)


def bids_for_the_house_and_passes(page, number):
    press(page, "n")
    is_up(page, number)
    stands(page, "Asking", 1000)
    press(page, "87h")
    says(page, "line")
    press(page, "h")
    page.locator("#beside li", has_text="house").wait_for()
    press(page, "x")
    is_done(page)


def skips_and_opens_at(page, number):
    press(page, "s")
    page.locator(KEY % "n", has_text=f"Put up lot {number}").wait_for()
    press(page, "o")
    says(page, "amount")
    press(page, "400o")
    is_up(page, number)
    stands(page, "Asking", 400)
    press(page, "42f")
    stands(page, "Price", 400)
    press(page, "t")
    page.locator("#beside s", has_text="floor 42").wait_for()
    stands(page, "Asking", 400)
    press(page, "x")
    is_done(page)


def is_asked_back(walk, number):
    page = walk.page
    press(page, f"{number}g")
    is_up(page, number)
    stands(page, "Asking", 350)
    press(page, "87=99999l")
    page.locator("#told .refused", has_text="Far beyond").wait_for()
    walk.look("asked back")
    press(page, ["Escape"])
    press(page, "87=10l")
    page.locator("#told .refused", has_text="asks").wait_for()
    press(page, ["Backspace"])
    assert page.locator("#paddle").input_value() == "87"
    assert page.locator("#amount").input_value() == "10"
    press(page, ["Escape"])
    press(page, "87=90000l")
    page.locator("#told .refused", has_text="Far beyond").wait_for()
    press(page, "l")
    stands(page, "Price", 90000)
    press(page, "k")
    is_done(page)


def shows_what_was_missed(walk, number):
    page = walk.page
    press(page, "42f")
    page.locator(".missed", has_text="after the hammer").wait_for()

    press(page, "n")
    is_up(page, number)
    page.locator(".missed", has_text="after the hammer").wait_for()
    walk.look("missed on the lot before")
    press(page, "p")
    says(page, "paddle")
    press(page, "x")
    is_done(page)


def test_every_key_of_the_console(keys):
    walk, lot = keys
    page = walk.page
    finds_help(walk)
    bids_and_takes_back(page, lot(1))
    asks_and_climbs(page)
    sells_and_undoes(page, lot(1))
    bids_for_the_house_and_passes(page, lot(2))
    skips_and_opens_at(page, lot(4))
    is_asked_back(walk, lot(5))
    shows_what_was_missed(walk, lot(3))
    press(page, "e")
    page.get_by_text("The session is over.").wait_for()


def test_the_rostrum_and_the_board_are_large(walk):
    walk.sign_in(walk.house.name_of(Role.CLERK))
    walk.open(f"/sales/{TODAY}/rostrum")
    walk.open(f"/sales/{TODAY}/board?rates=EUR:0.92,GBP:0.79,JPY:155")


def test_the_keys_stand_right_below_the_line(walk):
    walk.sign_in(walk.house.name_of(Role.CLERK))
    walk.open(ROOM)
    line, calls, say = (
        walk.page.locator(place).bounding_box()
        for place in ("#amount", "#calls", "#say")
    )
    assert line["y"] < calls["y"]
    assert calls["y"] + calls["height"] <= say["y"]


def test_a_message_is_read_at_once_by_whom_it_is_for(walk, size):
    walk.sign_in(walk.house.name_of(Role.AUCTIONEER))
    walk.open(ROOM)
    page, public = walk.page, [beside(walk, "board"), beside(walk, "live", BIDDERS[0])]
    rostrum = beside(walk, "rostrum", walk.house.name_of(Role.CLERK))

    online = page.locator("#online")
    online.get_by_text("online: 42 ").wait_for()
    words = f"We pause for ten minutes, on the {size}"
    page.keyboard.press("m")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    for each in (*public, rostrum, page):
        each.locator("#messages", has_text=words).wait_for()
        walk.look(f"a message on {each.url}", each)
    assert page.locator("#words").input_value() == ""

    staff = f"103 waits on line 2, on the {size}"
    rostrum.get_by_role("combobox", name="Message").fill(staff)
    rostrum.get_by_label("For").select_option("staff only")
    rostrum.get_by_role("button", name="Say").click()
    for each in (rostrum, page):
        each.locator("#messages p", has_text=staff).get_by_text("staff only").wait_for()
        walk.look(f"among the staff on {each.url}", each)
    for each in public:
        assert each.get_by_text(staff).count() == 0
        each.reload()
        each.locator("#messages", has_text=words).wait_for()
        assert each.get_by_text(staff).count() == 0
    public[1].close()
    online.get_by_text("0 bidders online").wait_for()


def test_a_board_whose_scripts_come_late_hears_of_its_sale(walk):
    board = walk.another(viewport=walk.page.viewport_size)

    def late(route):
        time.sleep(1)
        route.continue_()

    board.route("**/hx-sse*", late)
    with board.expect_request("**/events?*"):
        board.goto(f"{walk.house.address}/sales/{TODAY}/board")


def beside(walk, screen, name=None):
    """Open a screen of the sale in a window of the same size, as whoever is named."""
    page = walk.another(viewport=walk.page.viewport_size)
    if name is not None:
        walk.sign_in(name, page)
    page.goto(f"{walk.house.address}/sales/{TODAY}/{screen}")
    page.locator(".messages").wait_for(state="attached")
    return page
