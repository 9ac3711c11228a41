"""The tree over a log grows with it, by every door, and is read from what is stored."""

from __future__ import annotations

import sqlite3
from itertools import count
from random import Random

import pytest
from eventsourcing.persistence import StoredEvent, Tracking

from ledger.damage import LedgerDamaged
from ledger.house import House, clients
from ledger.identity import ClientId
from ledger.proof import tree
from ledger.proof.tree import EMPTY_ROOT, Frontier
from ledger.store import steps, tiles
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.factory import LedgerFactory
from ledger.store.tree_reader import TreeReader
from tests.naive_tree import has_the_tree_of_its_texts, leaves, mth
from tests.older_ledgers import SAMPLES, unpack
from tests.sale_of_tests import bid, by, new_house, place
from tests.stranger import asked, change_by_hand

pytestmark = pytest.mark.slow

TILE = 256


def texts(path):
    """Read what is hashed, without any of our own code."""
    return [row[0] for row in asked(path, "SELECT state FROM events ORDER BY position")]


def root_of(entries):
    return Frontier().extended(tree.leaf_hashes(entries)).root


class Log:
    """A log of an application of the library, which takes any texts."""

    def __init__(self, folder):
        self.path = place(folder)
        self.factory = LedgerFactory({"LOTLEDGER_URL": self.path})
        self.recorder = self.factory.process_recorder()
        self.database = Database(dialect_at(self.path))
        self.reader = TreeReader(self.database)
        self.versions = count(1)

    def append(self, number):
        """Record so many events at once, each unlike the others."""
        versions = [next(self.versions) for _ in range(number)]
        events = [StoredEvent("a", n, "topic", b"entry %d" % n) for n in versions]
        self.recorder.insert_events(events)

    def close(self):
        self.database.close()
        self.factory.close()


@pytest.fixture
def log(tmp_path):
    log = Log(tmp_path)
    yield log
    log.close()


@pytest.fixture
def reading():
    """Open readers of trees, and close them at the end."""
    opened = []

    def read(path):
        opened.append(Database(dialect_at(str(path))))
        return TreeReader(opened[-1])

    yield read
    for database in opened:
        database.close()


def must_prove(reader, path, dice, proofs=20):
    """See that the tree is that of the texts, and that its proofs are accepted."""
    assert has_the_tree_of_its_texts(path)
    entries = texts(path)
    size = reader.size()
    assert size == len(entries)
    roots = {n: root_of(entries[:n]) for n in (0, size)}
    assert reader.root(size) == roots[size]
    for _ in range(proofs if size else 0):
        smaller = dice.randint(1, size)
        position = dice.randint(1, smaller)
        roots[smaller] = root_of(entries[:smaller])
        assert reader.root(smaller) == roots[smaller]
        leaf = tree.leaf_hash(reader.entry(position))
        proof = reader.inclusion(position, smaller)
        tree.verify_inclusion(leaf, position - 1, smaller, proof, roots[smaller])
    for old, root in roots.items():
        proof = reader.consistency(old, size)
        tree.verify_consistency(old, root, size, roots[size], proof)


# It grows.


def test_the_empty_log_has_the_empty_tree(log):
    assert log.reader.size() == 0
    assert log.reader.root(0) == EMPTY_ROOT
    assert log.reader.consistency(0, 0) == []


@pytest.mark.parametrize("batch", [1, 3, 63, 64, 65, 100, 255, 256, 257, 1_000])
def test_it_is_that_of_the_texts_whatever_is_recorded_at_once(log, batch):
    dice = Random(batch)
    while log.reader.size() < 2 * TILE + 70:
        log.append(batch)
    must_prove(log.reader, log.path, dice)


