"""Lines of a bank that pay no invoice, and the command that books each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger.events import BankEntryKind
from ledger.house import bank, bank_accounts, consigning, funds, payments, payout_files
from ledger.identity import BankAccountId, ClientId, FundsId, InvoiceId, payment_id
from ledger.money import Currency
from ledger.settlement.bank import BankLine, LineOutcome
from ledger.terms.payment_terms import PaymentMethod
from tests.bank_clerk import house_of_two_bills
from tests.consigned import ANN, TENTH, consigned_house, consigned_lot, pays_out, states
from tests.sale_of_tests import SALE, by
from tests.settled_sale import AFTER, PAYS, settle
from tests.story import USD, usd

pytestmark = pytest.mark.slow

ONE, OTHER = InvoiceId("TH-2026-00001"), InvoiceId("TH-2026-00002")
BANK = BankAccountId("OPERATING")
PAID, DAY = date(2026, 6, 1), date(2026, 6, 4)
NOW = AFTER + timedelta(days=60)
WHY = replace(by(reason="as the bank says"), key=None)
CARDS = replace(PAYS, methods=tuple(map(PaymentMethod, ("wire", "card", "amex"))))
BEFORE, ASKED = LineOutcome.BEFORE, LineOutcome.AMBIGUOUS
TAKEN, LEFT = LineOutcome.TAKEN_BACK, LineOutcome.UNMATCHED


@pytest.fixture
def house(tmp_path):
    with house_of_two_bills(tmp_path, settlement=CARDS) as house:
        yield house


@pytest.fixture
def consigned(tmp_path):
    """Keep a consignor's $900, of which nothing waits."""
    at_once = replace(TENTH, withhold=False)
    with consigned_house(tmp_path, (consigned_lot(1, 1_000),), rules=at_once) as house:
        settle(house, on=date(2026, 5, 21))
        states(house)
        yield house


def line(amount, text="", **more):
    usual = {"line": 2, "day": DAY, "currency": USD, "reference": "B1"}
    return BankLine(amount=usd(amount), text=text, **{**usual, **more})


def left(amount, text="", **more):
    came = line(amount, text, **more)
    return replace(came, amount=-came.amount)


def matched(house, *lines):
    numbered = [replace(each, line=number) for number, each in enumerate(lines, 2)]
    return bank.matched(house, numbered, sales=(), method="wire", at=NOW)


def does(house, *commands):
    for command in commands:
        house.do(command, by=WHY)


def begins(house, *names):
    for name in names or (BANK,):
        day = date(2026, 5, 1)
        does(house, bank_accounts.begin(name, 0, USD, on=day, at=NOW))


# Money that came in for no invoice.


@pytest.mark.parametrize(
    ("text", "command", "because"),
    [
        ("many thanks", "funds suspense 50.00", "nobody is named"),
        ("deposit of C-101", "funds on-account C-101 50.00", "a client is"),
        ("c-101, deposit", "funds on-account C-101 50.00", "in small letters"),
        ("from C-1011", "funds suspense 50.00", "that is somebody else"),
        ("C-101 and C-102", "funds suspense 50.00", "it may be either's"),
        ("for paddle 102", "funds on-account C-102 50.00", "a paddle is one's"),
        ("street 102", "funds suspense 50.00", "a number is no paddle"),
        ("HA-2025-00017", "funds suspense 50.00", "it is another house's invoice"),
        ("TH-2026-00009", "funds suspense 50.00", "there is no such invoice"),
    ],
)
def test_what_fits_nothing_comes_with_its_command(house, text, command, because):
    (match,) = matched(house, line(50, text))
    assert match.outcome is LEFT
    booked = f"lotledger {command} --currency USD --method wire --on 2026-06-04"
    assert match.remedy == f"{booked} --reference B1", because


