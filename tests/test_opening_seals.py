"""The house opens what was sealed, once the hammer fell; then anybody can check."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from ledger.events import (
    BidPlaced,
    BidRefused,
    LotPassed,
    LotReopened,
    LotResold,
    LotSold,
    MaximumsOpened,
    ReserveOpened,
    SaleClosed,
)
from ledger.house import House, bids, clients, corrections, lots, room, sales
from ledger.house.replays import SaleReplay
from ledger.house.timetable import Timetable
from ledger.house.transaction import HouseTransaction
from ledger.identity import Channel, ClientId
from ledger.lot import Stage
from ledger.refusals import KeyErased, RecordedRefusal, SessionGoesOn, SessionOver
from ledger.replay.as_opened import StepVerdict
from ledger.replay.timeline import timeline_of
from ledger.terms.bidding import Openings
from ledger.terms.sessions import SessionKind
from ledger.value import replace
from ledger.vault.secrets import DerivedSecrets, KeyKind, NoVault
from ledger.verification.envelopes import EnvelopeState, check_envelopes
from projections.bids import HistoryKind, lot_history
from projections.views import Views
from tests.sale_of_tests import (
    PADDLES,
    SALE,
    all_entries,
    bid,
    by,
    copied_house,
    lot,
    new_house,
    place,
    terms,
)
from tests.sealed_sale import ENTRIES, bid_upon, closed
from tests.story import clock, usd

pytestmark = pytest.mark.slow

NONE, TWO, ALL = Openings


@pytest.fixture(params=[NONE, TWO, ALL])
def policy(request):
    return request.param


@pytest.fixture
def house(tmp_path, policy):
    with new_house(tmp_path, closed, entries=ENTRIES, openings=policy) as house:
        yield house


def opened_on(house, number):
    """Return what was opened on a lot: the paddles, and whether its reserve was."""
    history = [each.event for each in house.history(lot(number))]
    paddles = {
        event.bid: event.paddle
        for event in history
        if isinstance(event, BidPlaced | BidRefused)
    }
    opened = [
        paddles[opening.bid]
        for event in history
        if isinstance(event, MaximumsOpened)
        for opening in event.openings
    ]
    reserve = any(isinstance(event, ReserveOpened) for event in history)
    return opened, reserve


def test_what_is_opened_follows_the_hammer(house, policy):
    opened = {
        NONE: ([], False),
        TWO: (["102", "103"], True),
        ALL: (["101", "102", "103", "103"], True),
    }
    assert opened_on(house, 1) == opened[policy]
    passed = opened[ALL] if policy is ALL else ([], False)
    assert opened_on(house, 2) == passed
    assert opened_on(house, 3) == ([], False)
    for before, after in pairwise(all_entries(house)):
        if isinstance(after.event, MaximumsOpened):
            assert isinstance(before.event, LotSold | LotPassed)


def test_the_lot_is_checked_by_what_is_stored_alone(house, policy):
    timeline = timeline_of(house.sale_history(SALE))
    checked = check_envelopes(house.history(lot(1)), timeline)
    assert (checked.faults, checked.due) == (0, ())
    states = [each.state for each in checked.envelopes]
    shut = {NONE: 5, TWO: 2, ALL: 0}[policy]
    assert states.count(EnvelopeState.SHUT) == shut
    assert states.count(EnvelopeState.MATCHES) == 5 - shut
    if policy is ALL:
        assert {each.verdict for each in checked.decided} == {StepVerdict.CHECKED}


def test_a_replay_finds_no_difference(house):
    replay = SaleReplay(house, SALE)
    for number in (1, 2, 3):
        assert replay.recompute(lot(number)).differences == []


def test_an_opened_amount_is_in_the_views_and_no_other(house, policy, tmp_path):
    with Views(house, place(tmp_path)) as views, views.asked() as db:
        lines = lot_history(db, lot(1))
    amounts = [
        (line.submitted, line.maximum) for line in lines if line.kind is HistoryKind.BID
    ]
    most = [usd(300), usd(500), usd(620)]
    known = {NONE: [None] * 3, TWO: [None, *most[1:]], ALL: most}[policy]
    assert amounts == [(each, each) for each in known]
    (reserve,) = (line for line in lines if line.kind is HistoryKind.RESERVE)
    assert reserve.amount == (None if policy is NONE else usd(150))


def test_closing_again_opens_nothing_again(house):
    before = house.head()
    house.do(sales.close_sale(SALE, at=clock("15:40")), by=by())
    assert house.head() == before


def test_a_second_chance_opens_its_buyer(house, policy):
    reason = by(reason="agreed by telephone")
    sold = corrections.resell(lot(2), at=clock("16:00"), authorised_by="Ned")
    recorded = house.do(sold, by=reason)
    assert isinstance(recorded.events[0], LotResold)
    opened = {NONE: ([], False), TWO: (["103"], True), ALL: opened_on(house, 1)}
    assert opened_on(house, 2) == opened[policy]


@pytest.mark.parametrize("policy", [ALL], indirect=True)
def test_a_lot_that_is_put_up_again_opens_what_came_since(house):
    again = corrections.reopen(
        lot(1), at=clock("15:40"), ends_at=clock("17:00"), authorised_by="Ned"
    )
    house.do(again, by=by(reason="the telephone was dead"))
    late = bid(1, "101", 900, at=clock("16:00"))
    house.do(late, by=by())
    house.do(sales.close_due(SALE, upto=clock("17:00")), by=by())
    assert opened_on(house, 1) == (["101", "102", "103", "103", "101"], True)
    timeline = timeline_of(house.sale_history(SALE))
    checked = check_envelopes(house.history(lot(1)), timeline)
    assert (checked.faults, checked.due) == (0, ())


@pytest.mark.parametrize("policy", [ALL], indirect=True)
def test_each_reserve_is_opened_and_a_lifted_one_is_told_at_once(tmp_path, policy):
    folder = tmp_path / "another"
    folder.mkdir()
    with new_house(folder, entries=ENTRIES, openings=policy) as house:
        house.do(lots.set_reserve(lot(1), usd(120)), by=by())
        house.do(lots.set_reserve(lot(1), None), by=by())
        bid_upon(house)
        house.do(sales.close_sale(SALE, at=clock("15:30")), by=by())
        reserves = [
            each.event.reserve
            for each in house.history(lot(1))
            if isinstance(each.event, ReserveOpened)
        ]
        timeline = timeline_of(house.sale_history(SALE))
        checked = check_envelopes(house.history(lot(1)), timeline)
    assert reserves == [usd(150), usd(120)]
    assert {each.verdict for each in checked.decided} == {StepVerdict.CHECKED}


def test_what_opens_no_more_is_not_due(tmp_path, monkeypatch):
    key = DerivedSecrets.key

    def key_unless_erased(self, kind, subject):
        if (kind, subject) == (KeyKind.CLIENT, "C-101"):
            raise KeyErased(kind=kind.value, subject=subject)
        return key(self, kind, subject)

    with new_house(tmp_path, bid_upon, entries=ENTRIES, openings=ALL):
        pass
    monkeypatch.setattr(DerivedSecrets, "key", key_unless_erased)
    with House.open(place(tmp_path)) as house:
        house.do(sales.close_sale(SALE, at=clock("15:30")), by=by())
        timeline = timeline_of(house.sale_history(SALE))
        history = house.history(lot(1))
    shut = check_envelopes(history, timeline)
    assert (len(shut.due), shut.erased) == (1, ())
    known = check_envelopes(history, timeline, is_erased={"C-101"}.__contains__)
    assert (known.due, known.erased, known.faults) == ((), shut.due, 0)


@pytest.mark.parametrize("policy", [TWO], indirect=True)
def test_a_hammer_that_is_put_right_opens_the_buyer_whom_it_fell_for(house):
    right = corrections.amend_hammer(
        lot(1), at=clock("16:00"), authorised_by="Ned", buyer=PADDLES[0], price=usd(300)
    )
    house.do(right, by=by(reason="the paddle was misheard"))
    assert "101" in opened_on(house, 1)[0]
    assert checked(house, 1).due == ()


@pytest.mark.parametrize("policy", [TWO], indirect=True)
def test_a_sale_by_agreement_opens_its_buyer(house):
    agreed = corrections.sell_by_agreement(
        lot(2), PADDLES[0], price=usd(850), at=clock("16:00"), authorised_by="Ned"
    )
    house.do(agreed, by=by(reason="agreed by telephone"))
    assert opened_on(house, 2) == (["101"], True)
    assert checked(house, 2).due == ()


def checked(house, number):
    """Check a lot as an outsider does."""
    timeline = timeline_of(house.sale_history(SALE))
    return check_envelopes(house.history(lot(number)), timeline)


def in_the_room(*, grace):
    """Prepare a lot that is bid on, put up in the room and knocked down."""

    def prepare(house):
        usual = terms(openings=ALL)
        (timed,) = usual.sessions
        floor = replace(
            timed, kind=SessionKind.FLOOR, starts_at=clock("15:00"), closes_at=None
        )
        room_terms = replace(usual.rules.room, grace_seconds=grace)
        rules = replace(usual.rules, room=room_terms)
        house.do(
            sales.announce(replace(usual, sessions=(floor,), rules=rules)), by=by()
        )
        for paddle in PADDLES:
            client = ClientId(f"C-{paddle}")
            house.do(clients.enrol(client), by=by())
            house.do(sales.issue_paddle(SALE, paddle, client=client), by=by())
        house.do(lots.catalogue(SALE, ENTRIES[:1]), by=by())
        house.do(bid(1, "101", 300), by=by())
        house.do(room.open_lot(lot(1), at=clock("15:00")), by=by())
        called = room.bid(
            lot(1), paddle=PADDLES[1], at=clock("15:01"), channel=Channel.FLOOR
        )
        house.do(called, by=by())
        house.do(room.hammer(lot(1), at=clock("15:02")), by=by())

    return prepare


def calls_in_time(house, seconds):
    """Call in the room so long after the hammer, within the seconds of grace."""
    at = clock("15:02") + timedelta(seconds=seconds)
    called = room.bid(lot(1), paddle=PADDLES[2], at=at, channel=Channel.FLOOR)
    return house.do(called, by=by()).events


@pytest.mark.parametrize("sale_too", [False, True])
def test_no_bid_puts_up_again_what_was_opened_to_everybody(tmp_path, sale_too):
    with copied_house(
        tmp_path, ("in the room", "5"), in_the_room(grace=5), durable=True
    ) as house:
        at = clock("15:02") + timedelta(seconds=1)
        house.do(room.close_session(SALE, 1, at=at), by=by())
        if sale_too:
            house.do(sales.close_sale(SALE, at=at), by=by())
        assert opened_on(house, 1) == (["101"], True)
        with pytest.raises(RecordedRefusal, match="Session 1 of sale MAY26 is over"):
            calls_in_time(house, 4)
        assert house.lot(lot(1)).stage is Stage.SOLD
        assert all_entries(house)[-1].event.code == SessionOver.code
        found = SaleReplay(house, SALE).recompute(lot(1))
        assert (found.differences, found.on_trust) == ([], 0)


def test_a_sale_that_closes_by_itself_waits_until_no_bid_puts_up_again(tmp_path):
    with copied_house(
        tmp_path, ("in the room", "5"), in_the_room(grace=5), durable=True
    ) as house:
        timetable = Timetable(house, SALE)
        last = clock("15:02") + timedelta(seconds=5)
        assert timetable.closing_sale(last) is None
        reopened, _ = calls_in_time(house, 4)
        assert isinstance(reopened, LotReopened)
        house.do(room.hammer(lot(1), at=clock("15:03")), by=by())
        timetable.follow()
        assert timetable.closing_sale(last) is None
        after = clock("15:03") + timedelta(seconds=6)
        closed = house.do(timetable.closing_sale(after), by=by()).events
        assert any(isinstance(event, SaleClosed) for event in closed)


def forged_late_bid(tmp_path, monkeypatch, *, sealed):
    """Put a lot up again for a bid after its session, as no house would."""
    with monkeypatch.context() as patch:
        patch.setattr(room.lot_room, "must_be_in_session", lambda *_, **__: None)
        patch.setattr(HouseTransaction, "is_sealing", sealed)
        with copied_house(
            tmp_path,
            ("in the room", "5", str(sealed)),
            in_the_room(grace=5),
            durable=True,
        ) as house:
            at = clock("15:02") + timedelta(seconds=1)
            house.do(room.close_session(SALE, 1, at=at), by=by())
            calls_in_time(house, 4)


@pytest.mark.parametrize("has_keys", [True, False])
def test_a_bid_that_put_a_lot_up_after_its_session_is_a_difference(
    tmp_path, monkeypatch, has_keys
):
    forged_late_bid(tmp_path, monkeypatch, sealed=True)
    with House.open(place(tmp_path)) as house:
        if not has_keys:
            shut = NoVault(why="it is elsewhere", to_do="Fetch it.")
            monkeypatch.setattr(house.keys_at_hand, "secrets", lambda *_: shut)
        (difference,) = SaleReplay(house, SALE).recompute(lot(1)).differences
        history = house.history(lot(1))
    (at,) = (each.position for each in history if isinstance(each.event, LotReopened))
    assert difference.position == at
    assert isinstance(difference.recorded, LotReopened)
    assert difference.objection.code == SessionOver.code


def test_without_seals_what_was_put_up_so_once_is_no_difference(tmp_path, monkeypatch):
    forged_late_bid(tmp_path, monkeypatch, sealed=False)
    with House.open(place(tmp_path)) as house:
        assert not house.lot(lot(1)).listing.sealed
        assert SaleReplay(house, SALE).recompute(lot(1)).differences == []


@pytest.mark.parametrize("closed_before", [False, True])
@pytest.mark.parametrize(
    "close",
    [
        sales.close_sale(SALE, at=clock("15:41")),
        bids.close_lot(lot(1), at=clock("15:41")),
    ],
)
def test_only_the_hammer_ends_a_lot_that_is_up(tmp_path, close, closed_before):
    with copied_house(
        tmp_path, ("in the room", "0"), in_the_room(grace=0), durable=True
    ) as house:
        house.do(room.close_session(SALE, 1, at=clock("15:30")), by=by())
        if closed_before:
            house.do(sales.close_sale(SALE, at=clock("15:31")), by=by())
        again = corrections.reopen(lot(1), at=clock("15:40"), authorised_by="Ned")
        house.do(again, by=by(reason="a bid was overheard"))
        with pytest.raises(SessionGoesOn, match=r"still to come: 1\."):
            house.do(close, by=by())
        assert house.lot(lot(1)).up is not None
        house.do(room.hammer(lot(1), at=clock("15:42")), by=by())
        assert house.do(sales.close_sale(SALE, at=clock("15:43")), by=by())
        assert house.sale(SALE).closed_at is not None


@pytest.mark.parametrize(("grace", "at_once"), [(0, ["101"]), (5, [])])
def test_the_hammer_of_the_room_opens_what_no_late_bid_can_meet(
    tmp_path, grace, at_once
):
    made = copied_house(
        tmp_path, ("in the room", str(grace)), in_the_room(grace=grace), durable=True
    )
    with made as house:
        assert opened_on(house, 1)[0] == at_once
        house.do(room.close_session(SALE, 1, at=clock("15:30")), by=by())
        assert opened_on(house, 1) == (["101"], True)
        assert (checked(house, 1).faults, checked(house, 1).due) == (0, ())
