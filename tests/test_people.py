"""Who a client is: kept in the vault, printed from it, and nowhere else."""

from __future__ import annotations

import json

import pytest
from pypdf import PdfReader

from commands.keeping import WORDS_FILE, key_folder
from ledger.events import Looked
from ledger.house import House
from ledger.identity import ClientId
from ledger.keys.folder import KeyFolder
from ledger.refusals import KeyErased, KeysNotKept, VaultClosed
from ledger.vault.copying import back_up_vault
from ledger.vault.opening import make_vault, open_vault
from ledger.vault.people import Person, file_people, people, person
from tests.clerk import Clerk
from tests.sale_of_tests import all_entries
from tests.settling_clerk import clerk_who_settled

pytestmark = pytest.mark.slow

LEDGER = "5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1"
ADA = Person(client="C-1", name="Ada Býron", lines=("12 Square",), country="GB")
BO = Person(client="C-2", name="Bo", identity_papers=("passport 1", "visa 2"))


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    clerk = Clerk(tmp_path / "sale")
    clerk.does("client add C-1")
    clerk.does("client add C-2")
    return clerk


@pytest.fixture
def vault(tmp_path):
    folder = KeyFolder(tmp_path / "keys").of_ledger(LEDGER)
    vault = make_vault(folder, LEDGER, apart_from=tmp_path / "ledger", words=None)
    yield vault
    vault.close()


def written(*folders):
    return [p.read_bytes() for f in folders for p in f.rglob("*") if p.is_file()]


def in_any_writing(word):
    return {
        word.encode(),
        word.encode("utf-16-le"),
        word.encode("latin-1"),
        json.dumps(word).strip('"').encode(),
    }


def exported(clerk, client):
    return json.loads(clerk.does(f"client export {client}"))


def test_people_are_read_as_they_were_filed(vault):
    file_people(vault, [ADA, BO])
    assert people(vault, ("C-1", "C-2", "C-3")) == {"C-1": ADA, "C-2": BO}
    assert person(vault, "C-3") is None


def test_a_person_whose_key_is_destroyed_is_gone_alone(vault):
    file_people(vault, [ADA, BO])
    vault.destroy("person", "C-1")
    assert person(vault, "C-1") is None
    assert people(vault, ("C-1", "C-2")) == {"C-2": BO}
    with pytest.raises(KeyErased):
        file_people(vault, [BO, ADA])
    assert people(vault, ("C-1", "C-2")) == {"C-2": BO}


def test_what_is_kept_of_one_client_is_not_read_as_of_another(vault):
    file_people(vault, [ADA])
    with vault.writing() as connection:
        connection.execute("UPDATE people SET client = 'C-2'")
    with pytest.raises(VaultClosed, match="was changed"):
        person(vault, ClientId("C-2"))


def test_no_word_of_a_person_is_in_any_file(clerk, tmp_path):
    words = ("Ada Býron", "Squäre 12", "ada@bÿron.example", "passport-500Ö")
    clerk.does(
        f"client file C-1 --name '{words[0]}' --line '{words[1]}' "
        f"--email '{words[2]}' --identity-paper '{words[3]}'"
    )
    for word in words:
        for writing in in_any_writing(word):
            for text in written(tmp_path):
                assert writing not in text


def test_what_is_not_given_stays_on_file(clerk):
    clerk.does("client file C-1 --name Ada --line A --line B --tax-number 1")
    clerk.does("client file C-1 --email ada@example.org --line C")
    kept = exported(clerk, "C-1")["on_file"]
    assert (kept["name"], kept["email"]) == ("Ada", "ada@example.org")
    assert (kept["lines"], kept["tax_numbers"]) == (["C"], ["1"])
    assert exported(clerk, "C-2")["on_file"] is None


def test_what_cannot_be_filed_is_refused(clerk):
    assert "--name" in clerk("client file C-1 --email a@b.example").err
    assert "C-9" in clerk("client file C-9 --name Zoe").err
    assert clerk("client file").code == 2
    for slip in ("--iban 'DE89 3704 0044 0532 0130 01'", "--bic COBA"):
        assert "expected" in clerk(f"client file C-1 --name Ada {slip}").err
    assert clerk("client file C-1 --from names.csv").code == 2


