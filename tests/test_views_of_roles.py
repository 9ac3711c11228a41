"""The views on a server belong to nobody alone: each login that appends goes on."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import make_url

from ledger.damage import LedgerDamaged
from ledger.house import House, clients
from ledger.identity import ClientId
from ledger.store.postgresql_roles import APPENDS, READS
from projections.views import Views
from tests.clerk import Clerk
from tests.database_server import new_ledger, server
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, by, sale_of_tests

psycopg = pytest.importorskip("psycopg", reason="lotledger[postgresql] is missing")
pytestmark = [pytest.mark.slow, pytest.mark.server]

LOGINS = {
    "owns": "",
    "house": f"IN ROLE {APPENDS}",
    "house2": f"IN ROLE {APPENDS}",
    "analyst": f"IN ROLE {READS}",
}
_numbers = count(1)


@pytest.fixture
def roles():
    """Let the server have the roles and logins that the how-to page makes."""
    with server().connect() as connection:
        there = connection.execute("SELECT rolname FROM pg_roles").fetchall()
        for name, how in {APPENDS: "", READS: "", **LOGINS}.items():
            if (name,) not in there:
                login = "LOGIN" if name in LOGINS else ""
                connection.execute(f"CREATE ROLE {name} {login} {how}")
        yield connection
        connection.execute(f"REVOKE {APPENDS} FROM owns")


@pytest.fixture
def place(roles):
    """Return a ledger that the owner of its database began."""
    place = new_ledger()
    roles.execute(f"ALTER DATABASE {make_url(place).database} OWNER TO owns")
    change(place, "GRANT CREATE ON SCHEMA public TO owns")
    with house_at(place, "owns", new_id=LEDGER) as house:
        house.do(sale_of_tests(), by=by())
    return place


def house_at(place, login, new_id=None):
    return House.open(as_login(place, login), new_id=new_id, recording=REHEARSAL)


def as_login(place, login):
    return place.replace("//ledger@", f"//{login}@")


def change(place, statement):
    with server().connect(make_url(place).database) as connection:
        answer = connection.execute(statement)
        return answer.fetchall() if answer.description else None


def asks(place, login):
    """Ask a report, rebuild it, and record something: all of it as one login."""
    with (
        house_at(place, login) as house,
        Views(house, as_login(place, login)) as views,
    ):
        with views.asked() as db:
            shown = db.exec_driver_sql("SELECT count(*) FROM mentions").scalar()
        views.rebuild(["sales"])
        records(house)
        return shown


def records(house):
    house.do(clients.enrol(ClientId(f"E-{next(_numbers)}")), by=by())


def owners(place):
    asked = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'views'"
    return change(place, asked)


def test_each_login_that_appends_asks_and_records_in_turn(place):
    shown = [asks(place, login) for login in ("house", "house2", "house", "house2")]
    assert shown == sorted(shown)
    assert owners(place) == [(APPENDS,)]


def test_the_owner_builds_no_views_and_keeps_nobody_out(place):
    alone = pytest.raises(LedgerDamaged, match=f"GRANT {APPENDS} TO owns")
    with alone:
        asks(place, "owns")
    asks(place, "house")
    with house_at(place, "owns") as house:
        records(house)
    with alone:
        asks(place, "owns")
    assert asks(place, "house2")


def test_who_reads_sees_the_views_and_is_told_who_brings_them_up_to_date(place):
    asks(place, "house")
    with server().connect(make_url(place).database) as connection:
        connection.execute("SET ROLE analyst")
        seen = connection.execute("SELECT sale FROM views.sales").fetchall()
    assert seen == [("MAY26",)]
    with pytest.raises(LedgerDamaged, match="ask the views as they stand in SQL"):
        asks(place, "analyst")


LEFT_TO = """
DO $$ DECLARE each regclass; BEGIN
FOR each IN SELECT oid FROM pg_class WHERE relkind IN ('r', 'v')
AND relnamespace = 'views'::regnamespace LOOP
EXECUTE format('ALTER TABLE %s OWNER TO {0}', each); END LOOP; END $$;
REVOKE ALL ON ALL TABLES IN SCHEMA views FROM owns;
GRANT ALL ON ALL TABLES IN SCHEMA views TO {0}
"""


@pytest.mark.parametrize("first", ["house", "owns"])
def test_views_that_an_older_version_left_to_a_login_are_given_over(
    place, roles, first
):
    asks(place, "house")
    change(place, LEFT_TO.format(first))
    with pytest.raises(LedgerDamaged, match=f"once as {first}.*GRANT {APPENDS} TO"):
        asks(place, "house2")
    if first == "owns":
        roles.execute(f"GRANT {APPENDS} TO owns")
    asks(place, first)
    assert owners(place) == [(APPENDS,)]
    assert asks(place, "house2")
    with house_at(place, "owns") as house:
        records(house)


def test_room_for_views_is_made_again_by_the_owner(place):
    asks(place, "house")
    change(place, "ALTER SCHEMA views RENAME TO views_before")
    with pytest.raises(LedgerDamaged, match="brought up to date by members"):
        asks(place, "owns")
    assert asks(place, "house")
    assert asks(place, "house2")


def test_a_ledger_that_is_open_to_no_role_has_views_of_its_login(roles):
    alone = new_ledger()
    for role in (APPENDS, READS):
        roles.execute(f"ALTER ROLE {role} RENAME TO other_{role}")
    try:
        with House.open(alone, new_id=LEDGER, recording=REHEARSAL) as house:
            house.do(sale_of_tests(), by=by())
        asks(alone, "ledger")
    finally:
        for role in (APPENDS, READS):
            roles.execute(f"ALTER ROLE other_{role} RENAME TO {role}")
    asks(alone, "ledger")
    assert owners(alone) == [("ledger",)]


def test_a_command_tells_a_server_what_to_do(place, tmp_path):
    analyst = Clerk(tmp_path, as_login(place, "analyst"))
    answer = analyst("lots MAY26")
    assert answer.code == 3
    assert f"GRANT {APPENDS} TO analyst" in answer.err
    assert "-views" not in answer.err
