"""Looks: whoever is shown what few may see is on record before it is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, table, text

from ledger.events import Looked, LookKind
from ledger.house import House, corrections, intake, lots, sales
from ledger.identity import ClientId
from ledger.looks import SUBJECTS_MAX
from ledger.refusals import LookNotRecorded, NothingLookedAt, Refusal
from ledger.terms.bidding import Openings
from ledger.value import replace
from presenters.house_sentences import look_sentence
from projections.mentions import positions_of, subject_named
from projections.views import Views
from tests.sale_of_tests import (
    SALE,
    all_entries,
    bid,
    by,
    entry,
    lot,
    new_house,
    place,
)
from tests.story import clock, usd
from tests.stranger import change_by_hand

pytestmark = pytest.mark.slow

MAXIMUM, RESERVE, PERSON, RECORD = LookKind
WHY = "a dispute"
SECRET = (
    entry(1),
    entry(2, reserve=usd(313)),
    entry(4, reserve=usd(313), low_estimate=usd(400)),
)
"""Lots of which two have a reserve."""


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path) as house:
        yield house


def looked(house):
    """Return the looks on record, each with the name that looked."""
    return [
        (entry.by.actor, entry.event)
        for entry in all_entries(house)
        if isinstance(entry.event, Looked)
    ]


def test_a_look_says_who_saw_what_and_why(house):
    house.look(RESERVE, [lot(1), lot(2)], WHY, by(session="S-7"))
    assert looked(house) == [
        (
            "clerk@example",
            Looked(
                looked_at=RESERVE,
                lots=(lot(1), lot(2)),
                clients=(),
                purpose=WHY,
                session="S-7",
                at=by().recorded_at,
            ),
        )
    ]


def test_a_person_is_looked_at_by_the_client(house):
    house.look(PERSON, ["C-101"], "an invoice", by())
    assert looked(house)[0][1].clients == (ClientId("C-101"),)


@pytest.mark.parametrize(
    ("again", "recorded"),
    [
        ({}, False),
        ({"subjects": [lot(1), lot(2)]}, True),
        ({"purpose": "a question"}, True),
        ({"kind": RESERVE}, True),
        ({"by": by(session="S-8")}, True),
        ({"by": replace(by(session="S-7"), actor="ann")}, True),
    ],
)
def test_it_is_recorded_once_for_a_session_a_subject_and_a_purpose(
    house, again, recorded
):
    usual = {
        "kind": MAXIMUM,
        "subjects": [lot(1)],
        "purpose": WHY,
        "by": by(session="S-7"),
    }
    house.look(**usual)
    house.look(**{**usual, **again})
    assert len(looked(house)) == 1 + recorded


def test_of_a_larger_set_only_what_is_new_is_recorded(house):
    house.look(MAXIMUM, [lot(1)], WHY, by())
    house.look(MAXIMUM, [lot(1), lot(2), lot(2)], WHY, by())
    assert [event.lots for _, event in looked(house)] == [(lot(1),), (lot(2),)]


def test_where_nobody_signed_in_a_day_is_a_session(house):
    house.look(MAXIMUM, [lot(1)], WHY, by())
    for hours in (1, 24):
        moment = by().recorded_at + timedelta(hours=hours)
        house.look(MAXIMUM, [lot(1)], WHY, replace(by(), recorded_at=moment))
    assert len(looked(house)) == 2


def test_a_printing_run_is_one_look_that_names_its_set(house):
    clients = [f"C-{number}" for number in range(SUBJECTS_MAX)]
    house.look(PERSON, clients, "print invoices", by())
    ((_, event),) = looked(house)
    assert list(event.clients) == clients
    told = look_sentence(event)
    assert told == "Person of C-0, C-1, C-2 and 997 more shown: print invoices"


def test_a_run_that_is_too_large_for_an_entry_is_several(house):
    clients = [f"C-{number}" for number in range(2 * SUBJECTS_MAX + 1)]
    house.look(PERSON, clients, "print invoices", by())
    sizes = [len(event.clients) for _, event in looked(house)]
    assert sizes == [SUBJECTS_MAX, SUBJECTS_MAX, 1]


def test_a_look_is_no_repeat_of_the_command_that_shows_it(house):
    house.do(bid(1, "101", 150), by=by("K-1"))
    house.look(MAXIMUM, [lot(1)], WHY, by("K-1", reason="a typing error"))
    (entry,) = (e for e in all_entries(house) if isinstance(e.event, Looked))
    assert (entry.by.key, entry.by.reason) == (None, None)


@pytest.mark.parametrize(("subjects", "purpose"), [([], WHY), ([lot(1)], " ")])
def test_a_look_names_its_subject_and_its_purpose(house, subjects, purpose):
    with pytest.raises(NothingLookedAt):
        house.look(MAXIMUM, subjects, purpose, by())


def test_nothing_is_shown_in_a_copy(house, tmp_path):
    backup = house.copies.back_up(str(tmp_path / "copy.db"))
    with (
        House.open(backup.file) as copy,
        pytest.raises(LookNotRecorded, match="stays masked"),
    ):
        copy.look(MAXIMUM, [lot(1)], WHY, by())


def test_nothing_is_shown_where_nothing_can_be_written(house, tmp_path):
    change_by_hand(
        place(tmp_path),
        "CREATE TRIGGER full BEFORE INSERT ON events "
        "BEGIN SELECT RAISE(ABORT, 'full'); END",
    )
    with pytest.raises(LookNotRecorded, match="stays masked"):
        house.look(MAXIMUM, [lot(1)], WHY, by())
    assert looked(house) == []


def rows(db):
    """Return all rows of every view, but how far each has read."""
    names = [name for name in inspect(db).get_table_names() if name != "views"]
    return {
        name: db.execute(select(text("*")).select_from(table(name))).all()
        for name in names
    }


def test_a_look_moves_no_view_but_the_index_of_the_log(house, tmp_path):
    house.do(bid(1, "101", 150), by=by())
    with Views(house, place(tmp_path)) as views:
        with views.asked() as db:
            before = rows(db)
        house.look(MAXIMUM, [lot(1)], WHY, by())
        with views.asked() as db:
            after = rows(db)
            positions = positions_of(db, subject_named(db, lot(1)))
    moved = {name for name in before if before[name] != after[name]}
    assert {name for name in moved if "mentions" not in name} == set()
    assert house.head() in positions


def test_what_is_read_of_the_record_is_looked_at_by_its_address(house):
    house.look(RECORD, ["/api/v1/sales/MAY26"], WHY, by())
    event = looked(house)[0][1]
    assert (event.lots, event.clients) == ((), ())
    assert event.addresses == ("/api/v1/sales/MAY26",)
    assert look_sentence(event) == f"Record of /api/v1/sales/MAY26 shown: {WHY}"


WRONG = by(reason="misheard")


@pytest.mark.parametrize(
    ("before", "command"),
    [
        (
            [sales.close_sale(SALE, at=clock("15:30"))],
            corrections.amend_hammer(
                lot(1), price=usd(900), at=clock("15:40"), authorised_by="Ann"
            ),
        ),
        (
            [
                sales.close_sale(SALE, at=clock("15:30")),
                corrections.rescind(lot(1), at=clock("15:35"), authorised_by="Ann"),
            ],
            corrections.resell(
                lot(1), price=usd(900), at=clock("15:40"), authorised_by="Ann"
            ),
        ),
        ([], intake.declare_without_reserve(lot(2))),
        (
            [],
            lots.amend_lot(lot(4), entry(4, low_estimate=usd(200))),
        ),
    ],
)
def test_no_refusal_quotes_what_is_sealed(tmp_path, before, command):
    with new_house(tmp_path, entries=SECRET, openings=Openings.NONE) as house:
        house.do(bid(1, "101", 777), by=by())
        house.do(bid(1, "102", 877), by=by())
        for each in before:
            house.do(each, by=WRONG)
        with pytest.raises(Refusal) as no:
            house.do(command, by=WRONG)
        assert not any(secret in str(no.value) for secret in ("777", "877", "313"))
