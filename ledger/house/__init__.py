"""The auction house: load a history, take a decision, record what became true.

``House`` is the only door to a ledger. What may be read of it stands in ``records``;
what may be asked of it stands beside, as instructions: ``sales``, ``lots``, ``bids``,
``clients``, ``room``, ``corrections``, ``disputes``; after the hammer ``settling``,
``invoicing``, ``accounts``, ``payments``, ``bank`` and ``consigning``. An instruction
is decided against the aggregates as they stand inside the transaction that records it,
so nobody decides on yesterday's price, and nobody is answered before the commit.
"""

from __future__ import annotations

from functools import cached_property
from types import TracebackType
from typing import Self

from ledger.entry import Attribution
from ledger.events import Event
from ledger.house.folds import FOLDS
from ledger.house.instruction import Instruction
from ledger.house.records import Records
from ledger.refusals import NotInOwnName, ReasonNeeded, SamePerson
from ledger.store.database import Database
from ledger.store.ledger_file import open_database
from ledger.store.recorder import LedgerApplicationRecorder
from ledger.store.steps import Upgrading, silently
from ledger.store.writer import Command, Recorded, Writer

__all__ = ["FOLDS", "House"]


class House(Records):
    """One ledger, open for work: its records, and the one who adds to them."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.recorder = LedgerApplicationRecorder(database)

    @classmethod
    def open(
        cls,
        place: str,
        *,
        new_id: str | None = None,
        upgrading: Upgrading = silently,
    ) -> Self:
        """Open the ledger at a path or URL; with ``new_id``, start it if need be.

        A ledger of an older version is upgraded before anything is recorded in it,
        and ``upgrading`` tells of that.

        Raises LedgerDamaged where there is none, or none that can be opened safely.
        """
        return cls(open_database(place, new_id=new_id, upgrading=upgrading))

    def upgrade(self) -> None:
        """Upgrade a ledger of an older version now, not before the first command."""
        self._database.upgrade()

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
    def _writer(self) -> Writer:
        # Only commands need it: a reader of the ledger starts without.
        return Writer(self._database, self.recorder, FOLDS)

    def do(self, instruction: Instruction, *, by: Attribution) -> Recorded:
        """Carry out an instruction and return once it is durable.

        Raises the Refusal that it meets. With ``by.key`` a repeat is answered as the
        first time was, and records nothing.
        """
        return instruction.answer(self._writer.submit(_command(instruction, by)))

    def rehearse(
        self, instruction: Instruction, *, by: Attribution
    ) -> tuple[Event, ...]:
        """Decide an instruction and record nothing; returns what it would record."""
        return self._writer.rehearse(_command(instruction, by))


def _command(instruction: Instruction, by: Attribution) -> Command:
    if instruction.corrects and not (by.reason or "").strip():
        raise ReasonNeeded(command=instruction.corrects)
    second = instruction.authorised_by
    if second is not None and by.speaks_for(second):
        raise SamePerson(person=second)
    if instruction.in_own_name and by.on_behalf_of is not None:
        raise NotInOwnName(person=by.on_behalf_of)
    return Command(instruction.words, by, instruction.decide)
