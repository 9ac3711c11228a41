"""What a bidder and a clerk do on a page, again and again."""

from __future__ import annotations

from ledger.identity import Role


def asked_for(page, maximum):
    """Say a maximum, and see what it comes to."""
    page.get_by_label("Your maximum").fill(maximum)
    page.get_by_role("button", name="See what it comes to").click()


def bid(page, maximum):
    """Say a maximum, see what it comes to, and confirm it."""
    asked_for(page, maximum)
    page.get_by_role("button", name="Bid up to").click()


def press(page, keys):
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


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
