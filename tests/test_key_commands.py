"""Keys, checkpoints and take-overs at the terminal, on a live ledger."""

from __future__ import annotations

import shlex
import signal
import sys
from pathlib import Path

import pytest

from commands.clock import Clock
from commands.keeping import key_folder
from ledger.proof.checkpoint import parse_checkpoint
from ledger.proof.note import parse_note, parse_verifier_key, verified
from tests.clerk import Clerk, clerk_of_a_sale, process
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    """Return a clerk of a live ledger, whose keys are kept apart from it."""
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    clerk = Clerk(tmp_path / "sale")
    clerk.does("client add C-1")
    return clerk


def keys(clerk):
    return clerk.does("key show --json")


def note_of(answer):
    return parse_note(answer.encode())


def test_a_key_is_made_and_signs_at_once(clerk, tmp_path):
    answer = clerk("key new --name house.example/log --json").json
    key = parse_verifier_key(answer["key"])
    assert key.name == "house.example/log"
    assert answer["position"] == clerk.events() == 3
    assert answer["file"].startswith(str(tmp_path / "keys"))
    shown = clerk("key show --json").json
    assert [each["key"] for each in shown["keys"]] == [key.text]
    assert shown["checkpoint"]["size"] == 3
    note = note_of(clerk.does("audit checkpoint"))
    assert note.data.decode() == shown["checkpoint"]["note"]
    assert [each.key for each in verified(note, [key])] == [key]


def test_what_is_said_of_a_new_key_ends_with_what_is_handed_out(clerk):
    lines = clerk.does("key new").splitlines()
    key = parse_verifier_key(lines[-1])
    assert key.name.startswith("lotledger/")
    assert lines[0].startswith(f"The key {key.name}+{key.id.hex()} signs from here on.")
    assert "PRIVATE" not in "".join(lines)


def test_a_dry_run_makes_no_key(clerk, tmp_path):
    said = clerk.does("key new --dry-run")
    assert "Dry run: nothing is recorded." in said
    assert clerk.events() == 2
    kept = {path.name for path in (tmp_path / "keys").rglob("*") if path.is_file()}
    assert kept == {"vault", "vault.key"}


def test_a_repeat_under_a_key_makes_no_other(clerk):
    first = clerk("key new --key K --json").json
    again = clerk("key new --key K --json").json
    assert again == {**first, "repeated": True}
    assert clerk.events() == 3


def test_a_rotated_key_is_adopted_by_both(clerk):
    former = parse_verifier_key(clerk("key new --json").json["key"])
    answer = clerk('key rotate --json --reason "Ann left"').json
    key = parse_verifier_key(answer["key"])
    assert answer["replaces"] == former.text
    assert key.name == former.name
    note = note_of(clerk.does("audit checkpoint"))
    assert {each.key for each in verified(note, [former, key])} == {former, key}
    shown = clerk("key show --json").json["keys"]
    assert [(each["key"], each["signs"]) for each in shown] == [
        (former.text, False),
        (key.text, True),
    ]


def test_a_lost_key_is_said_to_be_lost(clerk):
    file = clerk("key new --json").json["file"]
    clerk.does("client add C-2")
    Path(file).unlink()
    refused = clerk("key rotate")
    assert refused.code == 1
    assert "rotate --lost" in refused.err
    clerk.does("key rotate --lost")
    assert len(note_of(clerk.does("audit checkpoint")).signatures) == 1


@pytest.mark.parametrize("name", ["two words", "a+b", " "])
def test_a_name_that_no_key_has_is_a_slip(clerk, name):
    answer = clerk("key new --name {name}", name=name)
    assert answer.code == 2
    assert clerk.events() == 2


NEW_KEYS = ("key new", "user key u-ann --actor u-ann")


@pytest.mark.parametrize("command", NEW_KEYS)
@pytest.mark.parametrize("place", ["sale", ".", "a-file/in-it"])
def test_keys_are_kept_where_they_may_and_a_dry_run_sees_whether(
    clerk, tmp_path, monkeypatch, place, command
):
    clerk.does("user add u-ann")
    (tmp_path / "a-file").touch()
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / place))
    for more in ("--dry-run", ""):
        answer = clerk(f"{command} {more}")
        assert (answer.code, "(keys-not-kept)" in answer.err) == (1, True), more
    assert clerk.events() == 3


