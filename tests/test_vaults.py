"""The vault of a live ledger: there from its birth, and missed where it is gone."""

from __future__ import annotations

import pytest

from ledger.events import LedgerBegun, VaultAdopted
from ledger.house import House
from tests.clerk import Clerk

pytestmark = pytest.mark.slow


@pytest.fixture
def keys(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def clerk(tmp_path, keys, monkeypatch):
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    monkeypatch.setenv("LOTLEDGER_KEYS", str(keys))
    (tmp_path / "sale").mkdir()
    return Clerk(tmp_path / "sale")


def of_the_ledger(clerk):
    with House.open(str(clerk.ledger)) as house:
        return [entry.event for entry in house.ledger_history()]


def test_a_live_ledger_has_its_vault_from_its_first_entry_on(clerk, keys):
    said = clerk("client add C-1 --key first")
    assert "do not lose it" in said.err
    assert list(keys.glob("*/vault"))
    assert of_the_ledger(clerk)[0].vault
    assert "has a vault already" in clerk("vault new").err


@pytest.mark.parametrize("first", ["client add C-1 --rehearsal", "client add C-1"])
def test_it_is_begun_without_where_none_is_wanted_or_can_be(clerk, monkeypatch, first):
    if "rehearsal" not in first:
        monkeypatch.setenv("LOTLEDGER_KEYS", str(clerk.folder))
    said = clerk(first)
    assert said.code == 0
    assert ("It has no vault" in said.err) == ("rehearsal" not in first)
    assert not list(clerk.folder.glob("**/vault"))
    (begun,) = (e for e in of_the_ledger(clerk) if isinstance(e, LedgerBegun))
    assert not begun.vault


def test_a_vault_that_is_made_later_is_on_record_with_the_next_entry(
    clerk, keys, monkeypatch
):
    monkeypatch.setenv("LOTLEDGER_KEYS", str(clerk.folder))
    clerk.does("client add C-1")
    monkeypatch.setenv("LOTLEDGER_KEYS", str(keys))
    clerk.does("vault new")
    for client in ("C-2", "C-3"):
        clerk.does(f"client add {client} --key {client}")
    assert sum(isinstance(e, VaultAdopted) for e in of_the_ledger(clerk)) == 1


def test_where_it_is_gone_nothing_is_marked_without_it(clerk, keys):
    clerk.does("client add C-1 --key first")
    clerk.does("client add C-2")
    (vault,) = keys.glob("*/vault")
    kept = vault.rename(keys / "elsewhere")
    before = clerk.events()
    for refused in (
        *("client add C-3 --key third", "client add C-1 --key first"),
        *("vault new", "client file C-1 --name Ada"),
    ):
        answer = clerk(refused)
        assert answer.code == 1, refused
        assert "vault" in answer.err
        assert "Bring it back" in answer.err
    assert (clerk.events(), vault.exists()) == (before, False)
    assert "C-1" in clerk.does("client show C-1")
    kept.rename(vault)
    clerk.does("client add C-3 --key third")


def test_a_command_asks_once_however_often_it_opens_the_vault(clerk, monkeypatch):
    asked = []

    def prompt(*_, **__):
        asked.append("typed")
        return "a long passphrase"

    monkeypatch.setattr("click.prompt", prompt)
    clerk.does("client add C-1")
    clerk.does("vault lock")
    asked.clear()
    clerk.does("client file C-1 --name {name}", name="Ann Berg")
    clerk.does("client erase C-1 --basis x --approved-by Ann --key K-1")
    assert asked == ["typed", "typed"], "once for each command"
