"""Which bill a bank's line pays: numbers as people write them, balances, and doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from ledger.identity import InvoiceId, Paddle
from ledger.money import Currency
from ledger.references import creditor_reference, qr_reference
from ledger.settlement.bank import BankLine, LineOutcome, match
from ledger.settlement.bank.matching import Payable
from ledger.settlement.bank.numbers import NumbersIssued, numbers_in
from ledger.settlement.invoice import Invoice, Payment
from ledger.settlement.payments import receive
from ledger.terms.payment_terms import PaymentMethod
from tests.bank_clerk import house_of_two_bills
from tests.settled_sale import AFTER
from tests.story import USD, usd

DAY = date(2026, 5, 22)
TODAY = date(2026, 6, 30)
WIRE = PaymentMethod("wire")
KNOWN = {
    ("HA", "2025", number): InvoiceId(f"HA-2025-{number:05}")
    for number in (1, 17, 18, 175)
}
WRITTEN = [
    ("HA-2025-00017", "17", "as it is printed"),
    ("invoice ha-2025-00017, thank you", "17", "in small letters"),
    ("HA 2025 17", "17", "with spaces, and without zeros"),
    ("HA202500017", "17", "without dashes"),
    ("HA/2025/0017", "17", "with strokes, and fewer zeros"),
    ("HA-2025-000 17", "17", "broken where a line ends"),
    ("HA-20 25-00017", "17", "broken within the year"),
    ("HA-2025-00017 5", "17", "written in full it is not 175"),
    ("HA 2025 17 50000", "17", "an amount behind it"),
    ("HA-2025-17, 500.00", "17", "a comma ends it"),
    ("HA-2025-00017/P1", "17", "a payment's name"),
    ("HA-2025-0001 8", "18", "the zeros say where it ends"),
    ("HA-2025-1 8", "1 18", "it may be either"),
    ("HA-2025-00017 and HA-2025-00018", "17 18", "two are named"),
    ("HA-2025-00017/00018", "17 18", "the second by its digits alone"),
    ("HA-2025-00017 HA-2025-00017", "17", "one is named twice"),
    ("HA-2025-00099", "99", "it is named, though it was never written"),
    ("HA-2025-C00001", "", "that is a credit note"),
    ("XHA-2025-00017", "", "another house's number"),
    ("HA 2025", "", "a year alone"),
    ("2025-00017", "", "it lacks the house"),
]


@pytest.mark.parametrize(("text", "numbers", "because"), WRITTEN)
def test_numbers_as_people_write_them(text, numbers, because):
    found = [
        str(int(one.rpartition("-")[2])) for one in numbers_in(text, KNOWN, ["HA"])
    ]
    assert " ".join(found) == numbers, because


QRR, SCOR = qr_reference("HA-2025-00017"), creditor_reference("HA-2025-00017")
REFERENCES = [
    (QRR, 17, "as a bank lists it"),
    (
        f"{QRR[:2]} {' '.join(QRR[at : at + 5] for at in range(2, 27, 5))}",
        17,
        "printed",
    ),
    (SCOR, 17, "by ISO 11649"),
    (f"{SCOR[:4]} {SCOR[4:8]} {SCOR[8:]} thanks", 17, "in groups, and a word behind"),
    (creditor_reference("HA-2025-00018").lower(), 18, "in small letters"),
    (f"{SCOR[:2]}99{SCOR[4:]}", None, "its check digits are wrong"),
    (QRR[:-1] + str((int(QRR[-1]) + 1) % 10), None, "its check digit is wrong"),
    (qr_reference("HA-2025-00099"), None, "there is no such invoice"),
    (QRR + "0", None, "it is a longer number"),
    (qr_reference("HB-2025-00017"), None, "another house's"),
]


@pytest.mark.parametrize(("text", "number", "because"), REFERENCES)
def test_references_are_decoded_to_the_invoice_they_were_printed_for(
    text, number, because
):
    numbers = [] if number is None else [f"HA-2025-{number:05}"]
    assert NumbersIssued(KNOWN.values()).named_in(text) == numbers, because


def test_a_long_run_of_digits_is_read_in_a_moment():
    assert numbers_in("HA-" + "1 " * 20_000 + "X", KNOWN, ["HA"]) == []


@pytest.fixture(scope="module")
def bills(tmp_path_factory):
    with house_of_two_bills(tmp_path_factory.mktemp("bills")) as house:
        return house.invoices()


def line(text, amount="345.33", **more):
    usual = {"line": 2, "day": DAY, "currency": USD}
    return BankLine(amount=usd(amount), text=text, **{**usual, **more})


def became(lines, bills, way=WIRE):
    payables = [Payable(invoice=bill, way=way, imported_on=TODAY) for bill in bills]
    return match(lines, payables, method="wire")


def test_a_line_pays_the_bill_it_names_whatever_the_amount(bills):
    lines = [line("TH-2026-00001", amount) for amount in ("345.33", "300")]
    exact, over = became(lines, bills)
    assert (exact.outcome, exact.invoice, exact.open) == (
        LineOutcome.BOOKED,
        bills[0].id,
        0,
    )
    assert (over.outcome, over.why) == (
        LineOutcome.AMBIGUOUS,
        "nothing is open on TH-2026-00001",
    )
    (over,) = became([line("TH-2026-00001", "350")], bills)
    assert over.open == -usd("4.67")
    (part,) = became([line("TH-2026-00001", "300")], bills)
    assert part.open == usd("45.33")


def test_a_line_without_a_number_is_known_by_balance_and_paddle(bills):
    (found,) = became([line("paddle 101, thanks")], bills)
    assert (found.outcome, found.invoice, found.open) == (
        LineOutcome.BOOKED,
        bills[0].id,
        0,
    )
    doubtful = [
        line("paddle 1010"),
        line("paddle 101", "345.32"),
        line("paddle 102"),
        line("thanks"),
    ]
    for one in became(doubtful, bills):
        assert (one.outcome, one.invoice) == (LineOutcome.UNMATCHED, None)
        assert one.why == "it names no invoice, and none fits"


def test_the_second_of_two_equal_lines_finds_nothing_open(bills):
    first, second = became([line("paddle 101"), line("Paddle 101")], bills)
    assert (first.outcome, second.outcome) == (
        LineOutcome.BOOKED,
        LineOutcome.UNMATCHED,
    )


def test_what_fits_two_bills_is_left_to_a_clerk(bills):
    twin = replace(
        bills[0], issued=replace(bills[0].issued, invoice=InvoiceId("TH-2026-00003"))
    )
    named, fits = became(
        [line("TH-2026-00001 TH-2026-00002"), line("101")], [*bills, twin]
    )
    assert (named.outcome, fits.outcome) == (
        LineOutcome.AMBIGUOUS,
        LineOutcome.AMBIGUOUS,
    )
    assert named.why == "it names TH-2026-00001 and TH-2026-00002"
    assert named.remedy is not None
    assert named.remedy.startswith("lotledger pay split ")
    assert " TH-2026-00001 TH-2026-00002 --method " in named.remedy
    assert fits.why == "its amount and paddle fit TH-2026-00001 and TH-2026-00003"


def test_a_number_that_is_not_known_stops_the_search(bills):
    (found,) = became([line("TH-2026-00009 paddle 101")], bills)
    assert (found.outcome, found.why) == (
        LineOutcome.UNMATCHED,
        "it names TH-2026-00009, not known here",
    )


def test_money_of_another_currency_is_not_booked(bills):
    euros = {"currency": Currency("EUR")}
    named, fits = became([line("TH-2026-00001", **euros), line("101", **euros)], bills)
    assert named.why == "it names TH-2026-00001, which is in USD"
    assert fits.outcome is LineOutcome.UNMATCHED


def test_money_that_left_or_is_not_booked_is_not_ours(bills):
    out = line("TH-2026-00001")
    found = became(
        [replace(out, amount=-1), replace(out, amount=0), replace(out, objection="no")],
        bills,
    )
    assert {one.outcome for one in found} == {LineOutcome.NOT_OURS}
    assert found[0].why == "no money came in, and no payment stands on TH-2026-00001"


def test_what_the_terms_do_not_take_from_a_bank_is_listed(bills):
    limited = PaymentMethod("wire", limit=usd(400))
    lines = [line("TH-2026-00001", "300"), line("TH-2026-00001", "101")]
    first, second = became(lines, bills, limited)
    assert (first.outcome, second.outcome) == (
        LineOutcome.BOOKED,
        LineOutcome.UNMATCHED,
    )
    (refused,) = became([line("TH-2026-00001")], bills, None)
    assert refused.why == "the terms do not take that of TH-2026-00001 from a bank"


@pytest.mark.parametrize(
    ("limit", "found"),
    [("345.33", LineOutcome.BOOKED), ("345.32", LineOutcome.UNMATCHED)],
)
def test_a_line_may_come_to_a_limit_and_no_cent_over_it(bills, limit, found):
    (only,) = became([line("TH-2026-00001")], bills, PaymentMethod("wire", usd(limit)))
    assert only.outcome is found


def test_a_fee_is_thought_of_when_a_balance_is_compared(bills):
    dear = PaymentMethod("wire", fee=Fraction(3, 100))
    exact, less = became([line("101", "355.69"), line("102", "119.08")], bills, dear)
    assert (exact.invoice, exact.open) == (bills[0].id, 0)
    assert less.outcome is LineOutcome.UNMATCHED


# Known again.


def numbered(lines):
    """Let each line stand in a line of its own."""
    return [replace(each, line=number) for number, each in enumerate(lines, 2)]


def with_payment(bill, one):
    """Return a bill on which a line was booked."""
    (received,) = receive(
        bill,
        paid=one.amount,
        method="wire",
        methods=(),
        on=one.day,
        at=AFTER,
        reference=one.mark,
        entry=one.known_by,
    )
    paid = Payment(received, received.paid, cleared_on=one.day)
    return replace(bill, payments=(*bill.payments, paid))


@pytest.mark.parametrize("reference", [None, "R-1"])
def test_a_line_is_known_again(bills, reference):
    once = line("paddle 101", reference=reference)
    after = [with_payment(bills[0], once), bills[1]]
    lines = [
        once,
        replace(once, day=date(2026, 5, 23)),
        replace(once, amount=1),
        replace(once, text="TH-2026-00001", amount=2, reference=None),
    ]
    part_paid = replace(after[0], credited_amount=-usd(1))
    found = became(numbered(lines), [part_paid, bills[1]])
    again, other_day, other_amount, another = found
    assert (again.outcome, again.why) == (
        LineOutcome.BEFORE,
        "as TH-2026-00001/P1",
    )
    assert other_day.outcome is LineOutcome.UNMATCHED
    assert other_amount.outcome is LineOutcome.UNMATCHED
    assert another.outcome is LineOutcome.BOOKED


def test_of_equal_lines_as_many_are_known_again_as_were_booked(bills):
    one = line("TH-2026-00001", "10")
    after = [with_payment(bills[0], one), bills[1]]
    found = [each.outcome for each in became(numbered([one] * 3), after)]
    assert found == [LineOutcome.BEFORE, LineOutcome.BOOKED, LineOutcome.BOOKED]


def test_a_mark_keeps_no_words_of_the_bank():
    one = line("Mr Smith\n paddle   101")
    assert one.mark == replace(one, text="Mr Smith paddle 101").mark
    assert one.mark.startswith("line ")
    assert len(one.mark) == len("line 01234567")
    assert replace(one, reference="R-1").mark == "R-1"


def test_a_moved_payment_stands_for_no_other_line(bills):
    one = line("TH-2026-00001", "10")
    held = with_payment(bills[0], one)
    moved = replace(held.payments[0].received, moved_from=held.payments[0].id)
    twice = replace(held, payments=(*held.payments, Payment(moved, moved.paid)))
    found = [each.outcome for each in became(numbered([one] * 2), [twice, bills[1]])]
    assert found == [LineOutcome.BEFORE, LineOutcome.BOOKED]


def test_paddles_are_whole_words(bills):
    named = replace(bills[0], issued=replace(bills[0].issued, paddle=Paddle("A7")))
    assert isinstance(named, Invoice)
    (found,) = became([line("bidder a7!")], [named])
    assert found.outcome is LineOutcome.BOOKED
