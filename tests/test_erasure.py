"""A person who is forgotten: what goes, what a law or a matter in court keeps."""

from __future__ import annotations

import json
from datetime import datetime
from shutil import copyfile

import pytest

from commands.keeping import key_folder
from ledger.house import House
from ledger.house.erasing import erase
from ledger.house.vaults import open_vault_of
from ledger.identity import ClientId, SaleId
from ledger.refusals import KeyErased
from ledger.value import replace
from ledger.vault.people import on_file, person
from ledger.vault.secrets import DerivedSecrets, KeyKind
from tests.clerk import Clerk
from tests.sale_of_tests import by
from tests.settling_clerk import clerk_of_a_closed_sale
from tests.story import clock

pytestmark = pytest.mark.slow

GONE = "--basis 'GDPR art 17, letter 14' --approved-by Ann"
SOON, LATER = "--at 2026-06-01T10:00Z", "--at 2040-01-01T10:00Z"
BOTH, PERSON = ["person", "client"], ["person"]


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    clerk = clerk_of_a_closed_sale(tmp_path / "sale")
    for client in ("C-1", "C-2"):
        clerk.does(f"client file {client} --name 'Ada Byron' --email a@b.example")
    return clerk


def erased(clerk, client="C-1", when=SOON, more=""):
    return clerk(f"client erase {client} {GONE} {when} {more}")


def known(clerk, client):
    return json.loads(clerk.does(f"client export {client} {LATER}"))["on_file"]


def secrets(house):
    return house.keys_at_hand.secrets(house.ledger())


def test_inside_the_retention_of_a_sale_the_name_goes_and_the_bids_stay(clerk):
    clerk.does(f"intake retention MAY26 --law US-TX {SOON}")
    answer = erased(clerk)
    assert answer.code == 0
    assert "name and contact of client C-1 are erased for good" in answer.out
    assert "stay until 2028-05-20 (US-TX, 16 TAC 67.70)" in answer.out
    assert "VAT and tax numbers" in answer.out
    assert "out of reach" in answer.out
    assert known(clerk, "C-1") is None
    assert known(clerk, "C-2")["name"] == "Ada Byron"
    assert "key-erased" in clerk("client file C-1 --name Ada").err
    with House.open(str(clerk.ledger), keys=key_folder()) as house:
        assert house.client("C-1").erased == ("person",)
        with open_vault_of(house, str) as vault:
            assert on_file(vault, ["C-1", "C-2"]) == ["C-2"]
        assert secrets(house).key(KeyKind.CLIENT, "C-1")
        with pytest.raises(KeyErased):
            secrets(house).key(KeyKind.PERSON, "C-1")
    assert "erased-already" in erased(clerk).err
    after = erased(clerk, when=LATER, more="--json").json
    assert (after["erased"], after["kept_sales"]) == (["client"], [])
    with (
        House.open(str(clerk.ledger), keys=key_folder()) as house,
        pytest.raises(KeyErased),
    ):
        secrets(house).key(KeyKind.CLIENT, "C-1")
    clerk.does("audit verify")
    assert "GDPR art 17" in clerk.does("audit history C-1")


@pytest.mark.parametrize(
    ("client", "law", "when", "parts"),
    [
        ("C-1", "--law DE", LATER, BOTH),
        ("C-1", "--law DE", "--at 2036-12-31T10:00Z", PERSON),
        ("C-1", "--law DE", "--at 2037-01-01T10:00Z", BOTH),
        ("C-2", "--law US-TX --law GB", "--at 2030-01-01T10:00Z", PERSON),
        # What was checked of clients stands in no log, and keeps no bid.
        ("C-2", "--rule GB due-diligence 5 reg-40", LATER, PERSON),
        ("C-1", None, LATER, PERSON),
    ],
)
def test_the_longest_law_of_each_sale_counts(clerk, client, law, when, parts):
    if law is not None:
        clerk.does(f"intake retention MAY26 {law} {SOON}")
    assert erased(clerk, client, when, "--json").json["erased"] == parts


def test_who_took_part_in_no_sale_goes_whole(clerk):
    clerk.does(f"client add C-9 {SOON}")
    assert erased(clerk, "C-9", more="--json").json["erased"] == BOTH


@pytest.mark.parametrize("covers", ["--client C-1", "--sale MAY26"])
def test_a_legal_hold_keeps_everything(clerk, covers):
    clerk.does(f"hold place MATTER-7 {covers} --reason claim {SOON}")
    before = clerk.events()
    assert "kept-by-hold" in erased(clerk).err
    assert clerk.events() == before
    assert known(clerk, "C-1")["name"] == "Ada Byron"
    clerk.does(f"hold lift MATTER-7 --reason settled {SOON}")
    assert erased(clerk).code == 0


def test_what_is_not_meant_erases_nothing(clerk):
    before = clerk.events()
    tried = erased(clerk, more="--dry-run")
    assert "would be erased" in tried.out
    assert erased(clerk, more="--dry-run --json").json["position"] is None
    assert "same-person" in erased(clerk, more="--actor Ann").err
    blank = clerk(f"client erase C-1 --basis ' ' --approved-by Ann {SOON}")
    assert blank.code != 0
    assert "unknown-client" in erased(clerk, "C-77").err
    assert clerk.events() == before
    assert known(clerk, "C-1") is not None


