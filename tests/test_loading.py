"""One identity map: no history is loaded twice in a command, nor left behind."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from ledger.damage import LedgerDamaged
from ledger.entry import lot_stream
from ledger.house import House, lots
from ledger.house.evolving import EVOLVE
from ledger.house.records import Records
from ledger.store import cache
from ledger.store.cache import Cache
from ledger.store.connection import WriteConnection
from ledger.store.json_text import member
from tests.sale_of_tests import (
    SALE,
    as_stored,
    bid,
    by,
    entry,
    lot,
    new_house,
    place,
)
from tests.settled_sale import hammered, settle, settled_by
from tests.settling_clerk import DAY, clerk_who_can_settle

pytestmark = pytest.mark.slow


@pytest.fixture
def loads(monkeypatch):
    """Count how often the history of each stream is loaded from its beginning."""
    counts = Counter()
    load = cache.load

    def counting(rows, evolve, codec):
        rows = list(rows)
        counts.update(row[1] for row in rows[:1])
        return load(iter(rows), evolve, codec)

    monkeypatch.setattr(cache, "load", counting)
    return counts


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path) as house:
        yield house


# Once, in one command


@pytest.fixture
def clerk(tmp_path):
    return clerk_who_can_settle(tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        f"settle MAY26 --dry-run {DAY}",
        f"settle MAY26 {DAY}",
        "lots MAY26",
        "lot show MAY26/1",
        "bids list MAY26",
        "results MAY26",
        f"client limit C-1 700 {DAY}",
    ],
)
def test_no_history_is_loaded_twice(clerk, loads, line):
    clerk.does(line)
    assert loads, "it reads the ledger"
    assert max(loads.values()) == 1, loads


@pytest.mark.parametrize(
    "line",
    [
        "statement list MAY26",
        "pay list MAY26",
        "pay late MAY26 --on 2026-12-01 --dry-run",
        "invoice list MAY26",
        "invoice show TH-2026-00001",
        "print --sale MAY26 --out {folder}",
        f"pay receive TH-2026-00001 100 --method wire {DAY}",
        f"credit TH-2026-00001 --reason typo {DAY}",
        f"payout MAY26 C-9 1 --method wire {DAY}",
    ],
)
def test_nor_once_the_sale_is_settled(clerk, loads, line, tmp_path):
    clerk.does(f"settle MAY26 {DAY}")
    loads.clear()
    clerk(line, folder=tmp_path)
    assert loads, "it reads the ledger"
    assert max(loads.values()) == 1, loads


def test_a_bid_loads_its_lot_and_its_sale_once(tmp_path, loads):
    with new_house(tmp_path):
        pass
    loads.clear()
    with House.open(place(tmp_path)) as house:
        currency = house.sale(SALE).terms.rules.currency
        assert currency.code == "USD"
        assert house.lot(lot(1)).standing is None
        house.do(bid(1, "101", 150), by=by())
        house.do(bid(1, "102", 250), by=by())
    assert loads == {f"sale:{SALE}": 1, lot_stream(lot(1)): 1}


def test_only_the_invoices_of_the_sale_are_loaded(house, loads):
    settled_by(house)
    hammered(house)
    settle(house)
    records = house.as_of(house.head())
    assert records.states("invoice:", member("sale", "JUNE26")) == []
    assert not any(stream.startswith("invoice:") for stream in loads)
    assert len(records.invoices(SALE)) == 2
    assert sum(stream.startswith("invoice:") for stream in loads) == 2


# Nothing is left behind


def test_two_houses_on_one_ledger_follow_each_other(tmp_path):
    with new_house(tmp_path) as one, House.open(place(tmp_path)) as other:
        for dollars in range(110, 200, 10):
            one.do(bid(1, "101", dollars), by=by())
            assert other.lot(lot(1)) == one.lot(lot(1))
            other.do(bid(2, "102", dollars), by=by())
            assert [one.lot(lot(2))] == as_stored(other, 2)
        other.do(lots.catalogue(SALE, [entry(7)]), by=by())
        assert [each.id for each in one.lots(SALE)] == [lot(n) for n in (1, 2, 3, 7)]


def test_what_was_known_then_stays_as_it_was(house):
    then = house.as_of(house.head())
    before = then.lot(lot(1))
    house.do(bid(1, "101", 150), by=by())
    house.do(lots.catalogue(SALE, [entry(7)]), by=by())
    assert house.lot(lot(1)) != before
    assert then.lot(lot(1)) == before
    assert len(then.lots(SALE)) == 3


def test_nobody_reads_what_is_not_committed(house, monkeypatch):
    """A reader looks while the writer has decided, and has not committed yet."""
    before, seen = house.lot(lot(1)), []
    append = WriteConnection.append

    def looking(connection, rows):
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(house.lot, lot(1)).result(10))
        append(connection, rows)

    monkeypatch.setattr(WriteConnection, "append", looking)
    house.do(bid(1, "101", 150), by=by())
    assert seen == [before]
    assert [house.lot(lot(1))] == as_stored(house, 1) != seen


def test_what_is_recorded_while_a_history_is_loaded_is_not_lost(house, monkeypatch):
    """The reader began with nothing at hand, and others followed the log meanwhile."""
    reader = Records(house._database)  # noqa: SLF001 (it has nothing at hand)
    load = cache.load

    def slowly(rows, evolve, codec):
        loaded = load(rows, evolve, codec)
        monkeypatch.setattr(cache, "load", load)
        house.do(bid(1, "101", 150), by=by())
        reader.lot(lot(2))
        return loaded

    monkeypatch.setattr(cache, "load", slowly)
    reader.lot(lot(1))
    assert [reader.lot(lot(1))] == as_stored(house, 1)


def test_a_stream_that_cannot_be_followed_harms_no_other(house, monkeypatch):
    reader = Records(house._database)  # noqa: SLF001 (its own map)
    assert reader.lot(lot(1)).standing == reader.lot(lot(2)).standing
    house.do(bid(1, "101", 150), by=by())
    house.do(bid(2, "101", 150), by=by())
    evolved, damaged = cache.evolved, lot_stream(lot(1))

    def astray(before, rows, evolve, codec):
        if rows[0][1] == damaged:
            raise LedgerDamaged("it cannot follow")
        return evolved(before, rows, evolve, codec)

    monkeypatch.setattr(cache, "evolved", astray)
    assert [reader.lot(lot(2))] == as_stored(house, 2)


def test_no_more_is_kept_at_hand_than_there_is_room_for(house, loads):
    held = Cache(house._database, EVOLVE, capacity=2)  # noqa: SLF001 (a small one)
    for number in (1, 2, 3, 2, 1):
        assert [held.state(lot_stream(lot(number)))] == as_stored(house, number)
    loads.clear()
    held.state(lot_stream(lot(1)))
    held.state(lot_stream(lot(2)))
    assert not loads
    held.state(lot_stream(lot(3)))
    assert loads == {lot_stream(lot(3)): 1}, "the least used had left"


def test_lists_of_streams_are_bounded_as_well(house, monkeypatch):
    monkeypatch.setattr(cache, "LISTS_MAX", 3)
    held = Cache(house._database, EVOLVE)  # noqa: SLF001 (it is asked for its lists)
    for number in range(10):
        held.streams(f"lot:SALE-{number}/")
    assert len(held._lists) <= 3  # noqa: SLF001 (nobody else can say)
