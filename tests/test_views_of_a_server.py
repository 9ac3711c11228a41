"""Views on a server are verified as those beside a file are, and stay as they are."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url

from ledger.store.postgresql_roles import APPENDS, READS
from tests.clerk import Clerk
from tests.database_server import StandbyServer, new_ledger, server

psycopg = pytest.importorskip("psycopg", reason="lotledger[postgresql] is missing")
pytestmark = [pytest.mark.slow, pytest.mark.server]

NO_VIEWS = "There are no views beside the ledger"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Return a database with a closed sale in it, and its views."""
    with server().connect() as connection:
        for role in (APPENDS, READS):
            there = "SELECT 1 FROM pg_roles WHERE rolname = %s"
            if connection.execute(there, (role,)).fetchone() is None:
                connection.execute(f"CREATE ROLE {role}")
    clerk = Clerk(tmp_path_factory.mktemp("template"), new_ledger())
    clerk.begin()
    clerk.does("bid MAY26/2 --paddle 101 --maximum 900 --at 2026-05-02T09:00-05:00")
    clerk.does("sale close MAY26 --at 2026-05-20T18:00-05:00")
    clerk.does("results MAY26")
    return make_url(clerk.ledger).database


@pytest.fixture
def clerk(tmp_path, template):
    return Clerk(tmp_path, server().url(server().new_database(template)))


def ask(clerk, statement):
    with server().connect(make_url(clerk.ledger).database) as connection:
        answer = connection.execute(statement)
        return answer.fetchall() if answer.description else None


def tables(clerk):
    return ask(
        clerk,
        "SELECT table_name, table_type FROM information_schema.tables "
        "WHERE table_schema = 'views' ORDER BY 1",
    )


def test_they_agree_with_the_log(clerk):
    before = tables(clerk), ask(clerk, "SELECT * FROM views.views ORDER BY 1, 2")
    answer = clerk("audit verify")
    assert (answer.code, NO_VIEWS in answer.out) == (0, False)
    assert "Not compared" not in answer.out
    assert before == (
        tables(clerk),
        ask(clerk, "SELECT * FROM views.views ORDER BY 1, 2"),
    )


SHOWN = "What SQL is shown as {} is not what the view"
CHANGES = {
    "UPDATE views.results_1 SET hammer_minor = 5 WHERE lot = 'MAY26/2'": "results",
    "DELETE FROM views.bids_1": "bids",
    "CREATE OR REPLACE VIEW views.sales AS {sales} WHERE false": SHOWN.format("sales"),
    "DROP VIEW views.results": "The views hold what no view can hold",
    "DELETE FROM views.source": "The views do not say of which ledger they are",
    "ALTER TABLE views.results_1 DROP COLUMN hammer_minor CASCADE": "views",
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_in_them_is_told(clerk, change):
    ((sales,),) = ask(clerk, "SELECT pg_get_viewdef('views.sales')")
    ask(clerk, change.format(sales=sales.rstrip("; ")))
    answer = clerk("audit verify")
    assert answer.code == 3
    assert CHANGES[change] in answer.out


def test_views_that_are_not_there_are_not_begun(clerk):
    ask(clerk, "DROP SCHEMA views CASCADE")
    answer = clerk("audit verify")
    assert (answer.code, NO_VIEWS in answer.out) == (0, True)
    assert tables(clerk) == []


def test_a_standby_verifies_them_as_well(clerk):
    standby = StandbyServer(server(), "third")
    try:
        standby.catch_up()
        there = Clerk(clerk.folder, standby.url(make_url(clerk.ledger).database))
        answer = there("audit verify")
        assert (answer.code, NO_VIEWS in answer.out) == (0, False)
    finally:
        standby.remove()
