"""A catalogue is read page by page: nothing is skipped while others write."""

from __future__ import annotations

import pytest

from ledger.house import lots, sales
from ledger.terms.sessions import SessionKind
from ledger.value import replace
from tests.sale_of_tests import SALE, by, entry, lot
from tests.served import served
from tests.story import clock
from tests.timed_sale import minutes, soft_close, takes, timed_terms

pytestmark = pytest.mark.slow

ADDRESS = "/api/v1/sales/MAY26/catalogue?limit=2"


def closes_in_turn(house):
    """Let one lot close after another, a minute apart."""
    house.do(sales.amend_terms(timed_terms(soft_close(), stagger=1)), by=by())
    house.do(lots.catalogue(SALE, [entry(number) for number in range(1, 6)]), by=by())


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, closes_in_turn, entries=0) as service:
        yield service


def page(service, address):
    """Return the numbers on a page, and the address of the next."""
    answer = service.client.get(address)
    assert answer.status_code == 200, answer.text
    link = answer.links.get("next", {}).get("url")
    return [each["lot"].partition("/")[2] for each in answer.json()], link


def test_pages_go_on_after_a_lot_whatever_becomes_of_those_before_it(service):
    first, following = page(service, ADDRESS)
    assert first == ["1", "2"]
    service.house.do(lots.catalogue(SALE, [entry(6)]), by=by())
    service.house.do(lots.withdraw(lot(1)), by=by(reason="broken"))
    second, following = page(service, following)
    third, following = page(service, following)
    assert (second, third, following) == (["3", "4"], ["5", "6"], None)


def test_what_leaves_a_filter_moves_nothing_else_out_of_the_pages(service):
    first, following = page(service, f"{ADDRESS}&stage=open")
    service.house.do(lots.withdraw(lot(1)), by=by(reason="broken"))
    service.house.do(lots.withdraw(lot(2)), by=by(reason="broken"))
    second, _ = page(service, following)
    assert (first, second) == (["1", "2"], ["3", "4"])


def test_a_lot_that_closes_later_now_skips_none_that_close_before(service):
    first, following = page(service, f"{ADDRESS}&order=closing")
    assert first == ["1", "2"]
    # The last that was read goes to the end.
    assert takes(service.house, 2, "101", 150, "15:00:59") is None
    second, following = page(service, following)
    assert second == ["3", "4"]
    third, following = page(service, following)
    assert (third, following) == (["5", "2"], None)


def test_lots_that_are_over_come_last_in_pages_too(service):
    service.house.do(lots.withdraw(lot(1)), by=by(reason="broken"))
    service.house.do(lots.withdraw(lot(2)), by=by(reason="broken"))
    first, following = page(service, f"{ADDRESS}&order=closing")
    second, following = page(service, following)
    third, following = page(service, following)
    assert (first, second, third) == (["3", "4"], ["5", "1"], ["2"])
    assert following is None


@pytest.fixture
def half_cried(tmp_path):
    """Serve two sessions in the room, whose proxies ended, and then one by the clock.

    In the catalogue the second of them stands before the first.
    """
    with served(tmp_path, entries=0) as service:
        terms = timed_terms(None, stagger=1)
        (timed,) = terms.sessions
        cried = replace(
            timed,
            kind=SessionKind.FLOOR,
            proxies_end_at=clock("08:50"),
            closes_at=None,
            stagger=minutes(0),
        )
        sessions = (
            replace(cried, number=1, first_lot="3", last_lot="4"),
            replace(cried, number=2, first_lot="1", last_lot="2"),
            replace(timed, number=3, first_lot="5", last_lot="7"),
        )
        terms = replace(terms, sessions=sessions)
        house = service.house
        house.do(sales.amend_terms(terms, notice=None), by=by())
        entries = [entry(number) for number in range(1, 8)]
        house.do(lots.catalogue(SALE, entries), by=by())
        yield service


def test_what_the_clock_closes_comes_before_what_is_cried(half_cried):
    half_cried.house.do(lots.withdraw(lot(6)), by=by(reason="broken"))
    read, following = [], f"{ADDRESS}&order=closing"
    while following is not None:
        numbers, following = page(half_cried, following)
        read.append(numbers)
    assert read == [["5", "7"], ["3", "4"], ["1", "2"], ["6"]]


def test_a_lot_that_is_knocked_down_moves_nothing_else_out_of_the_pages(half_cried):
    (first, following) = page(half_cried, f"{ADDRESS}&order=closing&after=7")
    assert first == ["3", "4"]
    half_cried.house.do(lots.withdraw(lot(4)), by=by(reason="broken"))
    assert page(half_cried, following)[0] == ["1", "2"]


def test_a_bare_number_is_where_its_lot_stands_now(service):
    assert page(service, f"{ADDRESS}&order=closing&after=3")[0] == ["4", "5"]


@pytest.mark.parametrize(("after", "status"), [("99", 404), ("0", 422), ("2@x@1", 422)])
def test_a_place_that_is_none_is_told(service, after, status):
    assert service.client.get(f"{ADDRESS}&after={after}").status_code == status


@pytest.mark.parametrize("words", ["FUSÉES", "fusées", "циолковский", "müller 7a"])
def test_words_are_found_whatever_their_letters_and_their_case(service, words):
    titled = replace(entry("7A"), title="Циолковский, Fusées: an album of Frau MÜLLER")
    service.house.do(lots.catalogue(SALE, [titled]), by=by())
    assert page(service, f"{ADDRESS}&words={words}") == (["7A"], None)
