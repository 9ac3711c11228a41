"""Indicators over the service: masked to who reads, opened to who is on record."""

from __future__ import annotations

import pytest

from ledger.events import IndicatorReviewed, Looked, LookKind
from ledger.identity import ClientId, Role
from tests.sale_of_tests import all_entries, bid, by, entry
from tests.served import served

pytestmark = pytest.mark.slow

INDICATORS = "/api/v1/indicators"
LOOKS, REVIEWS = f"{INDICATORS}/looks", f"{INDICATORS}/reviews"
SELLER = ClientId("C-9")
SCORE = f"shill-score:103:{SELLER}"
REVIEW = {
    "name": "MAY26",
    "indication": SCORE,
    "decision": "explained",
    "finding": "A regular, who buys elsewhere.",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    consigned = [entry(number, consignor=SELLER) for number in range(1, 6)]
    with served(folder, entries=consigned) as service:
        for number in range(1, 6):
            for paddle, maximum in (("102", 200), ("103", 150), ("103", 180)):
                service.house.do(bid(number, paddle, maximum), by=by())
            service.house.do(bid(number, "102", 300), by=by())
        yield service


def told(service, role=Role.COMPLIANCE, **asked):
    return service.ask(INDICATORS, role, params={"name": "MAY26", **asked})


def rows(answer, table="indications"):
    tables = {each["name"]: each["rows"] for each in answer.json()["tables"]}
    return tables[table]


def test_what_is_sealed_stays_so_to_who_reads(service):
    head = service.house.head()
    answer = told(service, at_least=0)
    assert answer.status_code == 200, answer.text
    assert [row["rank"] for row in rows(answer)]
    assert service.house.head() == head
    only = told(service, at_least=0, indicators="shill-score")
    assert {row["indicator"] for row in rows(only)} == {"shill-score"}


def test_it_is_on_record_who_looks_at_maximums_for_it(service):
    said = {"name": "MAY26", "purpose": "a complaint", "at_least": 0}
    head = service.house.head()
    answer = service.tell(LOOKS, said, Role.COMPLIANCE)
    assert answer.status_code == 201, answer.text
    assert SCORE in {row["indication"] for row in rows(answer)}
    (looked,) = (each for each in all_entries(service.house) if each.position > head)
    assert isinstance(looked.event, Looked)
    assert looked.event.looked_at is LookKind.MAXIMUM
    assert {*looked.event.lots} == {f"MAY26/{number}" for number in range(1, 6)}
    assert service.tell(LOOKS, said, Role.ACCOUNTANT).status_code == 403


def test_a_review_is_recorded_once_with_what_its_reviewer_saw(service):
    answer = service.tell(REVIEWS, REVIEW, Role.COMPLIANCE, key="r-1")
    assert answer.status_code == 201, answer.text
    entries = all_entries(service.house)
    reviewed = entries[-1].event
    assert isinstance(reviewed, IndicatorReviewed)
    assert (reviewed.indication, reviewed.reviewed_by) == (SCORE, "u-compliance")
    assert isinstance(entries[-2].event, Looked)
    again = service.tell(REVIEWS, REVIEW, Role.COMPLIANCE, key="r-1").json()
    assert again["repeated"]
    listed = rows(told(service), "reviews")
    assert [row["reviewed_by"] for row in listed] == ["u-compliance"]
    assert rows(told(service, unreviewed=True, indicators="shill-score")) == []


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"indication": "shill-score:1:C-1"}, 404, "no-such-indication"),
        ({"name": "MAY26/1"}, 422, "not-looked-at"),
        ({"name": "NONE"}, 404, "unknown-name"),
        ({"weights": "0,0,0,0,0,0"}, 422, "no-weights"),
        ({"decision": "guilty"}, 422, "unreadable"),
        ({"finding": " "}, 422, "unreadable"),
    ],
)
def test_what_cannot_be_reviewed_is_told(service, more, status, code):
    answer = service.tell(REVIEWS, {**REVIEW, **more}, Role.COMPLIANCE, key=code)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUCTIONEER, Role.AUDITOR])
def test_only_compliance_reviews(service, role):
    assert service.tell(REVIEWS, REVIEW, role).status_code == 403


def test_without_anything_sealed_no_look_is_needed(tmp_path):
    said = {"name": "MAY26", "purpose": "a complaint"}
    with served(tmp_path) as service:
        answer = service.tell(LOOKS, said, Role.COMPLIANCE)
        assert (answer.status_code, answer.json()["code"]) == (409, "nothing-sealed")
