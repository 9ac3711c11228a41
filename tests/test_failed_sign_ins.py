"""What failed to sign in is counted in the vault, and nobody's name is read there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from ledger.keys.folder import KeyFolder
from ledger.vault import failed_sign_ins
from ledger.vault.failed_sign_ins import (
    KEPT,
    FailedBy,
    failure_series,
    hash_of_name,
    note_failure,
    seconds_to_wait,
)
from ledger.vault.opening import connected, make_vault
from ledger.vault.passwords import set_password
from ledger.vault.vault_file import VaultFile
from projections.views import Views
from tests.sale_of_tests import place
from tests.served import served, served_to, the_hour

pytestmark = pytest.mark.slow

NAME, ADDRESS = FailedBy
NOW = the_hour()
PASSWORD = "slow hammer, patient room"  # noqa: S105


@pytest.fixture
def vault(tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    keys = KeyFolder(folder).of_ledger("l-1")
    vault = make_vault(keys, "l-1", apart_from=tmp_path / "house", words=None)
    yield vault
    vault.close()


def fails(vault, times, by=NAME, text="u-anna", at=NOW):
    for _ in range(times):
        note_failure(vault, by, text, at)


@pytest.mark.parametrize(("by", "most", "step"), [(NAME, 10, 90), (ADDRESS, 50, 18)])
def test_so_many_fail_at_once_and_then_one_by_one(vault, by, most, step):
    fails(vault, most - 1, by)
    assert seconds_to_wait(vault, by, "u-anna", NOW) == 0
    fails(vault, 1, by)
    assert seconds_to_wait(vault, by, "u-anna", NOW) == step
    later = NOW + timedelta(seconds=step)
    assert seconds_to_wait(vault, by, "u-anna", later) == 0
    fails(vault, 1, by, at=later)
    assert seconds_to_wait(vault, by, "u-anna", later) == step


def test_each_name_and_each_address_waits_for_itself(vault):
    fails(vault, 10)
    assert seconds_to_wait(vault, NAME, "u-otto", NOW) == 0
    assert seconds_to_wait(vault, ADDRESS, "u-anna", NOW) == 0


def test_another_process_counts_on(vault):
    fails(vault, 10)
    root, file = vault.root, vault.file
    other = VaultFile(file, connected(file), "l-1", root)
    assert seconds_to_wait(other, NAME, "u-anna", NOW) == 90
    fails(other, 1)
    other.close()
    assert seconds_to_wait(vault, NAME, "u-anna", NOW) == 180


def test_a_service_that_begins_anew_lets_nobody_try_more(tmp_path):
    said = {"name": "C-101", "password": "not this one at all"}
    with served(tmp_path) as service:
        set_password(service.vault, "C-101", PASSWORD)
        for _ in range(10):
            answer = service.client.post("/api/v1/session", json=said)
            assert answer.status_code == 401
        with Views(service.house, place(tmp_path)) as views:
            anew = served_to(service.house, views, service.vault)
            with TestClient(anew) as client:
                said["password"] = PASSWORD
                answer = client.post("/api/v1/session", json=said)
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-attempts")


def test_a_series_tells_how_often_and_when(vault):
    later = NOW + timedelta(seconds=30)
    fails(vault, 2)
    fails(vault, 1, at=later)
    fails(vault, 1, ADDRESS, "203.0.113.9", later)
    by_address, by_name = sorted(
        failure_series(vault, later), key=lambda series: series.by
    )
    assert by_name.name_hash == hash_of_name(vault, "u-anna")
    assert (by_name.failures, by_name.first_at, by_name.last_at) == (3, NOW, later)
    assert (by_address.failures, by_address.address) == (1, "203.0.113.9")


def test_a_series_begins_anew_once_nothing_of_it_counts(vault):
    fails(vault, 2)
    later = NOW + timedelta(seconds=180)
    fails(vault, 1, at=later)
    (series,) = failure_series(vault, later)
    assert (series.failures, series.first_at) == (1, later)


def test_a_series_is_kept_for_thirty_days(vault):
    fails(vault, 1)
    assert failure_series(vault, NOW + KEPT)
    later = NOW + KEPT + timedelta(seconds=1)
    assert failure_series(vault, later) == []
    fails(vault, 1, text="u-otto", at=later)
    ((count,),) = vault.rows("SELECT count(*) FROM failures")
    assert count == 1


def test_no_more_are_kept_than_there_is_room_for(vault, monkeypatch):
    monkeypatch.setattr(failed_sign_ins, "SERIES_MAX", 3)
    for number in range(3):
        fails(vault, 1, text=f"u-{number}")
    fails(vault, 10, text="u-waits", at=NOW)
    later = NOW + timedelta(seconds=100)
    fails(vault, 1, text="u-late", at=later)
    kept = {series.name_hash for series in failure_series(vault, later)}
    assert kept == {hash_of_name(vault, who) for who in ("u-waits", "u-late")}


def test_nobody_reads_in_the_vault_what_was_typed(vault):
    fails(vault, 1, text="my password, typed above")
    fails(vault, 1, ADDRESS, "203.0.113.9")
    content = vault.file.read_bytes()
    assert b"typed above" not in content
    assert b"203.0.113.9" not in content
