"""Some streams have others among them, which then need not be read again."""

from __future__ import annotations

import pytest

from ledger.house.sale_streams import CLIENTS, Streams, bidding_of

SALE = bidding_of("MAY26")
LOT = bidding_of("MAY26", "MAY26/1")


@pytest.mark.parametrize(
    ("streams", "others", "has"),
    [
        (SALE, SALE, True),
        (SALE, LOT, True),
        (LOT, SALE, False),
        (LOT, bidding_of("MAY26", "MAY26/2"), False),
        (SALE, bidding_of("MAY2", "MAY2/1"), False),
        (SALE, CLIENTS, False),
        (CLIENTS, Streams(("client:C-1",)), True),
        (Streams(("client:C-1",)), CLIENTS, False),
    ],
)
def test_all_of_some_streams_are_among_others(streams, others, has):
    assert streams.has(others) is has
