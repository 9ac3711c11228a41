"""What the catalogue, the history of bids, the premium and the results say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from sqlalchemy import create_engine, select

from ledger.events import (
    BidderRegistered,
    LotAmended,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    PassReason,
    QuantityMode,
    RegistrationCancelled,
    ReserveSet,
    Rule,
    Standing,
)
from ledger.events.vocabulary import Stage
from ledger.identity import HOUSE, Channel, ClientId, Paddle, Role, lot_id
from ledger.increments import OffIncrement
from presenters.history import remark
from projections.bids import (
    BIDS,
    HistoryKind,
    lot_history,
    paddle_history,
    sale_history,
)
from projections.catalogue import CATALOGUE, listing, lots_of
from projections.engine import catch_up
from projections.lot_states import ReserveState
from projections.premium import PREMIUM, Settled, due_from, due_in, due_on
from projections.queries import ask
from projections.results import RESULTS, SaleTotals, result, results_of, totals
from tests.entries import (
    LOT,
    NOON,
    SALE,
    USD,
    Log,
    bid,
    catalogued,
    clock,
    house,
    leads,
    passed,
    refused,
    sold,
    two_lots,
)

pytestmark = pytest.mark.slow

OTHER = lot_id(SALE, "50062A")
P17, P23 = Paddle("17"), Paddle("23")


def told(view, log):
    """Build one view, and return a connection to ask it by."""
    engine = create_engine("sqlite://")
    catch_up(log, engine, [view])
    return engine.connect()


@pytest.fixture
def ask_about():
    """Tell events to a view; its connection closes with the test."""
    opened = []

    def tell(view, *events, log=None):
        opened.append(told(view, log or Log().tell(*events)))
        return opened[-1]

    yield tell
    for db in opened:
        db.close()
        db.engine.dispose()


def reserve(amount, standing=None):
    return ReserveSet(
        lot=LOT, reserve=None if amount is None else amount * 100, standing=standing
    )


def registered(paddle, channel=Channel.PHONE, line=None):
    return BidderRegistered(lot=LOT, paddle=paddle, channel=channel, phone_line=line)


def amended(**entry):
    usual = {
        "title": "First spacewalk",
        "description": "Two pages in blue ink.",
        "category": "Documents",
        "low_estimate": None,
        "high_estimate": None,
        "opening": 600_00,
        "quantity": 1,
        "quantity_mode": QuantityMode.ALL_ONE_MONEY,
        "consignor": None,
    }
    return LotAmended(lot=LOT, **{**usual, **entry})


# The catalogue.


def test_a_lot_is_listed_as_it_was_catalogued(ask_about):
    page = listing(ask_about(CATALOGUE, catalogued(low_estimate=800_00)), LOT)
    assert (page.lot, page.sale, page.number) == (LOT, SALE, "50061")
    assert (page.title, page.category) == ("First spacewalk", "Documents")
    assert (page.low_estimate, page.high_estimate) == (800_00, None)
    assert (page.opening, page.price, page.asking) == (600_00, None, 600_00)
    assert (page.currency, page.stage) == ("USD", Stage.OPEN)
    assert page.ends_at == datetime(2025, 12, 11, 15, 50, tzinfo=UTC)
    assert page.ends_at.tzinfo is not None


def test_bids_and_registered_phone_bidders_are_counted_as_on_the_lot_page(ask_about):
    """Rulebook 1: the page counts "Bids + Registered Phone Bidders"."""
    db = ask_about(
        CATALOGUE,
        catalogued(),
        registered(P17),
        registered(P23),
        registered(P23, Channel.FLOOR),
        RegistrationCancelled(lot=LOT, paddle=P17, channel=Channel.PHONE),
        RegistrationCancelled(lot=LOT, paddle=P23, channel=Channel.FLOOR),
        bid("17", 1_000, leads("17", 600)),
        refused("23", 640),
        bid("23", 800, leads("17", 850)),
        house(900, leads("17", 950)),
    )
    page = listing(db, LOT)
    assert (page.bids, page.phones, page.interest) == (2, 1, 3)


def test_followers_are_counted_both_ways(ask_about):
    one, two = ClientId("C-1"), ClientId("C-2")
    db = ask_about(
        CATALOGUE,
        catalogued(),
        LotTracked(lot=LOT, client=one),
        LotTracked(lot=LOT, client=two),
        LotUntracked(lot=LOT, client=one),
    )
    assert listing(db, LOT).tracking == 1


def test_an_amended_entry_replaces_the_printed_one(ask_about):
    db = ask_about(
        CATALOGUE, catalogued(), amended(title="Second", opening=500_00, quantity=3)
    )
    page = listing(db, LOT)
    assert (page.title, page.quantity) == ("Second", 3)
    assert (page.opening, page.asking) == (500_00, 500_00)


@pytest.mark.parametrize(
    ("events", "state", "because"),
    [
        ([], "none", "no reserve was set"),
        ([reserve(900)], "not met", "there is no bid yet"),
        ([reserve(900), reserve(None)], "none", "it was lifted"),
        (
            [reserve(900), bid("17", 800, leads("17", 600, reserve_met=False))],
            "not met",
            "the bidding has not reached it",
        ),
        (
            [reserve(900), bid("17", 950, leads("17", 900, reserve_met=True))],
            "met",
            "a bid reached it",
        ),
        (
            [
                reserve(900),
                bid("17", 800, leads("17", 600, reserve_met=False)),
                reserve(600, leads("17", 600, reserve_met=True)),
            ],
            "met",
            "it was lowered to where the bidding stands",
        ),
        (
            [
                reserve(900),
                bid("17", 800, leads("17", 600, reserve_met=False)),
                reserve(None, leads("17", 600)),
            ],
            "none",
            "it was lifted under a bid",
        ),
    ],
)
@pytest.mark.parametrize(("view", "page"), [(CATALOGUE, listing), (RESULTS, result)])
def test_a_reserve_is_told_as_met_or_not(ask_about, view, page, events, state, because):
    db = ask_about(view, catalogued(), *events)
    assert page(db, LOT).reserve == ReserveState(state), because


def test_a_lowered_reserve_moves_the_price(ask_about):
    lowered = reserve(750, leads("17", 750, reserve_met=True))
    first = bid("17", 800, leads("17", 600, reserve_met=False))
    page = listing(
        ask_about(CATALOGUE, catalogued(), reserve(900), first, lowered), LOT
    )
    assert (page.price, page.asking) == (750_00, 800_00)


def test_a_price_realised_has_the_premium_in_it(ask_about):
    """Hammer 600, premium 150, total 750 (rulebook 1 and 2.7)."""
    db = ask_about(
        CATALOGUE, catalogued(), bid("17", 600, leads("17", 600)), sold("17", 600)
    )
    page = listing(db, LOT)
    assert (page.stage, page.hammer, page.realised) == (Stage.SOLD, 600_00, 750_00)


@pytest.mark.parametrize(
    ("event", "stage"),
    [
        (passed(None, PassReason.NO_BIDS), Stage.PASSED),
        (LotWithdrawn(lot=LOT), Stage.WITHDRAWN),
    ],
)
def test_a_lot_that_is_not_sold_realises_nothing(ask_about, event, stage):
    page = listing(ask_about(CATALOGUE, catalogued(), event), LOT)
    assert (page.stage, page.hammer, page.realised) == (stage, None, None)


def test_lots_are_listed_in_sale_order(ask_about):
    numbers = ["9", "50062A", "50063", "50062"]
    entries = [
        catalogued(lot_id(SALE, number), order=order)
        for number, order in zip(numbers, [1, 3, 4, 2], strict=True)
    ]
    elsewhere = catalogued(lot_id("WINE", "1"))
    listed = lots_of(ask_about(CATALOGUE, *entries, elsewhere), SALE)
    assert [page.number for page in listed] == ["9", "50062", "50062A", "50063"]


def test_a_lot_that_was_never_catalogued_has_no_page(ask_about):
    assert listing(ask_about(CATALOGUE, catalogued()), OTHER) is None


@pytest.mark.parametrize("hidden", [900, 5_000])
@pytest.mark.parametrize("view", [CATALOGUE, RESULTS])
def test_what_the_public_sees_does_not_betray_a_maximum(ask_about, view, hidden):
    """Maximums stay secret, from consignors too (rulebook 2.3)."""
    db = ask_about(
        view,
        catalogued(consignor=ClientId("C-SECRET")),
        reserve(777),
        bid("17", hidden, leads("17", 800, reserve_met=True)),
        bid("23", 820, leads("17", 850, against=820_00, reserve_met=True)),
    )
    (row,) = ask(db, view, lambda t: t.select())
    (cleared,) = ask(
        ask_about(
            view,
            catalogued(consignor=None),
            reserve(800),
            bid("17", 1_234, leads("17", 800, reserve_met=True)),
            bid("41", 821, leads("99", 850, against=821_00, reserve_met=True)),
        ),
        view,
        lambda t: t.select(),
    )
    assert repr(row) == repr(cleared)


# The auditor's history.


def lines_of(ask_about, *events, **by):
    return lot_history(
        ask_about(BIDS, log=Log().tell(catalogued(), *events, **by)), LOT
    )


def test_a_bid_is_told_in_full(ask_about):
    standing = Standing(
        leader=P17,
        price=850_00,
        asking=900_00,
        reserve_met=True,
        premium=212_50,
        rule=Rule.ONE_INCREMENT,
        step=50_00,
        against=800_00,
        terms=2,
    )
    placed = bid(
        "17",
        1_000,
        standing,
        client_class="dealer",
        submitted=1_010_00,
        off_increment=OffIncrement.DOWN,
        static=True,
        break_tie=True,
        channel=Channel.MAIL,
        received_at=clock("09:30"),
        entered_at=clock("11:45"),
    )
    (line,) = lines_of(
        ask_about,
        placed,
        actor="mary",
        role=Role.CLERK,
        on_behalf_of="C-1042",
        reason="found in the post",
        key="mail-7",
        recorded_at=clock("11:46"),
    )
    assert (line.position, line.kind, line.lot, line.sale) == (
        2,
        HistoryKind.BID,
        LOT,
        SALE,
    )
    assert (line.bid, line.paddle, line.client_class) == ("50061#1", P17, "dealer")
    assert (line.submitted, line.maximum) == (1_010_00, 1_000_00)
    assert (line.off_increment, line.channel) == (OffIncrement.DOWN, Channel.MAIL)
    assert (line.static, line.break_tie) == (True, True)
    assert (line.received_at, line.entered_at) == (clock("09:30"), clock("11:45"))
    assert line.recorded_at == clock("11:46")
    assert (line.actor, line.role, line.on_behalf_of) == ("mary", Role.CLERK, "C-1042")
    assert (line.reason, line.key) == ("found in the post", "mail-7")
    told = {name: getattr(line, name) for name in Standing.__slots__}
    assert Standing(**told) == standing
    assert (line.code, line.said, line.out_of_time) == (None, None, False)


def test_a_refused_bid_is_told_with_what_was_said(ask_about):
    (line,) = lines_of(ask_about, refused("23", 640))
    assert (line.kind, line.paddle, line.submitted) == (
        HistoryKind.REFUSED,
        P23,
        640_00,
    )
    assert line.code == "bid-below-asking"
    assert line.said == "Lot SPACE/50061 asks $650. Bid $650 or more."
    assert (line.maximum, line.leader, line.price) == (None, None, None)


def test_all_that_touches_the_bidding_is_told_in_order(ask_about):
    lines = lines_of(
        ask_about,
        reserve(900),
        LotTracked(lot=LOT, client=ClientId("C-1")),
        registered(P17, line=3),
        RegistrationCancelled(lot=LOT, paddle=P17, channel=Channel.PHONE),
        amended(),
        bid("17", 600, leads("17", 600)),
        house(700, leads("HOUSE", 700, reserve_met=False)),
        reserve(None, leads("17", 700)),
        passed(700, PassReason.RESERVE_NOT_MET),
        sold("17", 700, underbidder=P23),
        LotWithdrawn(lot=LOT),
    )
    assert [(line.position, line.kind.value, line.paddle) for line in lines] == [
        (2, "reserve", None),
        (4, "registered", P17),
        (5, "registration cancelled", P17),
        (7, "bid", P17),
        (8, "house", HOUSE),
        (9, "reserve", None),
        (10, "passed", None),
        (11, "sold", P17),
        (12, "withdrawn", None),
    ]
    first, on_phone, _, _, by_house, lifted, unsold, hammered, _ = lines
    assert (first.amount, first.price) == (900_00, None)
    assert (on_phone.channel, on_phone.phone_line) == (Channel.PHONE, 3)
    assert (by_house.amount, by_house.leader) == (700_00, HOUSE)
    assert by_house.reserve_met is False
    assert (lifted.amount, lifted.price, lifted.leader) == (None, 700_00, P17)
    assert (unsold.amount, unsold.code) == (700_00, "reserve-not-met")
    assert (hammered.amount, hammered.premium) == (700_00, 175_00)
    assert (hammered.leader, hammered.closed_at) == (P17, clock("18:00"))


def at(time, paddle="17"):
    return bid(paddle, 900, leads(paddle, 600), received_at=clock(time))


@pytest.mark.parametrize(
    ("events", "out_of_time", "because"),
    [
        ([at("12:00"), at("12:01")], [False, False], "in the order received"),
        ([at("12:00"), at("12:00")], [False, False], "at the same moment"),
        ([at("12:05"), at("12:00")], [False, True], "the mail came first"),
        (
            [at("12:05"), at("12:00"), at("12:02"), at("12:06")],
            [False, True, True, False],
            "the third, too, was received before the first",
        ),
        (
            [refused("9", 1, received_at=clock("12:05")), at("12:00")],
            [False, True],
            "a refused bid was a bid",
        ),
        (
            [at("12:05"), house(700, leads("HOUSE", 700)), at("12:00")],
            [False, False, True],
            "the house's bid is not received",
        ),
        (
            [
                bid("9", 900, leads("9", 600), lot=OTHER, received_at=clock("13:00")),
                at("12:00"),
            ],
            [False],
            "another lot is another matter",
        ),
    ],
)
def test_a_bid_entered_out_of_time_is_marked(ask_about, events, out_of_time, because):
    lines = lines_of(ask_about, *events)
    assert [line.out_of_time for line in lines] == out_of_time, because


def test_a_bid_that_came_before_the_close_and_was_typed_after_it_is_marked(ask_about):
    typed_late = refused("9", 1, received_at=clock("17:59"))
    at_the_close = refused("9", 1, received_at=clock("18:00"))
    lines = lines_of(ask_about, at("12:00"), sold("17", 600), typed_late, at_the_close)
    assert [line.before_close for line in lines] == [False, False, True, False]
    assert "received before the close above" in remark(lines[2], USD, "UTC")
    assert "received before the close above" not in remark(lines[3], USD, "UTC")


def test_a_paddles_history_marks_what_came_before_the_bids_of_others(ask_about):
    db = ask_about(BIDS, catalogued(), at("12:05"), at("12:00", "23"), at("12:01"))
    (late,) = paddle_history(db, SALE, P23)
    assert (late.position, late.out_of_time) == (3, True)


def test_a_sales_history_takes_each_lot_by_itself(ask_about):
    elsewhere = bid("9", 900, leads("9", 600), lot=OTHER, received_at=clock("13:00"))
    lines = sale_history(ask_about(BIDS, catalogued(), elsewhere, at("12:00")), SALE)
    assert [line.out_of_time for line in lines] == [False, False]


def test_a_history_can_be_had_by_sale_and_by_paddle(ask_about):
    log = two_lots().tell(catalogued(lot_id("WINE", "1")), LotWithdrawn(lot=OTHER))
    log.tell(LotWithdrawn(lot=lot_id("WINE", "1")))
    db = ask_about(BIDS, log=log)
    assert [line.position for line in sale_history(db, SALE)] == [*range(3, 10), 11]
    assert [line.position for line in paddle_history(db, SALE, P23)] == [4, 5, 7, 8]
    assert paddle_history(db, "WINE", P23) == []


def test_times_come_back_in_utc_wherever_they_were_taken(ask_about):
    dallas = timezone(timedelta(hours=-6))
    taken = datetime(2025, 12, 1, 6, 0, 0, 250_000, tzinfo=dallas)
    (line,) = lines_of(ask_about, bid("17", 900, leads("17", 600), received_at=taken))
    assert line.received_at == NOON.replace(microsecond=250_000)
    assert line.received_at.utcoffset() == timedelta(0)


def test_times_sort_as_they_are_kept(ask_about):
    taken = [NOON, NOON + timedelta(microseconds=1), NOON + timedelta(seconds=1)]
    placed = [bid("17", 900, leads("17", 600), received_at=one) for one in taken]
    db = ask_about(BIDS, *reversed(placed))
    kept = ask(db, BIDS, lambda t: select(t.c.received_at).order_by(t.c.received_at))
    assert [row.received_at for row in kept] == taken


# The premium due.


def dues(ask_about, *events, lot=LOT, **entry):
    return due_on(ask_about(PREMIUM, catalogued(**entry), *events), lot)


def test_a_leader_would_owe_the_premium(ask_about):
    due = dues(ask_about, bid("17", 1_000, leads("17", 600), client_class="dealer"))
    assert (due.paddle, due.price, due.hammer) == (P17, 600_00, 600_00)
    assert (due.premium, due.total) == (150_00, 750_00)
    assert (due.settled, due.channel) == (Settled.LEADING, Channel.INTERNET)
    assert due.client_class == "dealer"


def test_a_weaker_bid_raises_what_the_leader_owes_by_the_leaders_channel(ask_about):
    due = dues(
        ask_about,
        bid("17", 1_000, leads("17", 600), channel=Channel.MAIL, client_class="dealer"),
        bid("23", 800, leads("17", 850), channel=Channel.LIVE),
    )
    assert (due.paddle, due.price, due.premium) == (P17, 850_00, 212_50)
    assert (due.channel, due.client_class) == (Channel.MAIL, "dealer")


def test_a_new_leader_owes_by_their_own_channel(ask_about):
    due = dues(
        ask_about,
        bid("17", 1_000, leads("17", 600), channel=Channel.MAIL, client_class="dealer"),
        bid("23", 1_200, leads("23", 1_050), channel=Channel.LIVE),
    )
    assert (due.paddle, due.channel, due.client_class) == (P23, Channel.LIVE, None)


@pytest.mark.parametrize(
    ("events", "because"),
    [
        ([], "nobody bid"),
        (
            [house(700, leads("HOUSE", 700))],
            "the house leads for the consignor (rulebook 3.2)",
        ),
        (
            [bid("23", 1_000, leads(None, 1_000, rule=Rule.TIE_REOFFERED))],
            "a tie is put up again (rulebook 3.1)",
        ),
        ([passed(600, PassReason.RESERVE_NOT_MET)], "the lot was passed"),
        ([LotWithdrawn(lot=LOT)], "the lot was withdrawn"),
    ],
)
def test_where_nobody_leads_nothing_is_due(ask_about, events, because):
    first = [bid("17", 1_000, leads("17", 600))] if events else []
    db = ask_about(PREMIUM, catalogued(), *first, *events)
    assert (due_on(db, LOT), due_in(db, SALE)) == (None, []), because


def test_who_outbids_the_house_owes(ask_about):
    due = dues(
        ask_about,
        bid("17", 600, leads("17", 600)),
        house(650, leads("HOUSE", 650)),
        bid("17", 700, leads("17", 700), channel=Channel.PHONE),
    )
    assert (due.paddle, due.premium, due.channel) == (P17, 175_00, Channel.PHONE)


def test_a_lowered_reserve_moves_what_is_due(ask_about):
    due = dues(
        ask_about,
        reserve(900),
        bid("17", 800, leads("17", 600)),
        reserve(750, leads("17", 750)),
    )
    assert (due.price, due.premium, due.channel) == (750_00, 187_50, Channel.INTERNET)


@pytest.mark.parametrize(
    ("mode", "pieces", "hammer"),
    [
        (QuantityMode.TIMES_THE_MONEY, 6, 360_00),
        (QuantityMode.ALL_ONE_MONEY, 1, 60_00),
    ],
)
def test_times_the_money_multiplies_the_bid(ask_about, mode, pieces, hammer):
    """One price for all pieces, or the bid times the quantity (rulebook 3.5)."""
    due = dues(
        ask_about,
        bid("17", 60, leads("17", 60, premium=90_00)),
        quantity=6,
        quantity_mode=mode,
    )
    assert (due.pieces, due.hammer, due.total) == (pieces, hammer, hammer + 90_00)


def test_an_amended_quantity_counts(ask_about):
    due = dues(
        ask_about,
        amended(quantity=4, quantity_mode=QuantityMode.TIMES_THE_MONEY),
        bid("17", 60, leads("17", 60)),
    )
    assert due.hammer == 240_00


def test_a_buyer_owes_what_the_hammer_fell_for(ask_about):
    due = dues(
        ask_about,
        bid("17", 1_000, leads("17", 600)),
        sold("23", 1_050, channel=Channel.FLOOR, client_class="trade"),
    )
    assert (due.settled, due.paddle, due.hammer) == (Settled.SOLD, P23, 1_050_00)
    assert (due.premium, due.channel) == (262_50, Channel.FLOOR)
    assert due.client_class == "trade"


def test_what_is_due_is_listed_by_sale_and_by_paddle(ask_about):
    log = Log().tell(
        catalogued(OTHER, order=2),
        catalogued(order=1),
        catalogued(lot_id("WINE", "1")),
        bid("17", 600, leads("17", 600), lot=OTHER),
        bid("23", 600, leads("23", 600)),
        bid("17", 600, leads("17", 600), lot=lot_id("WINE", "1")),
    )
    db = ask_about(PREMIUM, log=log)
    assert [due.lot for due in due_in(db, SALE)] == [LOT, OTHER]
    assert [due.lot for due in due_from(db, SALE, P17)] == [OTHER]


# Prices realised.


def test_a_sold_lot_tells_buyer_underbidder_and_price_realised(ask_about):
    found = result(ask_about(RESULTS, log=two_lots()), LOT)
    assert (found.outcome, found.buyer, found.underbidder) == (Stage.SOLD, P23, P17)
    assert (found.hammer, found.premium, found.realised) == (
        1_050_00,
        262_50,
        1_312_50,
    )
    assert (found.highest, found.closed_at) == (1_050_00, clock("18:00"))


def test_a_passed_lot_tells_why_and_how_far_it_got(ask_about):
    found = result(ask_about(RESULTS, log=two_lots()), OTHER)
    assert (found.outcome, found.reason) == (Stage.PASSED, "reserve-not-met")
    assert (found.highest, found.hammer, found.realised) == (600_00, None, None)
    assert (found.buyer, found.closed_at) == (None, clock("18:00"))


def test_an_open_lot_tells_where_it_stands(ask_about):
    found = result(
        ask_about(RESULTS, catalogued(), bid("17", 900, leads("17", 600))), LOT
    )
    assert (found.outcome, found.highest, found.closed_at) == (Stage.OPEN, 600_00, None)
    assert found.buyer is None


def test_a_withdrawn_lot_tells_when_and_why(ask_about):
    log = Log().tell(catalogued())
    log.tell(LotWithdrawn(lot=LOT), reason="title in doubt", recorded_at=clock("14:00"))
    found = result(ask_about(RESULTS, log=log), LOT)
    assert (found.outcome, found.reason) == (Stage.WITHDRAWN, "title in doubt")
    assert found.closed_at == clock("14:00")


def test_a_sale_adds_up(ask_about):
    lots = [lot_id(SALE, str(number)) for number in range(1, 7)]
    log = Log().tell(
        *(catalogued(lot, order=order) for order, lot in enumerate(lots, 1)),
        sold("17", 600, lot=lots[0]),
        sold("17", 100, lot=lots[1], premium=49_00),
        passed(None, PassReason.NO_BIDS, lot=lots[2]),
        LotWithdrawn(lot=lots[3]),
        catalogued(lot_id("WINE", "1")),
        sold("17", 5, lot=lot_id("WINE", "1")),
    )
    db = ask_about(RESULTS, log=log)
    came_to = totals(db, SALE)
    assert came_to == SaleTotals(
        lots=6, sold=2, passed=1, withdrawn=1, hammer=700_00, premium=199_00
    )
    assert came_to.realised == 899_00
    assert came_to.sell_through == Fraction(2, 3)
    assert [found.lot for found in results_of(db, SALE)] == lots


def test_a_sale_in_which_nothing_came_up_has_no_sell_through(ask_about):
    assert totals(ask_about(RESULTS, catalogued()), SALE).sell_through is None
    assert totals(ask_about(RESULTS), SALE).lots == 0
