"""What the reports of the books say, worked by hand; and that tampering shows."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

import pytest
from sqlalchemy import update

from ledger.events import (
    CertificateFiled,
    CertificateRevoked,
    Charge,
    Deduction,
    LotWithdrawn,
)
from ledger.identity import ClientId, PaymentId, SaleId, lot_id
from ledger.terms.tax import TaxScheme
from ledger.value import replace
from projections.billing import BILLING, billing_rows
from projections.document_lines import LINES
from projections.document_numbers import NUMBERS
from projections.invoices import INVOICES, buyer_documents
from projections.journal import JOURNAL
from projections.payments import PAYMENTS, payments_in
from projections.payouts import PAYOUTS
from projections.queries import served
from projections.reports.books.aged_receivables import BUCKETS, bucket
from projections.reports.books.cash import Cash, crossings
from projections.reports.books.checks import all_agree
from projections.reports.books.registry import BOOKS
from projections.statements import STATEMENTS
from projections.tax import TAX, taxes_in
from tests.books_by_hand import (
    BUYER,
    CONSIGNOR,
    FIRST,
    GBP,
    OTHER,
    OWN,
    SECOND,
    THIRD,
    books_of,
    cleared,
    credit,
    december,
    drawn,
    due,
    inside,
    invoice,
    late,
    line,
    moved,
    received,
    reversed_,
    stated,
    statement,
    waived,
    whole_story,
)
from tests.entries import LOT, SALE, catalogued, sold

pytestmark = pytest.mark.slow


@pytest.fixture
def tell():
    """Tell events to all views; they close with the test."""
    with ExitStack() as opened:
        yield partial(books_of, opened)


@pytest.fixture
def story(tell):
    return tell(log=whole_story())


def paid_on(told, number):
    """List what was paid on one invoice."""
    return [one for one in payments_in(told.db) if one.invoice == number]


def by(rows, key, value):
    """Pick two columns of some rows: the one that tells them apart, and the other."""
    return {row[key]: row[value] for row in rows}


# The views that the reports read.


def test_an_invoice_says_how_it_stands(story):
    first, second, note = buyer_documents(story.db)
    assert (first.hammer, first.premium, first.charges) == (1_400_00, 350_00, 30_00)
    assert (first.tax, first.total, first.late_charges) == (103_13, 1_883_13, 5_00)
    # A card was taken back, a part was moved here, a wire is under way.
    assert (first.received, first.cleared, first.balance) == (1_883_00, 100_00, 5_13)
    assert (second.credited, second.refunded, second.balance) == (750_00, 800_00, 0)
    assert (first.void, second.void, note.void) == (False, True, False)
    assert (note.invoice, note.total, note.balance) == (SECOND, 750_00, 0)


def test_a_payment_pays_what_is_left_of_it_after_its_fee(tell):
    told = tell(
        invoice(),
        received(f"{FIRST}/P1", 1_030, fee=30_00),
        moved(f"{FIRST}/P1", 400, f"{SECOND}/P1", cleared=False),
    )
    (payment,) = paid_on(told, FIRST)
    assert (payment.pays, payment.cleared, payment.state) == (600_00, 0, "under way")


def test_a_payment_that_was_taken_back_pays_nothing(tell):
    told = tell(
        invoice(),
        received(f"{FIRST}/P1", 1_030, fee=30_00),
        cleared(f"{FIRST}/P1", 1_030),
        reversed_(f"{FIRST}/P1", 1_030, cleared=True, fee=30),
    )
    (payment,) = paid_on(told, FIRST)
    assert (payment.pays, payment.cleared, payment.state) == (0, 0, "reversed")


def test_a_lot_says_on_which_invoice_it_stands(story):
    stand = {one.lot: (one.invoice, one.credit_note) for one in billing_rows(story.db)}
    assert stand == {
        LOT: (FIRST, None),
        OWN: (FIRST, None),
        THIRD: (SECOND, "HA-2025-C00001"),
    }


def test_what_a_credit_note_takes_back_takes_its_tax_back(tell):
    bill = invoice()
    told = tell(bill, *credit(bill, 1))
    taxes = taxes_in(told.db)
    assert [(tax.charge, tax.due) for tax in taxes] == [
        ("hammer", 82_50),
        ("premium", 20_63),
        ("hammer", -82_50),
    ]


# The reports.


def test_every_report_is_made_of_a_ledger_without_books(tell):
    empty = tell()
    for name in BOOKS:
        report = empty.report(name)
        assert report.heading.report == name
        # The checks hold of nothing, too, and tell so.
        agrees = name in {"checks", "settlement"}
        assert agrees or not any(table.rows for table in report.tables)


def test_every_report_of_a_sale_has_its_tables_before_anything_is_billed(tell):
    told = tell(catalogued())
    for name in BOOKS:
        assert told.report(name, sale=SALE).tables


def test_the_trial_balance_comes_to_nothing(story):
    (table,) = story.report("trial-balance").tables
    totals = dict(zip([c.name for c in table.columns], table.totals(), strict=True))
    assert totals["debit"] == totals["credit"] == 12_874_38
    assert totals["closing"] == 0
    closing = by(story.rows("trial-balance", "accounts_usd"), "account", "closing")
    assert closing["receivables"] == 5_13
    assert closing["bank"] == -640_00
    assert closing["consignors"] == -126_75
    assert closing["tax"] == -111_38


def test_a_trial_balance_of_a_period_opens_where_the_one_before_closed(story):
    first, then = (december(1), december(17)), (december(18), december(31))
    before = story.rows("trial-balance", "accounts_usd", period=first)
    after = story.rows("trial-balance", "accounts_usd", period=then)
    closed = by(before, "account", "closing")
    assert {
        account: opening
        for account, opening in by(after, "account", "opening").items()
        if opening
    } == {account: amount for account, amount in closed.items() if amount}


def test_a_trial_balance_up_to_a_day_opens_with_nothing(story):
    rows = story.rows("trial-balance", "accounts_usd", period=(date.min, december(17)))
    assert {row["opening"] for row in rows} == {0}
    assert by(rows, "account", "closing")["receivables"] == 733_13


def test_the_journal_prints_debits_and_credits_in_columns_of_their_own(story):
    rows = story.rows("journal", "postings_usd", sale=SALE)
    assert rows[0]["debit"] == 40_00
    assert rows[0]["credit"] is None
    assert rows[1]["credit"] == 40_00
    assert sum(row["debit"] or 0 for row in rows) == 12_874_38


@pytest.mark.parametrize(
    ("days", "title"),
    [
        (0, "Not due"),
        (1, "1 to 30 days"),
        (30, "1 to 30 days"),
        (31, "31 to 60"),
        (60, "31 to 60"),
        (61, "61 to 90"),
        (90, "61 to 90"),
        (91, "Over 90"),
        (4_000, "Over 90"),
    ],
)
def test_debts_are_aged(days, title):
    assert BUCKETS[bucket(days)][1] == title


@pytest.mark.parametrize(
    ("day", "column", "owed"),
    [
        (december(13), "current", 1_883_13),
        # The card paid 1,000 of it for five days.
        (december(19), "current", 783_13),
        (december(20), "days_1_30", 1_783_13),
        (december(31), "days_1_30", 5_13),
        (date(2026, 1, 19), "days_31_60", 5_13),
        (date(2026, 3, 20), "days_over_90", 5_13),
    ],
)
def test_receivables_are_told_as_they_stood_on_the_day(story, day, column, owed):
    rows = story.rows("aged-receivables", "receivables_usd", on=day)
    (row,) = (row for row in rows if row["invoice"] == FIRST)
    assert (row["open"], row[column]) == (owed, owed)


def test_an_overpaid_invoice_is_told_below_zero(story):
    rows = story.rows("aged-receivables", "receivables_usd", on=december(17))
    assert by(rows, "invoice", "open")[SECOND] == -150_00


def test_consignors_are_owed_what_is_left(story):
    (row,) = story.rows("consignor-payables", "payables_usd")
    told = (row["hammer"], row["taken_off"], row["paid_out"], row["owed"])
    assert told == (1_000_00, 373_25, 500_00, 126_75)


def test_what_a_statement_has_not_taken_off_yet_stands_apart(story):
    rows = story.rows("consignor-payables", "payables_usd", on=december(14))
    (row,) = rows
    assert (row["hammer"], row["advances"], row["expenses"]) == (
        1_600_00,
        200_00,
        40_00,
    )


def test_income_is_told_without_the_tax_inside_it(tell):
    bill = invoice(
        lines=(line(1, Charge.PREMIUM, 1_200, taxes=(inside(200),)),), currency=GBP
    )
    (row,) = tell(bill).rows("income", "income_gbp")
    assert (row["premium"], row["income"]) == (1_000_00, 1_000_00)


def test_income_is_told_by_sale_and_what_for(story):
    (row,) = story.rows("income", "income_usd")
    assert (row["sale"], row["income"]) == (SALE, 910_00)
    assert (row["premium"], row["commission"], row["house_sales"]) == (
        350_00,
        100_00,
        400_00,
    )


def test_tax_is_told_by_place_and_month_with_what_is_exempt(tell):
    exempt = due(100, amount=0, certificate="TX-99")
    told = tell(
        invoice(lines=(line(1, Charge.HAMMER, 1_000, taxes=(due(1_000),)),)),
        invoice(
            SECOND,
            (line(1, Charge.HAMMER, 100, taxes=(exempt,)),),
            issued_on=date(2026, 1, 2),
        ),
    )
    rows = told.rows("tax-liability", "liability_usd")
    assert [
        (row["month"], row["taxable"], row["exempt"], row["due"]) for row in rows
    ] == [
        ("2025-12", 1_000_00, 0, 82_50),
        ("2026-01", 0, 100_00, 0),
    ]
    (row,) = told.rows("tax-liability", "exemptions_usd")
    assert (row["certificate"], row["exempt"]) == ("TX-99", 100_00)


def test_a_line_that_is_exempt_from_two_taxes_is_listed_once(tell):
    taxes = tuple(
        due(100, amount=0, name=name, certificate="TX-99") for name in ("State", "City")
    )
    told = tell(invoice(lines=(line(1, Charge.HAMMER, 100, taxes=taxes),)))
    (row,) = told.rows("tax-liability", "exemptions_usd")
    assert (row["certificate"], row["exempt"]) == ("TX-99", 100_00)


def test_a_summary_sets_hammer_prices_against_estimates(story):
    (row,) = story.rows("sale-summary", "sales_usd", sale=SALE)
    assert (row["lots"], row["offered"], row["sold"], row["passed"]) == (4, 4, 3, 1)
    assert row["sold_by_lots"] == Fraction(3, 4)
    # 800 and 500 sold, 300 did not; the third lot has no estimate: 81.25 %.
    assert row["sold_by_value"] == Fraction(813, 1_000)
    # 1,400 for 1,300 is 107.69 %.
    assert row["against_low"] == Fraction(1_077, 1_000)
    lots = story.rows("sale-summary", "lots_usd", sale=SALE)
    assert [lot["place"] for lot in lots] == ["within", "below", None, None]


def test_a_withdrawn_lot_was_not_offered(tell):
    other = lot_id(SALE, "50062")
    told = tell(
        catalogued(low_estimate=100_00),
        catalogued(other, order=2, low_estimate=300_00),
        sold("17", 50),
        LotWithdrawn(lot=other),
    )
    (row,) = told.rows("sale-summary", "sales_usd")
    assert (row["lots"], row["offered"], row["withdrawn"]) == (2, 1, 1)
    assert (row["sold_by_lots"], row["sold_by_value"]) == (1, 1)


def test_a_series_without_gaps_is_complete(story):
    rows = story.rows("number-gaps", "series")
    assert all(row["complete"] for row in rows)
    assert by(rows, "series", "voids")["HA-2025"] == 1
    (void,) = story.rows("number-gaps", "voids")
    assert (void["document"], void["credit_notes"]) == (SECOND, "HA-2025-C00001")


def test_gaps_and_strays_are_named(tell):
    told = tell(
        drawn("HA-2025", 1, FIRST),
        invoice(),
        drawn("HA-2025", 4, "HA-2025-00004"),
        invoice("HA-2025-00009"),
    )
    (row,) = told.rows("number-gaps", "series")
    assert (row["last"], row["count"], row["numbers"]) == (4, 2, "2, 3")
    assert (row["unused"], row["complete"]) == (1, False)
    strays = told.rows("number-gaps", "strays")
    assert [row["document"] for row in strays] == ["HA-2025-00004", "HA-2025-00009"]


@pytest.mark.parametrize(("first", "second", "told_of"), [(12, 11, 1), (12, 12, 0)])
def test_a_document_of_an_earlier_day_than_the_number_before_it_is_named(
    tell, first, second, told_of
):
    told = tell(
        drawn("HA-2025", 1, FIRST),
        invoice(issued_on=date(2025, 12, first)),
        drawn("HA-2025", 2, SECOND),
        invoice(SECOND, issued_on=date(2025, 12, second)),
        drawn("HA-2025-S", 1, "HA-2025-S00001"),
    )
    strays = told.rows("number-gaps", "strays")
    named = [row for row in strays if "earlier than" in row["why"]]
    assert [row["document"] for row in named] == [SECOND] * told_of


def test_a_number_that_was_drawn_twice_is_named(tell):
    told = tell(
        drawn("HA-2025", 1, FIRST),
        invoice(),
        drawn("HA-2025", 1, SECOND),
        invoice(SECOND),
    )
    (row,) = told.rows("number-gaps", "series")
    assert (row["count"], row["numbers"], row["complete"]) == (2, None, False)
    strays = told.rows("number-gaps", "strays")
    assert [(row["document"], row["why"]) for row in strays] == [
        (FIRST, "number 1 was drawn more than once"),
        (SECOND, "number 1 was drawn more than once"),
    ]


def test_a_consignor_is_due_first_when_the_first_statement_says(tell):
    first, later = date(2026, 1, 25), date(2026, 2, 25)
    told = tell(
        statement((stated(1, Deduction.RESERVE_FEE, -6, due_on=later),)),
        statement((stated(1, Deduction.RESERVE_FEE, -4, due_on=first),), "HA-2025-S2"),
        statement((stated(1, Deduction.RESERVE_FEE, -3, due_on=later),), "HA-2025-S3"),
    )
    (row,) = told.rows("consignor-payables", "payables_usd")
    assert row["due_on"] == first


def cash(day, amount, number=1):
    return Cash(day, amount * 100, f"{FIRST}/P{number}", "cash", SALE)


def test_the_rulebooks_buyer_is_reported_twice():
    """Rulebook 4: 11,000 on 10 Feb, then 3,000, 7,000 and 4,000, the last on 5 May."""
    first, second = crossings(
        [
            cash(date(2025, 2, 10), 11_000),
            cash(date(2025, 3, 1), 3_000),
            cash(date(2025, 4, 1), 7_000),
            cash(date(2025, 5, 5), 4_000),
        ],
        10_000_00,
    )
    assert (first.amount, first.file_by) == (11_000_00, date(2025, 2, 25))
    assert (second.amount, second.file_by) == (14_000_00, date(2025, 5, 20))


@pytest.mark.parametrize(
    ("days", "amounts", "reports", "because"),
    [
        ([0], [10_000], 0, "it must be more than 10,000"),
        ([0, 0], [6_000, 6_000], 1, "two payments of a day are added"),
        ([0, 364], [6_000, 6_000], 1, "twelve months are not over yet"),
        ([0, 365], [6_000, 6_000], 0, "twelve months later it begins anew"),
        (
            [0, 1, 2],
            [11_000, 6_000, 5_000],
            2,
            "what was reported does not count again",
        ),
    ],
)
def test_cash_is_added_up_over_twelve_months(days, amounts, reports, because):
    start = date(2025, 2, 10)
    paid = [
        cash(start + timedelta(days=day), amount)
        for day, amount in zip(days, amounts, strict=True)
    ]
    assert len(crossings(paid, 10_000_00)) == reports, because


def test_cash_is_what_the_house_says_it_is_and_wires_are_not(tell):
    check = {"method": "cashier's check", "client": OTHER}
    told = tell(
        received(f"{FIRST}/P1", 6_000, method="cash"),
        received(f"{FIRST}/P2", 6_000),
        received(f"{SECOND}/P1", 6_000, method="cash", day=20),
        received(f"{SECOND}/P2", 9_000, **check),
        received(f"{SECOND}/P3", 10_001, **check),
    )
    rows = told.rows("cash-report", "reports_usd")
    assert by(rows, "client", "cash") == {BUYER: 12_000_00}
    assert by(rows, "client", "file_by") == {BUYER: date(2026, 1, 4)}
    lower = told.rows("cash-report", "reports_usd", threshold=9_500, instruments=())
    assert by(lower, "client", "cash") == {BUYER: 12_000_00}
    named = told.rows("cash-report", "reports_usd", cash=("wire", "cash"))
    assert by(named, "client", "cash") == {BUYER: 12_000_00}
    counted = told.rows("cash-report", "cash_usd", cash=("wire", "cash"))
    assert [row["report"] for row in counted] == [1, 1, None, None]


def test_cash_that_was_moved_counts_once_and_what_came_back_does_not(tell):
    told = tell(
        received(f"{FIRST}/P1", 9_000, method="cash", day=10),
        moved(f"{FIRST}/P1", 4_000, f"{SECOND}/P1", cleared=True),
        received(
            f"{SECOND}/P1",
            4_000,
            method="cash",
            day=18,
            moved_from=PaymentId(f"{FIRST}/P1"),
        ),
        received(f"{FIRST}/P2", 5_000, method="cash"),
        reversed_(f"{FIRST}/P2", 5_000, cleared=False),
        received(f"{FIRST}/P3", 1_001, method="cash", day=21),
    )
    (row,) = told.rows("cash-report", "reports_usd")
    assert (row["cash"], row["payments"]) == (10_001_00, 3)
    assert (row["first_on"], row["crossed_on"]) == (december(10), december(21))


def test_purchases_that_reach_the_line_are_listed(tell):
    def bill(number, amount, client):
        return invoice(number, (line(1, Charge.HAMMER, amount),), client=client)

    void = bill("HA-2025-00004", 50_000, OTHER)
    told = tell(
        bill(FIRST, 6_000, BUYER),
        bill(SECOND, 4_000, BUYER),
        bill("HA-2025-00003", 9_999, OTHER),
        void,
        *credit(void),
    )
    (row,) = told.rows("aml", "clients_usd")
    assert (row["client"], row["total"], row["alone"]) == (BUYER, 10_000_00, False)
    assert len(told.rows("aml", "invoices_usd")) == 2
    assert told.rows("aml", "clients_usd", threshold=10_001) == []


def test_certificates_that_end_are_named_in_time(tell):
    def filed(client, number, until):
        return CertificateFiled(
            client=ClientId(client),
            jurisdiction="US-TX",
            number=number,
            valid_from=december(1),
            valid_until=until,
        )

    revoked = CertificateRevoked(
        client=ClientId("C-3"), jurisdiction="US-TX", number="3"
    )
    told = tell(
        filed("C-1", "1", december(31)),
        filed("C-2", "2", december(30)),
        filed("C-3", "3", december(30)),
        revoked,
        filed("C-4", "4", None),
        filed("C-5", "5", december(20)),
        CertificateRevoked(client=ClientId("C-5"), jurisdiction="US-TX", number="5"),
        filed("C-5", "5", december(25)),
    )
    rows = told.rows("certificates", "certificates", on=december(31))
    assert [row["number"] for row in rows] == ["5", "2"]
    assert rows[0]["valid_until"] == december(25)


def test_the_stock_book_works_the_margin_out_as_the_tax_office_does(tell):
    """Rulebook 5: hammer 10,000 at 12 % and 12 % leaves a margin of 2,400, VAT 400."""
    scheme = {"scheme": TaxScheme.MARGIN}
    bill = invoice(
        lines=(
            line(1, Charge.HAMMER, 10_000, **scheme),
            line(2, Charge.PREMIUM, 1_200, taxes=(inside(200),), **scheme),
            line(3, Charge.HAMMER, 50, lot=OWN),
        ),
        currency=GBP,
    )
    told_consignor = statement(
        (
            stated(1, Deduction.COMMISSION, -1_200, taxes=(inside(200),)),
            stated(2, Deduction.ILLUSTRATION, -60, taxes=(inside(10),)),
        ),
        currency=GBP,
    )
    (row,) = tell(bill, told_consignor).rows("stock-book", "stock_gbp")
    assert (row["lot"], row["seller"], row["buyer"]) == (LOT, CONSIGNOR, BUYER)
    assert (row["selling"], row["purchase"]) == (11_200_00, 8_800_00)
    assert (row["margin"], row["vat"]) == (2_400_00, 400_00)
    assert (row["invoices"], row["statements"]) == (FIRST, "HA-2025-S00001")


def test_a_lot_of_the_houses_own_has_no_purchase_price_on_record(tell):
    own = line(1, Charge.HAMMER, 500, consignor=None, scheme=TaxScheme.MARGIN)
    (row,) = tell(invoice(lines=(own,))).rows("stock-book", "stock_usd")
    assert (row["selling"], row["purchase"], row["margin"]) == (500_00, None, None)


def test_a_report_can_be_of_one_client(story):
    assert story.rows("invoices", "documents_usd", client=OTHER) == []
    assert len(story.rows("invoices", "documents_usd", client=BUYER)) == 3
    assert len(story.rows("payments", "payments_usd", client=BUYER)) == 5
    lines = story.rows("statements", "lines_usd", client=CONSIGNOR)
    assert sum(row["net"] for row in lines) == 626_75
    paid = story.rows("statements", "payouts_usd", client=CONSIGNOR)
    assert sum(row["kept"] for row in paid) == 740_00


def test_two_currencies_are_never_added_up(tell):
    pounds = invoice(SECOND, (line(1, Charge.HAMMER, 5),), currency=GBP)
    names = [
        table.name for table in tell(invoice(), pounds).report("trial-balance").tables
    ]
    assert names == ["accounts_gbp", "accounts_usd"]


# The checks.


def test_books_that_are_as_they_were_told_agree(story):
    assert all_agree(story.report("checks"))
    assert all_agree(story.report("checks", sale=SALE))
    assert all_agree(story.report("checks", sale=SaleId("ELSEWHERE")))


@pytest.mark.parametrize(
    ("view", "column", "by"),
    [
        (JOURNAL, "amount", 1),
        (INVOICES, "total", 1),
        (INVOICES, "received", 1),
        (INVOICES, "credited", 1),
        (INVOICES, "hammer", -1),
        (LINES, "amount", 1),
        (TAX, "amount", 1),
        (PAYMENTS, "paid", 1),
        (STATEMENTS, "net", 1),
        (PAYOUTS, "amount", 1),
        (BILLING, "hammer", 1),
        (NUMBERS, "number", 1),
    ],
)
def test_a_row_that_was_changed_shows(story, view, column, by):
    with story.engine.connect() as db:
        table = served(db, view).table
    (key,) = table.primary_key.columns
    with story.engine.begin() as db:
        filled = table.c[column].is_not(None)
        first = db.execute(table.select().where(filled).order_by(key)).first()
        one = update(table).where(key == first._mapping[key.name])
        db.execute(one.values({column: table.c[column] + by}))
    report = story.report("checks")
    assert not all_agree(report)
    checked = [table for table in report.tables if table.name != "found"]
    wrong = [row for table in checked for row in table.rows if not row[-1]]
    assert wrong
    assert all(row[3] for row in wrong), "a check that fails tells the difference"


@pytest.mark.parametrize("view", [JOURNAL, LINES, TAX, PAYMENTS, BILLING, NUMBERS])
def test_a_row_that_was_lost_shows(story, view):
    with story.engine.connect() as db:
        table = served(db, view).table
    (key,) = table.primary_key.columns
    with story.engine.begin() as db:
        first = db.execute(table.select().order_by(key.desc())).first()
        db.execute(table.delete().where(key == first._mapping[key.name]))
    assert not all_agree(story.report("checks"))


def test_a_lot_that_was_billed_without_saying_so_shows(tell):
    assert not all_agree(tell(drawn("HA-2025", 1, FIRST), invoice()).report("checks"))


def test_late_charges_are_told_less_what_was_waived(tell):
    told = tell(invoice(), late(FIRST, 5), waived(FIRST, 3))
    (bill,) = buyer_documents(told.db)
    assert (bill.late_charges, bill.balance - bill.total) == (2_00, 2_00)
    (check,) = (
        row
        for row in told.rows("checks", "amounts_usd")
        if row["check"].startswith("Late fees")
    )
    assert (check["expected"], check["found"], check["agrees"]) == (2_00, 2_00, True)


def test_each_base_is_told_once_however_many_taxes_it_bears(tell):
    taxes = tuple(due(1_733, name=name) for name in ("State", "City", "MCTD"))
    told = tell(invoice(lines=(line(1, Charge.HAMMER, 1_733, taxes=taxes),)))
    (sales,) = told.rows("tax-liability", "sales_usd")
    assert (sales["taxable"], sales["sales"]) == (1_733_00, 1_733_00)
    rows = told.rows("tax-liability", "liability_usd")
    assert [row["taxable"] for row in rows] == [1_733_00] * 3
    assert sales["billed"] == 1_733_00 + sum(row["due"] for row in rows)


def test_sales_at_nothing_without_a_tax_and_on_the_margin_are_told_apart(tell):
    margin = {"scheme": TaxScheme.MARGIN, "lot": lot_id(SALE, "50065")}
    vat = replace(inside(25), jurisdiction="US-TX")
    told = tell(
        invoice(
            lines=(
                line(1, Charge.HAMMER, 1_000, taxes=(due(1_000),)),
                line(2, Charge.HAMMER, 100, taxes=(due(100, Fraction(0), amount=0),)),
                line(3, Charge.HAMMER, 50, scheme=TaxScheme.EXEMPT),
                line(4, Charge.SHIPPING, 20),
                line(5, Charge.HAMMER, 600, **margin),
                line(6, Charge.PREMIUM, 150, taxes=(vat,), **margin),
            )
        )
    )
    (row,) = told.rows("tax-liability", "sales_usd")
    apart = ("taxable", "zero_rated", "exempt", "untaxed", "margin", "sales")
    assert [row[name] for name in apart] == [
        1_000_00,
        100_00,
        50_00,
        20_00,
        750_00,
        1_920_00,
    ]
    rates = told.rows("tax-liability", "liability_usd")
    assert sum(rate["margins"] for rate in rates) > 0
    assert all(rate["margins"] == 0 or rate["taxable"] == 0 for rate in rates)
