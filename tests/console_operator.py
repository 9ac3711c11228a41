"""Somebody at the console: types keys, and reads what stands on the screen."""

from __future__ import annotations

import asyncio
import html
import re
from collections import defaultdict
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from textual.events import Key

from commands.console.screen import Console
from ledger.entry import Attribution
from ledger.house import House
from ledger.identity import Role, SaleId
from presenters.console.live_session import LiveSession

SIZE = (80, 24)
NAMES = {"\n": "enter", "\b": "backspace", "\x1b": "escape"}
"""Keys that are more than the sign they make."""

WORD = re.compile(r'<text class="[\w-]+" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>')
OPENS = datetime(2026, 5, 20, 15, tzinfo=UTC)
"""Ten o'clock in Chicago, when the session begins."""


class Watch:
    """A clock that moves when it is told to."""

    def __init__(self, at=OPENS):
        self.at = at

    def __call__(self):
        return self.at

    def goes_on(self, **span):
        self.at += timedelta(**span)


def live_session(house, watch, *, session=1):
    by = Attribution(actor="Sue", role=Role.AUCTIONEER, recorded_at=watch())
    return LiveSession(house, SaleId("MAY26"), session, by=by, clock=watch)


class Operator:
    """A place at the console, with a clock on the wall."""

    def __init__(self, pilot, house, watch):
        self.pilot = pilot
        self.house = house
        self.watch = watch

    async def types(self, keys):
        """Type keys; spaces are only for the reader."""
        for key in keys.replace(" ", ""):
            self.pilot.app.post_message(Key(NAMES.get(key, key), key))
        heard = asyncio.Event()
        self.pilot.app.call_later(heard.set)
        await heard.wait()
        await self.pilot.pause(0)

    def reads(self):
        """Return what anybody can see, line by line."""
        return on_screen(self.pilot.app.export_screenshot())

    def sees(self, *words):
        seen = self.reads()
        for word in words:
            assert word in seen, f"{word!r} is not on the screen:\n{seen}"

    def sees_no(self, *words):
        seen = self.reads()
        for word in words:
            assert word not in seen, f"{word!r} is on the screen:\n{seen}"


def on_screen(picture):
    """Read the words of a picture of the screen, as they stand in its lines."""
    lines = defaultdict(list)
    for x, y, word in WORD.findall(picture):
        lines[float(y)].append((float(x), html.unescape(word).replace("\xa0", " ")))
    told = (
        " ".join(word for _, word in sorted(row)) for _, row in sorted(lines.items())
    )
    return "\n".join(re.sub(r" +", " ", line).strip() for line in told)


@asynccontextmanager
async def console_of(ledger, *, watch=None, size=SIZE, **settings):
    """Open the console of the May sale on a ledger, without a terminal."""
    watch = watch or Watch()
    with House.open(str(ledger)) as house:
        app = Console(live_session(house, watch), **settings)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Operator(pilot, house, watch)
        if app.return_value is not None:
            raise app.return_value


def operate(ledger, story, **settings):
    """Let a story happen at the console of a ledger."""

    async def happen():
        async with console_of(ledger, **settings) as operator:
            await story(operator)

    asyncio.run(happen())
