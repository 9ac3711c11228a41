"""Ten thousand lots: the first are there at once, others as they are scrolled to."""

from __future__ import annotations

from urllib.request import urlopen

import pytest

from tests.browser.served_house import serving
from tests.browser.walk import Walk
from tests.clerk import Clerk

pytestmark = pytest.mark.slow

LOTS = 10_000
TERMS = f"""\
sale = "MANY"
title = "Ten Thousand Lots"
house = "The House"
zone = "UTC"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "By the clock"
lots = "1-{LOTS}"
kind = "timed"
starts = "2026-05-01 10:00"
closes = "2126-05-20 20:00"
channels = ["internet"]
"""
BYTES_MAX = 60_000
PAGE = 48


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    clerk = Clerk(folder)
    early = "--at 2026-04-20T09:00Z"
    terms = clerk.writes("terms.toml", TERMS)
    rows = "".join(
        f'{number},A map of county {number},"Engraved, coloured.",Maps,200,300,100,\n'
        for number in range(1, LOTS + 1)
    )
    heads = "lot,title,description,category,low_estimate,high_estimate,opening,reserve"
    catalogue = clerk.writes("catalogue.csv", f"{heads}\n{rows}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOTLEDGER_KEYS", str(tmp_path_factory.mktemp("keys-of-many")))
        clerk.does(f"sale announce {{f}} {early}", f=terms)
        clerk.does(f"catalogue import MANY {{f}} {early}", f=catalogue)
        clerk.does("vault new")
        with serving(clerk) as house:
            yield house


def test_ten_thousand_lots_scroll(browser, house, pictures, capsys):
    with urlopen(f"{house.address}/sales/MANY") as answer:  # noqa: S310 (our own)
        first = answer.read()
    assert len(first) < BYTES_MAX
    walk = Walk(browser, house, pictures, {"width": 1280, "height": 900}, "many")
    page, tiles = walk.page, walk.page.locator(".tile")
    page.goto(f"{house.address}/sales/MANY")
    waited = page.evaluate(
        "(() => { const at = performance.getEntriesByType('navigation')[0];"
        " return at.responseStart - at.requestStart; })()"
    )
    assert page.get_by_text("10,000 lots").is_visible()
    assert tiles.count() == PAGE
    for pages in (2, 3, 4):
        page.locator(".more").scroll_into_view_if_needed()
        tiles.nth(pages * PAGE - 1).wait_for(state="attached")
    walk.look("scrolled")
    page.goto(f"{house.address}/sales/MANY?after={LOTS - 10}")
    assert tiles.count() == 10
    assert page.locator(".more").count() == 0
    walk.close()
    assert walk.amiss == []
    with capsys.disabled():
        print(  # noqa: T201 (figures for whoever looks)
            f"\nThe first of {LOTS} lots: {len(first)} bytes, {waited:.0f} ms until "
            "they come."
        )
