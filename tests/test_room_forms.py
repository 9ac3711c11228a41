"""Forms of the room record what their screen says."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from ledger.house import room, sales
from ledger.identity import Channel, Paddle, Role
from ledger.value import replace
from tests.cried_sale import cried_in
from tests.forms_of_pages import forms_that_lack
from tests.sale_of_tests import SALE, all_entries, by, lot
from tests.story import clock, usd

pytestmark = pytest.mark.slow

ROOM = "/sales/MAY26/room"


@pytest.fixture
def cried(tmp_path):
    """Serve a sale in the room, whose first lot is up, and nobody bid on it.

    More than a hundred times of what is asked is asked back.
    """
    with cried_in(tmp_path, "1-999") as service:
        terms = service.house.sale(SALE).terms
        bidding = replace(terms.rules.bidding, far_times_asking=100)
        far = replace(terms, rules=replace(terms.rules, bidding=bidding))
        service.house.do(sales.amend_terms(far, notice=None), by=by())
        service.house.do(room.open_lot(lot(1), at=clock("10:00")), by=by())
        yield service


def bid(service, paddle, second):
    said = {"paddle": Paddle(paddle), "channel": Channel.FLOOR}
    at = clock("10:00") + timedelta(seconds=second)
    asking = service.house.lot(lot(1)).asking
    service.house.do(room.bid(lot(1), **said, amount=asking, at=at), by=by())


def takes_back(service):
    """Press the button that takes the last call back, as the clerk's page has it."""
    page = service.ask(ROOM, Role.CLERK).text
    assert forms_that_lack(page) == []
    action = r'<form method="post" action="(/forms/take_a_call_back/[^"]+)".*?</form>'
    form = re.search(action, page, re.DOTALL)
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form[0])
    return service.client.post(
        unescape(form[1]),
        data={name: unescape(value) for name, value in fields},
        headers=service.signed_in(Role.CLERK) | {"HX-Request": "true"},
    )


def test_each_call_is_taken_back_the_first_as_well(cried):
    bid(cried, "101", 1)
    bid(cried, "102", 2)
    for leader, price in (("101", usd(100)), (None, None)):
        answer = takes_back(cried)
        assert answer.status_code == 200, answer.text
        standing = cried.house.lot(lot(1)).standing
        assert (standing and standing.leader, standing and standing.price) == (
            leader,
            price,
        )


def test_a_call_is_taken_back_as_the_screen_says_or_not_at_all(cried):
    """Who says nothing of who led before is refused: an empty field says nobody."""
    bid(cried, "101", 1)
    head = cried.house.head()
    answer = cried.client.post(
        "/forms/take_a_call_back/sales/MAY26/lots/1/bids/1/take-back",
        data={"reason": "called in error", "leader": "", "key": "k-1"},
        headers=cried.signed_in(Role.CLERK) | {"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert "price" in answer.text
    assert cried.house.head() == head, all_entries(cried.house)[-1]


def pressed(
    service, operation, path, language="en", role=Role.CLERK, status=200, **said
):
    """Send the form of a key; return what stands in the place of its answer."""
    answer = service.client.post(
        f"/forms/{operation}/sales/MAY26/{path}",
        data={"key": f"{operation} {service.house.head()}", **said},
        headers=service.signed_in(role)
        | {"HX-Request": "true", "Accept-Language": language},
    )
    assert answer.status_code == status, answer.text
    words = unescape(re.search(r"<p class=\"\w+\".*?>(.*?)</p>", answer.text)[1])
    return re.sub(r"\s", " ", words)


CALLED = "bid_in_the_room", "lots/1/room-bids"
WARNED = "give_warning", "lots/1/warning"
FALLS = "drop_hammer", "lots/1/hammer"


def test_a_key_is_answered_as_the_terminal_answers_it(cried):
    head = cried.house.head()
    assert [
        pressed(cried, *CALLED, paddle="101", channel="floor", amount="210"),
        pressed(cried, *WARNED),
        pressed(cried, *FALLS),
    ] == [
        f"Lot 1: 101 leads at $210; asking $220. At position {head + 1}.",
        f"Lot 1: fair warning. At position {head + 2}.",
        f"Lot 1: sold to 101 at $210, premium $21. At position {head + 3}.",
    ]


@pytest.mark.parametrize(
    ("language", "sold", "at"),
    [
        ("de", "Los 1: verkauft an 101 für 200 $, Aufgeld 20 $.", "Aufgezeichnet:"),
        ("fr", "Lot 1 : adjugé à 101 pour 200 $US, frais", "Enregistré : position"),
    ],
)
def test_a_key_is_answered_in_the_language_of_the_page(cried, language, sold, at):
    pressed(cried, *CALLED, paddle="101", channel="floor", amount="200")
    words = pressed(cried, *FALLS, language=language)
    assert words.startswith(sold)
    assert at in words


def test_what_is_pressed_again_is_answered_as_it_was(cried):
    pressed(cried, *CALLED, paddle="101", channel="floor", amount="200")
    head = cried.house.head()
    pressed(cried, *FALLS, key="k-1")
    again = pressed(cried, *FALLS, key="k-1")
    assert again == (
        "Lot 1: sold to 101 at $200, premium $20. "
        f"Recorded before, at position {head + 1}."
    )


def test_a_bidder_is_not_told_who_leads(cried):
    words = pressed(cried, *CALLED, role=Role.BIDDER, paddle="101", amount="100")
    assert "leads" not in words


@pytest.mark.parametrize(
    ("language", "remedy"),
    [
        ("en", "If it is so, press the same key again with the line as it is."),
        ("de", "Ist es so, drücken Sie dieselbe Taste noch einmal"),
        ("fr", "appuyez de nouveau sur la même touche"),
    ],
)
def test_what_is_asked_back_is_told_in_keys_and_a_program_by_its_field(
    cried, language, remedy
):
    far = {"paddle": "101", "amount": "90000"}
    words = pressed(cried, *CALLED, language, status=409, **far, asks_back="true")
    assert remedy in words
    assert "asks_back" not in words
    far["asks_back"] = True
    program = cried.tell("/api/v1/sales/MAY26/lots/1/room-bids", far)
    assert program.json()["detail"].endswith(
        'If it is so, send it without "asks_back". Nothing was recorded.'
    )
