"""A dispute: opened, replays filed, found, signed off; and what is filed runs again."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from hashlib import sha256

import pytest

from ledger import dispute as room
from ledger.dispute import Dispute, State, evolve
from ledger.events import (
    DisputeOpened,
    DisputeSignedOff,
    FindingRecorded,
    ReplayFiled,
    Ruling,
)
from ledger.house import disputes
from ledger.identity import BidId, DisputeId, LotId, Paddle
from ledger.refusals import (
    DisputeIsOver,
    FinderSigns,
    KeyUsed,
    NothingFound,
    NotInOwnName,
    UnknownBid,
    UnknownDispute,
    UnknownLot,
    UnknownPaddle,
)
from tests.disputed import D1, NOON, filed, opened
from tests.sale_of_tests import SALE, bid, by, lot, new_house

LOT = LotId("MAY26/14")

OPENED = DisputeOpened(
    dispute=D1, lot=LOT, bids=(), raised_by=None, question="In time?", at=NOON
)
FILED = ReplayFiled(
    dispute=D1,
    number=1,
    as_of=7,
    inputs="{}",
    result="{}",
    digest=sha256(b"{}").hexdigest(),
    at=NOON,
)


def found(ruling: Ruling = Ruling.DISMISSED, by: str = "Sue") -> FindingRecorded:
    return FindingRecorded(
        dispute=D1, ruling=ruling, finding="It was late.", found_by=by, at=NOON
    )


SIGNED = DisputeSignedOff(dispute=D1, signed_by="Ann", at=NOON)


def given(*past) -> Dispute:
    return reduce(evolve, past, None)


def opens(*numbers: str, tried: int = 3):
    return room.open_dispute(
        D1,
        lot=LOT,
        tried=tried,
        bids=[BidId(number) for number in numbers],
        raised_by=None,
        question="In time?",
        at=NOON,
    )


def files(dispute, result="{}"):
    return room.file_replay(dispute, as_of=7, inputs="{}", result=result, at=NOON)


def finds(dispute, ruling=Ruling.DISMISSED, by="Sue"):
    return room.find(
        dispute, ruling=ruling, finding="It was late.", found_by=by, at=NOON
    )


def signs(dispute, by="Ann"):
    return room.sign_off(dispute, signed_by=by, at=NOON)


# One dispute.


def test_a_dispute_is_a_question_about_bids_that_were_tried():
    assert opens() == (OPENED,)
    assert opens("14#3", "14#1", "14#3") == (
        replace(OPENED, bids=(BidId("14#3"), BidId("14#1"))),
    )


@pytest.mark.parametrize("other", ["14#4", "14#0", "15#1", "14A#1"])
def test_a_bid_that_nobody_tried_on_the_lot_is_in_no_question(other):
    with pytest.raises(UnknownBid) as no:
        opens("14#1", other)
    assert no.value.bid == other


def test_replays_are_counted_and_filed_with_their_digest():
    assert files(given(OPENED)) == (FILED,)
    (second,) = files(given(OPENED, FILED), "[1]")
    assert (second.number, second.digest) == (2, sha256(b"[1]").hexdigest())


def test_the_last_finding_counts_and_is_the_one_signed():
    assert finds(given(OPENED)) == (found(),)
    dispute = given(OPENED, found(), found(Ruling.UPHELD, by="Ann"))
    assert dispute.finding.ruling is Ruling.UPHELD
    with pytest.raises(FinderSigns):
        signs(dispute, by="Ann")
    (signed,) = signs(dispute, by="Sue")
    assert signed.signed_by == "Sue"


def test_nobody_finds_or_signs_for_another(house):
    opened(house)
    found = {"ruling": Ruling.UPHELD, "finding": "Late.", "found_by": "Sue"}
    for ask in (
        disputes.find(D1, at=NOON, **found),
        disputes.sign_off(D1, signed_by="Ann", at=NOON),
    ):
        with pytest.raises(NotInOwnName) as no:
            house.do(ask, by=replace(by(), on_behalf_of="Sue"))
        assert no.value.person == "Sue"
    assert house.dispute(D1).finding is None


def test_nothing_is_signed_before_there_is_a_finding():
    with pytest.raises(NothingFound):
        signs(given(OPENED, FILED))


@pytest.mark.parametrize("name", ["Sue", "sue", "SUE", " Sue "])
def test_whoever_found_cannot_sign(name):
    with pytest.raises(FinderSigns) as no:
        signs(given(OPENED, found()), by=name)
    assert (no.value.dispute, no.value.person) == (D1, name)
    assert signs(given(OPENED, found())) == (SIGNED,)


@pytest.mark.parametrize("add", [files, finds, signs])
def test_nothing_follows_the_signature(add):
    with pytest.raises(DisputeIsOver) as no:
        add(given(OPENED, FILED, found(), SIGNED))
    assert (no.value.dispute, no.value.signed_by) == (D1, "Ann")


def test_a_dispute_says_how_far_it_has_come():
    past = (OPENED, found(), SIGNED)
    states = [given(*past[:count]).state for count in (1, 2, 3)]
    assert states == [State.OPEN, State.FOUND, State.SIGNED_OFF]


# In the house.


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, durable=False) as house:
        house.do(bid(1, "101", 300), by=by())
        house.do(bid(1, "102", 450), by=by())
        yield house


def test_disputes_are_numbered_within_their_sale(house):
    assert [opened(house), opened(house, 2), opened(house)] == [
        "MAY26/D1",
        "MAY26/D2",
        "MAY26/D3",
    ]
    assert [dispute.opened.lot for dispute in house.disputes(SALE)] == [
        lot(1),
        lot(2),
        lot(1),
    ]
    assert house.dispute(DisputeId("MAY26/D2")).id == "MAY26/D2"


def test_ten_disputes_stay_in_the_order_they_were_opened(house):
    names = [opened(house) for _ in range(11)]
    assert [dispute.id for dispute in house.disputes(SALE)] == names
    assert names[-1] == "MAY26/D11"


def test_a_dispute_is_about_a_lot_a_bid_and_a_paddle_that_are_there(house):
    with pytest.raises(UnknownLot):
        opened(house, 99)
    with pytest.raises(UnknownBid):
        opened(house, bids=[BidId("1#3")])
    with pytest.raises(UnknownPaddle):
        opened(house, raised_by=Paddle("999"))
    with pytest.raises(UnknownDispute):
        filed(house)
    assert house.disputes(SALE) == []
    opened(house, bids=[BidId("1#2")], raised_by=Paddle("101"))


def test_what_is_unknown_is_refused(house):
    for ask in (house.dispute, house.dispute_history):
        with pytest.raises(UnknownDispute):
            ask(D1)
    with pytest.raises(UnknownDispute):
        house.do(disputes.sign_off(D1, signed_by="Ann", at=NOON), by=by())


def test_opening_again_under_the_same_key_opens_no_second_dispute(house):
    command = disputes.open_dispute(lot(1), question="Why?", at=NOON)
    first = house.do(command, by=by("k"))
    again = house.do(command, by=by("k"))
    assert (again.events, again.repeated) == (first.events, True)
    assert len(house.disputes(SALE)) == 1
    other = disputes.open_dispute(lot(1), question="Why not?", at=NOON)
    with pytest.raises(KeyUsed):
        house.do(other, by=by("k"))


def test_a_dispute_is_settled_by_two_people_and_every_word_stays(house):
    opened(house)
    filed(house)
    words = {"finding": "Late.", "at": NOON}
    for ruling, who in ((Ruling.UPHELD, "Sue"), (Ruling.DISMISSED, "Ann")):
        command = disputes.find(D1, ruling=ruling, found_by=who, **words)
        house.do(command, by=by())
    with pytest.raises(FinderSigns):
        house.do(disputes.sign_off(D1, signed_by="ann", at=NOON), by=by())
    house.do(disputes.sign_off(D1, signed_by="Sue", at=NOON), by=by())
    with pytest.raises(DisputeIsOver):
        filed(house)
    told = [type(each.entry.event) for each in house.dispute_history(D1)]
    assert told == [
        DisputeOpened,
        ReplayFiled,
        FindingRecorded,
        FindingRecorded,
        DisputeSignedOff,
    ]
