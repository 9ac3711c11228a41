"""Challenges: what somebody shows that they were asked now, each good once."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_bytes
from time import monotonic
from typing import Generic, TypeVar

SECONDS = 300.0
OPEN_MAX = 10_000
"""So many are open at once; then the oldest is good no more."""

T = TypeVar("T")


class Challenges(Generic[T]):
    """What was asked, and of whom or for what."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._open: dict[bytes, tuple[T, float]] = {}

    def new(self, asked: T) -> bytes:
        """Return a challenge that nobody can guess."""
        challenge, now = token_bytes(32), self._clock()
        self._open = {key: of for key, of in self._open.items() if of[1] > now}
        if len(self._open) >= OPEN_MAX:
            del self._open[next(iter(self._open))]
        self._open[challenge] = (asked, now + SECONDS)
        return challenge

    def use_up(self, challenge: bytes) -> T | None:
        """Return what was asked by a challenge that was good until now."""
        of = self._open.pop(challenge, None)
        return of[0] if of is not None and of[1] > self._clock() else None
