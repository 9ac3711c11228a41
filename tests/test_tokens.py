"""Tokens sign in whom they were made for, until they end or are revoked."""

from __future__ import annotations

from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta

import pytest

from ledger.identity import ClientId, Role
from ledger.keys.folder import KeyFolder
from ledger.value import replace
from ledger.vault.opening import make_vault, open_vault
from ledger.vault.tokens import (
    PREFIX,
    Token,
    make_token,
    revoke_tokens,
    token_named,
    tokens,
)
from tests.clerk import clerk_of_a_sale

LEDGER = "5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1"
NOON = datetime(2025, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANNA = Token(
    id="t-1",
    user="u-anna",
    role=Role.CLERK,
    client=None,
    made_at=NOON,
    ends_at=NOON + HOUR,
)
BIDDER = replace(
    ANNA, id="t-2", user="u-b", role=Role.BIDDER, client=ClientId("C-1042")
)


@pytest.fixture
def vault(tmp_path):
    (tmp_path / "ledger").mkdir()
    folder = KeyFolder(tmp_path / "keys").of_ledger(LEDGER)
    made = make_vault(folder, LEDGER, apart_from=tmp_path / "ledger", words=None)
    yield made
    made.close()


def test_a_token_is_known_by_what_was_told_once(vault):
    text = make_token(vault, ANNA)
    other = make_token(vault, BIDDER)
    assert text.startswith(PREFIX)
    assert text != other
    assert token_named(vault, text) == ANNA
    assert token_named(vault, other) == BIDDER
    assert tokens(vault) == [ANNA, BIDDER]
    for wrong in ("", text[:-1], text + "A", text.upper(), ANNA.id, PREFIX):
        assert token_named(vault, wrong) is None


def test_the_vault_does_not_hold_the_token(vault):
    text = make_token(vault, ANNA)
    secret = text.removeprefix(PREFIX).encode()
    assert secret not in vault.file.read_bytes()
    assert len(secret) * 6 >= 256


@pytest.mark.parametrize(
    ("moment", "good"),
    [
        (NOON - timedelta(seconds=1), False),
        (NOON, True),
        (NOON + HOUR - timedelta(seconds=1), True),
        (NOON + HOUR, False),
    ],
)
def test_a_token_is_good_from_when_it_was_made_until_it_ends(moment, good):
    assert ANNA.is_good(moment) is good


def test_a_token_is_revoked_once_and_at_once(vault):
    text = make_token(vault, ANNA)
    revoke_tokens(vault, [ANNA.id], NOON + HOUR / 2)
    revoke_tokens(vault, [ANNA.id, "t-unknown"], NOON + HOUR)
    revoked = token_named(vault, text)
    assert revoked == replace(ANNA, revoked_at=NOON + HOUR / 2)
    assert not revoked.is_good(NOON)


def test_a_token_that_another_process_revokes_ends_at_once(vault, tmp_path):
    text = make_token(vault, ANNA)
    folder = KeyFolder(tmp_path / "keys").of_ledger(LEDGER)
    other = open_vault(
        folder, LEDGER, apart_from=tmp_path / "ledger", passphrase=pytest.fail
    )
    with closing(other):
        assert token_named(vault, text) == token_named(vault, text) == ANNA
        revoke_tokens(other, [ANNA.id], NOON)
        assert token_named(vault, text).revoked_at == NOON
        assert token_named(other, text).revoked_at == NOON


def test_what_was_not_committed_is_not_remembered(vault):
    text = make_token(vault, ANNA)
    with suppress(ZeroDivisionError), vault.writing() as connection:
        connection.execute("UPDATE tokens SET revoked_at = ends_at")
        assert token_named(vault, text).revoked_at is not None
        raise ZeroDivisionError
    assert token_named(vault, text) == ANNA


@pytest.mark.slow
def test_a_token_is_written_for_its_owner_alone_and_over_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "house").mkdir()
    clerk = clerk_of_a_sale(tmp_path / "house")
    assert "Make one with: lotledger vault new" in clerk("token list").err
    clerk.does("vault new")
    clerk.does("user add u-anna")
    file = clerk.folder / "anna.txt"
    shown = clerk.does(f"token new u-anna --role clerk --header {file}")
    header = file.read_text("utf-8")
    assert header.startswith(f"Authorization: Bearer {PREFIX}")
    assert header.split()[-1] not in f"{shown}"
    assert file.stat().st_mode & 0o777 == 0o600
    again = clerk(f"token new u-anna --role clerk --header {file}")
    assert (again.code, file.read_text("utf-8")) == (2, header)
    assert len(clerk("token list --json").json) == 1
