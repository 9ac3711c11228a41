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
        self._timetables: dict[SaleId, Timetable] = {}
        self._faults: dict[SaleId, Exception] = {}

    @property
    def why(self) -> str | None:
        """Why something stays open: a line for each such sale; None: nothing does."""
        reasons = [
            f"What is due in {sale} is not closed: {fault}"
            for sale, fault in self._faults.items()
        ]
        return "\n".join(reasons) or None

    async def run(self) -> None:
        """Close what falls due, until the service stops."""
        with ThreadPoolExecutor(1, thread_name_prefix="due-lots") as reading:
            while True:
                try:
                    pauses = [
                        await self._close_apart(sale, reading)
                        for sale in self._closes.sales
                    ]
                except Closing:
                    return
                pause = max(min(pauses), LEAST_PAUSE)
                await asyncio.sleep(pause.total_seconds())

    async def _close_apart(
        self, sale: SaleId, reading: ThreadPoolExecutor
    ) -> timedelta:
        """Close what is due in a sale; what fails there stops no other sale."""
        try:
            pause = await self._close(sale, reading)
        except Closing:
            raise
        except Exception as fault:  # noqa: BLE001 (readiness tells of it)
            self._faults[sale] = fault
            return FOLLOWS_EVERY
        self._faults.pop(sale, None)
        return pause

    async def _close(self, sale: SaleId, reading: ThreadPoolExecutor) -> timedelta:
        """Close what is due in a sale; return for how long nothing can fall due."""
        loop = asyncio.get_running_loop()
        timetable = await loop.run_in_executor(reading, self._followed, sale)
        moment = self._clock()
        # What was read up to now is asked for by then.
        await asyncio.sleep(0)
        closing = timetable.closing(moment) or timetable.closing_sale(moment)
        if closing is not None:
            by = replace(self._closes.by, recorded_at=moment)
            await self._gathering.do(closing, by=by)
        return timetable.pause(moment, until=None) or FOLLOWS_EVERY

    def _followed(self, sale: SaleId) -> Timetable:
        """Read what was recorded since in a sale, by whichever process."""
        if sale not in self._timetables:
            self._timetables[sale] = Timetable(self._house, sale)
        timetable = self._timetables[sale]
        timetable.follow()
        return timetable


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
