"""What each event posts: worked by hand, balanced by itself, the same in any batch."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random
from typing import get_args

import pytest
from sqlalchemy import create_engine, select

from ledger.events import (
    BalancesBroughtForward,
    BankEvent,
    BidPlaced,
    Charge,
    Deduction,
    ExportLapsed,
    ExportProofFiled,
    FundsEvent,
    OwnTaxEvent,
    PurchaseRecorded,
    RepaymentReceived,
    RepaymentReversed,
    SaleAnnounced,
    SeriesBroughtForward,
)
from ledger.events.diligence import DiligenceEvent
from ledger.events.holds import HoldEvent
from ledger.events.intake import LotIntakeEvent, SaleIntakeEvent
from ledger.events.write_offs import StandingEvent
from ledger.money import share
from ledger.terms.tax import TaxDue
from projections import catching_up
from projections.engine import catch_up
from projections.journal import JOURNAL, BookAccount, journal_entry, postings
from projections.journal.legs import JournalEntry, Leg, Party
from projections.queries import served
from projections.views import VIEWS
from tests.books_by_hand import (
    BUYER,
    CONSIGNOR,
    FIRST,
    SECOND,
    Books,
    advance,
    afterwards,
    cleared,
    credit,
    december,
    due,
    expense,
    inside,
    invoice,
    late,
    line,
    moved,
    payout,
    payout_back,
    received,
    refunded,
    reversed_,
    stated,
    statement,
    waived,
    whole_story,
)
from tests.entries import SALE, USD, Log

pytestmark = pytest.mark.slow

P1, Q1 = f"{FIRST}/P1", f"{SECOND}/P1"


def posted(*events):
    """Add up what events post, in cents by account; tax by whose it is."""
    found = Counter()
    for event in events:
        for leg in journal_entry(event).legs:
            name = f"{leg.account} {leg.jurisdiction or ''}".strip()
            found[name] += leg.amount
    return {name: amount for name, amount in found.items() if amount}


BILL = {
    "receivables": 1_883_13,
    "consignors": -1_000_00,
    "premium": -350_00,
    "house-sales": -400_00,
    "buyer-charges": -30_00,
    "tax US-TX": -103_13,
}


@pytest.mark.parametrize(
    ("event", "expected", "because"),
    [
        (invoice(), BILL, "the buyer owes the gross, each gets their own"),
        (
            credit(invoice())[1],
            {account: -amount for account, amount in BILL.items()},
            "a credit note is the mirror",
        ),
        (
            received(P1, 1_030, fee=30_00),
            {
                "payments-under-way": 1_030_00,
                "receivables": -1_000_00,
                "payment-fees": -30_00,
            },
            "the rest after the fee pays the bill",
        ),
        (
            received(P1, 970, fee=-30_00),
            {
                "payments-under-way": 970_00,
                "receivables": -1_000_00,
                "payment-fees": 30_00,
            },
            "a discount pays more than came in",
        ),
        (
            cleared(P1, 1_030),
            {"bank": 1_030_00, "payments-under-way": -1_030_00},
            "the bank made it good",
        ),
        (
            reversed_(P1, 1_030, cleared=True, fee=30),
            {"receivables": 1_000_00, "payment-fees": 30_00, "bank": -1_030_00},
            "it had cleared, so the bank loses it",
        ),
        (
            reversed_(P1, 1_030, cleared=False, fee=30),
            {
                "receivables": 1_000_00,
                "payment-fees": 30_00,
                "payments-under-way": -1_030_00,
            },
            "it had not cleared, so nothing is under way any more",
        ),
        (
            refunded(FIRST, 12),
            {"receivables": 12_00, "bank": -12_00},
            "what was paid too much goes back",
        ),
        (
            late(FIRST, 5),
            {"receivables": 5_00, "late-charges": -5_00},
            "a late fee is owed on top",
        ),
        (
            late(FIRST, 5, days=10),
            {"receivables": 5_00, "late-charges": -5_00},
            "and so is interest",
        ),
        (
            waived(FIRST, 5),
            {"receivables": -5_00, "late-charges": 5_00},
            "what is waived is owed and earned no more: the mirror",
        ),
        (
            expense(40),
            {"expenses-to-recover": 40_00, "bank": -40_00},
            "the house paid, and will take it off",
        ),
        (
            advance(200),
            {"advances": 200_00, "bank": -200_00},
            "an advance is a claim on the consignor",
        ),
        (
            statement(),
            {
                "consignors": 373_25,
                "commission": -100_00,
                "seller-fees": -25_00,
                "expenses-to-recover": -40_00,
                "advances": -200_00,
                "tax US-TX": -8_25,
            },
            "the hammer was owed since it was billed; the rest is taken off",
        ),
        (
            payout(500),
            {"consignors": 500_00, "bank": -500_00},
            "the consignor was paid",
        ),
        (
            payout_back(500),
            {"consignors": -500_00, "bank": 500_00},
            "and it came back",
        ),
    ],
)
def test_an_event_posts(event, expected, because):
    assert posted(event) == expected, because


@pytest.mark.parametrize("good", [True, False])
def test_a_payment_moved_to_another_invoice_takes_its_money_along(good):
    """Where it is after the move does not depend on which way it was."""
    first = [received(Q1, 900)] + ([cleared(Q1, 900)] if good else [])
    moving = [moved(Q1, 100, P1, cleared=good), received(P1, 100, moved_from=Q1)]
    then = [cleared(P1, 100)] if good else []
    held = "bank" if good else "payments-under-way"
    assert posted(*first, *moving, *then) == {"receivables": -900_00, held: 900_00}
    if not good:
        late_to_clear = [cleared(Q1, 800), cleared(P1, 100)]
        assert posted(*first, *moving, *late_to_clear) == {
            "receivables": -900_00,
            "bank": 900_00,
        }


def test_vat_on_the_margin_is_taken_out_of_the_income_it_is_inside():
    """Rulebook 5: hammer 10,000 at 12 % and 12 % leaves a margin of 2,400, VAT 400."""
    bill = invoice(
        lines=(
            line(1, Charge.HAMMER, 10_000),
            line(2, Charge.PREMIUM, 1_200, taxes=(inside(200),)),
        )
    )
    told = statement((stated(1, Deduction.COMMISSION, -1_200, taxes=(inside(200),)),))
    assert posted(bill, told) == {
        "receivables": 11_200_00,
        "consignors": -8_800_00,
        "premium": -1_000_00,
        "commission": -1_000_00,
        "tax GB": -400_00,
    }


def test_vat_inside_a_consigned_hammer_is_not_the_consignors_to_bear():
    bill = invoice(lines=(line(1, Charge.HAMMER, 1_200, taxes=(inside(200),)),))
    assert posted(bill) == {
        "receivables": 1_200_00,
        "consignors": -1_200_00,
        "premium": 200_00,
        "tax GB": -200_00,
    }


def test_vat_inside_a_sale_of_the_houses_own_is_not_earned():
    own = line(1, Charge.HAMMER, 1_200, consignor=None, taxes=(inside(200),))
    assert posted(invoice(lines=(own,))) == {
        "receivables": 1_200_00,
        "house-sales": -1_000_00,
        "tax GB": -200_00,
    }


def test_a_resale_right_is_owed_on():
    bill = invoice(lines=(line(1, Charge.RESALE_RIGHT, 40),))
    assert posted(bill) == {"receivables": 40_00, "resale-right": -40_00}


def test_a_line_that_corrects_a_statement_is_its_mirror():
    back = TaxDue(
        jurisdiction="US-TX",
        name="Sales tax",
        rate=due(100).rate,
        valid_from=due(100).valid_from,
        base=-100_00,
        amount=-8_25,
    )
    taken = stated(1, Deduction.COMMISSION, -100, taxes=(due(100),))
    given = stated(1, Deduction.COMMISSION, 100, taxes=(back,), corrects="HA-2025-S1")
    assert posted(statement((taken,)), statement((given,))) == {}


def test_what_does_not_balance_is_not_posted():
    leg = Leg(account=BookAccount.BANK, amount=1, what="x", party=Party(client=BUYER))
    with pytest.raises(AssertionError, match="does not balance"):
        JournalEntry(
            day=december(1),
            sale=SALE,
            currency=USD,
            document="HA-2025-00001",
            invoice=None,
            legs=(leg,),
        )


def test_events_of_the_room_post_nothing():
    lots_alone = [entry.event for entry in whole_story().entries[:4]]
    assert [journal_entry(event) for event in lots_alone] == [None] * 4


def throw_taxes(dice, amount):
    """Throw none, one or two taxes, on top of a line or inside it."""
    taxes = []
    for place in dice.sample(["US-TX", "GB", "FR"], dice.choice([0, 1, 1, 2])):
        rate = Fraction(dice.randint(0, 25), 100)
        tax = share(amount, rate)
        hidden = dice.random() < 0.4
        taxes.append(
            TaxDue(
                jurisdiction=place,
                name="Tax",
                rate=rate,
                valid_from=december(1),
                base=amount,
                amount=0 if hidden else tax,
                included=share(tax, Fraction(1, 2)) if hidden else 0,
            )
        )
    return tuple(taxes)


def throw_lines(dice):
    lines = []
    for number in range(1, dice.randint(1, 9)):
        amount = dice.randint(0, 10**6)
        lines.append(
            line(
                number,
                dice.choice(list(Charge)),
                amount,
                consignor=dice.choice([None, CONSIGNOR]),
                taxes=throw_taxes(dice, amount * 100),
            )
        )
    return tuple(lines)


def throw_statement(dice):
    lines = []
    for number in range(1, dice.randint(1, 9)):
        amount = dice.randint(-(10**6), 10**6)
        lines.append(
            stated(
                number,
                dice.choice(list(Deduction)),
                amount,
                taxes=throw_taxes(dice, -amount * 100),
            )
        )
    return tuple(lines)


def test_every_event_balances_whatever_it_says():
    """What does not balance cannot be made, so that making it is the test."""
    dice = Random(11)
    for _ in range(300):
        bill = invoice(lines=throw_lines(dice))
        note = credit(bill)[1]
        assert posted(bill, note) == {}, "the credit note mirrors the invoice"
        told = journal_entry(statement(throw_statement(dice)))
        payment = received(P1, dice.randint(0, 999), fee=dice.randint(-99, 99))
        back = reversed_(
            P1,
            dice.randint(0, 99),
            fee=dice.randint(-9, 9),
            cleared=dice.random() < 0.5,
        )
        for whole in (
            journal_entry(bill),
            told,
            journal_entry(payment),
            journal_entry(back),
        ):
            assert sum(leg.amount for leg in whole.legs) == 0


# The rows.


@pytest.fixture
def story():
    told = Books(whole_story())
    yield told
    told.close()


def test_a_posting_says_whose_it_is_and_of_what(story):
    rows = [posting for posting in postings(story.db) if posting.document == FIRST]
    first, second = rows[0], rows[1]
    assert (first.posting, first.account) == ("12/1", BookAccount.RECEIVABLES)
    assert (first.client, first.paddle, first.lot) == (BUYER, "17", None)
    assert (first.day, first.currency, first.amount) == (december(12), "USD", 1_883_13)
    assert (first.event, first.what) == ("invoice-issued/1", f"Invoice {FIRST}")
    assert (second.client, second.paddle) == (CONSIGNOR, None)
    assert second.what == "Hammer of lot 50061: First spacewalk"


def test_a_posting_of_nothing_is_left_out(story):
    assert all(posting.amount for posting in postings(story.db))


def test_a_payment_that_had_cleared_keeps_its_days(story):
    """Between the move and the clearing no day counts the money twice."""
    days = Counter()
    for posting in postings(story.db):
        if posting.account is BookAccount.BANK:
            days[posting.day.day] += posting.amount
    # The 900 came on the 16th; moving 100 of it on the 18th leaves the bank alone.
    assert days[16] == 1_930_00
    assert days[18] == 0


def test_postings_are_told_by_sale_and_period(story):
    within = postings(story.db, SALE, (december(15), december(16)))
    assert {one.day for one in within} == {december(15), december(16)}
    assert postings(story.db, "ELSEWHERE") == []


def contents(log, views=VIEWS):
    engine = create_engine("sqlite://")
    catch_up(log, engine, views)
    with engine.connect() as db:
        told = {}
        for view in views:
            table = served(db, view).table
            (key,) = table.primary_key.columns
            told[view.name] = db.execute(select(table).order_by(key)).all()
    engine.dispose()
    return told


@pytest.mark.parametrize("size", [1, 2, 7])
def test_the_books_are_the_same_in_any_batch(monkeypatch, size):
    whole = contents(whole_story())
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", size)
    assert contents(whole_story()) == whole


OF_MONEY_BESIDE = {
    kind for union in (FundsEvent, BankEvent, StandingEvent) for kind in get_args(union)
} | {RepaymentReceived, RepaymentReversed}
"""What test_funds.py tells the views, in stories and by dice."""
OF_TAX_BESIDE = {PurchaseRecorded, ExportProofFiled, ExportLapsed} | {
    *get_args(OwnTaxEvent)
}
"""What test_own_goods.py, test_own_tax.py and the tests of exports tell them."""

OF_INTAKE = {
    kind
    for union in (LotIntakeEvent, SaleIntakeEvent, DiligenceEvent, HoldEvent)
    for kind in get_args(union)
}
"""What test_intake.py tells them."""
OF_A_SEASON_BEFORE = {SeriesBroughtForward, BalancesBroughtForward}
"""What test_seasons.py tells them."""


def test_the_story_has_an_event_of_every_kind_that_a_view_of_the_books_hears():
    whole = whole_story().tell(*afterwards())
    kinds = {type(entry.event) for entry in whole.entries}
    kinds |= OF_MONEY_BESIDE | OF_TAX_BESIDE | OF_INTAKE | OF_A_SEASON_BEFORE
    books = [v for v in VIEWS if v.hears.keys().isdisjoint({BidPlaced, SaleAnnounced})]
    assert set().union(*(view.hears for view in books)) <= kinds


def test_the_journal_is_one_of_the_views_that_are_checked():
    assert JOURNAL in VIEWS


def test_a_log_without_books_has_no_postings():
    told = Books(Log())
    assert postings(told.db) == []
    told.close()


def test_a_moved_payment_is_told_as_such(story):
    said = [
        posting.what
        for posting in postings(story.db)
        if posting.event.startswith("payment-m")
    ]
    assert said[0] == f"Payment {Q1} was meant for {FIRST}/P2"
