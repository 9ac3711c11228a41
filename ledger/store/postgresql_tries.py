"""One try at several servers serves all who wait for a connection.

While none of them leads, each lets everybody in only to say so. What one finds out then
is told to whoever asks soon after, and one at a time finds out again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy.engine import URL

from ledger.clock import machine_clock

SOON = timedelta(seconds=0.25)
"""So long it stays true that nobody leads."""


class Tries:
    """The tries to connect to whichever of several servers leads."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._fault: Exception | None = None
        """Why the last try failed; None: it did not."""
        self._failed_at: datetime = machine_clock()
        self._successes = 0

    def connect(self, connects: Callable[[], Any]) -> Any:
        """Return a new connection; raises why there is none, as whoever tried found."""
        if self._fault is not None:
            with self._turn:
                if (fault := self._fault) is not None:
                    # A clock that is put back has nobody wait for longer.
                    if abs(machine_clock() - self._failed_at) < SOON:
                        raise type(fault)(*fault.args)
                    return self._tried(connects)
        return self._tried(connects)

    def _tried(self, connects: Callable[[], Any]) -> Any:
        successes = self._successes
        try:
            connection = connects()
        except Exception as fault:
            # Whoever tried for long may find out last what was so before.
            if self._successes == successes:
                self._failed_at, self._fault = machine_clock(), fault
            raise
        self._successes += 1
        self._fault = None
        return connection


_TRIES: dict[URL, Tries] = {}


def tries_of(url: URL) -> Tries:
    """Return the tries of this process at the servers of a URL."""
    return _TRIES.setdefault(url, Tries())
