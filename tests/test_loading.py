"""One identity map: no history is loaded twice in a command, nor left behind."""

from __future__ import annotations

from collections import Counter

import pytest

from ledger.entry import lot_stream
from ledger.house import House
from ledger.store import cache
from ledger.store.json_text import member
from tests.sale_of_tests import (
    SALE,
    bid,
    by,
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