def test_money_of_a_currency_without_cents_is_written_without(house):
    yen = BankLine(line=2, day=DAY, amount=5_000, currency=Currency("JPY"), text="?")
    (match,) = matched(house, yen)
    assert " 5000 --currency JPY " in match.remedy


def test_an_invoice_that_takes_no_more_names_its_client(house):
    (match,) = matched(house, line(50, f"{ONE}", currency=Currency("EUR")))
    assert match.remedy.startswith("lotledger funds on-account C-101 50.00")


def test_what_was_booked_by_the_command_is_known_again(house):
    lost = line(50, "many thanks")
    taken = {"method": "wire", "on": DAY, "reference": lost.mark, "at": NOW}
    does(house, funds.receive("suspense", lost.amount, USD, **taken))
    (match,) = matched(house, lost)
    assert (match.outcome, match.payments) == (BEFORE, ("SUSPENSE/S1",))


def test_a_consignor_who_owes_pays_back(consigned):
    pays_out(consigned)
    advance = consigning.advance(SALE, ANN, usd(200), method="wire", on=PAID, at=NOW)
    does(consigned, advance, consigning.state(SALE, ANN, on=DAY, at=NOW))
    named, exact, more = matched(
        consigned,
        line(50, "C-ANN pays"),
        line(200, "thanks", reference="B2"),
        line(201, "thanks", reference="B3"),
    )
    assert named.remedy.startswith("lotledger repay MAY26 C-ANN 50.00 --method wire")
    assert exact.remedy.startswith("lotledger repay MAY26 C-ANN 200.00 --method wire")
    assert more.remedy.startswith("lotledger funds suspense")
    repaid = consigning.repay(
        SALE, ANN, usd(50), method="wire", on=DAY, reference="B1", at=NOW
    )
    does(consigned, repaid)
    (again,) = matched(consigned, line(50, "C-ANN pays"))
    assert again.outcome is BEFORE


# Money that left.


@pytest.mark.parametrize(
    ("text", "more", "command"),
    [
        ("ACCOUNT FEE", {}, "charge 12.00"),
        ("Kontoführungsentgelt", {}, "charge 12.00"),
        ("Sollzinsen", {}, "interest 12.00 --out"),
        ("rent of June", {}, "other 12.00 --out"),
        ("rent of June", {"kind": BankEntryKind.CHARGE}, "charge 12.00"),
    ],
)
def test_the_bank_s_own_comes_with_its_command(house, text, more, command):
    (match,) = matched(house, left(12, text, **more))
    assert match.remedy is None, "no account was begun"
    begins(house)
    (match,) = matched(house, left(12, text, **more))
    assert match.outcome is LineOutcome.NOT_OURS
    ends = "--on 2026-06-04 --reference B1"
    assert match.remedy == f"lotledger bank book OPERATING {command} {ends}"
    charge = bank_accounts.book(
        BANK, BankEntryKind.OTHER, -usd(12), on=DAY, reference="B1", at=NOW
    )
    does(house, charge)
    (again,) = matched(house, left(12, text, **more))
    assert (again.outcome, again.why) == (BEFORE, "as entry 1 of OPERATING")


def test_one_of_several_accounts_is_not_guessed_at(house):
    begins(house, BANK, BankAccountId("SAVINGS"))
    (match,) = matched(house, left(12, "ACCOUNT FEE"))
    assert match.remedy is None


def test_what_a_consignor_is_due_is_a_payout(consigned):
    (match,) = matched(consigned, left(900, "OUTGOING WIRE"))
    paid = "lotledger payout MAY26 C-ANN 900.00 --method wire --on 2026-06-04"
    assert match.remedy == f"{paid} --reference B1"


def sends(house):
    waiting = payout_files.to_send(house, SALE, method="wire")
    sent = payout_files.send(
        SALE,
        waiting.payouts,
        file=waiting.file,
        sha256="0" * 64,
        authorised_by="Cleo",
        pays_on=DAY,
        at=NOW,
    )
    does(house, sent)
    return waiting


