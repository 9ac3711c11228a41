"""The aggregates of a ledger, loaded in one way by what reads and by what decides."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from ledger.client import Client
from ledger.dispute import Dispute
from ledger.entry import (
    LEDGER_STREAM,
    PERIODS_STREAM,
    USERS_STREAM,
    InStream,
    StreamId,
    account_stream,
    bank_stream,
    client_stream,
    consignment_stream,
    credit_note_stream,
    dispute_stream,
    funds_stream,
    hold_stream,
    invoice_stream,
    lot_stream,
    own_tax_stream,
    sale_stream,
    tax_stream,
)
from ledger.events import ChargesInvoiced, CreditNoteIssued, LotInvoiced
from ledger.events.diligence import Dealing
from ledger.hold import Hold
from ledger.identity import (
    BankAccountId,
    ClientId,
    CreditNoteId,
    DisputeId,
    HoldId,
    InvoiceId,
    LotId,
    Paddle,
    SaleId,
)
from ledger.ledger import Ledger
from ledger.lot import Lot
from ledger.lot.bidding import UnderTerms
from ledger.refusals import (
    DealingIsRefused,
    UnknownBankAccount,
    UnknownClient,
    UnknownConsignor,
    UnknownCreditNote,
    UnknownDispute,
    UnknownHold,
    UnknownInvoice,
    UnknownJurisdiction,
    UnknownLot,
    UnknownSale,
)
from ledger.sale import Sale
from ledger.settlement.account import Account
from ledger.settlement.bank_account import HouseAccount
from ledger.settlement.consignment import Consignment
from ledger.settlement.funds import Funds, FundsItem
from ledger.settlement.invoice import Invoice
from ledger.settlement.own_tax import OwnTax
from ledger.settlement.periods import Periods
from ledger.settlement.tax_table import TaxTable
from ledger.store import json_text
from ledger.users import Users


class Aggregates(ABC):
    """The aggregates of a ledger, as they stand for a reader or a decision."""

    __slots__ = ()

    @abstractmethod
    def state(self, stream: StreamId) -> Any:
        """Return an aggregate as it stands, None where it never began."""

    @abstractmethod
    def streams(self, prefix: str, holding: bytes = b"") -> Sequence[StreamId]:
        """List streams by how their name begins, and by a text in their first entry."""

    def states(self, prefix: str, holding: bytes = b"") -> list[Any]:
        """Return the aggregates of such streams, in the order they were begun."""
        return [self.state(stream) for stream in self.streams(prefix, holding)]

    @abstractmethod
    def events_within(self, prefix: str, *kinds: type) -> list[InStream]:
        """Return events of some kinds in streams whose name begins so, in order."""

    def ledger(self) -> Ledger:
        """Load what the ledger says of itself."""
        ledger: Ledger | None = self.state(LEDGER_STREAM)
        return ledger or Ledger()

    def periods(self) -> Periods:
        """Load how far the books are locked."""
        periods: Periods | None = self.state(PERIODS_STREAM)
        return periods or Periods()

    def users(self) -> Users:
        """Load who may act, with which key and in which roles."""
        users: Users | None = self.state(USERS_STREAM)
        return users or Users()

    def sale(self, name: SaleId) -> Sale:
        """Load a sale; raises UnknownSale."""
        sale: Sale | None = self.state(sale_stream(name))
        if sale is None:
            raise UnknownSale(sale=name)
        return sale

    def lot(self, name: LotId) -> Lot:
        """Load a lot; raises UnknownLot."""
        lot: Lot | None = self.state(lot_stream(name))
        if lot is None:
            raise UnknownLot(lot=name)
        return lot

    def lots(self, sale: SaleId) -> list[Lot]:
        """Load every lot of a sale, in sale order; raises UnknownSale."""
        lots: list[Lot] = self.states(f"lot:{sale}/")
        if not lots:
            self.sale(sale)
        return sorted(lots, key=lambda lot: lot.listing.order)

    def client(self, name: ClientId) -> Client:
        """Load a client; raises UnknownClient."""
        client: Client | None = self.state(client_stream(name))
        if client is None:
            raise UnknownClient(client=name)
        return client

    def deals_with(self, name: ClientId) -> bool:
        """Say whether the house deals with a client: unless it decided not to.

        Nothing was decided about whoever was never enrolled.
        """
        client: Client | None = self.state(client_stream(name))
        return client is None or client.dealing is not Dealing.REFUSED

    def must_deal_with(self, name: ClientId) -> None:
        """Refuse what is for a client that the house does not deal with.

        Raises DealingIsRefused.
        """
        if not self.deals_with(name):
            raise DealingIsRefused(client=name)

    def invoice(self, number: InvoiceId) -> Invoice:
        """Load an invoice with what became of it; raises UnknownInvoice."""
        invoice: Invoice | None = self.state(invoice_stream(number))
        if invoice is None:
            raise UnknownInvoice(invoice=number)
        return invoice

    def invoices(self, sale: SaleId | None = None) -> list[Invoice]:
        """Load all invoices, or those of a sale, in order of issue; raises UnknownSale.

        Those of a sale are named by the lots and the charges that they bill.
        """
        if sale is None:
            return self.states("invoice:")
        self.sale(sale)
        billed = [
            *self.events_within(f"lot:{sale}/", LotInvoiced),
            *self.events_within(f"account:{sale}/", ChargesInvoiced),
        ]
        billed.sort(key=lambda each: each.position)
        numbers = dict.fromkeys(
            each.event.invoice
            for each in billed
            if isinstance(each.event, LotInvoiced | ChargesInvoiced)
        )
        return [self.invoice(number) for number in numbers]

    def invoices_of(self, client: ClientId) -> list[Invoice]:
        """Load the invoices of a client in every sale, in order of issue."""
        holding = json_text.member("client", client)
        invoices: list[Invoice] = self.states("invoice:", holding)
        return [each for each in invoices if each.issued.client == client]

    def credit_note(self, number: CreditNoteId) -> CreditNoteIssued:
        """Load a credit note; raises UnknownCreditNote."""
        note: CreditNoteIssued | None = self.state(credit_note_stream(number))
        if note is None:
            raise UnknownCreditNote(credit_note=number)
        return note

    def account(self, sale: SaleId, paddle: Paddle) -> Account:
        """Load what a buyer is charged in a sale beside lots."""
        account: Account | None = self.state(account_stream(sale, paddle))
        return account or Account()

    def charged_paddles(self, sale: SaleId) -> list[Paddle]:
        """Return the buyers of a sale with charges that are not invoiced yet."""
        begun = self.streams(f"account:{sale}/")
        paddles = [Paddle(stream.rpartition("/")[2]) for stream in begun]
        return [paddle for paddle in paddles if self.account(sale, paddle).open]

    def consignment(self, sale: SaleId, consignor: ClientId) -> Consignment:
        """Load a consignor's account in a sale; raises UnknownConsignor."""
        account: Consignment | None = self.state(consignment_stream(sale, consignor))
        if account is None:
            raise UnknownConsignor(sale=sale, consignor=consignor)
        return account

    def consignments(self, sale: SaleId) -> list[Consignment]:
        """Load every consignor's account in a sale, as they were begun."""
        return self.states(f"consignment:{sale}/")

    def funds(self, client: ClientId | None) -> Funds:
        """Load the money without an invoice of a client, or what is in suspense."""
        funds: Funds | None = self.state(funds_stream(client))
        return funds or Funds()

    def all_funds(self) -> list[FundsItem]:
        """Load all money without an invoice: by client, and what is in suspense."""
        holders: list[Funds] = [*self.states("funds:"), self.funds(None)]
        return [item for funds in holders for item in funds.items]

    def bank_account(self, name: BankAccountId) -> HouseAccount:
        """Load a bank account of the house; raises UnknownBankAccount."""
        account: HouseAccount | None = self.state(bank_stream(name))
        if account is None:
            raise UnknownBankAccount(account=name)
        return account

    def bank_accounts(self) -> list[HouseAccount]:
        """Load every bank account of the house, as they were begun."""
        return self.states("bank:")

    def tax_rates(self, jurisdiction: str) -> TaxTable:
        """Load a jurisdiction's rates; raises UnknownJurisdiction."""
        table: TaxTable | None = self.state(tax_stream(jurisdiction))
        if table is None:
            raise UnknownJurisdiction(jurisdiction=jurisdiction)
        return table

    def own_tax(self, jurisdiction: str) -> OwnTax:
        """Load the tax that the house itself accounted for in a jurisdiction."""
        own: OwnTax | None = self.state(own_tax_stream(jurisdiction))
        return own or OwnTax()

    def hold(self, name: HoldId) -> Hold:
        """Load a legal hold; raises UnknownHold."""
        hold: Hold | None = self.state(hold_stream(name))
        if hold is None:
            raise UnknownHold(hold=name)
        return hold

    def holds(self) -> list[Hold]:
        """Load every legal hold, lifted ones too, as they were placed."""
        return self.states("hold:")

    def dispute(self, name: DisputeId) -> Dispute:
        """Load a dispute; raises UnknownDispute."""
        dispute: Dispute | None = self.state(dispute_stream(name))
        if dispute is None:
            raise UnknownDispute(dispute=name)
        return dispute

    def disputes(self, sale: SaleId) -> list[Dispute]:
        """Load every dispute of a sale, as they were opened; raises UnknownSale."""
        disputes: list[Dispute] = self.states(f"dispute:{sale}/")
        if not disputes:
            self.sale(sale)
        return disputes


def terms_for(sale: Sale, lot: Lot) -> UnderTerms:
    """Return the rules in force for a lot."""
    session = sale.terms.session(lot.listing.session)
    return UnderTerms(sale.terms.rules, sale.version, session)


def session_is_on(sale: Sale, lot: Lot) -> bool:
    """Say whether the session of a lot is on in the room; a closed sale has none."""
    number = lot.listing.session
    return number in sale.opened and number not in sale.ended
