"""Openings: whose amounts are opened after the close, and what they then show."""

from __future__ import annotations

import pytest

from ledger.events import BidPlaced, LotSold, MaximumsOpened
from ledger.lot.bidding import refuse_bid
from ledger.money import Currency
from ledger.refusals import Refusal
from ledger.replay.as_opened import StepVerdict
from ledger.terms.bidding import Openings
from ledger.terms.sessions import SessionKind
from ledger.value import replace
from ledger.verification.envelopes import EnvelopeState
from tests.random_lots import play
from tests.random_room_lot import RoomLot
from tests.sealed_lots import SealedLot, lot_after
from tests.seeds import seeds
from tests.story import (
    bids,
    hammer,
    sets_reserve,
    slip,
    usd,
    withdraws,
)

NONE, TWO, ALL = Openings
SEEDS = pytest.mark.parametrize("seed", seeds(200, fast=25))


def refused(paddle, amount, at="14:01"):
    """Let a bid be refused, and recorded."""

    def act(lot, under):
        try:
            bids(paddle, amount, at)(lot, under)
        except Refusal as no:
            return (refuse_bid(lot, slip(paddle, amount, at), no),)
        raise AssertionError("it is refused")

    return act


THREE = (
    sets_reserve(150),
    bids("A", 300, "14:01"),
    bids("B", 500, "14:02"),
    refused("C", 310, "14:03"),
    bids("C", 900, "14:04"),
)


def names(seals):
    """Name seals by their paddle, or as a reserve."""
    return [getattr(seal.event, "paddle", "reserve") for seal in seals]


@pytest.mark.parametrize(
    ("policy", "opened"),
    [
        (NONE, []),
        (TWO, ["reserve", "B", "C"]),
        (ALL, ["reserve", "A", "B", "C", "C"]),
    ],
)
def test_a_lot_that_is_sold_opens_what_its_terms_say(policy, opened):
    assert names(lot_after(*THREE, hammer(), policy=policy).due()) == opened


@pytest.mark.parametrize(("policy", "opened"), [(NONE, 0), (TWO, 0), (ALL, 2)])
def test_a_lot_that_is_passed_has_no_winner(policy, opened):
    passed = lot_after(
        sets_reserve(600), bids("A", 300, "14:01"), hammer(), policy=policy
    )
    assert len(passed.due()) == opened


@pytest.mark.parametrize("policy", Openings)
@pytest.mark.parametrize("end", [(), (withdraws(),)], ids=["open", "withdrawn"])
def test_what_no_hammer_fell_for_stays_shut(policy, end):
    assert lot_after(*THREE, *end, policy=policy).due() == ()


def test_what_is_opened_is_opened_once():
    lot = lot_after(*THREE, hammer())
    assert lot.opened().due() == ()


def test_all_that_is_opened_is_what_was_sealed_and_leads_to_each_price():
    checked = lot_after(*THREE, hammer()).opened().checked()
    assert {each.state for each in checked.envelopes} == {EnvelopeState.MATCHES}
    assert {each.verdict for each in checked.decided} == {StepVerdict.CHECKED}
    assert (checked.faults, checked.due) == (0, ())
    assert [type(each.event) for each in checked.decided][-1] is LotSold


def test_what_the_terms_open_and_nobody_opened_is_named():
    checked = lot_after(*THREE, hammer(), policy=TWO).checked()
    assert len(checked.due) == 3
    assert checked.faults == 0


def test_by_winner_and_underbidder_the_page_names_what_it_could_not_check():
    checked = lot_after(*THREE, hammer(), policy=TWO).opened().checked()
    verdicts = [
        (getattr(each.event, "paddle", None), each.verdict, each.shut)
        for each in checked.decided
    ]
    assert verdicts == [
        (None, StepVerdict.CHECKED, ()),
        ("A", StepVerdict.FITS, ("14#1",)),
        ("B", StepVerdict.FITS, ("14#1",)),
        ("C", StepVerdict.NOT_CHECKED, ("14#3",)),
        ("C", StepVerdict.CHECKED, ()),
        (None, StepVerdict.CHECKED, ()),
    ]
    assert (checked.faults, checked.due) == (0, ())


