"""A sale that was settled, and another in which somebody asks about a lot."""

from __future__ import annotations

from ledger.house import House, disputes
from ledger.identity import SaleId, lot_id
from tests.sale_of_tests import by
from tests.settled_before import settled_before
from tests.story import clock


def with_a_dispute(house: House) -> None:
    """Settle a sale early in the day, and open a dispute about the first lot."""
    settled_before(house)
    lot = lot_id(SaleId("MAY26"), "1")
    asked = disputes.open_dispute(lot, question="Who led?", at=clock("09:00"))
    house.do(asked, by=by())
