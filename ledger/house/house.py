"""One ledger, opened to read its records and to carry out commands on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import TracebackType
from typing import Self

from ledger.entry import Attribution, sale_stream
from ledger.events import Event
from ledger.house.command import Command
from ledger.house.records import Records
from ledger.house.stamp import Recording
from ledger.house.transaction import HouseTransaction
from ledger.identity import LotId, SaleId, sale_of
from ledger.refusals import Refusal, RowsRefused
from ledger.store.backup import Backup, back_up
from ledger.store.database import Database
from ledger.store.dialect import Progress
from ledger.store.file_facts import FileFacts, file_facts
from ledger.store.ledger_file import open_database
from ledger.store.recorder import LedgerApplicationRecorder
from ledger.store.steps import Upgrading, silently
from ledger.store.tree_reader import TreeReader
from ledger.store.writer import Recorded, Writer


class House(Records):
    """One open ledger: its records, and the writer that adds to them."""

    def __init__(self, database: Database, recording: Recording | None = None) -> None:
        super().__init__(database)
        self._recording = recording or Recording()
        self.recorder = LedgerApplicationRecorder(database)
        self.last_recorded: int | None = None
        """The last position that a command of this process recorded, or repeated."""

    @classmethod
    def open(
        cls,
        place: str,
        *,
        new_id: str | None = None,
        recording: Recording | None = None,
        upgrading: Upgrading = silently,
    ) -> Self:
        """Open the ledger at a path or URL; with ``new_id``, start it if need be.

        A ledger of an older version is upgraded before anything is recorded in it,
        and ``upgrading`` tells of that. ``recording`` says by which clock it is
        recorded, and whether what is begun is live or a rehearsal.

        Raises LedgerDamaged where there is none, or none that can be opened safely.
        """
        database = open_database(place, new_id=new_id, upgrading=upgrading)
        return cls(database, recording)

    def upgrade(self) -> None:
        """Upgrade a ledger of an older version now, not before the first command."""
        self._database.upgrade()

    def back_up(
        self, file: str, progress: Progress = lambda _done, _total: None
    ) -> Backup:
        """Copy the ledger as it stands to a file, while it is written to.

        Raises LedgerDamaged where the copy would not be sound; then there is none.
        """
        return back_up(self._database, file, progress)

    def must_have_whole_file(self) -> None:
        """Raise LedgerDamaged where a page or an index of the file is not whole."""
        self._database.must_be_whole()

    def tree(self) -> TreeReader:
        """Return what reads the tree over the log."""
        return TreeReader(self._database)

    def file_facts(self) -> FileFacts:
        """Read what the file is like: its tables, its guards, what stands beside."""
        return file_facts(self._database)

    def close(self) -> None:
        """Close the ledger."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @cached_property
    def _writer(self) -> Writer[HouseTransaction]:
        # Only commands need it: a reader of the ledger starts without.
        return Writer(
            self._database,
            self.recorder,
            self._cache,
            HouseTransaction,
            self._recording.stamp,
        )

    def do(self, command: Command, *, by: Attribution) -> Recorded:
        """Carry out a command and return once it is durable.

        Raises the Refusal that it meets. With ``by.key`` a repeat is answered as the
        first time was, and records nothing.
        """
        command.must_be_allowed(by)
        try:
            recorded = self._writer.submit(command, by)
        except Refusal as refusal:
            raise self._on_clock(refusal, command) from refusal.__cause__
        if recorded.events:
            self.last_recorded = max(recorded.last, self.last_recorded or 0)
        return command.answer(recorded)

    def rehearse(self, command: Command, *, by: Attribution) -> tuple[Event, ...]:
        """Decide a command and record nothing; returns what it would record."""
        command.must_be_allowed(by)
        try:
            return self._writer.rehearse(command, by)
        except Refusal as refusal:
            raise self._on_clock(refusal, command) from refusal.__cause__

    def _on_clock(self, refusal: Refusal, command: Command) -> Refusal:
        """Let a refusal tell moments by the clock of the sale that it is about."""
        if isinstance(refusal, RowsRefused):
            for each in refusal.rows:
                self._on_clock(each.refusal, command)
            return refusal
        name = _sale_named(vars(refusal)) or _sale_named(command.arguments)
        sale = None if name is None else self.state(sale_stream(name))
        return refusal if sale is None else refusal.on_clock(sale.terms.zone)

    def waits_since(
        self, recorded: Recorded, command: Command, *, by: Attribution
    ) -> bool:
        """Say whether a command that a key answered again would record more now."""
        if not recorded.repeated:
            return False
        try:
            return bool(self.rehearse(command, by=by))
        except Refusal:
            # It would be refused for what came since: that waits as well.
            return True


def _sale_named(values: Mapping[str, object]) -> SaleId | None:
    """Return the sale that a refusal or a command names, also by a lot of it."""
    sale, lot = values.get("sale"), values.get("lot")
    slips = values.get("slips")
    if isinstance(slips, Sequence) and slips:
        lot = slips[0].lot
    if isinstance(lot, str):
        return sale_of(LotId(lot))
    return SaleId(sale) if isinstance(sale, str) else None
