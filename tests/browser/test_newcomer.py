"""A newcomer runs a first live sale, alone, from what the README says to type."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.conftest import SIZES
from tests.browser.served_house import ServedHouse
from tests.browser.strokes import press
from tests.browser.walk import Walk, settled
from tests.served_demo import demo_served

pytestmark = pytest.mark.slow

SALE = "FIRST"
LOTS = [
    ("1", "A sextant by Ramsden", "2000", "3000", "1000"),
    ("2", "A pair of globes", "4000", "6000", "2000"),
    ("3", "Euclid: the Elements", "900", "1500", "500"),
    ("4", "A pocket atlas", "200", "300", "100"),
    ("5", "A treatise on fortification", "200", "300", "100"),
    ("6", "An almanack for sailors", "200", "300", "100"),
    ("7", "A primer of fluxions", "200", "300", "100"),
    ("8", "A chart of the Baltic", "500", "700", "250"),
    ("9", "A microscope in its box", "800", "1200", "400"),
    ("10", "A map of the moon", "700", "900", "350"),
]
CLIENTS = [("C-1", "person", "101"), ("C-2", "firm", "102"), ("C-3", "person", "103")]


@pytest.fixture
def newcomer(request, browser, tmp_path, pictures, size):
    """Return who walks through an empty house, and everybody's password."""
    called = re.sub(r"\W+", "-", request.node.name).strip("-")
    with (
        pytest.MonkeyPatch.context() as patch,
        demo_served(tmp_path, "--empty") as (address, printed),
    ):
        patch.delenv("LOTLEDGER_KEYS", raising=False)
        house = ServedHouse(tmp_path, address)
        walk = Walk(browser, house, pictures, SIZES[size], called)
        yield walk, {name: password for name, (password, _) in printed.items()}
        walk.close()
    assert walk.amiss == [], "\n".join(walk.amiss)


def sign_in(page, name, password):
    """Sign in by the link in the head of the page."""
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.locator("details.who", has_text=name).wait_for()


def type_cells(page, words, rows):
    """Type a table, from its first cell on, as with the keys of a spreadsheet."""
    table = page.get_by_role("form", name=words).locator("tbody tr")
    for place, row in enumerate(rows):
        for name, text in row.items():
            table.nth(place).locator(f'[name="cell:{name}"]').fill(text)


def announce(walk):
    page = walk.page
    page.get_by_role("link", name="Announce a sale").click()
    soon = datetime.now(UTC) + timedelta(minutes=9)
    page.get_by_label("Short name").fill(SALE)
    page.get_by_label("Title", exact=True).fill("My first sale")
    page.get_by_label("House", exact=True).fill("Hill & Daughter")
    page.get_by_label("Lots, from and to").fill("1-10")
    page.get_by_label("Begins in the room").fill(f"{soon:%Y-%m-%dT%H:%M}")
    page.get_by_label("By the clocks of").fill("UTC")
    walk.look("what and when")
    page.get_by_role("button", name="Write the terms").click()
    page.get_by_label("terms.toml").wait_for()
    walk.look("the terms")
    page.get_by_role("button", name=f"Announce {SALE}").click()
    page.get_by_role("heading", name="From announced to closed").wait_for()


def catalogue(walk):
    page = walk.page
    walk.look("nothing is catalogued")
    names = ("lot", "title", "low_estimate", "high_estimate", "opening")
    rows = [dict(zip(names, lot, strict=True)) for lot in LOTS]
    type_cells(page, "Type lots", [*rows[:9], rows[9] | {"high_estimate": "nine"}])
    page.get_by_role("button", name="Enter these lots").click()
    page.locator(".refused", has_text="lots.csv:11:5: high_estimate").wait_for()
    walk.look("a mistake in the list")
    type_cells(page, "Type lots", rows)
    page.get_by_role("button", name="Enter these lots").click()
    page.get_by_role("link", name="10 lots").wait_for()


def give_paddles(walk):
    page = walk.page
    names = ("client", "kind", "paddle")
    rows = [dict(zip(names, client, strict=True)) for client in CLIENTS]
    type_cells(page, "Type clients and their paddles", rows)
    page.get_by_role("button", name="Enrol them").click()
    page.get_by_role("row", name="103 C-3").wait_for()
    page.get_by_text("Register who is called by telephone…").click()
    called = [{"lot": "2", "paddle": "103", "channel": "phone", "phone_line": "1"}]
    type_cells(page, "Register who is called by telephone", called)
    page.get_by_role("button", name="Register them").click()
    settled(page).locator(".done, .stages").first.wait_for()
    walk.look("bidders")


def call(page, paddle, sign):
    """Take a bid, and wait until each button is of what is asked then."""
    asked = page.locator("#calls [name=seen]").first.get_attribute("data-usual")
    press(page, f"{paddle}{sign}")
    page.locator("#beside li", has_text=f" {paddle}").first.wait_for()
    page.wait_for_function(
        "asked => document.querySelector('#calls [name=seen]').dataset.usual !== asked",
        arg=asked,
    )


def sell_every_lot(walk):
    """Cry each lot in the clerk's screen, by the keys that are on its buttons."""
    page = walk.page
    settled(page).get_by_label("Lots are put up before, because").fill("a first try")
    for number, *_ in LOTS:
        page.get_by_role("button", name=f"Put up lot {number}").first.wait_for()
        page.locator("#paddle").focus()
        press(page, "n")
        page.locator('[data-key="k"]').wait_for()
        for paddle, sign in (("101", "f"), ("103", "p"), ("102", "l")):
            call(page, paddle, sign)
        if number == "2":
            walk.look("a lot in the room")
        press(page, "w")
        page.locator(".warned").wait_for()
        press(page, "k")
        page.locator("#lists tr", has_text="sold").nth(int(number) - 1).wait_for()
    walk.look("every lot is sold")
    press(page, "e")
    page.get_by_text("The session is over.").wait_for()


def test_a_newcomer_runs_a_ten_lot_live_sale_alone(newcomer):
    walk, passwords = newcomer
    page = walk.page
    page.goto(walk.house.address)
    walk.look("an empty house")
    sign_in(page, "u-clerk", passwords["u-clerk"])
    announce(walk)
    catalogue(walk)
    give_paddles(walk)
    page.get_by_role("link", name="My first sale").click()
    walk.look("the sale")
    page.get_by_role("link", name="The room", exact=True).click()
    sell_every_lot(walk)
    page.get_by_role("link", name="Close the sale").click()
    page.get_by_role("button", name="Close the sale").click()
    page.locator("#close .done").wait_for()
    walk.look("the sale is closed")