def test_a_names_file_is_filed_whole_or_not_at_all(clerk, tmp_path):
    clerk.does("client file C-1 --name Before --phone 123")
    names = tmp_path / "names.csv"
    names.write_text("client,name,city\nC-1,Ada,London\nC-9,Zoe,Paris\n")
    assert clerk(f"client file --from {names}").code == 1
    assert exported(clerk, "C-1")["on_file"]["name"] == "Before"
    names.write_text("client,name,city\nC-1,Ada,London\nC-2,Bo,\n")
    clerk.does(f"client file --from {names}")
    kept = exported(clerk, "C-1")["on_file"]
    assert (kept["name"], kept["city"], kept["phone"]) == ("Ada", "London", "123")
    assert exported(clerk, "C-2")["on_file"]["name"] == "Bo"


def test_a_copy_of_the_vault_takes_its_place(clerk, tmp_path, monkeypatch):
    clerk.does("client file C-1 --name Ada")
    words = tmp_path / "words"
    words.write_text("a long passphrase\n")
    monkeypatch.setenv(WORDS_FILE, str(words))
    copy = tmp_path / "copy"
    clerk.does(f"vault backup {copy}")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("copy", "keys", "sale", "words")
    ]
    with House.open(str(clerk.ledger), keys=key_folder()) as house:
        folder = key_folder().of_ledger(house.ledger_id()).path
    (folder / "vault.key").unlink()
    assert "which opens it" in clerk("client export C-1").err
    copy.rename(folder / "vault")
    assert exported(clerk, "C-1")["on_file"]["name"] == "Ada"
    words.write_text("another passphrase\n")
    assert "passphrase is not the one" in clerk("client export C-1").err
    words.unlink()
    lacks = clerk("client export C-1")
    assert (lacks.code, f"names {words}, which cannot be read" in lacks.err) == (
        2,
        True,
    )


def test_a_copy_is_not_opened_by_the_key_file(vault, tmp_path):
    file_people(vault, [ADA])
    key = (vault.file.with_name("vault.key")).read_text().strip()
    copy = tmp_path / "copy"
    back_up_vault(vault, copy, "words")
    folder = KeyFolder(tmp_path / "others").of_ledger(LEDGER)
    folder.make(apart_from=tmp_path / "ledger")
    copy.rename(folder.path / "vault")
    (folder.path / "vault.key").write_text(key)
    with pytest.raises(VaultClosed, match="passphrase"):
        open_vault(
            folder, LEDGER, apart_from=tmp_path / "ledger", passphrase=lambda: key
        )
    opened = open_vault(
        folder, LEDGER, apart_from=tmp_path / "ledger", passphrase=lambda: "words"
    )
    assert people(opened, ["C-1"]) == {"C-1": ADA}
    opened.close()


def test_no_vault_is_made_or_copied_beside_the_journal_of_another(vault, tmp_path):
    """SQLite would undo in the new file what was to be undone in the old one."""
    folder = KeyFolder(tmp_path / "others").of_ledger(LEDGER)
    folder.make(apart_from=tmp_path / "ledger")
    left = (folder.path / "vault-journal", tmp_path / "copy-journal")
    for journal in left:
        journal.write_bytes(b"half of a change")
    with pytest.raises(KeysNotKept, match="vault-journal is left of another"):
        make_vault(folder, LEDGER, apart_from=tmp_path / "ledger", words=None)
    with pytest.raises(KeysNotKept, match="copy-journal is left of another"):
        back_up_vault(vault, tmp_path / "copy", "words")
    assert not (folder.path / "vault").exists()
    assert not (tmp_path / "copy").exists()
    for journal in left:
        journal.write_bytes(b"")
    make_vault(folder, LEDGER, apart_from=tmp_path / "ledger", words=None).close()
    back_up_vault(vault, tmp_path / "copy", "words")


