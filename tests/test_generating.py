"""The sales by seed that ledgers of any size are measured on."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.asking import open_lots
from benchmarks.generating import generate
from benchmarks.sales_by_seed import OPEN_FOR
from ledger.events import BidPlaced
from ledger.house import House
from ledger.identity import SaleId

pytestmark = pytest.mark.slow

SALE = SaleId("SEED-1")
SOME = {"events": 2_000, "lots": 24, "bids_a_lot": 16}
HAPPENS = """
    bid-placed/1 bid-refused/1 bid-retracted/1 bid-struck/1 closing-extended/1
    live-bid-taken/1 fair-warning-given/1 lot-sold/1 lot-passed/1 hammer-amended/1
    sale-rescinded/1 invoice-issued/1 credit-note-issued/1 payment-received/1
    payment-reversed/1 statement-issued/1 lot-released/1 payout-made/1
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    place = tmp_path_factory.mktemp("sales") / "sales.ledger"
    generate(place, **SOME)
    with House.open(str(place)) as house:
        yield house


def entries(house):
    return house.entries_after(0, limit=house.head())


def test_one_seed_makes_one_ledger_and_another_another(house, tmp_path):
    roots = {house.tree().root(house.head())}
    for seed in (2025, 7):
        place = tmp_path / f"{seed}.ledger"
        generate(place, seed=seed, **SOME)
        with House.open(str(place)) as again:
            roots.add(again.tree().root(again.head()))
    assert len(roots) == 2


def test_a_sale_by_seed_has_what_sales_have(house):
    happened = Counter(entry.type for entry in entries(house))
    assert happened.keys() >= set(HAPPENS.split())
    assert happened["bid-refused/1"] < happened["bid-placed/1"] / 3


def test_half_of_the_bids_of_a_sale_come_in_its_last_tenth(house):
    closes = house.sale(SALE).terms.session(1).starts_at
    before_close = [
        closes - entry.event.arrived_at
        for lot in house.lot_names(SALE)
        for entry in house.history(lot)
        if isinstance(entry.event, BidPlaced)
    ]
    late = sum(left < OPEN_FOR / 10 for left in before_close)
    assert late > len(before_close) / 2


def test_the_last_sale_is_open(house):
    lots = open_lots(house)
    assert len(lots) == SOME["lots"]
    assert any(lot.claims for lot in lots)
