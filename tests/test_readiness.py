"""The service says when it cannot do its work, and why; and what it does not know."""

from __future__ import annotations

import fcntl
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from threading import Event

import pytest
from eventsourcing.persistence import OperationalError
from starlette.testclient import TestClient

from ledger.damage import KEEP, LedgerDamaged, OutcomeUnknown
from ledger.house import House
from ledger.house.answers import Receipts
from ledger.identity import Role
from ledger.refusals import UnknownSale
from ledger.roles import SIGHTS, Sight
from tests.live_service import until
from tests.patience import PATIENCE
from tests.sale_of_tests import place
from tests.served import served
from web import readiness
from web.endpoint import Endpoint
from web.problem import HttpProblem

pytestmark = pytest.mark.slow

BIDS = "/api/v1/sales/MAY26/lots/1/bids"
BID = {"paddle": "101", "maximum": "150"}
LOOKS = "/api/v1/sales/MAY26/lots/1/looks"
KEPT = "Somebody else has the turn to write, and keeps it."
SILENT = "The ledger cannot be used."
"""Why, where it is not read in time: of a machine that does much else."""
LOOK = {"kind": "maximum", "purpose": "a question"}


@contextmanager
def impatient():
    """Wait for no answer that takes its time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(readiness, "SOON_SECONDS", 0.1)
        yield


@pytest.fixture
def service(tmp_path, monkeypatch):
    monkeypatch.setattr(readiness, "SOON_SECONDS", PATIENCE)
    with served(tmp_path) as service:
        yield service


@pytest.fixture
def ask(service):
    """Return what asks whether the service is ready, and says how it was answered."""

    def asked(role=None):
        answer = service.ask("/health/ready", role)
        told = answer.json()
        assert (answer.status_code == 200) == told["ready"] == (told["why"] is None)
        return told

    return asked


def test_a_service_that_can_do_its_work_is_ready(service, ask):
    head = service.house.head()
    assert ask() == {"ready": True, "position": head, "why": None, "more": None}


def test_a_disk_that_is_full_soon_is_told(service, ask, monkeypatch):
    monkeypatch.setattr(readiness, "ROOM_BYTES", 2**62)
    assert "full" in ask()["why"]
    assert ask()["position"] == service.house.head()


@pytest.mark.parametrize("there", ["nothing", "another"])
def test_a_vault_that_is_not_the_one_that_was_opened_is_told(service, ask, there):
    vault = service.vault.file
    vault.rename(aside := vault.with_name("aside"))
    if there == "another":
        copyfile(aside, vault)
    assert "vault" in ask()["why"]
    assert str(vault) in ask(Role.ADMINISTRATOR)["more"]
    aside.replace(vault)
    assert ask()["ready"]


@pytest.mark.parametrize("role", [None, *Role])
def test_where_files_are_is_told_to_who_sees_how_the_service_does(
    service, ask, monkeypatch, role
):
    monkeypatch.setattr(readiness, "ROOM_BYTES", 2**62)
    answer = ask(role)
    sees = role is not None and Sight.HEALTH in SIGHTS[role]
    assert (answer["more"] is not None) == sees
    assert (str(service.house.folder) in str(answer)) == sees
    forged = {"Authorization": "Bearer lotledger_forged"}
    told = service.client.get("/health/ready", headers=forged)
    assert (told.status_code, told.json()["more"]) == (503, None)


def test_somebody_who_keeps_the_turn_to_write_is_told(tmp_path, service, ask):
    assert service.tell(BIDS, BID).status_code == 201
    with Path(f"{place(tmp_path)}-lock").open("r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with impatient():
            for _ in range(2):
                assert ask()["why"] in {KEPT, SILENT}
            until(lambda: ask()["why"] == KEPT)
        fcntl.flock(lock, fcntl.LOCK_UN)
    assert ask()["ready"]


def test_a_ledger_that_cannot_be_read_is_told(ask, monkeypatch):
    def is_full(_):
        raise OperationalError("disk full")

    monkeypatch.setattr(House, "head", is_full)
    told = ask()
    assert told["position"] is None
    assert "cannot be used" in told["why"]


def test_a_ledger_that_says_nothing_keeps_nobody_waiting(ask, monkeypatch):
    answers = Event()

    def waits(_):
        answers.wait(PATIENCE)
        return 1

    with monkeypatch.context() as patched:
        patched.setattr(House, "head", waits)
        patched.setattr(readiness, "SOON_SECONDS", 0.1)
        for _ in range(2):
            told = ask()
            assert told["position"] is None
            assert "cannot be used" in told["why"]
    answers.set()
    assert ask()["ready"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/sales"),
        ("GET", "/metrics"),
        ("GET", "/"),
        ("GET", "/nowhere"),
        ("POST", "/api/v1/sales/MAY26/bids"),
        ("POST", "/forms/place_bid/sales/MAY26/lots/1/bids"),
    ],
)
def test_whoever_waits_for_the_ledger_keeps_nobody_else_waiting(
    service, monkeypatch, method, path
):
    """Who signed in is asked for their role, which only the ledger tells."""
    asked, answers = Event(), Event()

    def waits(_):
        asked.set()
        assert answers.wait(PATIENCE), "somebody else was answered meanwhile"
        raise OperationalError("nobody leads")

    monkeypatch.setattr(House, "ledger", waits)
    given = {**service.signed_in(Role.CLERK), "Accept": "text/html"}
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(service.client.request, method, path, headers=given)
        assert asked.wait(PATIENCE)
        try:
            assert service.client.get("/health/live").json() == {"live": True}
            assert not waiting.done()
        finally:
            answers.set()
        assert waiting.result(PATIENCE).status_code in {404, 503}


@pytest.mark.parametrize("role", [None, Role.CLERK])
def test_a_page_says_that_the_ledger_cannot_be_read(service, monkeypatch, role):
    def is_gone(_):
        raise OperationalError("nobody leads")

    monkeypatch.setattr(House, "ledger", is_gone)
    monkeypatch.setattr(House, "head", is_gone)
    answer = service.ask("/", role)
    assert answer.status_code == 503
    assert "The ledger cannot be used" in answer.text
    assert 'class="foot"' in answer.text
    assert "Position" not in answer.text


def test_whose_role_the_ledger_cannot_tell_is_told_what_anybody_is(ask, monkeypatch):
    def is_gone(_):
        raise OperationalError("the server is gone")

    monkeypatch.setattr(House, "ledger", is_gone)
    monkeypatch.setattr(House, "head", is_gone)
    told = ask(Role.ADMINISTRATOR)
    assert "cannot be used" in told["why"]
    assert told["more"] is None


def test_a_command_that_the_disk_did_not_take_has_an_unknown_outcome(
    service, monkeypatch
):
    def is_full(*_):
        raise OperationalError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(House, "do_all", is_full)
        answer = service.tell(BIDS, BID)
    assert (answer.status_code, answer.json()["code"]) == (503, "outcome-unknown")
    assert "same key" in answer.json()["detail"]
    assert service.tell(BIDS, BID).status_code == 201


@pytest.mark.parametrize(
    ("why", "status", "words"),
    [
        (UnknownSale(sale="NONE"), 500, "NONE"),
        (HttpProblem(409, "x", "X", "Not as sent."), 500, "as sent"),
        (LedgerDamaged(KEEP), 503, "lotledger audit verify"),
        (OperationalError("no room"), 503, "cannot be used"),
    ],
    ids=lambda each: type(each).__name__,
)
@pytest.mark.parametrize(
    ("path", "said", "role"),
    [(BIDS, BID, Role.CLERK), (LOOKS, LOOK, Role.COMPLIANCE)],
)
def test_what_fails_once_it_is_on_record_is_no_refusal(
    service, monkeypatch, path, said, role, why, status, words
):
    """A bid is answered together with others, and a look by itself."""

    def fails(*_):
        raise why

    with monkeypatch.context() as patched:
        patched.setattr(Receipts, "at", fails)
        answer = service.tell(path, said, role)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, "not-answered")
    assert words in told["detail"]
    assert "othing was recorded" not in told["detail"]
    head = service.house.head()
    assert told["position"] == head
    assert service.tell(path, said, role).status_code == 201
    assert service.house.head() == head


def test_a_commit_that_is_not_answered_has_an_unknown_outcome(service, monkeypatch):
    def is_cut_off(*_):
        raise OutcomeUnknown("the connection broke off")

    monkeypatch.setattr(House, "do_all", is_cut_off)
    answer = service.tell(BIDS, BID)
    assert (answer.status_code, answer.json()["code"]) == (503, "outcome-unknown")
    assert "broke off" in answer.json()["detail"]


def test_what_nobody_foresaw_has_an_unknown_outcome(service, monkeypatch):
    def breaks(*_):
        raise RuntimeError("nobody foresaw it")

    monkeypatch.setattr(Endpoint, "__call__", breaks)
    client = TestClient(service.client.app, raise_server_exceptions=False)
    answer = client.post(BIDS, json=BID)
    assert (answer.status_code, answer.json()["code"]) == (500, "outcome-unknown")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("role", [None, *Role])
def test_the_figures_are_for_who_sees_how_the_service_does(service, role):
    before = service.house.head()
    answer = service.ask("/metrics", role)
    sees = role is not None and Sight.HEALTH in SIGHTS[role]
    assert answer.status_code == (200 if sees else 401 if role is None else 403)
    assert ("lotledger_position" in answer.text) == sees
    assert (service.house.head() > before) == (role is Role.AUDITOR)


def test_the_figures_tell_positions_views_queue_commits_and_checkpoints(service):
    service.tell(BIDS, BID)
    assert service.ask("/api/v1/sales/MAY26/lots", Role.CLERK).status_code == 200
    head = service.house.head()
    figures = dict(
        line.rsplit(" ", 1)
        for line in service.ask("/metrics", Role.SYSTEM).text.splitlines()
        if not line.startswith("#")
    )
    assert figures["lotledger_position"] == f"{float(head)}"
    assert figures['lotledger_view_position{view="bids"}'] == f"{float(head)}"
    assert figures["lotledger_queue"] == "0.0"
    assert figures["lotledger_commit_seconds_count"] == "1.0"
    assert figures["lotledger_commands_total"] == "1.0"
    assert "lotledger_checkpoint_size" in figures
