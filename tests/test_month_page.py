"""The end of a month on a page: what was overdue then, and what is left to do of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from ledger.house import bids, lots, sales
from ledger.identity import Role, SaleId, lot_id
from ledger.terms.house import HouseSettings, Letterhead
from ledger.terms.paper import ReminderStep
from ledger.value import replace
from tests import served as tests_service
from tests.sale_of_tests import by, entry, terms
from tests.served import served
from tests.settled_before import BUYER, INVOICE, SALE as EARLY, settled_before

pytestmark = pytest.mark.slow

LATER = datetime(2026, 7, 20, 10, tzinfo=UTC)
FRIENDLY = ReminderStep(step="friendly", after=1)
REMINDS = HouseSettings(letterhead=Letterhead(name="Test House"), reminders=(FRIENDLY,))
MONTH = "/books/month?month=2026-06"
NIGHT = SaleId("NIGHT26")
LAST_EVENING = datetime(2026, 6, 1, 1, tzinfo=UTC)
"""Eight in the evening of the last of May, where the saleroom is."""


@pytest.fixture(autouse=True)
def in_july(monkeypatch):
    monkeypatch.setattr(tests_service, "the_hour", lambda: LATER)


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, settled_before, with_={"settings": REMINDS}) as service:
        yield service


def look(service, path):
    shown = service.signed_in(Role.ACCOUNTANT) | {"accept": "text/html"}
    answer = service.client.get(path, headers=shown)
    assert answer.status_code == 200, answer.text
    return answer.text


def tell(service, path, **body):
    answer = service.tell(f"/api/v1{path}", body, Role.ACCOUNTANT, key=path)
    assert answer.status_code == 201, answer.text


def overdue(text):
    told = re.compile(r"invoices? (?:was|were) overdue on the last day, ([$\d.,]+)")
    return told.findall(text)


def ticks(text):
    """Return whether each step is done, by its words."""
    found = re.findall(r'<h2><span class="tick-(\w+)">.</span> ([^<]+)</h2>', text)
    return {words: done == "done" for done, words in found}


LATE = "No late charge and no reminder waits"


def test_what_is_paid_after_a_month_was_overdue_in_it(service):
    (then,) = overdue(look(service, MONTH))
    total = str(service.house.invoice(INVOICE).total / 100)
    assert then.removeprefix("$") == total
    tell(
        service,
        f"/invoices/{INVOICE}/payments",
        amount=total,
        method="wire",
        on="2026-07-02",
    )
    assert overdue(look(service, MONTH)) == [then]
    assert "No invoice was overdue" in look(service, "/books/month?month=2026-07")


def test_what_is_paid_on_the_last_day_is_not_overdue(service):
    paid = {"amount": "10", "method": "wire", "on": "2026-06-30"}
    (before,) = overdue(look(service, MONTH))
    tell(service, f"/invoices/{INVOICE}/payments", **paid)
    (after,) = overdue(look(service, MONTH))
    assert float(before[1:]) - float(after[1:]) == 10


def test_late_is_done_once_it_is_charged_and_reminded_of(service):
    assert not ticks(look(service, MONTH))[LATE]
    tell(service, f"/sales/{EARLY}/late-charges", on="2026-06-30")
    assert not ticks(look(service, MONTH))[LATE]
    tell(service, f"/sales/{EARLY}/reminders", on="2026-06-30")
    text = look(service, MONTH)
    assert ticks(text)[LATE]
    assert len(overdue(text)) == 1


def test_what_was_charged_and_reminded_of_stands_beside_what_is_overdue(service):
    page = f"/sales/{EARLY}/settlement"
    late = look(service, page).partition('id="overdue"')[2].partition("</table>")[0]
    nothing = "\N{EN DASH}</td>"
    assert late.count(nothing) == 2
    tell(service, f"/sales/{EARLY}/late-charges", on="2026-06-30")
    tell(service, f"/sales/{EARLY}/reminders", on="2026-06-30")
    late = look(service, page).partition('id="overdue"')[2].partition("</table>")[0]
    assert "Jun 30, 2026 <small>friendly</small>" in late
    assert nothing not in late


def closed_on_the_last_evening(house):
    usual = terms()
    session = replace(usual.sessions[0], closes_at=LAST_EVENING)
    announced = replace(usual, sale=NIGHT, zone="America/Chicago", sessions=(session,))
    lot = lot_id(NIGHT, "1")
    for command in (
        sales.announce(announced),
        sales.issue_paddle(NIGHT, BUYER, client="C-101", limit=None),
        lots.catalogue(NIGHT, [entry(1)]),
        bids.bid(lot, paddle=BUYER, maximum=20000, at=by().recorded_at),
        sales.close_sale(NIGHT, at=LAST_EVENING + timedelta(minutes=5)),
    ):
        house.do(command, by=by())


def test_a_sale_is_of_the_month_that_it_closed_in_where_its_room_is(tmp_path):
    with served(tmp_path, closed_on_the_last_evening) as service:
        may = look(service, "/books/month?month=2026-05")
        assert f'href="/sales/{NIGHT}/settlement"' in may
        april = look(service, "/books/month?month=2026-04")
        assert f'href="/sales/{NIGHT}/settlement"' not in april


def test_reminding_is_offered_where_the_house_has_steps_and_told_how_elsewhere(
    service, tmp_path
):
    page = f"/sales/{EARLY}/settlement"
    text = look(service, page)
    assert "/forms/remind_of_overdue_invoices" in text
    assert "[[reminders]]" not in text
    assert text.count(f'value="{page}#overdue"') == 2
    other = tmp_path / "other"
    other.mkdir()
    with served(other, settled_before) as without:
        text = look(without, page)
        assert "/forms/remind_of_overdue_invoices" not in text
        assert "[[reminders]]" in text
        assert "/forms/charge_what_is_late" in text


def test_what_was_paid_late_without_a_charge_is_told(service):
    total = str(service.house.invoice(INVOICE).total / 100)
    days = (date(2026, 7, 20) - service.house.invoice(INVOICE).issued.due_on).days
    late = f"{INVOICE}</a> · paid {days} days late, and nothing was charged for it"
    assert "Charge it before its payment is recorded" in look(service, MONTH)
    assert "nothing was charged" not in look(service, MONTH)
    path = f"/invoices/{INVOICE}/payments"
    tell(service, path, amount=total, method="wire", on="2026-07-20")
    text = look(service, MONTH)
    assert ticks(text)[LATE], "none can be made any more"
    assert late in text
    assert "once it is paid, none can be made" in text
    assert late not in look(service, "/books/month?month=2026-04"), "it was not due"


def test_what_was_charged_for_is_not_told_so(service):
    tell(service, f"/sales/{EARLY}/late-charges", on="2026-06-30")
    total = str(service.house.invoice(INVOICE).balance / 100)
    path = f"/invoices/{INVOICE}/payments"
    tell(service, path, amount=total, method="wire", on="2026-07-20")
    assert "nothing was charged" not in look(service, MONTH)


def test_money_under_way_is_not_told_as_paid(service):
    page = f"/sales/{EARLY}/settlement"
    total = str(service.house.invoice(INVOICE).total / 100)
    path = f"/invoices/{INVOICE}/payments"
    tell(service, path, amount=total, method="wire", on="2026-06-10")
    box = re.compile(
        r"Paid by buyers</a>.*?<strong>(.*?)</strong>\s*<small>(.*?)</small>", re.DOTALL
    )
    assert box.search(look(service, page)).groups() == ("0 of 1", f"${total} under way")
    assert '<td class="number">under way</td>' in look(service, page)
    told = f"1 payment of ${total} is under way"
    assert told in look(service, MONTH)
    assert told not in look(service, "/books/month?month=2026-05")
    tell(service, f"{path}/1/clearing", on="2026-06-12")
    assert box.search(look(service, page)).groups() == ("1 of 1", "done")
    assert '<td class="number">paid</td>' in look(service, page)
    assert "under way" not in look(service, MONTH)
