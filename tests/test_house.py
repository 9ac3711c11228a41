"""The house: what is asked of it once is done once, and a no changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger.client import Certificate
from ledger.entry import Attribution
from ledger.events import (
    BidPlaced,
    BidRefused,
    HouseBidPlaced,
    LotCatalogued,
    LotPassed,
    LotSold,
    ReserveSet,
    SaleClosed,
)
from ledger.house import bids, clients, lots, sales
from ledger.house.bids import LotSlip
from ledger.house.command import Command
from ledger.house.shown import opened_amounts
from ledger.identity import Channel, ClientId, Paddle, Role
from ledger.lot import Stage
from ledger.lot.slip import Slip
from ledger.refusals import (
    KeyUsed,
    LotExists,
    LotOutsideSessions,
    ReasonNeeded,
    RecordedRefusal,
    Refusal,
    RowsRefused,
    SaleExists,
    SaleIsClosed,
    UnknownClient,
    UnknownLot,
    UnknownSale,
)
from ledger.terms.bidding import ReserveMode
from tests.sale_of_tests import (
    SALE,
    all_entries,
    as_cached,
    as_stored,
    bid,
    by,
    entry,
    lot,
    new_house,
    place,
    terms,
)
from tests.story import clock, usd

LATER = timedelta(minutes=5)


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path) as house:
        yield house


def slip(paddle: str, dollars: int, *, at: str = "10:00", **more: object) -> Slip:
    return Slip(
        paddle=Paddle(paddle),
        submitted=usd(dollars),
        **{
            "channel": Channel.MAIL,
            "received_at": clock("09:30"),
            "entered_at": clock(at),
            **more,
        },
    )


# Keys


def test_the_same_key_and_words_give_the_first_answer_again(house):
    first = house.do(bid(1, "101", 150), by=by("k"))
    house.do(bid(1, "102", 300), by=by("other"))
    again = house.do(bid(1, "101", 150), by=by("k"))
    assert again == replace(first, repeated=True)
    assert house.head() == first.last + 1


def test_a_key_outlives_the_process(tmp_path):
    with new_house(tmp_path) as house:
        first = house.do(bid(1, "101", 150), by=by("k"))
    with type(house).open(place(tmp_path)) as house:
        again = house.do(bid(1, "101", 150), by=by("k"))
        assert again == replace(first, repeated=True)


def test_a_key_used_for_other_words_is_refused(house):
    first = house.do(bid(1, "101", 150), by=by("k"))
    with pytest.raises(KeyUsed) as no:
        house.do(bid(1, "101", 160), by=by("k"))
    assert no.value.code == "key-used"
    assert f"Key k was used at position {first.first} for another command." in str(
        no.value
    )
    assert house.head() == first.last


def test_a_refused_bid_is_answered_with_the_same_refusal_again(house):
    def refused() -> RecordedRefusal:
        with pytest.raises(RecordedRefusal) as no:
            house.do(bid(1, "101", 50), by=by("k"))
        return no.value

    first = refused()
    head = house.head()
    house.do(bid(1, "102", 300), by=by())
    again = refused()
    assert (first.given, first.words) == ("bid-below-asking", str(first))
    assert "asks $100; a maximum of $50 does not reach it" in first.words
    assert (again.given, again.words) == (first.given, first.words)
    assert house.head() == head + 1


def test_a_bid_sent_again_later_is_the_same_bid(house):
    """Its sender gave up waiting, and does not know that it was recorded."""
    first = house.do(bid(1, "101", 150), by=by("k"))
    again = house.do(bid(1, "101", 150, at=clock("10:00") + LATER), by=by("k"))
    assert again == replace(first, repeated=True)


def test_a_bid_received_at_another_time_is_another_bid(house):
    house.do(bid(1, "101", 150, received_at=clock("09:30")), by=by("k"))
    again = bid(1, "101", 150, received_at=clock("09:30"), at=clock("10:00") + LATER)
    assert house.do(again, by=by("k")).repeated
    with pytest.raises(KeyUsed):
        house.do(bid(1, "101", 150, received_at=clock("09:31")), by=by("k"))


@pytest.mark.parametrize(
    "received",
    ["as the file says", "when they were entered"],
)
def test_a_bid_list_entered_again_later_is_the_same_list(house, received):
    """The same file imported again records nothing."""

    def listed(at: str) -> Command:
        more = {} if received == "as the file says" else {"received_at": clock(at)}
        slips = [slip("101", 150, at=at, **more), slip("102", 40, at=at, **more)]
        return bids.take_bids([LotSlip(lot(1), one) for one in slips])

    first = house.do(listed("10:00"), by=by("bids.csv"))
    assert [type(event) for event in first.events] == [BidPlaced, BidRefused]
    assert house.do(listed("10:07"), by=by("bids.csv")) == replace(first, repeated=True)


def test_another_bid_list_under_the_same_key_is_refused(house):
    house.do(bids.take_bids([LotSlip(lot(1), slip("101", 150))]), by=by("k"))
    for other in (slip("101", 160), slip("102", 150), slip("101", 150, static=True)):
        with pytest.raises(KeyUsed):
            house.do(bids.take_bids([LotSlip(lot(1), other)]), by=by("k"))


def test_a_key_is_not_spent_on_what_changed_nothing(house):
    head = house.head()
    assert not house.do(sales.announce(terms()), by=by("k")).events
    assert house.do(bid(1, "101", 150), by=by("k")).first == head + 1


@pytest.mark.parametrize("key", ["", "a\0b", "schlüssel 🔑", "k" * 5_000, "'; --"])
def test_a_key_may_be_any_text(house, key):
    first = house.do(bid(1, "101", 150), by=by(key))
    assert house.do(bid(1, "101", 150), by=by(key)) == replace(first, repeated=True)
    assert not house.do(bid(1, "101", 170), by=by(key + "\0c")).repeated


# Refusals


@pytest.mark.parametrize(
    ("ask", "no"),
    [
        (sales.announce(terms(title="Another")), SaleExists),
        (bid(9, "101", 150), UnknownLot),
        (lots.track(lot(1), ClientId("NOBODY")), UnknownClient),
        (lots.catalogue(SALE, [entry(1)]), RowsRefused),
        (sales.close_sale(type(SALE)("JUNE26"), at=clock("15:00")), UnknownSale),
        (lots.withdraw(lot(1)), ReasonNeeded),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_refusal_records_nothing(house, ask, no):
    before = all_entries(house)
    with pytest.raises(no):
        house.do(ask, by=by("k"))
    assert all_entries(house) == before
    assert not house.do(bid(1, "101", 150), by=by("k")).repeated, "its key is free"


def test_a_refused_bid_is_recorded(house):
    with pytest.raises(RecordedRefusal) as no:
        house.do(bid(1, "999", 150), by=by("k"))
    (recorded,) = house.entries_after(house.head() - 1, limit=1)
    assert isinstance(recorded.event, BidRefused)
    assert (recorded.event.submitted, recorded.event.said) == (None, "")
    (opened,) = opened_amounts(house, [lot(1)]).values()
    assert replace(opened, seal=None) == BidRefused(
        lot=lot(1),
        bid="1#1",
        paddle=Paddle("999"),
        submitted=usd(150),
        static=False,
        break_tie=False,
        live=False,
        cut=False,
        channel=Channel.INTERNET,
        received_at=clock("10:00"),
        entered_at=clock("10:00"),
        code="unknown-paddle",
        said=no.value.words,
    )
    assert recorded.by.key == "k"


@pytest.mark.parametrize(
    ("faulty", "against"),
    [
        ([entry(10), entry(11), entry(10)], [(2, LotExists)]),
        ([entry(10), entry(2), entry(3)], [(1, LotExists), (2, LotExists)]),
        (
            [entry(10), entry(1_000), entry(1)],
            [(1, LotOutsideSessions), (2, LotExists)],
        ),
    ],
    ids=["a number twice", "numbers that are there", "a number in no session"],
)
def test_a_catalogue_is_entered_whole_or_not_at_all(house, faulty, against):
    before = all_entries(house)
    with pytest.raises(RowsRefused) as no:
        house.do(lots.catalogue(SALE, faulty), by=by("lots.csv"))
    assert [(each.row, type(each.refusal)) for each in no.value.rows] == against
    assert no.value.given == against[0][1].code
    assert all_entries(house) == before
    with pytest.raises(UnknownLot):
        house.lot(lot(10))
    done = house.do(lots.catalogue(SALE, faulty[:1]), by=by("lots.csv"))
    assert (done.events[0].order, done.repeated) == (4, False)


def test_a_bid_list_with_an_unknown_lot_is_refused_whole(house):
    before = all_entries(house)
    slips = [LotSlip(lot(1), slip("101", 150)), LotSlip(lot(9), slip("101", 150))]
    with pytest.raises(UnknownLot):
        house.do(bids.take_bids(slips), by=by())
    assert all_entries(house) == before
    assert as_cached(house, 1) == as_stored(house, 1)


@pytest.mark.parametrize("reason", [None, "", "  ", "\n"])
def test_a_correction_says_why(house, reason):
    day = date(2026, 1, 1)
    certificate = Certificate("US-TX", "1", day, None)
    house.do(clients.file_certificate(ClientId("C-101"), certificate), by=by())
    house.do(bid(1, "101", 150), by=by())
    head = house.head()
    for correction in (
        lots.amend_lot(lot(2), entry(2, title="Better")),
        lots.withdraw(lot(2)),
        sales.suspend_paddle(SALE, Paddle("101")),
        sales.reinstate_paddle(SALE, Paddle("101")),
        sales.amend_terms(terms(title="Amended"), notice="The title was wrong."),
        clients.revoke_certificate(ClientId("C-101"), jurisdiction="US-TX", number="1"),
    ):
        with pytest.raises(ReasonNeeded):
            house.do(correction, by=by(reason=reason))
        with pytest.raises(ReasonNeeded):
            house.rehearse(correction, by=by(reason=reason))
        assert house.head() == head
        house.do(correction, by=by(reason="as the consignor wrote"))
        (recorded,) = house.entries_after(head, limit=1)
        assert recorded.by.reason == "as the consignor wrote"
        head = house.head()


HALF = "half \ud83d of a hammer"

WRITTEN_WITH_HALVES = {
    "the actor": (bid(1, "101", 150), replace(by(), actor=HALF)),
    "on behalf of": (bid(1, "101", 150), by(on_behalf_of=HALF)),
    "the reason": (bid(1, "101", 150), by(reason=HALF)),
    "the key": (bid(1, "101", 150), by(HALF)),
    "a title": (lots.catalogue(SALE, [entry(10, title=HALF)]), by("k")),
    "a second title": (lots.catalogue(SALE, [entry(10), entry(11, title=HALF)]), by()),
    "a notice": (sales.amend_terms(terms("T"), notice=HALF), by("k", reason="why")),
    "a name": (clients.enrol(ClientId(HALF)), by()),
    "a paddle": (bid(1, HALF, 150), by()),
}
"""An argument that is no UTF-8 reaches a program so, and JSON may spell it out."""


@pytest.mark.parametrize(
    ("ask", "who"), WRITTEN_WITH_HALVES.values(), ids=WRITTEN_WITH_HALVES.keys()
)
def test_half_a_character_is_refused_before_anything_is_stored(house, ask, who):
    before = all_entries(house)
    for attempt in (house.do, house.rehearse):
        with pytest.raises(Refusal) as no:
            attempt(ask, by=who)
        assert no.value.code == "half-character"
        assert "half of a character, which no file can keep" in str(no.value)
    assert all_entries(house) == before
    assert house.do(bid(1, "101", 150), by=by()).events[0].bid == "1#1"
    assert as_cached(house, 1, 2, 3) == as_stored(house, 1, 2, 3)


# What is recorded


def test_who_said_so_is_recorded_with_every_event(house):
    who = Attribution(
        actor="erin@example",
        role=Role.AUCTIONEER,
        recorded_at=clock("10:00") + timedelta(microseconds=1),
        on_behalf_of="C-101",
        reason="by telephone",
        key="desk-2/9",
    )
    done = house.do(
        lots.catalogue(SALE, [entry(10, reserve=usd(90)), entry(11)]), by=who
    )
    written = house.entries_after(done.first - 1, limit=10)
    assert [type(one.event) for one in written] == [
        LotCatalogued,
        ReserveSet,
        LotCatalogued,
    ]
    assert [one.by for one in written] == [who] * 3


def test_what_follows_names_what_it_follows_from(house):
    """All events of a command follow from its first."""
    done = house.do(
        lots.catalogue(SALE, [entry(10, reserve=usd(90)), entry(11)]), by=by()
    )
    first, *others = house.entries_after(done.first - 1, limit=10)
    assert first.causation is None
    assert [other.causation for other in others] == [first.id] * 2
    alone = house.do(bid(1, "101", 150), by=by())
    (entered,) = house.entries_after(alone.first - 1, limit=10)
    assert entered.causation is None


def test_an_answer_to_the_consignor_follows_from_the_bid(tmp_path):
    with new_house(
        tmp_path, entries=[entry(1, reserve=usd(300))], reserve=ReserveMode.COUNTER
    ) as house:
        done = house.do(bid(1, "101", 150), by=by("k"))
        assert [type(event) for event in done.events] == [BidPlaced, HouseBidPlaced]
        placed, answered = house.entries_after(done.first - 1, limit=2)
        assert answered.causation == placed.id
        assert (done.first, done.last) == (placed.position, answered.position)
        again = house.do(bid(1, "101", 150), by=by("k"))
        assert again == replace(done, repeated=True)


def test_the_same_sale_announced_twice_records_nothing(house):
    before = all_entries(house)
    done = house.do(sales.announce(terms()), by=by())
    assert (done.events, done.repeated) == ((), False)
    assert all_entries(house) == before


def test_a_closed_sale_takes_no_more_lots(house):
    house.do(sales.close_sale(SALE, at=clock("23:00")), by=by())
    with pytest.raises(SaleIsClosed):
        house.do(lots.catalogue(SALE, [entry(90)]), by=by())


def test_closing_twice_records_nothing(house):
    house.do(bid(1, "101", 150), by=by())
    done = house.do(sales.close_sale(SALE, at=clock("15:00")), by=by())
    kinds = [type(event) for event in done.events]
    assert kinds == [LotSold, LotPassed, LotPassed, SaleClosed]
    assert house.do(sales.close_sale(SALE, at=clock("16:00")), by=by()).events == ()
    assert house.do(bids.close_lot(lot(1), at=clock("16:00")), by=by()).events == ()


def test_a_rehearsal_tells_what_would_be_recorded_and_records_nothing(house):
    before = all_entries(house)
    told = house.rehearse(bid(1, "101", 150), by=by("k"))
    refused = house.rehearse(bid(1, "101", 50), by=by())
    with pytest.raises(RowsRefused, match="Lot MAY26/1 is in the catalogue already"):
        house.rehearse(lots.catalogue(SALE, [entry(10), entry(1)]), by=by())
    assert isinstance(refused[0], BidRefused)
    assert all_entries(house) == before
    assert as_cached(house, 1, 2, 3) == as_stored(house, 1, 2, 3)
    assert house.do(bid(1, "101", 150), by=by("k")).events == told


# Credit limits


def left(house, number: int, paddle: str, dollars: int, **more: object) -> str | None:
    """Bid, and return what is left of the limit where the bid is over it."""
    try:
        house.do(bid(number, paddle, dollars, **more), by=by())
    except RecordedRefusal as no:
        if no.given != "over-credit-limit":
            raise
        return no.words.split(" has ")[1].split(" left ")[0]
    return None


def test_a_limit_holds_across_lots(tmp_path):
    """What a paddle leads counts at its maximum, what it bought at the hammer."""
    with new_house(tmp_path, limit=1_000) as house:
        assert left(house, 1, "101", 600) is None
        assert left(house, 2, "101", 500) == "$400"
        assert left(house, 2, "101", 400) is None
        assert left(house, 3, "101", 100) == "$0"
        house.do(bid(1, "102", 700), by=by())
        assert left(house, 3, "101", 700) == "$600", "outbid, it is free again"
        assert left(house, 3, "101", 600) is None
        assert left(house, 3, "101", 610) == "$600", "its own lot does not count twice"


def test_what_was_bought_counts_at_the_hammer(tmp_path):
    def open_late(title: str):
        announced = terms(title)
        (session,) = announced.sessions
        late = replace(session, stagger=timedelta(hours=1))
        return replace(announced, sessions=(late,))

    with new_house(tmp_path, limit=1_000, entries=0) as house:
        house.do(sales.amend_terms(open_late("Staggered")), by=by())
        house.do(lots.catalogue(SALE, [entry(n) for n in (1, 2)]), by=by())
        assert left(house, 1, "101", 800) is None
        assert left(house, 2, "101", 300) == "$200"
        house.do(bids.close_lot(lot(1), at=clock("15:00")), by=by())
        assert house.lot(lot(1)).sold.hammer == usd(100)
        assert left(house, 2, "101", 950, at=clock("15:01")) == "$900"
        assert left(house, 2, "101", 900, at=clock("15:01")) is None


def test_a_lot_that_passed_frees_the_limit(tmp_path):
    entries = [entry(1, reserve=usd(950)), entry(2)]
    with new_house(tmp_path, limit=1_000, entries=entries) as house:
        assert left(house, 1, "101", 900) is None
        assert left(house, 2, "101", 600) == "$100"
        house.do(bids.close_lot(lot(1), at=clock("15:00")), by=by())
        assert house.lot(lot(1)).stage is Stage.PASSED
        assert left(house, 2, "101", 600) is None


def test_a_lot_that_was_withdrawn_frees_the_limit(tmp_path):
    with new_house(tmp_path, limit=1_000) as house:
        assert left(house, 1, "101", 900) is None
        house.do(lots.withdraw(lot(1)), by=by(reason="as the consignor wrote"))
        assert left(house, 2, "101", 600) is None


def test_a_lot_with_a_reserve_counts_as_soon_as_it_is_catalogued(tmp_path):
    """It begins with two events, and is a new lot of the sale all the same."""
    with new_house(tmp_path, limit=1_000) as house:
        assert left(house, 1, "101", 100) is None
        house.do(lots.catalogue(SALE, [entry(10, reserve=usd(200))]), by=by())
        assert left(house, 10, "101", 900) is None
        assert left(house, 2, "101", 100) == "$0"


def test_a_tie_that_may_be_broken_is_held_against_the_limit(tmp_path):
    """One increment above the maximum may have to be paid, here and on other lots."""
    with new_house(tmp_path, limit=1_000, break_ties=True) as house:
        assert left(house, 1, "101", 600, break_tie=True) is None
        assert left(house, 2, "101", 400) == "$380"
        assert left(house, 2, "101", 380, break_tie=True) == "$380"
        assert left(house, 2, "101", 380) is None
        house.do(bid(1, "102", 600), by=by())
        assert house.lot(lot(1)).standing.leader == "101"
        assert house.lot(lot(1)).price == usd(620)


def test_without_a_limit_there_is_none(house):
    for number in (1, 2, 3):
        assert left(house, number, "101", 10**9) is None
