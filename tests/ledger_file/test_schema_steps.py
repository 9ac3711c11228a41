"""Schema steps: once, whole or not at all, after a copy; older writers stop."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Barrier

import pytest
from click.testing import CliRunner
from eventsourcing.persistence import (
    StoredEvent,
    Tracking,
)

from commands.main import main
from ledger.damage import LedgerDamaged
from ledger.house import House, clients
from ledger.identity import ClientId
from ledger.store import ledger_file, moments, sqlite, steps
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.factory import LedgerFactory
from ledger.store.schema import SCHEMA
from tests.older_ledgers import SAMPLES, unpack
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, all_entries, bid, by, new_house, place
from tests.story import clock
from tests.stranger import change_by_hand

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
OLDEST = "schema-1"
INDEX_LEAF = 10
"""What a page that holds the end of an index begins with, in a file of SQLite."""
HEAD = 158
"""Where the sample ends; the first to record in it says first which version it is."""
"""Where the ledger of the oldest schema ends."""


def asked(path, query):
    """Ask a file something without any of our own code."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def number(path):
    return asked(path, "SELECT schema, head FROM ledger")[0]


def log(path):
    return asked(path, f"SELECT * FROM events WHERE position <= {HEAD}")  # noqa: S608


def shape(path):
    """Return the tables, indexes and triggers of a file, however they came about."""
    names = asked(path, "SELECT type, name FROM sqlite_master ORDER BY name")
    columns = {
        table: asked(path, f"PRAGMA table_xinfo({table})")
        for kind, table in names
        if kind == "table"
    }
    guards = asked(path, "SELECT sql FROM sqlite_master WHERE type = 'trigger'")
    indexes = asked(path, "SELECT sql FROM sqlite_master WHERE type = 'index'")
    return names, columns, sorted(guards), set(indexes)


def enrol(house, name="C-900"):
    return house.do(clients.enrol(ClientId(name)), by=by())


@pytest.fixture
def older(tmp_path):
    return unpack(OLDEST, tmp_path)


class Listener:
    """Hears that a ledger is upgraded, and how far that is."""

    def __init__(self):
        self.sentences, self.steps = [], []

    @contextmanager
    def __call__(self, sentence):
        self.sentences.append(sentence)
        yield lambda done, total: self.steps.append((done, total))


# Taken when something is to be recorded, and only then.


def test_reading_leaves_an_older_ledger_as_it_is(older):
    before = older.read_bytes()
    with House.open(str(older)) as house:
        assert len(all_entries(house)) == house.head() == HEAD
        moment = all_entries(house)[40].by.recorded_at
        assert house.position_at(moment) >= 41
        assert house.rehearse(clients.enrol(ClientId("C-900")), by=by())
    assert older.read_bytes() == before
    assert [path.name for path in older.parent.iterdir()] == ["lotledger.db"]


def test_recording_upgrades_it_first_and_keeps_a_copy(older):
    before, heard = log(older), Listener()
    with House.open(str(older), upgrading=heard) as house:
        assert enrol(house).first == HEAD + 2
        assert enrol(house, "C-901").first == HEAD + 3
    copy = Path(f"{older}-before-schema-{SCHEMA}")
    assert heard.sentences == [
        f"Upgrading {older} from schema 1 to {SCHEMA}. A copy of it as it was: {copy}"
    ]
    assert heard.steps[-1] == (HEAD, HEAD)
    assert number(older) == (SCHEMA, HEAD + 3)
    assert number(copy) == (1, HEAD)
    assert log(older) == log(copy) == before
    assert asked(copy, "SELECT * FROM command_keys") == asked(
        older, "SELECT * FROM command_keys"
    )


def test_the_copy_is_a_ledger_and_is_upgraded_in_its_turn(older):
    with House.open(str(older)) as house:
        enrol(house)
    copy = f"{older}-before-schema-{SCHEMA}"
    with House.open(copy) as house:
        assert house.head() == HEAD
        assert enrol(house).first == HEAD + 2
    assert Path(f"{copy}-before-schema-{SCHEMA}").exists()


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_upgraded_ledger_has_the_tables_of_a_new_one(sample, tmp_path):
    older = unpack(sample, tmp_path)
    with House.open(str(older)) as house:
        enrol(house)
    new = str(tmp_path / "new.db")
    House.open(new, new_id=LEDGER, recording=REHEARSAL).close()
    assert shape(older) == shape(new)


def test_it_can_be_upgraded_before_anything_is_recorded(older):
    with House.open(str(older)) as house:
        house.upgrade()
        house.upgrade()
        assert house.head() == HEAD
    assert number(older) == (SCHEMA, HEAD)
    assert len(list(older.parent.glob("*-before-*"))) == 1


