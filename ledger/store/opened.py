"""The two readings of an event: what is stored, and what the house opens.

What is *stored* is an ``Entry``, and goes to everybody: views, reports, exports,
presenters, followers of the log. What is *opened* goes to aggregates and to replays
inside the house, which decide by it. Today both hold the same. A sealed amount will be
empty in the first, so whoever may not see it must not be given the second: they are
told apart by their types.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar, cast

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Opened(Generic[T_co]):
    """An event, or an entry, as the codec opened it.

    There is none when the program runs: it is the event itself, whose fields a type
    checker lets nobody read before the house takes it out.
    """


def unwrapped(opened: Iterable[Opened[T]]) -> Iterable[T]:
    """Let aggregates and replays inside the house read what was opened."""
    return cast("Iterable[T]", opened)
