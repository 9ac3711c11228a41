"""After-sales: a lot that passed is sold by agreement, also to who did not bid."""

from __future__ import annotations

import pytest

from ledger.events import LotResold
from ledger.house import corrections, sales
from ledger.identity import BidId, Channel, Paddle
from ledger.refusals import (
    BuyerCalledOff,
    NoPriceAgreed,
    NoSecondChance,
    ReasonNeeded,
    SecondPersonNeeded,
    UnknownPaddle,
)
from tests.sale_of_tests import SALE, bid, by, entry, lot, new_house
from tests.settled_sale import AFTER, settle, settled_by
from tests.settling_clerk import DAY, clerk_of_consigned_lots
from tests.story import usd

WHY = by(reason="after-sale, agreed by telephone")
WHO = {"authorised_by": "Ann", "at": AFTER}


@pytest.fixture
def house(tmp_path):
    """Lot 1 passed below its reserve, with a bid of 101; nobody bid on lot 2."""
    entries = [entry(1, reserve=usd(300)), entry(2)]
    with new_house(tmp_path, entries=entries) as house:
        house.do(bid(1, "101", 200), by=by())
        house.do(sales.close_sale(SALE, at=AFTER), by=by())
        yield house


def sells(house, number, paddle, dollars=None, **more):
    asked = corrections.sell_by_agreement(
        lot(number),
        Paddle(paddle),
        price=None if dollars is None else usd(dollars),
        **{**WHO, **more},
    )
    (event,) = house.do(asked, by=WHY).events
    assert isinstance(event, LotResold)
    return event


@pytest.mark.parametrize("number", [1, 2])
def test_a_passed_lot_is_sold_to_who_did_not_bid(house, number):
    event = sells(house, number, "102", 250)
    assert (event.buyer, event.hammer, event.premium) == ("102", usd(250), usd(25))
    assert (event.bid, event.agreed, event.channel) == (BidId(""), True, Channel.FLOOR)
    assert house.lot(lot(number)).sold.buyer == "102"
    settled_by(house)
    invoices = [e for e in settle(house) if type(e).__name__ == "InvoiceIssued"]
    assert [each.paddle for each in invoices] == ["102"]


def test_a_bidder_may_agree_on_more_than_they_bid(house):
    event = sells(house, 1, "101", 300)
    assert (event.buyer, event.hammer, event.agreed) == ("101", usd(300), True)


def test_a_buyer_may_have_come_by_telephone(house):
    assert sells(house, 2, "103", 50, channel=Channel.PHONE).channel is Channel.PHONE


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"paddle": "102"}, NoPriceAgreed),
        ({"paddle": "102", "dollars": 50, "authorised_by": None}, SecondPersonNeeded),
        ({"paddle": "999", "dollars": 50}, UnknownPaddle),
    ],
)
def test_it_takes_a_price_two_people_and_a_paddle(house, asked, refusal):
    with pytest.raises(refusal):
        sells(house, 2, **asked)


def test_it_takes_a_reason(house):
    asked = corrections.sell_by_agreement(lot(2), Paddle("102"), price=usd(50), **WHO)
    with pytest.raises(ReasonNeeded):
        house.do(asked, by=by())


def test_what_is_sold_is_not_sold_again_nor_to_whom_it_was_called_off(house):
    sells(house, 2, "102", 50)
    with pytest.raises(NoSecondChance):
        sells(house, 2, "103", 60)
    house.do(corrections.rescind(lot(2), **WHO), by=WHY)
    with pytest.raises(BuyerCalledOff):
        sells(house, 2, "102", 50)
    assert sells(house, 2, "103", 60).buyer == "103"


@pytest.mark.slow
def test_a_clerk_sells_after_the_sale_and_a_replay_agrees(tmp_path):
    clerk = clerk_of_consigned_lots(tmp_path)
    assert clerk("lot show MAY26/3 --json").json["stage"] == "passed"
    refused = clerk(f"correct resell MAY26/3 --reason x --authorised-by Ann {DAY}")
    assert "with --paddle and --price" in refused.err
    said = clerk.does(
        "correct resell MAY26/3 --paddle 103 --price 80 --authorised-by Ann "
        f"--reason 'agreed by telephone' {DAY}"
    )
    assert "now sold to 103 at $80" in said
    assert clerk("replay sale MAY26 --json").json["differences"] == []
    history = clerk.does("audit history MAY26/3")
    assert "by agreement" in history
    slip = clerk(f"correct resell MAY26/3 --bid 3#1 --paddle 103 --reason x {DAY}")
    assert (slip.code, "Leave --bid or --paddle out" in slip.err) == (2, True)


@pytest.mark.slow
def test_an_amount_below_zero_is_named_whole_with_what_to_do(tmp_path):
    said = clerk_of_consigned_lots(tmp_path)("payout MAY26 C-7 -500 --method wire").err
    assert said.startswith("Wrong usage: '-500' is below 0.")
    assert "lotledger repay SALE CLIENT" in said
