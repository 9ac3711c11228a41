"""A sale whose lots are bid on, refused ones too, and closed."""

from __future__ import annotations

import pytest

from ledger.house import sales
from ledger.refusals import Refusal
from tests.sale_of_tests import SALE, bid, by, entry
from tests.story import clock, usd

ENTRIES = (entry(1, reserve=usd(150)), entry(2, reserve=usd(900)), entry(3))


def bid_upon(house):
    for number in (1, 2):
        house.do(bid(number, "101", 300), by=by())
        house.do(bid(number, "102", 500), by=by())
        with pytest.raises(Refusal):
            house.do(bid(number, "103", 310), by=by())
        house.do(bid(number, "103", 620), by=by())


def closed(house):
    bid_upon(house)
    house.do(sales.close_sale(SALE, at=clock("15:30")), by=by())
