"""Heads are only added to, survive whoever is stopped, and are read strictly."""

from __future__ import annotations

import multiprocessing
from base64 import b64encode

import pytest

from ledger.damage import LedgerDamaged
from ledger.keys.folder import KeyFolder
from ledger.keys.heads import Head, Heads, Why
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow

LEDGER = "5f2c1c1e-8c6b-4d7e-9f0a-3b9a54d2c6f1"


def head(size, epoch=1, why=Why.CHECKPOINT):
    return Head(epoch, size, bytes((size % 256,)) * 32, why)


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "ledger").mkdir()
    return tmp_path / "ledger"


@pytest.fixture
def heads(tmp_path):
    return Heads(KeyFolder(tmp_path / "keys").of_ledger(LEDGER))


def test_what_is_kept_is_read_the_last_first(heads, ledger):
    assert heads.last() is None
    assert heads.mark() is None
    kept = [head(3), head(5, why=Why.REPLICA), head(9, why=Why.WITNESS)]
    for each in kept:
        heads.add(each, apart_from=ledger)
    assert list(heads.latest_first()) == kept[::-1]
    assert heads.file.stat().st_mode & 0o777 == 0o600


def test_each_that_is_added_is_marked(heads, ledger):
    marks = set()
    for size in range(1, 20):
        heads.add(head(size), apart_from=ledger)
        marks.add(heads.mark())
    assert len(marks) == 19


def test_what_is_no_later_is_not_added(heads, ledger):
    heads.add(head(7), apart_from=ledger)
    heads.add(head(7, why=Why.REPLICA), apart_from=ledger)
    heads.add(head(5), apart_from=ledger)
    assert list(heads.latest_first()) == [head(7)]


def test_another_history_begins_lower(heads, ledger):
    heads.add(head(7), apart_from=ledger)
    heads.add(head(5, epoch=2, why=Why.TAKE_OVER), apart_from=ledger)
    heads.add(head(9), apart_from=ledger)
    assert heads.last() == head(5, epoch=2, why=Why.TAKE_OVER)


@pytest.mark.parametrize("length", range(1, 60))
def test_a_line_without_an_end_was_never_published(heads, ledger, length):
    heads.add(head(7), apart_from=ledger)
    whole = heads.file.read_bytes()
    heads.file.write_bytes(whole + head(8).line.encode()[:length])
    assert heads.last() == head(7)
    heads.add(head(9), apart_from=ledger)
    assert heads.file.read_bytes() == whole + head(9).line.encode()


ROOT = b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "1 7",
        f"1 7 {ROOT}",
        f"1 7 {ROOT} because",
        f"1 7 {ROOT} checkpoint ",
        f" 1 7 {ROOT} checkpoint",
        f"1  7 {ROOT} checkpoint",
        f"0 7 {ROOT} checkpoint",
        f"01 7 {ROOT} checkpoint",
        f"1 07 {ROOT} checkpoint",
        f"1 -7 {ROOT} checkpoint",
        f"1 \u0667 {ROOT} checkpoint",
        f"1 7 {ROOT[:-1]} checkpoint",
        f"1 7 {ROOT[:-4]} checkpoint",
        f"1 7 {ROOT[:-2]}B= checkpoint",
        f"1 7 {ROOT} checkpoint\r",
    ],
)
def test_a_line_that_was_changed_stops_everything(heads, ledger, line):
    heads.add(head(3), apart_from=ledger)
    with heads.file.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    with pytest.raises(LedgerDamaged, match=r"Line 2 of .*heads") as fault:
        heads.last()
    assert "keep the file" in str(fault.value)
    with pytest.raises(LedgerDamaged):
        heads.add(head(9), apart_from=ledger)


def add_many(folder, ledger, sizes):
    for size in sizes:
        Heads(folder).add(head(size), apart_from=ledger)


def test_many_processes_add_whole_lines_that_only_rise(heads, ledger):
    spawn = multiprocessing.get_context("spawn")
    processes = [
        spawn.Process(
            target=add_many, args=(heads.folder, ledger, range(first, 200, 4))
        )
        for first in range(1, 5)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE)
        assert process.exitcode == 0
    sizes = [each.size for each in heads.latest_first()]
    assert sizes == sorted(set(sizes), reverse=True)
    assert sizes[0] == 199