def test_a_command_that_records_says_so_and_one_that_reads_does_nothing(older):
    def type_(*words):
        result = CliRunner().invoke(main, ["--ledger", str(older), *words])
        assert result.exit_code == 0, result.output
        return result.stderr

    assert type_("lots", "SPRING-2026") == ""
    assert type_("pay", "late", "SPRING-2026", "--dry-run", "--actor", "Ann") == ""
    assert number(older) == (1, HEAD)
    copy = f"{older}-before-schema-{SCHEMA}"
    assert type_("client", "add", "C-900", "--actor", "Ann") == (
        f"Upgrading {older} from schema 1 to {SCHEMA}. A copy of it as it was: {copy}\n"
    )
    assert type_("client", "add", "C-901", "--actor", "Ann") == ""
    assert number(older) == (SCHEMA, HEAD + 3)


def test_it_is_upgraded_once_however_many_come(older):
    heard, ready = Listener(), Barrier(3)

    def work(name):
        with House.open(str(older), upgrading=heard) as house:
            ready.wait()
            return enrol(house, name).first

    with ThreadPoolExecutor(3) as pool:
        firsts = list(pool.map(work, ("C-900", "C-901", "C-902")))
    assert sorted(firsts) == [HEAD + 2, HEAD + 3, HEAD + 4]
    assert len(heard.sentences) == 1


def test_the_library_upgrades_it_as_well(older):
    factory = LedgerFactory({"LOTLEDGER_URL": str(older), "CREATE_TABLE": "no"})
    recorder = factory.process_recorder()
    assert recorder.max_tracking_id("upstream") is None
    assert number(older) == (1, HEAD)
    recorder.insert_tracking(Tracking("upstream", 5))
    factory.close()
    assert number(older) == (SCHEMA, HEAD)
    assert Path(f"{older}-before-schema-{SCHEMA}").exists()


# Whole, or not at all.


def breaking(step):
    """Let a step do all its work, and then fail."""

    def broken(connection, progress):
        step(connection, progress)
        raise LedgerDamaged("The light went out.")

    return broken


def test_a_fault_half_way_leaves_the_ledger_as_it_was(older, monkeypatch):
    before = shape(older), log(older)
    broken = {number: breaking(step) for number, step in steps.STEPS.items()}
    with monkeypatch.context() as patched, House.open(str(older)) as house:
        patched.setattr(steps, "STEPS", broken)
        with pytest.raises(LedgerDamaged, match="The light went out"):
            enrol(house)
        assert house.head() == HEAD
    assert (shape(older), log(older)) == before
    assert number(older) == (1, HEAD)
    with House.open(str(older)) as house:
        assert enrol(house).first == HEAD + 2
    assert shape(older) != before[0]


DIE = """
import os, signal, sys
from ledger.store import {module}
from tests.ledger_file.test_schema_steps import House, enrol

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

{patch}
with House.open(sys.argv[1]) as house:
    enrol(house)
"""
KILLS = {
    "while it copies": ("sqlite", "sqlite.copy_moment = die"),
    "before the copy has its name": ("sqlite_files", "sqlite_files.os.fsync = die"),
    "before a step": ("steps", "steps.STEPS = {2: die}"),
    "in a step": ("steps", "steps.Moments.follow = die"),
    "at the end of it": (
        "steps",
        "step = steps.STEPS[2]; steps.STEPS = {2: lambda *a: (step(*a), die())}",
    ),
    "between two steps": ("steps", "steps.STEPS = {**steps.STEPS, 3: die}"),
    "while the tree grows": ("steps", "steps.TreeWriter.extend = die"),
    "before the guards": (
        "steps",
        "last = steps.STEPS[3]; steps.STEPS |= {3: lambda *a: (last(*a), die())}",
    ),
}


