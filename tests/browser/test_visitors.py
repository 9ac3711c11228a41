"""Anybody looks at sales and lots, and signs in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from ledger.identity import Role
from tests.browser.served_house import DEMO, TODAY

pytestmark = pytest.mark.slow


def test_anybody_looks_at_sales_and_lots(walk):
    walk.open("/")
    walk.page.get_by_role("link", name="Books, Maps and Instruments").click()
    walk.look("the sale")
    walk.page.get_by_role("link", name="Blaeu").click()
    walk.page.wait_for_url("**/lots/2")
    walk.look("the lot")
    walk.open(f"/sales/{DEMO}?lang=de")
    assert walk.page.locator(".tile .state.sold").first.inner_text() == "verkauft"


def test_what_is_not_there_says_so(walk):
    assert walk.open("/sales/NONE").status == 404
    assert walk.open("/nowhere").status == 404


def test_a_filter_is_in_the_address(walk):
    walk.open(f"/sales/{TODAY}")
    walk.page.get_by_label("Words").fill("euclid")
    walk.page.get_by_role("button", name="Show").click()
    assert "words=euclid" in walk.page.url
    assert walk.page.locator(".tile").count() == 1


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.SYSTEM])
def test_somebody_of_each_role_signs_in_and_out(walk, role):
    name = walk.house.name_of(role)
    walk.sign_in(name)
    walk.look("signed in")
    walk.page.locator("summary", has_text=name).click()
    walk.page.get_by_role("button", name="Sign out").click()
    walk.page.get_by_role("link", name="Sign in").wait_for()


def test_a_wrong_password_is_told_in_its_place(walk):
    walk.page.goto(f"{walk.house.address}/sign-in")
    walk.page.get_by_label("Name").fill("u-clerk")
    walk.page.get_by_label("Password").fill("not this one at all")
    walk.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    walk.page.get_by_text("The name or what was shown with it is not right").wait_for()
    walk.look("a wrong password")


def test_a_door_leads_where_was_asked_for_however_often_it_is_knocked_at(walk):
    walk.page.goto(f"{walk.house.address}/sales/{TODAY}/own")
    for _ in range(3):
        walk.page.get_by_role("link", name="Sign in").click()
    walk.page.get_by_role("link", name="Deutsch").click()
    walk.page.get_by_role("link", name="Anmelden").click()
    following = parse_qs(urlsplit(walk.page.url).query)["next"]
    assert following == [f"/sales/{TODAY}/own"]


def test_a_visitor_who_looks_back_still_searches(walk):
    walk.open(f"/sales/{DEMO}?as_of=2025-12-11T16:00:00Z")
    walk.page.get_by_role("searchbox").first.fill("atlas")
    walk.page.get_by_role("searchbox").first.press("Enter")
    walk.page.wait_for_url("**/search?words=atlas")
