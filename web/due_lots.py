"""Sales that a service closes as their lots fall due, behind all that it read before.

Whoever closes them beside it takes turns with it, and may come before a bid that was
read in time and waits for its turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import NamedTuple

from ledger.clock import Clock
from ledger.entry import Attribution
from ledger.house import House
from ledger.house.timetable import FOLLOWS_EVERY, Timetable
from ledger.identity import SaleId
from ledger.value import replace
from web.gathering import Closing, Gathering

LEAST_PAUSE = timedelta(milliseconds=10)


class ClosesDue(NamedTuple):
    """Which sales a service closes as they fall due, and in whose name."""

    sales: Sequence[SaleId]
    by: Attribution


class DueLots:
    """Closes the timed lots of sales as they fall due, and each sale after its last."""

    def __init__(
        self, house: House, gathering: Gathering, clock: Clock, closes: ClosesDue
    ) -> None:
        self._house, self._gathering, self._clock = house, gathering, clock
        self._closes = closes
        self._timetables: list[Timetable] = []
        self.why: str | None = None
        """Why what is due stays open; None: it does not."""

    async def run(self) -> None:
        """Close what falls due, until the service stops."""
        with ThreadPoolExecutor(1, thread_name_prefix="due-lots") as reading:
            while True:
                try:
                    pause = await self._close(reading)
                    self.why = None
                except Closing:
                    return
                except Exception as fault:  # noqa: BLE001 (readiness tells of it)
                    self.why = f"What is due is not closed: {fault}"
                    pause = FOLLOWS_EVERY
                await asyncio.sleep(max(pause, LEAST_PAUSE).total_seconds())

    async def _close(self, reading: ThreadPoolExecutor) -> timedelta:
        """Close what is due; return for how long nothing can fall due."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(reading, self._follow)
        moment = self._clock()
        # What was read up to now is asked for by then.
        await asyncio.sleep(0)
        pauses = [FOLLOWS_EVERY]
        for timetable in self._timetables:
            closing = timetable.closing(moment) or timetable.closing_sale()
            if closing is not None:
                by = replace(self._closes.by, recorded_at=moment)
                await self._gathering.do(closing, by=by)
            pauses.append(timetable.pause(moment, until=None) or FOLLOWS_EVERY)
        return min(pauses)

    def _follow(self) -> None:
        """Read what was recorded since, by whichever process."""
        named = self._closes.sales[len(self._timetables) :]
        self._timetables += [Timetable(self._house, sale) for sale in named]
        for timetable in self._timetables:
            timetable.follow()


@asynccontextmanager
async def closing(due: DueLots | None) -> AsyncIterator[None]:
    """Close what falls due while the service runs, where it is to."""
    if due is None:
        yield
        return
    task = asyncio.create_task(due.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
