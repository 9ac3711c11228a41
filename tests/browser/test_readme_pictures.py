"""The pictures of the README are taken as the pages stand, in a house of their own.

With --golden-update they take the place of those in docs/pictures.
"""

from __future__ import annotations

import pytest

from ledger.identity import Role
from tests.browser.served_house import BIDDERS, DEMO, TODAY, served_house
from tests.browser.strokes import bid, press, put_up
from tests.browser.walk import Walk, settled
from tests.readme_pictures import PICTURES, SIZE, file_of, size_of

pytestmark = pytest.mark.slow


@pytest.fixture
def walk(browser, tmp_path, monkeypatch):
    (tmp_path / "house").mkdir()
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    with served_house(tmp_path / "house") as house:
        walk = Walk(browser, house, tmp_path, SIZE, "readme")
        yield walk
        walk.close()
        assert walk.amiss == []


def test_the_pictures_of_the_readme_are_taken(walk, request):
    taken = {}

    def take(name):
        walk.page.mouse.move(0, 0)
        taken[name] = settled(walk.page).screenshot(animations="disabled")

    for who, maximum in ((BIDDERS[1], "900"), (BIDDERS[0], "1400")):
        walk.sign_in(who)
        walk.open(f"/sales/{TODAY}/lots/1")
        bid(walk.page, maximum)
        walk.page.get_by_text("is recorded at position").wait_for()
    walk.open(f"/sales/{TODAY}/lots/1")
    take("lot")
    walk.sign_in(walk.house.name_of(Role.AUCTIONEER))
    walk.open(f"/sales/{TODAY}/room")
    put_up(walk.page, "101")
    for paddle in ("87", "42"):
        press(walk.page, f"{paddle}f")
        walk.page.get_by_text(f"floor {paddle}").first.wait_for()
    take("room")
    walk.sign_in(walk.house.name_of(Role.AUDITOR))
    walk.open(f"/sales/{DEMO}/lots/50061/history")
    take("history")
    walk.sign_in(walk.house.name_of(Role.ACCOUNTANT))
    walk.open("/books/month?month=2025-12")
    take("month")
    assert taken.keys() == PICTURES.keys()
    for name, png in taken.items():
        if request.config.getoption("--golden-update"):
            file_of(name).write_bytes(png)
        assert size_of(png) == SIZE
