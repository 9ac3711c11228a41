"""Any event at all: what a stream of the ledger may hold."""

from __future__ import annotations

from typing import TypeAlias

from ledger.events.bank import BankEvent
from ledger.events.bookkeeping import NumberDrawn, SeriesBroughtForward, TaxRatesSet
from ledger.events.buyer import (
    AccountEvent,
    CreditNoteIssued,
    InvoiceEvent,
)
from ledger.events.client import ClientEvent
from ledger.events.consignment import ConsignmentEvent
from ledger.events.dispute import DisputeEvent
from ledger.events.funds import FundsEvent
from ledger.events.holds import HoldEvent
from ledger.events.ledger import LedgerEvent
from ledger.events.looks import Looked
from ledger.events.lot import LotEvent
from ledger.events.own_tax import OwnTaxEvent
from ledger.events.periods import PeriodEvent
from ledger.events.sale import SaleEvent
from ledger.events.users import UserEvent

Event: TypeAlias = (
    LedgerEvent
    | SaleEvent
    | LotEvent
    | ClientEvent
    | HoldEvent
    | DisputeEvent
    | AccountEvent
    | InvoiceEvent
    | CreditNoteIssued
    | ConsignmentEvent
    | FundsEvent
    | BankEvent
    | NumberDrawn
    | SeriesBroughtForward
    | PeriodEvent
    | OwnTaxEvent
    | TaxRatesSet
    | Looked
    | UserEvent
)
