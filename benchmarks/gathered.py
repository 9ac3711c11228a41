"""Callers of one process who are gathered as those of the service are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import perf_counter

from benchmarks.sale_of_bids import signed
from ledger.house import House
from ledger.house.bids import bid
from ledger.lot.slip import LotSlip
from ledger.value import replace
from web.gathering import Gathering


def gather(
    house: House, slips: Sequence[LotSlip], *, callers: int, keys: str | None = None
) -> list[float]:
    """Let callers take the bids, each waiting for one; return how long each bid waited.

    With ``keys`` each bid has a key that begins so, as over HTTP.
    """
    return asyncio.run(_gather(house, slips, callers, keys))


async def _gather(
    house: House, slips: Sequence[LotSlip], callers: int, keys: str | None
) -> list[float]:
    waiting, times = iter(enumerate(slips)), []

    async def caller(gathering: Gathering) -> None:
        for number, one in waiting:
            slip = one.slip
            command = bid(
                one.lot,
                paddle=slip.paddle,
                maximum=slip.submitted,
                at=slip.entered_at,
                channel=slip.channel,
                received_at=slip.received_at,
            )
            by = signed(slip.entered_at)
            if keys is not None:
                by = replace(by, key=f"{keys}-{number}")
            began = perf_counter()
            await gathering.do(command, by=by)
            times.append(perf_counter() - began)

    async with Gathering(house) as gathering, asyncio.TaskGroup() as tasks:
        for _ in range(callers):
            tasks.create_task(caller(gathering))
    return times
