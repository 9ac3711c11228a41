"""What is done where a server is lost: one that is frozen, gone, or of yesterday."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic

import pytest

from ledger.damage import LedgerDamaged, OutcomeUnknown
from ledger.house import House, clients
from ledger.identity import ClientId
from ledger.store import postgresql_timeline, postgresql_watch
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.library_faults import STORE_FAULTS
from tests.database_server import Server
from tests.live_service import until
from tests.patience import PATIENCE
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, by, sale_of_tests

psycopg = pytest.importorskip("psycopg", reason="lotledger[postgresql] is missing")
pytestmark = [pytest.mark.slow, pytest.mark.server]

LOST = (*STORE_FAULTS, LedgerDamaged)


@pytest.fixture(scope="module")
def own_server():
    """Start a server that a test may take away."""
    server = Server()
    yield server
    server.remove()


@pytest.fixture
def place(own_server):
    place = own_server.url(own_server.new_database())
    with House.open(place, new_id=LEDGER, recording=REHEARSAL) as house:
        house.do(sale_of_tests(), by=by())
    return place


@pytest.fixture
def impatient(monkeypatch):
    """Look often who waits; nobody lets a test wait for long."""
    monkeypatch.setattr(postgresql_watch, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(postgresql_watch, "ANSWERED_WITHIN", 2)


def enrol(house, name):
    return house.do(clients.enrol(ClientId(name)), by=by(name))


@contextmanager
def frozen(server):
    """Freeze a server with everything that it started, as a machine is frozen."""
    first = server.process.pid
    children = Path(f"/proc/{first}/task/{first}/children")
    if not children.exists():
        pytest.skip("the children of a process are not told here")
    every = [first, *map(int, children.read_text().split())]
    for number in every:
        os.kill(number, signal.SIGSTOP)
    try:
        yield
    finally:
        for number in every:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGCONT)


@pytest.mark.usefixtures("impatient")
def test_nobody_waits_for_ever_for_a_server_that_is_frozen(own_server, place):
    with House.open(place, recording=REHEARSAL) as house:
        enrol(house, "C-1")
        with frozen(own_server), ThreadPoolExecutor(2) as both:
            asks = both.submit(house.head)
            records = both.submit(enrol, house, "C-2")
            for waiting in (asks, records):
                with pytest.raises(LOST):
                    waiting.result(PATIENCE)
        first = enrol(house, "C-2")
        assert house.head() == first.last


@pytest.mark.usefixtures("impatient")
def test_a_lost_server_is_asked_again_once_it_answers(own_server):
    watch = postgresql_watch.ServerWatch()
    connection = own_server.connect()
    watch.add(connection)
    here = str(own_server.data)
    assert asked_of("elsewhere", here, watch) == [here, "elsewhere"]
    with frozen(own_server):
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        assert asked_of(here, "elsewhere", watch) == ["elsewhere"]
        assert asked_of(here, here, watch) == [here, here]
    until(lambda: asked_of(here, "elsewhere", watch) == [here, "elsewhere"])


def asked_of(first, second, watch):
    """Return which of two servers are asked, and in which order."""
    parameters = {"host": f"{first},{second}", "port": "5432,5432"}
    watch.in_turn(parameters)
    return parameters["host"].split(",")


@pytest.mark.usefixtures("impatient")
def test_a_server_that_takes_its_time_is_waited_for(place):
    with (
        closing(Database(dialect_at(place))) as database,
        database.reading() as connection,
    ):
        began = monotonic()
        assert connection.exec_driver_sql("SELECT pg_sleep(1), 7").scalars(1).one() == 7
        assert monotonic() - began >= 1


@pytest.mark.usefixtures("impatient")
def test_a_server_has_as_long_as_its_url_says(own_server, place):
    with (
        closing(Database(dialect_at(f"{place}&connect_timeout=60"))) as database,
        ThreadPoolExecutor(1) as other,
    ):
        assert database.ledger_id().text == LEDGER
        with frozen(own_server):
            waiting = other.submit(reads, database)
            with pytest.raises(TimeoutError):
                waiting.result(4)
        assert waiting.result(PATIENCE) == 1


def reads(database):
    with database.reading() as connection:
        return connection.exec_driver_sql("SELECT 1").scalar()


def test_connections_that_broke_off_meanwhile_are_replaced(own_server, place):
    with House.open(place, recording=REHEARSAL) as house:
        before = enrol(house, "C-1")
        assert house.head() == before.last
        own_server.stop()
        own_server.start()
        assert house.head() == before.last
        assert enrol(house, "C-2").first == before.last + 1


def test_while_it_is_gone_it_is_said_so(own_server, place):
    with House.open(place, recording=REHEARSAL) as house:
        enrol(house, "C-1")
        own_server.stop()
        try:
            with pytest.raises(LOST) as told:
                enrol(house, "C-2")
        finally:
            own_server.start()
        # It never began: that is no outcome to ask for.
        assert not isinstance(told.value, OutcomeUnknown)
        assert not enrol(house, "C-2").repeated


def test_a_primary_of_yesterday_is_not_asked(own_server, place, monkeypatch):
    with own_server.connect() as connection:
        asked = "SELECT system_identifier FROM pg_control_system()"
        (cluster,) = connection.execute(asked).fetchone()
    with (
        House.open(place, recording=REHEARSAL) as house,
        monkeypatch.context() as later,
    ):
        head = house.head()
        later.setitem(postgresql_timeline.NEWEST, cluster, "7FFFFFFF")
        with pytest.raises(LedgerDamaged, match="its server only follows another"):
            House.open(place)
    with House.open(place) as house:
        assert house.head() == head
