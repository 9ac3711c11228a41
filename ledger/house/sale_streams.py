"""The streams that a question about one sale reads, out of a log of many sales.

What touches a sale stands in its own streams, in those of its documents, and in a few
of the house. What tells beyond one sale reads the books of the house, or the whole log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from ledger.entry import (
    Entry,
    StreamId,
    client_stream,
    credit_note_stream,
    invoice_stream,
    lot_stream,
    sale_stream,
)
from ledger.events import (
    ChargesInvoiced,
    Event,
    InvoiceCredited,
    LotAmended,
    LotCatalogued,
    LotInvoiced,
    PaddleIssued,
)
from ledger.house.evolving import EVOLVE
from ledger.identity import ClientId, CreditNoteId, InvoiceId, LotId, SaleId
from ledger.store import json_text
from ledger.store.reader import AT_ONCE

if TYPE_CHECKING:
    from ledger.house.records import Records
    from ledger.store.streams_reader import StreamsReader

T = TypeVar("T")

APART_FROM_BOOKS = ("lot", "dispute", "looks")
"""The kinds of streams of which nothing comes into the books of the house."""
FUNDS = ("funds:", "suspense")
"""How the streams begin of money that is for no invoice."""


@dataclass(frozen=True, slots=True)
class Streams:
    """Some streams of a log: those that are named, and all whose name begins so."""

    names: tuple[StreamId, ...]
    beginning: tuple[str, ...] = ()

    def has(self, others: Streams) -> bool:
        """Say whether all of some streams are among these."""
        return set(others.beginning) <= set(self.beginning) and all(
            name in self.names or name.startswith(self.beginning)
            for name in others.names
        )

    def pages(
        self, reader: StreamsReader
    ) -> tuple[int, Iterator[Sequence[Entry[Event]]]]:
        """Count their entries, and yield them in the order of the log, in pages."""
        positions = reader.positions_of(self.names, self.beginning)
        starts = range(0, len(positions), AT_ONCE)
        pages = (
            list(reader.entries_at(positions[first : first + AT_ONCE]))
            for first in starts
        )
        return len(positions), pages


CLIENTS = Streams((), ("client:",))
"""The streams of all clients."""
Asks: TypeAlias = "Callable[[Records], Streams]"
"""Says which streams a question reads, of those that there are today."""


def bidding_of(sale: SaleId, lot: LotId | None = None) -> Streams:
    """Return the streams of the bidding in a sale, or on one lot: paddles and lots."""
    if lot is not None:
        return Streams((sale_stream(sale), lot_stream(lot)))
    return Streams((sale_stream(sale),), (f"lot:{sale}/",))


def books_of(reader: StreamsReader, sale: SaleId) -> Streams:
    """Return the streams of all that touches a sale: bidding, accounts, documents.

    An invoice is found by the lots and charges that it bills, a credit note by the
    invoice, a client by paddle and lot, and money without an invoice by the sale that
    it was left for. All that names them is looked for to the end of the log: what one
    command recorded names a document only after the document, and may be looked back
    into.
    """
    invoices = _invoices_of(reader, sale)
    names = [
        sale_stream(sale),
        *map(invoice_stream, invoices),
        *map(credit_note_stream, _credit_notes_of(reader, invoices)),
        *map(client_stream, _clients_of(reader, sale)),
        *reader.streams_holding(json_text.member("sale", sale), FUNDS),
    ]
    own = (f"{kind}:{sale}/" for kind in ("lot", "account", "consignment", "dispute"))
    return Streams(tuple(names), (*own, "hold:"))


def house_books_of(sale: SaleId) -> Streams:
    """Return the streams of all that touches a sale, and of the books of the house.

    What the house owes, is owed and has in the bank stands in documents and accounts,
    of which no lot tells: the bidding in other sales, most of a log, is not read.
    """
    kinds = (kind for kind in EVOLVE if kind not in APART_FROM_BOOKS)
    return Streams((), (*kinds, f"lot:{sale}/", f"dispute:{sale}/"))


def _invoices_of(reader: StreamsReader, sale: SaleId) -> list[InvoiceId]:
    billed = [
        *reader.entries_of_kinds(f"lot:{sale}/", (LotInvoiced,)),
        *reader.entries_of_kinds(f"account:{sale}/", (ChargesInvoiced,)),
    ]
    events = (entry.event for entry in billed)
    return _each_once(
        event.invoice
        for event in events
        if isinstance(event, LotInvoiced | ChargesInvoiced)
    )


def _credit_notes_of(
    reader: StreamsReader, invoices: Sequence[InvoiceId]
) -> list[CreditNoteId]:
    entries = (
        entry
        for invoice in invoices
        for entry in reader.history(invoice_stream(invoice))
    )
    return _each_once(
        entry.event.credit_note
        for entry in entries
        if isinstance(entry.event, InvoiceCredited)
    )


def _clients_of(reader: StreamsReader, sale: SaleId) -> list[ClientId]:
    """Name who holds a paddle in a sale, or consigned a lot to it."""
    named = [
        *reader.entries_of_kinds(sale_stream(sale), (PaddleIssued,)),
        *reader.entries_of_kinds(f"lot:{sale}/", (LotCatalogued, LotAmended)),
    ]
    clients = []
    for entry in named:
        match entry.event:
            case PaddleIssued(client=client):
                clients.append(client)
            case LotCatalogued(consignor=consignor) | LotAmended(consignor=consignor):
                if consignor is not None:
                    clients.append(consignor)
    return _each_once(clients)


def _each_once(names: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(names))
