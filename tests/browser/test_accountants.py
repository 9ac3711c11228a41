"""An accountant reads the books on screen, and takes them away as they are there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.identity import Role
from tests.browser.served_house import DEMO

pytestmark = pytest.mark.slow


@pytest.fixture
def accountant(walk):
    walk.sign_in(walk.house.name_of(Role.ACCOUNTANT))
    return walk


def test_a_report_is_narrowed_and_taken_away_as_it_is_there(accountant):
    page = accountant.page
    page.get_by_role("link", name="Reports").click()
    accountant.look("the reports")
    page.get_by_role("link", name="Trial balance").click()
    page.get_by_label("Sale").select_option(DEMO)
    page.get_by_role("button", name="Show").click()
    page.wait_for_url(f"**sale={DEMO}**")
    accountant.look("the trial balance")
    with page.expect_download() as kept:
        page.get_by_role("link", name="JSON").click()
    report = json.loads(Path(kept.value.path()).read_text())
    assert report["heading"]["sale"] == DEMO
    shown = page.locator("tbody tr:not(.total)").count()
    assert shown == sum(len(table["rows"]) for table in report["tables"])


def test_what_a_cell_names_leads_to_where_it_came_from(accountant):
    accountant.open(f"/reports/invoices?sale={DEMO}")
    accountant.page.locator("tbody a[href^='/history']").first.click()
    accountant.page.wait_for_url("**/history?name=*")
    accountant.look("where it came from")


def test_a_filter_that_a_report_does_not_have_is_told(accountant):
    assert accountant.open("/reports/trial-balance?client=C-1042").status == 422
    accountant.page.get_by_text("has no filter client").wait_for()
