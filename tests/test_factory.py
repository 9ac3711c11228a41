"""What an application of the event-sourcing library sets, and what it is given."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from eventsourcing.persistence import InfrastructureFactory, StoredEvent
from eventsourcing.utils import Environment

from ledger.damage import LedgerDamaged
from ledger.store import LedgerFactory
from tests.sale_of_tests import place


def factory_of(**settings: str) -> LedgerFactory:
    environment = Environment(env={"PERSISTENCE_MODULE": "ledger.store", **settings})
    factory = InfrastructureFactory.construct(environment)
    assert isinstance(factory, LedgerFactory)
    return factory


@pytest.mark.parametrize("settings", [{}, {"LOTLEDGER_URL": ""}])
def test_it_needs_a_place(settings):
    with pytest.raises(OSError, match=r"LOTLEDGER_URL is not set\. Give a path"):
        factory_of(**settings)


def test_a_place_that_is_no_file_is_refused():
    with pytest.raises(LedgerDamaged, match="is no file; this version keeps"):
        factory_of(LOTLEDGER_URL="oracle://clerk@example/ledger")


@pytest.mark.parametrize(
    ("kind", "originator"),
    [(None, "lot:A/1"), ("text", "lot:A/1"), ("uuid", uuid4())],
)
def test_ids_are_of_the_kind_that_is_set(tmp_path, kind, originator):
    settings = {} if kind is None else {"ORIGINATOR_ID_TYPE": kind}
    with factory_of(LOTLEDGER_URL=place(tmp_path), **settings) as factory:
        recorder = factory.application_recorder()
        recorder.insert_events([StoredEvent(originator, 1, "topic", b"{}")])
        (stored,) = recorder.select_notifications(start=None, limit=10)
        assert stored.originator_id == originator
        assert [event.state for event in recorder.select_events(originator)] == [b"{}"]


def test_another_kind_of_id_is_refused(tmp_path):
    said = "ORIGINATOR_ID_TYPE is 'number'. Set it to 'text' or 'uuid'."
    with pytest.raises(OSError, match=said):
        factory_of(LOTLEDGER_URL=place(tmp_path), ORIGINATOR_ID_TYPE="number")


def test_tables_are_made_unless_told_otherwise(tmp_path):
    with factory_of(LOTLEDGER_URL=place(tmp_path), CREATE_TABLE="no") as factory:
        with pytest.raises(LedgerDamaged, match="There is no ledger at"):
            factory.application_recorder()
        assert not Path(place(tmp_path)).exists()
    with factory_of(LOTLEDGER_URL=place(tmp_path)) as factory:
        assert factory.application_recorder().max_notification_id() is None
        assert factory.tracking_recorder().max_tracking_id("upstream") is None
        assert factory.aggregate_recorder("snapshots").select_events("a") == []


def test_what_is_no_ledger_is_not_read(tmp_path):
    Path(place(tmp_path)).touch()
    with (
        factory_of(LOTLEDGER_URL=place(tmp_path), CREATE_TABLE="no") as factory,
        pytest.raises(LedgerDamaged, match="holds no ledger"),
    ):
        factory.tracking_recorder()


def test_it_is_the_same_ledger_however_often_it_is_opened(tmp_path):
    event = StoredEvent("a", 1, "topic", b"{}")
    with factory_of(LOTLEDGER_URL=place(tmp_path)) as factory:
        assert factory.application_recorder().insert_events([event]) == [1]
    with factory_of(LOTLEDGER_URL=place(tmp_path)) as factory:
        assert factory.application_recorder().max_notification_id() == 1