def test_a_payout_is_known_as_it_leaves(consigned):
    pays_out(consigned)
    (perhaps,) = matched(consigned, left(900, "OUTGOING WIRE"))
    assert (perhaps.outcome, perhaps.remedy) == (ASKED, None)
    assert perhaps.why.startswith("perhaps payout 1 to C-ANN of MAY26 of 2026-06-01")
    name = sends(consigned).payouts[0].end_to_end
    (surely, other) = matched(
        consigned, left(900, f"TRANSFER {name}"), left(900, "RENT", reference="B2")
    )
    assert (surely.outcome, surely.why) == (BEFORE, "as payout 1 to C-ANN of MAY26")
    assert other.outcome is LineOutcome.NOT_OURS, "one payout left once"


def test_a_file_of_payouts_may_leave_as_one_entry(consigned):
    pays_out(consigned, 300)
    pays_out(consigned, 600)
    file = sends(consigned).file
    (whole,) = matched(consigned, left(900, "SEPA COLLECTIVE"))
    assert (whole.outcome, whole.why) == (BEFORE, f"as the 2 payouts of file {file}")


# Payouts that come back.


@pytest.mark.parametrize("marked", [True, False])
def test_a_returned_payout_is_shown_with_its_command(consigned, marked):
    pays_out(consigned, 300)
    pays_out(consigned, 300)
    _, second = sends(consigned).payouts
    text = f"RETURN {second.end_to_end.replace('-', ' ')}"
    back = line(300, text, returned=marked, code="AC01" if marked else None)
    (match,) = matched(consigned, back)
    assert (match.outcome, match.why) == (TAKEN, "payout 2 to C-ANN of MAY26 came back")
    code = ", AC01" if marked else ""
    reverse = "lotledger payout MAY26 C-ANN --reverse 2 --on 2026-06-04"
    assert match.remedy == f"{reverse} --reason 'the bank returned it{code}'"
    does(consigned, consigning.reverse_payout(SALE, ANN, 2, on=DAY, at=NOW))
    (again,) = matched(consigned, back)
    assert again.outcome is BEFORE


def test_a_return_that_names_nothing_is_known_by_its_amount(consigned):
    pays_out(consigned, 300)
    pays_out(consigned, 200)
    match, unknown = matched(
        consigned,
        line(200, "RETURN", returned=True),
        line(199, "RETURN", returned=True, reference="B2"),
    )
    assert match.why == "payout 2 to C-ANN of MAY26 came back"
    assert unknown.outcome is TAKEN
    assert unknown.remedy.startswith("lotledger funds suspense 199.00")
    pays_out(consigned, 200)
    (either,) = matched(consigned, line(200, "RETURN", returned=True))
    assert " or: " in either.remedy


def test_what_banks_kept_of_a_return_is_their_charge(consigned):
    begins(consigned)
    pays_out(consigned)
    name = sends(consigned).payouts[0].end_to_end
    (match,) = matched(consigned, line(885, f"RETURN {name}", returned=True))
    assert match.why.endswith("came back less $15 of $900")
    charge = "lotledger bank book OPERATING charge 15.00 --on 2026-06-04"
    assert match.remedy.endswith(f"; {charge}")


def test_a_refund_and_a_remittance_come_back_as_well(house):
    begins(house)
    taken = {"method": "wire", "on": PAID, "at": NOW}
    does(
        house,
        funds.receive("on-account", usd(80), USD, client=ClientId("C-101"), **taken),
        funds.refund(FundsId("C-101/F1"), method="wire", on=PAID, at=NOW),
        bank_accounts.remit(
            BANK,
            "resale-right",
            "DACS",
            usd(70),
            period_from=PAID,
            period_to=PAID,
            on=PAID,
            at=NOW,
        ),
    )
    refund, remittance = matched(
        house,
        line(80, "RETURN", returned=True),
        line(70, "RETURN", returned=True, reference="B2"),
    )
    assert refund.remedy.startswith("lotledger funds reverse C-101/F1 --refund 1 --on")
    reverse = "lotledger bank reverse OPERATING --remittance 1 --on 2026-06-04"
    assert remittance.remedy.startswith(reverse)


