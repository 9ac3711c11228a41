"""A dispute from the question to the signature of a second person; and a what-if."""

from __future__ import annotations

import pytest

from ledger.identity import Role
from tests.browser.served_house import DEMO

pytestmark = pytest.mark.slow

NUMBER = {"desktop": "50061", "phone": "50187"}


@pytest.fixture
def number(size):
    """Dispute a lot of its own at each size."""
    return NUMBER[size]


def test_a_dispute_is_opened_found_and_signed_off_by_another(walk, number):
    clerk, page = walk.house.name_of(Role.CLERK), walk.page
    walk.sign_in(clerk)
    walk.open(f"/sales/{DEMO}/disputes?number={number}")
    page.get_by_label("The question").fill("Was the last bid in time?")
    page.get_by_label(f"{number}#1").check()
    page.get_by_role("button", name="Open it").click()
    page.get_by_role("heading", name=f"Dispute {DEMO}/D").wait_for()
    page.get_by_text("Put a replay on file").first.click()
    page.get_by_role("button", name="Run it and put it on file").click()
    page.get_by_text("Replay 1.").wait_for()
    page.get_by_label("What was found").fill("It came before the close.")
    page.get_by_role("button", name="Record the finding").click()
    page.get_by_text("The finding is yours").wait_for()
    walk.look("a dispute with a finding")
    address = page.url.partition("#")[0].removeprefix(walk.house.address)
    walk.sign_in(walk.house.name_of(Role.COMPLIANCE))
    walk.open(address)
    page.get_by_role("button", name="Sign it off").click()
    page.locator("#signature .done").get_by_text("u-compliance").first.wait_for()
    walk.look("a dispute that is over")
    assert page.get_by_role("button", name="Record the finding").count() == 0


def test_what_if_stands_beside_the_record_with_each_partys_money(walk):
    walk.sign_in(walk.house.name_of(Role.AUDITOR))
    walk.open(f"/sales/{DEMO}/lots/50061/what-if?without_bidders=1003")
    page = walk.page
    assert page.get_by_label("1003", exact=True).is_checked()
    page.get_by_label("What for").fill("a claim of the underbidder")
    page.get_by_role("button", name="Show what").click()
    page.get_by_role("heading", name="something else").wait_for()
    page.get_by_role("heading", name="The money of each party").wait_for()
    walk.look("a what-if")
    row = page.get_by_role("row", name="Hammer").get_by_role("cell")
    was, would = row.all_inner_texts()
    assert (was, would[0]) == ("$2,400", "$")
    assert was != would