def looks(clerk):
    """Return whose person was looked at, and what for."""
    with House.open(str(clerk.ledger)) as house:
        return [
            (entry.event.clients, entry.event.purpose)
            for entry in all_entries(house)
            if isinstance(entry.event, Looked)
        ]


def test_who_exports_a_person_is_on_record_and_a_copy_shows_nobody(clerk, tmp_path):
    clerk.does("client file C-1 --name Ada")
    exported(clerk, "C-2")
    assert looks(clerk) == []
    assert exported(clerk, "C-1")["on_file"]["name"] == "Ada"
    assert looks(clerk) == [(("C-1",), "export")]
    copy = tmp_path / "copy.db"
    clerk.does(f"backup {copy}")
    answer = Clerk(clerk.folder, copy)("client export C-1")
    assert "The person is left out." in answer.err
    assert json.loads(answer.out)["on_file"] is None


def test_what_is_on_file_is_told_by_its_fields_and_shown_after_a_look(clerk):
    clerk.does("client file C-1 --name Ada --email ada@example.org")
    assert "in the vault  name, email" in clerk.does("client show C-1")
    assert clerk("client show C-1 --json").json["kept_fields"] == ["name", "email"]
    assert clerk("client show C-2 --json").json["kept_fields"] == []
    assert looks(clerk) == []
    assert "ada@example.org" in clerk.does("client person C-1")
    assert looks(clerk) == [(("C-1",), "client")]
    assert "Nothing is on file" in clerk.does("client person C-2")
    assert clerk("client person C-1 --json").json["on_file"]["name"] == "Ada"
    assert "unknown-client" in clerk("client person C-9").err


def printed(clerk, more=""):
    clerk.does(f"print TH-2026-00001 {more} --out {{o}}", o=clerk.folder)
    page = PdfReader(clerk.folder / "TH-2026-00001.pdf").pages[0]
    return page.extract_text()


def test_documents_take_names_from_the_vault_and_from_a_file_in_their_place(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    clerk = clerk_who_settled(tmp_path / "sale")
    (client,) = {
        each["client"]
        for each in clerk("invoice list MAY26 --json").json
        if each["invoice"] == "TH-2026-00001"
    }
    assert "Ada Byron" not in printed(clerk)
    assert looks(clerk) == []
    clerk.does(f"client file {client} --name 'Ada Byron' --line 'Twelve Square'")
    page = printed(clerk)
    assert "Ada Byron" in page
    assert "Twelve Square" in page
    assert looks(clerk) == [((client,), "printing")]
    printed(clerk)
    assert len(looks(clerk)) == 1
    names = clerk.writes("names.csv", f"client,name\n{client},Ada Lovelace\n")
    assert "Ada Lovelace" in printed(clerk, f"--names {names}")
    assert len(looks(clerk)) == 1
    (key,) = (tmp_path / "keys").glob("*/vault.key")
    key.unlink()
    answer = clerk("print TH-2026-00001 --out {o}", o=clerk.folder)
    assert answer.code == 0
    assert "Clients go by their number." in answer.err
    assert (
        "Ada"
        not in PdfReader(clerk.folder / "TH-2026-00001.pdf").pages[0].extract_text()
    )


def test_a_live_ledger_is_written_to_where_a_passphrase_opens_its_vault(
    tmp_path, monkeypatch
):
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    words = tmp_path / "words"
    words.write_text("a long passphrase\n")
    monkeypatch.setenv(WORDS_FILE, str(words))
    (tmp_path / "sale").mkdir()
    clerk = Clerk(tmp_path / "sale")
    clerk.does("client add C-1 --key first")
    clerk.does("vault lock")
    clerk.does("client add C-2 --key second")
    assert not list((tmp_path / "keys").glob("*/vault.key"))
    before = clerk.events()
    for repeated in ("client add C-1 --key first", "client add C-2 --key second"):
        clerk.does(repeated)
    assert clerk.events() == before
    words.write_text("another\n")
    assert "passphrase is not the one" in clerk("client add C-3 --key third").err
