"""What is said in the room: on record, and told to whom it is for."""

from __future__ import annotations

import re

import pytest

from ledger.events import Audience
from ledger.house import room
from ledger.house.messages import WORDS_MAX, messages_of, say
from ledger.identity import Role
from ledger.refusals import UnknownSale
from tests.clerk import clerk_of_a_sale
from tests.cried_sale import cried_in
from tests.sale_of_tests import SALE, by, clock, lot, new_house
from tests.served import served
from tests.watching import come, follow, told
from web.live import LiveUpdates

MESSAGES = f"/api/v1/sales/{SALE}/messages"


def message(words, audience=Audience.ROOM):
    return say(SALE, words=words, audience=audience, at=clock("10:00"))


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path) as house:
        yield house


def test_what_was_said_is_told_to_who_follows_the_sale(house):
    live = LiveUpdates(house)
    watcher = come(live, SALE, house.head())
    house.do(message("Last call"), by=by())
    assert follow(live) == 1
    ((event, position, data),) = told(watcher)
    assert (event, position) == ("said", house.head())
    assert (data["words"], data["audience"]) == ("Last call", "room")


def test_nobody_who_follows_is_told_that_the_staff_spoke(house):
    live = LiveUpdates(house)
    watcher = come(live, SALE, house.head())
    house.do(message("103 waits on line 2", Audience.STAFF), by=by())
    assert follow(live) == 0
    assert told(watcher) == []


def test_whoever_comes_back_is_told_what_was_said_last(house):
    seen = house.head()
    for words in ("Fair warning", "Last call"):
        house.do(message(words), by=by())
    house.do(message("103 waits on line 2", Audience.STAFF), by=by())
    messages = told(come(LiveUpdates(house), SALE, seen))
    assert [data["words"] for _, _, data in messages] == ["Last call"]


def test_a_sale_whose_name_begins_alike_is_another(house):
    house.do(message("Last call"), by=by())
    assert [entry.event.words for entry in messages_of(house, SALE)] == ["Last call"]
    with pytest.raises(UnknownSale):
        list(messages_of(house, SALE[:-1]))


@pytest.mark.slow
def test_the_lot_that_was_up_and_who_spoke_are_on_record(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    at = "--at 2026-05-20T10:00-05:00"
    clerk.does(f"live open MAY26 {at}")
    answer = clerk.does(f'live say MAY26 "Last call" {at}')
    assert answer.startswith("The room is told: Last call. At position ")
    clerk.does(f'live say MAY26 "103 waits on line 2" --to staff {at}')
    history = clerk.does("audit history MAY26 --filter kind:message-told")
    assert "The room was told, while lot 1 was up: Last call" in history
    assert "The staff was told, while lot 1 was up: 103 waits on line 2" in history


@pytest.mark.slow
@pytest.mark.parametrize("words", ["", "x" * (WORDS_MAX + 1), "one\ntwo"])
def test_words_that_nobody_reads_at_a_glance_are_refused(tmp_path, words):
    clerk = clerk_of_a_sale(tmp_path)
    before = clerk.does("audit history MAY26")
    assert clerk.type(["live", "say", "MAY26", words]).code == 2
    assert clerk.does("audit history MAY26") == before


SCREENS = {
    "board": None,
    "live": Role.BIDDER,
    "rostrum": Role.CLERK,
    "room": Role.CLERK,
}


@pytest.mark.slow
def test_what_was_said_goes_from_the_screens_with_its_lot(tmp_path):
    with cried_in(tmp_path, "1-999") as service:
        house = service.house
        words = []

        def says(text, at):
            words.append(text)
            house.do(say(SALE, words=text, at=clock(at)), by=by())

        def shown():
            seen = {
                screen: service.ask(f"/sales/{SALE}/{screen}", role).text
                for screen, role in SCREENS.items()
            }
            # Those that ask for nothing every few seconds do so with the lot.
            anew = re.compile('hx-trigger="lot from.*#messages:outerMorph|every 3s')
            assert all(map(anew.search, seen.values()))
            return [
                [each for each in words if f"</time> {each}</p>" in text]
                for text in seen.values()
            ]

        says("We begin at once", "09:59")
        house.do(room.open_lot(lot(1), at=clock("10:00")), by=by())
        says("Last call for the sextant", "10:01")
        assert shown() == [words] * len(SCREENS)
        house.do(room.pass_lot(lot(1), at=clock("10:02")), by=by())
        assert shown() == [[]] * len(SCREENS)
        says("Ten minutes", "10:03")
        house.do(room.open_lot(lot(2), at=clock("10:04")), by=by())
        says("Fair warning", "10:05")
        assert shown() == [["Ten minutes", "Fair warning"]] * len(SCREENS)
        house.do(room.skip(lot(2), at=clock("10:06")), by=by())
        assert shown() == [["Ten minutes"]] * len(SCREENS)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as service:
        yield service


@pytest.mark.slow
def test_the_public_reads_what_was_said_to_the_room_alone(service):
    for role, words, audience in (
        (Role.CLERK, "Fair warning", "room"),
        (Role.AUCTIONEER, "103 waits on line 2", "staff"),
    ):
        body = {"words": words, "audience": audience}
        answer = service.tell(MESSAGES, body, role, key=words)
        assert answer.status_code == 201, answer.text
    everything = ["Fair warning", "103 waits on line 2"]
    for role in (None, Role.BIDDER):
        answer = service.ask(MESSAGES, role)
        assert [each["words"] for each in answer.json()] == everything[:1]
        assert "line 2" not in answer.text
    for role in (Role.CLERK, Role.AUCTIONEER, Role.AUDITOR):
        answer = service.ask(MESSAGES, role)
        assert [each["words"] for each in answer.json()] == everything
    assert [each["role"] for each in answer.json()] == ["clerk", "auctioneer"]


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.BIDDER, Role.ACCOUNTANT, Role.AUDITOR])
def test_others_than_clerk_and_auctioneer_say_nothing(service, role):
    before = service.house.head()
    answer = service.tell(MESSAGES, {"words": "Hello"}, role, key=f"no-{role}")
    assert answer.status_code == 403
    assert service.house.head() == before


@pytest.mark.slow
@pytest.mark.parametrize("words", ["", " ", "x" * (WORDS_MAX + 1), "one\ntwo"])
def test_words_on_no_line_are_unreadable(service, words):
    answer = service.tell(MESSAGES, {"words": words}, Role.CLERK, key="unreadable")
    assert answer.status_code == 422
