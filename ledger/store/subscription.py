"""Follow the log as it grows, on any database and across processes.

A wake-up can be lost and another process cannot send one, so the log is asked again
after a short while in any case. Nothing is skipped: positions are dense and become
visible in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from eventsourcing.persistence import Notification, Subscription

if TYPE_CHECKING:
    from ledger.store.recorder import LedgerApplicationRecorder

POLL_SECONDS = 0.05
PAGE = 500


class PolledSubscription(Subscription["LedgerApplicationRecorder"]):
    """An endless iterator over the log; ``stop`` ends it from any thread."""

    def __init__(
        self,
        recorder: LedgerApplicationRecorder,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        super().__init__(recorder, gt=gt, topics=topics)
        self._reached = gt or 0
        self._waiting: deque[Notification] = deque()

    def stop(self) -> None:
        """End the iteration, also where it is waiting for news."""
        super().stop()
        self._recorder.announce()

    def __next__(self) -> Notification:
        """Return the next event, waiting for it if need be."""
        while not self._has_been_stopped:
            if self._waiting:
                return self._waiting.popleft()
            self._read_on()
            if not self._waiting:
                with self._recorder.news:
                    self._recorder.news.wait(POLL_SECONDS)
        raise StopIteration

    def _read_on(self) -> None:
        """Read a page, and remember how far it looked, matches or none."""
        head = self._recorder.max_notification_id() or 0
        if head <= self._reached:
            return
        page = self._recorder.select_notifications(
            start=self._reached,
            limit=PAGE,
            stop=head,
            topics=self._topics,
            inclusive_of_start=False,
        )
        self._waiting.extend(page)
        self._reached = page[-1].id if len(page) == PAGE else head
