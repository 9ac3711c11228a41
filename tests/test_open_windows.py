"""Who is online: windows of bidders that follow a sale, as the clerk's screen tells."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path

import pytest

from ledger.house import House
from ledger.identity import Role
from ledger.value import replace
from ledger.vault.tokens import TokenKind, make_token
from tests.cried_sale import cried_in
from tests.sale_of_tests import SALE, new_house
from tests.served import token_of
from web.live import LiveUpdates
from web.open_windows import OLD_SECONDS, OpenWindow, sessions_following
from web.streams import SaleStream

OWN = "s-0123abcd"
STREAM = f"/api/v1/sales/{SALE}/events"


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path) as house:
        yield house


async def followed(
    house: House, query: str, path: str = STREAM
) -> tuple[int, frozenset[str]]:
    """Follow a sale in a window; return the status, and who was online meanwhile."""
    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    scope |= {"query_string": query.encode(), "app": None}
    sent: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    gone = asyncio.Event()

    async def receive() -> dict[str, object]:
        await gone.wait()
        return {"type": "http.disconnect"}

    stream = SaleStream(LiveUpdates(house), house)
    task = asyncio.create_task(stream(scope, receive, sent.put))
    status = (await sent.get())["status"]
    await sent.get()
    online = sessions_following(house, SALE)
    gone.set()
    await task
    return status, online


@pytest.mark.parametrize(
    ("query", "status", "online"),
    [
        (f"window={OWN}", 200, {OWN}),
        ("after=3", 200, set()),
        ("window=../../ledger", 422, set()),
        ("window=", 200, set()),
    ],
)
def test_a_window_is_online_as_long_as_its_stream_is_open(house, query, status, online):
    assert asyncio.run(followed(house, query)) == (status, online)
    assert sessions_following(house, SALE) == set()


def test_a_window_on_a_sale_that_was_not_announced_leaves_nothing_behind(house):
    """Nobody need be signed in to ask for a stream."""
    unknown = STREAM.replace(SALE, "NOSUCH")
    status, _ = asyncio.run(followed(house, f"window={OWN}", unknown))
    assert status == 404
    assert not house.beside("open-windows", "NOSUCH").parent.exists()


def test_the_last_window_takes_the_folder_of_its_sale_along(house):
    first, second = (OpenWindow(house, SALE, OWN) for _ in range(2))
    for each in (first, second):
        each.touch()
    folder = house.beside("open-windows", SALE)
    first.close()
    assert folder.exists()
    second.close()
    assert not folder.exists()


def test_a_window_may_open_as_the_last_one_closes(house, monkeypatch):
    last, touch = OpenWindow(house, SALE, OWN), Path.touch
    last.touch()
    closing = [last]

    def touched_late(file: Path) -> None:
        while closing:
            closing.pop().close()
        touch(file)

    monkeypatch.setattr(Path, "touch", touched_late)
    OpenWindow(house, SALE, "s-89abcdef").touch()
    assert sessions_following(house, SALE) == {"s-89abcdef"}


def test_two_windows_of_a_session_are_told_apart(house):
    first, second = (OpenWindow(house, SALE, OWN) for _ in range(2))
    for each in (first, second):
        each.touch()
    first.close()
    assert sessions_following(house, SALE) == {OWN}
    second.close()
    assert sessions_following(house, SALE) == set()


def test_what_a_process_left_behind_is_soon_of_no_window(house):
    OpenWindow(house, SALE, OWN).touch()
    (file,) = house.beside("open-windows", SALE).iterdir()
    assert file.read_bytes() == b""
    os.utime(file, (file.stat().st_mtime - OLD_SECONDS,) * 2)
    assert sessions_following(house, SALE) == set()


@pytest.mark.slow
def test_the_clerk_sees_the_paddles_of_whoever_has_a_window_open(tmp_path):
    with cried_in(tmp_path, "1-999") as service:
        bidder = replace(token_of(Role.BIDDER), kind=TokenKind.SESSION, id=OWN)
        make_token(service.vault, bidder)

        def online() -> str:
            page = service.ask(f"/sales/{SALE}/room", Role.CLERK).text
            return re.search(r'id="online">(.*?) ·', page)[1]

        assert online() == "0 bidders online"
        strange = OpenWindow(service.house, SALE, "s-ffffffff")
        strange.touch()
        assert online() == "0 bidders online"
        window = OpenWindow(service.house, SALE, OWN)
        window.touch()
        assert online() == "1 bidder online: 101"
        window.close()
        assert online() == "0 bidders online"
