"""Two people open by hand what a lot's terms leave shut, once it is closed."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from commands.main import main
from ledger.events import LookKind, MaximumsOpened, ReserveOpened
from ledger.house import House, corrections, lots, openings, sales
from ledger.house.replays import SaleReplay
from ledger.identity import BidId, Role
from ledger.refusals import (
    ApprovalNeeded,
    KeyErased,
    NothingToOpen,
    ReasonNeeded,
    SamePerson,
    StaysSealed,
    UnknownBid,
)
from ledger.replay.timeline import timeline_of
from ledger.terms.bidding import Openings
from ledger.vault.secrets import DerivedSecrets, KeyKind
from ledger.verification.envelopes import EnvelopeState, check_envelopes
from ledger.verification.seals import sale_seals
from projections.bids import lot_history
from projections.decisions import decisions
from projections.views import Views
from tests.house_with_roles import acting, begin_with_roles, house_of, user_of
from tests.sale_of_tests import SALE, by, entry, lot, new_house, place
from tests.sealed_sale import ENTRIES, bid_upon, closed
from tests.story import clock, usd

pytestmark = pytest.mark.slow

NONE, TWO, ALL = Openings
ORDERED = by(reason="order 12 C 2026")


def unseal(number=1, **more):
    return openings.open_by_hand(lot(number), **{"authorised_by": "Ned", **more})


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path, closed, entries=ENTRIES, openings=NONE) as house:
        yield house


def opened(house, number=1):
    """Return what was opened of a lot: bids, and how many reserves."""
    events = [each.event for each in house.history(lot(number))]
    bids = [
        opening.bid
        for event in events
        if isinstance(event, MaximumsOpened)
        for opening in event.openings
    ]
    return bids, sum(isinstance(event, ReserveOpened) for event in events)


@pytest.mark.parametrize(
    ("named", "what"),
    [
        ({"bids": [BidId("1#2")]}, (["1#2"], 0)),
        ({"bids": [BidId("1#1"), BidId("1#3")], "reserve": True}, (["1#1", "1#3"], 1)),
        ({"reserve": True}, ([], 1)),
        ({"everything": True}, (["1#1", "1#2", "1#3", "1#4"], 1)),
    ],
    ids=str,
)
def test_what_is_named_is_opened_and_nothing_else(house, named, what):
    house.do(unseal(**named), by=ORDERED)
    assert opened(house) == what
    assert opened(house, 2) == ([], 0)
    checked = check_envelopes(
        house.history(lot(1)), timeline_of(house.sale_history(SALE))
    )
    assert (checked.faults, checked.due) == (0, ())
    by_hand = [each for each in checked.envelopes if each.authorised_by == "Ned"]
    assert len(by_hand) == len(what[0]) + what[1]
    assert {each.state for each in by_hand} == {EnvelopeState.MATCHES}
    assert SaleReplay(house, SALE).recompute(lot(1)).differences == []


def test_everybody_reads_it_from_then_on(house, tmp_path):
    house.do(unseal(bids=[BidId("1#2")]), by=ORDERED)
    with Views(house, place(tmp_path)) as views, views.asked() as db:
        lines = lot_history(db, lot(1))
        rows = decisions(db, kinds=("maximums-opened",))
    amounts = {line.bid: line.maximum for line in lines if line.maximum is not None}
    assert amounts == {"1#2": usd(500)}
    (decision,) = rows
    assert (decision.second, decision.reason) == ("Ned", "order 12 C 2026")


def test_what_the_terms_open_is_no_decision(tmp_path):
    with (
        new_house(tmp_path, closed, entries=ENTRIES, openings=ALL) as house,
        Views(house, place(tmp_path)) as views,
        views.asked() as db,
    ):
        assert decisions(db, kinds=("maximums-opened", "reserve-opened")) == []
        with pytest.raises(NothingToOpen):
            house.do(unseal(everything=True), by=ORDERED)


def test_nothing_is_opened_before_the_hammer(tmp_path):
    with new_house(tmp_path, bid_upon, entries=ENTRIES, openings=NONE) as house:
        with pytest.raises(StaysSealed):
            house.do(unseal(everything=True), by=ORDERED)
        house.do(lots.withdraw(lot(1)), by=ORDERED)
        house.do(unseal(bids=[BidId("1#2")]), by=ORDERED)
        assert opened(house) == (["1#2"], 0)


def test_a_lot_that_is_put_up_again_opens_nothing(house):
    again = corrections.reopen(
        lot(1), at=clock("15:40"), ends_at=clock("17:00"), authorised_by="Ned"
    )
    house.do(again, by=ORDERED)
    with pytest.raises(StaysSealed):
        house.do(unseal(everything=True), by=ORDERED)


def test_a_look_while_a_lot_is_up_again_is_before_its_hammer(house):
    house.look(LookKind.MAXIMUM, [lot(1)], "after the hammer", by())
    again = corrections.reopen(
        lot(1), at=clock("15:40"), ends_at=clock("17:00"), authorised_by="Ned"
    )
    house.do(again, by=ORDERED)
    house.look(LookKind.RESERVE, [lot(1)], "it is up again", by())
    looks = sale_seals(house, SALE).looks
    assert [look.before_hammer for look in looks] == [False, True]


@pytest.mark.parametrize(
    ("command", "attribution", "refusal"),
    [
        (unseal(), ORDERED, NothingToOpen),
        (unseal(bids=[BidId("1#77")]), ORDERED, UnknownBid),
        (unseal(3, everything=True), ORDERED, NothingToOpen),
        (unseal(3, reserve=True), ORDERED, NothingToOpen),
        (unseal(everything=True), by(), ReasonNeeded),
        (
            unseal(everything=True, authorised_by="clerk@example"),
            ORDERED,
            SamePerson,
        ),
    ],
    ids=["nothing named", "no such bid", "no bids", "no reserve", "why", "who"],
)
def test_what_is_refused(house, command, attribution, refusal):
    before = house.head()
    with pytest.raises(refusal):
        house.do(command, by=attribution)
    assert house.head() == before


def test_what_is_open_is_not_opened_again(house):
    house.do(unseal(bids=[BidId("1#2")]), by=ORDERED)
    with pytest.raises(NothingToOpen, match="1#2 is open already"):
        house.do(unseal(bids=[BidId("1#2")]), by=ORDERED)
    house.do(unseal(everything=True), by=ORDERED)
    assert opened(house) == (["1#2", "1#1", "1#3", "1#4"], 1)


def test_what_was_erased_is_opened_by_nobody(tmp_path, monkeypatch):
    key = DerivedSecrets.key

    def key_unless_erased(self, kind, subject):
        if (kind, subject) == (KeyKind.CLIENT, "C-101"):
            raise KeyErased(kind=kind.value, subject=subject)
        return key(self, kind, subject)

    with new_house(tmp_path, closed, entries=ENTRIES, openings=NONE):
        pass
    monkeypatch.setattr(DerivedSecrets, "key", key_unless_erased)
    with House.open(place(tmp_path)) as house:
        with pytest.raises(KeyErased):
            house.do(unseal(bids=[BidId("1#1"), BidId("1#2")]), by=ORDERED)
        assert opened(house) == ([], 0)
        house.do(unseal(everything=True), by=ORDERED)
        assert opened(house) == (["1#2", "1#3", "1#4"], 1)


def test_seals_count_what_was_opened_by_hand(house):
    house.do(unseal(bids=[BidId("1#2")], reserve=True), by=ORDERED)
    seals = sale_seals(house, SALE)
    assert [each.opened_by_hand for each in seals.lots] == [2, 0, 0]
    assert seals.early == 0


@pytest.mark.slow
def test_a_second_person_approves_it_with_their_key(tmp_path):
    begin_with_roles(tmp_path, closed)
    compliance = user_of(Role.COMPLIANCE)
    attribution = acting(compliance, Role.COMPLIANCE, reason="order 12 C 2026")
    with house_of(tmp_path, compliance) as house:
        asked = unseal(everything=True, authorised_by=user_of(Role.AUCTIONEER))
        with pytest.raises(ApprovalNeeded):
            house.do(asked, by=attribution)


def typed(tmp_path, *words):
    return CliRunner().invoke(main, ["--ledger", place(tmp_path), *words])


UNSEAL = ("lot", "unseal", "MAY26/1", "--authorised-by", "Ned", "--reason", "ordered")


def test_a_dry_run_tells_no_amount(house, tmp_path):
    before = house.head()
    house.close()
    words = (*UNSEAL, "--all", "--dry-run")
    said = typed(tmp_path, *words).stdout
    assert said == (
        "Lot MAY26/1: 4 sealed bids and 1 sealed reserve would be opened. "
        "Dry run: nothing is recorded.\n"
    )
    shape = json.loads(typed(tmp_path, *words, "--json").stdout)
    assert shape == {
        "lot": "MAY26/1",
        "opened_bids": ["1#1", "1#2", "1#3", "1#4"],
        "opened_reserves": 1,
        "position": None,
        "durable": None,
        "repeated": False,
    }
    with House.open(place(tmp_path)) as again:
        assert again.head() == before


def test_it_is_typed(house, tmp_path):
    house.close()
    answer = typed(tmp_path, *UNSEAL, "--bid", "1#2")
    assert answer.exit_code == 0
    assert answer.stdout.startswith("Lot MAY26/1: 1 sealed bid opened to everybody.")
    history = typed(tmp_path, "audit", "history", "MAY26/1").stdout
    assert "1 sealed bid opened by hand, with Ned: 1#2 $500." in history
    early = typed(tmp_path, *UNSEAL[:2], "MAY26/1", *UNSEAL[3:])
    assert "nothing-to-open" in early.stderr


def test_a_plain_lot_has_nothing_to_open(tmp_path):
    with new_house(tmp_path, entries=(entry(1),), openings=NONE) as house:
        house.do(sales.close_sale(SALE, at=clock("15:30")), by=by())
        with pytest.raises(NothingToOpen):
            house.do(unseal(everything=True), by=ORDERED)
