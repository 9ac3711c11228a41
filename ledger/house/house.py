"""One ledger, opened to read its records and to carry out commands on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

from ledger.entry import Attribution
from ledger.events import Event, LookKind, PersonErased
from ledger.house import looks
from ledger.house.command import Command
from ledger.house.copies import Copies
from ledger.house.dry_run import DryRun
from ledger.house.keys_at_hand import KeysAtHand
from ledger.house.permission import Admission
from ledger.house.published import OUTCOMES, Published
from ledger.house.reading import seals_of
from ledger.house.records import Records
from ledger.house.refusal_times import refusals_on_clock
from ledger.house.stamp import Recording
from ledger.house.transaction import HouseTransaction
from ledger.keys.folder import KeyFolder
from ledger.keys.heads import Why
from ledger.refusals import Refusal, ReplicaNotWritten
from ledger.store.connection import ReadConnection, WriteConnection
from ledger.store.database import Database
from ledger.store.dialect import Dialect
from ledger.store.file_facts import FileFacts, file_facts
from ledger.store.ledger_file import open_database
from ledger.store.steps import Upgrading, silently
from ledger.store.tree_reader import TreeReader
from ledger.store.writer import Admit, Recorded, Waiting, Writer

Publish: TypeAlias = Callable[["House"], None]
"""Signs a ledger as it stands, and tells of it where that cannot be done."""
Asked: TypeAlias = tuple[Command, Attribution]
"""A command, and who asks for it."""


class House(Records):
    """One open ledger: its records, and the writer that adds to them."""

    def __init__(
        self,
        database: Database,
        recording: Recording | None = None,
        *,
        keys: KeyFolder | None = None,
        publish: Publish | None = None,
    ) -> None:
        super().__init__(database)
        self._recording = recording or Recording()
        self.keys = keys
        """Where the keys and heads of ledgers are kept, if anywhere."""
        self._publish = publish
        self.keys_at_hand = KeysAtHand(self, keys, birth=self._recording.birth)
        self.seals = seals_of(database, self.keys_at_hand)
        self._is_behind: bool | None = None
        """Whether a lot was closed and not signed before; None: nobody looked yet."""
        self.last_recorded: int | None = None
        """The last position that a command of this process recorded, or repeated."""
        self.answered: Recorded | None = None
        """What the last command of this process recorded, or had recorded before."""
        self.files_folder: Path | None = None
        """Where files of a ledger on a server are kept: it has none beside it."""

    @classmethod
    def open(
        cls,
        place: str,
        *,
        new_id: str | None = None,
        recording: Recording | None = None,
        upgrading: Upgrading = silently,
        keys: KeyFolder | None = None,
        publish: Publish | None = None,
        even_contradicted: bool = False,
    ) -> Self:
        """Open the ledger at a path or URL; with ``new_id``, start it if need be.

        A ledger of an older version is upgraded before anything is recorded in it,
        and ``upgrading`` tells of that. ``recording`` says by which clock it is
        recorded, and whether what is begun is live or a rehearsal. ``keys`` is where
        its keys and heads are kept, and ``publish`` is called once a lot is closed.

        Raises LedgerDamaged where there is none, or none that can be opened safely;
        Contradiction where it is not the one that was published, unless it is to be
        opened for all that.
        """
        database = open_database(place, new_id=new_id, upgrading=upgrading)
        house = cls(database, recording, keys=keys, publish=publish)
        if not even_contradicted:
            try:
                house.must_be_as_published()
            except BaseException:
                house.close()
                raise
        return house

    @cached_property
    def published(self) -> Published:
        """What was published of the ledger, as far as that is kept here."""
        keys = self.keys
        return Published(
            self, None if keys is None else keys.of_ledger(self.ledger_id())
        )

    @property
    def dialect(self) -> Dialect:
        """The database that the ledger is kept in, to be opened for another reading."""
        return self._database.dialect

    @property
    def folder(self) -> Path | None:
        """The folder that the ledger is in: no key is kept there."""
        return self._database.dialect.folder

    def beside(self, kind: str, name: str) -> Path | None:
        """Return a file of some kind beside the ledger; None: no folder is known."""
        folder = self.folder or self.files_folder
        return None if folder is None else folder / kind / self.ledger_id() / name

    def must_be_as_published(self) -> None:
        """Raise Contradiction where the ledger is not the one that was published."""
        if self.keys is not None:
            self.published.look()

    def replica(self) -> str | None:
        """Return what the ledger is a copy of, None where it may be written to."""
        with self._database.querying() as connection:
            return connection.copied_from()

    def keep_head_of_take_over(self) -> None:
        """Keep that the ledger goes on from here, so that no other history does.

        Raises KeysNotKept or OSError where it cannot be kept.
        """
        with self.appending() as connection:
            root = connection.frontier.root
            self.published.keep_head(connection.head(), root, Why.TAKE_OVER)

    def wait_for_news(self, seconds: float) -> None:
        """Wait until something is recorded; at most about so long."""
        self._database.news.wait(seconds)

    def appending(self) -> AbstractContextManager[WriteConnection]:
        """Open a transaction that alone may write; commit at its end."""
        return self._database.appending()

    def reading(self) -> AbstractContextManager[ReadConnection]:
        """Open a transaction that sees one moment of the ledger."""
        return self._database.querying()

    def upgrade(self) -> None:
        """Upgrade a ledger of an older version now, not before the first command."""
        self._database.upgrade()

    @property
    def copies(self) -> Copies:
        """Return what copies the ledger, as a backup or to another place."""
        return Copies(self._database, self.published)

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
        self.keys_at_hand.close()
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
            self._cache,
            partial(HouseTransaction, seals=self.seals),
            partial(self._recording.stamp, has_vault=self.keys_at_hand.has_vault),
            permit=self.published,
            digest_key=self.keys_at_hand.digest_key,
            admit=self._admission,
        )

    @cached_property
    def _admission(self) -> Admission:
        return Admission(self.keys_at_hand, self.ledger_id)

    def do(self, command: Command, *, by: Attribution) -> Recorded:
        """Carry out a command and return once it is durable.

        Raises the Refusal that it meets. With ``by.key`` a repeat is answered as the
        first time was, and records nothing.
        """
        command.must_be_allowed(by)
        (waiting,) = self._writer.submit_all([(command, by)])
        return self._answer(command, waiting)

    def do_all(self, commands: Sequence[Asked]) -> list[Recorded | Exception]:
        """Carry out the commands of many callers, all of them durable at once.

        Each is answered by itself: what ``do`` would return, or what it would raise.
        """
        refused = [command.objection(by) for command, by in commands]
        judged = list(zip(commands, refused, strict=True))
        done = iter(self._writer.submit_all(each for each, no in judged if no is None))
        return [no or self._outcome(each[0], next(done)) for each, no in judged]

    def _outcome(
        self, command: Command, waiting: Waiting[HouseTransaction]
    ) -> Recorded | Exception:
        try:
            return self._answer(command, waiting)
        except Exception as fault:  # noqa: BLE001 (it is the caller's to raise)
            return fault

    def _answer(self, command: Command, waiting: Waiting[HouseTransaction]) -> Recorded:
        """Return what a command recorded; raises the refusal that it met."""
        with refusals_on_clock(self, command):
            recorded = self.published.as_durable(waiting.answer())
        self.answered = recorded
        if erased := [each for each in recorded.events if type(each) is PersonErased]:
            self._cache.forget(erased)
        if recorded.events:
            self.last_recorded = max(recorded.last, self.last_recorded or 0)
        if self._publish is not None and self._is_to_sign(recorded):
            self._publish(self)
        return command.answer(recorded)

    def look(
        self, kind: LookKind, subjects: Sequence[str], purpose: str, by: Attribution
    ) -> Recorded:
        """Record that lots or clients are looked at, before anything of it is shown.

        A session records a subject and a purpose once. Raises LookNotRecorded where
        nothing can be recorded, as in a copy: it stays masked there.
        """
        return looks.look_at(self, kind, subjects, purpose, by)

    def _is_to_sign(self, recorded: Recorded) -> bool:
        """Say whether a lot was closed, or was before and nobody signed it then."""
        if self._is_behind is None:
            self._is_behind = self.published.is_behind()
        behind, self._is_behind = self._is_behind, False
        closed = any(isinstance(event, OUTCOMES) for event in recorded.events)
        return behind or (closed and not recorded.repeated)

    def rehearse(self, command: Command, *, by: Attribution) -> tuple[Event, ...]:
        """Return what a command would record; raises DependsOnSealed as well."""
        return self._rehearse(command, by, admit=self._admission)

    def dry_run(self, command: Command, *, by: Attribution) -> tuple[Event, ...]:
        """Rehearse a command that a second person need not have approved yet."""
        return self._rehearse(command, by, admit=self._admission.before_approval)

    def _rehearse(
        self, command: Command, by: Attribution, *, admit: Admit[HouseTransaction]
    ) -> tuple[Event, ...]:
        command.must_be_allowed(by)
        if not command.takes_over and (replica := self.replica()) is not None:
            raise ReplicaNotWritten(replica=replica)
        with refusals_on_clock(self, command):
            return self._writer.rehearse(
                command, by, admit=admit, begin=partial(DryRun, seals=self.seals)
            )

    def waits_since(
        self, recorded: Recorded, command: Command, *, by: Attribution
    ) -> bool:
        """Say whether a command that a key answered again would record more now."""
        if not recorded.repeated:
            return False
        try:
            return bool(self.dry_run(command, by=by))
        except Refusal:
            # It would be refused for what came since: that waits as well.
            return True
