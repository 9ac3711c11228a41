"""An auditor reads a history, and verifies an entry in the browser."""

from __future__ import annotations

import json

import pytest

from ledger.identity import Role
from tests.browser.served_house import DEMO
from tests.browser.strokes import press

pytestmark = pytest.mark.slow

SOUND = "The entry is in the log, unchanged."
UNSOUND = "It does not verify."


@pytest.fixture
def auditor(walk):
    walk.sign_in(walk.house.name_of(Role.AUDITOR))
    return walk


def test_a_history_is_filtered_and_leads_to_each_entry(auditor):
    page = auditor.page
    page.get_by_role("link", name="History").click()
    auditor.look("the history")
    page.get_by_label("Of", exact=True).fill(f"{DEMO}/50061")
    page.get_by_label("Filter").fill("kind:bid-placed")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("heading", name=f"History of {DEMO}/50061").wait_for()
    auditor.look("the history of a lot")
    assert page.locator("tbody code").first.inner_text().startswith("bid-placed")
    page.locator("tbody a").first.click()
    page.get_by_role("heading", name="Entry").wait_for()
    auditor.look("an entry")


def test_a_lot_is_followed_from_moment_to_moment(auditor):
    page = auditor.page
    auditor.open(f"/sales/{DEMO}/lots/50061/history?zoom=hour")
    slide = page.get_by_role("slider")
    slide.wait_for()
    slide.press("Home")
    page.get_by_text("own stream has 1 event").wait_for()
    press(page, ["ArrowRight"])
    page.get_by_text("own stream has 2 events").wait_for()
    assert "zoom=hour" in page.url
    auditor.open(f"/sales/{DEMO}/lots/50061/history?as_of=143&filter=channel:fax")
    page.get_by_text("The filter leaves 1.").wait_for()
    page.locator(".sheet a use.sealed").wait_for()
    page.get_by_text("one increment of $100 above").wait_for()
    with page.expect_download() as kept:
        page.get_by_role("link", name="CSV").click()
    rows = kept.value.path().read_text().splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == ["143"]


def test_the_whole_ledger_is_verified(auditor):
    page = auditor.page
    auditor.open("/audit")
    page.get_by_role("link", name="Verify the ledger").click()
    auditor.look("what a verification is")
    page.get_by_role("button", name="Verify it now").click()
    page.get_by_text("Valid: the ledger agrees with itself.").wait_for()
    auditor.look("the verdict")
    assert page.locator("pre").inner_text().count("is valid") == 1


def test_all_that_is_audited_is_to_be_had_from_one_page(auditor):
    page = auditor.page
    page.get_by_role("link", name="Audit").click()
    page.get_by_role("heading", name="Audit").wait_for()
    auditor.look("all that is audited")
    addresses = [
        each.get_attribute("href")
        for link in ("Bidders who met", "Indicators", "Checkpoints", "Seals")
        for each in [page.get_by_role("link", name=link).last]
    ]
    for address in addresses:
        auditor.open(address)
    page.get_by_role("heading", name="Looks at maximums").wait_for()


def test_a_pack_is_asked_for_by_a_page_that_knows_of_what(auditor):
    auditor.open(f"/audit/packs?subject={DEMO}/50061")
    assert auditor.page.get_by_label("Of", exact=True).input_value() == f"{DEMO}/50061"


def test_a_filter_that_is_none_is_told(auditor):
    answer = auditor.open("/history?filter=kind:bid-plac")
    assert answer.status == 422
    auditor.page.get_by_text("There is no kind 'bid-plac'").wait_for()


def test_an_entry_is_verified_without_asking_anybody(auditor):
    auditor.open("/log/7")
    auditor.page.get_by_role("button", name="Verify").click()
    auditor.page.get_by_text(SOUND).wait_for()
    auditor.look("verified")


CHANGED = {
    "entry_text": "Die Bytes sind nicht die oben gezeigten.",
    "proof": "Die Hashes führen nicht zur Wurzel des Prüfpunkts.",
    "position": "Der Beweis ist von einem anderen Eintrag.",
}


@pytest.mark.parametrize("part", CHANGED)
def test_what_was_changed_does_not_verify(auditor, part):
    def changed(route):
        given = route.fetch().json()
        given[part] = _with_another_letter(given[part])
        route.fulfill(
            status=200, content_type="application/json", body=json.dumps(given)
        )

    auditor.page.route("**/api/v1/log/entries/7/proof", changed)
    auditor.open("/log/7")
    auditor.page.get_by_role("button", name="Verify").click()
    auditor.page.get_by_text(UNSOUND).wait_for()
    assert not auditor.page.get_by_text(SOUND).is_visible()
    auditor.open("/log/7?lang=de")
    auditor.page.get_by_role("button", name="Prüfen").click()
    auditor.page.get_by_text(CHANGED[part]).wait_for()


def test_why_a_proof_is_not_given_is_told_in_the_language_of_the_page(auditor):
    page = auditor.page
    elsewhere = f"{auditor.house.address}/api/v1/log/entries/999999/proof"
    page.route("**/entries/7/proof", lambda route: route.continue_(url=elsewhere))
    auditor.open("/log/7?lang=de")
    page.get_by_role("button", name="Prüfen").click()
    why = page.locator("#unsound span")
    page.get_by_text("Die Prüfung misslingt.").wait_for()
    assert why.get_attribute("lang") == "de"
    assert "999999" in why.inner_text()
    page.unroute("**/entries/7/proof")
    page.route("**/entries/7/proof", lambda route: route.abort())
    page.get_by_role("button", name="Prüfen").click()
    page.get_by_text("Es kam keine Antwort. Versuchen Sie es noch einmal.").wait_for()
    auditor.amiss = [each for each in auditor.amiss if "ERR_FAILED" not in each]


def test_the_key_of_somebody_else_does_not_verify(auditor):
    auditor.open("/log/7")
    key = auditor.page.get_by_label("Verifier key")
    key.fill("example.com+530d903a+AU4nZqIY+1y6ndh3xqeZa8tU1n9+YzTzWvVjtyvFqLqi")
    auditor.page.get_by_role("button", name="Verify").click()
    auditor.page.get_by_text(UNSOUND).wait_for()


def _with_another_letter(value):
    """Change a text in the middle of its hashes or its words, or a number."""
    if isinstance(value, int):
        return value + 1
    place = value.index("\n\n") - 3 if "\n\n" in value else len(value) // 2
    letter = "A" if value[place] != "A" else "B"
    return value[:place] + letter + value[place + 1 :]
