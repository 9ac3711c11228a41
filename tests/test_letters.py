"""Receipts and statements of account: as a client reads them, and as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger.events import ReminderSent
from ledger.terms.house import DocumentLocale
from ledger.terms.paper import ReminderStep
from projections.client_accounts import AccountLine
from projections.documents import printing
from tests import issued
from tests.issued import HOUSE, NAMES
from tests.read_paper import flat
from tests.rehearsal import LIVE
from tests.settling_clerk import DAY, clerk_of_consigned_lots, clerk_who_can_settle

pytestmark = pytest.mark.slow

US, GB, DE, FR = DocumentLocale


@pytest.fixture
def ready(tmp_path):
    return clerk_who_can_settle(tmp_path)


@pytest.fixture
def consigning(tmp_path):
    return clerk_of_consigned_lots(tmp_path)


PAID = issued.payment(1_461_820)


def receipt(locale=US, event=PAID, **more):
    usual = {"position": 321, "cleared": True, "reversed_on": None, "balance": 0}
    told = {"settings": HOUSE, "names": NAMES, "timing": LIVE, "locale": locale}
    return flat(printing.receipt_pdf(event, **told, **usual | more))


@pytest.mark.parametrize(
    ("locale", "head", "said"),
    [
        (US, "Receipt", "Invoice HA-2026-00017 is paid."),
        (DE, "Quittung", "Die Rechnung HA-2026-00017 ist bezahlt."),
        (FR, "Reçu", "La facture HA-2026-00017 est réglée."),
    ],
)
def test_a_receipt_is_in_the_language_of_its_reader(locale, head, said):
    text = receipt(locale)
    assert f"{head} HA-2026-00017/P1" in text
    assert said in text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"cleared": False}, "Subject to its being cleared by the bank."),
        ({"balance": 5_000}, "$50.00 of invoice HA-2026-00017 is open."),
        ({"balance": -5_000}, "$50.00 more than invoice HA-2026-00017 comes to"),
        ({"reversed_on": date(2026, 6, 1)}, "taken back on June 1, 2026."),
    ],
)
def test_a_receipt_says_how_good_the_money_is(more, said):
    assert said in receipt(**more)


def test_a_receipt_for_money_that_went_back_says_nothing_is_paid():
    text = receipt(reversed_on=date(2026, 6, 1))
    assert "is paid" not in text


def line(day, event, amount, balance, document="", currency="EUR"):
    return AccountLine(
        client="C-7",
        currency=currency,
        day=date(2026, 5, day),
        document=document,
        sale=issued.SALE,
        event=event,
        position=day,
        amount=amount,
        balance=balance,
    )


LINES = [
    line(20, "invoice-issued", 119_000, 119_000, "HA-2026-00017"),
    line(21, "payment-received", -100_000, 19_000, "HA-2026-00017"),
    line(22, "statement-issued", -50_000, -31_000, "HA-2026-S00004"),
    line(23, "nobody-knows-it-yet", 1_000, -30_000),
]


@pytest.mark.parametrize(
    ("locale", "head", "row", "last"),
    [
        (US, "Statement of account", "Payment SPRING-2026", "In your favour €300.00"),
        (DE, "Kontoauszug", "Zahlung SPRING-2026", "Zu Ihren Gunsten 300,00 €"),
        (FR, "Relevé de compte", "Règlement SPRING-2026", "En votre faveur 300,00 €"),
    ],
)
def test_an_account_runs_to_its_balance(locale, head, row, last):
    pdf = printing.account_pdf(
        "C-7",
        LINES,
        on=date(2026, 5, 31),
        currency=issued.credit_note(()).currency,
        settings=HOUSE,
        names=NAMES,
        timing=LIVE,
        locale=locale,
    )
    text = flat(pdf)
    for words in (f"{head} C-7", row, last, "Estate of Mrs Orsay"):
        assert words in text


def test_a_clerk_prints_a_receipt_and_an_account(ready):
    ready.does(f"settle MAY26 {DAY}")
    ready.does(f"pay receive TH-2026-00001 1 --method wire {DAY}")
    out = ready.folder / "letters"
    assert "printed" in ready.does("print th-2026-00001/p1 --out {o}", o=out)
    assert "Receipt" in flat((out / "TH-2026-00001-P1.pdf").read_bytes())
    answer = ready("print TH-2026-00001/P9 --out {o}", o=out)
    assert answer.code == 1
    assert "No payment TH-2026-00001/P9 was received." in answer.err


def test_no_consignor_reads_a_buyer_s_invoice_in_their_account(consigning):
    ready = consigning
    ready.does(f"settle MAY26 {DAY}")
    report = ready("report client-account --format json").json
    told = [row for table in report["tables"] for row in table["rows"]]
    consigned = {row["client"] for row in told if row["event"] == "statement-issued"}
    assert consigned
    billed = {row["client"] for row in told if row["event"] == "invoice-issued"}
    assert not consigned & billed


# Reminders.

STEPS = """[letterhead]
name = "Hill"
[[reminders]]
step = "friendly"
after = 7
[[reminders]]
step = "formal"
after = 21
[[reminders]]
step = "last"
after = 35
"""


def remind(clerk, on, more=""):
    house = clerk.writes("house.toml", STEPS)
    line = f"pay remind MAY26 --settings {{h}} --on {on} {more} --at {on}T12:00-05:00"
    return clerk.does(line, h=house)


def test_reminders_come_step_by_step_and_each_once(ready):
    ready.does(f"settle MAY26 {DAY}")
    due = ready("invoice show TH-2026-00001 --json").json["due_on"]
    first = date.fromisoformat(due)
    days = [first + timedelta(late) for late in (6, 7, 8, 20, 21, 35, 80)]
    told = [remind(ready, day.isoformat(), "--invoice TH-2026-00001") for day in days]
    names = ("friendly", "formal", "last")
    steps = [next((name for name in names if name in one), None) for one in told]
    assert steps == [None, "friendly", None, None, "formal", "last", None]
    assert "TH-2026-00001/N1" in told[1]
    assert "friendly reminder TH-2026-00001/N1, 7 days overdue" in ready.does(
        "invoice show TH-2026-00001"
    )


def test_a_first_reminder_that_is_late_is_still_the_friendly_one(ready):
    ready.does(f"settle MAY26 {DAY}")
    assert "friendly" in remind(ready, "2026-09-01")
    assert "Nobody to remind" in remind(ready, "2026-09-10")
    assert "formal" in remind(ready, "2026-09-15")


def test_what_is_paid_is_left_alone_and_a_rehearsal_records_nothing(ready):
    ready.does(f"settle MAY26 {DAY}")
    before = ready.events()
    assert "TH-2026-00001/N1" in remind(ready, "2026-07-01", "--dry-run")
    assert ready.events() == before
    owed = ready("invoice show TH-2026-00001 --json").json["total"]
    ready.does(f"pay receive TH-2026-00001 {owed} --method wire {DAY}")
    assert "TH-2026-00001/N1" not in remind(ready, "2026-07-01")


def test_a_house_without_steps_reminds_nobody(ready):
    house = ready.writes("bare.toml", '[letterhead]\nname = "Hill"\n')
    answer = ready(f"pay remind MAY26 --settings {{h}} {DAY}", h=house)
    assert answer.code == 2
    assert "has no [[reminders]]" in answer.err


@pytest.mark.parametrize(
    ("locale", "step", "head", "said"),
    [
        (US, "friendly", "Reminder", "Perhaps it escaped your notice: invoice HA-"),
        (DE, "friendly", "Zahlungserinnerung", "Vielleicht ist es Ihnen entgangen"),
        (FR, "friendly", "Rappel", "Cela vous a peut-être échappé"),
        (US, "formal", "Formal reminder", "We ask you to see to invoice HA-"),
        (DE, "last", "Letzte Mahnung", "Dies ist unsere letzte Erinnerung"),
        (FR, "last", "Dernier rappel", "Ceci est notre dernier rappel"),
    ],
)
def test_a_reminder_says_what_is_open_and_claims_nothing(locale, step, head, said):
    text = reminder(locale, step)
    assert f"{head} HA-2026-00017" in text
    assert said in text
    for threat in ("interest", "court", "Zins", "Gericht", "intérêt", "tribunal"):
        assert threat not in text


def test_a_house_has_its_own_words_for_a_step():
    words = (("en", "Invoice {number}, due {day}: {amount}."),)
    own = replace(
        HOUSE, reminders=(ReminderStep(step="our lawyers", after=30, words=words),)
    )
    text = reminder(US, "our lawyers", own)
    assert "Invoice HA-2026-00017, due May 27, 2026: $4,000.00." in text
    assert "Paid, credited or charged since -500.00" in text
    assert "Please pay $4,000.00, quoting HA-2026-00017." in text


def reminder(locale, step, settings=HOUSE):
    event = issued.invoice(issued.on_margin())
    sent = ReminderSent(
        invoice=event.invoice,
        sale=event.sale,
        client=event.client,
        paddle=event.paddle,
        currency=event.currency,
        reminder=1,
        step=step,
        open=400_000,
        days=9,
        reminded_on=date(2026, 6, 5),
        at=issued.AT,
    )
    told = {"settings": settings, "names": NAMES, "timing": LIVE, "locale": locale}
    return flat(printing.reminder_pdf(sent, event, **told))


def test_a_reminder_says_what_is_not_asked_for(ready):
    ready.does(f"settle MAY26 {DAY}")
    client = ready("invoice show TH-2026-00001 --json").json["client"]
    ready.does(f"funds on-account {client} 25.16 --method wire {DAY}")
    assert "$200" in remind(ready, "2026-07-01")
    out = ready.folder / "letters"
    ready.does("print TH-2026-00001/N1 --out {o}", o=out)
    letter = flat((out / "TH-2026-00001-N1.pdf").read_bytes())
    assert "In your favour elsewhere in our books" in letter
    assert "25.16" in letter
    rows = ready("report aged-receivables --on 2026-07-01 --json").json["tables"]
    (by_client,) = (table["rows"] for table in rows if table["name"] == "clients_usd")
    (row,) = (row for row in by_client if row["client"] == client)
    owed = [row[name] for name in ("owed", "overpaid", "on_account", "net")]
    assert owed == ["225.16", "0.00", "-25.16", "200.00"]


def test_a_clerk_prints_a_reminder_by_its_number(ready):
    ready.does(f"settle MAY26 {DAY}")
    remind(ready, "2026-07-01")
    out = ready.folder / "letters"
    ready.does("print TH-2026-00001/N1 --out {o}", o=out)
    assert "Reminder TH-2026-00001" in flat((out / "TH-2026-00001-N1.pdf").read_bytes())
    answer = ready("print TH-2026-00001/N2 --out {o}", o=out)
    assert answer.code == 1
    assert "No reminder TH-2026-00001/N2 was sent." in answer.err
