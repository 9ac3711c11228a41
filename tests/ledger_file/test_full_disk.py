"""A disk that is full at any moment: a sentence, nothing lost, nothing half written."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing

import pytest

from ledger.store import copying, sqlite
from tests.clerk import clerk_of_a_sale
from tests.naive_tree import has_the_tree_of_its_texts
from tests.settling_clerk import DAY, clerk_who_can_settle
from tests.stranger import asked, is_sound

pytestmark = pytest.mark.slow

LINES = (
    *("client add C-9 --key c-9", f"settle MAY26 {DAY} --key s", "lots MAY26"),
    *("report invoices MAY26", "backup {tiny}/copy.db"),
)
LEFT_KB = (0, 12, 34, 40, 56, 80, 130, 200)


@pytest.fixture
def tiny(tmp_path):
    """Return a disk of two megabytes; only the superuser may make one."""
    (folder := tmp_path / "tiny").mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    try:
        subprocess.run(words, check=True, capture_output=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607


def held_open(place) -> sqlite3.Connection:
    """Read a file: what is written to it meanwhile stays in the file beside it."""
    reader = sqlite3.connect(place, check_same_thread=False)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return reader


def fill(folder, left: int) -> None:
    """Leave so many bytes of a disk free."""
    disk = os.statvfs(folder)
    (folder / "filler").write_bytes(bytes(disk.f_bavail * disk.f_frsize - left))


@pytest.mark.parametrize("left", LEFT_KB)
def test_a_full_disk_is_told_and_loses_nothing(tmp_path, tiny, left):
    (elsewhere := tmp_path / "elsewhere").mkdir()
    clerk = clerk_who_can_settle(elsewhere)
    (tiny / "lotledger.db").write_bytes(clerk.ledger.read_bytes())
    clerk.ledger = tiny / "lotledger.db"
    fill(tiny, left * 1024)
    stopped = 0
    for line in LINES:
        answer = clerk(line, tiny=tiny)
        if answer.code:
            stopped += 1
            assert answer.code == 3, answer
            assert "the disk is full" in answer.err, answer
            assert "make room on it, then repeat" in answer.err
    assert stopped, "there was no room for all of it"
    (tiny / "filler").unlink()
    assert is_sound(clerk.ledger)
    assert has_the_tree_of_its_texts(clerk.ledger)
    (tiny / "copy.db").unlink(missing_ok=True)
    for line in LINES:
        clerk.does(line, tiny=tiny)
    rows = asked(clerk.ledger, "SELECT position FROM events ORDER BY position")
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert clerk.does("views check").startswith("all views: same as a rebuild")
    names = {path.name for path in tiny.iterdir()}
    assert not {name for name in names if name.endswith("-unfinished")}


COPIES = ("backup {to}", "copy {ledger} {to}")


@pytest.mark.parametrize("line", COPIES)
def test_no_copy_is_given_its_name_while_a_part_of_it_stands_beside_it(
    tmp_path, monkeypatch, line
):
    clerk, to = clerk_of_a_sale(tmp_path), tmp_path / "to.db"
    readers = []
    for module, name in ((copying, "_frontier"), (sqlite, "copy_moment")):
        step = getattr(module, name)

        def then_read(*given, step=step):
            answer = step(*given)
            readers.append(held_open(f"{to}-unfinished"))
            return answer

        monkeypatch.setattr(module, name, then_read)
    answer = clerk(line, ledger=clerk.ledger, to=to)
    with closing(readers.pop()):
        assert answer.code == 3, answer
        assert "to.db cannot be made whole: the disk is full, or cannot" in answer.err
        names = {path.name for path in tmp_path.glob("to.db*")}
        assert names <= {"to.db-lock"}


@pytest.mark.parametrize("line", COPIES)
def test_a_copy_for_which_there_is_no_room_is_not_made(tmp_path, tiny, line):
    """It would fit once, and what is committed is written twice."""
    clerk, to = clerk_who_can_settle(tmp_path), tiny / "to.db"
    clerk("lots MAY26")
    size, made = clerk.ledger.stat().st_size, False
    for eighths in range(4, 28, 3):
        (tiny / "filler").unlink(missing_ok=True)
        fill(tiny, size * eighths // 8)
        answer = clerk(line, ledger=clerk.ledger, to=to)
        made = not answer.code
        if made:
            assert is_sound(to)
            assert has_the_tree_of_its_texts(to)
            to.unlink()
        else:
            assert answer.code == 3, answer
            assert "the disk is full" in answer.err
        assert {path.name for path in tiny.iterdir()} <= {"filler", "to.db-lock"}
    assert made, "there was room at last"
