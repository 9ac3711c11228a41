"""An accountant closes the demo's month in the browser, and never types a command."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from commands.demo.sale import examples
from ledger.identity import Role
from tests.browser.conftest import SIZES
from tests.browser.served_house import DEMO
from tests.browser.strokes import has_focus
from tests.browser.unsettled_house import unsettled_house
from tests.browser.walk import Walk, settled

pytestmark = pytest.mark.slow

MONTH = "from=2025-12-01&until=2025-12-31"
REPORTS = ("trial-balance", "journal", "us-sales-tax-return", "payments", "checks")


class Month:
    """The walk of a month's end, step by step, each on a page of its own."""

    def __init__(self, walk):
        self.walk, self.page = walk, walk.page
        self.second = walk.another()

    def books(self):
        self.walk.sign_in(self.walk.house.name_of(Role.ACCOUNTANT))
        self.page.get_by_role("link", name="Books", exact=True).click()
        self.page.get_by_role("link", name="Close a month").click()
        self.page.get_by_label("Month", exact=True).fill("2025-12")
        self.page.get_by_role("button", name="Show").click()
        self.page.get_by_text("documents are to be issued").wait_for()
        self.walk.look("the month, and nothing done")
        self.page.get_by_role("link", name=DEMO, exact=True).first.click()

    def settles(self):
        """See what settling would issue, and issue just that."""
        page = self.page
        page.get_by_label("Day of issue").fill("2025-12-12")
        page.get_by_role("button", name="See what settling would issue").click()
        page.get_by_role("heading", name="What would be issued").wait_for()
        self.walk.look("what settling would issue")
        rehearsed = page.locator("#settle tbody th").all_inner_texts()
        page.get_by_role("button", name="Issue all of it").click()
        settled(page)
        issued = page.locator("#documents tbody th, #consignors td a").all_inner_texts()
        assert set(rehearsed) == set(issued), "what was rehearsed is what was issued"
        self.walk.look("settled")

    def takes_a_check(self):
        """By keyboard alone: the paddle, the day, the method; and the next is asked."""
        page, keyboard = self.page, self.page.keyboard
        page.get_by_role("link", name="Take payments").click()
        has_focus(page, "paddle")
        keyboard.type("1006")
        keyboard.press("Tab")
        keyboard.type("12222025")
        keyboard.press("Enter")
        page.wait_for_url("**paddle=1006*")
        has_focus(page, "amount")
        keyboard.press("Tab")
        keyboard.type("check")
        keyboard.press("Tab")
        keyboard.type("check 2218")
        keyboard.press("Tab")
        keyboard.press("Space")
        keyboard.press("Enter")
        page.wait_for_url("**last=HA-2025-00004*")
        page.get_by_text("Nothing is open.").wait_for()
        has_focus(page, "paddle")
        keyboard.type("1013")
        keyboard.press("Enter")
        page.wait_for_url("**paddle=1013*")
        has_focus(page, "amount")
        assert page.locator("input[name=on]").first.input_value() == "2025-12-22"
        self.walk.look("the next payment")

    def takes_the_banks_file_in(self):
        page = self.page
        self.walk.open("/bank")
        page.get_by_text("Begin an account").click()
        begins = page.get_by_role("form", name="Begin an account")
        begins.get_by_label("Account").fill("OPERATING")
        begins.get_by_label("What stands there").fill("0")
        begins.get_by_label("Currency").fill("USD")
        begins.get_by_label("Day").fill("2025-12-01")
        begins.get_by_role("button").click()
        page.get_by_text("OPERATING · USD").wait_for()
        settled(page)
        self._drops(examples() / "bank.csv")
        page.get_by_text("How a CSV is read, and of which sales").click()
        for label, words in (
            ("Column of the day", "Date"),
            ("How days are written", "MM/DD/YYYY"),
            ("Of the amount", "Amount"),
            ("Of the words", "Description"),
            ("Of the bank\u2019s reference", "Bank ID"),
            ("Currency", "USD"),
        ):
            page.get_by_label(label, exact=True).first.fill(words)
        page.get_by_role("button", name="See what it would book").click()
        page.get_by_text("Nothing is recorded: this is what it would book.").wait_for()
        page.get_by_role("button", name="Book what is certain").click()
        page.get_by_text("What is certain is booked, at positions").wait_for()
        self.walk.look("what was booked, and what is asked")
        self._answers("$150", "Hold it")
        fee = self._question("-$25")
        fee.get_by_label("Account").fill("OPERATING")
        fee.get_by_role("button", name="Book it").click()
        fee.get_by_text("At position").wait_for()
        self.walk.look("the bank's file, with its questions answered")
        with (examples() / "bank.csv").open() as lines:
            amounts = [
                each["Amount"].replace(",", "") for each in csv.DictReader(lines)
            ]
        balance = sum(map(Decimal, amounts)) + Decimal("905.51")
        self.walk.open("/bank")
        typed = page.get_by_role("form", name="What the bank says, typed")
        typed.get_by_label("At the end of").fill("2025-12-31")
        typed.get_by_label("Balance").fill(str(balance))
        typed.get_by_role("button").click()
        page.get_by_text("at the end of Dec 31, 2025").wait_for()

    def _drops(self, file):
        """Drag a file from outside the browser, and drop it on the page."""
        page, field = self.page, self.page.get_by_label("Drop the file here").first
        field.scroll_into_view_if_needed()
        box = field.bounding_box()
        cdp = page.context.new_cdp_session(page)
        data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            at = {"x": box["x"] + 20, "y": box["y"] + 10}
            cdp.send("Input.dispatchDragEvent", {"type": kind, "data": data, **at})
        page.wait_for_function(
            "() => document.querySelector('input[type=file]').files.length === 1"
        )

    def _question(self, amount):
        """Return the question of a line, opened."""
        question = self.page.locator("#lines details", has_text=amount).first
        if question.get_attribute("open") is None:
            question.locator("summary").click()
        return question

    def _answers(self, amount, button):
        question = self._question(amount)
        question.get_by_role("button", name=button).click()
        question.get_by_text("At position").wait_for()

    def hands_out(self):
        """Let a lot go that is paid for."""
        page = self.page
        self.walk.open("/invoices/HA-2025-00001")
        page.get_by_role("button", name="Hand it out").first.click()
        page.get_by_role("button", name="Hand it out").first.wait_for(state="detached")

    def pays_out(self):
        """Pay a consignor, and make the bank's file: a second person approves each."""
        page = self.page
        self.walk.open(f"/sales/{DEMO}/payouts")
        pay = page.get_by_role("form", name="Pay C-").first
        self._twice(pay, "Pay out by wire")
        page.get_by_role("region", name="Payouts that were in no file").wait_for()
        self.walk.look("a payout that waits for the bank's file")
        made = page.get_by_role("form", name="Make the file")
        made.get_by_label("The bank pays on").fill("2026-12-01")
        made.get_by_label("Second person").fill(
            self.walk.house.name_of(Role.COMPLIANCE)
        )
        self._twice(made, "Make the file")
        with page.expect_download() as kept:
            page.get_by_role("link", name="Save").click()
        content = Path(kept.value.path()).read_text()
        assert "pain.001.001.09" in content
        assert "<Ustrd>" in content
        page.locator("#sent article").wait_for()
        self.walk.look("the bank's file is made")
        page.reload()
        page.get_by_text("approved by u-compliance").wait_for()
        page.get_by_text("No payout by wire waits for a file.").wait_for()

    def _twice(self, form, button):
        """Ask, let somebody else approve it, and send the same again."""
        form.get_by_role("button", name=button).click()
        form.get_by_text("waits as").wait_for()
        self.walk.look("it waits for a second person")
        second = self.second
        if "approvals" not in second.url:
            self.walk.sign_in(self.walk.house.name_of(Role.COMPLIANCE), second)
        second.goto(f"{self.walk.house.address}/approvals")
        self.walk.look("what is to be approved", second)
        second.get_by_role("button", name="Approve", exact=True).click()
        settled(second).get_by_role("button", name="Approve").wait_for(state="detached")
        form.get_by_role("button", name=button).click()

    def locks(self):
        page = self.page
        self.walk.open("/books/month?month=2025-12")
        page.get_by_text("Every check holds.").wait_for()
        page.get_by_text("the bank told of it up to Dec 31, 2025").wait_for()
        page.get_by_label("Reason").fill("the returns are sent")
        page.get_by_role("button", name="Lock", exact=True).click()
        page.get_by_text("locked through Dec 31, 2025").wait_for()
        self.walk.look("the month is locked")

    def is_refused_a_day_of_it(self):
        page = self.page
        self.walk.open(f"/sales/{DEMO}/payments?paddle=1013&on=2025-12-30")
        page.get_by_label("Method").select_option("wire")
        page.get_by_role("button", name="Record, and the next").click()
        page.get_by_text("The books are locked through").wait_for()

    def takes_away(self, report, form):
        """Return what a report says, as it is taken away from its page."""
        page = self.page
        asked = "" if report == "checks" else f"?{MONTH}"
        page.goto(f"{self.walk.house.address}/reports/{report}{asked}")
        with page.expect_download() as kept:
            page.get_by_role("link", name=form, exact=True).click()
        return Path(kept.value.path()).read_bytes()


