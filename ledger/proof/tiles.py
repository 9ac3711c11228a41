"""A log as a folder of files that anybody may copy and verify: c2sp.org/tlog-tiles.

A tile has the hashes of 256 neighbours of one level, and a bundle the entries below a
tile of level 0. Both are full for ever once they are; only the last of each level
grows, and has its width in its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

TILE_WIDTH = 256
"""How many hashes a full tile has, and how many entries a bundle."""

ENTRY_BYTES_MAX = 65_535
"""An entry of a bundle says its length in two bytes."""

CHECKPOINT, VERIFIER_KEY = "checkpoint", "vkey"
"""The files beside the tiles: the signed note, and the keys that verify it."""

_LENGTH_BYTES, _LONG_LENGTH_BYTES = 2, 4


class TiledLog(Protocol):
    """A log whose tiles and entries can be read."""

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Return the hashes of a tile, one after the other."""

    def entries(self, first: int, last: int) -> Sequence[bytes]:
        """Return the entries from a position to another, both of them too."""


class TileFile(NamedTuple):
    """A file of the folder."""

    path: str
    content: bytes
    too_long: tuple[int, ...] = ()
    """Positions of entries for which the file is a bundle of another format."""


class Tile(NamedTuple):
    """Where a tile stands, and how wide it is."""

    level: int
    number: int
    width: int


def tiles_of(size: int, since: int = 0) -> Iterator[Tile]:
    """Yield the tiles of a log of a size that it did not have at an earlier one.

    They come by level, from the leaves up.
    """
    level = 0
    while since < size:
        for number in range(since // TILE_WIDTH, -(-size // TILE_WIDTH)):
            yield Tile(level, number, min(TILE_WIDTH, size - number * TILE_WIDTH))
        level, size, since = level + 1, size // TILE_WIDTH, since // TILE_WIDTH


def tile_path(tile: Tile) -> str:
    """Name the file of a tile: ``tile/0/x001/x234/067`` or ``tile/0/000.p/44``."""
    return f"tile/{tile.level}/{_place(tile.number, tile.width)}"


def bundle_path(number: int, width: int, *, long: bool = False) -> str:
    """Name the file of a bundle of entries: ``tile/entries/000.p/44``.

    One with an entry that is too long stands elsewhere, as it is of another format.
    """
    return f"{'long-entries' if long else 'tile/entries'}/{_place(number, width)}"


def _place(number: int, width: int) -> str:
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    place = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return place if width == TILE_WIDTH else f"{place}.p/{width}"


def tile_files(log: TiledLog, size: int, since: int = 0) -> Iterator[TileFile]:
    """Yield the files that a log of a size has, and did not have at an earlier one.

    One at a time: of a large log, no more than a bundle is held.
    """
    for tile in tiles_of(size, since):
        if tile.level == 0:
            yield _bundle_file(log, tile)
        yield TileFile(tile_path(tile), log.tile(*tile))


def _bundle_file(log: TiledLog, tile: Tile) -> TileFile:
    first = tile.number * TILE_WIDTH + 1
    entries = log.entries(first, first + tile.width - 1)
    too_long = tuple(
        position
        for position, entry in enumerate(entries, first)
        if len(entry) > ENTRY_BYTES_MAX
    )
    path = bundle_path(tile.number, tile.width, long=bool(too_long))
    length_bytes = _LONG_LENGTH_BYTES if too_long else _LENGTH_BYTES
    return TileFile(path, _bundle(entries, length_bytes), too_long)


def _bundle(entries: Sequence[bytes], length_bytes: int) -> bytes:
    return b"".join(
        part for entry in entries for part in (len(entry).to_bytes(length_bytes), entry)
    )
