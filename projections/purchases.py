"""What the house paid for lots of its own; what was recorded last stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import PurchaseRecorded
from ledger.identity import LotId, SaleId, sale_of
from ledger.terms.tax import TaxScheme
from projections.columns import Amount
from projections.queries import rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseRow:
    """What a lot of the house's own was bought for, as it was put on file."""

    position: int
    """The place in the log; a price may be put on file again."""
    lot: LotId
    sale: SaleId
    price: Amount
    """The whole price, in the sale's currency."""
    bought_on: date
    """The day of the purchase."""
    reference: str | None
    """The seller's bill."""
    scheme: TaxScheme | None
    """How the lot was to be taxed when it was put on file."""
    place: str | None
    """The jurisdiction that its sale was to be taxed in then."""


def _on_purchase_recorded(entry: Entry[PurchaseRecorded], rows: Rows) -> None:
    rows.insert(entry, entry.event, sale=sale_of(entry.event.lot))


PURCHASES = View(
    name="purchases",
    row=PurchaseRow,
    key="position",
    shape=2,
    hears={PurchaseRecorded: _on_purchase_recorded},
    indexes=("sale",),
)


def purchases(db: Connection, sale: SaleId | None = None) -> dict[LotId, PurchaseRow]:
    """Return what stands of each lot of a sale, or of all."""
    return {row.lot: row for row in rows_in(db, PURCHASES, sale)}
