"""Where the folder of keys is set-gid, several logins record; keys stay one's own."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing, suppress
from pathlib import Path

import pytest

from ledger.damage import LedgerDamaged
from ledger.keys.folder import KeyFolder
from ledger.keys.heads import Head, Heads, Why
from ledger.keys.key_files import keep_key, kept_key
from ledger.keys.trusted_keys import TrustedKeys
from ledger.keys.user_keys import keep_user_key, user_key
from ledger.proof.note import SigningKey
from ledger.refusals import KeysNotKept, VaultClosed
from ledger.vault.opening import make_vault, open_vault
from ledger.vault.secrets import KeyKind, VaultSecrets

pytestmark = pytest.mark.slow

LEDGER = "5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1"
KEY = SigningKey("house.example/log", bytes(range(32)))
ANNA = SigningKey("u-anna", bytes(range(1, 33)))
CLERK, TEMP, STRANGER = 4001, 4002, 4003
HOUSE, OTHERS = 4100, 4200

two_logins = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root is one login after another"
)


@pytest.fixture
def place():
    """Give a place that every login reaches, with a ledger and a folder of keys."""
    with tempfile.TemporaryDirectory() as name:
        whole = Path(name)
        whole.chmod(0o755)
        (whole / "ledger").mkdir()
        (whole / "keys").mkdir()
        if os.geteuid() == 0:
            os.chown(whole / "keys", 0, HOUSE)
        (whole / "keys").chmod(0o2770)
        yield whole


@pytest.fixture
def folder(place):
    return KeyFolder(place / "keys").of_ledger(LEDGER)


@pytest.fixture
def umask():
    before = os.umask(0o000)
    yield os.umask
    os.umask(before)


def mode(path):
    return oct(path.stat().st_mode & 0o7777)


def head(size):
    return Head(1, size, bytes((size,)) * 32, Why.CHECKPOINT)


def make(folder, words=None):
    beside = folder.keys.parent / "ledger"
    make_vault(folder, LEDGER, apart_from=beside, words=words).close()


def opened(folder, words=""):
    return closing(
        open_vault(
            folder,
            LEDGER,
            apart_from=folder.keys.parent / "ledger",
            passphrase=lambda: words,
        )
    )


def client_key(folder, client="C-1042"):
    with opened(folder) as vault:
        return VaultSecrets(vault).key(KeyKind.CLIENT, client)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o777])
def test_what_is_the_houses_is_for_its_group_and_what_signs_is_not(
    folder, place, umask, mask
):
    umask(mask)
    ledger = place / "ledger"
    make(folder)
    Heads(folder).add(head(3), apart_from=ledger)
    TrustedKeys(folder, apart_from=ledger).add(KEY.verifier)
    signs = keep_key(folder, KEY, apart_from=ledger)
    users = keep_user_key(folder, ANNA, apart_from=ledger)
    umask(0o022)
    assert [mode(each) for each in (folder.path, users.parent)] == ["0o2770"] * 2
    shared = [folder.path / name for name in ("vault", "vault.key", "heads", "trusted")]
    assert [mode(each) for each in shared] == ["0o660"] * 4
    assert [mode(each) for each in (signs, users)] == ["0o600"] * 2
    group = folder.keys.stat().st_gid
    assert {each.stat().st_gid for each in (folder.path, *shared)} == {group}
    assert kept_key(folder, KEY.verifier, apart_from=ledger) == KEY
    assert client_key(folder) == client_key(folder)


def test_a_folder_that_hands_no_group_down_is_its_owners_alone(folder):
    folder.keys.chmod(0o770)
    with pytest.raises(KeysNotKept, match=r"770.*chmod 700"):
        make(folder)
    assert not list(folder.keys.iterdir())


@pytest.mark.parametrize("name", ["vault", "vault.key"])
def test_a_vault_for_a_group_is_refused_where_the_folder_is_not(folder, name):
    folder.keys.chmod(0o700)
    make(folder)
    (folder.path / name).chmod(0o660)
    with pytest.raises(KeysNotKept, match="chmod 600"):
        client_key(folder)


@pytest.mark.parametrize("name", ["vault", "vault.key"])
@pytest.mark.parametrize("bits", [0o664, 0o662, 0o661, 0o666])
def test_nobody_but_the_group_uses_the_vault(folder, name, bits):
    make(folder)
    (folder.path / name).chmod(bits)
    with pytest.raises(KeysNotKept, match=rf"{bits:o}.*chmod 660"):
        client_key(folder)


@pytest.mark.parametrize("bits", [0o2775, 0o2772, 0o2771])
@pytest.mark.parametrize("which", ["keys", "path"])
def test_nobody_but_the_group_enters_the_folders(folder, which, bits):
    make(folder)
    getattr(folder, which).chmod(bits)
    with pytest.raises(KeysNotKept, match=rf"{bits:o}.*chmod 2770"):
        client_key(folder)


@pytest.mark.parametrize("bits", [0o660, 0o640, 0o620, 0o604])
def test_a_key_that_signs_is_its_owners_alone_there_too(folder, place, bits):
    ledger = place / "ledger"
    for file, read in (
        (
            keep_key(folder, KEY, apart_from=ledger),
            lambda: kept_key(folder, KEY.verifier, apart_from=ledger),
        ),
        (
            keep_user_key(folder, ANNA, apart_from=ledger),
            lambda: user_key(folder, ANNA.verifier, named=None, apart_from=ledger),
        ),
    ):
        file.chmod(bits)
        with pytest.raises(KeysNotKept, match=rf"{bits:o}.*chmod 600"):
            read()


@two_logins
@pytest.mark.parametrize("name", ["vault", "vault.key", "."])
def test_it_is_for_the_group_of_the_folder_and_no_other(folder, name):
    make(folder)
    os.chown(folder.path / name, 0, OTHERS)
    with pytest.raises(KeysNotKept, match=rf"group {OTHERS}.*chgrp {HOUSE}"):
        client_key(folder)


def as_login(user, groups, act):
    """Do something as another login; returns the words of what was refused."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        words = b"it did not end"
        with suppress(BaseException):
            try:
                os.setgroups(groups)
                os.setgid(user)
                os.setuid(user)
                act()
                words = b""
            except BaseException as fault:  # noqa: BLE001 (told to the parent)
                words = f"{type(fault).__name__}: {fault}".encode()
        os.write(writing, words)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as words:
        said = words.read().decode()
    os.waitpid(child, 0)
    return said


