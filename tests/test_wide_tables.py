"""Reports fit where they are read: columns are chosen, and empty ones not printed."""

import pytest

from projections.reports.books.registry import BOOKS
from tests.clerk import ANNOUNCED, clerk_of_a_sale
from tests.terminal import Terminal

pytestmark = pytest.mark.slow

AT = f"--at {ANNOUNCED}"


@pytest.fixture
def clerk(tmp_path):
    return clerk_of_a_sale(tmp_path)


@pytest.mark.parametrize("name", BOOKS)
def test_every_report_is_printed_in_the_columns_that_are_named(clerk, name):
    whole = clerk(f"report {name} MAY26 --json").json
    columns = [each["name"] for each in whole["tables"][0]["columns"]]
    first, *_, last = columns
    asked = f"report {name} MAY26 --columns {last},{first} --json"
    chosen = clerk(asked).json["tables"][0]["columns"]
    assert [each["name"] for each in chosen] == list(dict.fromkeys([last, first]))
    assert "Columns" in clerk(f"report {name} MAY26 --columns {first}").out


def test_audits_are_printed_in_the_columns_that_are_named(clerk):
    text = clerk.does("audit history MAY26/1 --columns position,sentence")
    head = next(line for line in text.splitlines() if "Position" in line)
    assert head.split() == ["Position", "What", "happened"]
    clerk.does("audit meetings MAY26 --columns paddle,count")
    for line in ("audit history", "audit meetings", "report income"):
        no = clerk(f"{line} --columns nope")
        assert (no.code, "No column is called nope. There are: " in no.err) == (2, True)


def test_an_export_has_its_own_columns(clerk):
    no = clerk("report journal MAY26 --format beancount --columns day")
    assert "has no such filter" in no.err


def test_pages_leave_out_what_holds_nothing_and_scripts_find_it(clerk):
    page = clerk.does("audit history MAY26/1 --format text")
    assert "Recorded" in page
    assert "Claimed" not in page
    assert "claimed_at" in clerk.does("audit history MAY26/1 --format csv")
    columns = clerk("audit history MAY26/1 --json").json["tables"][0]["columns"]
    assert "claimed_at" in [each["name"] for each in columns]


@pytest.mark.parametrize("line", ["audit history --format text", "report sale-summary"])
def test_a_terminal_that_is_too_narrow_is_told_how_to_choose(clerk, line):
    with Terminal(["--ledger", clerk.ledger, *line.split()]) as terminal:
        terminal.waits_for(
            lambda screen: "--columns" in screen.replace("\n", "") or None
        )
