"""A sale of tests that is over and settled: one lot, its invoice, its statement."""

from __future__ import annotations

from datetime import timedelta

from ledger.house import House, bids, clients, issuing, lots, sales, settling
from ledger.identity import ClientId, InvoiceId, Paddle, SaleId, StatementId, lot_id
from ledger.value import replace
from tests.sale_of_tests import by, entry, terms
from tests.settled_sale import CONSIGNOR, PAYS, rate, rules
from tests.story import clock, usd

SALE = SaleId("EARLY26")
BUYER = Paddle("101")
INVOICE = InvoiceId("TH-2026-00001")
STATEMENT = StatementId("TH-2026-S00001")
OVER = clock("08:00")


def settled_before(house: House) -> None:
    """Sell a lot of C-9 to paddle 101 for $100, early in the day, and settle it."""
    timed = terms("An early sale of tests", PAYS)
    session = replace(timed.sessions[0], starts_at=clock("07:00"), closes_at=OVER)
    lot = lot_id(SALE, "1")
    early = clock("07:30")
    settled_by = rules()
    for command in (
        sales.announce(replace(timed, sale=SALE, sessions=(session,))),
        clients.enrol(CONSIGNOR),
        sales.issue_paddle(SALE, BUYER, client=ClientId("C-101"), limit=None),
        lots.catalogue(SALE, [entry(1, consignor=CONSIGNOR)]),
        bids.bid(lot, paddle=BUYER, maximum=usd(150), at=early),
        sales.close_sale(SALE, at=OVER + timedelta(minutes=1)),
        settling.set_settlement(SALE, settled_by),
        settling.set_tax_rates((rate("US-TX", "8.25"),), source="rates.csv"),
    ):
        house.do(command, by=by())
    steps = issuing.documents(house, SALE, session=None, on=None, at=clock("09:30"))
    issued = [each.recorded.events for each in issuing.issue(house, steps, by=by())]
    assert issued
