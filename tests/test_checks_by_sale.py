"""The checks of all sales are added up sale by sale, and come to the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.demo.command import play_all
from commands.demo.sale import examples
from ledger.events import BankEntryKind, FundsKind
from ledger.files.terms_file import read_terms
from ledger.house import bank_accounts, funds
from ledger.identity import BankAccountId
from ledger.money import Currency
from projections.queries import NO_SALE
from projections.reports.books.checks import AddedChecks, amount_checks
from projections.reports.books.whole_books import Books, parts_of_books
from projections.views import Views
from tests.sale_of_tests import SALE, by, new_house, place
from tests.settled_before import settled_before
from tests.settled_sale import AFTER, NEXT_DAY

pytestmark = pytest.mark.slow

USD = Currency("USD")
LATER = AFTER + timedelta(days=1)


def demo(house):
    play_all(house, read_terms(examples() / "terms.toml"))


def money_of_no_sale(house):
    """Take money without an invoice, and let the bank charge something."""
    account = BankAccountId("OPERATING")
    begun = bank_accounts.begin(account, currency=USD, balance=0, at=AFTER, on=NEXT_DAY)
    house.do(begun, by=by())
    charged = bank_accounts.book(
        account, amount=-500, kind=BankEntryKind.CHARGE, at=LATER, on=NEXT_DAY
    )
    house.do(charged, by=by())
    received = funds.receive(
        kind=FundsKind.SUSPENSE,
        amount=1_000,
        currency=USD,
        method="wire",
        at=LATER,
        on=NEXT_DAY,
    )
    house.do(received, by=by())


@pytest.fixture
def db(tmp_path):
    with (
        new_house(tmp_path, settled_before, demo, money_of_no_sale) as house,
        Views(house, place(tmp_path)) as views,
        views.asked() as db,
    ):
        yield db


def test_sales_added_up_come_to_what_all_come_to(db):
    added, whole = AddedChecks.of(db, None), Books.of(db, None)
    assert added.amounts == {
        code: list(amount_checks(whole.only(code))) for code in whole.currencies
    }
    lots = list(whole.lot_checks(db, None).checks())
    assert [each for each in added.counts if each in lots] == lots
    assert added.disagreeing == []


def test_nothing_is_left_out_and_no_more_than_one_sale_is_read_at_once(db, monkeypatch):
    parts = parts_of_books(db)
    assert {SALE, "HERITAGE-2025-12"} <= set(parts)
    assert parts.count(NO_SALE) == 1
    assert Books.of(db, NO_SALE).bank
    assert Books.of(db, NO_SALE).funds
    read = []
    of = Books.of
    monkeypatch.setattr(
        Books, "of", classmethod(lambda _, db, sale: read.append(sale) or of(db, sale))
    )
    AddedChecks.of(db, None)
    assert read == parts
    assert None not in read
