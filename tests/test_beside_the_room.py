"""What a bidder is told before a bid, and of a lot that is over, without asking."""

from __future__ import annotations

import re
from functools import partial
from html import unescape

import pytest

from ledger.events import BidRefused
from ledger.house import messages, room, sales
from ledger.identity import Channel, ClientId, Paddle, Role, SaleId
from ledger.lot.bidding import Bidder, UnderTerms, claim_of, place_bid
from ledger.refusals import RecordedRefusal
from ledger.seal import Locked
from ledger.value import replace
from tests.cried_sale import cried_in
from tests.sale_of_tests import SALE, all_entries, bid, by, lot
from tests.served import served
from tests.story import clock, slip, usd

pytestmark = pytest.mark.slow

LIVE = "/sales/MAY26/live"


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, limit=500) as service:
        yield service


@pytest.fixture
def cried(tmp_path):
    """Serve a sale whose lots are cried in the room."""
    with cried_in(tmp_path, "1-999") as service:
        yield service


@pytest.fixture
def two_sessions(tmp_path):
    """Serve a sale of which the third lot is cried in a session of its own."""
    with cried_in(tmp_path, "1-2", "3-999") as service:
        yield service


def call(service, number, paddle, dollars, second):
    """Let a paddle bid on a lot that is put up, where it is not up yet."""
    at = clock(f"10:00:{second:02}")
    if service.house.lot(lot(number)).up is None:
        service.house.do(room.open_lot(lot(number), at=at), by=by())
    said = {"channel": Channel.LIVE, "amount": usd(dollars), "at": at}
    service.house.do(room.bid(lot(number), paddle=Paddle(paddle), **said), by=by())


def knock_down(service, number, second):
    at = clock(f"10:00:{second:02}")
    service.house.do(room.hammer(lot(number), at=at), by=by())


def shown(service, path):
    return " ".join(unescape(service.ask(path, Role.BIDDER).text).split())


def reviewed(service, maximum, number=1):
    return shown(
        service, f"/sales/MAY26/lots/{number}/bid?paddle=101&maximum={maximum}"
    )


@pytest.mark.parametrize(
    ("maximum", "words"),
    [
        ("1", "asks $100; a maximum of $1 does not reach it"),
        ("510", "limit"),
    ],
)
def test_what_would_be_refused_is_told_before_it_is_recorded(service, maximum, words):
    text = reviewed(service, maximum)
    refused = text.partition('<p class="refused"')[2].partition("</p>")[0]
    assert words in refused
    assert "This bid would be refused" in text
    assert "/forms/place_bid" not in text
    kinds = {type(each.event) for each in all_entries(service.house)}
    assert BidRefused not in kinds


def test_what_is_told_ahead_reads_no_maximum_of_another(service):
    house = service.house
    house.do(bid(1, "102", 300), by=by())
    known, under = house.lot(lot(1)), UnderTerms(house.sale(SALE).terms.rules)
    locked = Locked(partial(pytest.fail, "it is opened"))
    shut = replace(known, lead=replace(known.lead, word=locked))
    said = slip("101", 310, "10:00")
    claim = claim_of(shut, said, bidder=Bidder(), under=under)
    assert claim.maximum == usd(310)
    with pytest.raises(pytest.fail.Exception, match="it is opened"):
        place_bid(shut, said, bidder=Bidder(), under=under)


def test_who_leads_is_told_that_no_more_is_bid(service):
    service.house.do(bid(1, "101", 300), by=by())
    assert "This bid would be refused" in reviewed(service, "300")
    assert "/forms/place_bid" in reviewed(service, "310")


def test_a_suspended_paddle_is_told_before_it_bids(service):
    service.house.do(sales.suspend_paddle(SALE, Paddle("101")), by=by(reason="Unpaid."))
    text = reviewed(service, "300")
    assert "suspended" in text
    assert "/forms/place_bid" not in text


def test_a_review_tells_what_all_would_come_to_against_the_limit(service):
    service.house.do(bid(1, "101", 300), by=by())
    text = reviewed(service, "200", number=2)
    assert "With all else led or bought, at hammer</dt><dd>$500</dd>" in text
    assert "credit limit, at hammer</dt><dd>$500</dd>" in text
    assert "/forms/place_bid" in text
    over = reviewed(service, "210", number=2)
    assert "With all else led or bought, at hammer</dt><dd>$510</dd>" in over
    assert "/forms/place_bid" not in over
    # What leads on the very lot is replaced by what is bid on it now.
    assert "led or bought, at hammer</dt><dd>$500</dd>" in reviewed(service, "500")