@pytest.mark.parametrize("moment", KILLS)
def test_who_is_killed_half_way_leaves_the_ledger_as_it_was(older, moment):
    before = shape(older), log(older)
    module, patch = KILLS[moment]
    code = DIE.format(module=module, patch=patch)
    killed = subprocess.run(  # noqa: S603 (ourselves)
        [sys.executable, "-c", code, str(older)], cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    with House.open(str(older)) as house:
        assert house.head() == HEAD
        assert (shape(older), log(older)) == before
        assert enrol(house).first == HEAD + 2
    assert number(older) == (SCHEMA, HEAD + 2)
    copies = [path for path in older.parent.iterdir() if "-before-" in path.name]
    assert {number(path) for path in copies} == {(1, HEAD)}
    assert not [path for path in copies if path.name.endswith("-unfinished")]


def test_a_copy_that_is_there_is_never_written_over(older):
    kept = Path(f"{older}-before-schema-{SCHEMA}")
    kept.write_bytes(b"somebody's only copy")
    with House.open(str(older)) as house:
        enrol(house)
    assert kept.read_bytes() == b"somebody's only copy"
    assert number(f"{kept}-2") == (1, HEAD)


def test_without_room_for_the_copy_nothing_is_begun(older, monkeypatch):
    room = sqlite.disk_usage(older.parent)._replace(free=200_000)
    monkeypatch.setattr(sqlite, "disk_usage", lambda _: room)
    with House.open(str(older)) as house:
        with pytest.raises(LedgerDamaged) as damage:
            enrol(house)
        assert house.head() == HEAD
    assert str(damage.value) == (
        f"{older} has to be upgraded, which needs 344,064 bytes free in its folder; "
        "200,000 are. Nothing was changed; make room there."
    )
    assert number(older) == (1, HEAD)
    assert not list(older.parent.glob("*-before-*"))


def test_a_damaged_ledger_is_not_upgraded(older, monkeypatch):
    monkeypatch.setattr(ledger_file, "LOOKED_AT_WHOLE", -1)  # as one that is larger
    file = bytearray(older.read_bytes())
    leaf = next(at for at in range(0, len(file), 4096) if file[at] == INDEX_LEAF)
    file[leaf + 4000 : leaf + 4096] = bytes(96)
    older.write_bytes(file)
    with (
        House.open(str(older)) as house,
        pytest.raises(LedgerDamaged, match="cannot be copied whole: its file is da"),
    ):
        enrol(house)
    assert number(older) == (1, HEAD)
    assert not list(older.parent.glob("*-before-*"))


# An older program that still runs stops.


def upgrade_by_another(path):
    """Raise the schema's number, as a newer program does that was started meanwhile."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE ledger SET schema = schema + 1")


def test_a_house_stops_once_a_newer_one_has_upgraded_its_ledger(tmp_path):
    with new_house(tmp_path) as house:
        house.do(bid(1, "101", 110), by=by())
        before = house.head()
        upgrade_by_another(place(tmp_path))
        for _ in range(2):
            with pytest.raises(LedgerDamaged) as damage:
                house.do(bid(1, "102", 500), by=by("K1"))
        assert str(damage.value) == (
            f"The ledger was upgraded by a newer lotledger, to schema {SCHEMA + 1}; "
            f"this one knows {SCHEMA}. Nothing was recorded; restart it with the newer "
            "version."
        )
        assert house.head() == before
        assert asked(place(tmp_path), "SELECT * FROM command_keys") == []


def test_every_recorder_stops_as_well(tmp_path):
    factory = LedgerFactory({"LOTLEDGER_URL": place(tmp_path)})
    log, snapshots = factory.process_recorder(), factory.aggregate_recorder("snapshots")
    event = StoredEvent("a", 1, "topic", b"{}")
    log.insert_events([event])
    snapshots.insert_events([event])
    upgrade_by_another(place(tmp_path))
    later = replace(event, originator_version=2)
    writes = (
        lambda: log.insert_events([later]),
        lambda: snapshots.insert_events([later]),
        lambda: log.insert_tracking(Tracking("upstream", 5)),
    )
    for write in writes:
        with pytest.raises(LedgerDamaged, match="was upgraded by a newer lotledger"):
            write()
    assert log.max_notification_id() == 1
    assert len(snapshots.select_events("a")) == 1
    assert log.max_tracking_id("upstream") is None
    factory.close()


def test_the_first_version_of_all_stops_though_it_asks_for_no_number(older):
    """It goes on with the statements that it has at hand."""
    with (
        closing(sqlite3.connect(older)) as running,
        House.open(str(older)) as house,
    ):
        assert running.execute("SELECT ledger.head FROM ledger").fetchone() == (HEAD,)
        enrol(house)
        row = (HEAD + 3, "client:C-901", 1, "client-enrolled/1", b"{}")
        running.execute("BEGIN IMMEDIATE")
        running.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", row)
        with pytest.raises(sqlite3.IntegrityError, match="by a newer lotledger"):
            running.execute("UPDATE ledger SET head=?", (HEAD + 3,))
        running.rollback()
        assert house.head() == HEAD + 2
        assert enrol(house, "C-902").first == HEAD + 3


def test_an_older_copy_that_is_put_in_its_place_is_noticed(older):
    with House.open(str(older)) as house:
        enrol(house)
        with closing(sqlite3.connect(older)) as connection, connection:
            connection.execute("UPDATE ledger SET schema = 1")
        with pytest.raises(LedgerDamaged, match="is of schema 1 again: an older copy"):
            enrol(house, "C-901")
        assert house.head() == HEAD + 2


# The index of moments, which schema 2 brought.


def scanned(entries, moment):
    """Find the position of a moment as it is defined, entry by entry."""
    later = [entry.position for entry in entries if entry.by.recorded_at > moment]
    return min(later) - 1 if later else len(entries)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("spacing", [1, 7, 1_000])
def test_a_moment_is_found_by_search_as_by_a_scan(tmp_path, monkeypatch, seed, spacing):
    """Whatever the clocks did: they go back, stand still, and leap."""
    monkeypatch.setattr(moments, "SPACING", spacing)
    dice, at = Random(seed), clock("10:00")
    with new_house(tmp_path, durable=False) as house:
        for number in range(60):
            at += dice.choice((-1, 0, 1, 1, 60)) * timedelta(seconds=dice.random() * 90)
            instruction = clients.enrol(ClientId(f"C-{number}"))
            house.do(instruction, by=replace(by(), recorded_at=at))
        entries = all_entries(house)
        asked_for = {entry.by.recorded_at for entry in entries}
        asked_for |= {moment + timedelta(microseconds=1) for moment in asked_for}
        asked_for |= {clock("00:00"), clock("23:59")}
        for moment in asked_for:
            position = house.position_at(moment)
            assert position == scanned(entries, moment)
            earlier = [e for e in entries[position:] if e.by.recorded_at <= moment]
            assert house.later_with_earlier_times(position, moment) == (
                len(earlier),
                True,
            )
        past = house.as_of(20)
        for moment in asked_for:
            assert past.position_at(moment) == scanned(entries[:20], moment)


def test_the_step_fills_the_index_as_a_writer_would(older, monkeypatch):
    monkeypatch.setattr(moments, "SPACING", 10)
    with House.open(str(older)) as house:
        enrol(house)
        entries = all_entries(house)
        at = [moments.microseconds(entry.by.recorded_at) for entry in entries]
    due = [
        (position, max(at[:position]), min(at[position - 10 : position]))
        for position in range(10, HEAD + 3, 10)
    ]
    assert asked(older, "SELECT * FROM moments ORDER BY position") == due
    assert asked(older, "SELECT latest, latest_to FROM ledger") == [(max(at), HEAD + 2)]


def test_a_moment_that_cannot_be_read_is_damage_to_whoever_needs_it(older):
    change_by_hand(
        older,
        "UPDATE events SET state = CAST(replace(state, 'recorded_at\":\"2', 'x') AS "
        "BLOB) WHERE position = 9",
    )
    for _ in range(2):
        with House.open(str(older)) as house:
            with pytest.raises(
                LedgerDamaged, match="does not say when it was recorded"
            ):
                house.position_at(clock("00:00"))
            enrol(house)
    assert number(older) == (SCHEMA, HEAD + 2)


def test_no_tree_is_made_over_what_is_no_text_of_an_entry(older):
    change_by_hand(older, "UPDATE events SET state = 5 WHERE position = 9")
    before = shape(older), log(older)
    with (
        House.open(str(older)) as house,
        pytest.raises(LedgerDamaged, match="Position 9 of the ledger holds no text"),
    ):
        enrol(house)
    assert (shape(older), log(older)) == before
    assert number(older) == (1, HEAD)


def test_a_search_begins_near_its_goal(tmp_path, monkeypatch):
    monkeypatch.setattr(moments, "SPACING", 5)
    with new_house(tmp_path) as house:
        for minute in range(40):
            at = clock(f"11:{minute:02}")
            instruction = clients.enrol(ClientId(f"C-{minute}"))
            house.do(instruction, by=replace(by(), recorded_at=at))
        position = house.position_at(clock("11:30"))
    database = Database(dialect_at(place(tmp_path)))
    with database.querying() as connection:
        begun = connection.recorded_by(clock("11:30"), 1, position + 9)
    database.close()
    assert position - 5 < begun <= position


def test_texts_of_another_application_have_no_moment(tmp_path):
    factory = LedgerFactory({"LOTLEDGER_URL": place(tmp_path)})
    recorder = factory.application_recorder()
    texts = [b"{}", b'{"recorded_at":"yesterday"}', b'{"recorded_at":"2026-05-20"}']
    events = [StoredEvent("a", n, "topic", text) for n, text in enumerate(texts, 1)]
    assert recorder.insert_events(events) == [1, 2, 3]
    assert asked(place(tmp_path), "SELECT latest, latest_to FROM ledger") == [(None, 3)]
    factory.close()
