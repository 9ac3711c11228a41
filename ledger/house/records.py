"""The records of a ledger: as it stands, or as it was known at a position."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from ledger.client import Client
from ledger.dispute import Dispute
from ledger.entry import (
    LEDGER_STREAM,
    PERIODS_STREAM,
    Entry,
    EntryMark,
    InStream,
    StreamId,
    client_stream,
    consignment_stream,
    credit_note_stream,
    dispute_stream,
    invoice_stream,
    lot_stream,
    sale_stream,
    tax_stream,
)
from ledger.events import Event, StatementIssued
from ledger.house.aggregates import Aggregates
from ledger.house.drawn_numbers import drawn_documents
from ledger.house.evolving import EVOLVE
from ledger.identity import (
    ClientId,
    CreditNoteId,
    DisputeId,
    InvoiceId,
    LotId,
    SaleId,
    SeriesId,
    StatementId,
)
from ledger.lot import Lot
from ledger.refusals import (
    NotRecordedYet,
    Refusal,
    UnknownClient,
    UnknownConsignor,
    UnknownCreditNote,
    UnknownDispute,
    UnknownInvoice,
    UnknownJurisdiction,
    UnknownLot,
    UnknownSale,
    UnknownStatement,
)
from ledger.sale import Sale
from ledger.settlement import series
from ledger.settlement.consignment import Consignment
from ledger.settlement.invoice import Invoice
from ledger.store.cache import Cache
from ledger.store.loading import damage_at
from ledger.store.opened import Opened, unwrapped
from ledger.store.reader import EarlierTimes
from ledger.store.streams_reader import StreamsReader
from ledger.store.tree_reader import TreeReader

if TYPE_CHECKING:
    from ledger.store.database import Database

T = TypeVar("T")


class Followed(NamedTuple, Generic[T]):
    """An entry of a history, and what it left."""

    entry: Entry[Event]
    after: T


class Records(Aggregates):
    """The records of one ledger; with ``upto``, those up to that position."""

    def __init__(self, database: Database, *, upto: int | None = None) -> None:
        self._database = database
        self.upto = upto
        """The last position that is read; None: as far as the log goes."""
        self.reader = StreamsReader(database, upto=upto)
        """Reads the log itself, apart from what it makes."""
        self._cache = Cache(database, EVOLVE, upto=upto)
        self.at_one_moment = self._cache.at_one_moment
        """Opens a moment: what a thread asks in it is answered as of one head."""

    def state(self, stream: StreamId) -> Any:
        """Return an aggregate as it stands now, None where it never began."""
        return self._cache.state(stream)

    def states(self, prefix: str, holding: bytes = b"") -> list[Any]:
        """Return aggregates as they stand at one moment, the oldest first."""
        return self._cache.states(prefix, holding)

    def streams(self, prefix: str, holding: bytes = b"") -> Sequence[StreamId]:
        """List streams by how their name begins, and by a text in their first entry."""
        return self._cache.streams_now(prefix, holding)

    def events_within(self, prefix: str, *kinds: type) -> list[InStream]:
        """Return events of some kinds in streams whose name begins so, in order."""
        return self._cache.events_within(prefix, kinds)

    def as_of(self, position: int) -> Records:
        """Return what was recorded up to a position, and nothing after it.

        Raises NotRecordedYet for a position that the ledger has not reached.
        """
        if position > (head := self.head()):
            raise NotRecordedYet(position=position, head=head)
        return Records(self._database, upto=position)

    def as_of_now(self) -> Records:
        """Return what is recorded by now: nothing that comes later is added to it."""
        return self if self.upto is not None else self.as_of(self.head())

    def position_at(self, moment: datetime) -> int:
        """Return up to where the log was recorded by a moment, as its reader finds."""
        return self.reader.position_at(moment)

    def later_with_earlier_times(self, position: int, moment: datetime) -> EarlierTimes:
        """Count what stands after a position and was recorded by a moment yet."""
        return self.reader.later_with_earlier_times(position, moment)

    def history(self, lot: LotId) -> Sequence[Entry[Event]]:
        """Read a lot's own history, in order; raises UnknownLot."""
        return self._history(lot_stream(lot), UnknownLot(lot=lot))

    def lot_and_history(self, name: LotId) -> tuple[Lot, Sequence[Entry[Event]]]:
        """Read a lot's own history, and the lot that it leaves; raises UnknownLot."""
        stream = lot_stream(name)
        history = self._history(stream, UnknownLot(lot=name))
        opened = islice(unwrapped(self.reader.opened_history(stream)), len(history))
        try:
            return EVOLVE["lot"]((each.event for each in opened), None), history
        except (AssertionError, LookupError) as fault:
            raise damage_at(history[-1].position, stream, fault) from fault

    def ledger_history(self) -> Sequence[Entry[Event]]:
        """Read what the ledger says of itself, in order; nothing where it says nothing.

        A ledger of the first release is silent until another program records there.
        """
        return self.reader.history(LEDGER_STREAM)

    def periods_history(self) -> Sequence[Entry[Event]]:
        """Read how far the books were locked and opened again, in order."""
        return self.reader.history(PERIODS_STREAM)

    def sale_history(self, sale: SaleId) -> Sequence[Entry[Event]]:
        """Read a sale's own history, its lots apart; raises UnknownSale."""
        return self._history(sale_stream(sale), UnknownSale(sale=sale))

    def sale_followed(self, sale: SaleId) -> list[Followed[Sale]]:
        """Follow a sale's own history, its lots apart; raises UnknownSale."""
        return self._followed(sale_stream(sale), UnknownSale(sale=sale))

    def client_followed(self, client: ClientId) -> list[Followed[Client]]:
        """Follow a client's own file, in order; raises UnknownClient."""
        return self._followed(client_stream(client), UnknownClient(client=client))

    def opened_history(self, lot: LotId) -> Sequence[Opened[Entry[Event]]]:
        """Open a lot's own history, in order, for a replay; raises UnknownLot."""
        if not (history := self.reader.opened_history(lot_stream(lot))):
            raise UnknownLot(lot=lot)
        return history

    def opened_events(self, lot: LotId) -> Iterator[Opened[tuple[int, Event]]]:
        """Open a lot's events and their positions one by one: it may be a long one."""
        return self.reader.opened_events(lot_stream(lot))

    def lot_events(self, sale: SaleId) -> int:
        """Count the events of a sale's lots."""
        return self.reader.count(f"lot:{sale}/")

    def lot_names(self, sale: SaleId) -> list[LotId]:
        """Return the names of the lots of a sale, in the order they were catalogued."""
        begun = self.streams(f"lot:{sale}/")
        return [LotId(stream.partition(":")[2]) for stream in begun]

    def sale_names(self) -> list[SaleId]:
        """Return the names of the sales, in the order they were announced."""
        return [SaleId(stream.partition(":")[2]) for stream in self.streams("sale:")]

    def invoice_history(self, invoice: InvoiceId) -> list[Followed[Invoice]]:
        """Follow an invoice from its issue on; raises UnknownInvoice."""
        return self._followed(invoice_stream(invoice), UnknownInvoice(invoice=invoice))

    def credit_note_entry(self, note: CreditNoteId) -> Entry[Event]:
        """Return the entry that issued a credit note; raises UnknownCreditNote."""
        unknown = UnknownCreditNote(credit_note=note)
        return self._history(credit_note_stream(note), unknown)[0]

    def statement(self, statement: StatementId) -> StatementIssued:
        """Read a statement, which stands right after its number in the log.

        Raises UnknownStatement.
        """
        for entry in self.drawn(*series.parts(statement)):
            issued = entry.event
            if isinstance(issued, StatementIssued) and issued.statement == statement:
                return issued
        raise UnknownStatement(statement=statement)

    def consignment_history(
        self, sale: SaleId, consignor: ClientId
    ) -> Sequence[Entry[Event]]:
        """Read a consignor's account in a sale, in order; raises UnknownConsignor."""
        unknown = UnknownConsignor(sale=sale, consignor=consignor)
        return self._history(consignment_stream(sale, consignor), unknown)

    def account_at(self, issued: StatementIssued) -> Consignment:
        """Return a consignor's account as a statement left it, and nothing later."""
        stream = consignment_stream(issued.sale, issued.consignor)
        unknown = UnknownStatement(statement=issued.statement)
        for entry, account in self._followed(stream, unknown):
            if entry.event == issued:
                left: Consignment = account
                return left
        raise unknown

    def drawn(self, name: SeriesId, number: int) -> Sequence[Entry[Event]]:
        """Return what stands after a number in the log: the document that bears it."""
        return drawn_documents(self, name, number)

    def jurisdictions(self) -> list[str]:
        """Return the jurisdictions whose rates are on file, in the order they came."""
        return [stream.partition(":")[2] for stream in self.streams("tax:")]

    def tax_history(self, jurisdiction: str) -> Sequence[Entry[Event]]:
        """Read a jurisdiction's rates, in order; raises UnknownJurisdiction."""
        unknown = UnknownJurisdiction(jurisdiction=jurisdiction)
        return self._history(tax_stream(jurisdiction), unknown)

    def dispute_history(self, dispute: DisputeId) -> list[Followed[Dispute]]:
        """Follow a dispute from its opening on; raises UnknownDispute."""
        return self._followed(dispute_stream(dispute), UnknownDispute(dispute=dispute))

    def dispute_histories(self, sale: SaleId) -> list[list[Followed[Dispute]]]:
        """Follow every dispute of a sale, as they were opened; raises UnknownSale."""
        begun = self.streams(f"dispute:{sale}/")
        if not begun:
            self.sale(sale)
        names = (DisputeId(stream.partition(":")[2]) for stream in begun)
        return [self.dispute_history(name) for name in names]

    def _followed(self, stream: StreamId, unknown: Refusal) -> list[Followed[Any]]:
        """Read a stream whole and follow it in the same pass; raises LedgerDamaged."""
        evolve, state = EVOLVE[stream.partition(":")[0]], None
        history: list[Followed[Any]] = []
        for entry in self._history(stream, unknown):
            try:
                state = evolve((entry.event,), state)
            except (AssertionError, LookupError) as fault:
                raise damage_at(entry.position, stream, fault) from fault
            history.append(Followed(entry, state))
        return history

    def _history(self, stream: StreamId, unknown: Refusal) -> Sequence[Entry[Event]]:
        """Read a stream whole, in order; raises the refusal where it never began."""
        if not (entries := self.reader.history(stream)):
            raise unknown
        return entries

    def position(self, stream: StreamId, version: int) -> int | None:
        """Return where a version of a stream stands in the log, if it does."""
        return self.reader.position(stream, version)

    def mark(self, position: int) -> EntryMark:
        """Return what the entry at a position is known again by."""
        return self.reader.mark(position)

    def ledger_id(self) -> str:
        """Return the id that the ledger was started with."""
        return self._database.ledger_id().text

    def tree(self) -> TreeReader:
        """Return what reads the tree over the log, whatever is looked back to."""
        return TreeReader(self._database)

    def head(self) -> int:
        """Return the last position of the log, 0 where it is empty."""
        return self.reader.head()

    def uses_key(self, key: str) -> bool:
        """Say whether a command was recorded under a key."""
        return self.reader.uses_key(key)

    def entries_after(self, position: int, *, limit: int) -> Sequence[Entry[Event]]:
        """Read every history as one, in the order it was recorded."""
        return self.reader.entries_after(position, limit=limit)

    def entries_at(self, positions: Iterable[int]) -> Iterator[Entry[Event]]:
        """Read the entries at positions, in their order."""
        return self.reader.entries_at(positions)