@pytest.fixture(params=SIZES)
def month(request, browser, pictures, tmp_path, monkeypatch):
    """Return the walk of an accountant through a house of their own."""
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    with unsettled_house(tmp_path) as (clerk, house):
        walk = Walk(
            browser, house, pictures, SIZES[request.param], f"month-{request.param}"
        )
        yield clerk, Month(walk)
        walk.close()
        assert walk.amiss == [], "\n".join(walk.amiss)


def test_the_demos_month_is_closed_in_the_browser(month):
    clerk, accountant = month
    accountant.books()
    accountant.settles()
    accountant.takes_a_check()
    accountant.takes_the_banks_file_in()
    accountant.hands_out()
    accountant.pays_out()
    accountant.locks()
    accountant.is_refused_a_day_of_it()
    for report in REPORTS:
        shown = json.loads(accountant.takes_away(report, "JSON"))
        days = "" if report == "checks" else "--from 2025-12-01 --until 2025-12-31"
        typed = json.loads(clerk.does(f"report {report} {days} --json"))
        assert shown["tables"] == typed["tables"], report
    for form, begin in (
        ("XLSX", b"PK"),
        ("PDF", b"%PDF"),
        ("HTML", b"<!"),
        ("CSV", b""),
    ):
        assert accountant.takes_away("us-sales-tax-return", form).startswith(begin)
