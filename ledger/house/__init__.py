"""The auction house: load a history, take a decision, record what became true.

``House`` is the only door to a ledger. What may be asked of it stands beside, as
instructions: ``sales``, ``lots``, ``bids``, ``clients``. An instruction is decided
against the aggregates as they stand inside the transaction that records it, so nobody
decides on yesterday's price, and nobody is answered before the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from types import TracebackType
from typing import Self

from ledger import client as client_room
from ledger import dispute as dispute_room
from ledger import lot as lot_room
from ledger import sale as sale_room
from ledger.client import Client
from ledger.entry import (
    Attribution,
    Entry,
    client_stream,
    lot_stream,
    sale_stream,
)
from ledger.events import Event
from ledger.house.instruction import Instruction
from ledger.identity import ClientId, LotId, SaleId
from ledger.lot import Lot
from ledger.refusals import (
    ReasonNeeded,
    SamePerson,
    UnknownClient,
    UnknownLot,
    UnknownSale,
)
from ledger.sale import Sale
from ledger.store.database import Database
from ledger.store.desk import Folds
from ledger.store.ledger_file import ledger_id, open_database
from ledger.store.reader import Reader
from ledger.store.recorder import LedgerApplicationRecorder
from ledger.store.writer import Command, Recorded, Writer

FOLDS: Folds = {
    "sale": sale_room.evolve,
    "lot": lot_room.evolve,
    "client": client_room.evolve,
    "dispute": dispute_room.evolve,
}


class House:
    """One ledger, open for work."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reader = Reader(database)
        self.recorder = LedgerApplicationRecorder(database)

    @classmethod
    def open(cls, place: str, *, new_id: str | None = None) -> Self:
        """Open the ledger at a path or URL; with ``new_id``, start it if need be.

        Raises LedgerDamaged where there is none, or none that can be opened safely.
        """
        return cls(open_database(place, new_id=new_id))

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

    def sale(self, sale: SaleId) -> Sale:
        """Load a sale; raises UnknownSale."""
        found: Sale | None = self._reader.state(sale_stream(sale), sale_room.evolve)
        if found is None:
            raise UnknownSale(sale=sale)
        return found

    def lot(self, lot: LotId) -> Lot:
        """Load a lot; raises UnknownLot."""
        found: Lot | None = self._reader.state(lot_stream(lot), lot_room.evolve)
        if found is None:
            raise UnknownLot(lot=lot)
        return found

    def lots(self, sale: SaleId) -> list[Lot]:
        """Load every lot of a sale, in sale order; raises UnknownSale."""
        self.sale(sale)
        found: list[Lot] = self._reader.states(f"lot:{sale}/", lot_room.evolve)
        return sorted(found, key=lambda lot: lot.listing.order)

    def client(self, client: ClientId) -> Client:
        """Load a client; raises UnknownClient."""
        found: Client | None = self._reader.state(
            client_stream(client), client_room.evolve
        )
        if found is None:
            raise UnknownClient(client=client)
        return found

    def ledger_id(self) -> str:
        """Return the id that the ledger was started with."""
        return ledger_id(self._database)

    def head(self) -> int:
        """Return the last position of the log, 0 where it is empty."""
        return self._reader.head()

    def entries_after(self, position: int, *, limit: int) -> Sequence[Entry[Event]]:
        """Read every history as one, in the order it was recorded."""
        return self._reader.entries_after(position, limit=limit)


def _command(instruction: Instruction, by: Attribution) -> Command:
    if instruction.corrects and not (by.reason or "").strip():
        raise ReasonNeeded(command=instruction.corrects)
    second = instruction.authorised_by
    if second is not None and second.casefold() == by.actor.casefold():
        raise SamePerson(person=second)
    return Command(instruction.words, by, instruction.decide)