def test_the_lot_that_ended_last_is_told_to_who_bid_on_it(cried):
    call(cried, 3, "101", 100, 1)
    call(cried, 3, "102", 110, 2)
    knock_down(cried, 3, 3)
    text = shown(cried, LIVE)
    assert "<h2>Lot 3: Lot 3</h2>" in text
    assert "Hammer price $110" in text
    assert "Paddle 101 bid up to $100, and did not buy it." in text

    call(cried, 1, "102", 240, 4)
    call(cried, 1, "101", 260, 5)
    assert "<h2>Lot 3: Lot 3</h2>" in shown(cried, LIVE)
    knock_down(cried, 1, 6)
    text = shown(cried, LIVE)
    assert "<h2>Lot 1: Lot 1</h2>" in text
    assert "Paddle 101 bought it at $260." in text
    assert "Lot 3: Lot 3</h2>" not in text

    call(cried, 2, "102", 300, 7)
    knock_down(cried, 2, 8)
    assert "<h2>Lot 1: Lot 1</h2>" in shown(cried, LIVE)


def test_what_was_said_in_an_earlier_session_is_on_no_screen(two_sessions):
    house = two_sessions.house

    def say(words, at="10:00"):
        house.do(messages.say(SALE, words=words, at=clock(at)), by=by())

    say("Lot 2 has a new mount")
    house.do(room.open_lot(lot(1), at=clock("10:00")), by=by())
    say("Last call")
    text = shown(two_sessions, LIVE)
    assert text.index("Last call") < text.index("Lot 2 has a new mount")
    end_first_session(two_sessions, 1, 2)
    say("We go on at two", at="10:04")
    for screen in ("live", "board"):
        text = shown(two_sessions, f"/sales/MAY26/{screen}")
        assert "We go on at two" in text
        assert "Last call" not in text
    said = two_sessions.ask("/api/v1/sales/MAY26/messages").json()
    assert len(said) == 3


def test_the_board_shows_what_came_of_the_last_lot_until_the_next_is_up(cried):
    board = "/sales/MAY26/board"
    call(cried, 1, "101", 210, 1)
    knock_down(cried, 1, 2)
    text = shown(cried, board)
    assert "No lot is up." in text
    assert "<strong>$210</strong>" in text
    assert "for orientation only" not in text
    converted = shown(cried, f"{board}?rates=EUR:0.9")
    assert "≈ €189" in converted
    assert "for orientation only" in converted
    call(cried, 2, "102", 100, 10)
    assert "$210" not in shown(cried, board)


def test_the_board_writes_rates_as_its_reader_does(cried):
    call(cried, 1, "101", 210, 1)
    text = shown(cried, "/sales/MAY26/board?rates=EUR:0.92,JPY:150.12345&lang=de")
    assert "1 USD = 0,92 EUR, 1 USD = 150,12345 JPY" in text


def test_of_two_rooms_at_once_each_is_followed_by_itself(two_sessions):
    call(two_sessions, 1, "101", 210, 1)
    call(two_sessions, 3, "102", 110, 2)
    board = "/sales/MAY26/board"
    for path, up, session in (
        (LIVE, 1, 1),
        (f"{LIVE}?session=1", 1, 1),
        (f"{LIVE}?session=2", 3, 2),
    ):
        followed = f'data-follow="MAY26/{up}" data-session="{session}"'
        assert followed in shown(two_sessions, path)
        assert f"lots/{up}/room-bids" in shown(two_sessions, path)
    assert '<p class="board-lot">Lot 1</p>' in shown(two_sessions, board)
    text = shown(two_sessions, f"{board}?session=2")
    assert '<p class="board-lot">Lot 3</p>' in text
    assert '<input type="hidden" name="session" value="2">' in text
    for number, session in ((1, 1), (3, 2)):
        lot_page = shown(two_sessions, f"/sales/MAY26/lots/{number}")
        assert f'href="{LIVE}?session={session}"' in lot_page

    knock_down(two_sessions, 3, 3)
    text = shown(two_sessions, f"{LIVE}?session=2")
    assert 'data-follow="" data-session="2"' in text
    assert "No lot is up" in text
    assert "<strong>$110</strong>" in shown(two_sessions, f"{board}?session=2")
    knock_down(two_sessions, 1, 4)
    assert "Paddle 101 bought it" in shown(two_sessions, f"{LIVE}?session=1")
    assert "Paddle 101 bought it" not in shown(two_sessions, f"{LIVE}?session=2")
    assert "<strong>$210</strong>" not in shown(two_sessions, f"{board}?session=2")


