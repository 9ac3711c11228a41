"""While no server leads, one try at all of them serves everybody who waits."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import repeat
from threading import Thread
from time import sleep

import pytest
from eventsourcing.persistence import OperationalError

from ledger.house import House, clients
from ledger.identity import ClientId
from ledger.store import postgresql_tries
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from tests.database_server import Server, driver
from tests.live_service import until
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, by, sale_of_tests
from tests.story import clock

pytestmark = [pytest.mark.slow, pytest.mark.server]

MANY = 20


@contextmanager
def nobody(folder):
    """Stand where a server would, and let nobody in; yields who came."""
    came = []

    def turn_away():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            came.append(connection)
            connection.close()

    folder.mkdir()
    listener = socket.socket(socket.AF_UNIX)
    with closing(listener):
        listener.bind(str(folder / ".s.PGSQL.5432"))
        listener.listen(MANY)
        thread = Thread(target=turn_away)
        thread.start()
        yield came
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def folder(tmp_path_factory):
    """Give a folder of a short name: that of a socket has its limits."""
    return tmp_path_factory.mktemp("s")


@pytest.fixture
def servers(folder):
    driver()
    with nobody(folder / "a") as first, nobody(folder / "b") as second:
        yield first, second


def place_at(folder):
    hosts = "&".join(f"host={folder / name}" for name in "ab")
    return f"postgresql+psycopg://ledger@/x?{hosts}&target_session_attrs=read-write"


def asks(database):
    with pytest.raises(OperationalError, match="server closed the connection"):
        database.ledger_id()


def test_one_who_finds_nobody_tells_all_who_ask_soon(folder, servers, monkeypatch):
    monkeypatch.setattr(postgresql_tries, "SOON", timedelta(days=1))
    with (
        closing(Database(dialect_at(place_at(folder)))) as database,
        closing(Database(dialect_at(place_at(folder)))) as other,
        ThreadPoolExecutor(MANY) as many,
    ):
        asks(database)
        assert list(map(len, servers)) == [1, 1]
        list(many.map(asks, repeat(database, MANY)))
        # Whichever connections of this process are asked for.
        asks(other)
    assert list(map(len, servers)) == [1, 1]


def test_after_a_while_all_are_tried_again(folder, servers, monkeypatch):
    monkeypatch.setattr(postgresql_tries, "SOON", timedelta())
    with closing(Database(dialect_at(place_at(folder)))) as database:
        asks(database)
        asks(database)
    assert list(map(len, servers)) == [2, 2]


def test_only_one_tries_again(monkeypatch):
    now, tried = [clock("10:00")], []
    monkeypatch.setattr(postgresql_tries, "machine_clock", lambda: now[0])
    tries = postgresql_tries.Tries()

    def connects():
        tried.append(now[0])
        sleep(0.1)
        raise OperationalError("nobody leads")

    def asks_for_one(_):
        with pytest.raises(OperationalError, match="nobody leads"):
            tries.connect(connects)

    asks_for_one(None)
    now[0] += postgresql_tries.SOON
    with ThreadPoolExecutor(MANY) as many:
        list(many.map(asks_for_one, range(MANY)))
    assert tried == [clock("10:00"), now[0]]


def test_what_was_found_before_somebody_led_is_told_to_nobody(monkeypatch):
    monkeypatch.setattr(postgresql_tries, "SOON", timedelta(days=1))
    tries, connection = postgresql_tries.Tries(), object()

    def fails_late():
        assert tries.connect(lambda: connection) is connection
        raise OperationalError("nobody led when I came")

    with pytest.raises(OperationalError, match="when I came"):
        tries.connect(fails_late)
    assert tries.connect(lambda: connection) is connection


def test_whoever_leads_again_is_found(folder):
    server = Server()
    try:
        place = f"{server.url(server.new_database())}&host={folder / 'a'}"
        with House.open(place, new_id=LEDGER, recording=REHEARSAL) as house:
            last = house.do(sale_of_tests(), by=by()).last
            server.stop()
            with pytest.raises(OperationalError):
                house.head()
            with pytest.raises(OperationalError):
                house.head()
            server.start()
            until(lambda: head_of(house) == last)
            enrolled = house.do(clients.enrol(ClientId("C-1")), by=by("enrolled"))
            assert enrolled.first == last + 1
    finally:
        server.remove()


def head_of(house):
    try:
        return house.head()
    except OperationalError:
        return None
