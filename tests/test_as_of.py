"""What was known then: a beginning of the log, and nothing after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import reduce

import pytest

from ledger.entry import lot_stream
from ledger.house.clients import enrol
from ledger.identity import ClientId, LotId
from ledger.lot.evolve import evolve
from ledger.refusals import NotRecordedYet, UnknownLot, UnknownSale
from ledger.store import moments, reader
from ledger.store.opened import unwrapped
from projections.catalogue import lots_of
from projections.views import Views
from tests.printed.commands import commands
from tests.random_sale import NINE, SALE, play
from tests.sale_of_tests import bid, by, clock, lot, new_house

pytestmark = pytest.mark.slow

STEP = 23
"""Every position would do, and take its time."""


@pytest.fixture(scope="module")
def gamble(tmp_path_factory):
    played = play(7, tmp_path_factory.mktemp("sale"))
    yield played
    played.house.close()


def test_at_any_position_a_lot_is_what_its_events_made_of_it_until_then(gamble):
    entries = gamble.entries()
    for position in range(0, len(entries) + 1, STEP):
        then = gamble.house.as_of(position)
        known = entries[:position]
        assert then.head() == position
        assert list(then.entries_after(0, limit=1_000_000)) == known
        begun = {one.stream for one in known if one.stream.startswith("lot:")}
        for stream in begun:
            name = LotId(stream.partition(":")[2])
            opened = unwrapped(gamble.house.opened_history(name))
            events = [one.event for one in opened if one.position <= position]
            assert then.lot(name) == reduce(evolve, events, None)
            assert [one.position for one in then.history(name)] == [
                one.position for one in known if one.stream == stream
            ]
        if begun:
            assert {lot_stream(one.id) for one in then.lots(SALE)} == begun
            assert {lot_stream(one) for one in then.lot_names(SALE)} == begun


def test_at_any_position_the_views_say_what_the_lots_were(gamble, tmp_path):
    for position in range(40, gamble.house.head() + 1, STEP * 3):
        then = gamble.house.as_of(position)
        with Views(then, str(tmp_path / f"{position}.db")) as views:
            with views.asked() as db:
                pages = {page.lot: page for page in lots_of(db, SALE)}
            assert views.position() == position
        lots = then.lots(SALE)
        assert pages.keys() == {one.id for one in lots}
        for one in lots:
            page = pages[one.id]
            assert page.stage.value == one.stage.value
            assert page.bids == len(one.claims)
            assert page.asking == one.asking


def test_a_moment_is_the_log_before_the_first_entry_recorded_after_it(gamble):
    entries = gamble.entries()
    for entry in entries[::STEP]:
        moment = entry.by.recorded_at
        later = [e.position for e in entries if e.by.recorded_at > moment]
        expected = min(later) - 1 if later else len(entries)
        assert gamble.house.position_at(moment) == expected
    assert gamble.house.position_at(NINE - timedelta(days=1)) == 0
    assert gamble.house.position_at(NINE + timedelta(days=99)) == len(entries)


def test_a_clock_that_was_set_back_does_not_bring_later_entries_forward(tmp_path):
    """An entry recorded at ten stays unknown at eleven if one of noon stands before."""
    with new_house(tmp_path, durable=False) as house:
        before = house.head()
        house.do(bid(1, "101", 200), by=_at("12:00"))
        house.do(bid(1, "102", 300), by=_at("10:00"))
        assert house.position_at(clock("11:00")) == before
        assert house.position_at(clock("12:00")) == before + 2


def _at(hour: str):
    return replace(by(), recorded_at=clock(hour))


def test_nothing_is_known_before_it_was_recorded(tmp_path):
    with new_house(tmp_path, durable=False) as house:
        with pytest.raises(UnknownSale):
            house.as_of(0).sale(SALE)
        with pytest.raises(UnknownLot):
            house.as_of(1).lot(lot(1))


def test_nobody_looks_back_from_what_is_not_recorded_yet(tmp_path):
    with new_house(tmp_path, durable=False) as house:
        head = house.head()
        assert house.as_of(head).head() == head
        with pytest.raises(NotRecordedYet) as refused:
            house.as_of(head + 1)
        assert (refused.value.position, refused.value.head) == (head + 1, head)


NO_PAST = {
    "terms check": "a file, and no ledger",
    "terms increments": "a file, and no ledger",
    "terms premium": "a file, and no ledger",
    "terms presets": "files, and no ledger",
    "replay csv": "a file, and no ledger",
    "backup": "all of it, or no backup",
    "season close": "it records, and what it shows is how it ended",
    "copy": "all of it, or no copy",
    "audit check": "files, and no ledger",
    "audit cosign": "a file, and no ledger",
    "audit ask-witness": "it signs the ledger as it is now",
    "audit consistency": "checkpoints, each of its own size",
    "audit heads": "what is kept today",
    "audit census": "a checkpoint that is signed",
    "audit pack": "a checkpoint that is signed",
    "audit redeem": "a checkpoint that is signed",
    "audit prove": "a checkpoint that is signed",
    "audit tiles": "a checkpoint that is signed",
    "audit timestamp": "a checkpoint that is signed",
    "audit checkpoint": "it signs the ledger as it stands",
    "audit procedures": "how the record is kept today",
    "audit verify": "all of it, or no verdict",
    "key new": "what signs from now on",
    "key rotate": "what signs from now on",
    "pay import": "what it books is booked now",
    "vault new": "what is locked from now on",
    "vault backup": "all that the vault keeps today",
    "client erase": "what goes from now on",
    "lot unseal": "what is opened from now on",
    "client person": "who the vault says they are today",
    "client export": "all that is kept today, the vault's too",
    "user key": "what signs from now on",
    "user show": "who the vault says they are today",
    "approve": "a file, and no ledger of before",
    "user oidc": "who signs in from now on",
    "user failed-sign-ins": "what the vault keeps today",
    "token new": "who signs in from now on",
    "token list": "who signs in today",
    "webhook add": "what is sent from now on",
    "webhook list": "what is sent today",
    "client invite": "who may come in from now on",
    "views check": "the views that are served now",
    "views status": "the views that are served now",
}


def test_whatever_reads_the_ledger_looks_back():
    reads = {}
    for path, command in commands():
        options = {option for param in command.params for option in param.opts}
        if "--json" in options:
            reads[" ".join(path[1:])] = "--as-of" in options
    assert {name for name, looks in reads.items() if not looks} == NO_PAST.keys()
    assert sum(reads.values()) > 30


def test_a_long_log_of_told_times_is_not_counted_to_its_end(tmp_path, monkeypatch):
    """Two sales of the same days: all of the second is later with earlier times."""
    monkeypatch.setattr(moments, "SPACING", 2)
    with new_house(tmp_path, durable=False) as house:
        known = house.head()
        house.do(bid(1, "101", 200), by=_at("12:00"))
        for _ in range(2 * reader.BLOCKS_COUNTED + 4):
            house.do(enrol(ClientId(f"C-{house.head()}")), by=_at("10:00"))
        told = house.later_with_earlier_times(known, clock("11:00"))
        assert not told.is_all
        assert 0 < told.number <= 2 * reader.BLOCKS_COUNTED
        assert house.position_at(clock("11:00")) == known
