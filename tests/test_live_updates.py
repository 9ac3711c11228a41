"""Live updates: whoever comes back goes on where they were, and misses no state."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from threading import Event

import pytest
from eventsourcing.persistence import OperationalError

import web.live
import web.streams
from ledger.damage import LedgerDamaged
from ledger.house import House, clients, lots
from ledger.house.command import together
from ledger.identity import ClientId
from ledger.refusals import RecordedRefusal
from ledger.store.streams_reader import StreamsReader
from ledger.vault.secrets import NoVault
from presenters.public_view import shown
from tests.patience import PATIENCE
from tests.sale_of_tests import SALE, bid, by, entry, lot, new_house, place
from tests.story import usd
from tests.watching import come, follow, told
from web.live import LiveUpdates
from web.open_files import OWN
from web.streams import SaleStream, following


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path) as house:
        yield house


@pytest.fixture
def live(house):
    return LiveUpdates(house)


def test_whoever_comes_first_is_told_where_the_log_stands(live, house):
    watcher = come(live, SALE, None)
    assert told(watcher) == [("position", house.head(), {})]
    assert told(watcher) == []


def test_a_lot_that_changed_is_told_as_everybody_may_see_it(live, house):
    watcher = come(live, SALE, house.head())
    house.do(bid(1, "101", 98_765), by=by())
    assert follow(live) == 1
    ((event, position, data),) = told(watcher)
    assert (event, position) == ("lot", house.head())
    assert (data["lot"], data["bids"], data["price"]) == (lot(1), 1, "100.00")
    assert data["session"] == 1
    assert "98765" not in json.dumps(data)
    assert "101" not in json.dumps(data)


def test_nobody_is_told_of_a_refused_bid_or_of_what_a_leader_raised(house):
    house.do(bid(1, "101", 500), by=by())
    live = LiveUpdates(house)
    watcher = come(live, SALE, house.head())
    for paddle, dollars in (("102", 1), ("101", 900), ("102", 1), ("101", 950)):
        with suppress(RecordedRefusal):
            house.do(bid(1, paddle, dollars), by=by())
        assert follow(live) == 0
    assert told(watcher) == []
    house.do(bid(1, "102", 150), by=by())
    assert follow(live) == 1
    ((_, position, data),) = told(watcher)
    assert (position, data["bids"]) == (house.head(), 2)


@pytest.fixture
def keyless(tmp_path, monkeypatch):
    """The ledger of ``house`` as the process that streams it has it open."""
    shut = NoVault(why="it is elsewhere", to_do="Fetch it.")
    with House.open(place(tmp_path)) as keyless:
        monkeypatch.setattr(keyless.keys_at_hand, "secrets", lambda *_: shut)
        yield keyless


def test_a_leaders_raise_in_a_sealed_sale_is_told_to_nobody(house, keyless):
    live = LiveUpdates(keyless)
    watcher = come(live, SALE, house.head())
    words = [
        (1, "101", 1000, 1),
        (1, "102", 500, 2),
        (1, "101", 1500, None),
        (2, "101", 1000, 1),
        (2, "102", 500, 2),
        (2, "102", 600, 3),
    ]
    for number, paddle, dollars, seen in words:
        house.do(bid(number, paddle, dollars), by=by())
        follow(live)
        counts = [data["bids"] for _, _, data in told(watcher)]
        assert counts == ([] if seen is None else [seen])
        assert shown(keyless.lot(lot(number))) == shown(house.lot(lot(number)))
    assert keyless.lot(lot(1)).lead.read is None


def test_whether_a_sealed_reserve_is_met_is_told_without_any_key(house, keyless):
    house.do(lots.catalogue(SALE, [entry(4, reserve=usd(300))]), by=by())
    live = LiveUpdates(keyless)
    watcher = come(live, SALE, house.head())
    assert shown(keyless.lot(lot(4))) == shown(house.lot(lot(4)))
    for dollars, met in ((200, False), (500, True)):
        house.do(bid(4, "101" if met else "102", dollars), by=by())
        follow(live)
        ((_, _, data),) = told(watcher)
        assert data["reserve_met"] is met
        assert shown(keyless.lot(lot(4))) == shown(house.lot(lot(4)))
    assert keyless.lot(lot(4)).reserve is None


def test_steps_of_a_lot_that_nobody_took_are_told_together(live, house):
    watcher = come(live, SALE, house.head())
    house.do(bid(1, "101", 200), by=by())
    follow(live)
    house.do(bid(2, "101", 200), by=by())
    follow(live)
    house.do(bid(1, "102", 150), by=by())
    follow(live)
    messages = told(watcher)
    assert [data["lot"] for _, _, data in messages] == [lot(2), lot(1)]
    assert messages[-1][2]["bids"] == 2
    positions = [position for _, position, _ in messages]
    assert positions == sorted(positions)


def test_whoever_comes_back_skips_nothing_and_is_told_nothing_twice(live, house):
    seen = house.head()
    for number in (1, 2, 3):
        house.do(bid(number, "101", 200), by=by())
        follow(live)
    assert [data["lot"] for _, _, data in told(come(live, SALE, seen))] == [
        lot(1),
        lot(2),
        lot(3),
    ]
    assert [data["lot"] for _, _, data in told(come(live, SALE, seen + 2))] == [lot(3)]
    assert told(come(live, SALE, house.head())) == []


@pytest.mark.parametrize("far", [-1, 10_000])
def test_whoever_saw_what_is_not_remembered_reads_anew(house, far):
    live = LiveUpdates(house, remembered=0)
    ((event, position, _),) = told(come(live, SALE, house.head() + far))
    assert (event, position) == ("reset", house.head())


@pytest.mark.parametrize("is_followed", [True, False])
def test_a_page_that_shows_more_than_was_told_of_is_not_read_anew(
    live, house, is_followed
):
    """Most entries are of no lot; and a page may be quicker than who tells."""
    house.do(together([clients.enrol(ClientId("C-9"))]), by=by())
    if is_followed:
        follow(live)
    watcher = come(live, SALE, house.head())
    assert told(watcher) == []
    house.do(bid(1, "101", 200), by=by())
    follow(live)
    assert [event for event, *_ in told(watcher)] == ["lot"]


def test_what_is_forgotten_is_no_longer_gone_on_from(house):
    live = LiveUpdates(house, remembered=2)
    seen = house.head()
    for number in (1, 2, 3):
        house.do(bid(number, "101", 200), by=by())
        follow(live)
    assert [event for event, *_ in told(come(live, SALE, seen))] == ["reset"]
    assert [data["lot"] for _, _, data in told(come(live, SALE, seen + 1))] == [
        lot(2),
        lot(3),
    ]


def test_whoever_comes_back_to_another_process_skips_nothing(house):
    """The one that they followed ended, and what came meanwhile is in the log."""
    seen = house.head()
    for number, paddle in ((1, "101"), (2, "101"), (1, "102")):
        house.do(bid(number, paddle, 200), by=by())
    messages = told(come(LiveUpdates(house), SALE, seen))
    assert [(event, data["lot"]) for event, _, data in messages] == [
        ("lot", lot(2)),
        ("lot", lot(1)),
    ]
    assert messages[-1][1] == house.head()


def test_whoever_missed_more_than_waits_for_anybody_reads_anew(house):
    seen = house.head()
    for number in (1, 2, 3):
        house.do(bid(number, "101", 200), by=by())
    live = LiveUpdates(house, pending=2)
    assert [event for event, *_ in told(come(live, SALE, seen))] == ["reset"]
    assert len(told(come(live, SALE, seen + 1))) == 2


def test_a_watcher_who_reads_too_slowly_reads_anew(house):
    live = LiveUpdates(house, pending=2)
    slow, quick = come(live, SALE, house.head()), come(live, SALE, house.head())
    for number in (1, 2, 3):
        house.do(bid(number, "101", 200), by=by())
        follow(live)
        assert len(told(quick)) == 1
    assert [event for event, *_ in told(slow)] == ["reset"]


@pytest.mark.parametrize("comes", ["before it is read", "between", "afterwards"])
def test_a_lot_is_written_once_however_many_watch(live, house, monkeypatch, comes):
    written = []
    shape = web.live.public_lot_shape
    monkeypatch.setattr(
        web.live,
        "public_lot_shape",
        lambda *given: written.append(given) or shape(*given),
    )
    before, watchers = house.head(), []

    def arrive(when):
        if comes == when:
            watchers.extend(come(live, SALE, before) for _ in range(5))

    house.do(bid(1, "101", 200), by=by())
    arrive("before it is read")
    changes = live.read_on()
    arrive("between")
    list(live.publish(changes))
    assert len(written) == (comes == "before it is read"), "nobody watched"
    arrive("afterwards")
    is_read_anew = comes == "between"
    event = "reset" if is_read_anew else "lot"
    assert [told(watcher)[0][0] for watcher in watchers] == [event] * 5
    assert len(written) == (not is_read_anew)


def test_of_all_who_come_back_at_once_one_reads_and_no_more_than_fit_stay(
    house, monkeypatch
):
    written, statuses, seen = [], [], house.head()
    shape = web.live.public_lot_shape
    monkeypatch.setattr(
        web.live,
        "public_lot_shape",
        lambda *given: written.append(given) or shape(*given),
    )
    monkeypatch.setattr(web.streams, "files_at_most", lambda: OWN + 5)
    house.do(bid(1, "101", 200), by=by())
    house.do(bid(2, "101", 200), by=by())
    stream = SaleStream(LiveUpdates(house), house)
    scope = {"type": "http", "method": "GET", "path": f"/api/v1/sales/{SALE}/events"}
    scope |= {"query_string": f"after={seen}".encode(), "app": None}

    async def come_back(all_answered):
        async def send(piece):
            if piece["type"] == "http.response.start":
                statuses.append(piece["status"])
                if len(statuses) == 20:
                    all_answered.set()

        async def receive():
            await all_answered.wait()
            return {"type": "http.disconnect"}

        await stream({**scope, "headers": []}, receive, send)

    async def all_come_back():
        all_answered = asyncio.Event()
        coming = asyncio.gather(*(come_back(all_answered) for _ in range(20)))
        await asyncio.wait_for(coming, PATIENCE)

    asyncio.run(all_come_back())
    assert len(written) == 2
    assert sorted(statuses) == [200] * 5 + [503] * 15


def test_other_sales_are_not_told(live, house):
    watcher = come(live, "OTHER", house.head())
    house.do(bid(1, "101", 200), by=by())
    assert follow(live) == 0
    assert told(watcher) == []


def test_whoever_leaves_is_told_no_more(live, house):
    watcher = come(live, SALE, house.head())
    live.leave(watcher)
    house.do(bid(1, "101", 200), by=by())
    assert follow(live) == 0
    assert live.watching == 0
    assert watcher.gone


def broken_after(pages, fault, met=None):
    """Return what reads so many pages of a log, and then meets a fault, and says so."""
    read = StreamsReader.streams_after

    def streams_after(reader, position, *, limit):
        if not pages:
            if met is not None:
                met.set()
            raise fault
        pages.pop()
        return read(reader, position, limit=limit)

    return streams_after


def test_what_could_not_be_read_whole_is_read_again(live, house, monkeypatch):
    watcher = come(live, SALE, house.head())
    house.do(bid(1, "101", 200), by=by())
    house.do(bid(2, "101", 200), by=by())
    monkeypatch.setattr(web.live, "PAGE", 1)
    with monkeypatch.context() as patched:
        full = OperationalError("the disk is full")
        patched.setattr(StreamsReader, "streams_after", broken_after([1], full))
        with pytest.raises(OperationalError):
            live.read_on()
    follow(live)
    assert [data["lot"] for _, _, data in told(watcher)] == [lot(1), lot(2)]


@pytest.mark.parametrize(
    ("fault", "goes_on"),
    [(OperationalError("the disk is full"), True), (LedgerDamaged("changed"), False)],
)
def test_a_log_that_cannot_be_read_leaves_nobody_waiting(
    live, house, monkeypatch, fault, goes_on
):
    monkeypatch.setattr(web.streams, "CALM_SECONDS", 0.01)
    watcher = come(live, SALE, house.head())
    house.do(bid(1, "101", 200), by=by())
    met = Event()

    async def until_there_is_news():
        async with following(live):
            await asyncio.to_thread(met.wait, PATIENCE)
            monkeypatch.undo()
            await asyncio.wait_for(watcher.wait(60), PATIENCE)
            return watcher.gone, bool(watcher.pending)

    monkeypatch.setattr(StreamsReader, "streams_after", broken_after([], fault, met))
    if goes_on:
        assert asyncio.run(until_there_is_news()) == (False, True)
        return
    with pytest.raises(LedgerDamaged):
        asyncio.run(until_there_is_news())
    assert watcher.gone


def test_streams_go_on_where_nobody_can_wait_for_news(live, house, monkeypatch):
    def wait(_):
        raise ValueError("filedescriptor out of range in select()")

    monkeypatch.setattr(web.streams, "CALM_SECONDS", 0.01)
    monkeypatch.setattr(live, "wait", wait)
    watcher = come(live, SALE, house.head())
    faults = []

    async def until_there_is_news():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: faults.append(context))
        async with following(live):
            await asyncio.sleep(0.1)
            await asyncio.to_thread(house.do, bid(1, "101", 200), by=by())
            await asyncio.wait_for(watcher.wait(60), PATIENCE)
            return watcher.gone, [data["lot"] for _, _, data in told(watcher)]

    assert asyncio.run(until_there_is_news()) == (False, [lot(1)])
    assert [type(each["exception"]) for each in faults] == [ValueError], "once"


def test_whoever_comes_while_the_service_stops_is_not_kept(tmp_path):
    with new_house(tmp_path) as house:
        live = LiveUpdates(house)
        live.leave_all()
        assert come(live, SALE, None).gone
        assert live.watching == 0


def test_a_position_that_is_missing_is_no_silence(live, house):
    house.do(bid(1, "101", 200), by=by())
    house.do(bid(2, "101", 200), by=by())
    gone = house.head() - 1
    delete = f"DELETE FROM events WHERE position = {gone}"  # noqa: S608 (a number)
    with house.appending() as connection:
        connection.execute("DROP TRIGGER events_stay")
        connection.execute(delete)
    with pytest.raises(LedgerDamaged, match=f"no position {gone}"):
        live.read_on()
