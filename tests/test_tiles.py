"""A folder of tiles: what Go reads of it, and what of it was altered."""

from __future__ import annotations

import random

import pytest

from ledger.proof.tiles import (
    ENTRY_BYTES_MAX,
    Tile,
    bundle_path,
    tile_files,
    tile_path,
    tiles_of,
)
from ledger.proof.tiles_read import TilesInvalid, verify_tiles
from tests.foreign.go import go_judges
from tests.sample_log import HOUSE, STRANGER, SampleLog, plain_entries

KEY = HOUSE.verifier.text
STRANGERS = STRANGER.verifier.text
LARGE = SampleLog(plain_entries(66_000))


def written(folder, log, size, since=0):
    """Write a folder of tiles, the checkpoint last."""
    for file in tile_files(log, size, since):
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.content)
    (folder / "checkpoint").write_bytes(log.note(size).data)
    return folder


def we_refuse(folder, log, size, old=None):
    """Return why we refuse a folder, None where we accept it."""

    def read(path):
        place = folder / path
        return place.read_bytes() if place.is_file() else None

    older = None if old is None else log.checkpoint(old)
    try:
        verify_tiles(read, log.checkpoint(size), older)
    except TilesInvalid as no:
        return str(no)
    return None


@pytest.mark.parametrize(
    ("number", "path"),
    [
        (0, "000"),
        (7, "007"),
        (999, "999"),
        (1000, "x001/000"),
        (1_234_067, "x001/x234/067"),
    ],
)
def test_a_tile_is_named_as_the_standard_says(number, path):
    assert tile_path(Tile(0, number, 256)) == f"tile/0/{path}"
    assert tile_path(Tile(3, number, 5)) == f"tile/3/{path}.p/5"
    assert bundle_path(number, 256) == f"tile/entries/{path}"


def test_the_examples_of_the_standard():
    tiles = list(tiles_of(70_000))
    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    assert [tile for tile in tiles if tile.level or tile.width < 256] == [
        Tile(0, 273, 112),
        Tile(1, 0, 256),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert list(tiles_of(256)) == [Tile(0, 0, 256), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 513, 65_537])
def test_what_is_new_and_what_was_there_is_all(size):
    whole = set(tiles_of(size))
    for since in {0, 1, size // 2, size - 1, size}:
        older = set(tiles_of(since)) if since else set()
        assert set(tiles_of(size, since)) == whole - older


SIZES = [
    *(1, 255, 256, 257),
    *(pytest.param(size, marks=pytest.mark.slow) for size in (65_536, 65_537)),
]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_go_reads_the_folder_of_a_log(size, tmp_path):
    folder = written(tmp_path / "log", LARGE, size)
    old = tmp_path / "old"
    old.write_bytes(LARGE.note(max(1, size // 3)).data)
    plain, since = go_judges(("tiles", KEY, folder), ("tiles", KEY, folder, old))
    assert plain == since == f"ok {size} entries"
    for older in (None, 0, size // 3, size):
        assert we_refuse(folder, LARGE, size, older) is None


@pytest.mark.slow
def test_go_reads_a_folder_that_grew(tmp_path):
    folder, sizes = tmp_path / "log", (1, 200, 256, 300, 700)
    for since, size in zip((0, *sizes), sizes, strict=False):
        written(folder, LARGE, size, since)
        assert go_judges(("tiles", KEY, folder)) == [f"ok {size} entries"]
    # What was of an earlier size stays, and says what it said.
    assert (folder / "tile/0/000.p/200").is_file()


@pytest.mark.slow
def test_go_refuses_another_history_or_another_key(tmp_path):
    folder = written(tmp_path / "log", LARGE, 700)
    other, shorter = tmp_path / "other", tmp_path / "shorter"
    other.write_bytes(SampleLog(plain_entries(400, "lot")).note(400).data)
    shorter.write_bytes(LARGE.note(701).data)
    answers = go_judges(
        ("tiles", KEY, folder, other),
        ("tiles", KEY, folder, shorter),
        ("tiles", STRANGERS, folder),
    )
    assert [answer[:2] for answer in answers] == ["no", "no", "no"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_go_notices_every_byte_that_is_altered(seed, tmp_path):
    dice = random.Random(seed)
    folder = written(tmp_path / "log", LARGE, 66_000 if seed == 3 else 700)
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in dice.sample(files, min(len(files), 12)):
        good = path.read_bytes()
        at = dice.randrange(len(good))
        path.write_bytes(
            good[:at] + bytes([good[at] ^ 1 << dice.randrange(8)]) + good[at + 1 :]
        )
        assert go_judges(("tiles", KEY, folder))[0].startswith("no"), (path.name, at)
        size = 66_000 if seed == 3 else 700
        is_ours = path.name == "checkpoint" or we_refuse(folder, LARGE, size)
        assert is_ours, (path.name, at)
        path.write_bytes(good[:-1])
        assert go_judges(("tiles", KEY, folder))[0].startswith("no"), path.name
        path.write_bytes(good)
    assert go_judges(("tiles", KEY, folder))[0].startswith("ok")


@pytest.mark.slow
def test_an_entry_that_is_too_long_is_told_and_its_bundle_stands_elsewhere(tmp_path):
    entries = plain_entries(700)
    entries[299] = b"x" * ENTRY_BYTES_MAX
    entries[300] = b"y" * (ENTRY_BYTES_MAX + 1)
    log = SampleLog(entries)
    files = {file.path: file for file in tile_files(log, 700)}
    assert we_refuse(written(tmp_path / "long", log, 700), log, 700, 300) is None
    assert [file.too_long for file in files.values() if file.too_long] == [(301,)]
    long = files["long-entries/001"]
    assert "tile/entries/001" not in files
    read, rest = [], long.content
    while rest:
        length = int.from_bytes(rest[:4])
        read.append(rest[4 : 4 + length])
        rest = rest[4 + length :]
    assert read == log.entries(257, 512)
    # An entry of the greatest length that a bundle can say is in an ordinary one.
    entries[300] = b"y"
    folder = written(tmp_path / "log", SampleLog(entries), 700)
    assert go_judges(("tiles", KEY, folder)) == ["ok 700 entries"]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("tile/0/001", "It has no file tile/0/001."),
        ("tile/1/000.p/2", "It has no file tile/1/000.p/2."),
        ("tile/entries/002.p/188", "It has no file tile/entries/002.p/188."),
    ],
)
def test_a_folder_that_lacks_a_file_is_told(path, sentence, tmp_path):
    folder = written(tmp_path / "log", LARGE, 700)
    (folder / path).unlink()
    assert we_refuse(folder, LARGE, 700) == sentence


def test_a_folder_of_another_history_is_told(tmp_path):
    other = SampleLog([*plain_entries(300), *plain_entries(400, "lot")])
    folder = written(tmp_path / "log", other, 700)
    assert we_refuse(folder, LARGE, 700).startswith("Its first 700 entries do not lead")

    class Both:
        """A log that was another one once."""

        def checkpoint(self, size):
            return (LARGE if size < 700 else other).checkpoint(size)

    assert we_refuse(folder, Both(), 700, 300) is None
    assert we_refuse(folder, Both(), 700, 301).startswith("Its first 301 entries")
