"""Somebody who watches a sale, and the changes that wait for them."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from ledger.identity import LotId, SaleId


class Change(NamedTuple):
    """A lot that changed, or something that was said in a sale."""

    sale: SaleId
    lot: LotId | None
    """None for what was said."""
    position: int
    message: bytes | None
    """Its latest state, as it goes over the wire; None where nobody watched then."""

    @property
    def about(self) -> LotId | SaleId:
        """Return what a later change of takes this one's place."""
        return self.lot or self.sale


class Watcher:
    """Somebody who watches a sale, and what they have not been told yet."""

    __slots__ = ("_waiting", "gone", "pending", "sale")

    def __init__(self, sale: SaleId) -> None:
        self.sale = sale
        self.pending: dict[LotId | SaleId | None, bytes] = {}
        """By what it is about, the oldest change first; under None what is for the
        watcher alone."""
        self.gone = False
        self._waiting: asyncio.Future[None] | None = None

    def tell(self, change: Change) -> None:
        """Let a lot's latest state, or what was said last, wait for the watcher."""
        assert change.message is not None, "it is written for whoever watches"
        self.pending.pop(change.about, None)
        self.pending[change.about] = change.message
        self._wake()

    def start_anew(self, position: int) -> None:
        """Tell the watcher to read everything again, as it stands at a position."""
        self.pending = {None: message("reset", position, "{}")}
        self._wake()

    def leave(self) -> None:
        """Take no more."""
        self.gone = True
        self._wake()

    async def wait(self, seconds: float) -> None:
        """Wait until there is news, at most so long."""
        if self.pending or self.gone:
            return
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        timer = loop.call_later(seconds, self._wake)
        try:
            await self._waiting
        finally:
            timer.cancel()
            self._waiting = None

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def take(self) -> bytes:
        """Return what waits for the watcher, who has it by then."""
        message = b"".join(self.pending.values())
        self.pending.clear()
        return message


def message(event: str, position: int, text: str) -> bytes:
    """Write a message as browsers read it (HTML, server-sent events)."""
    return f"id: {position}\nevent: {event}\ndata: {text}\n\n".encode()
