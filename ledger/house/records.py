"""What may be read of a ledger: as it stands, or as it was known at a position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ledger.client import Client
from ledger.dispute import Dispute
from ledger.entry import (
    Entry,
    account_stream,
    client_stream,
    consignment_stream,
    credit_note_stream,
    dispute_stream,
    invoice_stream,
    lot_stream,
    sale_stream,
    series_stream,
    tax_stream,
)
from ledger.events import CreditNoteIssued, Event, InvoiceEvent, StatementIssued
from ledger.house.folds import FOLDS
from ledger.identity import (
    ClientId,
    CreditNoteId,
    DisputeId,
    InvoiceId,
    LotId,
    Paddle,
    SaleId,
    StatementId,
)
from ledger.lot import Lot
from ledger.refusals import (
    NotRecordedYet,
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
from ledger.settlement.account import Account
from ledger.settlement.consignment import Consignment
from ledger.settlement.invoice import Invoice
from ledger.settlement.tax_table import TaxTable
from ledger.store.ledger_file import ledger_id
from ledger.store.reader import Reader

if TYPE_CHECKING:
    from ledger.store.database import Database


class Records:
    """What one ledger holds; with ``upto``, what it held at that position."""

    def __init__(self, database: Database, *, upto: int | None = None) -> None:
        self._database = database
        self._reader = Reader(database, upto=upto)

    def as_of(self, position: int) -> Records:
        """Return what was recorded up to a position, and nothing after it.

        Raises NotRecordedYet for a position that the ledger has not reached.
        """
        if position > (head := self.head()):
            raise NotRecordedYet(position=position, head=head)
        return Records(self._database, upto=position)

    def position_at(self, moment: datetime) -> int:
        """Return the last position before the first entry recorded after a moment.

        What was known then is a beginning of the log, whatever clocks said later.
        """
        return self._reader.position_at(moment)

    def sale(self, sale: SaleId) -> Sale:
        """Load a sale; raises UnknownSale."""
        found: Sale | None = self._reader.state(sale_stream(sale), FOLDS["sale"])
        if found is None:
            raise UnknownSale(sale=sale)
        return found

    def lot(self, lot: LotId) -> Lot:
        """Load a lot; raises UnknownLot."""
        found: Lot | None = self._reader.state(lot_stream(lot), FOLDS["lot"])
        if found is None:
            raise UnknownLot(lot=lot)
        return found

    def lots(self, sale: SaleId) -> list[Lot]:
        """Load every lot of a sale, in sale order; raises UnknownSale."""
        self.sale(sale)
        found: list[Lot] = self._reader.states(f"lot:{sale}/", FOLDS["lot"])
        return sorted(found, key=lambda lot: lot.listing.order)

    def history(self, lot: LotId) -> Sequence[Entry[Event]]:
        """Read a lot's own history, in order; raises UnknownLot."""
        found = self._reader.history(lot_stream(lot))
        if not found:
            raise UnknownLot(lot=lot)
        return found

    def sale_history(self, sale: SaleId) -> Sequence[Entry[Event]]:
        """Read a sale's own history, its lots apart; raises UnknownSale."""
        found = self._reader.history(sale_stream(sale))
        if not found:
            raise UnknownSale(sale=sale)
        return found

    def lot_events(self, lot: LotId) -> Iterator[tuple[int, Event]]:
        """Read a lot's events and their positions one by one: it may be a long one."""
        return self._reader.events(lot_stream(lot))

    def lot_names(self, sale: SaleId) -> list[LotId]:
        """Name the lots of a sale, in the order they were catalogued."""
        begun = self._reader.streams(f"lot:{sale}/")
        return [LotId(stream.partition(":")[2]) for stream in begun]

    def sale_names(self) -> list[SaleId]:
        """Name the sales, in the order they were announced."""
        begun = self._reader.streams("sale:")
        return [SaleId(stream.partition(":")[2]) for stream in begun]

    def client(self, client: ClientId) -> Client:
        """Load a client; raises UnknownClient."""
        found: Client | None = self._reader.state(
            client_stream(client), FOLDS["client"]
        )
        if found is None:
            raise UnknownClient(client=client)
        return found

    def invoice(self, invoice: InvoiceId) -> Invoice:
        """Load a bill with what became of it; raises UnknownInvoice."""
        found: Invoice | None = self._reader.state(
            invoice_stream(invoice), FOLDS["invoice"]
        )
        if found is None:
            raise UnknownInvoice(invoice=invoice)
        return found

    def invoice_events(self, invoice: InvoiceId) -> Iterator[InvoiceEvent]:
        """Read what became of a bill, from its issue on, one by one."""
        for _, event in self._reader.events(invoice_stream(invoice)):
            assert isinstance(event, InvoiceEvent), "a bill's history is its own"
            yield event

    def invoices(self, sale: SaleId | None = None) -> list[Invoice]:
        """Load every bill, or those of a sale, in the order they were written.

        Raises UnknownSale.
        """
        if sale is not None:
            self.sale(sale)
        found: list[Invoice] = self._reader.states("invoice:", FOLDS["invoice"])
        return [one for one in found if sale in (None, one.issued.sale)]

    def credit_note(self, note: CreditNoteId) -> CreditNoteIssued:
        """Load a credit note; raises UnknownCreditNote."""
        found: CreditNoteIssued | None = self._reader.state(
            credit_note_stream(note), FOLDS["credit-note"]
        )
        if found is None:
            raise UnknownCreditNote(credit_note=note)
        return found

    def account(self, sale: SaleId, paddle: Paddle) -> Account:
        """Load what a buyer is charged in a sale beside lots."""
        stream = account_stream(sale, paddle)
        found: Account | None = self._reader.state(stream, FOLDS["account"])
        return found or Account()

    def charged_paddles(self, sale: SaleId) -> list[Paddle]:
        """Name the buyers of a sale with charges that wait to be billed."""
        begun = self._reader.streams(f"account:{sale}/")
        paddles = [Paddle(stream.rpartition("/")[2]) for stream in begun]
        return [paddle for paddle in paddles if self.account(sale, paddle).open]

    def consignment(self, sale: SaleId, consignor: ClientId) -> Consignment:
        """Load a consignor's account in a sale; raises UnknownConsignor."""
        found: Consignment | None = self._reader.state(
            consignment_stream(sale, consignor), FOLDS["consignment"]
        )
        if found is None:
            raise UnknownConsignor(sale=sale, consignor=consignor)
        return found

    def consignments(self, sale: SaleId) -> list[Consignment]:
        """Load every consignor's account in a sale, as they were begun."""
        return self._reader.states(f"consignment:{sale}/", FOLDS["consignment"])

    def statement(self, statement: StatementId) -> StatementIssued:
        """Read a statement, which stands right after its number in the log.

        Raises UnknownStatement.
        """
        name, number = series.parts(statement)
        drawn = self._reader.history(series_stream(name))
        if 0 < number <= len(drawn):
            after = self.entries_after(drawn[number - 1].position, limit=1)
            if after and isinstance(issued := after[0].event, StatementIssued):
                return issued
        raise UnknownStatement(statement=statement)

    def tax_rates(self, jurisdiction: str) -> TaxTable:
        """Load a jurisdiction's rates; raises UnknownJurisdiction."""
        found: TaxTable | None = self._reader.state(
            tax_stream(jurisdiction), FOLDS["tax"]
        )
        if found is None:
            raise UnknownJurisdiction(jurisdiction=jurisdiction)
        return found

    def jurisdictions(self) -> list[str]:
        """Name the jurisdictions whose rates are on file, in the order they came."""
        return [one.partition(":")[2] for one in self._reader.streams("tax:")]

    def dispute(self, dispute: DisputeId) -> Dispute:
        """Load a dispute; raises UnknownDispute."""
        found: Dispute | None = self._reader.state(
            dispute_stream(dispute), FOLDS["dispute"]
        )
        if found is None:
            raise UnknownDispute(dispute=dispute)
        return found

    def disputes(self, sale: SaleId) -> list[Dispute]:
        """Load every dispute of a sale, as they were opened; raises UnknownSale."""
        self.sale(sale)
        return self._reader.states(f"dispute:{sale}/", FOLDS["dispute"])

    def dispute_history(self, dispute: DisputeId) -> Sequence[Entry[Event]]:
        """Read a dispute's own history, in order; raises UnknownDispute."""
        found = self._reader.history(dispute_stream(dispute))
        if not found:
            raise UnknownDispute(dispute=dispute)
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