@pytest.mark.parametrize("seed", range(10))
def test_it_grows_by_any_steps_and_through_any_connection(log, seed):
    dice = Random(seed)
    while log.reader.size() < 3_000:
        log.append(dice.choice([1, 1, 1, 2, 5, 30, 64, 200, 700]))
        if dice.random() < 0.3:
            log.recorder.insert_tracking(Tracking("upstream", log.reader.size()))
        if dice.random() < 0.1:
            must_prove(log.reader, log.path, dice, proofs=3)
    must_prove(log.reader, log.path, dice)


def test_it_has_tiles_of_tiles(log):
    for _ in range(66):
        log.append(1_000)
    log.append(TILE - 1)
    assert asked(log.path, "SELECT level, count(*) FROM tiles GROUP BY level") == [
        (0, 66_255 // TILE),
        (1, 1),
    ]
    must_prove(log.reader, log.path, Random(1))


def test_what_proofs_have_in_common_is_read_once(log, monkeypatch):
    log.append(5 * TILE)
    numbers, roots = [], tiles.roots

    def counted(connection, level, first, after):
        numbers.append(level)
        return roots(connection, level, first, after)

    monkeypatch.setattr(tiles, "roots", counted)
    log.reader.inclusion(1, 5 * TILE)
    assert numbers
    numbers.clear()
    for position in range(2, 5 * TILE, 100):
        log.reader.inclusion(position, 5 * TILE)
    assert not numbers


def test_every_event_of_a_house_is_a_leaf(tmp_path, reading):
    with new_house(tmp_path) as house:
        for dollars in range(100, 1_000, 10):
            house.do(bid(1, "101", dollars), by=by())
    must_prove(reading(place(tmp_path)), place(tmp_path), Random(1))


def test_two_houses_let_the_same_tree_grow(tmp_path, reading):
    with new_house(tmp_path) as house, House.open(place(tmp_path)) as other:
        for number in range(2 * TILE):
            writer = house if number % 3 else other
            writer.do(clients.enrol(ClientId(f"C-{number}")), by=by())
    must_prove(reading(place(tmp_path)), place(tmp_path), Random(1))


def test_what_is_undone_is_no_leaf(log):
    log.append(TILE - 1)
    before = log.reader.root(TILE - 1)
    twice = [StoredEvent("b", 1, "topic", b"{}")] * 2
    for _ in range(2):
        with pytest.raises(Exception, match=r"UNIQUE|never replaced"):
            log.recorder.insert_events(twice)
    assert log.reader.root(TILE - 1) == before
    log.append(2)
    must_prove(log.reader, log.path, Random(1))


# What is stored.


def test_a_tile_is_stored_once_it_is_full(log):
    """Its leaves stood in strips until then."""
    log.append(TILE - 1)
    assert has_the_tree_of_its_texts(log.path)
    assert asked(log.path, "SELECT count(*) FROM tiles") == [(0,)]
    assert asked(log.path, "SELECT count(*) FROM strips") == [(3,)]
    log.append(2)
    assert has_the_tree_of_its_texts(log.path)
    assert asked(log.path, "SELECT count(*) FROM tiles") == [(1,)]
    assert asked(log.path, "SELECT count(*) FROM strips") == [(0,)]
    entries = texts(log.path)
    assert log.reader.tile(0, 0) == leaves(entries[:TILE])
    assert log.reader.tile(0, 1, 1) == leaves(entries[TILE:])
    assert log.reader.tile(1, 0, 1) == mth(entries[:TILE])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tiles SET root = hashes",
        "DELETE FROM tiles",
        "INSERT OR REPLACE INTO tiles VALUES (0, 0, x'00', x'00')",
        "REPLACE INTO tiles VALUES (0, 0, x'00', x'00')",
    ],
)
def test_a_tile_is_never_changed(log, statement):
    log.append(TILE)
    with pytest.raises(sqlite3.IntegrityError, match="a tile is never"):
        asked(log.path, statement)


