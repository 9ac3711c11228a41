"""What is proved over HTTP is proved as of then, or refused: as_of is never ignored."""

from __future__ import annotations

import pytest

from ledger.house.checkpoints import publish
from ledger.identity import Role
from ledger.proof.checkpoint import parse_checkpoint
from ledger.proof.note import parse_note
from ledger.proof.proof_file import parse_proof
from tests.sale_of_tests import bid, by
from tests.served import served

pytestmark = pytest.mark.slow

LOG = "/api/v1/log"


def grown(house):
    """Sign a log, let it grow, and sign it again."""
    publish(house)
    house.do(bid(1, "101", 150), by=by())
    house.do(bid(1, "102", 200), by=by())
    publish(house)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as service:
        grown(service.house)
        yield service


@pytest.fixture(scope="module")
def signed(service):
    """Return how long the log was when it was signed first."""
    return service.house.head() - 2


def size_of(note):
    return parse_checkpoint(parse_note(note.encode()).text).size


def test_the_checkpoint_of_then_is_the_last_that_was_signed_by_then(service, signed):
    for as_of, size in [
        (signed, signed),
        (signed + 1, signed),
        (signed + 2, signed + 2),
    ]:
        shown = service.ask(f"{LOG}/checkpoint?as_of={as_of}").json()
        assert size_of(shown["note"]) == size
    before = service.ask(f"{LOG}/checkpoint?as_of={signed - 1}")
    assert (before.status_code, before.json()["code"]) == (409, "not-checkpointed")


def test_a_proof_of_then_leads_to_the_checkpoint_of_then(service, signed):
    entry = f"{LOG}/entries/{signed}/proof"
    then = service.ask(f"{entry}?as_of={signed + 1}", Role.DEVELOPER).json()
    assert size_of(parse_proof(then["proof"].encode()).note.decode()) == signed
    now = service.ask(entry, Role.DEVELOPER).json()
    assert size_of(parse_proof(now["proof"].encode()).note.decode()) == signed + 2
    later = f"{LOG}/entries/{signed + 1}/proof?as_of={signed + 1}"
    unsigned = service.ask(later, Role.DEVELOPER)
    assert unsigned.json()["code"] == "not-checkpointed"


@pytest.mark.parametrize("what", ["proof", "receipt"])
def test_what_was_not_recorded_then_is_not_shown_as_of_then(service, signed, what):
    entry = f"{LOG}/entries/{signed + 1}/{what}"
    refused = service.ask(f"{entry}?as_of={signed}", Role.DEVELOPER)
    assert (refused.status_code, refused.json()["code"]) == (409, "not-recorded-yet")
    asked = f"{entry}?as_of={signed + 2}"
    assert service.ask(asked, Role.DEVELOPER).status_code == 200


def test_growth_of_then_ends_then(service, signed):
    asked = f"{LOG}/consistency?older={signed}"
    assert service.ask(f"{asked}&as_of={signed + 1}").json()["newer"] == signed + 1
    beyond = service.ask(f"{asked}&newer={signed + 2}&as_of={signed + 1}")
    assert (beyond.status_code, beyond.json()["code"]) == (404, "no-such-size")


def test_what_has_no_past_takes_no_as_of(service):
    assert service.ask("/api/v1/reports", Role.ACCOUNTANT).status_code == 200
    looking_back = service.ask("/api/v1/reports?as_of=5", Role.ACCOUNTANT)
    assert looking_back.status_code == 422
    described = service.client.get("/openapi.json").json()["paths"]
    assert described["/api/v1/reports"]["get"]["parameters"] == []
