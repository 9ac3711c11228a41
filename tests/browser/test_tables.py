"""A table is copied as it looks, for a spreadsheet and for a text."""

from __future__ import annotations

from io import BytesIO
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from ledger.identity import Role
from tests.browser.served_house import DEMO, TODAY

pytestmark = pytest.mark.slow

READ = """async (kind) => {
  const [item] = await navigator.clipboard.read();
  return (await item.getType(kind)).text();
}"""


def test_a_table_is_copied_as_it_looks(walk, size):
    if size == "phone":
        pytest.skip("a telephone has no spreadsheet")
    walk.may("clipboard-read", "clipboard-write")
    walk.sign_in(walk.house.name_of(Role.DEVELOPER))
    walk.open(f"/sales/{DEMO}/replay")
    page = walk.page
    table = page.locator(".wide table").first
    page.get_by_role("button", name="Copy table").first.click()
    page.get_by_role("button", name="Copied").wait_for()
    lines = page.evaluate(READ, "text/plain").split("\n")
    shown = table.locator("tr")
    assert len(lines) == shown.count() > 1
    for line, row in zip(lines, shown.all(), strict=True):
        cells = row.locator("th, td").all_inner_texts()
        assert line.split("\t") == [" ".join(cell.split()) for cell in cells]
    html = page.evaluate(READ, "text/html")
    assert html.count("<tr>") == len(lines)
    assert html.count("<td>") == sum(len(line.split("\t")) for line in lines)


def test_a_table_that_is_typed_into_is_copied_as_it_is_typed(walk, size):
    if size == "phone":
        pytest.skip("a telephone has no spreadsheet")
    walk.may("clipboard-read", "clipboard-write")
    walk.sign_in(walk.house.name_of(Role.CLERK))
    walk.open(f"/sales/{TODAY}/prepare")
    typed = walk.page.locator("details", has=walk.page.get_by_label("Title, 2"))
    typed.locator("summary").click()
    typed.get_by_label("Lot, 2").fill("901")
    typed.get_by_label("Title, 2").fill("A sextant")
    typed.get_by_role("button", name="Copy table").click()
    typed.get_by_role("button", name="Copied").wait_for()
    heads, first = walk.page.evaluate(READ, "text/plain").split("\n")[:2]
    assert heads.split("\t")[:3] == ["1", "Lot", "Title"]
    assert first.split("\t")[:4] == ["2", "901", "A sextant", ""]


def letters(text):
    """Return what a text says, however it is broken and set."""
    return "".join(filter(str.isalnum, normalize("NFKC", text)))


@pytest.mark.parametrize("report", ["journal", "settlement", "invoices"])
def test_no_column_is_cut_off_on_paper(walk, size, report):
    if size == "phone":
        pytest.skip("what is printed is the same")
    walk.sign_in(walk.house.name_of(Role.ACCOUNTANT))
    walk.open(f"/reports/{report}")
    heads = walk.page.locator("main thead th").all_inner_texts()
    printed = PdfReader(BytesIO(walk.page.pdf(format="A4")))
    text = letters("".join(page.extract_text() for page in printed.pages))
    assert len(heads) > 10
    assert [head for head in heads if letters(head) not in text] == []


def test_a_slice_of_a_report_says_on_paper_which_rows_it_has(walk):
    walk.sign_in(walk.house.name_of(Role.ACCOUNTANT))
    walk.open("/reports/journal?after=3")
    walk.look("a slice of the journal")
    count = walk.page.locator("main tbody tr:not(.total)").count() + 3
    assert walk.page.locator(".pager").count() == 2
    printed = PdfReader(BytesIO(walk.page.pdf(format="A4")))
    text = letters("".join(page.extract_text() for page in printed.pages))
    assert letters(f"Rows 4\N{EN DASH}{count} of {count}. Sums are of all") in text
    walk.page.get_by_role("link", name="Back").first.click()
    walk.page.wait_for_url("**/reports/journal")
