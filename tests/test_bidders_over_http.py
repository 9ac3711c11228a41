"""What a bidder may come to owe, and the terms that they bid on, over HTTP."""

from __future__ import annotations

import pytest

from ledger.events import QuantityMode
from ledger.house import settling
from ledger.house.commitments import Commitments
from ledger.identity import Paddle, Role
from tests.sale_of_tests import SALE, by, entry, lot
from tests.served import served
from tests.settled_before import INVOICE, settled_before
from tests.settled_sale import rate, rules
from tests.story import USD, usd

pytestmark = pytest.mark.slow

BIDS = "/api/v1/sales/MAY26/lots/{}/bids"
EXPOSURE = "/api/v1/sales/MAY26/own-exposure"


@pytest.fixture
def service(tmp_path):
    with served(tmp_path, limit=1000) as service:
        yield service


def bid(service, lot, paddle, maximum, role=Role.CLERK, **more):
    said = {"paddle": paddle, "maximum": maximum, **more}
    answer = service.tell(BIDS.format(lot), said, role, key=f"{lot} {said}")
    assert answer.status_code == 201, answer.text


def exposure(service):
    (own,) = service.ask(EXPOSURE, Role.BIDDER).json()
    return own


def test_a_bidder_may_owe_what_they_lead_with_the_premium_and_nothing_else(service):
    bid(service, 1, "101", "150", Role.BIDDER)
    bid(service, 2, "101", "200", Role.BIDDER)
    bid(service, 2, "102", "300")
    bid(service, 3, "102", "400")
    assert exposure(service) == {
        "sale": "MAY26",
        "paddle": "101",
        "limit": "1000.00",
        "leads": 1,
        "at_most": "150.00",
        "bought": "0.00",
        "buyers_premium": "15.00",
        "charges": "0.00",
        "tax": None,
        "total": "165.00",
    }
    bid(service, 1, "103", "500")
    assert exposure(service)["total"] == "0.00"


def test_the_taxes_on_what_is_led_are_those_of_the_house(service):
    service.house.do(settling.set_settlement(SALE, rules()), by=by())
    bid(service, 1, "101", "150", Role.BIDDER)
    assert exposure(service)["tax"] is None
    rates = settling.set_tax_rates((rate("US-TX", "8.25"),), source="rates.csv")
    service.house.do(rates, by=by())
    # 8.25 % of $150 and of the premium of $15, each line by itself.
    assert (exposure(service)["tax"], exposure(service)["total"]) == ("13.62", "178.62")
    assert "$13.62" in service.ask("/sales/MAY26/own", Role.BIDDER).text


def test_what_was_bought_comes_to_what_is_invoiced(tmp_path):
    with served(tmp_path, settled_before) as service:
        (own,) = service.ask("/api/v1/sales/EARLY26/own-exposure", Role.BIDDER).json()
        invoice = service.house.invoice(INVOICE)
        assert USD.plain(invoice.total) == own["total"]
        assert own["tax"] != "0.00"


def test_pieces_that_are_sold_times_the_money_are_owed_each(tmp_path):
    pieces = {"quantity": 6, "quantity_mode": QuantityMode.TIMES_THE_MONEY}
    with served(tmp_path, entries=[entry(1, **pieces)]) as service:
        bid(service, 1, "101", "150", Role.BIDDER)
        assert exposure(service)["at_most"] == "900.00"
        text = service.ask(
            "/sales/MAY26/lots/1/bid?paddle=101&maximum=150", Role.BIDDER
        )
        assert "$990" in text.text


def test_what_breaks_a_tie_is_owed_as_the_limit_counts_it(tmp_path):
    """One increment above the maximum: while it may be bid, and once it was."""
    with served(tmp_path, break_ties=True) as service:

        def owed_and_bound():
            sale = service.house.sale(SALE)
            bidding = sale.terms.rules.bidding
            bound = Commitments([service.house.lot(lot(1))], bidding)
            at_most = USD.read(exposure(service)["at_most"])
            return at_most, bound.beside(lot(2), Paddle("101"))

        bid(service, 1, "101", "500", Role.BIDDER, break_tie=True)
        assert owed_and_bound() == (usd(520), usd(520))
        bid(service, 1, "102", "500")
        assert exposure(service)["leads"] == 1
        assert owed_and_bound() == (usd(520), usd(520))
        bid(service, 1, "101", "600", Role.BIDDER)
        assert owed_and_bound() == (usd(600), usd(600))
        bid(service, 1, "102", "700")
        assert owed_and_bound() == (0, 0)


def test_whoever_does_not_bid_is_shown_no_exposure(service):
    assert service.ask(EXPOSURE, Role.CLERK).status_code == 403
    assert service.ask(EXPOSURE, None).status_code == 401


def test_the_terms_say_what_is_charged_and_how_bidding_climbs(service):
    terms = service.ask("/api/v1/sales/MAY26/terms", None).json()
    assert terms["premium_bands"] == [{"from": "0.00", "up_to": None, "rate": "10%"}]
    assert terms["increments"] == [
        {"from": "0.00", "step": "10.00"},
        {"from": "200.00", "step": "20.00"},
    ]
    (session,) = terms["session_terms"]
    assert (session["first_lot"], session["last_lot"]) == ("1", "999")
    assert session["closes_at"] == "2026-05-20T15:00:00Z"


def test_a_bid_is_confirmed_on_what_it_comes_to(service):
    path = "/sales/MAY26/lots/1/bid?paddle=101&maximum=150"
    text = service.ask(path, Role.BIDDER).text
    assert "$165" in text
    assert 'name="maximum" value="150.00"' in text
    others = service.ask(path.replace("101", "102"), Role.BIDDER)
    assert others.status_code == 403
    assert "Paddle 102 is not yours" in others.text


def test_nobody_is_shown_what_another_bid(service):
    bid(service, 1, "102", "987")
    for path in ("/sales/MAY26", "/sales/MAY26/lots/1", "/sales/MAY26/own"):
        for role in (Role.BIDDER, None):
            text = service.ask(path, role).text
            assert "987" not in text
            assert "C-102" not in text
