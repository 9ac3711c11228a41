"""How whole sales of dice treated their bidders, held against the events themselves."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from ledger.entry import lot_stream
from ledger.events import (
    BidPlaced,
    BidRefused,
    ClosingExtended,
    HouseBidPlaced,
    LiveBidTaken,
    LotPassed,
    LotReopened,
    LotSold,
    ReopenedFor,
    Rule,
)
from ledger.house.replays import SaleReplay
from ledger.house.shown import opened_amounts
from ledger.identity import HOUSE
from ledger.replay.wish import Wish
from ledger.terms.sessions import SessionKind
from presenters.fairness.account import fairness_account
from presenters.opened_history import with_opened_amounts
from projections.bids import sale_history
from projections.catalogue import lots_of
from projections.views import Views
from tests.random_sale import FLOOR, SALE, TIMED, play

pytestmark = pytest.mark.slow

TRIED = (BidPlaced, BidRefused, LiveBidTaken)
CLOSED = (LotSold, LotPassed)
MS = timedelta(milliseconds=1)


def arrived(event):
    if isinstance(event, LiveBidTaken):
        return event.at if event.read_at is None else event.read_at
    if event.received_at != event.entered_at or event.read_at is None:
        return event.received_at
    return event.read_at


def tried(entries):
    """Return what anybody but the house bid, or tried to."""
    return [
        entry
        for entry in entries
        if isinstance(entry.event, TRIED) and entry.event.paddle != HOUSE
    ]


def closed_for(history, place, *, timed):
    """Say when a lot was closed for the bid at a place of its history, if it was."""
    closed = None
    for n, entry in enumerate(history[:place]):
        event = entry.event
        if isinstance(event, CLOSED):
            closed = event.at
        if isinstance(event, LotReopened):
            for_it = n == place - 1 and event.why is ReopenedFor.LATE_BID
            closed = closed if for_it else None
    bid = history[place].event
    out_of_time = isinstance(bid, BidRefused) and bid.code == "bidding-closed"
    if closed is None and timed and out_of_time:
        later = [e.event.at for e in history[place:] if isinstance(e.event, CLOSED)]
        closed = later[0] if later else None
    return closed


@pytest.mark.parametrize("seed", range(25))
def test_every_figure_is_what_the_events_say(seed, tmp_path):
    gamble = play(seed, tmp_path)
    try:
        replay = SaleReplay(gamble.house, SALE)
        silent = Wish(without_paddles=(HOUSE,))
        place = str(tmp_path / "views.db")
        with Views(gamble.house, place) as views, views.asked() as db:
            lines = sale_history(db, SALE)
            names = dict.fromkeys(line.lot for line in lines)
            lines = with_opened_amounts(lines, opened_amounts(gamble.house, names))
            listings = {each.lot: each for each in lots_of(db, SALE)}
        account = fairness_account(
            lines, listings, lambda lot: replay.what_if(lot, silent)
        )
        lots = [gamble.lot(number) for number in (*FLOOR, *TIMED)]
        histories = {lot.id: gamble.history(lot.id) for lot in lots}
        _channels_are_right(account, gamble)
        _ties_are_right(account, histories)
        _extensions_are_right(account, histories)
        _after_the_hammer_is_right(account, histories, listings)
        _house_is_right(account, histories, replay)
    finally:
        gamble.house.close()


def _channels_are_right(account, gamble):
    bids = tried(
        entry for entry in gamble.entries() if entry.stream.startswith(lot_stream(""))
    )
    counted = Counter(entry.event.channel for entry in bids)
    told = Counter()
    for each in account.channels:
        told[each.channel] += each.bids
        took = [
            (entry.by.recorded_at - arrived(entry.event)) // MS
            for entry in bids
            if entry.position in each.positions
        ]
        assert (each.fastest_ms, each.slowest_ms) == (min(took), max(took))
        assert each.median_ms == sorted(took)[(len(took) - 1) // 2]
        assert sum(ms <= each.most_ms for ms in took) >= 0.95 * len(took)
    assert told == counted


def _ties_are_right(account, histories):
    expected = set()
    for history in histories.values():
        for n, entry in enumerate(history):
            event = entry.event
            if not isinstance(event, BidPlaced):
                continue
            if event.standing.rule is not Rule.TIE_EARLIER:
                continue
            rivals = [
                e.event
                for e in history[:n]
                if isinstance(e.event, BidPlaced | HouseBidPlaced)
                and getattr(e.event, "paddle", HOUSE) != event.paddle
                and event.maximum
                in {getattr(e.event, name, None) for name in ("maximum", "amount")}
            ]
            assert rivals, "a tie takes two"
            expected.add(entry.position)
    assert {tie.decided.position for tie in account.ties} == expected
    for tie in account.ties:
        assert tie.first.paddle == tie.decided.leader
        if HOUSE not in {tie.first.paddle, tie.second.paddle}:
            assert tie.first.maximum == tie.second.maximum
            assert tie.first.received_at <= tie.second.received_at


def _extensions_are_right(account, histories):
    expected = {
        entry.position: entry.event
        for history in histories.values()
        for entry in history
        if isinstance(entry.event, ClosingExtended)
    }
    assert {each.line.position for each in account.extensions} == {*expected}
    for each in account.extensions:
        event = expected[each.line.position]
        assert each.line.ends_at == event.ends_at
        assert each.bid is not None
        assert each.bid.bid == event.bid


def _after_the_hammer_is_right(account, histories, listings):
    expected = {}
    for lot, history in histories.items():
        timed = listings[lot].kind is SessionKind.TIMED
        for n, entry in enumerate(history):
            if entry not in tried([entry]):
                continue
            closed = closed_for(history, n, timed=timed)
            if closed is not None and arrived(entry.event) >= closed:
                expected[entry.position] = (arrived(entry.event) - closed) // MS
    told = {each.line.position: each.ms for each in account.after}
    assert told == expected


def _house_is_right(account, histories, replay):
    expected = {
        lot: [e.position for e in history if isinstance(e.event, HouseBidPlaced)]
        for lot, history in histories.items()
    }
    told = {each.lot: [line.position for line in each.taken] for each in account.house}
    assert {lot: taken for lot, taken in told.items() if taken} == {
        lot: taken for lot, taken in expected.items() if taken
    }
    for each in account.house:
        silent = Wish(without_paddles=(HOUSE,))
        assert each.comparison == replay.what_if(each.lot, silent)
