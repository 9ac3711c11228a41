"""Streams: each whole, in the order of the log, and a history that can have been."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.house.evolving import EVOLVE
from ledger.store.database import Database
from ledger.store.library_faults import STORE_FAULTS
from ledger.store.loading import HISTORY, load, up_to
from ledger.store.raw_log import RawLog
from ledger.verification.finding import Finding, FindingKind, of_fault
from ledger.verification.pages import Progress
from ledger.visible import visible

REPLAYED = ("sale", "lot")
"""The kinds of streams whose every decision is taken again, and so each event read."""


def check_streams(
    database: Database, *, upto: int, progress: Progress
) -> Iterator[Finding]:
    """Yield the events of streams that stand in no order, or cannot follow others."""
    stream, last, done = None, 0, 0
    try:
        for name, version, position in RawLog(database).order():
            if position > upto:
                continue
            if name != stream:
                stream, last = name, 0
                yield from _history(database, name, position, upto)
            if position < last:
                yield _out_of_order(position, version, str(name), last)
            last = max(last, position)
            done += 1
            progress(done, upto)
    except STORE_FAULTS:
        what = "The index of streams and versions cannot be read to its end"
        yield Finding(kind=FindingKind.FILE, what=what)


def _out_of_order(position: int, version: object, name: str, last: int) -> Finding:
    return Finding(
        kind=FindingKind.ORDER,
        what=f"Position {position} holds event {visible(repr(version))} of "
        f"{visible(name)}, and the one before it stands at {last}",
        position=position,
    )


def _history(
    database: Database, stream: object, first: int, upto: int
) -> Iterator[Finding]:
    """Follow a stream to its end, unless a replay does; its texts are read strictly."""
    kind = str(stream).partition(":")[0]
    if kind in REPLAYED:
        return
    if kind not in EVOLVE or not isinstance(stream, str):
        what = f"Position {first} is of {visible(str(stream))!r}, which is no stream"
        yield Finding(kind=FindingKind.HISTORY, what=what, position=first)
        return
    try:
        with database.querying() as connection:
            rows = up_to(connection.rows(HISTORY, stream), upto)
            load(rows, EVOLVE[kind], database.codec)
    except STORE_FAULTS:
        raise
    except Exception as fault:  # noqa: BLE001 (a whole history is followed without any)
        yield of_fault(fault, first, f"what {stream} holds from there on")
