"""The sessions of what was bought stand on its papers, in three languages."""

from __future__ import annotations

import pytest

from ledger.terms.house import DocumentLocale
from tests import issued
from tests.clerk import CATALOGUE, CLOSED, TERMS, Clerk
from tests.read_paper import BY, credit_note_pdf, flat, printed
from tests.settling_clerk import DAY, RATES, SETTLEMENT

pytestmark = pytest.mark.slow

EVENING = """
[[sessions]]
number = 2
name = "Evening"
lots = "3-99"
kind = "floor"
starts = "2026-05-20 14:00"
channels = ["floor", "internet"]
"""
LOTS = {f"{issued.SALE}/12": 1, f"{issued.SALE}/14A": 3}


def paper(event, locale="en_GB", sessions=LOTS):
    return printed(event, locale=DocumentLocale(locale), sessions=sessions)


@pytest.mark.parametrize(
    ("locale", "listed", "beside"),
    [
        ("en_GB", "SESSIONS 1, 3", "Session 3"),
        ("de_DE", "SITZUNGEN 1, 3", "Sitzung 3"),
        ("fr_FR", "VACATIONS 1, 3", "Vacation 3"),
    ],
)
def test_an_invoice_over_several_sessions_lists_them_and_each_lot_names_its_own(
    locale, listed, beside
):
    text = paper(issued.invoice(issued.on_margin(), "EUR"), locale)
    assert listed in text
    assert beside in text
    note = issued.credit_note(issued.on_margin())
    made = credit_note_pdf(
        note,
        by=BY,
        settings=issued.HOUSE,
        names=issued.NAMES,
        locale=DocumentLocale(locale),
        sessions=LOTS,
    )
    assert listed in flat(made)
    assert beside in flat(made)


def test_lots_of_one_session_name_it_once():
    text = paper(
        issued.invoice(issued.on_margin(), "EUR"), sessions=dict.fromkeys(LOTS, 2)
    )
    assert "SESSION 2" in text
    assert "Session 2" not in text


def test_a_credit_of_a_part_names_the_session_of_that_part():
    text = paper(issued.invoice(issued.on_margin()[:2], "EUR"))
    assert "SESSION 1" in text
    assert "Session" not in text


def test_an_invoice_per_session_stays_as_it_was():
    event = issued.invoice(issued.on_margin(), "EUR", session=1)
    text = paper(event, sessions=dict.fromkeys(LOTS, 1))
    assert "SESSION 1" in text


def test_a_sale_of_one_session_names_none():
    text = paper(issued.invoice(issued.on_margin(), "EUR"), sessions={})
    assert "SESSION" not in text


def test_a_clerk_prints_what_was_bought_in_the_morning_and_the_evening(tmp_path):
    clerk = Clerk(tmp_path)
    clerk.begin(CATALOGUE, TERMS.replace('"1-99"', '"1-2"') + EVENING)
    for lot, paddle in (("1", "101"), ("2", "102"), ("3", "101")):
        bid = f"bid MAY26/{lot} --paddle {paddle} --maximum 900"
        clerk.does(f"{bid} --at 2026-05-19T10:00-05:00")
    clerk.does(f"sale close MAY26 --at {CLOSED}")
    rules = clerk.writes("settlement.toml", SETTLEMENT)
    rates = clerk.writes("rates.csv", RATES)
    clerk.does(f"sale settlement MAY26 {{f}} {DAY}", f=rules)
    clerk.does(f"tax import {{f}} {DAY}", f=rates)
    clerk.does(f"settle MAY26 {DAY}")
    clerk.does(f"credit TH-2026-00001 --reason Typo {DAY}")
    clerk.does("print --sale MAY26 --out {o}", o=tmp_path)
    told = {
        each.stem: flat(each.read_bytes()) for each in sorted(tmp_path.glob("*.pdf"))
    }
    for both in ("TH-2026-00001", "TH-2026-C00001"):
        assert "SESSIONS 1, 2" in told[both]
        assert "Six spoons Session 2" in told[both]
    assert "SESSION 1" in told["TH-2026-00002"]