def test_what_is_not_there_yet_is_no_damage(log):
    log.append(10)
    reader = log.reader
    calls = (
        lambda: reader.root(11),
        lambda: reader.inclusion(11, 10),
        lambda: reader.inclusion(0, 10),
        lambda: reader.inclusion(1, 11),
        lambda: reader.consistency(3, 11),
        lambda: reader.consistency(5, 3),
        lambda: reader.tile(0, 0),
        lambda: reader.tile(1, 0, 1),
        lambda: reader.entry(11),
        lambda: reader.entry(0),
        lambda: reader.entries(5, 4),
    )
    for call in calls:
        with pytest.raises(ValueError, match=r"\d"):
            call()


# What was changed by hand.

EDGES = {
    "is gone": "UPDATE ledger SET frontier = NULL",
    "is a number": "UPDATE ledger SET frontier = 5",
    "is empty": "UPDATE ledger SET frontier = x''",
    "is a text": "UPDATE ledger SET frontier = 'x'",
    "is too short": "UPDATE ledger SET frontier = substr(frontier, 1, 40)",
    "is too long": "UPDATE ledger SET frontier = CAST(frontier || x'00' AS BLOB)",
    "is of another size": (
        "UPDATE ledger SET frontier = CAST(x'01' || substr(frontier, 2) AS BLOB)"
    ),
    "is left behind": "UPDATE ledger SET head = head + 1, latest_to = latest_to + 1",
}


@pytest.mark.parametrize("what", EDGES)
def test_an_edge_that_is_not_that_of_the_head_stops_every_writer(tmp_path, what):
    with new_house(tmp_path) as house:
        house.do(bid(1, "101", 110), by=by())
        before = house.head()
        change_by_hand(place(tmp_path), EDGES[what])
        for _ in range(2):
            with pytest.raises(LedgerDamaged, match="and the tree over it does not"):
                house.do(bid(1, "102", 500), by=by())
        assert asked(place(tmp_path), "SELECT max(position) FROM events") == [(before,)]
    with pytest.raises(LedgerDamaged, match=r"over it does not|rows are missing"):
        House.open(place(tmp_path))


@pytest.mark.parametrize("size", [70, TILE + 70])
def test_another_edge_of_the_same_size_is_noticed_before_anything_is_written(
    tmp_path, size
):
    log = Log(tmp_path)
    log.append(size)
    log.close()
    change_by_hand(
        log.path,
        "UPDATE ledger SET frontier = CAST(substr(frontier, 1, 8) || zeroblob(32) || "
        "substr(frontier, 41) AS BLOB)",
    )
    again = LedgerFactory({"LOTLEDGER_URL": log.path, "CREATE_TABLE": "no"})
    with pytest.raises(LedgerDamaged, match="does not end in what it was made of"):
        again.application_recorder().insert_events(
            [StoredEvent("b", 1, "topic", b"{}")]
        )
    again.close()
    reader = TreeReader(database := Database(dialect_at(log.path)))
    with pytest.raises(LedgerDamaged, match="does not end in what it was made of"):
        reader.root(size)
    database.close()


TILES = {
    "is gone": "DELETE FROM tiles WHERE level = 0 AND number = 1",
    "has too few hashes": "UPDATE tiles SET hashes = substr(hashes, 33)",
    "has no hashes": "UPDATE tiles SET hashes = 5",
    "has hashes as text": "UPDATE tiles SET hashes = 'x'",
    "has another number": "UPDATE tiles SET number = 9 WHERE number = 1",
}


