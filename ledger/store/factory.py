"""The recorders that an application of the event-sourcing library is given."""

from __future__ import annotations

from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    ProcessRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool

from ledger.store import schema
from ledger.store.database import Database
from ledger.store.dialect import dialect_at
from ledger.store.ledger_file import begin, create_tables, must_be_sound
from ledger.store.recorder import LedgerAggregateRecorder, LedgerApplicationRecorder
from ledger.store.tracking import LedgerProcessRecorder, LedgerTrackingRecorder

R = TypeVar(
    "R", LedgerApplicationRecorder, LedgerTrackingRecorder, LedgerProcessRecorder
)


class LedgerFactory(InfrastructureFactory[LedgerTrackingRecorder]):
    """Builds recorders from ``LOTLEDGER_URL``, a path or a database URL."""

    LOTLEDGER_URL = "LOTLEDGER_URL"
    ORIGINATOR_ID_TYPE = "ORIGINATOR_ID_TYPE"
    CREATE_TABLE = "CREATE_TABLE"

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        place = self.env.get(self.LOTLEDGER_URL)
        if not place:
            raise OSError(f"{self.LOTLEDGER_URL} is not set. Give a path or a URL.")
        kind = self.env.get(self.ORIGINATOR_ID_TYPE, "text")
        if kind not in ("text", "uuid"):
            raise OSError(
                f"{self.ORIGINATOR_ID_TYPE} is {kind!r}. Set it to 'text' or 'uuid'."
            )
        self.uuids = kind == "uuid"
        self.database = Database(dialect_at(place))

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Build a recorder of versions without positions, such as for snapshots."""
        table = schema.snapshots(purpose)
        if self._creates_tables():
            with self.database.writing() as connection:
                table.create(connection, checkfirst=True)
        return LedgerAggregateRecorder(self.database, table=table, uuids=self.uuids)

    def application_recorder(self) -> ApplicationRecorder:
        """Build a recorder of the log."""
        self._prepare_tables()
        kind = self._recorder_class(
            self.APPLICATION_RECORDER_TOPIC, LedgerApplicationRecorder
        )
        return kind(self.database, uuids=self.uuids)

    def tracking_recorder(
        self, tracking_recorder_class: type[LedgerTrackingRecorder] | None = None
    ) -> LedgerTrackingRecorder:
        """Build a recorder of how far a follower got."""
        self._prepare_tables()
        kind = tracking_recorder_class or self._recorder_class(
            self.TRACKING_RECORDER_TOPIC, LedgerTrackingRecorder
        )
        return kind(self.database)

    def process_recorder(self) -> ProcessRecorder:
        """Build a recorder of the log and of what its events follow from."""
        self._prepare_tables()
        kind = self._recorder_class(self.PROCESS_RECORDER_TOPIC, LedgerProcessRecorder)
        return kind(self.database, uuids=self.uuids)

    def _recorder_class(self, topic: str, usual: type[R]) -> type[R]:
        named = self.env.get(topic)
        return resolve_topic(named) if named else usual

    def _prepare_tables(self) -> None:
        if self._creates_tables():
            # An application's ledger is named after its place, so that it is the same
            # ledger however often it is opened.
            name = str(uuid5(NAMESPACE_URL, str(self.database.dialect.url)))
            if not self.database.dialect.exists():
                begin(self.database.dialect, name)
            create_tables(self.database, name)
        else:
            self.database.dialect.must_be_there(new=False)
            must_be_sound(self.database)

    def _creates_tables(self) -> bool:
        return strtobool(self.env.get(self.CREATE_TABLE) or "yes")

    def close(self) -> None:
        """Close every connection."""
        self.database.close()
