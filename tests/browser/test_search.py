"""A search field leads to lots, and whoever sees the log to what it names."""

from __future__ import annotations

import pytest

from ledger.identity import Role
from tests.browser.served_house import BIDDERS, DEMO, TODAY
from tests.browser.strokes import press

pytestmark = pytest.mark.slow


def search(page, words):
    """Press the key for it, and look for words."""
    press(page, "/")
    page.keyboard.type(words)
    with page.expect_navigation(url="**/search?words=*"):
        page.keyboard.press("Enter")


def test_anybody_finds_a_lot_by_its_title_and_by_its_number(walk):
    walk.open("/")
    search(walk.page, "euclid elements")
    walk.look("a lot by its title")
    walk.page.get_by_role("link", name="103 Euclid").click()
    walk.page.wait_for_url(f"**/sales/{TODAY}/lots/103")
    search(walk.page, f"{DEMO}/50061".lower())
    assert walk.page.get_by_role("main").get_by_role("link").count() == 1
    search(walk.page, BIDDERS[0])
    walk.page.get_by_text("Nothing is called so.").wait_for()
    walk.look("nothing for nobody")


@pytest.mark.parametrize(
    ("words", "link", "page"),
    [
        (BIDDERS[0], f"Client {BIDDERS[0]}", f"/clients/{BIDDERS[0]}"),
        ("42", f"Paddle {TODAY} 42", "/history?"),
        ("7", "Position 7", "/log/7"),
        ("HA-2025-00002", "Document HA-2025-00002", "/invoices/HA-2025-00002"),
        ("u-administrator", "Person u-administrator", "/people?"),
    ],
)
def test_who_sees_the_log_finds_what_it_names(walk, words, link, page):
    walk.sign_in(walk.house.name_of(Role.COMPLIANCE))
    search(walk.page, words)
    walk.look(words)
    walk.page.get_by_role("link", name=link).click()
    walk.page.wait_for_url(lambda url: page in url)
    assert walk.page.locator("tbody tr, dl.facts").count()
