"""The clerk's screen tells what others did since it was read, and what it did not."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from ledger.house import lots, room, sales
from ledger.identity import Channel, Paddle, Role
from ledger.value import replace
from tests.cried_sale import cried_in
from tests.sale_of_tests import SALE, by, lot
from tests.story import clock

pytestmark = pytest.mark.slow

ROOM = "/sales/MAY26/room"


@pytest.fixture
def cried(tmp_path):
    """Serve a sale in the room, whose third lot is up, and nobody bid on it."""
    with cried_in(tmp_path, "1-999") as service:
        terms = service.house.sale(SALE).terms
        graced = replace(
            terms.rules.room, grace_seconds=5, grace_channels=(Channel.LIVE,)
        )
        graced = replace(terms, rules=replace(terms.rules, room=graced))
        service.house.do(sales.amend_terms(graced, notice=None), by=by())
        service.house.do(room.open_lot(lot(3), at=clock("10:00")), by=by())
        yield service


def bid(service, channel, second, paddle="101", number=3):
    at = clock("10:00") + timedelta(seconds=second)
    asking = service.house.lot(lot(number)).asking
    said = {"paddle": Paddle(paddle), "channel": channel, "at": at, "read_at": at}
    service.house.do(room.bid(lot(number), amount=asking, **said), by=by())


def falls(service, second):
    at = clock("10:00") + timedelta(seconds=second)
    service.house.do(room.hammer(lot(3), at=at), by=by())


def news(service, since, language="en"):
    """Return what the screen tells of others; None: nothing that ends an answer."""
    page = service.client.get(
        f"{ROOM}?since={since}" if since is not None else ROOM,
        headers=service.signed_in(Role.CLERK) | {"Accept-Language": language},
    )
    assert page.status_code == 200, page.text
    place = re.search(r'<div id="news" hidden>.*?</div>', page.text)[0]
    told = re.search(r'<p class="waits">(.*?)</p>', place)
    return told and re.sub(r"\s", " ", unescape(told[1]))


def test_a_bid_of_the_internet_is_told_once(cried):
    before = cried.house.head()
    bid(cried, Channel.LIVE, 1)
    words = "INTERNET: Lot 3: 101 leads at $100; asking $110."
    assert news(cried, before) == words
    assert news(cried, cried.house.head()) is None
    assert news(cried, None) is None


def test_it_is_told_in_the_language_of_the_page(cried):
    before = cried.house.head()
    bid(cried, Channel.PHONE, 1)
    german = "TELEFON: Los 3: 101 führt mit 100 $; gefordert 110 $."
    assert news(cried, before, "de") == german


def test_a_bid_within_the_grace_says_that_the_lot_is_up_again(cried):
    bid(cried, Channel.FLOOR, 1)
    falls(cried, 2)
    before = cried.house.head()
    bid(cried, Channel.LIVE, 3, "102")
    told = news(cried, before)
    assert told.startswith("INTERNET: Lot 3 is up again. Lot 3: 102 leads at $110;")


def test_nothing_is_told_of_what_the_screen_itself_recorded(cried):
    before = cried.house.head()
    answer = cried.tell("/api/v1/sales/MAY26/lots/3/room-bids", {"paddle": "101"})
    assert answer.status_code == 201
    assert news(cried, before) is None
    second = cried.house.head()
    bid(cried, Channel.LIVE, 1, "102")
    assert news(cried, second).startswith("INTERNET: Lot 3: 102 leads")
    assert "101 leads" not in news(cried, before)


def test_what_is_done_to_other_lots_is_no_news(cried):
    before = cried.house.head()
    cried.house.do(lots.withdraw(lot(2)), by=by(reason="broken"))
    assert news(cried, before) is None


def test_what_only_ends_an_answer_has_no_words(cried):
    bid(cried, Channel.FLOOR, 1)
    before = cried.house.head()
    cried.house.do(lots.withdraw(lot(3)), by=by(reason="broken"))
    assert news(cried, before) == ""


def test_whoever_was_away_for_long_reads_the_screen(cried, monkeypatch):
    monkeypatch.setattr("web.pages.room_news.AT_ONCE", 2)
    before = cried.house.head()
    bid(cried, Channel.FLOOR, 1)
    assert news(cried, before).startswith("FLOOR:")
    bid(cried, Channel.LIVE, 2, "102")
    assert news(cried, before) == ""