def test_a_dry_run_sees_whether_the_key_of_a_take_over_can_be_kept(
    clerk, tmp_path, monkeypatch
):
    clerk.does("key new --name house.example/log")
    clerk.does("backup {f}", f=tmp_path / "sale" / "copy.db")
    copy = Clerk(tmp_path, tmp_path / "sale" / "copy.db")
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "sale"))
    for more in ("--dry-run", ""):
        answer = copy(f'take-over --reason "The disk broke" {more}')
        assert (answer.code, "(keys-not-kept)" in answer.err) == (1, True), more


def test_where_keys_are_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOTLEDGER_KEYS", "here")
    monkeypatch.chdir(tmp_path)
    assert key_folder().path == tmp_path / "here"
    monkeypatch.setenv("LOTLEDGER_KEYS", "~/there")
    assert key_folder().path == tmp_path / "there"
    monkeypatch.delenv("LOTLEDGER_KEYS")
    monkeypatch.setattr(sys, "platform", "linux")
    for data, place in (
        ("", tmp_path / ".local" / "share"),
        ("relative", tmp_path / ".local" / "share"),
        (str(tmp_path / "data"), tmp_path / "data"),
    ):
        monkeypatch.setenv("XDG_DATA_HOME", data)
        assert key_folder().path == place / "lotledger"
    monkeypatch.setattr(sys, "platform", "darwin")
    kept = tmp_path / "Library" / "Application Support" / "lotledger"
    assert key_folder().path == kept


# Checkpoints


def test_without_a_key_it_is_said_once_and_nothing_fails(clerk):
    said = clerk("audit checkpoint")
    assert said.code == 1
    assert "lotledger key new" in said.err