@pytest.mark.parametrize("what", TILES)
def test_a_tile_that_is_none_is_damage(log, what):
    log.append(3 * TILE)
    change_by_hand(log.path, TILES[what])
    with pytest.raises(LedgerDamaged, match=r"has no tile \d of level 0"):
        log.reader.inclusion(TILE + 9, 3 * TILE)
    with pytest.raises(LedgerDamaged, match=r"has no tile 1 of level 0"):
        log.reader.tile(0, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM tiles WHERE number = 1",
        "UPDATE tiles SET root = x'00' WHERE number = 1",
        "UPDATE tiles SET root = 5 WHERE number = 1",
    ],
)
def test_a_root_that_is_none_is_damage(log, statement):
    log.append(3 * TILE)
    change_by_hand(log.path, statement)
    with pytest.raises(LedgerDamaged, match="has no tile 1 of level 0"):
        log.reader.root(3 * TILE)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM strips",
        "DELETE FROM strips WHERE number = 0",
        "UPDATE strips SET number = 7 WHERE number = 1",
        "UPDATE strips SET hashes = x'' WHERE number = 1",
        "UPDATE strips SET hashes = 'x' WHERE number = 1",
    ],
)
def test_a_strip_that_is_none_is_damage(log, statement):
    log.append(200)
    change_by_hand(log.path, statement)
    with pytest.raises(LedgerDamaged, match="has no tile 0 of level 0"):
        log.reader.root(150)
    with pytest.raises(LedgerDamaged, match="has no tile 0 of level 0"):
        log.append(TILE)


def test_another_hash_in_a_strip_is_noticed_when_its_tile_is_full(log):
    log.append(200)
    change_by_hand(
        log.path,
        "UPDATE strips SET hashes = CAST(zeroblob(32) || substr(hashes, 33) AS BLOB) "
        "WHERE number = 0",
    )
    log.append(TILE - 201)
    with pytest.raises(LedgerDamaged, match="does not end in what it was made of"):
        log.append(1)


@pytest.mark.parametrize("size", [20, 100, TILE + 20])
def test_a_changed_entry_is_not_proved_and_the_tree_keeps_what_was_recorded(log, size):
    log.append(size)
    before = log.reader.root(size)
    change_by_hand(log.path, "UPDATE events SET state = x'7b7d' WHERE position = 5")
    assert log.reader.root(size) == before
    with pytest.raises(LedgerDamaged, match="position 5 of the ledger is not the one"):
        log.reader.inclusion(5, size)
    log.reader.inclusion(6, size)
    log.append(TILE)
    kept = log.reader.tile(0, 0)
    assert kept[4 * 32 : 5 * 32] == tree.leaf_hash(b"entry 5")


def test_a_deleted_entry_is_not_proved(log):
    log.append(20)
    change_by_hand(log.path, "DELETE FROM events WHERE position = 5")
    with pytest.raises(LedgerDamaged, match="has no position 5"):
        log.reader.inclusion(5, 20)
    with pytest.raises(LedgerDamaged, match="has no position 5"):
        log.reader.entries(2, 8)


# A ledger of an older version.


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_older_ledger_has_no_tree_until_it_is_upgraded(tmp_path, reading, sample):
    path = unpack(sample, tmp_path)
    reader = reading(path)
    with pytest.raises(LedgerDamaged, match="has no tree yet"):
        reader.root(reader.size())
    with House.open(str(path)) as house:
        house.upgrade()
        must_prove(reader, path, Random(1))
        for number in range(200):
            house.do(clients.enrol(ClientId(f"X-{number}")), by=by())
    must_prove(reader, path, Random(1))


@pytest.mark.parametrize("page", [7, 64, 100, 256, 1_000])
def test_the_step_makes_the_tree_that_a_writer_makes(tmp_path, monkeypatch, page):
    log = Log(tmp_path)
    log.append(2 * TILE + 100)
    log.close()
    tree_of = "SELECT * FROM tiles", "SELECT * FROM strips", "SELECT * FROM ledger"
    before = [asked(log.path, query) for query in tree_of]
    change_by_hand(
        log.path,
        "UPDATE ledger SET schema = 2",
        *(f"DROP TABLE {name}" for name in ("strips", "checkpoints", "timestamps")),
        *(f"ALTER TABLE ledger DROP COLUMN {name}" for name in ("frontier", "replica")),
    )
    asked(log.path, "DROP TABLE tiles")
    monkeypatch.setattr(steps, "PAGE_ROWS", page)
    database = Database(dialect_at(log.path))
    database.upgrade()
    database.close()
    assert [asked(log.path, query) for query in tree_of] == before
