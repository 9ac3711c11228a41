"""A lot is sold on at an amount that a second person saw, or was told they cannot."""

from __future__ import annotations

import pytest

from ledger.house import corrections, openings
from ledger.house.approvals import approve, request
from ledger.identity import BidId, Role
from ledger.refusals import AmountNeeded, ApprovalNeeded, Refusal
from presenters.approval import approval_facts
from tests.house_with_roles import acting, begin_with_roles, house_of, user_of
from tests.sale_of_tests import by, lot
from tests.settled_sale import AFTER, hammered
from tests.story import usd

AUCTIONEER, COMPLIANCE = user_of(Role.AUCTIONEER), user_of(Role.COMPLIANCE)
ASKS = acting(COMPLIANCE, Role.COMPLIANCE, reason="a second chance")
TWO = {"at": AFTER, "authorised_by": AUCTIONEER}
LEFT = BidId("1#2")
"""Of 102, up to 180; lot 1 was called off for 101."""


def called_off(house):
    hammered(house)
    rescinded = corrections.rescind(lot(1), at=AFTER, authorised_by="Ann")
    house.do(rescinded, by=by(reason="not paid"))


def opened(house):
    called_off(house)
    to_open = openings.open_by_hand(
        lot(1), bids=(), reserve=False, everything=True, authorised_by="Ann"
    )
    house.do(to_open, by=by(reason="a dispute"))


@pytest.fixture
def shut(tmp_path):
    return begin_with_roles(tmp_path, called_off)


@pytest.fixture
def open_to_all(tmp_path):
    return begin_with_roles(tmp_path, opened)


def price_asked(folder, **resale):
    """Return the price that a second person reads, and who acts once they approve."""
    with house_of(folder, AUCTIONEER) as house:
        ledger, mark = house.ledger_id(), house.keys_at_hand.mark_of
        resold = corrections.resell(lot(1), **TWO, **resale)
        asked = request(resold, ASKS, ledger=ledger, key="K", mark=mark)
        signed = approve(house, asked, AUCTIONEER, at=ASKS.recorded_at)
        return dict(approval_facts(house, asked))["price"], signed.attribution(ASKS)


def refused(folder, **resale):
    with house_of(folder, COMPLIANCE) as house, pytest.raises(Refusal) as refusal:
        house.do(corrections.resell(lot(1), **TWO, **resale), by=ASKS)
    return refusal.value


@pytest.mark.slow
def test_a_maximum_that_is_sealed_is_approved_as_such(shut):
    assert type(refused(shut)) is ApprovalNeeded
    words, _ = price_asked(shut, bid=LEFT)
    assert words == "the maximum of bid 1#2, which is sealed until it is sold"
    words, signed = price_asked(shut)
    assert words.startswith("the maximum of the best bid left, now 1#2 of 102, sealed")
    with house_of(shut, COMPLIANCE) as house:
        house.do(corrections.resell(lot(1), **TWO), by=signed)
        assert house.lot(lot(1)).sold.price == usd(180)


@pytest.mark.slow
@pytest.mark.parametrize("bid", [None, LEFT])
def test_a_maximum_that_was_opened_is_said(open_to_all, bid):
    needed = refused(open_to_all, bid=bid)
    assert type(needed) is AmountNeeded
    assert needed.stands.amount == usd(180)
    price, signed = price_asked(open_to_all, bid=bid, price=usd(180))
    assert price == "$180"
    with house_of(open_to_all, COMPLIANCE) as house:
        house.do(corrections.resell(lot(1), bid=bid, price=usd(180), **TWO), by=signed)
        assert house.lot(lot(1)).sold.price == usd(180)
