"""A month of three houses, closed from its page, and read by other programs."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from contextlib import chdir
from decimal import Decimal
from json import loads
from pathlib import Path

import pytest

from tests.doc_sessions import Shell, played
from tests.exported import CHECKS

DOCS = Path(__file__).parent.parent / "docs"
CLOSING = "## 8. Close the sale"
"""The tutorial's sale is taken as it stands before this."""

HOUSES = {
    "us": ("close-a-month", "us-sales-tax-return", ("tax",)),
    "germany": (
        "close-a-month-in-germany",
        "de-vat-return",
        ("81 tax", "86 tax", "36"),
    ),
    "uk": ("close-a-month-in-the-uk", "uk-vat-return", ("1",)),
}
"""The page of each, its return, and the boxes that hold the tax owed on sales."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=HOUSES)
def closed(request, tmp_path_factory):
    """Play the page of a house once, and stay there, where reports are asked for.

    Returns its desk, and the names of its return.
    """
    page, form, boxes = HOUSES[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    with chdir(folder):
        if request.param == "us":
            tutorial = (DOCS / "tutorial.md").read_text("utf-8")
            assert CLOSING in tutorial
            played(tutorial.partition(CLOSING)[0], folder)
        played((DOCS / f"how-to/{page}.md").read_text("utf-8"), folder)
        yield Shell(folder), form, boxes


@pytest.mark.parametrize("program", CHECKS)
def test_its_journal_is_accepted_elsewhere(closed, program, tmp_path):
    desk, _, _ = closed
    written = desk.type(f"lotledger report journal --format {program}")
    apart = tmp_path / "apart"
    apart.mkdir()
    assert CHECKS[program](apart, written) == ""


def test_the_tax_in_its_boxes_is_the_tax_in_its_journal(closed):
    desk, form, boxes = closed
    filled = loads(desk.type(f"lotledger report {form} --json"))
    (table,) = (t for t in filled["tables"] if t["name"].startswith("boxes_"))
    exact = {row["box"]: Decimal(row["exact"] or 0) for row in table["rows"]}
    journal = desk.type("lotledger report journal --format csv")
    owed: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in csv.DictReader(io.StringIO(journal)):
        owed[row["account"]] += Decimal(row["credit"] or 0) - Decimal(row["debit"] or 0)
    assert owed["tax"], "something is owed"
    assert sum(exact.get(box, Decimal(0)) for box in boxes) == owed["tax"]


def test_its_books_agree(closed):
    desk, _, _ = closed
    desk.type("lotledger report checks")
    assert desk.ended == 0
