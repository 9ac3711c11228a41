"""Anybody checks in a browser what was opened of a lot, believing nobody."""

from __future__ import annotations

import re

import pytest

from tests.browser.served_house import OPENED, TODAY

pytestmark = pytest.mark.slow

PAGE = f"/sales/{OPENED}/lots/1/envelopes"
SOUND = "Each opened amount is what was sealed"
UNSOUND = "It does not verify."


def check(walk):
    walk.page.get_by_role("button", name="Check").click()
    walk.page.locator("#left-open").wait_for()


def test_each_opened_amount_is_checked_and_what_stayed_shut_is_named(walk):
    walk.open(f"/sales/{OPENED}/lots/1")
    walk.page.get_by_role("link", name="Opening the envelopes").click()
    walk.page.wait_for_url("**/envelopes")
    walk.page.context.set_offline(True)
    check(walk)
    walk.look("checked, without the service")
    assert walk.page.get_by_text(SOUND).is_visible()
    assert not walk.page.get_by_text(UNSOUND).is_visible()
    amounts = walk.page.locator(".amount-result").all_inner_texts()
    prices = walk.page.locator(".price-result").all_inner_texts()
    opened = "is what was sealed"
    assert amounts == ["not checked: it stayed shut", opened, opened]
    assert prices == [
        "not checked: no automatic increment",
        "not checked: bid 1#1 stayed shut",
        "one increment, $50, above bid 1#2, within bid 1#3 (terms, version 1)",
    ]


@pytest.mark.parametrize(
    "part", ["nonce", "amount", "commitment", "bid", "ledger", "price"]
)
def test_what_was_changed_does_not_verify(walk, part):
    def changed(route):
        answer = route.fetch()
        text = answer.text()
        start = [*re.finditer(f'data-{part}="', text)][-1].end()
        other = "9" if text[start] != "9" else "8"
        text = text[:start] + other + text[start + 1 :]
        route.fulfill(status=200, headers=answer.headers, body=text)

    walk.page.route("**/envelopes", changed)
    walk.page.goto(f"{walk.house.address}{PAGE}")
    check(walk)
    assert walk.page.get_by_text(UNSOUND).is_visible()
    assert not walk.page.get_by_text(SOUND).is_visible()


def test_of_a_lot_that_is_open_no_envelope_is(walk):
    walk.open(f"/sales/{TODAY}/lots/1/envelopes")
    walk.page.get_by_text("No amount of this lot is open.").wait_for()
