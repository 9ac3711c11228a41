"""What names a position tells up to there, whoever records beside it."""

from __future__ import annotations

import re

import pytest

from ledger.identity import Role
from tests.clerk import Clerk
from tests.sale_of_tests import bid, by, new_house, place
from tests.served import served
from tests.writing_meanwhile import LOTS, writing_meanwhile

pytestmark = pytest.mark.slow

API = "/api/v1"
REPORTS = (
    "/reports/sale-summary?sale=MAY26",
    "/meetings",
    "/meetings?sale=MAY26",
    "/indicators?name=MAY26&at_least=0",
    "/indicators?name=C-101&at_least=0",
    "/sales/MAY26/fairness",
    "/sales/MAY26/seals",
    "/sales/MAY26/envelopes",
    "/history?name=MAY26",
    "/history?name=C-101",
    "/history",
)
PAGES = (
    "/reports/sale-summary?sale=MAY26",
    "/audit/meetings",
    "/audit/indicators?name=MAY26&at_least=0",
    "/sales/MAY26/fairness",
    "/sales/MAY26/seals",
    "/sales/MAY26/envelopes",
    "/history?name=MAY26&limit=1000",
    "/history?limit=1000",
    "/clients/C-101?limit=1000",
    "/people?name=clerk@example&limit=1000",
    "/people",
)
LISTS = (
    "audit meetings MAY26",
    "audit meetings",
    "audit indicators MAY26 --at-least 0",
    "audit fairness MAY26",
    "audit seals MAY26",
    "audit envelopes MAY26",
    "audit history MAY26",
    "audit history C-101",
    "audit history",
    "report sale-summary MAY26",
)
LOOK = "/api/v1/sales/MAY26/looks"


def with_bids(house):
    house.do(bid(1, "101", 150), by=by())
    house.do(bid(1, "102", 300), by=by())
    house.do(bid(2, "101", 150), by=by())
    house.do(bid(2, "103", 200), by=by())


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, with_bids, entries=LOTS, durable=False) as service:
        service.tell(LOOK, {"purpose": "a complaint"}, Role.COMPLIANCE)
        yield service


def as_of(path, position):
    return f"{path}{'&' if '?' in path else '?'}as_of={position}"


@pytest.mark.parametrize("path", REPORTS)
def test_a_report_over_http(service, monkeypatch, path):
    before = service.house.head()
    path = f"{API}{path}"
    role = Role.ACCOUNTANT if "/reports/" in path else Role.COMPLIANCE
    with writing_meanwhile(monkeypatch, service.house, thread="questions"):
        now = service.ask(path, role)
    assert now.status_code == 200, now.text
    heading, tables = now.json()["heading"], now.json()["tables"]
    assert before < heading["position"] < service.house.head()
    then = service.ask(as_of(path, heading["position"]), role).json()
    assert tables == then["tables"]
    assert heading["as_of"] == then["heading"]["as_of"]


def shown(text):
    """Return the position that a page names when it is printed, and what it tells."""
    (position,) = re.findall(r"Printed for [^<]*, position (\d+)\.", text)
    body = text.partition("<main")[2].partition("</main>")[0]
    # What is decided now stands on no page that looks back.
    of_now = r"<form.*?</form>|<h2>Decide</h2>|<[^>]*>"
    words = re.sub(of_now, " ", body, flags=re.DOTALL)
    return int(position), words.split()


@pytest.mark.parametrize("path", PAGES)
def test_a_page(service, monkeypatch, path):
    role = Role.ACCOUNTANT if "/reports/" in path else Role.COMPLIANCE
    before = service.house.head()
    with writing_meanwhile(monkeypatch, service.house, thread="questions"):
        answer = service.ask(path, role)
    assert answer.status_code == 200, answer.text
    position, now = shown(answer.text)
    assert before < position < service.house.head()
    at, then = shown(service.ask(as_of(path, position), role).text)
    assert (position, now) == (at, then)


@pytest.mark.parametrize("line", LISTS)
def test_on_the_command_line(tmp_path, monkeypatch, line):
    with new_house(tmp_path, with_bids, entries=LOTS, durable=False) as house:
        clerk = Clerk(tmp_path, place(tmp_path))
        with writing_meanwhile(monkeypatch, house, thread="MainThread"):
            now = clerk(f"{line} --format json").json
        assert house.head() > now["heading"]["position"]
        position = now["heading"]["position"]
        then = clerk(f"{line} --format json --as-of {position}").json
        assert now["tables"] == then["tables"]
