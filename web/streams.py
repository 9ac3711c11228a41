"""The streams of live updates, as they go over the wire."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Annotated, NamedTuple
from urllib.parse import parse_qs

from msgspec import Meta, Struct
from starlette.types import Message, Receive, Scope, Send

from ledger.damage import LedgerDamaged
from ledger.house import House
from ledger.identity import SALE_ID, SaleId
from ledger.refusals import UnknownSale
from ledger.store.library_faults import STORE_FAULTS
from presenters.public_view import PublicLotShape
from web.live import LiveUpdates
from web.misread import exactly
from web.open_files import OWN, files_at_most
from web.open_windows import SESSION, OpenWindow
from web.operation import Streamed
from web.problem import UNUSABLE, HttpProblem, answer_of, unusable
from web.remedies import told_over_http

POLL_SECONDS = 0.02
CALM_SECONDS = 0.25
"""A watcher is told at most so often: what changes meanwhile is told together."""
ALIVE_SECONDS = 15.0
"""After so long without news a line is sent: nothing between closes, pages know."""
RETRY_SECONDS = 10
"""Whoever finds no room comes back after so long."""
AT_ONCE = 50
"""So many watchers are told before anybody else has a turn."""

_POSITION = re.compile(r"[0-9]{1,16}", re.ASCII)

_ALIVE = b"event: alive\n\n"
"""It has no data: a browser of its own accord makes nothing of it."""
_UNHEARD = "No news of the ledger is heard; it is asked again every 0.25 seconds."
_MEDIA_TYPE = "text/event-stream"
_HEADERS = [
    (b"content-type", _MEDIA_TYPE.encode()),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class FollowingQuery(Struct, frozen=True, kw_only=True):
    """From where a sale is followed."""

    after: Annotated[int, Meta(ge=0, le=10**16 - 1)] | None = None
    """Go on after this position, as it stood behind ``id``."""
    window: Annotated[str, exactly(SESSION.pattern, "the name of a window")] | None = (
        None
    )
    """Of which session of a bidder the window is: the clerk sees who is online."""


FOLLOW_SALE = Streamed(
    method="GET",
    path="/sales/{sale}/events",
    name="follow_sale",
    summary="Follow a sale: each lot that changes, and what is said to the room.",
    media_type=_MEDIA_TYPE,
    answer=PublicLotShape,
    query=FollowingQuery,
    headers={"Last-Event-ID": "Go on after the message with this id."},
    sends=("Cache-Control", "X-Accel-Buffering"),
)


@asynccontextmanager
async def following(live: LiveUpdates) -> AsyncIterator[None]:
    """Follow the log while the service runs; at its end all streams end."""
    with ThreadPoolExecutor(1, thread_name_prefix="live") as reading:
        task = asyncio.create_task(_follow(live, reading))
        # A watcher whose stream ends comes again; one that hears nothing does not.
        task.add_done_callback(lambda _: live.leave_all())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _follow(live: LiveUpdates, reading: ThreadPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    is_waited_for = True
    while True:
        begun = loop.time()
        try:
            changes = await loop.run_in_executor(reading, live.read_on)
        except STORE_FAULTS:
            # It is read again: the service says meanwhile that it is not ready.
            await asyncio.sleep(CALM_SECONDS)
            continue
        for number, _ in enumerate(live.publish(changes), 1):
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        try:
            await loop.run_in_executor(reading, live.wait, POLL_SECONDS)
            is_waited_for = True
        except Exception as fault:  # noqa: BLE001 (no stream ends because of it)
            if is_waited_for:
                loop.call_exception_handler({"message": _UNHEARD, "exception": fault})
            is_waited_for = False
            await asyncio.sleep(CALM_SECONDS)
        # However often something is recorded.
        await asyncio.sleep(begun + POLL_SECONDS - loop.time())


class SaleStream:
    """Answers who watches a sale, for as long as they watch."""

    def __init__(self, live: LiveUpdates, house: House) -> None:
        self._live, self._house = live, house
        self._announced: set[SaleId] = set()
        """The sales that somebody followed: what was announced stays so."""
        self._turn = asyncio.Lock()
        """Whose turn it is to read: who comes next finds what was read."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what changes, until the watcher or the service goes."""
        try:
            asked = _asked(scope)
            await self._read_for(asked)
            if self._live.watching >= files_at_most() - OWN:
                raise _too_many()
        except HttpProblem as no:
            await answer_of(no)(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            await _begin(send)
            await send({"type": "http.response.body", "body": b""})
            return
        # They were read, and would be kept as long as somebody watches.
        scope["headers"].clear()
        watcher = self._live.watch(asked.sale, asked.after)
        window = OpenWindow(self._house, asked.sale, asked.window)
        going = asyncio.create_task(_gone(receive, watcher.leave))
        try:
            await _begin(send)
            while not watcher.gone or watcher.pending:
                window.touch()
                await watcher.wait(ALIVE_SECONDS)
                await send(_piece(watcher.take() or _ALIVE))
                await asyncio.sleep(CALM_SECONDS)
            await send({"type": "http.response.body", "body": b""})
        finally:
            going.cancel()
            window.close()
            self._live.leave(watcher)

    async def _read_for(self, asked: _Asked) -> None:
        """Read what somebody missed and nobody was told of; raises HttpProblem."""
        async with self._turn:
            try:
                await self._must_be_announced(asked.sale)
                unread = self._live.unread(asked.sale, asked.after)
                if unread is not None:
                    written = await asyncio.to_thread(self._live.read, unread)
                    self._live.keep(*written)
            except UnknownSale as no:
                words = told_over_http(no)
                raise HttpProblem(404, no.given, "Unknown sale", words) from no
            except UNUSABLE as fault:
                raise _unusable(fault) from fault

    async def _must_be_announced(self, sale: SaleId) -> None:
        """Look a sale up, unless somebody followed it before; raises UnknownSale."""
        if sale not in self._announced:
            await asyncio.to_thread(self._house.sale, sale)
            self._announced.add(sale)


def _piece(message: bytes) -> Message:
    return {"type": "http.response.body", "body": message, "more_body": True}


async def _begin(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})


