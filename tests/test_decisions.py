"""Decisions: each is in the report of them, and in the report of what it is about."""

from __future__ import annotations

from random import Random
from typing import get_args

import pytest
from sqlalchemy import create_engine

from ledger.events import Event
from projections.decisions import BY_HAND, CONSEQUENCES, DECISIONS, ROUTINE, decisions
from projections.engine import catch_up
from projections.mentions import MENTIONS
from tests.clerk import TERMS
from tests.entries import Log
from tests.random_values import made_up
from tests.settling_clerk import DAY, clerk_of_consigned_lots, clerk_who_settled

pytestmark = pytest.mark.slow

KINDS = tuple(kind for kind in get_args(Event) if kind not in BY_HAND)
"""Every kind of event but openings: test_opening_by_hand tells which are told."""
LATER = "--at 2026-05-22T10:00-05:00"
WHO = f'--actor Mallory --on-behalf-of Ann --reason "a mistake" {LATER}'


def decided_in(log):
    """List what is told of a log, by a view and the index beside it."""
    engine = create_engine("sqlite://")
    catch_up(log, engine, (DECISIONS, MENTIONS))
    with engine.connect() as db:
        listed = decisions(db)
    engine.dispose()
    return listed


def log_of_every_kind(**by):
    dice = Random(11)
    return Log().tell(*(made_up(kind, dice) for kind in KINDS), **by)


def test_every_kind_of_event_is_told_with_its_people_where_there_is_a_reason():
    log = log_of_every_kind(actor="Sue", on_behalf_of="Ann", reason="why", second="Bo")
    listed = decided_in(log)
    assert len(listed) == len(KINDS) - len(CONSEQUENCES)
    for row in listed:
        people = (row.actor, row.on_behalf_of, row.reason, row.second)
        assert people == ("Sue", "Ann", "why", "Bo"), row.kind


def test_without_a_reason_only_the_routine_is_left_out():
    told = {row.position for row in decided_in(log_of_every_kind())}
    silent = {kind for place, kind in enumerate(KINDS, 1) if place not in told} - set(
        CONSEQUENCES
    )
    assert silent == set(ROUTINE)


def rows(clerk, report, table):
    """Return the rows of the tables of a report whose names begin so."""
    return [
        row
        for each in clerk(f"report {report} --json").json["tables"]
        if each["name"].startswith(table)
        for row in each["rows"]
    ]


def people_of(row):
    return row["actor"], row["on_behalf_of"], row["reason"]


MALLORY = ("Mallory", "Ann", "a mistake")


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """Return a clerk in whose house Mallory did all that somebody may decide."""
    clerk = clerk_who_settled(tmp_path_factory.mktemp("books"))
    june = TERMS.replace("MAY26", "JUN26").replace("2026-05", "2026-06")
    first = clerk.writes("june.toml", june)
    second = clerk.writes("changed.toml", june.replace("A May sale", "A sale in June"))
    for line in (
        f"credit TH-2026-00002 {WHO}",
        f"pay receive TH-2026-00001 100 --method wire {WHO}",
        f"pay receive TH-2026-00001 900 --method cash {WHO}",
        f"pay clear TH-2026-00001/P2 {WHO}",
        f"pay reverse TH-2026-00001/P1 {WHO}",
        f"pay refund TH-2026-00001 10 --method wire {WHO}",
        f"release MAY26/1 {WHO}",
        f"paddle limit MAY26 103 900 {WHO}",
        f"paddle suspend MAY26 103 {WHO}",
        f"paddle reinstate MAY26 103 {WHO}",
        f"client limit C-1 500 {WHO}",
        f"client certificate C-1 US-TX 7 --from 2026-01-01 {WHO}",
        f"client certificate C-1 US-TX 7 --revoke {WHO}",
        f"correct rescind MAY26/2 --authorised-by Bob {WHO}",
        f"period lock 2026-04-30 {WHO}",
        f"period reopen 2026-04-01 --authorised-by Bob {WHO}",
    ):
        clerk.does(line)
    clerk.does(f"sale announce {{f}} {WHO}", f=first)
    clerk.does(f"sale amend {{f}} {WHO}", f=second)
    return clerk


DECIDED = (
    "credit-note-issued",
    "payment-received",
    "payment-cleared",
    "payment-reversed",
    "payment-refunded",
    "lot-released",
    "paddle-limited",
    "paddle-suspended",
    "paddle-reinstated",
    "credit-limit-set",
    "certificate-filed",
    "certificate-revoked",
    "sale-rescinded",
    "period-locked",
    "period-reopened",
    "terms-amended",
)


@pytest.mark.parametrize("event", DECIDED)
def test_each_decision_is_in_the_report_of_them(books, event):
    listed = rows(books, "decisions", "decisions")
    row = next(each for each in listed if each["event"] == event)
    assert people_of(row) == MALLORY
    second = {"sale-rescinded": "Bob", "period-reopened": "Bob"}.get(event)
    assert row["second_person"] == second


def test_money_tells_its_people_where_it_is_listed(books):
    documents = rows(books, "invoices MAY26", "documents")
    (credited,) = (each for each in documents if each["kind"] == "credit note")
    assert people_of(credited) == MALLORY
    paid = rows(books, "payments MAY26", "payments")
    assert [people_of(each) for each in paid] == [MALLORY] * 3


def test_a_report_of_decisions_is_narrowed_to_a_client_and_to_days(books):
    clients = rows(books, "decisions --client C-3", "dec")
    paddle = {"paddle-limited", "paddle-suspended", "paddle-reinstated"}
    assert {each["event"] for each in clients} == paddle
    assert rows(books, "decisions --from 2027-01-01 --until 2027-01-31", "dec") == []


def test_a_consignor_is_paid_by_somebody(tmp_path):
    clerk = clerk_of_consigned_lots(tmp_path)
    advance = "consign advance MAY26 C-7 100 --method wire"
    clerk.does(f"{advance} --actor Ada --reason hardship {DAY}")
    (paid,) = rows(clerk, "statements MAY26", "payouts")
    assert people_of(paid) == ("Ada", None, "hardship")
    listed = rows(clerk, "decisions MAY26 --client C-7", "decisions")
    (advance,) = (each for each in listed if each["event"] == "advance-made")
    assert people_of(advance) == people_of(paid)
