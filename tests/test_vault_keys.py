"""Keys are made once, are told to nobody, and can be destroyed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ledger.keys.folder import KeyFolder
from ledger.refusals import KeyErased, KeysNotKept, VaultClosed, VaultThere
from ledger.vault.cipher import NotUnlocked, locked, unlocked
from ledger.vault.derivation import derived, framed
from ledger.vault.opening import make_vault, open_vault
from ledger.vault.secrets import DerivedSecrets, KeyKind, NoVault, VaultSecrets

pytestmark = pytest.mark.slow

LEDGER = "5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1"
OTHER = "0b6d2f5e-1111-4d7e-9f0a-3b9a54d2c6f1"


@pytest.fixture
def beside(tmp_path):
    (tmp_path / "ledger").mkdir()
    return tmp_path / "ledger"


@pytest.fixture
def folder(tmp_path):
    return KeyFolder(tmp_path / "data" / "keys").of_ledger(LEDGER)


@pytest.fixture
def make(folder, beside):
    made = []

    def make(words=None):
        made.append(make_vault(folder, LEDGER, apart_from=beside, words=words))
        return made[-1]

    yield make
    for vault in made:
        vault.close()


@pytest.fixture
def reopen(folder, beside):
    opened = []

    def reopen(words="", ledger=LEDGER):
        vault = open_vault(folder, ledger, apart_from=beside, passphrase=lambda: words)
        opened.append(vault)
        return vault

    yield reopen
    for vault in opened:
        vault.close()


def mode(path):
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("words", [None, "ein langer Satz für den Tresor"])
@pytest.mark.parametrize("kind", KeyKind)
def test_a_key_is_the_same_when_the_vault_is_opened_again(make, reopen, kind, words):
    made = VaultSecrets(make(words)).key(kind, "C-1042")
    assert len(made) == 32
    assert VaultSecrets(reopen(words)).key(kind, "C-1042") == made


def test_keys_are_each_another(make):
    secrets = VaultSecrets(make())
    keys = {
        secrets.key(kind, subject)
        for kind in KeyKind
        for subject in ("A/1", "A/11", "C-1", "")
    }
    assert len(keys) == 4 * len(KeyKind)


def test_another_vault_has_other_keys(tmp_path, beside, make):
    ours = VaultSecrets(make())
    elsewhere = KeyFolder(tmp_path / "others").of_ledger(LEDGER)
    vault = make_vault(elsewhere, LEDGER, apart_from=beside, words=None)
    theirs = VaultSecrets(vault)
    for kind in KeyKind:
        assert ours.key(kind, "A/1") != theirs.key(kind, "A/1")
    vault.close()


def test_a_passphrase_is_the_same_however_an_accent_is_typed(make, reopen):
    made = VaultSecrets(make("caf\u00e9")).key(KeyKind.LOT, "A/1")
    assert VaultSecrets(reopen("cafe\u0301")).key(KeyKind.LOT, "A/1") == made


def test_the_vault_is_for_its_owner_alone_and_not_beside_the_ledger(folder, make):
    vault = make()
    assert mode(vault.file) == 0o600
    assert mode(folder.path / "vault.key") == 0o600
    assert {path.name for path in folder.path.iterdir()} == {"vault", "vault.key"}


@pytest.mark.parametrize("name", ["vault", "vault.key"])
def test_what_others_may_read_is_not_opened(folder, make, reopen, name):
    make()
    (folder.path / name).chmod(0o644)
    with pytest.raises(KeysNotKept, match="chmod 600"):
        reopen()


def test_a_ledger_has_one_vault(make):
    make()
    with pytest.raises(VaultThere):
        make()


@pytest.mark.parametrize("kind", ["client", "person"])
def test_a_destroyed_key_is_gone(make, reopen, folder, kind):
    vault = make()
    kind = KeyKind(kind)
    secrets = VaultSecrets(vault)
    assert not secrets.known(kind, "C-1")
    before = {subject: secrets.key(kind, subject) for subject in ("C-1", "C-2")}
    assert secrets.known(kind, "C-1")
    with vault.writing() as connection:
        ((text,),) = connection.execute(
            "SELECT text FROM keys WHERE kind = ? AND subject = 'C-1'", (kind,)
        )
    assert text in vault.file.read_bytes()
    assert vault.destroy(kind, "C-1")
    for later in (secrets, VaultSecrets(reopen())):
        assert not later.known(kind, "C-1")
        with pytest.raises(KeyErased, match="C-1"):
            later.key(kind, "C-1")
        later.make(kind, ["C-1"])
        with pytest.raises(KeyErased):
            later.key(kind, "C-1")
        assert later.key(kind, "C-2") == before["C-2"]
    for path in folder.path.iterdir():
        assert text not in path.read_bytes(), "what was taken out is written over"


def test_a_key_can_be_destroyed_before_it_was_made(make):
    vault = make()
    assert not vault.destroy(KeyKind.PERSON, "C-1")
    with pytest.raises(KeyErased):
        VaultSecrets(vault).key(KeyKind.PERSON, "C-1")


def test_another_process_destroys_a_key_that_is_remembered_here(make, reopen):
    ours = VaultSecrets(make())
    ours.key(KeyKind.CLIENT, "C-1")
    reopen().destroy(KeyKind.CLIENT, "C-1")
    with pytest.raises(KeyErased):
        ours.key(KeyKind.CLIENT, "C-1")


def test_two_processes_that_need_a_key_at_once_get_the_same(make, reopen):
    here, there = VaultSecrets(make()), VaultSecrets(reopen())
    there.make(KeyKind.CLIENT, (f"C-{n}" for n in range(50)))
    here.make(KeyKind.CLIENT, (f"C-{n}" for n in range(100)))
    for n in range(100):
        name = f"C-{n}"
        assert here.key(KeyKind.CLIENT, name) == there.key(KeyKind.CLIENT, name)


def test_a_key_moved_to_another_place_opens_nothing_there(make):
    vault = make()
    secrets = VaultSecrets(vault)
    secrets.key(KeyKind.CLIENT, "C-1")
    with vault.writing() as connection:
        connection.execute("UPDATE keys SET subject = 'C-2'")
    with pytest.raises(VaultClosed, match="was changed"):
        secrets.key(KeyKind.CLIENT, "C-2")


def test_what_does_not_open_says_why(folder, make, reopen):
    with pytest.raises(VaultClosed, match="there is no"):
        reopen()
    make()
    key = folder.path / "vault.key"
    text = key.read_text()
    key.unlink()
    with pytest.raises(VaultClosed, match="is not there"):
        reopen()
    for other, why in (("00" * 32, "another vault"), ("nothing", "holds no key")):
        key.write_text(other)
        key.chmod(0o600)
        with pytest.raises(VaultClosed, match=why):
            reopen()
    key.write_text(text)
    with pytest.raises(VaultClosed, match=f"vault of the ledger {LEDGER}"):
        reopen(ledger=OTHER)
    (folder.path / "vault").write_bytes(b"no database at all")
    with pytest.raises(VaultClosed, match="not a database"):
        reopen()


def test_a_wrong_passphrase_is_refused(make, reopen):
    make("right")
    with pytest.raises(VaultClosed, match="passphrase is not the one"):
        reopen("wrong")


def test_a_copy_of_the_file_without_its_key_holds_no_key(make):
    vault = make()
    secrets = VaultSecrets(vault)
    keys = [vault.root, *(secrets.key(kind, "C-1") for kind in KeyKind)]
    text = vault.file.read_bytes()
    for key in keys:
        assert key not in text
        assert key.hex().encode() not in text.lower()


def rehearsal_of(ledger):
    """Return the keys of a rehearsal in which nothing was erased."""
    return DerivedSecrets(ledger, is_erased=lambda *_: False)


def test_a_rehearsal_derives_its_keys_from_the_id_of_its_ledger():
    secrets = rehearsal_of(LEDGER)
    assert secrets.key(KeyKind.LOT, "A/1") == rehearsal_of(LEDGER).key(
        KeyKind.LOT, "A/1"
    )
    assert secrets.nonce("A/1#1") == rehearsal_of(LEDGER).nonce("A/1#1")
    assert secrets.nonce("A/1#1") != secrets.nonce("A/1#2")
    assert secrets.nonce("A/1") != secrets.key(KeyKind.LOT, "A/1")
    assert secrets.key(KeyKind.LOT, "A/1") != rehearsal_of(OTHER).key(
        KeyKind.LOT, "A/1"
    )
    # Anybody derives them, for ever.
    assert secrets.nonce("A/1#1").hex() == (
        "e9ee2daf85751fee76e594d700fdc9ed381d2feaa941e4931aea27f88167d5b9"
    )


def test_a_vault_gives_no_nonce_twice(make):
    secrets = VaultSecrets(make())
    assert len({secrets.nonce("A/1#1") for _ in range(100)}) == 100


def test_without_a_vault_whatever_needs_a_key_is_refused():
    closed = NoVault(why="it was not made", to_do="Make one.")
    assert not closed.known(KeyKind.LOT, "A/1")
    for need in (
        lambda: closed.key(KeyKind.LOT, "A/1"),
        lambda: closed.make(KeyKind.CLIENT, ["C-1"]),
        lambda: closed.nonce("A/1#1"),
    ):
        with pytest.raises(VaultClosed, match="it was not made"):
            need()


def test_what_is_locked_opens_in_its_place_alone():
    key = derived(b"a" * 32, "of a test")
    text = locked(key, b"800.00", "A", "1")
    assert unlocked(key, text, "A", "1") == b"800.00"
    for context in (("A1",), ("A", "2"), ("A", "1", ""), ()):
        with pytest.raises(NotUnlocked):
            unlocked(key, text, *context)
    for changed in (text[:-1], b"", text[:5], bytes([text[0] ^ 1]) + text[1:]):
        with pytest.raises(NotUnlocked):
            unlocked(key, changed, "A", "1")
    with pytest.raises(NotUnlocked):
        unlocked(derived(key, "another"), text, "A", "1")


def test_a_derived_key_is_what_any_hkdf_gives():
    parts = ("of a test", "C-1042")
    judge = HKDF(SHA256(), 32, salt=None, info=framed(*parts))
    assert derived(b"a" * 36, *parts) == judge.derive(b"a" * 36)


def test_parts_are_framed_so_that_no_others_give_the_same():
    assert framed("ab", "c") != framed("a", "bc")
    assert framed("ab") != framed("ab", "")
    assert framed("ä") == framed("ä".encode())


def test_a_vault_that_was_killed_while_it_was_made_is_none(folder, beside):
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from ledger.keys.folder import KeyFolder\n"
        "from ledger.vault import opening\n"
        "os.link = lambda *_: os._exit(9)\n"
        f"folder = KeyFolder(Path({str(folder.keys)!r})).of_ledger({LEDGER!r})\n"
        f"opening.make_vault(folder, {LEDGER!r}, "
        f"apart_from=Path({str(beside)!r}), words=None)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603 (the program is ours)
    assert killed.returncode == 9
    assert not (folder.path / "vault").exists()
    vault = make_vault(folder, LEDGER, apart_from=beside, words=None)
    key = VaultSecrets(vault).key(KeyKind.LOT, "A/1")
    vault.close()
    again = open_vault(folder, LEDGER, apart_from=beside, passphrase=str)
    assert VaultSecrets(again).key(KeyKind.LOT, "A/1") == key
    again.close()


def test_a_full_disk_is_called_so_and_changes_nothing(folder, beside):
    """SQLite itself runs out of pages."""
    vault = make_vault(folder, LEDGER, apart_from=beside, words=None)
    subjects = [f"A/{number}" for number in range(1_000)]
    ((most,),) = vault.rows("PRAGMA max_page_count")
    vault.rows("PRAGMA max_page_count = 1")  # SQLite makes that the pages it has
    with pytest.raises(VaultClosed, match="disk is full"):
        vault.make_keys(KeyKind.LOT, subjects)
    vault.rows(f"PRAGMA max_page_count = {most}")
    assert not vault.has_key(KeyKind.LOT, "A/0")
    vault.make_keys(KeyKind.LOT, subjects)
    assert vault.has_key(KeyKind.LOT, "A/999")
    vault.close()
