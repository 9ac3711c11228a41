"""What is asked of one sale, client or month tells of nothing else.

Of two affairs that have nothing in common but the house, a report or an export that is
narrowed to one says what it would say if the other had never been.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from ledger.identity import lot_id
from projections.exports.registry import EXPORTS
from projections.journal import JOURNAL
from projections.reports.books.registry import BOOKS
from projections.view import table_of
from projections.views import VIEWS
from tests.affairs import SILENT, elsewhere, first_affair, log_of
from tests.books_by_hand import BUYER, CONSIGNOR, GBP, Books, december, scope
from tests.entries import SALE, Log, catalogued

pytestmark = pytest.mark.slow

DECEMBER = (december(1), december(31))

NARROWED_BY = {
    "sale": {"sale": SALE},
    "buyer": {"client": BUYER},
    "consignor": {"client": CONSIGNOR},
    "period": {"period": DECEMBER},
}
NEEDS = {"buyer": "client", "consignor": "client", "period": "period"}
"""What a report must be able to be narrowed by; by a sale, any can."""


@pytest.fixture(scope="module")
def both():
    """Tell of both affairs."""
    told = Books(log_of(first_affair(), [elsewhere(event) for event in first_affair()]))
    yield told
    told.close()


@pytest.fixture(scope="module")
def one():
    """Tell of the first affair alone, at the same positions."""
    told = Books(log_of(first_affair(), [SILENT for _ in first_affair()]))
    yield told
    told.close()


def asked(by=None):
    """Ask for all there is, with no line too high, or narrow that."""
    narrowed = {} if by is None else NARROWED_BY[by]
    later = datetime(2026, 3, 1, 12, tzinfo=UTC)
    return scope(as_of=later, threshold=1, on=later.date(), **narrowed)


def tables(told, name, by=None):
    """Return the rows of each table of a report, but for what is of the house."""
    report = BOOKS[name].build(told.db, asked(by))
    return {
        table.name: [row for row in table.rows if not of_the_house(row)]
        for table in report.tables
    }


def of_the_house(row):
    """Say whether a row tells of all sales, as the checks of numbers do."""
    return str(row[0]).startswith(("Numbers ", "Documents without a number"))


def is_narrowed(told, name, by):
    """Say whether a report can be narrowed so; one of the house names no sale."""
    if by == "sale":
        return BOOKS[name].build(told.db, asked("sale")).heading.sale is not None
    return NEEDS[by] in BOOKS[name].heeds


def test_no_view_hears_what_is_told_in_place_of_the_other_affair():
    deaf = [view.name for view in VIEWS if type(SILENT) in view.hears]
    assert deaf == ["mentions", "claims", "decisions"], (
        "these hear whatever is recorded"
    )


@pytest.mark.parametrize("by", NARROWED_BY)
@pytest.mark.parametrize("name", BOOKS)
def test_a_report_tells_of_nothing_else(both, one, name, by):
    whole, narrowed = tables(both, name), tables(both, name, by)
    if not is_narrowed(both, name, by):
        assert by != "sale" or narrowed == whole, "it is of the house, and says so"
        return
    assert narrowed == tables(one, name, by)


OF_NEITHER = {
    "house-bids": ["bids_usd"],
    "own-lot-bids": ["bids_usd"],
    "receipts": ["receipts", "claims"],
    "checks": ["found"],
    "settlement": ["tax_liability_free_usd", "checks_found"],
    "tax-liability": ["free_usd"],
    "exports": ["exports_usd"],
    "held-funds": ["funds_usd"],
    "due-diligence": ["checks"],
    "retention": ["kept", "holds"],
    "bank-reconciliation": ["statements_usd"],
    "de-vat-return": ["boxes_usd", "documents_usd"],
}
"""In neither affair does anybody bid on an own lot, state a receipt or a time, export a
lot, leave money without an invoice or sell in Germany; no bank's balance is told,
nobody is checked, and the books of both agree."""


@pytest.mark.parametrize("name", BOOKS)
def test_both_affairs_are_in_every_table(both, one, name):
    """Where the other affair says nothing, nobody would see it let through."""
    whole, first = tables(both, name), tables(one, name)
    assert whole.keys() == first.keys()
    same = [table for table, rows in whole.items() if rows == first[table]]
    assert same == OF_NEITHER.get(name, [])


@pytest.mark.parametrize("by", ["sale", "period"])
@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_tells_of_nothing_else(both, one, name, by):
    export = EXPORTS[name]

    def written(told, by):
        return export.writer(None)(told.db, asked(by), export.chart)

    assert written(both, by) == written(one, by)
    assert written(both, by) != written(both, None)


def test_a_fault_in_the_books_of_one_sale_is_none_of_another(one):
    told = Books(log_of(first_affair(), [elsewhere(event) for event in first_affair()]))
    theirs = (journal := table_of(JOURNAL, 1)).c.sale == "OCEAN"
    told.db.execute(update(journal).where(theirs).values(amount=journal.c.amount + 1))
    assert tables(told, "checks", "sale") == tables(one, "checks", "sale")
    assert tables(told, "checks") != tables(one, "checks")
    told.close()


def test_a_sale_without_books_has_an_empty_table_in_its_own_currency():
    pounds = catalogued(lot_id("OCEAN", "1"), currency=GBP)
    told = Books(Log().tell(catalogued(), pounds))
    assert list(tables(told, "invoices")) == ["documents_gbp", "documents_usd"]
    assert list(tables(told, "invoices", "sale")) == ["documents_usd"]
    told.close()
