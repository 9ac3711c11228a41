"""Whoever follows a ledger on a server is told of each batch, or asks again soon."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing, contextmanager
from errno import EMFILE
from pathlib import Path
from resource import RLIMIT_NOFILE, getrlimit, setrlimit
from threading import Event, Thread
from time import monotonic

import pytest
from sqlalchemy import make_url

from ledger.house import House, clients
from ledger.identity import ClientId
from ledger.store import postgresql_news
from ledger.store.dialect import dialect_at
from ledger.store.ledger_file import open_database
from ledger.store.postgresql_news import CHANNEL
from ledger.store.recorder import LedgerApplicationRecorder
from tests.database_server import StandbyServer, new_ledger, pooled, server
from tests.live_service import until
from tests.patience import PATIENCE
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, by, sale_of_tests

psycopg = pytest.importorskip("psycopg", reason="lotledger[postgresql] is missing")
pytestmark = [pytest.mark.slow, pytest.mark.server]

LONG = 6 * PATIENCE
"""Nobody is woken by a clock within that."""
SELECT_MAX = 1_024
"""The lowest number of a file that select() cannot take."""


@pytest.fixture
def place():
    place = new_ledger()
    with house_at(place, new_id=LEDGER) as house:
        house.do(sale_of_tests(), by=by())
    return place


def house_at(place, new_id=None):
    return House.open(place, new_id=new_id, recording=REHEARSAL)


@contextmanager
def followed_at(place):
    with closing(open_database(place, new_id=None)) as database:
        yield LedgerApplicationRecorder(database).subscribe()


def enrol(house, number):
    return house.do(clients.enrol(ClientId(f"E-{number}")), by=by())


@pytest.fixture
def waiting():
    """Let a thread wait for news; returns how long it waited, once it was woken."""
    threads = []

    def begin(news, seconds=LONG):
        waited, begun = [], monotonic()

        def wait():
            news.wait(seconds)
            waited.append(monotonic() - begun)

        thread = Thread(target=wait, daemon=True)
        thread.start()
        threads.append(thread)

        def ended():
            thread.join(PATIENCE)
            (seconds_waited,) = waited
            return seconds_waited

        return ended

    return begin


def test_one_notice_is_sent_for_a_batch(place):
    with server().connect(make_url(place).database) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with house_at(place) as house:
            house.do_all([(clients.enrol(ClientId(f"E-{n}")), by()) for n in range(9)])
            notices = listener.notifies(timeout=PATIENCE, stop_after=1)
            assert len(list(notices)) == 1
            assert not list(listener.notifies(timeout=0.2)), "one for all of them"
            house.do(clients.enrol(ClientId("E-1")), by=by())
            assert not list(listener.notifies(timeout=0.2)), "nothing was recorded"


def test_another_process_is_told(place, waiting):
    with house_at(place) as house, closing(dialect_at(place).news()) as news:
        news.wait(LONG)  # It listens from now on.
        ended = waiting(news)
        enrol(house, 1)
        assert ended() < LONG / 3
        # What was told while nobody waited is told all the same.
        enrol(house, 2)
        assert waiting(news)() < LONG / 3


def test_who_waits_beside_who_listens_is_told_too(place, waiting):
    with house_at(place) as house, closing(dialect_at(place).news()) as news:
        news.wait(LONG)
        both = [waiting(news), waiting(news)]
        while news.waiting < 2:
            pass
        enrol(house, 1)
        assert max(ended() for ended in both) < LONG / 3


def test_who_waits_is_woken_by_its_own_process(place, waiting):
    with closing(dialect_at(place).news()) as news:
        news.wait(LONG)
        ended = waiting(news)
        while not news.waiting:
            pass
        news.announce()
        assert ended() < LONG / 3


def test_a_notice_that_gets_lost_is_made_up_for(place, waiting):
    with closing(dialect_at(place).news()) as news:
        news.wait(LONG)
        assert waiting(news, seconds=0.01)() < LONG / 3


def test_behind_a_pooler_the_log_is_asked_again(place, waiting):
    with pooled(place) as through, closing(dialect_at(through).news()) as news:
        assert waiting(news, seconds=0.1)() < LONG / 3
        assert not news.is_listening, "a pooler listens for nobody"
        with house_at(through) as house, followed_at(through) as followed:
            assert next(followed).id == 1
            head, number = house.head(), enrol(house, 1).last
            assert [next(followed).id for _ in range(2, number + 1)][-1] == head + 1


def test_on_a_standby_the_log_is_asked_again(place, waiting):
    standby = StandbyServer(server(), "fourth")
    try:
        standby.catch_up()
        url = standby.url(make_url(place).database)
        with closing(dialect_at(url).news()) as news:
            assert waiting(news, seconds=0.1)() < LONG / 3
            assert not news.is_listening
    finally:
        standby.remove()


def test_a_server_that_was_started_again_is_listened_to_again(
    place, waiting, monkeypatch
):
    monkeypatch.setattr("ledger.store.postgresql_news._WAITS_BETWEEN", 1)
    with closing(dialect_at(place).news()) as news:
        news.wait(LONG)
        server().stop()
        while news.is_listening:
            news.wait(0.01)
        server().start()
        news.wait(0.01)
        assert news.is_listening
        with house_at(place) as house:
            ended = waiting(news)
            enrol(house, 1)
            assert ended() < LONG / 3


def test_a_subscription_ends_at_once(place):
    with followed_at(place) as followed:
        over = Event()

        def follow():
            list(followed)
            over.set()

        thread = Thread(target=follow)
        thread.start()
        assert not over.wait(0.5)
        followed.stop()
        assert over.wait(PATIENCE)
        thread.join()


def test_whoever_waits_for_nothing_keeps_no_file_open(place, monkeypatch):
    opened, socketpair = [], postgresql_news.socketpair
    monkeypatch.setattr(
        postgresql_news, "socketpair", lambda: opened.append(1) or socketpair()
    )
    with closing(dialect_at(place).news()) as news:
        news.announce()
        assert not opened
        news.wait(0)
        news.wait(0)
        assert len(opened) == 1


@pytest.fixture
def many_files():
    """Open so many files that the next one has a number which select() cannot take."""
    before, most = getrlimit(RLIMIT_NOFILE)
    if 0 <= most < 2 * SELECT_MAX:
        pytest.skip("nobody may open so many files here")
    setrlimit(RLIMIT_NOFILE, (2 * SELECT_MAX, most))
    with ExitStack() as files:
        while files.enter_context(Path(os.devnull).open("rb")).fileno() < SELECT_MAX:
            pass
        yield
    setrlimit(RLIMIT_NOFILE, (before, most))


@pytest.mark.usefixtures("many_files")
def test_whoever_has_many_files_open_is_told_as_well(place, waiting):
    with house_at(place) as house, closing(dialect_at(place).news()) as news:
        news.wait(LONG)
        assert news.is_listening
        ended = waiting(news)
        enrol(house, 1)
        assert ended() < LONG / 3
        ended = waiting(news)
        until(lambda: news.waiting)
        news.announce()
        assert ended() < LONG / 3


def test_whoever_may_open_no_file_waits_and_listens_later(place, monkeypatch, waiting):
    def no_more():
        raise OSError(EMFILE, "Too many open files")

    with house_at(place) as house, closing(dialect_at(place).news()) as news:
        with monkeypatch.context() as patched:
            patched.setattr(postgresql_news, "socketpair", no_more)
            news.wait(0)
            ended = waiting(news)
            until(lambda: news.waiting)
            news.announce()
            assert ended() < LONG / 3
        news.wait(LONG)
        assert news.is_listening
        ended = waiting(news)
        enrol(house, 1)
        assert ended() < LONG / 3
