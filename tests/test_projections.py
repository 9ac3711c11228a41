"""A view is only a memory of the ledger: throw it away and it comes back the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import create_engine, delete, event, inspect, update

from ledger.damage import KEEP_BOTH, NotOfThisLog
from ledger.events import BidPlaced, LotCatalogued
from ledger.identity import LotId
from projections import catching_up
from projections.bids import BIDS, lot_history
from projections.catalogue import CATALOGUE, listing
from projections.catching_up import advance
from projections.differences import RowFault, ViewsDiffer
from projections.engine import catch_up, check, rebuild, status
from projections.generations import Purpose, find, prepare, serve, start
from projections.premium import PREMIUM
from projections.queries import NotBuilt, ask, served_position
from projections.results import RESULTS
from projections.view import View
from tests.entries import LEDGER, LOT, Log, bid, leads, two_lots

pytestmark = pytest.mark.slow

VIEWS = (CATALOGUE, BIDS, PREMIUM, RESULTS)


class PowerCut(BaseException):
    """The process ends here, whatever it was doing."""


@pytest.fixture
def place(tmp_path):
    return f"sqlite:///{tmp_path / 'views.db'}"


def opened(place):
    """Open the views without waiting for the disk: no test cuts its power."""
    engine = create_engine(place)
    event.listen(engine, "connect", lambda db, _: db.execute("PRAGMA synchronous=OFF"))
    return engine


@pytest.fixture
def engine(place):
    engine = opened(place)
    yield engine
    engine.dispose()


@pytest.fixture
def other(place):
    """The same views as another process sees them."""
    engine = opened(place)
    yield engine
    engine.dispose()


def rows(engine, view):
    with engine.connect() as db:
        return [
            tuple(row)
            for row in ask(
                db, view, lambda t: t.select().order_by(*t.primary_key.columns)
            )
        ]


def everything(engine):
    return {view.name: rows(engine, view) for view in VIEWS}


def expected(log):
    """Build the views at once, somewhere else."""
    engine = create_engine("sqlite://")
    try:
        catch_up(log, engine, VIEWS)
        return everything(engine)
    finally:
        engine.dispose()


def of(engine, view, purpose):
    with engine.connect() as db:
        return find(db, view, purpose)


def served(engine, view):
    return of(engine, view, Purpose.SERVED)


def tables(engine):
    """Name the tables of the views, and the one that says how they stand."""
    return sorted(set(inspect(engine).get_table_names()) - {"source"})


def tamper(engine, view, change):
    """Do to the served table what nobody should."""
    with engine.begin() as db:
        db.execute(change(find(db, view, Purpose.SERVED).table))


def cut_power(*_):
    raise PowerCut


# Catching up.


@pytest.mark.parametrize("size", [1, 2, 3, 7, 5_000])
@pytest.mark.parametrize("how", [catch_up, rebuild])
def test_views_are_the_same_whatever_the_batch_size(engine, monkeypatch, size, how):
    log = two_lots()
    at_once = expected(log)
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", size)
    how(log, engine, VIEWS)
    assert everything(engine) == at_once


def test_views_are_the_same_when_told_event_by_event(engine):
    whole, log = two_lots(), Log()
    for entry in whole.entries:
        log.entries.append(entry)
        catch_up(log, engine, VIEWS)
    assert everything(engine) == expected(whole)


def test_views_at_different_positions_each_hear_what_they_missed(engine):
    whole = two_lots()
    catch_up(Log(whole.entries[:3]), engine, [BIDS])
    catch_up(Log(whole.entries[:5]), engine, [CATALOGUE])
    catch_up(whole, engine, VIEWS)
    assert everything(engine) == expected(whole)


def test_events_are_asked_for_once_for_all_views(engine, monkeypatch):
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", 4)
    asked = []

    class Counted(Log):
        def entries_after(self, position, *, limit):
            asked.append((position, limit))
            return super().entries_after(position, limit=limit)

    catch_up(Counted(two_lots().entries), engine, VIEWS)
    assert asked == [(0, 4), (4, 4), (8, 1)]


def test_progress_counts_to_the_end(engine, monkeypatch):
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", 4)
    log, told = two_lots(), []
    catch_up(log, engine, VIEWS, lambda done, total: told.append((done, total)))
    assert told == [(4, 9), (8, 9), (9, 9)]


def test_a_driver_that_names_its_parameters_keeps_the_same_views(place):
    engine = create_engine(place, paramstyle="named")
    whole = two_lots()
    catch_up(Log(whole.entries[:4]), engine, VIEWS)
    catch_up(whole, engine, VIEWS)
    assert everything(engine) == expected(whole)
    engine.dispose()


def test_an_empty_ledger_makes_empty_views(engine):
    catch_up(Log(), engine, VIEWS)
    assert everything(engine) == {view.name: [] for view in VIEWS}


@pytest.mark.parametrize("how", [catch_up, rebuild])
def test_a_power_cut_between_batches_leaves_rows_and_position_agreeing(
    engine, other, monkeypatch, how
):
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", 3)
    log = two_lots()
    catch_up(Log(log.entries[:2]), engine, VIEWS)
    with pytest.raises(PowerCut):
        how(log, engine, VIEWS, cut_power)
    reached = served(other, BIDS).position
    assert everything(other) == expected(Log(log.entries[:reached]))
    catch_up(log, other, VIEWS)
    assert everything(other) == expected(log)


def test_a_failure_within_a_batch_keeps_nothing_of_it(engine):
    def deaf(entry, rows):
        if entry.position > 3:
            raise PowerCut
        CATALOGUE.hears[type(entry.event)](entry, rows)

    log = two_lots()
    before = Log(log.entries[:3])
    catch_up(before, engine, VIEWS)
    failing = replace(CATALOGUE, hears=dict.fromkeys(CATALOGUE.hears, deaf))
    with pytest.raises(PowerCut):
        catch_up(log, engine, [BIDS, failing, PREMIUM, RESULTS])
    assert everything(engine) == expected(before)
    assert served(engine, BIDS).position == 3


class Overtaken(Log):
    """A feed during each of whose first answers another process does something."""

    def meanwhile(self, *acts):
        self.acts = list(acts)
        return self

    def entries_after(self, position, *, limit):
        if self.acts:
            self.acts.pop(0)()
        return super().entries_after(position, limit=limit)


def test_who_comes_second_applies_nothing_twice(engine, other):
    log = two_lots()
    catch_up(Log(log.entries[:3]), engine, VIEWS)
    late = Overtaken(log.entries).meanwhile(lambda: catch_up(log, other, VIEWS))
    catch_up(late, engine, VIEWS)
    assert everything(engine) == expected(log)
    with engine.connect() as db:
        assert listing(db, LOT).bids == 3


def test_who_comes_second_for_one_view_still_writes_the_others(engine, other):
    log = two_lots()
    catch_up(Log(log.entries[:3]), engine, VIEWS)
    late = Overtaken(log.entries).meanwhile(lambda: catch_up(log, other, [BIDS]))
    catch_up(late, engine, VIEWS)
    assert everything(engine) == expected(log)


def test_who_is_overtaken_by_half_goes_on_from_there(engine, other):
    log = two_lots()
    half = Log(log.entries[:5])
    late = Overtaken(log.entries).meanwhile(lambda: catch_up(half, other, VIEWS))
    catch_up(late, engine, VIEWS)
    assert everything(engine) == expected(log)


def test_many_catch_up_at_once_from_nothing(place, monkeypatch):
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", 8)
    log = two_lots()
    for price in range(10, 50):
        log.tell(bid("17", 9_000, leads("17", price)))
    engines = [opened(place) for _ in range(3)]
    with ThreadPoolExecutor(3) as processes:
        list(processes.map(lambda one: catch_up(log, one, VIEWS), engines))
    assert everything(engines[0]) == expected(log)
    assert tables(engines[0]) == [
        "bids_1", "catalogue_1", "premium_1", "results_1", "views"
    ]  # fmt: skip
    for one in engines:
        one.dispose()


def test_a_feed_that_skips_an_event_is_not_believed(engine):
    log = two_lots()
    del log.entries[4]
    with pytest.raises(AssertionError, match="the feed has gaps after 0"):
        catch_up(log, engine, VIEWS)


# Rebuilding.


def test_the_old_rows_serve_until_the_new_are_complete(engine, other, monkeypatch):
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", 2)
    log = two_lots()
    catch_up(log, engine, VIEWS)
    seen = []

    def look(*_):
        seen.append((served(other, BIDS).number, everything(other)))

    rebuild(log, engine, VIEWS, look)
    assert seen == [(1, expected(log))] * 5
    assert served(engine, BIDS).number == 2
    assert everything(other) == expected(log)
    assert tables(engine) == [
        "bids_2", "catalogue_2", "premium_2", "results_2", "views"
    ]  # fmt: skip


def test_a_rebuilt_table_has_its_indexes(engine):
    catch_up(two_lots(), engine, [BIDS])
    rebuild(two_lots(), engine, [BIDS])
    (index,) = inspect(engine).get_indexes("bids_2")
    assert index["column_names"] == ["lot"]


def test_a_rebuild_that_was_cut_off_leaves_the_next_a_clean_start(
    engine, other, monkeypatch
):
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", 4)
    log = two_lots()
    catch_up(log, engine, [BIDS])
    with pytest.raises(PowerCut):
        rebuild(log, engine, [BIDS], cut_power)
    assert tables(other) == ["bids_1", "bids_2", "views"]
    assert rows(other, BIDS) == expected(log)["bids"]
    told = []
    rebuild(log, other, [BIDS], lambda done, _: told.append(done))
    assert told[0] == 4, "it begins at the first event, not where the other ended"
    assert tables(other) == ["bids_3", "views"]
    assert rows(other, BIDS) == expected(log)["bids"]


def test_what_a_rebuild_left_half_built_is_not_caught_up(engine, monkeypatch):
    log = two_lots()
    catch_up(Log(log.entries[:8]), engine, [BIDS])
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", 4)
    with pytest.raises(PowerCut):
        rebuild(log, engine, [BIDS], cut_power)
    told = []
    catch_up(log, engine, [BIDS], lambda *counted: told.append(counted))
    assert told == [(1, 1)], "what is served had one event to hear"
    assert served(engine, BIDS).number == 1


@pytest.mark.parametrize("position", [9, 6], ids=["at the head", "behind"])
def test_a_rebuild_does_not_replace_what_was_tampered_with(engine, position):
    log = two_lots()
    catch_up(Log(log.entries[:position]), engine, VIEWS)
    tamper(engine, BIDS, lambda t: update(t).where(t.c.position == 5).values(paddle=9))
    before, listed = everything(engine), tables(engine)
    with pytest.raises(ViewsDiffer, match="row 5 "):
        rebuild(log, engine, VIEWS)
    assert everything(engine) == before
    assert tables(engine) == listed
    rebuild(log, engine, [PREMIUM])
    assert served(engine, PREMIUM).position == 9


def test_what_is_served_never_goes_back(engine, other):
    log = two_lots()
    catch_up(log, engine, VIEWS)

    def meanwhile(done, _):
        if done == 9:
            log.tell(bid("17", 9_000, leads("17", 2_000)))
            catch_up(log, other, VIEWS)

    rebuild(log, engine, VIEWS, meanwhile)
    assert served(engine, BIDS).number == 2
    assert served(engine, BIDS).position == 10
    assert everything(engine) == expected(log)


def test_two_rebuilds_at_once_end_in_one(engine, other):
    log = two_lots()
    catch_up(log, engine, VIEWS)
    late = Overtaken(log.entries).meanwhile(lambda: rebuild(log, other, VIEWS))
    rebuild(late, engine, VIEWS)
    assert everything(engine) == expected(log)
    assert tables(engine) == [
        "bids_4", "catalogue_4", "premium_4", "results_4", "views"
    ]  # fmt: skip


def test_what_another_process_served_is_not_served_again(engine):
    log = two_lots()
    prepare(engine, LEDGER)
    start(engine, [BIDS], Purpose.BUILDING)
    advance(log, engine, lambda: [of(engine, BIDS, Purpose.BUILDING)], {BIDS: 9})
    built = of(engine, BIDS, Purpose.BUILDING)
    assert serve(engine, built)
    assert not serve(engine, built)
    assert rows(engine, BIDS) == expected(log)["bids"]


# Shapes.


@dataclass(frozen=True)
class Counted:
    lot: LotId
    count: int


def reshaped():
    """Return the count of bids per lot, as another release might keep it."""

    def placed(entry, rows):
        rows.add(entry.event.lot, "count")

    def catalogued(entry, rows):
        rows.insert(entry.event, count=0)

    return View(
        name="bids",
        row=Counted,
        key="lot",
        shape=BIDS.shape + 1,
        hears={BidPlaced: placed, LotCatalogued: catalogued},
    )


def test_a_view_of_another_shape_is_rebuilt_by_itself(engine, other, monkeypatch):
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", 4)
    log = two_lots()
    catch_up(log, engine, VIEWS)
    before = rows(other, BIDS)
    seen = []
    catch_up(log, engine, [reshaped()], lambda *_: seen.append(rows(other, BIDS)))
    assert seen == [before] * 3, "the old shape serves the old release meanwhile"
    assert rows(engine, reshaped()) == [("SPACE/50061", 3), ("SPACE/50062A", 1)]
    assert status(log, engine, [reshaped()])[0].shape == BIDS.shape + 1
    assert "bids_1" not in tables(engine)


def test_a_rebuild_for_another_shape_goes_on_where_it_was_cut_off(
    engine, other, monkeypatch
):
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", 4)
    log, told = two_lots(), []
    catch_up(log, engine, [BIDS])
    with pytest.raises(PowerCut):
        catch_up(log, engine, [reshaped()], cut_power)
    catch_up(log, other, [reshaped()], lambda *counted: told.append(counted))
    assert told == [(4, 5), (5, 5)]
    assert rows(other, reshaped()) == [("SPACE/50061", 3), ("SPACE/50062A", 1)]


# Reading.


def test_a_question_sees_the_new_rows_when_the_old_are_dropped_under_it(engine, other):
    log = two_lots()
    catch_up(log, engine, VIEWS)
    asked = []

    def question(table):
        asked.append(table.name)
        if len(asked) == 1:
            rebuild(log, other, [BIDS])
        return table.select()

    with engine.connect() as db:
        assert len(ask(db, BIDS, question)) == 7
    assert asked == ["bids_1", "bids_2"]


def test_a_reader_can_say_what_position_it_saw(engine):
    log = two_lots()
    catch_up(Log(log.entries[:5]), engine, VIEWS)
    with engine.connect() as db:
        assert served_position(db, BIDS) == 5
        assert lot_history(db, LOT)[-1].position == 5


def test_a_view_that_is_not_built_says_how_to_build_it(engine):
    with engine.connect() as db, pytest.raises(NotBuilt) as no:
        listing(db, LOT)
    assert str(no.value) == (
        'The view "catalogue" is not built yet. Build it with: lotledger views rebuild'
    )


def test_a_view_of_another_release_is_not_read(engine):
    catch_up(two_lots(), engine, VIEWS)
    with engine.connect() as db, pytest.raises(NotBuilt) as no:
        served_position(db, reshaped())
    assert str(no.value) == (
        f'The view "bids" is in shape {BIDS.shape}, and shape {BIDS.shape + 1} is '
        "expected. "
        "Build it with: lotledger views rebuild"
    )


# How the views stand.


def test_status_says_how_far_each_view_got(engine):
    log = two_lots()
    catch_up(Log(log.entries[:4]), engine, [BIDS])
    bids, premium = status(log, engine, [BIDS, PREMIUM])
    assert (bids.name, bids.shape, bids.generation) == ("bids", BIDS.shape, 1)
    assert (bids.position, bids.behind, bids.rows) == (4, 5, 2)
    assert (premium.position, premium.behind, premium.generation) == (0, 9, 0)


EVERY_WAY = [catch_up, rebuild, status, check]


@pytest.mark.parametrize("how", EVERY_WAY)
def test_a_view_of_a_longer_ledger_is_refused(engine, how):
    """And is left as it is: it may be all that shows what is lost."""
    log = two_lots()
    catch_up(log, engine, [BIDS])
    before = rows(engine, BIDS)
    with pytest.raises(NotOfThisLog) as no:
        how(Log(log.entries[:6]), engine, [BIDS])
    assert str(no.value).startswith(
        'The view "bids" stands at event 9 and the ledger ends at 6: '
    )
    assert "keep both files" in str(no.value)
    assert rows(engine, BIDS) == before


@pytest.mark.parametrize("how", EVERY_WAY)
def test_a_view_of_another_ledger_is_refused(engine, how):
    """The file of a ledger was put elsewhere, and another begun in its place."""
    catch_up(Log(ledger="one", entries=two_lots().entries), engine, [BIDS])
    before = rows(engine, BIDS)
    other = Log(ledger="another", entries=two_lots().entries)
    with pytest.raises(NotOfThisLog, match="built from the ledger one, and the ledger"):
        how(other, engine, [BIDS])
    assert rows(engine, BIDS) == before


@pytest.mark.parametrize("how", EVERY_WAY)
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": "entry-x"}, "has read the entry entry-9 there, but the ledger has the"),
        ({"version": 7}, "entry-9 there, but the ledger has another text of it"),
    ],
)
def test_a_view_that_read_another_entry_is_refused(engine, how, change, told):
    """An older copy was put in place of the log, and went on another way."""
    log = two_lots()
    catch_up(log, engine, [BIDS])
    went_on = Log([*log.entries[:8], replace(log.entries[8], **change)])
    went_on.tell(log.entries[0].event)
    with pytest.raises(NotOfThisLog, match=told):
        how(went_on, engine, [BIDS])


def test_views_of_before_they_named_an_entry_go_on(engine):
    log = two_lots()
    catch_up(Log(log.entries[:6]), engine, VIEWS)
    with engine.begin() as db:
        db.exec_driver_sql("UPDATE views SET entry = NULL, digest = NULL")
    catch_up(log, engine, VIEWS)
    assert everything(engine) == expected(log)
    assert served(engine, BIDS).read == log.mark(9)


@pytest.mark.parametrize("size", [2, 5_000])
def test_what_is_added_twice_is_a_sentence(engine, monkeypatch, size):
    """A flipped bit made one entry the twin of another; both in a batch, or not."""
    monkeypatch.setattr(catching_up, "BATCH_EVENTS_MAX", size)
    log = two_lots()
    log.entries[8] = replace(log.entries[0], position=9)
    with pytest.raises(NotOfThisLog, match='The view "catalogue" cannot take in posi'):
        catch_up(log, engine, VIEWS)


# Checking.


@pytest.fixture
def built(engine):
    catch_up(two_lots(), engine, VIEWS)
    return engine


def test_check_finds_nothing_in_views_nobody_touched(built):
    assert check(two_lots(), built, VIEWS) == []


def test_check_names_the_cell_that_was_tampered_with(built):
    tamper(built, BIDS, lambda t: update(t).where(t.c.position == 5).values(paddle="9"))
    tamper(built, BIDS, lambda t: update(t).where(t.c.position == 7).values(price=0))
    (found,) = check(two_lots(), built, VIEWS)
    assert (found.view, found.table, found.fault) == (
        "bids",
        "bids_1",
        RowFault.CHANGED,
    )
    assert (found.key, found.column) == (5, "paddle")
    assert (found.served, found.rebuilt) == ("9", "23")
    assert str(found) == (
        'View "bids", table bids_1, row 5 (position 5 of the log, event entry-5): '
        "paddle is '9', the ledger makes it '23'. One of the two was changed. "
        f"{KEEP_BOTH}"
    )


def test_check_names_a_cell_that_no_view_could_read(built):
    with built.begin() as db:
        db.exec_driver_sql("UPDATE catalogue_1 SET stage = 'stolen', ends_at = 'never'")
    (found,) = check(two_lots(), built, VIEWS)
    assert (found.key, found.column) == (LOT, "ends_at")
    assert found.served == "never"


def test_check_names_a_cell_that_was_emptied(built):
    tamper(built, RESULTS, lambda t: update(t).values(hammer=None))
    (found,) = check(two_lots(), built, VIEWS)
    assert (found.column, found.served, found.rebuilt) == (
        "hammer_minor",
        None,
        1_050_00,
    )


def test_check_names_a_row_that_was_deleted(built):
    tamper(built, BIDS, lambda t: delete(t).where(t.c.position == 4))
    (found,) = check(two_lots(), built, VIEWS)
    assert (found.key, found.fault, found.column) == (4, RowFault.MISSING, None)
    where = "row 4 (position 4 of the log, event entry-4)"
    assert f"table bids_1, {where} is missing." in str(found)


def test_check_names_a_row_that_was_made_up(built):
    tamper(built, BIDS, lambda t: update(t).where(t.c.position == 4).values(position=1))
    (found,) = check(two_lots(), built, VIEWS)
    assert (found.key, found.fault) == (1, RowFault.EXTRA), (
        "the first of two differences"
    )
    assert "table bids_1, row 1 comes from no event." in str(found)


def test_check_names_the_first_difference_of_each_view(built):
    tamper(built, PREMIUM, lambda t: update(t).values(premium=0))
    tamper(built, RESULTS, delete)
    found = check(two_lots(), built, VIEWS)
    assert [(one.view, one.key) for one in found] == [
        ("premium", LOT),
        ("results", LOT),
    ]


def test_check_changes_nothing(built):
    tamper(built, PREMIUM, lambda t: update(t).values(premium=0))
    before, listed = everything(built), tables(built)
    stands = status(two_lots(), built, VIEWS)
    check(two_lots(), built, VIEWS)
    assert everything(built) == before
    assert tables(built) == listed
    assert status(two_lots(), built, VIEWS) == stands


def test_check_compares_at_the_position_that_is_served(engine):
    log = two_lots()
    catch_up(Log(log.entries[:4]), engine, [BIDS])
    catch_up(Log(log.entries[:6]), engine, [RESULTS])
    assert check(log, engine, [BIDS, RESULTS]) == []
    assert served(engine, BIDS).position == 4


def test_check_is_not_misled_by_who_catches_up_meanwhile(engine, other):
    log = two_lots()
    catch_up(Log(log.entries[:4]), engine, VIEWS)
    late = Overtaken(log.entries).meanwhile(
        lambda: catch_up(Log(log.entries[:6]), other, VIEWS),
        lambda: catch_up(log, other, VIEWS),
    )
    assert check(late, engine, VIEWS) == []
    assert served(engine, BIDS).position == 9


def test_two_checks_at_once_agree(built, other):
    log = two_lots()
    tamper(built, PREMIUM, lambda t: update(t).values(premium=0))
    found = []
    late = Overtaken(log.entries).meanwhile(
        lambda: found.extend(check(log, other, VIEWS))
    )
    assert check(late, built, VIEWS) == found
    assert [one.view for one in found] == ["premium"]
    assert tables(built) == [
        "bids_1", "catalogue_1", "premium_1", "results_1", "views"
    ]  # fmt: skip


def test_a_check_that_was_cut_off_leaves_the_next_a_clean_start(built):
    start(built, [BIDS], Purpose.CHECKING)
    advance(two_lots(), built, lambda: [of(built, BIDS, Purpose.CHECKING)], {BIDS: 4})
    assert check(two_lots(), built, VIEWS) == []
    assert "bids_2" not in tables(built)


def test_check_needs_something_to_check(engine):
    with pytest.raises(NotBuilt):
        check(two_lots(), engine, VIEWS)
