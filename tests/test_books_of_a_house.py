"""Books that a house really kept: whatever was billed, paid, put right, they agree."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from random import Random

import pytest

from ledger.events import Charge
from ledger.house import accounts, corrections, invoicing
from ledger.identity import Paddle
from ledger.refusals import Refusal
from ledger.terms.settlement_rules import TaxPlace
from ledger.terms.tax import TaxScheme
from projections.invoices import DocumentKind, buyer_documents
from projections.payments import payments_in
from projections.reports.books.checks import all_agree
from tests import random_consignments as consignors, random_payments as payments
from tests.books_by_hand import Books
from tests.consigned import consigned_house, states
from tests.exported import CHECKS, the_file
from tests.random_consignments import some_entries, some_rules
from tests.sale_of_tests import SALE, by, entry, lot, new_house
from tests.settled_sale import (
    AFTER,
    CONSIGNOR,
    NEXT_DAY,
    PAYS,
    bills,
    hammered,
    rate,
    settle,
    settled_by,
)
from tests.story import usd

pytestmark = pytest.mark.slow

SEEDS = range(12)
LOTS = (1, 2, 3)
NEXT_YEAR = date(2027, 1, 1)


def a_second_thought(dice, issued):
    """Throw something that puts a bill right, or adds to the next."""
    when = {"at": AFTER, "authorised_by": "second@example"}
    one = lot(dice.choice(LOTS))
    match dice.randrange(5):
        case 0:
            return corrections.rescind(one, **when)
        case 1:
            return corrections.amend_hammer(
                one, buyer=None, price=usd(dice.choice([100, 130])), **when
            )
        case 2:
            return corrections.resell(one, **when)
        case 3:
            some = dice.choice([{}, {"lots": [one]}])
            number = dice.choice(issued).invoice
            return invoicing.credit(number, on=NEXT_DAY, at=AFTER, **some)
        case _:
            return accounts.charge(
                SALE,
                Paddle(dice.choice(["101", "102"])),
                kind=dice.choice([Charge.SHIPPING, Charge.OTHER]),
                amount=usd(dice.randint(1, 90)),
                description="Courier",
                on=NEXT_DAY,
                at=AFTER,
            )


def happens(house, dice):
    """Let second thoughts happen, and settle anew after some of them."""
    issued = bills(settle(house))
    for turn in range(12):
        act = a_second_thought(dice, issued)
        try:
            house.do(act, by=by(f"{turn}", reason="the dice"))
            if dice.random() < 0.6:
                issued += bills(settle(house, key=f"settle {turn}"))
        except Refusal:
            continue


@pytest.fixture(scope="module", params=SEEDS)
def kept(request, tmp_path_factory):
    """Keep the books of a sale by dice, and tell the views of them."""
    dice, folder = Random(request.param), tmp_path_factory.mktemp("kept")
    play = (with_buyers, with_consignors, with_payments)[request.param % 3]
    told = play(dice, folder)
    yield told
    told.close()


def kept_by(house):
    """Tell the views what the house knows, and keep what its bills say."""
    told = Books(house)
    told.balances = {bill.id: bill.balance for bill in house.invoices(SALE)}
    return told


def with_consignors(dice, folder):
    """Let consignors be charged, stated and paid, while prices are put right."""
    rules, entries = some_rules(dice), list(some_entries(dice))
    unsold, bought_back = dice.sample(range(1, 9), 2), dice.sample(range(1, 9), 1)
    with consigned_house(
        folder, entries, rules=rules, unsold=unsold, bought_back=bought_back
    ) as house:
        for _ in range(30):
            # What cannot be, such as a price above a maximum, is not.
            with suppress(Refusal):
                consignors.happens(house, dice)
        states(house)
        return kept_by(house)


def with_payments(dice, folder):
    """Let buyers pay too little, too much, twice and for the wrong invoice."""
    entries = [entry(number, consignor=CONSIGNOR) for number in payments.LOTS]
    with new_house(folder, durable=False, settlement=PAYS, entries=entries) as house:
        payments.sold(house)
        for turn in range(80):
            with suppress(Refusal):
                act = payments.throw(dice, house)
                house.do(act, by=by(f"turn {turn}", reason="the dice"))
        return kept_by(house)


def with_buyers(dice, folder):
    """Let buyers be billed, charged and credited, while prices are put right."""
    entries = [
        entry(number, consignor=dice.choice([None, CONSIGNOR])) for number in LOTS
    ]
    margin = dice.random() < 0.4
    place = TaxPlace("GB", TaxScheme.MARGIN) if margin else TaxPlace("US-TX")
    rates = (rate("GB", "20", name="VAT"), rate("US-TX", "8.25"))
    with new_house(folder, durable=False, entries=entries) as house:
        hammered(house)
        settled_by(house, *rates, tax=place)
        happens(house, dice)
        return kept_by(house)


def test_books_that_were_really_kept_agree(kept):
    report = kept.report("checks", sale=SALE)
    wrong = [row for table in report.tables for row in table.rows if not row[-1]]
    # Where the dice put a price right after it was invoiced, nobody settled since.
    amended = [row for row in wrong if str(row[0]).startswith("Lot")]
    assert wrong == amended
    assert all_agree(report) == (amended == [])


def test_their_series_have_no_gap(kept):
    rows = kept.rows("number-gaps", "series")
    assert rows
    assert all(row["complete"] for row in rows)
    assert kept.rows("number-gaps", "strays") == []


@pytest.mark.parametrize("name", CHECKS)
def test_other_programs_accept_them(kept, tmp_path, name):
    assert CHECKS[name](tmp_path, the_file(kept, name)) == ""


def test_what_is_open_is_what_was_billed_and_is_not_paid(kept):
    """What the journal has is what documents and payments come to, on the last day."""
    rows = kept.rows("aged-receivables", "receivables_usd", on=NEXT_YEAR)
    signs = {DocumentKind.INVOICE: 1, DocumentKind.CREDIT_NOTE: -1}
    billed = sum(signs[bill.kind] * bill.total for bill in buyer_documents(kept.db))
    late = sum(bill.late_charges for bill in buyer_documents(kept.db))
    paid = sum(payment.pays for payment in payments_in(kept.db))
    assert sum(row["open"] for row in rows) == billed + late - paid


def test_invoices_are_open_by_what_the_house_would_say(kept):
    open_by = {
        bill.invoice: bill.balance
        for bill in buyer_documents(kept.db, SALE)
        if bill.kind is DocumentKind.INVOICE
    }
    assert open_by == kept.balances
