"""Challenges: what a device signs to show that it is at hand now, each good once."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_bytes
from time import monotonic

SECONDS = 300.0
OPEN_MAX = 10_000
"""So many are open at once; then the oldest is good no more."""


class Challenges:
    """What was asked of devices, and for whom; None: of whoever signs in."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._open: dict[bytes, tuple[str | None, float]] = {}

    def new(self, who: str | None) -> bytes:
        """Return a challenge that nobody can guess."""
        challenge, now = token_bytes(32), self._clock()
        self._open = {key: of for key, of in self._open.items() if of[1] > now}
        if len(self._open) >= OPEN_MAX:
            del self._open[next(iter(self._open))]
        self._open[challenge] = (who, now + SECONDS)
        return challenge

    def is_met(self, challenge: bytes, who: str | None) -> bool:
        """Say whether a challenge was asked of somebody, and was good until now."""
        of, ends = self._open.pop(challenge, (None, 0.0))
        return of == who and ends > self._clock()