def test_an_older_vault_has_its_erasures_done_again(clerk, tmp_path):
    (vault,) = (tmp_path / "keys").glob("*/vault")
    older = tmp_path / "older"
    copyfile(vault, older)
    assert erased(clerk).code == 0
    copyfile(older, vault)
    assert known(clerk, "C-1") is None
    assert known(clerk, "C-2")["name"] == "Ada Byron"
    with (
        House.open(str(clerk.ledger), keys=key_folder()) as house,
        open_vault_of(house, str) as opened,
    ):
        assert on_file(opened, ["C-1"]) == []
        assert not opened.has_key("person", "C-1")


def test_an_erasure_that_was_recorded_is_done_by_whoever_opens_the_vault(clerk):
    asked = erase("C-1", basis="x", authorised_by="Ann", at=clock("10:00"))
    with House.open(str(clerk.ledger), keys=key_folder()) as house:
        with open_vault_of(house, str) as before:
            house.do(asked, by=by())
            assert person(before, "C-1") is not None
        with open_vault_of(house, str) as after:
            assert person(after, "C-1") is None


def test_the_passphrase_of_the_vault_is_asked_for_once(clerk, monkeypatch):
    asked = []

    def prompt(*_, **__):
        asked.append("typed")
        return "a long passphrase"

    monkeypatch.setattr("click.prompt", prompt)
    clerk.does("vault lock")
    asked.clear()
    assert erased(clerk).code == 0
    assert asked == ["typed"]
    assert known(clerk, "C-1") is None


def test_who_is_due_is_listed_with_what_keeps_them(clerk):
    def due(day):
        listed = clerk(f"retention due --on {day} --json").json
        return {each["client"]: each["state"] for each in listed}

    assert due("2040-01-01") == {"C-1": "kept", "C-2": "kept", "C-3": "kept"}
    clerk.does(f"intake retention MAY26 --law US-TX {SOON}")
    assert set(due("2028-05-20").values()) == {"kept"}
    clerk.does(f"hold place M-7 --client C-2 --reason claim {SOON}")
    assert erased(clerk, when=LATER).code == 0
    assert due("2028-05-21") == {"C-1": "erased", "C-2": "held", "C-3": "must-go"}
    told = clerk.does("retention due --on 2028-05-21")
    for words in ("held by M-7", "must go since 2028-05-21", "16 TAC 67.70"):
        assert words in told


def test_a_live_ledger_without_its_vault_erases_nobody(tmp_path, monkeypatch):
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    clerk = Clerk(tmp_path / "sale")
    clerk.does("client add C-1")
    clerk.does("client file C-1 --name Ada")
    (vault,) = (tmp_path / "keys").glob("*/vault")
    kept = vault.rename(tmp_path / "elsewhere")
    before = clerk.events()
    assert "vault-closed" in erased(clerk, when="").err
    assert clerk.events() == before
    kept.rename(vault)
    assert erased(clerk, when="").code == 0
    assert json.loads(clerk.does("client export C-1"))["on_file"] is None
    with House.open(str(clerk.ledger), keys=key_folder()) as house:
        for kind in (KeyKind.PERSON, KeyKind.CLIENT):
            with pytest.raises(KeyErased):
                secrets(house).key(kind, "C-1")
    clerk.does("audit verify")


@pytest.fixture
def service(clerk):
    """Return a house that is open all the while, as that of a service is."""
    with House.open(str(clerk.ledger), keys=key_folder()) as house:
        assert reads_bids_of(house, "C-1")
        yield house


def reads_bids_of(house, client):
    """Say whether a house that goes on can open the bids of a client on a lot."""
    paddles = house.sale(SaleId("MAY26")).paddles_of(client)
    claims = [
        claim
        for lot in house.lots(SaleId("MAY26"))
        for claim in lot.claims
        if claim.paddle in paddles
    ]
    assert claims, "they bid"
    return all(claim.read is not None for claim in claims)


def test_whoever_has_the_ledger_open_forgets_them_as_well(clerk, service):
    """What was opened of their bids and what opens them is in no memory any more."""
    clerk.does(f"intake retention MAY26 --law US-TX {SOON}")
    assert erased(clerk).code == 0
    assert reads_bids_of(service, "C-1"), "a law keeps the bids"
    assert erased(clerk, when=LATER).code == 0
    assert not reads_bids_of(service, "C-1")
    assert reads_bids_of(service, "C-2")


def test_also_before_whoever_erases_has_destroyed_the_key(clerk, service, monkeypatch):
    clerk.does(f"intake retention MAY26 --law US-TX {SOON}")
    assert erased(clerk).code == 0
    monkeypatch.setattr(DerivedSecrets, "known", lambda *_: True)
    assert erased(clerk, when=LATER).code == 0
    assert not reads_bids_of(service, "C-1")
    assert secrets(service).key(KeyKind.CLIENT, "C-1"), "it is still there"


def test_and_the_house_that_erases(clerk, service):
    clerk.does(f"intake retention MAY26 --law US-TX {SOON}")
    words = {"basis": "GDPR art 17", "authorised_by": "Ann"}
    for at in ("2026-06-01", "2040-01-01"):
        moment = datetime.fromisoformat(f"{at}T10:00+00:00")
        command = erase(ClientId("C-1"), **words, at=moment)
        service.do(command, by=replace(by(), recorded_at=moment))
    assert not reads_bids_of(service, "C-1")
