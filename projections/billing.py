"""Lots as invoiced, paid and released, by their own histories.

The documents tell the same from their side; a report holds the two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    LotCredited,
    LotInvoiced,
    LotPaid,
    LotReleased,
    LotUnpaid,
)
from ledger.identity import (
    CreditNoteId,
    InvoiceId,
    LotId,
    Paddle,
    SaleId,
    sale_of,
)
from projections.columns import Amount, Named
from projections.queries import rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingRow:
    """A lot on one invoice: its amounts, credit note, payment and release."""

    billing: Annotated[str, Named("lot_on_invoice")]
    """The lot and the invoice: ``SPACE/50061 on HA-2025-00017``."""
    lot: LotId
    sale: SaleId
    invoice: InvoiceId
    """The invoice that the lot is on."""
    buyer: Paddle
    hammer: Amount
    premium: Amount
    credit_note: CreditNoteId | None
    """What took the invoice back, if anything did."""
    paid_on: date | None
    """When the invoice was paid in full, with money that has cleared."""
    released_on: date | None
    """When the lot was handed over."""
    position: int
    """The place in the log where the lot was invoiced."""


def _on_lot_invoiced(entry: Entry[LotInvoiced], rows: Rows) -> None:
    event = entry.event
    key, sale = _billing_key(event.lot, event.invoice), sale_of(event.lot)
    rows.insert(entry, event, billing=key, sale=sale)


def _on_lot_credited(entry: Entry[LotCredited], rows: Rows) -> None:
    event = entry.event
    rows.set(_billing_key(event.lot, event.invoice), credit_note=event.credit_note)


def _on_lot_paid(entry: Entry[LotPaid], rows: Rows) -> None:
    event = entry.event
    rows.set(_billing_key(event.lot, event.invoice), paid_on=event.paid_on)


def _on_lot_unpaid(entry: Entry[LotUnpaid], rows: Rows) -> None:
    rows.set(_billing_key(entry.event.lot, entry.event.invoice), paid_on=None)


def _on_lot_released(entry: Entry[LotReleased], rows: Rows) -> None:
    event = entry.event
    rows.set(_billing_key(event.lot, event.invoice), released_on=event.released_on)


def _billing_key(lot: LotId, invoice: InvoiceId) -> str:
    return f"{lot} on {invoice}"


BILLING = View(
    name="billing",
    row=BillingRow,
    key="billing",
    shape=2,
    hears={
        LotInvoiced: _on_lot_invoiced,
        LotCredited: _on_lot_credited,
        LotPaid: _on_lot_paid,
        LotUnpaid: _on_lot_unpaid,
        LotReleased: _on_lot_released,
    },
    indexes=("sale",),
)


def billing_rows(db: Connection, sale: SaleId | None = None) -> list[BillingRow]:
    """List how the lots of a sale were invoiced, or of all, in the order of the log."""
    return rows_in(db, BILLING, sale)
