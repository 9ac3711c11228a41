"""The tree over the log: what it takes from a bid, and what hashing and proofs take.

The rival is our own house with a stand-in for the tree, which hashes and keeps nothing:
whatever else a bid costs, both pay in the same moments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median

from eventsourcing.persistence import StoredEvent

from benchmarks.ratio import (
    Claim,
    Turns,
    in_turn,
    joined,
    microseconds,
    per_second,
    ratio,
)
from benchmarks.sale_of_bids import (
    BIDS_A_LOT,
    LOTS,
    open_sale,
    rounds_of_bids,
    signed,
    take_one_by_one,
)
from benchmarks.taking import CALLERS, ROUNDS_A_TURN, take_together
from ledger.house.bids import take_bids
from ledger.lot.slip import LotSlip
from ledger.proof.tree import Frontier, leaf_hash, leaf_hashes, verify_inclusion
from ledger.store import connection
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.factory import LedgerFactory
from ledger.store.tree_reader import TreeReader
from ledger.store.tree_writer import TreeWriter

SIZES = 10_000, 1_000_000
TEXT_BYTES = 300
PAGE = 10_000
IMPORTS = 7
HASHINGS = 5
PROOFS = 200
STRIDE = 6_007
"""From one entry that is proved to the next, all over the log."""
EVENTS_A_SECOND = 150_000 / 1_500_000
"""150,000 events a second, on a machine that hashes 1,500,000 texts of 300 bytes."""


def measure(folder: Path, *, quick: bool) -> Iterator[Claim]:
    """Take bids with the tree and without it, then hash and prove logs."""
    rounds = rounds_of_bids(4 if quick else BIDS_A_LOT)
    slices = [
        [slip for slips in rounds[first : first + ROUNDS_A_TURN] for slip in slips]
        for first in range(0, len(rounds), ROUNDS_A_TURN)
    ]
    yield from _bids(folder, slices)
    slips = [slip for slips in rounds for slip in slips]
    yield from _import(folder, slips, rounds=3 if quick else IMPORTS)
    for size in SIZES[:1] if quick else SIZES:
        place = folder / f"{size}.db"
        _fill(place, size)
        with closing(Database(dialect_at(str(place)))) as database:
            yield from _hashing(TreeReader(database), size)
            yield _proving(TreeReader(database), size)


@contextmanager
def _no_tree() -> Iterator[None]:
    """Let ledgers be written without their tree; none of them is read again."""
    stand_ins: tuple[tuple[object, str, Callable[..., object]], ...] = (
        (TreeWriter, "begin", lambda *_: None),
        (TreeWriter, "extend", lambda *_: b""),
        (connection, "leaf_hashes", lambda _: ()),
    )
    kept = [(owner, name, getattr(owner, name)) for owner, name, _ in stand_ins]
    try:
        for owner, name, stand_in in stand_ins:
            setattr(owner, name, stand_in)
        yield
    finally:
        for owner, name, own in kept:
            setattr(owner, name, own)


def _bids(folder: Path, slices: Sequence[Sequence[LotSlip]]) -> Iterator[Claim]:
    with ExitStack() as held:
        callers = held.enter_context(ThreadPoolExecutor(CALLERS))
        alone = held.enter_context(open_sale(folder / "alone.db"))
        many = held.enter_context(open_sale(folder / "many.db"))
        with _no_tree():
            bare_alone = held.enter_context(open_sale(folder / "bare-alone.db"))
            bare_many = held.enter_context(open_sale(folder / "bare-many.db"))
        sides = in_turn(
            len(slices),
            lambda turn: take_one_by_one(alone, slices[turn]),
            lambda turn: _bare(partial(take_one_by_one, bare_alone, slices[turn])),
            lambda turn: take_together(callers, many, slices[turn]),
            lambda turn: _bare(
                partial(take_together, callers, bare_many, slices[turn])
            ),
        )
    bids = len(slices[0])
    ours, bare, together, bare_together = sides
    yield from _rates(f"one caller, {LOTS} lots, a durable bid", ours, bare, bids, 0.9)
    what = f"{CALLERS} callers, a durable bid each at a time"
    yield from _rates(what, together, bare_together, bids, 0.85)


def _bare(work: Callable[[], object]) -> None:
    with _no_tree():
        work()


def _import(folder: Path, slips: Sequence[LotSlip], *, rounds: int) -> Iterator[Claim]:
    taken = [_import_once(folder / f"{number}", slips) for number in range(rounds)]
    ours, bare = (joined(turns) for turns in zip(*taken, strict=True))
    what = f"import {len(slips):,} bids in one command"
    yield from _rates(what, ours, bare, len(slips), 0.75)


def _import_once(folder: Path, slips: Sequence[LotSlip]) -> tuple[Turns, ...]:
    folder.mkdir()
    with ExitStack() as held:
        house = held.enter_context(open_sale(folder / "ours.db"))
        with _no_tree():
            bare = held.enter_context(open_sale(folder / "bare.db"))
        return in_turn(
            1,
            lambda _: house.do(take_bids(slips), by=signed()),
            lambda _: _bare(lambda: bare.do(take_bids(slips), by=signed())),
        )


def _rates(
    what: str, ours: Turns, bare: Turns, bids: int, target: float
) -> Iterator[Claim]:
    yield Claim(
        what=what,
        against="our own house with a stand-in for the tree",
        ours=microseconds(ours.wall, bids),
        theirs=microseconds(bare.wall, bids),
        measured=ratio(bare.wall, ours.wall),
        target=target,
    )
    yield Claim(
        what="the same, processor time a bid",
        ours=microseconds(ours.processor, bids),
        theirs=microseconds(bare.processor, bids),
        measured=ratio(bare.processor, ours.processor),
    )


def _fill(place: Path, size: int) -> None:
    """Record so many texts, each unlike the others."""
    factory = LedgerFactory({"LOTLEDGER_URL": str(place)})
    recorder = factory.application_recorder()
    for first in range(1, size + 1, PAGE):
        recorder.insert_events(
            [
                StoredEvent("a", number, "topic", f"{number:{TEXT_BYTES}}".encode())
                for number in range(first, first + PAGE)
            ]
        )
    factory.close()


def _hashing(reader: TreeReader, size: int) -> Iterator[Claim]:
    """Make the whole tree again from the texts of the file."""
    texts = [f"{number:{TEXT_BYTES}}".encode() for number in range(1, size + 1)]
    roots = []
    recomputed, hashed = in_turn(
        HASHINGS,
        lambda _: roots.append(_recomputed(reader, size)),
        lambda _: [sha256(text).digest() for text in texts],
    )
    assert set(roots) == {reader.root(size)}, "the tree is that of the texts"
    yield Claim(
        what=f"hash a log of {size:,} events from its file",
        against=f"SHA-256 of the same texts of {TEXT_BYTES} bytes, and nothing else",
        ours=per_second(recomputed.wall, size),
        theirs=per_second(hashed.wall, size),
        measured=ratio(hashed.wall, recomputed.wall),
        target=EVENTS_A_SECOND,
    )


def _recomputed(reader: TreeReader, size: int) -> bytes:
    frontier = Frontier()
    for first in range(1, size + 1, PAGE):
        last = min(first + PAGE - 1, size)
        frontier = frontier.extended(leaf_hashes(reader.entries(first, last)))
    return frontier.root


def _proving(reader: TreeReader, size: int) -> Claim:
    """Prove entries anywhere in the log, each with its text, as for one who asks."""
    root = reader.root(size)
    positions = [1 + number * STRIDE % size for number in range(PROOFS)]

    def prove(position: int) -> None:
        proof = reader.inclusion(position, size)
        leaf = leaf_hash(reader.entry(position))
        verify_inclusion(leaf, position - 1, size, proof, root)

    (turns,) = in_turn(PROOFS, lambda turn: prove(positions[turn]))
    return Claim(
        what=f"prove one entry of {size:,}, and verify the proof",
        ours=microseconds(turns.wall, 1),
        measured=median(turns.wall) * 1000,
        unit=" ms",
    )
