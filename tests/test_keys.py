"""Keys are kept for their owner alone, and never beside the ledger."""

from __future__ import annotations

import os

import pytest

from ledger.keys.folder import KeyFolder
from ledger.keys.key_files import file_of, keep_key, kept_key, rehearsal_key
from ledger.proof.note import SigningKey
from ledger.refusals import KeyNotHere, KeysNotKept

KEY = SigningKey("house.example/log", bytes(range(32)))
LEDGER = "5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1"


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "ledger").mkdir()
    return tmp_path / "ledger"


@pytest.fixture
def folder(tmp_path):
    return KeyFolder(tmp_path / "data" / "keys").of_ledger(LEDGER)


@pytest.fixture
def umask():
    before = os.umask(0o000)
    yield os.umask
    os.umask(before)


def mode(path):
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o277, 0o777])
def test_a_key_is_for_its_owner_alone_whatever_the_umask(folder, ledger, umask, mask):
    folder.keys.parent.mkdir()
    umask(mask)
    file = keep_key(folder, KEY, apart_from=ledger)
    assert (mode(folder.keys), mode(folder.path), mode(file)) == (0o700, 0o700, 0o600)
    assert kept_key(folder, KEY.verifier, apart_from=ledger) == KEY


def test_a_key_is_kept_as_other_programs_write_it(folder, ledger):
    file = keep_key(folder, KEY, apart_from=ledger)
    assert file.name == f"{KEY.verifier.id.hex()}.key"
    assert file.read_text() == f"{KEY.text}\n"


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o666])
@pytest.mark.parametrize("which", ["file", "folder", "keys"])
def test_what_others_may_use_is_refused(folder, ledger, which, bits):
    file = keep_key(folder, KEY, apart_from=ledger)
    path = {"file": file, "folder": folder.path, "keys": folder.keys}[which]
    path.chmod(bits | (0o100 if path.is_dir() else 0))
    with pytest.raises(KeysNotKept, match="others may use it") as refusal:
        kept_key(folder, KEY.verifier, apart_from=ledger)
    assert f"chmod {'600' if path == file else '700'} {path}" in str(refusal.value)


def test_nor_is_a_key_written_where_others_may_read_it(folder, ledger):
    folder.keys.mkdir(parents=True, mode=0o700)
    folder.keys.chmod(0o755)
    with pytest.raises(KeysNotKept, match="755"):
        keep_key(folder, KEY, apart_from=ledger)
    assert not file_of(folder, KEY.verifier).exists()


@pytest.mark.parametrize("how", ["itself", "above", "by a link", "root"])
def test_keys_never_stand_where_the_ledger_does(tmp_path, ledger, how):
    (tmp_path / "link").symlink_to(ledger)
    places = {
        "itself": ledger,
        "above": tmp_path,
        "by a link": tmp_path / "link",
        "root": tmp_path.root,
    }
    before = sorted(tmp_path.rglob("*"))
    folder = KeyFolder(tmp_path / places[how]).of_ledger(LEDGER)
    for attempt in (
        lambda: keep_key(folder, KEY, apart_from=ledger),
        lambda: kept_key(folder, KEY.verifier, apart_from=ledger),
    ):
        with pytest.raises(KeysNotKept, match="the ledger is in it"):
            attempt()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_ledger_that_is_reached_by_a_link_is_still_there(tmp_path, ledger):
    (tmp_path / "link").symlink_to(ledger)
    folder = KeyFolder(ledger).of_ledger(LEDGER)
    with pytest.raises(KeysNotKept, match="the ledger is in it"):
        keep_key(folder, KEY, apart_from=tmp_path / "link")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PRIVATE+KEY+",
        SigningKey("house.example/log", bytes(32)).text,
        SigningKey("other.example/log", bytes(range(32))).text,
        KEY.verifier.text,
        f"{KEY.text}\n\n",
        f" {KEY.text}",
        "é",
    ],
)
def test_a_file_without_the_key_it_is_named_for_is_refused(folder, ledger, text):
    file = keep_key(folder, KEY, apart_from=ledger)
    file.write_text(text, encoding="latin-1")
    with pytest.raises(KeysNotKept, match="is not in it") as refusal:
        kept_key(folder, KEY.verifier, apart_from=ledger)
    assert "AAEC" not in str(refusal.value), "no part of a key is told"


def test_a_key_that_is_not_here_is_asked_for_by_its_name(folder, ledger):
    with pytest.raises(KeyNotHere, match="rotate --lost"):
        kept_key(folder, KEY.verifier, apart_from=ledger)
    keep_key(folder, KEY, apart_from=ledger)
    file_of(folder, KEY.verifier).unlink()
    with pytest.raises(KeyNotHere, match=KEY.verifier.id.hex()):
        kept_key(folder, KEY.verifier, apart_from=ledger)


def test_a_folder_in_the_place_of_a_key_is_none(folder, ledger):
    folder.make(apart_from=ledger)
    file_of(folder, KEY.verifier).mkdir(mode=0o700)
    with pytest.raises(KeysNotKept, match="something else"):
        kept_key(folder, KEY.verifier, apart_from=ledger)


def test_a_file_in_the_place_of_the_folder_is_none(folder, ledger):
    folder.keys.parent.mkdir()
    folder.keys.write_text("")
    folder.keys.chmod(0o600)
    with pytest.raises(KeysNotKept):
        keep_key(folder, KEY, apart_from=ledger)


def test_no_key_takes_the_place_of_another(folder, ledger):
    keep_key(folder, KEY, apart_from=ledger)
    with pytest.raises(KeysNotKept, match="cannot be written"):
        keep_key(folder, KEY, apart_from=ledger)
    assert kept_key(folder, KEY.verifier, apart_from=ledger) == KEY


def test_the_key_of_a_rehearsal_follows_from_its_name():
    name = "lotledger-rehearsal/5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1"
    assert rehearsal_key(name) == rehearsal_key(name)
    assert rehearsal_key(name).verifier.text == (
        f"{name}+6fbaf53a+AcKO9J8jIPnC5aYtXfa1mi+jiAXE4gMM3vLSLZXC0BzL"
    )
    assert rehearsal_key(f"{name}/2").secret != rehearsal_key(name).secret
