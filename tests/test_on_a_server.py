"""What holds of a ledger that is a database of a server, and not a file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from itertools import count
from time import sleep

import pytest
from sqlalchemy import make_url, select

from ledger.damage import LedgerDamaged, OutcomeUnknown
from ledger.house import House, clients, lots
from ledger.house.checkpoints import publish
from ledger.identity import ClientId
from ledger.refusals import RowsRefused
from ledger.store import postgresql_connection, schema
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.ledger_file import open_database
from ledger.store.postgresql_roles import APPENDS, READS
from ledger.store.query import Query
from ledger.store.reader import Reader
from ledger.store.tree_reader import TreeReader
from tests.database_server import new_ledger, pooled, server
from tests.kept import close_lot
from tests.patience import PATIENCE
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, SALE, by, entry, lot, sale_of_tests

psycopg = pytest.importorskip("psycopg", reason="lotledger[postgresql] is missing")
pytestmark = [pytest.mark.slow, pytest.mark.server]


@pytest.fixture
def place():
    """Return a ledger with the sale in it, a lot sold and a checkpoint signed."""
    place = new_ledger()
    with house_at(place, new_id=LEDGER) as house:
        house.do(sale_of_tests(), by=by())
        close_lot(house, 1)
        publish(house)
    return place


def house_at(place, new_id=None):
    return House.open(place, new_id=new_id, recording=REHEARSAL)


def enrol(house, number):
    return house.do(clients.enrol(ClientId(f"E-{number}")), by=by())


@contextmanager
def stranger(place, role=None):
    """Open a connection without any of our own code; what is done is kept."""
    url = make_url(place)
    with server().connect(url.database) as connection:
        if role is not None:
            connection.execute(f"SET ROLE {role}")
        yield connection


# Positions


def test_no_reader_skips_a_position_while_a_transaction_is_open_in_the_gap(place):
    with (
        closing(open_database(place, new_id=None)) as slow,
        house_at(place) as quick,
        ThreadPoolExecutor(1) as pool,
        closing(Database(dialect_at(place))) as follower,
    ):
        reader = Reader(follower)
        head = reader.head()
        with slow.appending() as gap:
            first = gap.head() + 1
            gap.append([(first, "lot:X/1", 1, "x", b'{"recorded_at":"2026-05-20"}')])
            waiting = pool.submit(enrol, quick, 1)
            with pytest.raises(TimeoutError):
                waiting.result(0.5)
            assert reader.head() == head
            assert not follower_rows(follower, head)
        assert waiting.result(PATIENCE).first == first + 1
        assert follower_rows(follower, head) == [first, first + 1]


def follower_rows(database, after):
    with database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT position FROM events WHERE position > %s ORDER BY position",
            (after,),
        )
        return rows.scalars().all()


def test_a_transaction_that_is_undone_leaves_no_gap(place):
    with closing(open_database(place, new_id=None)) as database:
        with suppress(ZeroDivisionError), database.appending() as connection:
            head = connection.head()
            connection.append([(head + 1, "lot:X/1", 1, "x", b"{}")])
            raise ZeroDivisionError
        with database.appending() as connection:
            assert connection.head() == head
    with house_at(place) as house:
        assert enrol(house, 1).first == head + 1


def test_a_server_that_undoes_what_it_is_to_commit_is_not_believed(place):
    with closing(open_database(place, new_id=None)) as database:
        with (
            pytest.raises(Exception, match="answers COMMIT with ROLLBACK"),
            database.appending() as connection,
            suppress(psycopg.Error),
        ):
            connection.execute("SELECT nothing")
        assert database.ledger_id().text == LEDGER


def test_long_answers_come_in_pages(place, monkeypatch):
    monkeypatch.setattr(postgresql_connection, "SHORT_ROWS", 3)
    monkeypatch.setattr(postgresql_connection, "PAGE_ROWS", 4)
    with house_at(place) as house:
        entries = house.entries_after(0, limit=10_000)
        assert [entry.position for entry in entries] == [*range(1, house.head() + 1)]
        assert house.entries_after(0, limit=2) == entries[:2]


# Guards and roles

NEVER = {
    "UPDATE events SET state = ''": "an event is never changed",
    "UPDATE events SET version = 1 WHERE false": "an event is never changed",
    "DELETE FROM events": "an event is never deleted",
    "TRUNCATE events": "an event is never deleted",
    "INSERT INTO events SELECT * FROM events WHERE position = 1 "
    "ON CONFLICT (position) DO UPDATE SET state = ''": "an event is never changed",
    "UPDATE ledger SET head = head - 1": "the head of a ledger only rises",
    "UPDATE ledger SET id = 'another'": "the head of a ledger only rises",
    "DELETE FROM ledger": "a ledger is never deleted",
    "UPDATE tiles SET root = ''": "a tile is never changed",
    "TRUNCATE tiles": "a tile is never deleted",
    "UPDATE strips SET hashes = ''": "a strip is never changed",
    "DELETE FROM strips": "a strip stays until its tile is full",
    "TRUNCATE strips": "a strip is never deleted",
    "UPDATE checkpoints SET note = ''": "a checkpoint only gains signatures",
    "UPDATE checkpoints SET size = size + 1": "a checkpoint only gains signatures",
    "DELETE FROM checkpoints": "a checkpoint is never deleted",
    "UPDATE timestamps SET reply = ''": "a timestamp is never changed",
    "DELETE FROM timestamps": "a timestamp is never deleted",
}


@pytest.mark.parametrize("replica", [False, True])
def test_what_is_recorded_is_never_changed_whoever_asks(place, replica):
    with house_at(place) as house:
        for number in range(64):
            enrol(house, number)
    with stranger(place) as connection:
        if replica:
            connection.execute("SET session_replication_role = replica")
        for change, why in NEVER.items():
            with pytest.raises(psycopg.IntegrityError, match=why):
                connection.execute(change)


WEAKER = [
    "DROP TRIGGER events_stay ON events",
    "ALTER TABLE events DISABLE TRIGGER events_stand",
    "ALTER TABLE events ENABLE TRIGGER events_stand",
    (
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql "
        "AS $$BEGIN RETURN NULL; END$$"
    ),
    (
        "CREATE OR REPLACE TRIGGER events_stand BEFORE UPDATE ON events "
        "FOR EACH ROW WHEN (false) EXECUTE FUNCTION ledger_refuse('x')"
    ),
]


@pytest.mark.parametrize("change", WEAKER)
def test_a_ledger_without_its_guards_is_not_opened(place, change):
    with stranger(place) as connection:
        connection.execute(change)
    with pytest.raises(LedgerDamaged, match="lacks what keeps its entries from being"):
        house_at(place)


@pytest.fixture
def roles():
    """Let the server have the two roles, as whoever administers it makes them."""
    with server().connect() as connection:
        for role in (APPENDS, READS):
            there = "SELECT 1 FROM pg_roles WHERE rolname = %s"
            if connection.execute(there, (role,)).fetchone() is None:
                connection.execute(f"CREATE ROLE {role}")
            login = f"login_that_{role.removeprefix('ledger_')}"
            if connection.execute(there, (login,)).fetchone() is None:
                connection.execute(f"CREATE ROLE {login} LOGIN IN ROLE {role}")


DENIED = {
    APPENDS: [
        *(change for change in NEVER if "SET note" not in change),
        "UPDATE ledger SET schema = 9",
        "UPDATE command_keys SET digest = ''",
        "DELETE FROM tracking",
        "DROP TRIGGER events_stay ON events",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "CREATE TABLE another (a int)",
    ],
    READS: [
        *NEVER,
        "INSERT INTO tracking VALUES ('a', 1)",
        "DROP TABLE events",
        "CREATE TABLE views.another (a int)",
    ],
}
BY_GUARDS_ALONE = {"DELETE FROM strips", "UPDATE ledger SET head = head - 1"}
"""What may be written to, in one direction: its guard says which."""


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("role", [APPENDS, READS])
def test_no_role_updates_or_deletes(role):
    place = new_ledger()
    with house_at(place, new_id=LEDGER) as house:
        house.do(sale_of_tests(), by=by())
        for number in range(64):
            enrol(house, number)
    with stranger(place, role) as connection:
        for change in DENIED[role]:
            kind = psycopg.errors.InsufficientPrivilege
            if role == APPENDS and change in BY_GUARDS_ALONE:
                kind = psycopg.IntegrityError
            with pytest.raises(kind):
                connection.execute(change)
        assert connection.execute("SELECT count(*) FROM events").fetchone()[0] > 64


@pytest.mark.usefixtures("roles")
def test_one_role_appends_and_the_other_reads():
    place = new_ledger()
    with house_at(place, new_id=LEDGER) as house:
        house.do(sale_of_tests(), by=by())
    appends = place.replace("//ledger@", "//login_that_appends@")
    with house_at(appends) as house:
        for number in range(300):
            enrol(house, number)
        publish(house)
        head = house.head()
    reads = place.replace("//ledger@", "//login_that_reads@")
    with house_at(reads) as house:
        assert house.head() == head
        with pytest.raises(Exception, match="permission denied"):
            enrol(house, 300)


# The server


def test_a_server_that_cannot_be_reached_is_named():
    with pytest.raises(LedgerDamaged, match="its server cannot be reached"):
        House.open("postgresql+psycopg://ledger@/none?host=/nowhere")


def test_a_database_that_is_not_there_is_named():
    with pytest.raises(LedgerDamaged, match="cannot be asked"):
        House.open(server().url("none"))


def test_an_empty_database_is_no_ledger():
    with pytest.raises(LedgerDamaged, match="There is no ledger at postgresql"):
        House.open(new_ledger())


def test_a_database_of_something_else_is_left_as_it_is():
    place = new_ledger()
    with stranger(place) as connection:
        connection.execute("CREATE TABLE another (a int)")
    with pytest.raises(LedgerDamaged, match="holds no ledger: it has no table"):
        house_at(place, new_id=LEDGER)
    with stranger(place) as connection:
        there = (
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        )
        assert connection.execute(there).fetchall() == [("another",)]


@pytest.mark.parametrize("schema_name", ["app", "views"])
def test_nothing_is_added_beside_tables_of_another_schema(schema_name):
    place = new_ledger()
    with stranger(place) as connection:
        connection.execute(f"CREATE SCHEMA {schema_name}")
        connection.execute(f"CREATE TABLE {schema_name}.sales (a int)")
    with pytest.raises(LedgerDamaged, match=rf"holds {schema_name}\.sales already"):
        house_at(place, new_id=LEDGER)
    with pytest.raises(LedgerDamaged, match="There is no ledger at"):
        house_at(place)


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_a_server_that_may_lose_what_it_committed_is_not_written_to(place, setting):
    with stranger(place) as connection:
        database = make_url(place).database
        connection.execute(f"ALTER DATABASE {database} SET {setting} = off")
    with (
        house_at(place) as house,
        pytest.raises(LedgerDamaged, match=f"{setting} = off"),
    ):
        enrol(house, 1)


def test_a_command_opens_few_connections(place):
    before = connections_so_far(place)
    with house_at(place) as house:
        assert house.ledger()
        enrol(house, 1)
    # One reads, and one writes.
    assert connections_so_far(place) - before == 2


def test_a_lot_is_loaded_by_one_question(place, monkeypatch):
    asked, execute = [], psycopg.Cursor.execute

    def listened(cursor, query, *values, **options):
        asked.append(query)
        return execute(cursor, query, *values, **options)

    with house_at(place) as house:
        records = house.as_of(house.head())
        records.lot(lot(1))
        monkeypatch.setattr(psycopg.Cursor, "execute", listened)
        records.lot(lot(2))
        assert len(asked) == 1, asked


def connections_so_far(place):
    """Count who was ever connected, once nobody is any more."""
    database = make_url(place).database
    with server().connect() as connection:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        while connection.execute(asked, (database,)).fetchone() != (0,):
            sleep(0.01)
        asked = "SELECT sessions FROM pg_stat_database WHERE datname = %s"
        (number,) = connection.execute(asked, (database,)).fetchone()
        return number


@pytest.mark.parametrize(
    "place",
    [
        "postgresql+psycopg://sue:secret@/none?host=/nowhere",
        "postgresql+psycopg://sue@/none?host=/nowhere&password=secret",
        "postgresql+psycopg://sue@/none?sslpassword=secret&host=/nowhere",
    ],
)
def test_a_passphrase_is_not_shown(place):
    with pytest.raises(LedgerDamaged) as told:
        House.open(place)
    assert "secret" not in str(told.value)
    assert dialect_at(place).url.query["host"] == "/nowhere"


def test_any_character_is_kept(place):
    texts = ["a\0b", "\U0010ffff", "\U0010ffff0\0", "\0", "\U0010ffff1", "schlüssel 🔑"]
    with closing(open_database(place, new_id=None)) as database:
        with database.writing() as connection:
            for number, each in zip(count(1), texts):
                connection.exec_driver_sql(
                    "INSERT INTO tracking VALUES (%s, %s)", (each, number)
                )
        with database.reading() as connection:
            asked = "SELECT application_name FROM tracking ORDER BY notification_id"
            assert connection.exec_driver_sql(asked).scalars().all() == texts
        kept = schema.tracking.c
        on_hot_path = Query(
            select(kept.application_name).order_by(kept.notification_id)
        )
        assert [row[0] for row in database.rows(on_hot_path)] == texts


def test_a_pooler_stands_between_in_transaction_mode():
    place = new_ledger()
    with (
        pooled(place) as through,
        house_at(through, new_id=LEDGER) as house,
        house_at(through) as other,
        ThreadPoolExecutor(8) as pool,
    ):
        house.do(sale_of_tests(), by=by())
        list(
            pool.map(
                lambda number: enrol(house if number % 2 else other, number), range(200)
            )
        )
        entries = house.entries_after(0, limit=10_000)
    with house_at(place) as house:
        assert house.entries_after(0, limit=10_000) == entries
    assert [entry.position for entry in entries] == [*range(1, len(entries) + 1)]
    assert len(entries) > 200


def test_the_tree_is_that_of_a_file(tmp_path):
    roots = []
    for place in (str(tmp_path / "lotledger.db"), new_ledger()):
        with house_at(place, new_id=LEDGER) as house:
            house.do(sale_of_tests(), by=by())
            for number in range(600):
                enrol(house, number)
            entries = house.entries_after(0, limit=10_000)
        with closing(open_database(place, new_id=None)) as database:
            tree = TreeReader(database)
            roots.append((tree.size(), tree.root(tree.size()), entries))
            assert tree.consistency(300, tree.size())
    assert roots[0] == roots[1]


def test_another_driver_is_refused():
    with pytest.raises(LedgerDamaged, match="is no driver for a ledger"):
        dialect_at("postgresql+psycopg2://clerk@example/ledger")


def test_keys_of_a_batch_are_asked_for_at_once(place, monkeypatch):
    keys = ["k", "a\0b", "; --", "never used"]
    with house_at(place) as house:
        for number, key in enumerate(keys[:3]):
            house.do(clients.enrol(ClientId(f"K-{number}")), by=by(key))
    with closing(open_database(place, new_id=None)) as database:
        with database.appending() as connection:
            one_by_one = [connection.use_of(key) for key in keys]
        monkeypatch.setattr(type(connection), "ask", None)
        connection.expect_keys(keys)
        assert [connection.use_of(key) for key in keys] == one_by_one
    assert [use is None for use in one_by_one] == [False, False, False, True]


def test_nobody_is_refused_because_of_what_may_not_be_recorded(place, monkeypatch):
    def cut(*_):
        raise OutcomeUnknown("cut")

    catalogued = lots.catalogue(SALE, [entry(10)])
    keyed = [(catalogued, by(key)) for key in ("one", "another")]
    with (
        closing(open_database(place, new_id=None)) as database,
        database.appending() as connection,
    ):
        kind = type(connection)
    with house_at(place) as house:
        monkeypatch.setattr(kind, "_finish", cut)
        both = house.do_all(keyed)
        assert [type(each) for each in both] == [OutcomeUnknown, OutcomeUnknown]
        monkeypatch.undo()
        assert house.do(catalogued, by=by("one")).events
        with pytest.raises(RowsRefused):
            house.do(catalogued, by=by("another"))


def test_keys_with_any_character_are_kept_in_one_statement(place):
    keys = ["a\0b", "; --", "\U0010ffff0", '{a,"b"}', "NULL", ""]
    asked = [
        (clients.enrol(ClientId(f"L-{number}")), by(key))
        for number, key in enumerate(keys)
    ]
    with house_at(place) as house:
        done = house.do_all(asked)
        again = house.do_all(asked)
    assert [each.last for each in again] == [each.last for each in done]
    assert all(each.repeated for each in again)


@pytest.fixture
def standby_missing():
    """Let commits wait for a standby that never comes."""
    with server().connect() as connection:
        for names in ("nobody", ""):
            connection.execute(
                f"ALTER SYSTEM SET synchronous_standby_names = '{names}'"
            )
            connection.execute("SELECT pg_reload_conf()")
            if names:
                yield connection


@pytest.mark.parametrize("ends", ["pg_cancel_backend", "pg_terminate_backend"])
def test_an_answer_that_does_not_come_is_unknown_and_a_repeat_finds_out(
    place, standby_missing, ends
):
    waits = f"SELECT {ends}(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"  # noqa: S608 (ours)
    with house_at(place) as house, ThreadPoolExecutor(1) as pool:
        asked = clients.enrol(ClientId("E-1"))
        waiting = pool.submit(house.do, asked, by=by("k"))
        while not standby_missing.execute(waits).fetchall():
            sleep(0.05)
        with pytest.raises(OutcomeUnknown, match="Repeat it with the same key"):
            waiting.result(PATIENCE)
        standby_missing.execute("ALTER SYSTEM RESET synchronous_standby_names")
        standby_missing.execute("SELECT pg_reload_conf()")
        assert house.do(asked, by=by("k")).repeated
