"""Books that a house really kept: whatever was billed and taken back, they agree."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from ledger.events import Charge
from ledger.house import accounts, corrections, invoicing
from ledger.identity import Paddle
from ledger.refusals import Refusal
from ledger.terms.settling import TaxPlace, TaxScheme
from projections.invoices import Document, bills_in
from projections.reports.books import all_agree
from tests import test_consignment_by_dice as consignors
from tests.consigned import consigned_house, states
from tests.sale_of_tests import SALE, by, entry, lot, new_house
from tests.settled_sale import (
    AFTER,
    CONSIGNOR,
    NEXT_DAY,
    bills,
    hammered,
    rate,
    settle,
    settled_by,
)
from tests.story import usd
from tests.test_consignment_by_dice import some_entries, some_rules
from tests.test_exports import CHECKS, the_file
from tests.told_books import Told

SEEDS = range(10)
LOTS = (1, 2, 3)


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
                said="Courier",
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
    told = (with_consignors if request.param % 2 else with_buyers)(dice, folder)
    yield told
    told.close()


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
        return Told(house)


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
        return Told(house)


def test_books_that_were_really_kept_agree(kept):
    report = kept.report("checks", sale=SALE)
    wrong = [row for table in report.tables for row in table.rows if not row[-1]]
    assert wrong == []
    assert all_agree(kept.report("checks"))


def test_their_series_have_no_gap(kept):
    rows = kept.rows("number-gaps", "series")
    assert rows
    assert all(row["complete"] for row in rows)
    assert kept.rows("number-gaps", "strays") == []


@pytest.mark.parametrize("name", CHECKS)
def test_other_programs_accept_them(kept, tmp_path, name):
    assert CHECKS[name](tmp_path, the_file(kept, name)) == ""


def test_what_is_open_is_what_was_billed_and_not_taken_back(kept):
    """Nobody has paid: what invoices come to, less credit notes, is what is owed."""
    rows = kept.rows("aged-receivables", "receivables_usd", on=NEXT_DAY)
    signs = {Document.INVOICE: 1, Document.CREDIT_NOTE: -1}
    billed = sum(signs[bill.kind] * bill.total for bill in bills_in(kept.db))
    assert sum(row["open"] for row in rows) == billed
