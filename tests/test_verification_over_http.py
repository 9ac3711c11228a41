"""The whole ledger, verified over the service as it is on the command line."""

from __future__ import annotations

import json
from itertools import count

import pytest
from click.testing import CliRunner

from commands.main import main
from ledger.house import clients
from ledger.house.checkpoints import publish
from ledger.house.keys_at_hand import KeysAtHand
from ledger.identity import ClientId, Role
from ledger.store.tiles import TILE_WIDTH
from ledger.vault.secrets import NoVault
from ledger.verification.verification import Verification
from tests.sale_of_tests import by, place
from tests.sealed_sale import closed
from tests.served import served
from web.operations import checks

pytestmark = pytest.mark.slow

VERIFICATION = "/api/v1/log/verification"
PAGE = "/audit/verification?verify=true"


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, closed, entries=3) as service:
        yield service


def verified(service):
    answer = service.ask(VERIFICATION, Role.COMPLIANCE)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_ledger_is_verified_as_the_command_does_it(service, tmp_path):
    told = verified(service)
    words = ["--ledger", place(tmp_path), "audit", "verify", "--json"]
    printed = CliRunner().invoke(main, words)
    assert printed.exit_code == 0, printed.output
    assert told == json.loads(printed.stdout)
    assert (told["verdict"], told["alterations"]) == ("valid", [])
    assert told["as_of_position"] == service.house.head()


def test_what_is_sealed_is_decided_by_the_keys_that_the_service_has(
    service, monkeypatch
):
    assert "Not decided again" not in str(verified(service)["remarks"])
    shut = NoVault(why="it is elsewhere", to_do="Fetch it.")
    monkeypatch.setattr(KeysAtHand, "secrets", lambda *_: shut)
    assert "Not decided again" in str(verified(service)["remarks"])


def test_what_was_altered_is_found_and_shown_where_it_is(service):
    """A word of it is enough: nobody has to bring anything."""
    with service.house.appending() as connection:
        connection.execute("DROP TRIGGER events_stand")
        change = "UPDATE events SET state = state || ' ' WHERE position = 5"
        connection.execute(change)
    told = verified(service)
    assert told["verdict"] == "altered"
    assert told["alterations"][0]["earliest"]["position"] == 5
    page = service.ask(PAGE, Role.COMPLIANCE).text
    assert "Altered: it is not as it was recorded." in page
    assert 'href="/log/5"' in page


def test_a_page_tells_what_the_command_prints(service):
    asked = service.ask(PAGE.partition("?")[0], Role.AUDITOR).text
    assert "Verify it now" in asked
    assert "Verdict" not in asked
    page = service.ask(PAGE, Role.AUDITOR).text
    for words in ("Valid: the ledger agrees with itself.", "Trust: self-consistent."):
        assert words in page
    assert verified(service)["root"] in page.replace("&#43;", "+")


def test_a_long_log_is_left_to_the_command(service, monkeypatch):
    monkeypatch.setattr(checks, "VERIFIED_MAX", 5)
    answer = service.ask(VERIFICATION, Role.COMPLIANCE)
    assert answer.status_code == 409
    assert answer.json()["detail"].endswith(
        "more than 5. Ask with: lotledger audit verify"
    )


def test_nobody_waits_for_a_verification(service, monkeypatch):
    """Questions are answered meanwhile, pages too."""
    answered = []

    def meanwhile(house):
        asked = (service.ask(path, Role.CLERK) for path in ("/api/v1/sales", "/"))
        answered.extend(answer.status_code for answer in asked)
        return checks.verify_ledger(house)

    monkeypatch.setattr("web.pages.audits.verify_ledger", meanwhile)
    assert service.ask(PAGE, Role.COMPLIANCE).status_code == 200
    assert answered == [200, 200]


@pytest.mark.parametrize("role", [None, Role.BIDDER, Role.CLERK, Role.SYSTEM])
def test_who_does_not_see_the_log_verifies_nothing(service, role):
    assert service.ask(VERIFICATION, role).status_code in {401, 403}


@pytest.mark.parametrize(
    "check",
    """_must_be_a_ledger _read_ends check_file check_log check_streams check_rules
    check_openings check_e_invoices""".split(),
)
def test_what_is_recorded_meanwhile_is_no_alteration(service, monkeypatch, check):
    """Whoever verifies a ledger in use is told of it as it stood when they began."""
    goes_on = getattr(Verification, check)
    numbers = count(1)

    def checked(*given):
        people = [ClientId(f"W-{next(numbers)}") for _ in range(TILE_WIDTH)]
        service.house.do_all([(clients.enrol(person), by()) for person in people])
        publish(service.house)
        assert service.ask("/reports/journal", Role.ACCOUNTANT).status_code == 200
        return goes_on(*given)

    monkeypatch.setattr(Verification, check, checked)
    assert verified(service)["alterations"] == []
