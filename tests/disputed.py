"""A dispute about a lot of the sale of tests, and replays that are filed in it."""

from __future__ import annotations

from ledger.events import ReplayFiled
from ledger.files.terms_file import read_rules
from ledger.house import House, disputes
from ledger.house.filing import replay_for_the_file
from ledger.house.replays import SaleReplay
from ledger.identity import BidId, DisputeId, Paddle
from ledger.replay.wish import Wish
from ledger.terms.bidding import ReserveMode, StrikePolicy
from tests.sale_of_tests import SALE, by, lot, terms
from tests.story import clock

D1 = DisputeId("MAY26/D1")
NOON = clock("12:00")

WISHES = {
    "nothing": None,
    "a bid": Wish(without=(BidId("1#2"),)),
    "a bidder": Wish(without_paddles=(Paddle("102"),)),
    "rules": Wish(terms=read_rules("ebay-2003")),
    "terms of a sale": Wish(terms=terms(reserve=ReserveMode.FULL)),
    "a time": Wish(closes_at=clock("09:30")),
    "a policy": Wish(without=(BidId("1#2"),), policy=StrikePolicy.PROMOTE_NEXT),
}


def opened(house: House, number: int = 1, **more: object) -> DisputeId:
    instruction = disputes.open_dispute(
        lot(number), **{"question": "Why?", "at": NOON, **more}
    )
    (event,) = house.do(instruction, by=by()).events
    return event.dispute


def filed(
    house: House, wish: Wish | None = None, dispute: DisputeId = D1
) -> ReplayFiled:
    replay = replay_for_the_file(SaleReplay(house, SALE), lot(1), wish)
    recorded = house.do(disputes.file_replay(dispute, replay, at=NOON), by=by())
    (event,) = recorded.events
    return event
