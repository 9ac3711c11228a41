"""What a server refuses is told as what it is: damage alone is told as damage."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import make_url

from ledger.house import House, clients
from ledger.identity import ClientId
from ledger.store.library_faults import STORE_FAULTS
from ledger.store.postgresql_faults import reason_of
from tests.database_server import new_ledger, server
from tests.rehearsal import REHEARSAL
from tests.sale_of_tests import LEDGER, by, sale_of_tests

psycopg = pytest.importorskip("psycopg", reason="lotledger[postgresql] is missing")

FOLLOWS = "only follows another"
REASONS = {
    "08006": "cannot be reached",
    "0A000": FOLLOWS,
    "25006": FOLLOWS,
    "25P03": "idle_in_transaction_session_timeout",
    "26000": "refuses (26000)",
    "3F000": "names no schema",
    "40001": "let others go first",
    "40P01": "let others go first",
    "42501": "the role may not do that",
    "53100": "the disk is full",
    "53300": "takes no more callers",
    "54000": "longer than its server takes",
    "57014": "statement_timeout",
    "57P01": "stopping, or starting",
    "58030": "its own files",
    "P0001": "refuses (P0001)",
    "XX001": "it is damaged",
    "XX002": "it is damaged",
}


@pytest.mark.parametrize("state", REASONS)
def test_each_fault_has_a_reason_of_its_own(state):
    fault = psycopg.errors.lookup(state)("what the driver was told")
    assert REASONS[state] in reason_of(fault).what


def test_nothing_is_told_as_damage_that_the_server_does_not_call_so():
    every = (getattr(each, "sqlstate", None) for each in vars(psycopg.errors).values())
    states = {state for state in every if isinstance(state, str)}
    damage = {
        state
        for state in states
        if "damaged" in reason_of(psycopg.errors.lookup(state)()).what
    }
    assert damage == {state for state in states if state.startswith("XX")}
    assert "damaged" not in reason_of(psycopg.ProgrammingError("no result")).what


@pytest.fixture
def place():
    place = new_ledger()
    with House.open(place, new_id=LEDGER, recording=REHEARSAL) as house:
        house.do(sale_of_tests(), by=by())
    return place


@pytest.mark.slow
@pytest.mark.server
def test_a_key_that_is_too_long_is_told_as_that(place):
    key = os.urandom(2_000).hex()
    with House.open(place, recording=REHEARSAL) as house:
        with pytest.raises(STORE_FAULTS) as refused:
            house.do(clients.enrol(ClientId("E-1")), by=by(key))
        assert "a key is longer" in reason_of(refused.value).what
        assert house.do(clients.enrol(ClientId("E-1")), by=by(key[:200])).events


@pytest.mark.slow
@pytest.mark.server
def test_a_question_that_takes_too_long_is_told_as_that(place):
    with server().connect() as connection:
        database = make_url(place).database
        connection.execute(f"ALTER DATABASE {database} SET statement_timeout = '50ms'")
    with House.open(place) as house:
        with pytest.raises(STORE_FAULTS) as refused, house.reading() as connection:
            connection.execute("SELECT pg_sleep(60)")
        assert "statement_timeout" in reason_of(refused.value).what
