"""Whole sales by seed: whatever the dice do, these promises hold."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ledger.entry import lot_stream
from ledger.events import (
    BidPlaced,
    BidRetracted,
    BidStruck,
    HammerAmended,
    LiveBidTaken,
    LotReopened,
    LotResold,
    LotSold,
    Rule,
    SaleRescinded,
)
from ledger.house.replays import SaleReplay
from ledger.identity import HOUSE
from ledger.lot import Stage
from ledger.lot.evolve import evolve
from ledger.replay.result import Fared
from ledger.replay.steps import steps
from ledger.replay.wish import Wish
from projections.catalogue import lots_of
from projections.lot_states import Room
from projections.premium import due_in
from projections.results import results_of
from projections.views import Views
from tests import ledger_places
from tests.masked_lots import without_amounts
from tests.random_sale import FLOOR, SALE, TIMED, Gamble, play

pytestmark = pytest.mark.slow

SEEDS = 60
PUT_RIGHT = (BidRetracted, BidStruck, LotReopened)


@pytest.fixture(scope="module", params=range(SEEDS))
def sale(request):
    """Play a sale once, and keep what is asked of it."""
    with TemporaryDirectory() as folder:
        gamble = play(request.param, Path(folder))
        lots = {n: gamble.lot(n) for n in (*FLOOR, *TIMED)}
        stored = {n: gamble.history(lot.id) for n, lot in lots.items()}
        histories = {n: gamble.opened_history(lot.id) for n, lot in lots.items()}
        views = seen(gamble, Path(folder))
        replay = SaleReplay(gamble.house, SALE)
        recounts = {n: replay.recompute(lot.id) for n, lot in lots.items()}
        ended = {n: steps(histories[n], replay.timeline)[-1].after for n in lots}
        own = Wish(terms=replay.timeline.versions[-1].terms)
        as_it_was = [replay.what_if(lot.id, own) for lot in lots.values()]
        gamble.house.close()
        return {
            "gamble": gamble,
            "lots": lots,
            "stored": stored,
            "histories": histories,
            "views": views,
            "recounts": recounts,
            "ended": ended,
            "as_it_was": as_it_was,
        }


def seen(gamble: Gamble, folder: Path):
    """Ask every view what it says of the sale."""
    with Views(gamble.house, ledger_places.place(folder)) as views:
        with views.asked() as db:
            told = lots_of(db, SALE), results_of(db, SALE), due_in(db, SALE)
        assert views.check([]) == []
    return told


def test_replay_equals_record(sale):
    for number, recount in sale["recounts"].items():
        assert recount.differences == [], number
        assert recount.events == len(sale["histories"][number])


def test_stepping_to_the_end_is_the_lot_as_it_stands(sale):
    assert sale["ended"] == sale["lots"]


def test_under_its_own_terms_a_what_if_comes_to_what_was(sale):
    for told in sale["as_it_was"]:
        aside = [note for note in told.notes if note.fared is Fared.LEFT_ASIDE]
        assert list(told.notes) == aside, "every bid fares as it did"
        assert aside or not told.differs


def test_the_views_say_what_the_lots_say(sale):
    pages, results, dues = sale["views"]
    lots = {lot.id: lot for lot in sale["lots"].values()}
    for page in pages:
        lot = lots[page.lot]
        assert page.stage.value == lot.stage.value
        if lot.stage is not Stage.RESCINDED:
            price = lot.price if lot.sold is None else lot.sold.price
            assert (page.price, page.asking) == (price, lot.asking)
        assert (page.bids, page.ends_at) == (len(lot.claims), lot.ends_at)
        up = (page.room is Room.UP, page.room is Room.LATER)
        assert up == (lot.up is not None, lot.skipped)
        hammer = None if lot.sold is None else lot.sold.hammer
        assert page.hammer == hammer
    for result in results:
        lot = lots[result.lot]
        assert result.outcome.value == lot.stage.value
        if lot.sold is None:
            assert (result.buyer, result.hammer, result.premium) == (None, None, None)
        else:
            sold = lot.sold
            assert (
                result.buyer,
                result.hammer,
                result.premium,
                result.underbidder,
            ) == (
                sold.buyer,
                sold.hammer,
                sold.premium,
                sold.underbidder,
            )
    due = {one.lot: one for one in dues}
    for lot in lots.values():
        if lot.sold is not None:
            assert due[lot.id].premium == lot.sold.premium
            assert due[lot.id].channel == lot.sold.channel
        elif (
            lot.stage is not Stage.OPEN or lot.lead is None or lot.lead.paddle == HOUSE
        ):
            assert lot.id not in due
        else:
            assert due[lot.id].paddle == lot.standing.leader
            assert due[lot.id].premium == lot.standing.premium


def histories(sale):
    return [
        (sale["lots"][n], [entry.event for entry in sale["histories"][n]])
        for n in sale["lots"]
    ]


def test_a_price_never_falls_unless_something_was_struck(sale):
    for lot, events in histories(sale):
        price = 0
        for event in events:
            if isinstance(event, PUT_RIGHT):
                price = 0
            standing = getattr(event, "standing", None)
            if standing is not None and standing.price is not None:
                assert standing.price >= price, (lot.id, event)
                price = standing.price


def test_nobody_pays_above_their_maximum(sale):
    for lot, events in histories(sale):
        highest: Counter[str] = Counter()
        breaks_ties: set[str] = set()
        for event in events:
            if isinstance(event, BidPlaced | LiveBidTaken):
                most = getattr(event, "maximum", None) or event.amount
                highest[event.paddle] = max(highest[event.paddle], most)
                if getattr(event, "break_tie", False):
                    breaks_ties.add(event.paddle)
            standing = getattr(event, "standing", None)
            if standing is not None and standing.rule is Rule.TIE_BROKEN:
                # Who allowed an increment to win a tie is held to what that came to.
                assert standing.leader in breaks_ties, (lot.id, event)
                leader = standing.leader
                highest[leader] = max(highest[leader], standing.price)
            if isinstance(event, LotSold | LotResold):
                assert event.price <= highest[event.buyer], (lot.id, event)


def test_a_sold_lot_has_one_buyer(sale):
    for lot, events in histories(sale):
        buyers = []
        for event in events:
            match event:
                case LotSold(buyer=buyer) | LotResold(buyer=buyer):
                    buyers.append(buyer)
                case HammerAmended(buyer=buyer):
                    buyers[-1:] = [buyer]
                case LotReopened() | SaleRescinded():
                    buyers = []
        assert len(buyers) <= 1, (lot.id, buyers)
        assert (lot.stage is Stage.SOLD) is bool(buyers)
        if buyers:
            assert lot.sold.buyer == buyers[0] != HOUSE


def test_the_events_rebuild_every_lot(sale):
    for number, lot in sale["lots"].items():
        events = [entry.event for entry in sale["histories"][number]]
        assert reduce(evolve, events, None) == lot


def test_without_keys_the_events_rebuild_every_lot_masked(sale):
    for number, lot in sale["lots"].items():
        entries = sale["stored"][number]
        masked = reduce(evolve, [entry.event for entry in entries], None)
        assert all(claim.read is None for claim in masked.claims if not claim.live)
        assert without_amounts(masked) == without_amounts(lot)


def test_positions_are_dense_and_each_belongs_to_its_stream(sale):
    gamble: Gamble = sale["gamble"]
    assert gamble.refused.total() >= 0
    for number, entries in sale["histories"].items():
        assert [entry.version for entry in entries] == list(range(1, len(entries) + 1))
        assert {entry.stream for entry in entries} == {
            lot_stream(sale["lots"][number].id)
        }


def test_the_dice_reach_what_is_promised():
    """A promise that is never put to the test is none."""
    kinds: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    deaths = 0
    for seed in range(SEEDS):
        with TemporaryDirectory() as folder:
            gamble = play(seed, Path(folder))
            for number in (*FLOOR, *TIMED):
                entries = gamble.history(gamble.lot(number).id)
                kinds.update(type(entry.event).__name__ for entry in entries)
            gamble.house.close()
        refused.update(gamble.refused)
        deaths += gamble.deaths
    wanted = (
        "AskingSet BidPlaced BidRefused BidRetracted BidStruck ClosingExtended "
        "FairWarningGiven HammerAmended HouseBidPlaced IncrementSet LiveBidTaken "
        "LotOpened LotPassed LotReopened LotResold LotSkipped LotSold SaleRescinded"
    ).split()
    assert [kind for kind in wanted if not kinds[kind]] == []
    assert deaths > SEEDS
    print(kinds, refused)  # noqa: T201
