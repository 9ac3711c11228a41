"""The event-sourcing library's own doors open on our log, live, as a house writes."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.persistence import IntegrityError, Tracking
from eventsourcing.projection import (
    ApplicationSubscription,
    Projection,
    ProjectionRunner,
)
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from ledger.damage import LedgerDamaged
from ledger.entry import Entry
from ledger.events import NAMES, BidPlaced
from ledger.house import House
from ledger.lot.evolve import evolve_all
from ledger.store.application import LedgerApplication, projector
from ledger.store.opened import unwrapped
from ledger.store.tracking import LedgerTrackingRecorder
from tests.masked_lots import without_amounts
from tests.older_ledgers import unpack
from tests.patience import PATIENCE
from tests.sale_of_tests import all_entries, bid, by, lot, new_house, place
from tests.story import usd

BIDS = 30


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path) as house:
        yield house


@pytest.fixture
def application(house, tmp_path):
    assert house.head()
    with LedgerApplication({"LOTLEDGER_URL": place(tmp_path)}) as application:
        yield application


def bid_on(house: House, upto: int, *, after: int = 0) -> None:
    """Take bids on the first three lots, each above the last, up to a number."""
    for turn in range(after, upto):
        paddle = "101" if turn // 3 % 2 else "102"
        house.do(bid(turn % 3 + 1, paddle, 110 + 10 * turn), by=by())


def test_a_subscription_gives_entries_while_the_house_writes(house, application):
    def follow(until: int):
        seen = []
        with ApplicationSubscription(application, gt=5) as subscription:
            for entry, tracking in subscription:
                seen.append((entry, tracking))
                if entry.position == until:
                    return seen
        raise AssertionError("a subscription does not end by itself")

    until = house.head() + BIDS
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(follow, until)
        bid_on(house, BIDS)
        seen = following.result(PATIENCE)
    log = all_entries(house)[5:]
    assert [entry for entry, _ in seen] == log
    assert [tracking for _, tracking in seen] == [
        Tracking("lotledger", entry.position) for entry in log
    ]


def test_a_subscription_gives_what_it_was_asked_for(house, application):
    bid_on(house, 5)
    with ApplicationSubscription(application, topics=["bid-placed/1"]) as subscription:
        heard = [next(subscription)[0] for _ in range(5)]
    assert {type(entry.event) for entry in heard} == {BidPlaced}
    assert [entry.position for entry in heard] == sorted(e.position for e in heard)


def test_the_notification_log_has_every_entry(house, application):
    bid_on(house, 5)
    log = all_entries(house)
    selected = application.notification_log.select(start=3, limit=10)
    read = [application.mapper.to_domain_event(stored) for stored in selected]
    assert read == log[2:12]
    section = application.notification_log["1,10"]
    assert [item.id for item in section.items] == list(range(1, 11))
    assert section.next_id == "11,20"


def test_a_repository_loads_our_aggregates(house, application):
    bid_on(house, BIDS)
    load = projector(evolve_all)
    for number in (1, 2, 3):
        loaded = application.repository.get(f"lot:{lot(number)}", projector_func=load)
        assert len(loaded.claims) == BIDS // 3
        assert all(claim.read is None for claim in loaded.claims), "it is sealed"
        assert without_amounts(loaded) == without_amounts(house.lot(lot(number)))
        opened = unwrapped(house.opened_history(lot(number)))
        assert load(None, opened) == house.lot(lot(number))
    begun = application.repository.get(f"lot:{lot(1)}", version=1, projector_func=load)
    assert begun.standing is None
    with pytest.raises(AggregateNotFoundError):
        application.repository.get("lot:MAY26/999", projector_func=load)


def test_a_repository_loads_a_lot_whose_tie_was_broken(tmp_path):
    """What broke it is above the maximum, which is sealed."""
    name = f"lot:{lot(1)}"
    with new_house(tmp_path, break_ties=True) as house:
        house.do(bid(1, "101", 200), by=by())
        house.do(bid(1, "102", 200, break_tie=True), by=by())
        with LedgerApplication({"LOTLEDGER_URL": place(tmp_path)}) as application:
            loaded = application.repository.get(
                name, projector_func=projector(evolve_all)
            )
        ours = house.lot(lot(1))
    assert (ours.lead.paddle, ours.lead.maximum) == ("102", usd(220))
    assert loaded.lead.read is None
    assert without_amounts(loaded) == without_amounts(ours)


def test_a_repository_gives_entries_with_their_positions(house, application):
    bid_on(house, 5)
    entries = application.repository.get(
        f"lot:{lot(1)}", projector_func=lambda _, entries: list(entries)
    )
    assert entries == list(house.history(lot(1)))


# A view of somebody's own, by the library's runner and our tracking recorder.

VIEW = MetaData()
COUNTS = Table(
    "counts",
    VIEW,
    Column("lot", String, primary_key=True),
    Column("bids", Integer, nullable=False),
)
COUNT = (
    insert(COUNTS)
    .values(lot=bindparam("name"), bids=1)
    .on_conflict_do_update(index_elements=["lot"], set_={"bids": COUNTS.c.bids + 1})
)


class BidCounts(LedgerTrackingRecorder):
    """How many bids each lot has."""

    def __init__(self, database, **more):
        super().__init__(database, **more)
        with database.writing() as connection:
            VIEW.create_all(connection)

    def count(self, name, tracking):
        with self.tracked(tracking) as connection:
            connection.execute(COUNT, {"name": name})
            if name == self.fails_on:
                raise InterruptedError(name)

    fails_on = None

    def counts(self):
        with self.database.reading() as connection:
            return dict(connection.execute(select(COUNTS)).all())


class CountBids(Projection[BidCounts]):
    topics = ("bid-placed/1",)

    @singledispatchmethod
    def process_event(self, domain_event, tracking):
        raise AssertionError(domain_event)

    @process_event.register
    def _(self, entry: Entry, tracking):
        self.view.count(entry.event.lot, tracking)


@pytest.fixture
def runner(tmp_path):
    environment = {
        "PERSISTENCE_MODULE": "ledger.store",
        "LOTLEDGER_URL": place(tmp_path),
        "COUNTBIDS_LOTLEDGER_URL": str(tmp_path / "counts.db"),
    }
    return lambda: ProjectionRunner(
        application_class=LedgerApplication,
        projection_class=CountBids,
        view_class=BidCounts,
        env=environment,
    )


def counted(house):
    return Counter(e.event.lot for e in all_entries(house) if e.type == "bid-placed/1")


@pytest.mark.slow
def test_a_projection_runs_while_the_house_writes(house, runner):
    with runner() as running:
        bid_on(house, BIDS)
        running.wait(house.head(), timeout=PATIENCE)
        assert running.view.counts() == counted(house)


@pytest.mark.slow
def test_a_projection_goes_on_where_it_was_stopped(house, runner):
    bid_on(house, 6)
    with runner() as running:
        running.wait(house.head(), timeout=PATIENCE)
    bid_on(house, BIDS, after=6)
    with runner() as running:
        running.wait(house.head(), timeout=PATIENCE)
        assert running.view.counts() == counted(house)


def test_a_projection_that_fails_keeps_neither_row_nor_position(
    house, runner, monkeypatch
):
    bid_on(house, 6)
    monkeypatch.setattr(BidCounts, "fails_on", lot(3))
    with pytest.raises(InterruptedError), runner() as running:
        running.wait(house.head(), timeout=PATIENCE)
    assert running.view.counts() == {lot(1): 1, lot(2): 1}
    monkeypatch.undo()
    with runner() as running:
        running.wait(house.head(), timeout=PATIENCE)
        assert running.view.counts() == counted(house)


def test_what_was_followed_is_not_followed_again(house, runner):
    bid_on(house, 3)
    with runner() as running:
        running.wait(house.head(), timeout=PATIENCE)
        with pytest.raises(IntegrityError, match="has followed the log to"):
            running.view.count(lot(1), Tracking("lotledger", house.head()))
        assert running.view.counts() == counted(house)


# Nothing is recorded by these doors.


@dataclass(frozen=True)
class Something:
    originator_id: str = "lot:MAY26/1"
    originator_version: int = 2


def test_nothing_is_written_by_the_library(house, application):
    before = house.head()
    with pytest.raises(NotImplementedError, match="takes events from the house alone"):
        application.save(Something())
    assert house.head() == before


def test_any_application_reads_a_ledger_by_our_mapper(house, tmp_path):
    environment = {
        "PERSISTENCE_MODULE": "ledger.store",
        "LOTLEDGER_URL": place(tmp_path),
        "CREATE_TABLE": "no",
        "MAPPER_TOPIC": "ledger.store.application:LedgerMapper",
    }
    with (
        Application[str](environment) as theirs,
        ApplicationSubscription(theirs) as subscription,
    ):
        entry, _ = next(subscription)
    assert entry == all_entries(house)[0]
    assert type(entry.event) is NAMES[entry.type]


def test_no_ledger_is_begun_or_upgraded_by_reading(tmp_path):
    with pytest.raises(LedgerDamaged, match="There is no ledger at"):
        LedgerApplication({"LOTLEDGER_URL": place(tmp_path)})
    assert list(tmp_path.iterdir()) == []
    older = unpack("schema-1", tmp_path)
    before = older.read_bytes()
    with LedgerApplication({"LOTLEDGER_URL": str(older)}) as application:
        (first,) = application.notification_log.select(start=1, limit=1)
        assert application.mapper.to_domain_event(first).position == 1
    assert older.read_bytes() == before
    assert list(tmp_path.iterdir()) == [older]
