"""A developer goes through a lot step by step; an administrator looks at users."""

from __future__ import annotations

import pytest

from ledger.identity import Role
from ledger.proof.note_keys import SigningKey
from tests.browser.served_house import DEMO
from tests.browser.strokes import press
from tests.browser.walk import settled

pytestmark = pytest.mark.slow


def test_a_lot_is_gone_through_by_the_arrow_keys(walk):
    walk.sign_in(walk.house.name_of(Role.DEVELOPER))
    walk.open(f"/sales/{DEMO}/lots/50061/steps?step=11")
    page = walk.page
    page.get_by_text("The lot asked").wait_for()
    press(page, ["ArrowRight"])
    page.get_by_role("heading", name="Step 12 of").wait_for()
    press(page, ["ArrowLeft"])
    page.get_by_role("heading", name="Step 11 of").wait_for()
    page.get_by_role("link", name="Terms version 1, those of today").click()
    page.get_by_text("Version 1 was in force, and is today.").wait_for()
    walk.look("the versions of the terms")
    walk.open(f"/sales/{DEMO}/replay")
    assert page.locator("tbody tr").count() == 22
    assert page.locator("tbody .was-refused").count() == 0
    walk.open("/log?after=40")


def test_an_administrator_gives_a_role_and_takes_it_back(walk):
    walk.sign_in(walk.house.name_of(Role.ADMINISTRATOR))
    walk.open("/users")
    page = walk.page
    page.get_by_text("Give a role").click()
    form = page.get_by_role("form", name="Give a role")
    user, role = form.get_by_role("combobox").all()
    user.select_option("u-clerk")
    role.select_option("auctioneer")
    form.get_by_role("button", name="Give").click()
    page.get_by_role("button", name="Take auctioneer from u-clerk").click()
    page.get_by_role("button", name="Take auctioneer from u-clerk").wait_for(
        state="detached"
    )
    walk.open("/health")
    page.get_by_text("Commands that wait to be decided").wait_for()
    page.get_by_role("rowheader", name="questions").wait_for()


def test_an_administrator_lets_somebody_come_and_go(walk, size):
    walk.sign_in(walk.house.name_of(Role.ADMINISTRATOR))
    walk.open("/users")
    page, name = walk.page, f"u-guest-{size}"
    page.get_by_text("Add a user").click()
    adding = page.get_by_role("form", name="Add a user")
    adding.get_by_label("Name").fill(name)
    adding.get_by_role("button", name="Add").click()
    page.get_by_role("link", name=name).wait_for()
    settled(page).get_by_text("Let a user sign with a key").click()
    adopting = page.get_by_role("form", name="Let a user sign with a key")
    adopting.get_by_role("combobox").select_option(name)
    key = SigningKey(name, name.encode().ljust(32, b".")).verifier.text
    adopting.get_by_label("Public half of the key").fill(key)
    adopting.get_by_role("button", name="Adopt").click()
    page.get_by_text(key).wait_for()
    settled(page).get_by_text("Give a role").click()
    giving = page.get_by_role("form", name="Give a role")
    user, role = giving.get_by_role("combobox").all()
    user.select_option(name)
    role.select_option("system")
    giving.get_by_role("button", name="Give").click()
    page.get_by_role("button", name=f"Take system from {name}").wait_for()
    settled(page).get_by_text("Make a token").click()
    making = page.get_by_role("form", name="Make a token")
    making.get_by_role("combobox").select_option(name)
    making.get_by_role("button", name="Make").click()
    page.get_by_text("It is told this once").wait_for()
    walk.look("a token that was made")
    page.reload()
    page.get_by_role("button", name="Revoke t-").first.click()
    page.get_by_role("button", name="Revoke t-").wait_for(state="detached")
    page.locator("summary", has_text="End…").last.click()
    page.get_by_role("button", name=f"End {name}").click()
    page.get_by_role("button", name=f"End {name}").wait_for(state="detached")
    walk.look("who was ended has no role")
