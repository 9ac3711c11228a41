"""The events of the books on a lot, a sale, a series and a jurisdiction.

A lot's own history tells how it was invoiced, paid, released and settled; the documents
themselves have streams of their own.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias

from ledger.events.vocabulary import event
from ledger.identity import (
    ClientId,
    CreditNoteId,
    InvoiceId,
    LotId,
    Paddle,
    SaleId,
    SeriesId,
    StatementId,
)
from ledger.money import Minor
from ledger.terms.settlement_rules import SettlementRules
from ledger.terms.tax import TaxRate, TaxScheme
from ledger.value import later


@event("number-drawn/1")
class NumberDrawn:
    """The next number of a series was given to a document, in the same breath."""

    series: SeriesId
    number: int
    """It is the version of the event in its stream, so that none can be missing; the
    numbers that were brought forward come before."""
    document: str
    """The whole number, as printed: ``HA-2025-00017``."""


@event("series-brought-forward/1")
class SeriesBroughtForward:
    """A series goes on from another ledger, where its numbers were drawn until then."""

    series: SeriesId
    number: int
    """The last that was drawn there: the next event of the stream draws the next."""
    document: str
    """The whole number, as printed: ``HA-2026-00017``."""


@event("settlement-set/2")
class SettlementSet:
    """The house said how a sale is settled; a later version is for later documents."""

    sale: SaleId
    version: int
    rules: SettlementRules
    rules_hash: str
    """SHA-256 of the rules as stored, so that two copies can be told apart."""


@event("tax-rates-set/1")
class TaxRatesSet:
    """A jurisdiction's rates were put on file, whole: the last table holds."""

    jurisdiction: str
    rates: tuple[TaxRate, ...]
    source: str
    """The file they came from, by name and SHA-256."""


@event("tax-treatment-set/1")
class TaxTreatmentSet:
    """A lot is taxed otherwise than its category says, or bears a resale right."""

    lot: LotId
    scheme: TaxScheme | None
    """None: as the category says."""
    resale_right: bool | None
    """None: as the category says."""


@event("export-proof-filed/1")
class ExportProofFiled:
    """Proof came that a lot left the country, or the union of the place."""

    lot: LotId
    destination: str
    """Where it went, by ISO 3166-1."""
    reference: str
    """The document that proves it, such as the number of the customs declaration."""
    exported_on: date
    at: datetime


@event("export-lapsed/1")
class ExportLapsed:
    """No proof of a lot's export came, or what came was none: it bears its tax."""

    lot: LotId
    at: datetime


@event("purchase-recorded/1")
class PurchaseRecorded:
    """What the house itself paid for a lot of its own was put on file."""

    lot: LotId
    price: Minor
    """With the tax that stood on the seller's bill: the whole price."""
    bought_on: date
    reference: str | None
    """The seller's bill, or the house's number in its stock book."""
    scheme: TaxScheme | None = later(default=None)
    """How the lot was to be taxed when it was put on file."""
    place: str | None = later(default=None)
    """The jurisdiction that its sale was to be taxed in then."""


@event("lot-invoiced/1")
class LotInvoiced:
    """A lot was invoiced to its buyer."""

    lot: LotId
    invoice: InvoiceId
    buyer: Paddle
    hammer: Minor
    premium: Minor
    export: bool = later(default=False)
    """Its invoice is free of tax, as the lot leaves the country."""


@event("lot-credited/1")
class LotCredited:
    """The invoice of a lot was credited; it may be invoiced again."""

    lot: LotId
    invoice: InvoiceId
    credit_note: CreditNoteId


@event("lot-paid/1")
class LotPaid:
    """A lot's invoice was paid in full, with money that has cleared."""

    lot: LotId
    invoice: InvoiceId
    paid_on: date
    at: datetime


@event("lot-unpaid/1")
class LotUnpaid:
    """A payment fell through, so that a lot is not paid for after all."""

    lot: LotId
    invoice: InvoiceId
    at: datetime


@event("lot-released/1")
class LotReleased:
    """A lot may leave the house: its buyer's money is good, or two people said so."""

    lot: LotId
    invoice: InvoiceId
    released_on: date
    ships_from: date
    """The promised window, in business days after the money was good."""
    ships_until: date
    at: datetime
    authorised_by: str | None = later(default=None)
    """The second person who let it leave before the money was good."""


@event("consignor-settled/1")
class ConsignorSettled:
    """What a lot brought, or cost, was put on its consignor's statement."""

    lot: LotId
    consignor: ClientId
    statement: StatementId
    hammer: Minor | None
    """None where it did not sell."""
    buyer: Paddle | None
    net: Minor
    """What its lines on the statement come to."""


LotBooksEvent: TypeAlias = (
    TaxTreatmentSet
    | PurchaseRecorded
    | ExportProofFiled
    | ExportLapsed
    | LotInvoiced
    | LotCredited
    | LotPaid
    | LotUnpaid
    | LotReleased
    | ConsignorSettled
)
