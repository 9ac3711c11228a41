"""Whoever follows a log waits for news of it, and then reads on.

This process wakes its own threads. What another process records is found by asking
again after a short while; a server may tell of it sooner.
"""

from __future__ import annotations

from threading import Condition


class LogNews:
    """What wakes those who wait until something is recorded."""

    def __init__(self) -> None:
        self._recorded = Condition()
        self.waiting = 0
        """How many threads wait."""

    def announce(self) -> None:
        """Wake all threads of this process that wait."""
        if self.waiting:
            with self._recorded:
                self._recorded.notify_all()

    def wait(self, seconds: float) -> None:
        """Wait until something is announced; at most about so long."""
        with self._recorded:
            self.waiting += 1
            try:
                self._recorded.wait(seconds)
            finally:
                self.waiting -= 1

    def close(self) -> None:
        """Let go of whatever is listened on."""