def test_a_page_follows_no_session_that_is_in_no_room(two_sessions):
    for screen in ("live", "board"):
        path = f"/sales/MAY26/{screen}?session=3"
        assert two_sessions.ask(path, Role.BIDDER).status_code == 404


def test_what_came_of_an_earlier_session_is_not_told_of_this_one(two_sessions):
    """From its first lot on; until then the last session is told of still."""
    call(two_sessions, 1, "101", 210, 1)
    knock_down(two_sessions, 1, 2)
    said = bid(1, "101", 300, channel=Channel.LIVE, at=clock("10:00:09"))
    with pytest.raises(RecordedRefusal):
        two_sessions.house.do(said, by=by())
    assert " after the end<" in shown(two_sessions, LIVE)
    end_first_session(two_sessions, 2)
    assert "Paddle 101 bought it at $210." in shown(two_sessions, LIVE)

    call(two_sessions, 3, "102", 100, 10)
    text = shown(two_sessions, LIVE)
    assert "bought it at" not in text
    assert " after the end<" not in text


def end_first_session(service, *numbers):
    """Pass what is left of the first session, and end it."""
    for number in numbers:
        if service.house.lot(lot(number)).up is None:
            service.house.do(room.open_lot(lot(number), at=clock("10:01")), by=by())
        service.house.do(room.pass_lot(lot(number), at=clock("10:02")), by=by())
    service.house.do(room.close_session(SALE, 1, at=clock("10:03")), by=by())


def test_who_led_below_the_reserve_is_told_so(cried):
    call(cried, 2, "101", 100, 1)
    cried.house.do(room.pass_lot(lot(2), at=clock("10:00:02")), by=by())
    text = shown(cried, LIVE)
    assert "Current price $100" in text
    assert "and did not buy it. It led, below the reserve." in text


def test_the_room_is_bid_in_with_any_paddle_of_ones_own(cried):
    cried.house.do(room.open_lot(lot(3), at=clock("10:00")), by=by())
    assert '<select id="paddle"' not in shown(cried, LIVE)
    second = sales.issue_paddle(SALE, Paddle("201"), client=ClientId("C-101"))
    cried.house.do(second, by=by())
    text = shown(cried, LIVE)
    form = text.partition("/forms/bid_in_the_room")[2].partition("</form>")[0]
    assert "<option>101</option><option>201</option>" in form


def test_a_leader_is_offered_no_bid_against_themselves(cried):
    call(cried, 1, "102", 100, 1)
    assert "Bid $110" in shown(cried, LIVE)
    call(cried, 1, "101", 110, 2)
    text = shown(cried, LIVE)
    assert "You lead: nobody bids against themselves." in text
    assert '<button class="large"' not in text


def test_the_live_page_says_what_comes_or_that_nothing_does(cried):
    coming = "The next lot appears here as soon as"
    assert coming in shown(cried, LIVE)
    for number in (1, 2, 3):
        assert "Every lot was put up." not in shown(cried, LIVE)
        call(cried, number, "101", 200, 10 * number)
        knock_down(cried, number, 10 * number + 5)
    text = shown(cried, LIVE)
    assert "Every lot was put up." in text
    assert coming not in text
    cried.house.do(room.close_session(SaleId(SALE), 1, at=clock("10:30")), by=by())
    text = shown(cried, LIVE)
    assert "It is over: what came of each lot stands" in text
    assert "The house issues one" not in text


def test_who_calls_hears_until_when_absentee_bids_are_taken(tmp_path):
    """Before that no key puts a lot up: the screen says so, and asks no reason."""
    page = "/sales/MAY26/room"
    with cried_in(tmp_path, "1-999", proxies_end="10:30") as service:
        text = service.ask(page).text
        taken = r"Absentee bids on lot 1 are taken until.*10:30"
        assert re.search(taken, text, re.DOTALL)
        assert 'data-key="n"' not in text
        assert 'id="why"' not in text
