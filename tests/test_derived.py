"""Operations that are declared by their command alone take what the command takes."""

from __future__ import annotations

from inspect import signature

import pytest

from ledger.identity import Role
from ledger.roles import who_may
from tests.every_command import every_command
from tests.sale_of_tests import all_entries
from tests.sample_bodies import sample_body, schemas
from tests.served import served
from web.api import OPERATIONS
from web.derived import asks_for

pytestmark = pytest.mark.slow

DERIVED = [each for each in OPERATIONS if each.work.__module__ == asks_for.__module__]
CLIENT = "/api/v1/clients/C-101"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as service:
        yield service


@pytest.fixture
def fresh(tmp_path):
    with served(tmp_path) as service:
        yield service


@pytest.mark.parametrize("operation", DERIVED, ids=lambda each: each.name)
def test_what_is_an_amount_is_text_with_a_pattern(operation):
    ask = every_command()[operation.verb]
    read_as = schemas()[operation.body.__name__]["properties"]
    for each in signature(ask).parameters.values():
        if "Minor" in each.annotation and each.name in read_as:
            kinds = read_as[each.name].get("anyOf", [read_as[each.name]])
            assert kinds[0]["type"] == "string"
            assert "[0-9]" in kinds[0]["pattern"]


@pytest.mark.parametrize("operation", DERIVED, ids=lambda each: each.name)
def test_no_text_has_more_than_one_line(operation):
    for name, schema in schemas()[operation.body.__name__]["properties"].items():
        for kind in schema.get("anyOf", [schema]):
            if kind.get("type") == "string" and "format" not in kind:
                assert "pattern" in kind, name


def told(service, operation, said, key="k-1", role=None):
    role = role or who_may(operation.verb)[0]
    path = operation.address
    for part, name in PARTS.items():
        path = path.replace(part, name)
    return service.tell(path, said, role, key=key, method=operation.method)


PARTS = {"{sale}": "MAY26", "{client}": "C-101", "{number}": "1", "{paddle}": "101"}


def named(name):
    (operation,) = (each for each in OPERATIONS if each.name == name)
    return operation


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("set_a_clients_tax_status", {"country": "Germany"}),
        ("set_a_clients_tax_status", {"vat_id": "DE 1"}),
        ("set_a_clients_tax_status", {"colour": "red"}),
        ("file_a_certificate", {"jurisdiction": "texas"}),
        ("file_a_certificate", {"number": "1\n"}),
        ("file_a_certificate", {"number": " "}),
    ],
)
def test_what_a_value_is_made_of_is_read_as_the_command_line_reads_it(
    service, name, said
):
    operation = named(name)
    ((part, whole),) = sample_body(operation.body).items()
    answer = told(service, operation, {part: {**whole, **said}}, key=f"{said}")
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable")
    assert f'"{part}.' in answer.json()["detail"] or "colour" in answer.text


@pytest.mark.parametrize("client", ["C-101\n", "c-101", "C-101 "])
def test_a_name_is_written_as_it_is(service, client):
    answer = told(service, named("track_a_lot"), {"client": client}, key=client)
    assert answer.json()["code"] == "unreadable"


@pytest.mark.parametrize(
    ("limit", "status"),
    [("25000.00", 200), (None, 200), ("0", 200), ("1.001", 422), ("-1", 422)],
)
def test_a_limit_is_read_in_its_own_currency(service, limit, status):
    said = {"currency": "USD", "limit": limit}
    answer = told(service, named("set_a_clients_limit"), said, key=f"{limit}")
    assert answer.status_code == status


def test_a_moment_has_a_zone(service):
    said = {"upto": "2026-05-20T10:00:00"}
    answer = told(service, named("close_what_is_due"), said, key="zone")
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable")


def test_what_is_to_be_paid_is_above_nothing(service):
    said = {"kind": "on-account", "amount": "0", "currency": "GBP", "method": "wire"}
    answer = told(service, named("receive_funds"), said, key="nothing")
    assert (answer.status_code, answer.json()["code"]) == (422, "not-an-amount")


def test_a_currency_is_known(service):
    said = {"currency": "XQX", "limit": "1"}
    answer = told(service, named("set_a_clients_limit"), said, key="currency")
    assert (answer.status_code, answer.json()["code"]) == (422, "not-an-amount")


def test_it_is_done_once_under_a_key_and_is_what_the_command_line_asks(fresh):
    operation = named("set_a_clients_limit")
    said = {"currency": "GBP", "limit": "2500.50"}
    first = told(fresh, operation, said)
    assert first.status_code == 200
    again = told(fresh, operation, said).json()
    assert (again["repeated"], again["first"]) == (True, first.json()["first"])
    other = told(fresh, operation, {**said, "limit": "2500.51"})
    assert (other.status_code, other.json()["code"]) == (422, "key-used")
    (event,) = (entry.event for entry in all_entries(fresh.house)[-1:])
    assert event.limit == 2_500_50


def test_who_asks_and_when_is_never_said():
    assert not {"at", "found_by", "signed_by"} & {
        name for each in DERIVED for name in schemas()[each.body.__name__]["properties"]
    }


def test_users_and_roles_are_listed_for_who_sees_the_ledger(fresh):
    added = fresh.tell("/api/v1/users/u-zoe", {}, Role.ADMINISTRATOR, method="PUT")
    assert added.status_code == 200
    listed = fresh.ask("/api/v1/users", Role.ADMINISTRATOR).json()
    assert [each["user"] for each in listed] == ["u-zoe"]
    roles = fresh.ask("/api/v1/roles", Role.ADMINISTRATOR).json()
    assert {each["role"] for each in roles} == set(Role)
    assert fresh.ask("/api/v1/users", Role.CLERK).status_code == 403
