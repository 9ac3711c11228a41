"""RFC 9162, section 2.1, read line by line: slow, recursive, and from nothing of ours.

And what a ledger keeps of the tree over its texts, as the page of the log has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from tests.stranger import stranger

STRIP, TILE = 64, 256


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: Sequence[bytes]) -> bytes:
    if not d:
        return sha256(b"").digest()
    if len(d) == 1:
        return sha256(b"\x00" + d[0]).digest()
    k = split(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: Sequence[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: Sequence[bytes], *, b: bool) -> list[bytes]:
    if m == len(d):
        return [] if b else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], b=b), mth(d[k:])]
    return [*subproof(m - k, d[k:], b=False), mth(d[:k])]


def leaves(d: Sequence[bytes]) -> bytes:
    return b"".join(mth([each]) for each in d)


def edge(d: Sequence[bytes]) -> bytes:
    """Return the size, the roots of what full strips make, and the leaves after."""
    in_strips, first, roots = len(d) // STRIP * STRIP, 0, []
    while first < in_strips:
        width = 1 << (in_strips - first).bit_length() - 1
        roots.append(mth(d[first : first + width]))
        first += width
    return len(d).to_bytes(8) + b"".join(roots) + leaves(d[in_strips:])


def strips(d: Sequence[bytes]) -> list[tuple[int, bytes]]:
    """Return the full strips of the tile that is not full."""
    first = len(d) // TILE * TILE
    return [
        (start // STRIP, leaves(d[start : start + STRIP]))
        for start in range(first, len(d) - STRIP + 1, STRIP)
    ]


def tiles(d: Sequence[bytes]) -> list[tuple[int, int, bytes, bytes]]:
    """Return the full tiles, the lowest first."""
    found, level, hashes = [], 0, [mth([each]) for each in d]
    while len(hashes) >= TILE:
        width = TILE ** (level + 1)
        roots = [mth(d[at : at + width]) for at in range(0, len(d) - width + 1, width)]
        for number, root in enumerate(roots):
            joined = b"".join(hashes[number * TILE : (number + 1) * TILE])
            found.append((level, number, root, joined))
        level, hashes = level + 1, roots
    return found


def has_the_tree_of_its_texts(ledger: Path | str) -> bool:
    """Say whether all that a ledger keeps of its tree is that of its texts."""
    with stranger(ledger) as connection:
        texts = connection.execute("SELECT state FROM events ORDER BY position")
        d = [text for (text,) in texts]
        kept = (
            connection.execute("SELECT frontier FROM ledger").fetchone()[0],
            connection.execute("SELECT * FROM strips ORDER BY number").fetchall(),
            connection.execute("SELECT * FROM tiles ORDER BY 1, 2").fetchall(),
        )
    return kept == (edge(d), strips(d), tiles(d))
