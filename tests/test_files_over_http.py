"""Files over the service: reports in every format, exports, packs that verify."""

from __future__ import annotations

import pytest

from ledger.events import LookKind
from ledger.identity import Role
from projections.exports.registry import EXPORTS
from projections.reports.books.registry import BOOKS
from projections.reports.formats import FORMATS
from tests.packed import judged
from tests.sale_of_tests import all_entries
from tests.served import served

pytestmark = pytest.mark.slow

REPORTS = "/api/v1/reports"
PACK = {"subject": "MAY26/1", "purpose": "a complaint"}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as service:
        bid = {"paddle": "101", "maximum": "150"}
        assert service.tell("/api/v1/sales/MAY26/lots/1/bids", bid).status_code == 201
        yield service


def report(service, name, role=Role.ACCOUNTANT, **asked):
    return service.ask(f"{REPORTS}/{name}", role, params=asked)


@pytest.mark.parametrize("name", BOOKS)
def test_every_report_is_told_as_on_the_command_line(service, name):
    answer = report(service, name, sale="MAY26")
    assert answer.status_code == 200
    heading = answer.json()["heading"]
    assert heading["report"] == name
    assert heading["printed_by"] == "u-accountant"
    assert heading["position"] == service.house.head()


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_comes_in_every_format_as_a_file(service, form):
    answer = report(service, "sale-summary", format=form)
    assert answer.status_code == 200
    assert answer.content
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("form", EXPORTS)
def test_the_books_are_exported_to_each_program(service, form):
    answer = report(service, EXPORTS[form].report, format=form)
    assert answer.status_code == 200
    other = "checks" if EXPORTS[form].report != "checks" else "journal"
    assert report(service, other, format=form).status_code == 409


def test_a_report_of_the_past_tells_what_was_known_then(service):
    then = report(service, "trial-balance", as_of="10").json()
    assert then["heading"]["position"] == 10


@pytest.mark.parametrize(
    ("name", "asked", "words"),
    [
        ("trial-balance", {"client": "C-101"}, "no filter client"),
        ("journal", {"from": "2026-05-02", "until": "2026-05-01"}, "before"),
        ("journal", {"columns": "colour"}, "No column"),
        ("journal", {"format": "text", "locale": "xx"}, "no known locale"),
        ("journal", {"format": "docx"}, "expected one of json, text, csv"),
        ("journal", {"format": "iif", "client": "C-101"}, "no filter client"),
    ],
)
def test_what_a_report_cannot_be_narrowed_by_is_told_so(service, name, asked, words):
    answer = report(service, name, **asked)
    assert answer.status_code in (409, 422)
    assert words in answer.json()["detail"]


def test_the_reports_are_listed_with_what_narrows_them(service):
    listed = service.ask(REPORTS, Role.ACCOUNTANT).json()
    assert {each["report"] for each in listed} == BOOKS.keys()
    assert service.ask(REPORTS, Role.CLERK).status_code == 403


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.AUDITOR])
def test_a_pack_is_handed_out_once_it_is_on_record_to_whom(service, role, tmp_path):
    answer = service.tell("/api/v1/packs", PACK, role)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/zip"
    looked = all_entries(service.house)[-1]
    assert looked.event.looked_at is LookKind.RECORD
    assert looked.event.addresses == ("/api/v1/packs?subject=MAY26/1",)
    assert (looked.by.actor, looked.event.purpose) == (f"u-{role}", "a complaint")
    place = tmp_path / "pack.zip"
    place.write_bytes(answer.content)
    _, verdict = judged(place)
    assert verdict["valid"], verdict
    assert verdict["subject"] == "lot MAY26/1"
    assert (verdict["altered"], verdict["missing"]) == ([], [])


def test_a_pack_is_not_handed_out_where_nobody_is_on_record(service):
    assert service.tell("/api/v1/packs", PACK, Role.AUDITOR, key="k-8").is_success
    head = service.house.head()
    assert service.tell("/api/v1/packs", PACK, Role.CLERK).status_code == 403
    unknown = {**PACK, "subject": "MAY26/99"}
    assert service.tell("/api/v1/packs", unknown, Role.AUDITOR).status_code == 404
    nameless = {**PACK, "purpose": " "}
    assert service.tell("/api/v1/packs", nameless, Role.AUDITOR).status_code == 422
    strange = {**PACK, "purpose": "another", "locale": "xx"}
    answer = service.tell("/api/v1/packs", strange, Role.AUDITOR, key="k-9")
    assert answer.status_code == 422
    assert service.house.head() == head
