"""What is told by maximums is shown to who is on record, in that session, to look."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest

from ledger.events import BidPlaced, Looked, LookKind
from ledger.house.replays import SaleReplay
from ledger.identity import HOUSE, Paddle, Role
from ledger.replay.wish import Wish
from presenters.shape import to_json
from presenters.what_if import sale_what_if_shape
from tests.sale_of_tests import SALE, all_entries, bid, by, lot
from tests.served import served
from web.caller import Caller
from web.looked import has_looked
from web.operations import checks
from web.reading import LedgerReading

pytestmark = pytest.mark.slow

LOOKS = "/api/v1/sales/MAY26/looks"
FAIRNESS = "/api/v1/sales/MAY26/fairness"
WHAT_IF = "/api/v1/sales/MAY26/what-if?without_bidders=102"
PURPOSE = {"purpose": "a complaint"}
HTML = {"accept": "text/html"}


def with_bids(house):
    for number in (1, 2):
        house.do(bid(number, "101", 150), by=by())
        house.do(bid(number, "102", 300), by=by())
        house.do(bid(number, "103", 200), by=by())


@pytest.fixture
def service(tmp_path):
    with served(tmp_path) as service:
        with_bids(service.house)
        yield service


def page(service, path, role=Role.COMPLIANCE):
    answer = service.client.get(path, headers=service.signed_in(role) | HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("path", [FAIRNESS, WHAT_IF])
def test_a_whole_sale_is_told_once_it_is_on_record_who_looks(service, path):
    no = service.ask(path, Role.COMPLIANCE)
    assert (no.status_code, no.json()["code"]) == (403, "look-first")
    head = service.house.head()
    told = service.tell(LOOKS, PURPOSE, Role.COMPLIANCE)
    assert told.status_code == 201, told.text
    assert told.json()["lots"] == len(service.house.lot_names(SALE))
    (looked,) = (each.event for each in all_entries(service.house)[head:])
    assert isinstance(looked, Looked)
    assert looked.looked_at is LookKind.MAXIMUM
    assert looked.purpose == "a complaint"
    assert list(looked.lots) == service.house.lot_names(SALE)
    assert service.ask(path, Role.COMPLIANCE).status_code == 200
    other = service.ask(path, Role.AUDITOR)
    assert (other.status_code, other.json()["code"]) == (403, "look-first")


@pytest.mark.parametrize("role", [Role.DEVELOPER, Role.ACCOUNTANT, Role.CLERK])
def test_only_who_may_look_at_maximums_is_told(service, role):
    assert service.tell(LOOKS, PURPOSE, role).status_code == 403
    assert service.ask(FAIRNESS, role).status_code == 403
    assert service.ask(WHAT_IF, role).status_code == 403


def test_a_look_counts_in_its_session_and_on_its_day(service):
    service.tell(LOOKS, PURPOSE, Role.COMPLIANCE)
    at = all_entries(service.house)[-1].by.recorded_at
    lots = service.house.lot_names(SALE)

    def counts(later=timedelta(), session="t-compliance", role=Role.COMPLIANCE):
        caller = Caller(actor="u-compliance", role=role, session=session)
        reading = LedgerReading(service.house, views=None, at=at + later)
        return has_looked(reading, caller, lots)

    assert counts()
    assert not counts(session="another")
    assert not counts(later=timedelta(days=1))
    assert not counts(role=Role.CLERK)


def test_a_sale_without_a_bidder_is_what_its_replay_comes_to(service):
    service.tell(LOOKS, PURPOSE, Role.COMPLIANCE)
    told = service.ask(f"{WHAT_IF},HOUSE", Role.COMPLIANCE).json()
    wish = Wish(without_paddles=(Paddle("102"), HOUSE))
    replay = SaleReplay(service.house, SALE)
    lots = [replay.what_if(each, wish) for each in service.house.lot_names(SALE)]
    shape = sale_what_if_shape(SALE, wish, lots, replay.currency)
    assert to_json(shape) == to_json(told)
    assert told["different"] == 2
    assert told["results"][0]["what_if"]["leader"] == "103"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("without_bidders=999", 404, "unknown-paddle"),
        ("without=1%2399", 404, "unknown-bid"),
        ("without_bidders=102,,", 422, "unreadable"),
    ],
)
def test_what_cannot_be_left_out_is_told(service, asked, status, code):
    service.tell(LOOKS, PURPOSE, Role.COMPLIANCE)
    answer = service.ask(f"/api/v1/sales/MAY26/what-if?{asked}", Role.COMPLIANCE)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_long_sale_is_left_to_the_command(service, monkeypatch):
    service.tell(LOOKS, PURPOSE, Role.COMPLIANCE)
    monkeypatch.setattr(checks, "ONCE_MAX", 3)
    answer = service.ask(FAIRNESS, Role.COMPLIANCE)
    assert (answer.status_code, answer.json()["code"]) == (409, "too-long")
    assert "lotledger audit fairness MAY26" in answer.json()["detail"]


def test_fairness_is_written_as_a_file(service):
    service.tell(LOOKS, PURPOSE, Role.COMPLIANCE)
    answer = service.ask(f"{FAIRNESS}?format=csv", Role.COMPLIANCE)
    rows = list(csv.reader(answer.text.splitlines()))
    assert ["summary", "bids taken", "6"] in [row[:3] for row in rows]


def test_the_pages_of_a_whole_sale_ask_what_for_and_then_show_it(service):
    fairness, what_if = "/sales/MAY26/fairness", "/sales/MAY26/what-if"
    for path in (fairness, what_if):
        assert 'name="purpose"' in page(service, path)
    service.tell(LOOKS, PURPOSE, Role.COMPLIANCE)
    assert "bids taken" in page(service, fairness)
    assert "2 of" in page(service, f"{what_if}?without_bidders=102")
    assert "are shown it." in page(service, what_if, Role.DEVELOPER)


def test_the_events_of_a_figure_lead_to_their_entries(service):
    service.tell(LOOKS, PURPOSE, Role.COMPLIANCE)
    text = page(service, "/sales/MAY26/fairness")
    row = text[text.index("bids taken") :].partition("</tr>")[0]
    first = next(
        entry.position
        for entry in all_entries(service.house)
        if isinstance(entry.event, BidPlaced)
    )
    assert f'href="/log/{first}"' in row


@pytest.mark.parametrize("path", ["steps?step=3", "history"])
def test_a_page_of_a_lot_tells_maximums_to_who_looked(service, path):
    address = f"/sales/MAY26/lots/1/{path}"
    assert "$300" not in page(service, address)
    looks = f"/api/v1/sales/{lot(1).replace('/', '/lots/')}/looks"
    said = {"kind": "maximum", **PURPOSE}
    assert service.tell(looks, said, Role.COMPLIANCE).status_code == 201
    assert "$300" in page(service, address)
    assert "$300" not in page(service, address, Role.AUDITOR)


def test_indicators_are_told_from_maximums_to_who_looked(service):
    asked = "/audit/indicators?name=MAY26&at_least=0"
    assert "With what is sealed" in page(service, asked)
    service.tell(LOOKS, PURPOSE, Role.COMPLIANCE)
    assert "With what is sealed" not in page(service, asked)
    assert "it is on record that you look" in page(service, asked)
    assert "With what is sealed" in page(service, asked, Role.AUDITOR)


def test_a_what_if_of_a_lot_is_shown_at_once_to_who_looked(service):
    address = "/sales/MAY26/lots/1/what-if?without_bidders=102"
    assert "With premium" not in page(service, address)
    service.tell(LOOKS, PURPOSE, Role.COMPLIANCE)
    assert "It would have come to something else" in page(service, address)
    assert "something else" not in page(service, "/sales/MAY26/lots/1/what-if")
    assert "something else" not in page(service, address, Role.AUDITOR)


def test_lots_on_which_bidders_met_lead_to_their_histories(service):
    text = page(service, "/audit/meetings?at_least=1")
    lots = [
        f'<a href="/sales/MAY26/lots/{number}/history">{number}</a>'
        for number in ("1", "2")
    ]
    assert text.count(", ".join(lots)) == 3


def test_who_looked_chooses_among_bids_with_their_maximums_and_says_nothing_again(
    service,
):
    address, disputes = "/sales/MAY26/lots/1/what-if", "/sales/MAY26/disputes?number=1"
    for path in (address, disputes):
        assert "up to a sealed amount" in page(service, path)
    service.tell(LOOKS, PURPOSE, Role.COMPLIANCE)
    for path in (address, disputes):
        text = page(service, path)
        assert "$300" in text
        assert "up to a sealed amount" not in text
    assert "up to a sealed amount" in page(service, address, Role.AUDITOR)
    hidden = f'<input type="hidden" name="purpose" value="{PURPOSE["purpose"]}">'
    assert hidden in page(service, address)
    assert hidden not in page(service, address, Role.AUDITOR)