def test_a_rehearsal_says_so_in_what_it_signs(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    clerk.does('lot withdraw MAY26/1 --reason "Broken"')
    shown = clerk("key show --json").json
    assert shown["origin"].startswith("lotledger-rehearsal/")
    assert shown["checkpoint"]["size"] == clerk.events()
    assert clerk("key new").code == 1


def test_a_failure_to_sign_fails_no_command(tmp_path, monkeypatch):
    """It is told, and made up for by the next one."""
    clerk = clerk_of_a_sale(tmp_path)

    def failing(*_):
        raise OSError("no room")

    with monkeypatch.context() as patched:
        patched.setattr("ledger.house.checkpoints.keep_checkpoint", failing)
        answer = clerk('lot withdraw MAY26/1 --reason "Broken"')
    assert answer.code == 0
    assert "no checkpoint of it was signed. no room" in answer.err
    assert clerk("key show --json").json["checkpoint"] is None
    clerk.does("client add C-9")
    assert clerk("key show --json").json["checkpoint"]["size"] == clerk.events()


@pytest.mark.usefixtures("interruptible")
def test_signing_again_and_again(clerk, monkeypatch):
    clerk.does("key new")
    waits = []

    def wait(_, seconds):
        waits.append(seconds)
        if len(waits) == 2:
            clerk.does("client add C-2")
        if len(waits) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(Clock, "wait", wait)
    answer = clerk("audit checkpoint --every 15")
    assert (answer.code, waits) == (0, [900.0] * 4)
    notes = [f"{part}\n" for part in answer.out.split("\n— ")]
    assert len(notes) == 3
    sizes = [line for line in answer.out.splitlines() if line.isdigit()]
    assert sizes == ["3", "4"]
    assert "Stopped by hand" in answer.err


@pytest.mark.parametrize("minutes", ["0", "-1", "x"])
def test_no_schedule_without_a_while(clerk, minutes):
    assert clerk(f"audit checkpoint --every {minutes}").code == 2


# Copies, and what is gone on with


def test_a_backup_is_refused_until_it_is_taken_over(clerk, tmp_path):
    clerk.does("key new --name house.example/log")
    clerk.does("backup {f}", f=tmp_path / "copy.db")
    copy = Clerk(tmp_path, tmp_path / "copy.db")
    refused = copy("client add C-2")
    assert (refused.code, refused.out) == (1, "")
    assert "Refused (replica)" in refused.err
    assert copy("client show C-1").code == 0
    assert copy("take-over").code == 1, "a reason is needed"
    assert copy('take-over --dry-run --reason "x"').code == 0
    assert copy("client add C-2").code == 1
    said = copy.does('take-over --reason "The disk broke"')
    assert "as its history 2" in said
    copy.does("client add C-2")
    shown = copy("key show --json").json
    assert (shown["origin"], shown["epoch"]) == ("house.example/log/2", 2)
    assert [each["signs"] for each in shown["keys"]] == [False, True]
    stopped = clerk("client add C-3")
    assert stopped.code == 3
    assert "take-over" in stopped.err
    assert clerk("client show C-1").code == 3


def test_a_take_over_is_repeated_under_its_key(clerk, tmp_path):
    clerk.does("key new")
    clerk.does("backup {f}", f=tmp_path / "copy.db")
    copy = Clerk(tmp_path, tmp_path / "copy.db")
    line = 'take-over --reason "The disk broke" --key K'
    copy.does(line)
    head = copy.events()
    assert "Recorded before" in copy.does(line)
    assert copy.events() == head
    assert copy('take-over --reason "Again"').code == 1


def test_who_took_over_is_on_record(clerk, tmp_path):
    clerk.does("backup {f}", f=tmp_path / "copy.db")
    copy = Clerk(tmp_path, tmp_path / "copy.db")
    copy.does('take-over --reason "The disk broke"')
    history = copy.does("audit history")
    assert "ledger-taken-over" in history
    assert "because The disk broke" in history


# How fast it starts


@pytest.mark.parametrize(
    "line", ["--help", "key --help", "client add C-9", "client show C-1", "backup b.db"]
)
def test_what_signs_nothing_does_not_load_what_signs(clerk, line):
    code = (
        "import sys; from commands.main import main\n"
        "try: main(prog_name='lotledger')\n"
        "finally: assert 'cryptography' not in sys.modules, 'it was loaded'"
    )
    words = ["--ledger", str(clerk.ledger), *shlex.split(line)]
    started = process(words, code=code, cwd=clerk.folder)
    _, err = started.communicate(timeout=PATIENCE)
    assert started.returncode == 0, err


KILLED_BEFORE_IT_SIGNS = """
import os, signal
from commands.keeping import AutomaticCheckpoints
from commands.main import main
AutomaticCheckpoints.__call__ = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(prog_name="lotledger")
"""
KILLED_BEFORE_IT_IS_KEPT = """
import os, signal
from ledger.house import checkpoints
from commands.main import main
checkpoints.keep_checkpoint = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(prog_name="lotledger")
"""


@pytest.mark.parametrize("code", [KILLED_BEFORE_IT_SIGNS, KILLED_BEFORE_IT_IS_KEPT])
def test_whoever_is_killed_before_it_is_signed_has_recorded_it(tmp_path, code):
    clerk = clerk_of_a_sale(tmp_path)
    line = 'lot withdraw MAY26/1 --reason "Broken" --actor Sue'
    words = ["--ledger", str(clerk.ledger), *shlex.split(line)]
    killed = process(words, code=code, cwd=clerk.folder)
    killed.communicate(timeout=PATIENCE)
    assert killed.returncode == -signal.SIGKILL
    before = clerk.events()
    assert clerk("key show --json").json["checkpoint"] is None
    clerk.does("client add C-9")
    assert clerk("key show --json").json["checkpoint"]["size"] == before + 1


def test_a_live_lot_whose_checkpoint_was_killed_is_signed_next(clerk):
    """Its head was kept before, which refuses nothing."""
    clerk.does("key new")
    words = ["--ledger", str(clerk.ledger), "audit", "checkpoint"]
    clerk.does("client add C-2")
    killed = process(words, code=KILLED_BEFORE_IT_IS_KEPT, cwd=clerk.folder)
    killed.communicate(timeout=PATIENCE)
    assert killed.returncode == -signal.SIGKILL
    clerk.does("client add C-3")
    note = note_of(clerk.does("audit checkpoint"))
    assert parse_checkpoint(note.text).size == clerk.events()
