"""A server with a standby: what it has answered is on both.

What it cannot say is unknown, and a repeat finds out.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, cycle
from signal import SIGCONT, SIGQUIT, SIGSTOP
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import make_url

from ledger.damage import LedgerDamaged, OutcomeUnknown
from ledger.house import House, clients
from ledger.house.checkpoints import publish
from ledger.identity import ClientId
from ledger.store import postgresql_connection
from ledger.store.durability import Durability
from ledger.store.postgresql import _TURN
from ledger.store.postgresql_connection import PostgresqlWriteConnection
from presenters.recorded import position_sentence
from tests.database_server import StandbyServer, new_ledger, server
from tests.patience import PATIENCE
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, by, sale_of_tests

psycopg = pytest.importorskip("psycopg", reason="lotledger[postgresql] is missing")
pytestmark = [pytest.mark.slow, pytest.mark.server]

WAITS = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@pytest.fixture(scope="module")
def standby():
    """Let a standby follow the server of the tests, which waits for it if told to."""
    follower = StandbyServer(server(), "second")
    yield follower
    follower.remove()


@pytest.fixture
def place():
    place = new_ledger()
    with house_at(place, new_id=LEDGER) as house:
        house.do(sale_of_tests(), by=by())
    return place


@contextmanager
def waiting_for(names):
    """Let the server wait for standbys of some names."""
    name_standbys(names)
    try:
        yield
    finally:
        name_standbys("")


def name_standbys(names):
    """Name standbys, also anew; every process of the server was told when this ends."""
    before = set_up_at()
    with server().connect() as connection:
        connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        connection.execute("SELECT pg_reload_conf()")
    while set_up_at() == before:
        sleep(0.01)


def set_up_at():
    """Return when the server read its settings, which it then tells its processes."""
    with server().connect() as connection:
        return connection.execute("SELECT pg_conf_load_time()").fetchone()


def demand(place, **settings):
    """Set up the database of a ledger, for whoever connects to it from now on."""
    with server().connect() as connection:
        for name, setting in settings.items():
            connection.execute(
                f"ALTER DATABASE {make_url(place).database} "
                f"SET {name.replace('__', '.')} = '{setting}'"
            )


def house_at(place, new_id=None):
    return House.open(place, new_id=new_id, recording=REHEARSAL)


def enrol(house, number, key=None):
    return house.do(clients.enrol(ClientId(f"E-{number}")), by=by(key))


def someone_waits():
    with server().connect() as connection:
        while not connection.execute(WAITS).fetchall():
            sleep(0.02)


# How durable an answer is


@pytest.mark.usefixtures("standby")
def test_an_acceptance_says_that_a_standby_has_it(place):
    with house_at(place) as house:
        assert enrol(house, 1).durability is Durability.DISK
        with waiting_for("second"):
            accepted = enrol(house, 2)
            assert accepted.durability is Durability.STANDBY
            assert position_sentence(accepted).endswith(", on a standby as well.")
            # Whatever may count as a standby keeps nothing that anybody relies on.
            name_standbys("*")
            assert enrol(house, 3).durability is Durability.DISK
        assert enrol(house, 4).durability is Durability.DISK


@pytest.mark.usefixtures("standby")
def test_what_a_standby_only_has_in_memory_is_on_one_disk(place):
    demand(place, synchronous_commit="remote_write")
    with waiting_for("second"), house_at(place) as house:
        assert enrol(house, 1).durability is Durability.DISK


# A ledger that demands a standby


@pytest.mark.usefixtures("standby")
@pytest.mark.parametrize("names", ["", "*", "second, *"])
def test_no_bid_is_taken_until_a_standby_is_named(place, names):
    demand(place, lotledger__require_standby="on")
    with house_at(place) as house:
        head = house.head()
        with (
            waiting_for(names),
            pytest.raises(LedgerDamaged, match=r"waits for no standby that is named"),
        ):
            enrol(house, 1)
        assert house.head() == head
        with waiting_for("second"):
            assert enrol(house, 1).durability is Durability.STANDBY


def test_no_bid_is_taken_while_the_named_standby_is_not_connected(place):
    demand(place, lotledger__require_standby="on")
    with (
        waiting_for("nobody"),
        house_at(place) as house,
        pytest.raises(LedgerDamaged, match="no synchronous standby is connected"),
    ):
        enrol(house, 1)


@pytest.mark.usefixtures("standby")
def test_no_bid_is_taken_where_a_commit_does_not_wait(place):
    demand(place, lotledger__require_standby="on", synchronous_commit="local")
    with (
        waiting_for("second"),
        house_at(place) as house,
        pytest.raises(LedgerDamaged, match="synchronous_commit = local"),
    ):
        enrol(house, 1)


class Patroni(ThreadingHTTPServer):
    """Answers what is asked of Patroni: who is in its cluster."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.roles = {"first": "leader", "second": "replica"}
        self.asked = 0

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        assert self.path == "/cluster"
        self.server.asked += 1
        members = [{"name": n, "role": r} for n, r in self.server.roles.items()]
        content = json.dumps({"members": members}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def patroni():
    with Patroni() as patroni:
        thread = Thread(target=patroni.serve_forever)
        thread.start()
        yield patroni
        patroni.shutdown()
        thread.join()


@pytest.mark.usefixtures("standby")
def test_no_bid_is_taken_until_patroni_knows_the_standby(place, patroni):
    silent = "http://127.0.0.1:9"
    demand(
        place,
        lotledger__require_standby="on",
        lotledger__patroni=f"{silent}, {patroni.address}",
    )
    with waiting_for("second"), house_at(place) as house:
        with pytest.raises(LedgerDamaged, match="Patroni names none of second"):
            enrol(house, 1)
        patroni.roles["second"] = "sync_standby"
        assert enrol(house, 1).durability is Durability.STANDBY
        asked = patroni.asked
        enrol(house, 2)
        assert patroni.asked == asked
        # Set up anew, it is asked again: it may be another standby of that name.
        patroni.roles["second"] = "replica"
        name_standbys("second")
        with pytest.raises(LedgerDamaged, match="Patroni names none of second"):
            enrol(house, 3)


@pytest.mark.usefixtures("standby")
def test_a_patroni_that_does_not_answer_is_named(place):
    nobody = "http://127.0.0.1:9"
    demand(place, lotledger__require_standby="on", lotledger__patroni=nobody)
    with (
        waiting_for("second"),
        house_at(place) as house,
        pytest.raises(LedgerDamaged, match=f"Patroni answers at none of {nobody}"),
    ):
        enrol(house, 1)


# What is recorded, whatever comes after


@contextmanager
def nobody_can_be_told():
    """Let a stranger tell, and wait for a standby: all others who tell wait for it."""
    with server().connect() as stranger, ThreadPoolExecutor(1) as pool:
        with waiting_for("nobody"):
            told = pool.submit(
                stranger.execute, "CREATE TEMP TABLE anything (); NOTIFY whoever"
            )
            someone_waits()
            yield
        told.result(PATIENCE)


def test_what_is_recorded_is_accepted_though_nobody_can_be_told(place):
    demand(place, synchronous_commit="local", lock_timeout="100ms")
    with house_at(place) as house:
        with nobody_can_be_told():
            accepted = enrol(house, 1)
            assert accepted.durability is Durability.DISK
            assert (house.head(), accepted.repeated) == (accepted.last, False)
        assert enrol(house, 2).first == accepted.last + 1


@pytest.mark.usefixtures("standby")
def test_where_a_server_does_not_say_who_has_it_that_is_unknown(place, monkeypatch):
    """It is recorded, so nobody may say that nothing was."""

    def then_ask_in_vain(connection, rows):
        append(connection, rows)
        monkeypatch.setattr(postgresql_connection, "ASKED", "SELECT 1 / 0")

    append = PostgresqlWriteConnection.append
    with waiting_for("second"), house_at(place) as house:
        with monkeypatch.context() as patched:
            patched.setattr(PostgresqlWriteConnection, "append", then_ask_in_vain)
            with pytest.raises(OutcomeUnknown, match="did not say whether a standby"):
                enrol(house, 1, "k")
        monkeypatch.undo()
        assert enrol(house, 1, "k").repeated


@pytest.mark.parametrize("limit", ["lock_timeout", "statement_timeout"])
def test_a_turn_is_waited_for_longer_than_a_server_lets_its_callers_wait(place, limit):
    demand(place, **{limit: "50ms"})
    with (
        house_at(place) as house,
        ThreadPoolExecutor(1) as pool,
        server().connect(make_url(place).database) as other,
    ):
        other.execute(f"SELECT pg_advisory_lock({_TURN})")
        waiting = pool.submit(enrol, house, 1)
        with pytest.raises(TimeoutError):
            waiting.result(0.5)
        other.execute(f"SELECT pg_advisory_unlock({_TURN})")
        assert waiting.result(PATIENCE).last == house.head()


# What is unknown


def tell_who_waits(ends="pg_cancel_backend"):
    """Let who waits for a standby be told not to."""
    with server().connect() as connection:
        while not connection.execute(
            f"SELECT {ends}(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"  # noqa: S608 (ours)
        ).fetchall():
            sleep(0.02)


def test_a_repeat_waits_for_the_standby_as_well(place):
    """What was not waited for is on one disk: to answer it again would be a promise."""
    with house_at(place) as house, ThreadPoolExecutor(2) as pool:
        with waiting_for("nobody"):
            first = pool.submit(enrol, house, 1, "k")
            tell_who_waits()
            with pytest.raises(OutcomeUnknown, match="no standby has it yet"):
                first.result(PATIENCE)
            again = pool.submit(enrol, house, 1, "k")
            with pytest.raises(TimeoutError):
                again.result(0.5)
        assert again.result(PATIENCE).repeated


def test_no_head_is_signed_before_a_standby_has_the_log(place, monkeypatch):
    kept = []
    with house_at(place) as house, ThreadPoolExecutor(2) as pool:
        monkeypatch.setattr(
            house.published, "keep_head", lambda size, *_: kept.append(size)
        )
        with waiting_for("nobody"):
            first = pool.submit(enrol, house, 1)
            tell_who_waits()
            with pytest.raises(OutcomeUnknown):
                first.result(PATIENCE)
            signing = pool.submit(publish, house)
            someone_waits()
            assert not kept
        signing.result(PATIENCE)
        assert kept == [house.head()]


@pytest.mark.parametrize(
    ("required", "answer"), [("on", OutcomeUnknown), ("off", Durability.DISK)]
)
def test_a_server_that_stops_waiting_without_a_word_is_not_believed(
    place, standby, required, answer
):
    demand(place, lotledger__require_standby=required)
    with (
        house_at(place) as house,
        ThreadPoolExecutor(1) as pool,
        waiting_for("second"),
        standby.connect() as connection,
    ):
        receiver = "SELECT pid FROM pg_stat_wal_receiver"
        (number,) = connection.execute(receiver).fetchone()
        os.kill(number, SIGSTOP)
        try:
            waiting = pool.submit(enrol, house, 1)
            someone_waits()
            name_standbys("")
            if answer is Durability.DISK:
                assert waiting.result(PATIENCE).durability is answer
            else:
                with pytest.raises(answer, match="no standby has it yet"):
                    waiting.result(PATIENCE)
        finally:
            os.kill(number, SIGCONT)


def test_a_server_that_dies_while_it_commits_says_nothing(place):
    with house_at(place) as house, ThreadPoolExecutor(1) as pool:
        with waiting_for("nobody"):
            waiting = pool.submit(enrol, house, 1, "k")
            someone_waits()
            server().stop(SIGQUIT)
            server().start()
            with pytest.raises(OutcomeUnknown, match="broke off while it committed"):
                waiting.result(PATIENCE)
        assert enrol(house, 1, "k").repeated
        assert enrol(house, 2).first == house.head()


# A reader of the standby


def test_a_reader_of_a_standby_never_sees_a_position_without_the_one_before(
    place, standby
):
    """Also in no order but that of the log: what is visible there is a beginning."""
    over, seen = Event(), set()
    standby.catch_up()

    def read():
        with standby.connect(make_url(place).database) as connection:
            while not over.is_set():
                last, number, head = connection.execute(
                    "SELECT coalesce(max(position), 0), count(*), "
                    "(SELECT head FROM ledger) FROM events"
                ).fetchone()
                assert last == number == head
                seen.add(number)

    with (
        waiting_for("second"),
        house_at(place) as one,
        house_at(place) as other,
        ThreadPoolExecutor(8) as pool,
    ):
        readers = [pool.submit(read) for _ in range(2)]
        houses = cycle((one, other))
        try:
            for first in count(step=100):
                list(pool.map(enrol, houses, range(first, first + 100)))
                if len(seen) > 20 or any(reader.done() for reader in readers):
                    break
        finally:
            over.set()
        for reader in readers:
            reader.result(PATIENCE)
        assert len(seen) > 20
        head = one.head()
    standby.catch_up()
    with closing(house_at(standby.url(make_url(place).database))) as there:
        assert there.head() == head
        assert len(there.entries_after(0, limit=10_000)) == head
        with pytest.raises(Exception, match="during recovery"):
            enrol(there, 1_000)
