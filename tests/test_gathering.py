"""What many ask for is decided and answered together, and each by itself."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from ledger.house import House
from ledger.house.answers import Receipts, receipt_of
from ledger.refusals import UnknownSale
from ledger.store.connection import HEAD, ReadConnection
from ledger.store.database import Database
from ledger.store.writer import Recorded
from tests.patience import PATIENCE
from tests.sale_of_tests import bid, by, lot, new_house, place
from web.api import OPERATIONS
from web.gathering import Ask, Closing, Gathering, NotAnswered


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, entries=3) as house:
        yield house


@pytest.fixture
def heads(monkeypatch):
    """Count how often it is read where the log stands, but by who writes."""
    reads = []
    rows, head = Database.rows, ReadConnection.head

    def asking(database, query, *values):
        if query is HEAD:
            reads.append(query)
        return rows(database, query, *values)

    def counting(connection):
        reads.append(connection)
        return head(connection)

    monkeypatch.setattr(Database, "rows", asking)
    monkeypatch.setattr(ReadConnection, "head", counting)
    return reads


def places(house, number):
    """Ask for a bid that is made where it is decided, and told with its receipt."""

    def make():
        assert house.lot(lot(1)).listing.currency.code == "USD"
        return bid(1, "101", 100 + 10 * number)

    def answer(recorded, receipts):
        assert receipts.house.lot(lot(1)).claims
        return recorded, receipts.of(recorded)

    return Ask(make, by(f"k-{number}"), answer)


def answers(house, *asked):
    """Ask for all of it at once; return each answer, or what was raised instead."""

    async def ask():
        async with Gathering(house) as gathering:
            waiting = (gathering.ask(each) for each in asked)
            return await asyncio.gather(*waiting, return_exceptions=True)

    return asyncio.run(ask())


@pytest.mark.parametrize("number", [2, 40])
def test_where_the_log_stands_is_read_as_often_for_many_as_for_few(
    house, heads, number
):
    asked = [places(house, each) for each in range(1, number + 1)]
    house.lot(lot(1))
    heads.clear()
    told = answers(house, *asked)
    assert [recorded.last for recorded, _ in told] == sorted(
        recorded.last for recorded, _ in told
    )
    assert len(house.lot(lot(1)).claims.words()) == 1
    # Once for all of them, and for the assertion above.
    assert len(heads) == 2


def test_each_answer_has_the_receipt_that_it_has_later(house):
    """What opens the bid comes with the answer alone, to whoever bid."""
    asked = [places(house, each) for each in (1, 2, 3)]
    for recorded, signed in [*answers(house, *asked), *answers(house, *asked)]:
        assert signed.receipt.opening is not None
        without = signed._replace(receipt=replace(signed.receipt, opening=None))
        assert without == receipt_of(house, recorded.last)
        assert signed.receipt.note is not None
        assert signed.receipt.entry in recorded.entries


def test_what_one_is_refused_or_breaks_is_nobody_elses(house):
    def breaks(*_):
        raise ZeroDivisionError

    def refuses():
        raise UnknownSale(sale="NONE")

    good = places(house, 1)
    told = answers(
        house,
        Ask(refuses, by(), breaks),
        Ask(breaks, by(), breaks),
        good,
        Ask(lambda: bid(1, "101", 120), by("k-2"), breaks),
    )
    assert [type(each) for each in told] == [
        UnknownSale,
        ZeroDivisionError,
        tuple,
        NotAnswered,
    ]
    # What could not be told is on record all the same.
    assert house.uses_key("k-2")
    assert told[-1].position == house.head()


@pytest.mark.parametrize("amount", [120, 1])
def test_what_fails_once_a_bid_is_on_record_says_where_it_is(
    house, monkeypatch, amount
):
    """A bid that is refused is on record, too, before its receipt is signed."""

    def has_no_key(*_):
        raise UnknownSale(sale="NONE")

    monkeypatch.setattr(Receipts, "receipt", has_no_key)
    asked = replace(places(house, 1), make=lambda: bid(1, "101", amount))
    (told,) = answers(house, asked)
    assert isinstance(told, NotAnswered)
    assert told.position == house.head()
    assert isinstance(told.why, UnknownSale)


def test_nothing_is_on_record_where_there_was_nothing_to_record(house):
    def refuses(*_):
        raise UnknownSale(sale="NONE")

    asked = Ask(lambda: bid(1, "101", 120), by(), refuses)
    with pytest.raises(UnknownSale):
        asked.answered(Recorded(), Receipts(house))


def test_who_goes_away_takes_nothing_back(house):
    async def ask_and_go():
        async with Gathering(house) as gathering:
            asking = asyncio.create_task(gathering.do(bid(1, "101", 110), by=by("k")))
            await asyncio.sleep(0)
            asking.cancel()
            return await gathering.do(bid(2, "101", 110), by=by())

    assert asyncio.run(ask_and_go()).last == house.head()
    assert house.uses_key("k")


def test_nothing_is_begun_once_it_closes(house):
    async def ask_late():
        async with Gathering(house) as gathering:
            pass
        with pytest.raises(Closing):
            await gathering.do(bid(1, "101", 110), by=by())

    before = house.head()
    asyncio.run(ask_late())
    assert house.head() == before


def test_one_moment_is_seen_by_who_opened_it_alone(house, tmp_path):
    with House.open(place(tmp_path)) as other, ThreadPoolExecutor(1) as pool:
        before = house.lot(lot(1))
        with house.at_one_moment():
            other.do(bid(1, "101", 150), by=by())
            assert house.lot(lot(1)) == before
            after = pool.submit(other.lot, lot(1)).result(PATIENCE)
            assert pool.submit(other.lot, lot(2)).result(PATIENCE).claims.words() == {}
        assert house.lot(lot(1)) == after != before


def test_no_bid_waits_for_what_is_shown_to_who_looks():
    told_apart = {
        each.name for each in OPERATIONS if each.recorded and not each.is_gathered
    }
    assert told_apart >= {"look_at_steps", "look_at_what_if", "look_at_lot"}
    assert "place_bid" not in told_apart
