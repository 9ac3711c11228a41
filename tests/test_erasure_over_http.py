"""A person forgotten over the service: by two, for good, and as the log says."""

from __future__ import annotations

import pytest

from ledger.identity import ClientId, Role
from ledger.vault.people import Person, file_people, on_file
from tests.sale_of_tests import all_entries
from tests.served import give_roles, let_roles_hold, served

pytestmark = pytest.mark.slow

CLIENT = ClientId("C-103")
ERASURE = f"/api/v1/clients/{CLIENT}/erasure"
SAID = {"basis": "GDPR art 17, letter 14", "authorised_by": "u-auctioneer"}


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, give_roles) as service:
        ada = Person(client=CLIENT, name="Ada Byron", email="ada@b.example")
        file_people(service.vault, [ada])
        yield service


def asks(service, key="k-1", role=Role.COMPLIANCE, **more):
    return service.tell(ERASURE, {**SAID, **more}, role, key=key)


def test_the_name_goes_at_once_and_what_laws_keep_stays(service):
    answer = asks(service)
    assert answer.status_code == 201, answer.text
    erased = answer.json()
    assert "person" in erased["erased"]
    assert erased["position"] == service.house.head()
    assert on_file(service.vault, [CLIENT]) == []
    assert all_entries(service.house)[-1].event.client == CLIENT
    again = asks(service).json()
    assert (again["repeated"], again["erased"]) == (True, erased["erased"])
    other = asks(service, key="k-2")
    assert other.status_code == 409, other.text


def test_nothing_is_destroyed_before_a_second_person_approved(service):
    let_roles_hold(service.house, Role.COMPLIANCE, Role.AUCTIONEER)
    asked = asks(service, ask_approval=True)
    assert (asked.status_code, asked.json()["code"]) == (409, "approval-needed")
    assert on_file(service.vault, [CLIENT]) == [CLIENT]
    (waits,) = service.ask("/api/v1/approvals", Role.AUCTIONEER).json()
    path, seen = f"/api/v1/approvals/{waits['id']}", waits["asked"]["digest"]
    approved = service.tell(path, {"digest": seen}, Role.AUCTIONEER)
    assert approved.status_code == 200, approved.text
    assert on_file(service.vault, [CLIENT]) == [CLIENT]
    assert asks(service, ask_approval=True).status_code == 201
    assert on_file(service.vault, [CLIENT]) == []


def test_a_legal_hold_keeps_everything(service):
    said = {"clients": [CLIENT], "reason": "a suit"}
    held = service.tell(
        "/api/v1/holds/MATTER-7", said, Role.COMPLIANCE, key="h", method="PUT"
    )
    assert held.status_code == 200, held.text
    answer = asks(service)
    assert answer.status_code == 409, answer.text
    assert on_file(service.vault, [CLIENT]) == [CLIENT]
    due = service.ask("/api/v1/retention/due", Role.COMPLIANCE).json()
    states = {each["client"]: each["state"] for each in due}
    assert states[CLIENT] == "held"


@pytest.mark.parametrize("role", [Role.CLERK, Role.ACCOUNTANT, Role.ADMINISTRATOR])
def test_only_compliance_erases(service, role):
    assert asks(service, role=role).status_code == 403
    assert on_file(service.vault, [CLIENT]) == [CLIENT]
