"""What a bidder and a clerk do on a page, again and again."""

from __future__ import annotations

from ledger.identity import Role
from tests.browser.served_house import TODAY

ROOM = f"/sales/{TODAY}/room"


def asked_for(page, maximum):
    """Say a maximum, and see what it comes to."""
    page.get_by_label("Your maximum").fill(maximum)
    page.get_by_role("button", name="See what it comes to").click()


def bid(page, maximum):
    """Say a maximum, see what it comes to, and confirm it."""
    asked_for(page, maximum)
    page.get_by_role("button", name="Bid up to").click()


def press(page, keys):
    """Press keys one after the other, on a page whose scripts hear them."""
    page.wait_for_load_state()
    for key in keys:
        page.keyboard.press(key)


def has_focus(page, name):
    """Wait until a field has the focus by itself: nobody reaches for a mouse."""
    page.wait_for_function("name => document.activeElement.name === name", arg=name)


def _pass_what_is_up(page):
    """Pass what a walk left up that failed, on the clerk's screen."""
    if page.locator('[data-key="x"]').count():
        press(page, "x")
        page.locator('[data-key="x"]').wait_for(state="detached")


def clear_the_block(walk):
    """See to it that no lot is up in the sale of today."""
    page = walk.another()
    walk.sign_in(walk.house.name_of(Role.AUCTIONEER), page)
    page.goto(f"{walk.house.address}{ROOM}")
    _pass_what_is_up(page)


def put_up(page, number):
    """Put a lot up by its number, on the clerk's screen."""
    _pass_what_is_up(page)
    press(page, f"{number}g")
    page.locator('[data-key="k"]').wait_for()


def call(walk, path, said):
    """Let the auctioneer do something, over the API."""
    page = walk.another()
    walk.sign_in(f"u-{Role.AUCTIONEER}", page)
    session = page.request.get(f"{walk.house.address}/api/v1/session").json()
    answer = page.request.post(
        f"{walk.house.address}{path}",
        data=said,
        headers={
            "X-Form-Token": session["form_token"],
            "Origin": walk.house.address,
            "Idempotency-Key": f"{path} {walk}",
        },
    )
    assert answer.status == 201, answer.text()