async def _gone(receive: Receive, leave: Callable[[], None]) -> None:
    """Wait until a watcher goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    leave()


class _Asked(NamedTuple):
    """Which sale is watched, from where, and in whose window."""

    sale: SaleId
    after: int | None
    window: str | None


def _asked(scope: Scope) -> _Asked:
    """Return what is watched; raises HttpProblem.

    A browser that comes back names the last position in a header, at the address that
    it asked at first: the header wins.
    """
    before, _, after_it = FOLLOW_SALE.address.partition("{sale}")
    sale = scope["path"].removeprefix(before).removesuffix(after_it)
    if not SALE_ID.fullmatch(sale):
        words = f"{sale!r} is no sale. Name one as it was announced."
        raise HttpProblem(404, "not-found", "Nothing has this name", words)
    headers = dict(scope["headers"])
    query = parse_qs(scope["query_string"].decode("latin-1"))
    after = headers.get(b"last-event-id", b"").decode("latin-1")
    after = after or query.get("after", [""])[-1]
    if after and not _POSITION.fullmatch(after):
        words = f"{after!r} is no position. Give one, as it stood behind id."
        raise HttpProblem(422, "unreadable", "Not what was expected", words)
    window = query.get("window", [None])[-1]
    if window is not None and not SESSION.fullmatch(window):
        words = f"{window!r} is no session. Give its id, or leave it out."
        raise HttpProblem(422, "unreadable", "Not what was expected", words)
    return _Asked(SaleId(sale), int(after) if after else None, window)


def _unusable(fault: Exception) -> HttpProblem:
    words = "What changed since cannot be read from the ledger. Come back in a moment."
    if isinstance(fault, LedgerDamaged):
        words = str(fault)
    return unusable(words, {"Retry-After": str(RETRY_SECONDS)})


def _too_many() -> HttpProblem:
    words = (
        "As many follow a sale here as this process may open files for. Come back in a "
        "moment; who runs the service raises the limit with: ulimit -n"
    )
    later = {"Retry-After": str(RETRY_SECONDS)}
    return HttpProblem(503, "too-many-streams", "Too many follow sales", words, later)