def changed_opening(lot, place=0, **parts):
    """Change what was opened of a bid."""
    at = next(n for n, e in enumerate(lot.stored) if isinstance(e, MaximumsOpened))
    openings = list(lot.stored[at].openings)
    openings[place] = replace(openings[place], **parts)
    lot.stored[at] = replace(lot.stored[at], openings=tuple(openings))
    return lot


@pytest.mark.parametrize(
    "parts",
    [
        {"maximum": usd(310)},
        {"maximum": None},
        {"nonce": "00" * 32},
        {"nonce": "00"},
        {"nonce": "what"},
    ],
)
def test_what_was_not_sealed_is_told(parts):
    lot = changed_opening(lot_after(*THREE, hammer()).opened(), **parts)
    checked = lot.checked()
    states = [each.state for each in checked.envelopes]
    assert states.count(EnvelopeState.DIFFERS) == 1
    assert checked.faults > 0


@pytest.mark.parametrize("parts", [{"bid": "14#9"}, {"position": 7}, {"bid": "14#2"}])
def test_an_opening_of_what_nobody_sealed_is_told(parts):
    checked = changed_opening(lot_after(*THREE, hammer()).opened(), **parts).checked()
    assert len(checked.strangers) == 1


@pytest.mark.parametrize(
    "change",
    [{"currency": Currency("EUR")}, {"lot": "MAY26/15"}],
    ids=["currency", "lot"],
)
def test_a_commitment_is_to_one_lot_in_one_currency(change):
    lot = lot_after(*THREE, hammer()).opened()
    listing = replace(lot.stored[0], **change)
    others = {"lot": change["lot"]} if "lot" in change else {}
    lot.stored = [listing, *(replace(each, **others) for each in lot.stored[1:])]
    checked = lot.checked()
    assert {each.state for each in checked.envelopes} == {EnvelopeState.DIFFERS}


def test_a_price_over_the_opened_maximum_of_who_leads_is_told():
    lot = lot_after(*THREE, hammer(), policy=TWO).opened()
    at = next(
        n
        for n, e in enumerate(lot.stored)
        if isinstance(e, BidPlaced) and e.paddle == "C"
    )
    standing = replace(lot.stored[at].standing, price=usd(1000), step=usd(500))
    lot.stored[at] = replace(lot.stored[at], standing=standing)
    verdicts = [each.verdict for each in lot.checked().decided]
    assert StepVerdict.DIFFERS in verdicts


def test_a_bid_from_before_sealing_is_plain():
    lot = lot_after(*THREE, hammer()).opened()
    assert isinstance(lot.known[2], BidPlaced)
    lot.stored[2] = lot.known[2]
    checked = lot.checked()
    states = [each.state for each in checked.envelopes]
    assert states.count(EnvelopeState.PLAIN) == 1
    assert checked.strangers != ()


def test_a_lot_that_may_be_put_up_again_waits_for_the_end_of_its_session():
    lot = lot_after(*THREE, hammer(), kind=SessionKind.FLOOR)
    rules = lot.under.rules
    graced = replace(rules, room=replace(rules.room, grace_seconds=5))
    assert len(lot.due(is_over=False)) == 5
    lot.under = replace(lot.under, rules=graced)
    assert lot.due(is_over=False) == ()
    assert len(lot.due(is_over=True)) == 5


@SEEDS
@pytest.mark.parametrize("policy", [TWO, ALL])
@pytest.mark.parametrize("made", ["book", "room"])
def test_what_a_sound_lot_opens_never_differs(seed, policy, made):
    if made == "book":
        played = play(seed)
        events, under = played.history, played.under
        events = [*events, *hammer("23:00")(played.lot, under)]
    else:
        room = RoomLot(seed)
        events, under = room.events, room.under
    bidding = replace(under.rules.bidding, openings=policy)
    under = replace(under, rules=replace(under.rules, bidding=bidding))
    checked = SealedLot(events, under).opened().checked()
    assert [
        each for each in checked.decided if each.verdict is StepVerdict.DIFFERS
    ] == []
    assert checked.faults == 0
    shut = [each for each in checked.envelopes if each.state is EnvelopeState.SHUT]
    if not shut:
        assert {each.verdict for each in checked.decided} <= {StepVerdict.CHECKED}
