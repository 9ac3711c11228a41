"""Our recorders keep the promises of the event-sourcing library, by its own tests."""

from __future__ import annotations

import threading

import pytest
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.tests import persistence as promises
from eventsourcing.utils import Environment

from ledger.store import LedgerFactory
from ledger.store.recorder import LedgerAggregateRecorder, LedgerApplicationRecorder
from ledger.store.tracking import LedgerProcessRecorder, LedgerTrackingRecorder
from tests.database_server import new_ledger
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow


class OnAFile:
    """Give each of the library's cases a fresh ledger file of its own."""

    @pytest.fixture(autouse=True)
    def fresh_file(self, tmp_path):
        self.factory = LedgerFactory(self.environment(tmp_path))
        yield
        # The library's own cases leave readers behind; a watch goes with the ledger.
        others = set(threading.enumerate()) - {threading.current_thread()}
        for thread in others:
            if thread.name != "watch":
                thread.join(PATIENCE)
        self.factory.close()

    @staticmethod
    def environment(folder):
        return Environment(
            env={
                "PERSISTENCE_MODULE": "ledger.store",
                "LOTLEDGER_URL": str(folder / "lotledger.db"),
                "ORIGINATOR_ID_TYPE": "uuid",
            }
        )


@pytest.mark.server
class OnAServer(OnAFile):
    """Give each of the library's cases a fresh database of its own."""

    @staticmethod
    def environment(folder):
        del folder
        return Environment(
            env={
                "PERSISTENCE_MODULE": "ledger.store",
                "LOTLEDGER_URL": new_ledger(),
                "ORIGINATOR_ID_TYPE": "uuid",
            }
        )


class TestAggregateRecorder(OnAFile, promises.AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        return self.factory.aggregate_recorder()


class TestApplicationRecorder(OnAFile, promises.ApplicationRecorderTestCase):
    def create_recorder(self) -> ApplicationRecorder:
        return self.factory.application_recorder()

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestTrackingRecorder(OnAFile, promises.TrackingRecorderTestCase):
    def create_recorder(self) -> TrackingRecorder:
        return self.factory.tracking_recorder()


class TestProcessRecorder(OnAFile, promises.ProcessRecorderTestCase):
    def create_recorder(self) -> ProcessRecorder:
        return self.factory.process_recorder()


class TestNonInterleaving(OnAFile, promises.NonInterleavingNotificationIDsBaseCase):
    insert_num = 1000

    def create_recorder(self) -> ApplicationRecorder:
        return self.factory.application_recorder()


class FollowerOfOurs(LedgerTrackingRecorder):
    pass


class TestFactory(promises.InfrastructureFactoryTestCase[LedgerFactory]):
    @pytest.fixture(autouse=True)
    def fresh_file(self, tmp_path):
        self.env = OnAFile.environment(tmp_path)

    def expected_factory_class(self) -> type[LedgerFactory]:
        return LedgerFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return LedgerAggregateRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return LedgerApplicationRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return LedgerTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return FollowerOfOurs

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        return LedgerProcessRecorder


class TestAggregateRecorderOnAServer(OnAServer, TestAggregateRecorder):
    pass


class TestApplicationRecorderOnAServer(OnAServer, TestApplicationRecorder):
    pass


class TestTrackingRecorderOnAServer(OnAServer, TestTrackingRecorder):
    pass


class TestProcessRecorderOnAServer(OnAServer, TestProcessRecorder):
    pass


class TestNonInterleavingOnAServer(OnAServer, TestNonInterleaving):
    pass


@pytest.mark.server
class TestFactoryOnAServer(TestFactory):
    @pytest.fixture(autouse=True)
    def fresh_file(self, tmp_path):
        self.env = OnAServer.environment(tmp_path)
