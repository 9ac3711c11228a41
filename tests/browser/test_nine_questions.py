"""An auditor answers nine questions, each from the front page.

How many seconds each took is printed, and decides nothing.
"""

from __future__ import annotations

import sys
from time import monotonic

import pytest

from ledger.identity import Role
from tests.browser.conftest import new_house
from tests.browser.served_house import DEMO, EVENING
from tests.browser.strokes import press
from tests.browser.walk import settled

pytestmark = pytest.mark.slow

LOT = f"{DEMO}/50061"
INVOICE = "HA-2025-00002"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Serve a house to be audited: the answers are those of the demo."""
    with new_house(tmp_path_factory) as house:
        yield house


@pytest.fixture
def auditor(walk, request, capsys):
    """Sign in, stand on the front page, and time the way from there."""
    walk.sign_in(walk.house.name_of(Role.AUDITOR))
    began = monotonic()
    yield walk
    asked = request.node.name.removeprefix("test_")
    with capsys.disabled():
        sys.stdout.write(f"\n{asked}: {monotonic() - began:.1f} s ")


def leads(walk, *names):
    """Follow links of the page, one after the other, by what they say."""
    for name in names:
        walk.page.get_by_role("link", name=name, exact=True).first.click()
    settled(walk.page)


def of_sale(walk, sale, name):
    """Follow a link of a sale on the page of all that is audited."""
    leads(walk, "Audit")
    row = walk.page.get_by_role("row").filter(has_text=sale)
    row.get_by_role("link", name=name, exact=True).click()


def says_what_for(walk):
    """Put a look on record, where none is yet in this session."""
    walk.page.get_by_label("What for").fill("an audit")
    walk.page.get_by_role("button", name="Show it").click()
    walk.page.get_by_text("it is on record that you look at them").wait_for()
    settled(walk.page)


def searches(walk, words):
    press(walk.page, "/")
    walk.page.keyboard.type(words)
    walk.page.keyboard.press("Enter")


def cells(walk, heading, row=0):
    """Return what a row of the table below a heading says, by its columns."""
    section = walk.page.locator("section").filter(
        has=walk.page.get_by_role("heading", name=heading, exact=True)
    )
    heads = section.locator("thead th").all_inner_texts()
    shown = section.locator("tbody tr").nth(row).locator("th, td").all_inner_texts()
    return dict(zip(heads, shown, strict=True))


def test_did_the_house_bid_above_the_reserve(auditor):
    of_sale(auditor, EVENING, "Fairness")
    says_what_for(auditor)
    bids = cells(auditor, "House bids")
    assert (bids["Lot"], bids["House bids"], bids["Refused"]) == ("1", "1", "0")
    assert (bids["Highest"], bids["Reserve"]) == ("150.00", "200.00")
    auditor.look("the house's bids")


def test_what_would_the_price_be_without_a_bidder(auditor):
    of_sale(auditor, DEMO, "What if")
    says_what_for(auditor)
    leads(auditor, "without 1006")
    page = auditor.page
    page.get_by_role("heading", name="2 of 22 lots would have come to").wait_for()
    lots = settled(page).get_by_role("region", name="Lots that would differ")
    rows = [row.split() for row in lots.locator("tbody tr").all_inner_texts()]
    assert rows == [
        ["50022", "sold,", "1006", "$100", "passed", "\N{EN DASH}"],
        ["50139", "sold,", "1006", "$550", "sold,", "1012", "$250"],
    ]
    money = page.get_by_role("region", name="The money of each party")
    assert "-$400" in money.get_by_role("row").filter(has_text="C-102").inner_text()
    auditor.look("without 1006")


def test_what_was_known_on_a_day(auditor):
    searches(auditor, LOT)
    leads(auditor, f"Lot {LOT}")
    page = auditor.page
    page.get_by_label("As of", exact=True).fill("2025-12-08T12:00:00Z")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="How it stood").wait_for()
    settled(page)
    stood = dict(
        zip(
            page.locator(".pair .facts dt").all_inner_texts(),
            page.locator(".pair .facts dd").all_inner_texts(),
            strict=True,
        )
    )
    assert (stood["Stage"], stood["Price"], stood["Leads"]) == (
        "open",
        "$1,300",
        "1007",
    )
    assert stood["Bids"] == "3 stand, of 4 made"
    auditor.look("as it was known")


def test_which_bids_were_late_and_by_whose_clock(auditor):
    of_sale(auditor, DEMO, "Fairness")
    says_what_for(auditor)
    late = cells(auditor, "Late bids", row=2)
    assert (late["Position"], late["Bid"]) == ("160", "50061#9")
    assert late["In what way late"].startswith("came after proxy bidding had ended")
    assert late["Late by"] == "30.000 s"
    assert late["Receipt stated"] == "no", "by the clock of the house, and no statement"
    stated = cells(auditor, "Late bids", row=0)
    assert (stated["Position"], stated["Receipt stated"]) == ("114", "yes")
    auditor.look("late bids")


def test_who_changed_an_invoice(auditor):
    searches(auditor, INVOICE)
    leads(auditor, f"Document {INVOICE}")
    became = auditor.page.locator("section").filter(
        has=auditor.page.get_by_role("heading", name="What became of it")
    )
    changes = became.locator("li").all_inner_texts()
    assert [change.split()[0] for change in changes] == ["196", "271", "272"]
    assert all(change.endswith("demo") for change in changes)
    auditor.look("who changed it")
    became.get_by_role("link", name="demo").first.click()
    auditor.page.get_by_role("heading", name="demo", exact=True).wait_for()
    auditor.look("who they are")


def test_every_place_where_a_client_appears(auditor):
    searches(auditor, "C-203")
    leads(auditor, "Client C-203")
    page = auditor.page
    facts = page.locator(".facts.places")
    places = dict(
        zip(
            facts.locator("dt").all_inner_texts(),
            facts.locator("dd").all_inner_texts(),
            strict=True,
        )
    )
    assert places == {
        "Paddle 1": "1003",
        "Follows 1": "50083",
        "Bid on 4": "50007, 50168, 50083, 50061",
        "Refused on 1": "50061",
        "Bought 2": "50007, 50061",
        "Invoice 1": INVOICE,
        "Payment 1": f"{INVOICE}/P1",
    }
    page.get_by_text("27 entries touch it: these are all there are.").wait_for()
    auditor.look("a client")


def test_on_which_lots_two_bidders_met(auditor):
    of_sale(auditor, DEMO, "Meetings")
    page = auditor.page
    page.get_by_label("Paddle").fill("1003")
    page.keyboard.press("Enter")
    page.wait_for_url("**paddle=1003**")
    met = page.get_by_role("row").filter(has_text="1007")
    assert "50061" in met.inner_text()
    assert "50083" in met.inner_text()
    auditor.look("who met")


def test_that_nothing_was_changed(auditor):
    page = auditor.page
    # What was signed when somebody kept it; since then this auditor looked.
    kept = page.request.get(f"{auditor.house.address}/api/v1/log/checkpoint").text()
    leads(auditor, "Audit", "Checkpoints and witnesses")
    page.get_by_label("A checkpoint that you kept").fill(kept)
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("The log only grew since then.").wait_for()
    assert settled(page).locator("#steps li").count() == 3
    auditor.look("it only grew")
    searches(auditor, "7")
    leads(auditor, "Position 7")
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("The entry is in the log, unchanged.").wait_for()


@pytest.mark.parametrize("part", ["hashes", "size", "root", "signature"])
def test_a_log_that_was_changed_is_not_said_to_have_grown(auditor, part):
    page = auditor.page
    kept = page.request.get(f"{auditor.house.address}/api/v1/log/checkpoint").json()
    note = kept["note"]
    lines = note.split("\n")
    if part == "hashes":
        page.route("**/api/v1/log/consistency*", without_a_hash)
    elif part == "size":
        lines[1] = str(int(lines[1]) - 1)
    elif part == "root":
        lines[2] = with_another_letter(lines[2], 0)
    else:
        lines[4] = with_another_letter(lines[4], -6)
    leads(auditor, "Audit", "Checkpoints and witnesses")
    page.get_by_label("A checkpoint that you kept").fill("\n".join(lines))
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("It does not verify.").wait_for()
    assert not page.get_by_text("The log only grew since then.").is_visible()


def with_another_letter(text, place):
    letter = "A" if text[place] != "A" else "B"
    return text[:place] + letter + text[place + 1 :]


def without_a_hash(route):
    given = route.fetch().json()
    route.fulfill(status=200, json={**given, "hashes": given["hashes"][:-1]})


def test_what_is_on_the_screen_is_taken_away_as_it_is(auditor):
    searches(auditor, LOT)
    leads(auditor, f"Lot {LOT}")
    page = auditor.page
    page.get_by_label("Filter").fill("kind:bid-refused")
    page.keyboard.press("Enter")
    page.get_by_text("The filter leaves 3.").wait_for()
    settled(page)
    shown = [
        each.split()[0] for each in page.locator("tbody tr td.number").all_inner_texts()
    ]
    with page.expect_download() as kept:
        page.get_by_role("link", name="CSV").click()
    rows = kept.value.path().read_text().splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == shown == ["127", "157", "160"]
    auditor.look("what is taken away")
