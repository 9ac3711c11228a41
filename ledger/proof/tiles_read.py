"""Read a folder of tiles, and see that every file of it is of the checkpoint's log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from ledger.proof.checkpoint import Checkpoint
from ledger.proof.tiles import TILE_WIDTH, Tile, bundle_path, tile_path, tiles_of
from ledger.proof.tree import Frontier, leaf_hashes, perfect_root

Read: TypeAlias = Callable[[str], bytes | None]
"""Returns the content of a file of the folder, None where it is not there."""

_LENGTH_BYTES, _LONG_LENGTH_BYTES = 2, 4


class TilesInvalid(Exception):
    """A folder is not of the log that its checkpoint is of; the sentence says where."""


def verify_tiles(
    read: Read, checkpoint: Checkpoint, old: Checkpoint | None = None
) -> None:
    """See that entries and tiles lead to a checkpoint, and to an older one before.

    Raises TilesInvalid, which names the first file that does not fit. One bundle is
    held at a time.
    """
    frontier, above = Frontier(), list[bytes]()
    sizes = () if old is None else ((old.size, old.root),)
    for tile in tiles_of(checkpoint.size):
        if tile.level:
            break
        leaves = leaf_hashes(_entries(read, tile))
        _must_be(read, tile, leaves)
        for size, root in sizes:
            if frontier.size <= size <= frontier.size + tile.width:
                begun = frontier.extended(leaves[: size - frontier.size])
                _must_lead(begun, root, size)
        frontier = frontier.extended(leaves)
        if tile.width == TILE_WIDTH:
            above.append(perfect_root(leaves))
    _must_lead(frontier, checkpoint.root, checkpoint.size)
    _verify_upper(read, checkpoint.size, above)


def _verify_upper(read: Read, size: int, hashes: list[bytes]) -> None:
    """See that the tiles above level 0 have the roots of those below."""
    level, above = 1, list[bytes]()
    for tile in tiles_of(size):
        if tile.level == 0:
            continue
        if tile.level > level:
            level, hashes, above = tile.level, above, []
        first = tile.number * TILE_WIDTH
        own = hashes[first : first + tile.width]
        _must_be(read, tile, own)
        if tile.width == TILE_WIDTH:
            above.append(perfect_root(own))


def _must_lead(frontier: Frontier, root: bytes, size: int) -> None:
    if frontier.root != root:
        raise TilesInvalid(
            f"Its first {size} entries do not lead to the root that was signed."
        )


def _must_be(read: Read, tile: Tile, hashes: list[bytes]) -> None:
    path = tile_path(tile)
    content = read(path)
    if content is None:
        raise TilesInvalid(f"It has no file {path}.")
    if content != b"".join(hashes):
        raise TilesInvalid(f"{path} has other hashes than what is below it.")


def _entries(read: Read, tile: Tile) -> list[bytes]:
    path, length_bytes = bundle_path(tile.number, tile.width), _LENGTH_BYTES
    content = read(path)
    if content is None:
        path = bundle_path(tile.number, tile.width, long=True)
        content, length_bytes = read(path), _LONG_LENGTH_BYTES
    if content is None:
        path = bundle_path(tile.number, tile.width)
        raise TilesInvalid(f"It has no file {path}.")
    entries = list(_split(content, length_bytes, path))
    if len(entries) != tile.width:
        raise TilesInvalid(f"{path} has {len(entries)} entries, and not {tile.width}.")
    return entries


def _split(content: bytes, length_bytes: int, path: str) -> Iterator[bytes]:
    at = 0
    while at < len(content):
        begins = at + length_bytes
        ends = begins + int.from_bytes(content[at:begins])
        if ends > len(content):
            raise TilesInvalid(f"{path} ends within an entry.")
        yield content[begins:ends]
        at = ends