# Payments that are credited in one sum.


def takes(house, number, amount, method="card", on=PAID):
    taken = payments.receive(number, paid=usd(amount), method=method, on=on, at=NOW)
    does(house, taken)


@pytest.mark.parametrize(("amount", "fee"), [("464.41", None), ("450.48", "13.93")])
def test_cards_of_a_day_less_a_fee_are_shown(house, amount, fee):
    begins(house)
    takes(house, ONE, "345.33")
    takes(house, OTHER, "119.08")
    batch = line(amount, "MERCHANT SETTLEMENT", reference="M-1")
    (match,) = matched(house, batch)
    cleared = [
        f"lotledger pay clear {payment_id(number, 1)} --on 2026-06-04"
        for number in (ONE, OTHER)
    ]
    kept = "lotledger bank book OPERATING card-fee 13.93 --on 2026-06-04"
    booked = [f"{kept} --reference M-1"] if fee else []
    assert match.outcome is ASKED
    assert match.remedy == "; ".join([*cleared, *booked])
    for number in (ONE, OTHER):
        does(house, payments.clear(payment_id(number, 1), on=DAY, at=NOW))
    if fee:
        card = BankEntryKind.CARD_FEE
        kept = bank_accounts.book(
            BANK, card, -usd(fee), on=DAY, reference="M-1", at=NOW
        )
        does(house, kept)
        (again,) = matched(house, batch)
        assert again.outcome is BEFORE


@pytest.mark.parametrize(
    ("amount", "because"), [("430", "no processor keeps so much"), ("470", "too much")]
)
def test_another_sum_is_no_batch(house, amount, because):
    takes(house, ONE, "345.33")
    takes(house, OTHER, "119.08")
    (match,) = matched(house, line(amount, "MERCHANT SETTLEMENT"))
    assert match.outcome is LEFT, because


def test_cards_of_one_processor_are_credited_together(house):
    takes(house, ONE, "345.33", method="amex")
    takes(house, OTHER, "119.08")
    (match,) = matched(house, line("335.00", "SETTLEMENT"))
    assert match.payments == (payment_id(ONE, 1),)


def test_invoices_that_are_named_less_a_fee_are_split_with_it(house):
    begins(house)
    (match,) = matched(house, line("450.48", f"{ONE} {OTHER}"))
    assert match.remedy.endswith("--card-fee 13.93 --account OPERATING")
    (short,) = matched(house, line(400, f"{ONE} {OTHER}"))
    assert f"split 400.00 {ONE} {OTHER}=54.67 --method" in short.remedy


def test_a_batch_that_was_split_is_known_again(house):
    begins(house)
    batch = line("450.48", f"{ONE} {OTHER}")
    given = {"method": "wire", "on": DAY, "reference": "B1", "cleared": True, "at": NOW}
    fee = BankEntryKind.CARD_FEE
    does(
        house,
        payments.receive(ONE, paid=usd("345.33"), **given),
        payments.receive(OTHER, paid=usd("119.08"), **given),
        bank_accounts.book(BANK, fee, -usd("13.93"), on=DAY, reference="B1", at=NOW),
    )
    (again,) = matched(house, batch)
    assert again.outcome is BEFORE


def test_a_card_less_its_fee_whose_invoice_is_named(house):
    begins(house)
    takes(house, ONE, "345.33")
    (match,) = matched(house, line("335", f"STRIPE {ONE}"))
    assert match.remedy.startswith(f"lotledger pay clear {payment_id(ONE, 1)} --on")
    assert " card-fee 10.33 " in match.remedy