@two_logins
def test_two_logins_of_the_house_keep_heads_and_keys_in_turn(folder, place):
    ledger = place / "ledger"

    def record(size):
        Heads(folder).add(head(size), apart_from=ledger)
        client_key(folder, f"C-{size}")

    assert as_login(CLERK, [HOUSE], lambda: make(folder)) == ""
    for size, login in enumerate((CLERK, TEMP, CLERK, TEMP), 1):
        assert as_login(login, [HOUSE], lambda: record(size)) == ""  # noqa: B023
    assert Heads(folder).last() == head(4)
    with opened(folder) as vault:
        known = [VaultSecrets(vault).known(KeyKind.CLIENT, f"C-{n}") for n in range(6)]
    assert known == [False, True, True, True, True, False]


@two_logins
def test_who_is_not_of_the_house_reads_nothing_there(folder):
    assert as_login(CLERK, [HOUSE], lambda: make(folder)) == ""
    said = as_login(STRANGER, [OTHERS], lambda: client_key(folder))
    assert "Permission denied" in said


@two_logins
def test_a_key_that_signs_is_read_by_its_owner_alone(folder, place):
    ledger = place / "ledger"
    keep = lambda: keep_key(folder, KEY, apart_from=ledger)  # noqa: E731
    read = lambda: kept_key(folder, KEY.verifier, apart_from=ledger)  # noqa: E731
    assert as_login(CLERK, [HOUSE], keep) == ""
    assert as_login(CLERK, [HOUSE], read) == ""
    assert "it stays theirs alone" in as_login(TEMP, [HOUSE], read)


@two_logins
@pytest.mark.parametrize("name", ["vault", "vault.key"])
def test_a_vault_of_before_says_how_it_is_handed_to_the_group(folder, name):
    assert as_login(CLERK, [HOUSE], lambda: make(folder)) == ""
    file = folder.path / name
    file.chmod(0o600)
    said = as_login(TEMP, [HOUSE], lambda: client_key(folder))
    assert f"{file} is no place for keys: this login may not use it" in said
    assert "its mode is 600" in said
    assert f"chmod 660 {file}" in said
    assert as_login(CLERK, [HOUSE], lambda: client_key(folder)) == ""


@two_logins
def test_so_do_heads_of_before(folder, place):
    ledger = place / "ledger"
    keep = lambda: Heads(folder).add(head(1), apart_from=ledger)  # noqa: E731
    assert as_login(CLERK, [HOUSE], keep) == ""
    folder.path.chmod(0o700)
    said = as_login(TEMP, [HOUSE], lambda: Heads(folder).mark())
    assert LedgerDamaged.__name__ in said
    assert f"chgrp {HOUSE} {folder.path} {folder.path / 'heads'}" in said
    assert f"chmod 2770 {folder.path}" in said


def test_a_passphrase_opens_it_for_the_group_as_well(folder):
    make(folder, words="ein langer Satz für den Tresor")
    with opened(folder, words="ein langer Satz für den Tresor") as vault:
        assert mode(vault.file) == "0o660"
    with pytest.raises(VaultClosed), opened(folder, words="another"):
        pass
