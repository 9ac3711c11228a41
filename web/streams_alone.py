"""The streams of live updates as an application of their own, which knows no secret.

It reads the log, as everybody may see it: no vault is opened, nobody signs in. It is
no larger than a stream needs: each layer around one is there ten thousand times.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from ledger.house import House
from web.handing_over import Work
from web.live import LiveUpdates
from web.misdirected import OwnWork
from web.request_log import RequestLog, Write
from web.streams import SaleStream, following


class StreamsAlone:
    """Lets everybody follow the sales of one ledger, and does nothing else."""

    def __init__(self, house: House, log: Write | None = None) -> None:
        self.live = live = LiveUpdates(house)
        self._streams: ASGIApp = OwnWork(SaleStream(live, house), Work.STREAMS)
        if log is not None:
            self._streams = RequestLog(self._streams, live, log)

        @asynccontextmanager
        async def opened(_: object) -> AsyncIterator[None]:
            async with following(live):
                yield

        self._lifespan = Router(lifespan=opened)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer who follows a sale, and nobody else."""
        answers = self._streams if scope["type"] == "http" else self._lifespan
        return answers(scope, receive, send)
