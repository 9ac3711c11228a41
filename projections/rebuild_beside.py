"""Let a second process build some of the views, while this one builds the others.

Each view is a table of its own, and hears the log in its order: it comes to the same
rows, whoever tells it. Both processes read the whole log, and take turns to write.
Nothing is served before both are done, so that the old rows answer however one ends.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from typing import TypeAlias

from sqlalchemy.exc import SQLAlchemyError

from ledger.damage import LedgerDamaged
from projections.bids import BIDS
from projections.differences import ViewDifference
from projections.invoices import INVOICES
from projections.journal import JOURNAL
from projections.premium import PREMIUM
from projections.results import RESULTS
from projections.view import View

GIVEN: tuple[View[object], ...] = (BIDS, PREMIUM, RESULTS, INVOICES, JOURNAL)
"""What takes half of the time to be told, and goes to the second process."""
GARBAGE_THRESHOLD = 1_000_000
"""Garbage is collected rarely: entries go with their batch, and are in no circle."""
EVENTS_MIN = 20_000
"""Fewer are told before another process has begun."""


Work: TypeAlias = Callable[[Sequence[str], int], list[ViewDifference]]
"""Builds views of these names up to a position, in a process of its own, and returns
what differs; it raises LedgerDamaged, and faults of the database that holds views."""


class RebuildStopped(Exception):
    """The second process was ended, for want of memory perhaps: nothing is damaged.

    What is served stays.
    """

    def __init__(self, code: int | None) -> None:
        super().__init__(
            "Nothing was rebuilt: the process that builds the other half of the views "
            f"ended by itself, with code {code}. The old rows stay in use. See that "
            "there is memory and room on the disk, and rebuild again."
        )


def is_worth_it(views: Sequence[View[object]], head: int) -> bool:
    """Say whether a second process would save time: there is enough for both to do."""
    given = sum(view in GIVEN for view in views)
    return head >= EVENTS_MIN and 0 < given < len(views)


@contextmanager
def in_second_process(
    work: Work, views: Sequence[View[object]], upto: int
) -> Iterator[tuple[Sequence[View[object]], Callable[[], list[ViewDifference]]]]:
    """Let a second process build some of the views.

    Gives the views that are left, and what waits for the second process: it returns
    what differs there, and raises LedgerDamaged, a fault of their database, or
    RebuildStopped.
    """
    given = [view.name for view in views if view in GIVEN]
    own = [view for view in views if view not in GIVEN]
    # A forked process would share this one's connections: it begins afresh.
    spawning = get_context("spawn")
    answer, answered = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_build, args=(work, given, upto, answered))
    process.start()
    answered.close()

    def differences() -> list[ViewDifference]:
        try:
            outcome = answer.recv()
        except EOFError:
            process.join()
            raise RebuildStopped(process.exitcode) from None
        if isinstance(outcome, str):
            raise LedgerDamaged(outcome)
        if isinstance(outcome, SQLAlchemyError):
            raise outcome
        found_there: list[ViewDifference] = outcome
        return found_there

    try:
        yield own, differences
    finally:
        process.terminate()
        process.join()
        answer.close()


def _build(work: Work, names: Sequence[str], upto: int, answered: Pipe) -> None:
    """Work in a process of its own, and say what differs, or what went wrong."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    try:
        answered.send(work(names, upto))
    except LedgerDamaged as damage:
        answered.send(str(damage))
    except SQLAlchemyError as fault:
        answered.send(fault)
