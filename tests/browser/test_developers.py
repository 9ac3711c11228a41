"""A developer goes through a lot step by step; an administrator looks at users."""

from __future__ import annotations

import pytest

from ledger.identity import Role
from tests.browser.served_house import DEMO

pytestmark = pytest.mark.slow


def test_a_lot_is_gone_through_by_the_arrow_keys(walk):
    walk.sign_in(walk.house.name_of(Role.DEVELOPER))
    walk.open(f"/sales/{DEMO}/lots/50061/steps?step=11")
    page = walk.page
    page.get_by_text("The lot asked").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_role("heading", name="Step 12 of").wait_for()
    page.keyboard.press("ArrowLeft")
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
    form = page.get_by_role("form", name="u-clerk")
    form.get_by_role("combobox").select_option("auctioneer")
    form.get_by_role("button", name="Give").click()
    page.get_by_role("button", name="Take auctioneer from u-clerk").click()
    page.get_by_role("button", name="Take auctioneer from u-clerk").wait_for(
        state="detached"
    )
    walk.open("/health")
