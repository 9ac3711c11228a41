"""An accountant reads the books on screen, and takes them away as they are there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.identity import Role
from tests.browser.served_house import DEMO
from tests.browser.strokes import has_focus
from tests.browser.walk import settled

pytestmark = pytest.mark.slow


@pytest.fixture
def accountant(walk):
    walk.sign_in(walk.house.name_of(Role.ACCOUNTANT))
    return walk


def is_printed(answer):
    return "/forms/print_document/" in answer.url


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
    assert accountant.open("/reports/trial-balance?client=C-1042").status == 409
    accountant.page.get_by_text("has no filter client").wait_for()


def test_a_sale_is_followed_from_the_hammer_to_the_payout(accountant, size):
    page = accountant.page
    page.get_by_role("link", name="Books", exact=True).click()
    accountant.look("the books")
    page.locator(f"main a[href='/sales/{DEMO}/settlement']").click()
    accountant.look("where the sale stands")
    stages = page.get_by_role("list", name="Steps")
    stages.get_by_text("10 of 12").wait_for()
    page.get_by_role("button", name="See what settling would issue").click()
    page.get_by_text("Nothing to issue").wait_for()
    page.get_by_label("Only").select_option("open")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**only=open**")
    assert page.locator("#documents tbody tr").count() == 2
    page.locator("#consignors tbody a[href^='/statements/']").first.click()
    page.wait_for_url("**/statements/*")
    accountant.look("a statement")
    with page.context.expect_event("response", is_printed) as answered:
        page.get_by_role("button", name="Open the PDF").click()
    assert answered.value.headers["content-type"] == "application/pdf"
    if size == "desktop":
        page.locator("#document").wait_for()
        assert page.locator("#document").get_attribute("src").startswith("blob:")
        assert len(page.context.pages) == 1
        page.wait_for_timeout(1500)
        accountant.look("a statement, with its PDF beside")
    else:
        assert page.locator("#document").is_hidden()


def test_a_payment_is_taken_by_paddle_and_the_next_is_asked_for(accountant, size):
    paddle, amount = {"desktop": ("1011", "9.54"), "phone": ("1013", "3.56")}[size]
    page = accountant.page
    accountant.open(f"/sales/{DEMO}/payments")
    page.get_by_label("Paddle").fill(paddle)
    page.keyboard.press("Enter")
    page.wait_for_url("**paddle=*")
    has_focus(page, "amount")
    due = page.get_by_label("Amount")
    accountant.look("what is due")
    due.fill("0")
    page.keyboard.press("Enter")
    page.locator(".answer .refused").wait_for()
    accountant.look("a payment that is refused")
    due.fill(amount)
    page.keyboard.press("Enter")
    page.wait_for_url("**last=*")
    page.get_by_text(f"of paddle {paddle}").wait_for()
    has_focus(page, "paddle")
    accountant.look("the next")
    page.get_by_role("link", name="See the invoice").click()
    page.get_by_role("button", name="Cleared").click()
    page.get_by_role("button", name="Cleared").wait_for(state="detached")
    accountant.look("the invoice")


STATEMENT = """\
Booked,Amount,Description,Bank ID
2025-12-29,{amount},wire for {invoice},W-{number}1
2025-12-29,75.00,many thanks,W-{number}2
2025-12-30,-12.00,account fee,W-{number}3
"""


def test_a_banks_file_is_dropped_and_its_questions_are_answered(accountant, size):
    invoice, number = {
        "desktop": ("HA-2025-00006", 1),
        "phone": ("HA-2025-00011", 2),
    }[size]
    page = accountant.page
    accountant.open("/bank")
    statement = STATEMENT.format(amount="2.00", invoice=invoice, number=number)
    page.get_by_label("Drop the file here").first.set_input_files(
        {"name": "May 1.csv", "mimeType": "text/csv", "buffer": statement.encode()}
    )
    page.get_by_role("button", name="See what it would book").click()
    page.get_by_text('Name it with "Column of the day".').wait_for()
    day = page.get_by_label("Column of the day").first
    assert day.get_attribute("aria-invalid") == "true"
    assert day.is_visible()
    for label, column in (
        ("Column of the day", "Booked"),
        ("Of the amount", "Amount"),
        ("Of the words", "Description"),
        ("Of the bank\u2019s reference", "Bank ID"),
        ("Currency", "USD"),
    ):
        page.get_by_label(label, exact=True).first.fill(column)
    page.get_by_role("button", name="See what it would book").click()
    page.get_by_text("Nothing is recorded: this is what it would book.").wait_for()
    accountant.look("what it would book")
    page.get_by_role("button", name="Book what is certain").click()
    page.get_by_text("What is certain is booked, at positions").wait_for()
    question = page.locator("#lines details", has_text="$75")
    stood = page.locator("#position").inner_text()
    question.get_by_role("button", name="Hold it").click()
    question.get_by_text("It is held: see it below").wait_for()
    page.locator("#held").get_by_role("rowheader", name="SUSPENSE/S").last.wait_for()
    assert question.get_by_role("button").count() == 0
    assert page.locator("#position").inner_text() != stood
    accountant.look("a question that is answered")
    charge = page.locator("#lines details", has_text="-$12")
    account = f"OPERATING-{number}"
    charge.get_by_label("Account", exact=True).fill(account)
    charge.get_by_role("link", name="Begin the account").click()
    begins = page.get_by_role("form", name="Begin an account")
    begins.get_by_label("Account", exact=True).fill(account)
    begins.get_by_label("What stands there").fill("1,000.00")
    begins.get_by_label("Currency").fill("USD")
    begins.get_by_label("Day").fill("2025-12-01")
    begins.get_by_role("button").click()
    page.get_by_text(f"{account} · USD").wait_for()
    charge.get_by_role("button", name="Book it").click()
    charge.get_by_text("At position").wait_for()
    page.get_by_role("button", name="Book what is certain").click()
    page.get_by_text("Nothing to book: what is certain is on record.").wait_for()
    lines = settled(page).get_by_role("region", name="Lines of the file")
    assert lines.get_by_text("booked before").count() == 3
    accountant.open("/bank")
    page.get_by_role("rowheader", name="SUSPENSE/S").last.wait_for()
    assert page.get_by_label("Column of the day").first.input_value() == "Booked"


def test_what_went_wrong_with_an_invoice_is_put_right(accountant, size):
    """A payment is moved to the invoice it was for, and the page says so."""
    of, to = {
        "desktop": ("HA-2025-00001", "HA-2025-00002"),
        "phone": ("HA-2025-00004", "HA-2025-00005"),
    }[size]
    page = accountant.page
    accountant.open(f"/invoices/{of}")
    page.get_by_text("Payment 1:").click()
    moving = page.get_by_role("form", name="It is for another invoice")
    moving.get_by_label("Invoice").fill(to)
    moving.get_by_label("Amount").fill("5")
    moving.get_by_label("Reason").fill("typed under the wrong number")
    accountant.look("a payment that is moved")
    moving.get_by_role("button", name="Move it").click()
    page.get_by_text("typed under the wrong number").wait_for()
    accountant.open(f"/invoices/{to}")
    page.get_by_text("$5 was paid too much").wait_for()
    keeping = page.get_by_role("form", name="Keep it for the client")
    keeping.get_by_role("button", name="Keep it on account").click()
    page.get_by_text("$5 was paid too much").wait_for(state="detached")
    accountant.look("what was paid too much, kept")


def test_what_changed_since_is_told_with_both_figures(accountant, size):
    """A payment is taken, and the report says by how much the account moved."""
    paddle, amount = {"desktop": ("1011", "1.25"), "phone": ("1013", "1.50")}[size]
    page = accountant.page
    accountant.open(f"/reports/aged-receivables?sale={DEMO}")
    known = page.locator("footer").get_by_text("Position").inner_text().split()[1]
    page.goto(f"{accountant.house.address}/sales/{DEMO}/payments?paddle={paddle}")
    page.get_by_label("Amount").fill(amount)
    page.keyboard.press("Enter")
    page.wait_for_url("**last=*")
    accountant.open(f"/reports/aged-receivables?sale={DEMO}")
    page.get_by_label("What changed since").fill(known.replace(",", ""))
    page.get_by_role("button", name="Show").click()
    page.get_by_text("rows that say the same are left out").wait_for()
    assert settled(page).locator("tbody tr", has_text=amount).count()
    accountant.look("what changed since")
    with page.expect_download() as kept:
        page.get_by_role("link", name="CSV").click()
    assert amount in Path(kept.value.path()).read_text()


def test_an_e_invoice_that_cannot_be_made_says_why(accountant):
    """The house of the demo is no issuer of e-invoices by its settings."""
    page = accountant.page
    accountant.open("/invoices/HA-2025-00001")
    page.get_by_text("Make one, or fetch it as it was issued").click()
    accountant.look("an e-invoice")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Hand it out").last.click()
    opened.value.get_by_text("On record is that you looked up").wait_for()
