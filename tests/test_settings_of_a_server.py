"""What a server sets for its callers changes nothing of what a ledger is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count

import pytest
from sqlalchemy import make_url, text

from ledger.damage import LedgerDamaged, OutcomeUnknown
from ledger.house import House, clients
from ledger.identity import ClientId
from ledger.store.copying import copy_ledger
from ledger.store.ledger_file import open_database
from ledger.store.postgresql_faults import reason_of
from projections.views import Views
from tests.database_server import StandbyServer, new_ledger, server
from tests.live_service import until
from tests.patience import PATIENCE
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, by, sale_of_tests

psycopg = pytest.importorskip("psycopg", reason="lotledger[postgresql] is missing")
pytestmark = [pytest.mark.slow, pytest.mark.server]

_names = count(1)


@pytest.fixture
def place():
    place = new_ledger()
    with house_at(place, new_id=LEDGER) as house:
        house.do(sale_of_tests(), by=by())
    return place


def house_at(place, new_id=None):
    return House.open(place, new_id=new_id, recording=REHEARSAL)


def enrol(house):
    name = f"Zoë {next(_names)} 🔑"
    return house.do(clients.enrol(ClientId(f"E-{next(_names)}")), by=by(name))


def set_for_callers(place, setting):
    with server().connect() as connection:
        database = make_url(place).database
        connection.execute(f"ALTER DATABASE {database} SET {setting}")


SETTINGS = [
    "default_transaction_isolation = 'repeatable read'",
    "default_transaction_isolation = 'serializable'",
    "default_transaction_read_only = on",
    "client_encoding = 'LATIN1'",
    "quote_all_identifiers = on",
    "client_min_messages = 'error'",
    "bytea_output = 'escape'",
    "standard_conforming_strings = off",
    "array_nulls = off",
    "datestyle = 'German'",
    "timezone = 'Asia/Kathmandu'",
]


@pytest.mark.parametrize("setting", SETTINGS)
def test_nothing_of_a_ledger_is_another_for_it(place, setting):
    set_for_callers(place, setting)
    with house_at(place) as one, house_at(place) as other, ThreadPoolExecutor(2) as two:
        turns = [two.submit(enrol, house) for house in (one, other) * 10]
        ends = sorted(each.result(PATIENCE).last for each in turns)
        assert ends == [*range(ends[0], one.head() + 1)]
    with house_at(place) as house, Views(house, place) as views:
        with views.asked() as db:
            shown = db.scalars(text("SELECT sale FROM sales")).all()
        assert shown == ["MAY26"]
        assert views.check([]) == []


def test_a_ledger_is_begun_and_copied_whatever_is_set(place):
    there, anew = new_ledger(), new_ledger()
    for setting in SETTINGS:
        set_for_callers(there, setting)
        set_for_callers(anew, setting)
    with closing(open_database(place, new_id=None)) as database:
        head = copy_ledger(database, there, lambda _done, _total: None).position
    with house_at(there) as copy:
        assert copy.head() == head
    with house_at(anew, new_id=LEDGER) as house:
        assert house.do(sale_of_tests(), by=by()).first


def test_a_standby_is_asked_whatever_is_set(place):
    set_for_callers(place, "default_transaction_isolation = 'serializable'")
    standby = StandbyServer(server(), "sixth")
    try:
        standby.catch_up()
        with house_at(standby.url(make_url(place).database)) as house:
            assert house.ledger()
            with pytest.raises(Exception, match="during recovery") as refused:
                enrol(house)
        assert "only follows another" in reason_of(refused.value).what
    finally:
        standby.remove()


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_keep_every_text_gets_no_ledger(place, encoding):
    name = f"texts_{encoding.lower()}"
    with server().connect() as connection:
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}'"
        )
    there = server().url(name)
    refused = pytest.raises(LedgerDamaged, match=f"as {encoding}.*--encoding=UTF8")
    with refused:
        house_at(there, new_id=LEDGER)
    with closing(open_database(place, new_id=None)) as database, refused:
        copy_ledger(database, there, lambda _done, _total: None)
    with pytest.raises(LedgerDamaged, match="There is no ledger at"):
        house_at(there)
    server().drop_database(name)


def test_who_committed_alone_says_so_whatever_a_caller_is_to_hear(place):
    """The server says it by a warning, which a setting keeps from its callers."""
    set_for_callers(place, "client_min_messages = 'error'")
    waits = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    cancels = f"SELECT pg_cancel_backend(pid) FROM ({waits}) AS waits"  # noqa: S608
    with (
        server().connect() as connection,
        house_at(place) as house,
        ThreadPoolExecutor(1) as pool,
    ):
        waited_for(connection, "nobody")
        try:
            waiting = pool.submit(enrol, house)
            until(lambda: connection.execute(cancels).fetchall())
            with pytest.raises(OutcomeUnknown):
                waiting.result(PATIENCE)
        finally:
            waited_for(connection, "")


def waited_for(connection, names):
    """Let commits wait for a standby."""
    connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
    connection.execute("SELECT pg_reload_conf()")
