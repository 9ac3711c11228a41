"""What became of the proof of each export; what was said last stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import ExportLapsed, ExportProofFiled
from ledger.identity import LotId, SaleId, sale_of
from projections.queries import rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportProofRow:
    """Proof of a lot's export, or that there is none."""

    position: int
    """The place in the log; proof may come after it was missed."""
    lot: LotId
    sale: SaleId
    destination: str | None
    """Where the lot went; None where there is no proof."""
    reference: str | None
    """The document that proves it."""
    exported_on: date | None
    """The day that the lot left."""


def _on_export_proof_filed(entry: Entry[ExportProofFiled], rows: Rows) -> None:
    rows.insert(entry, entry.event, sale=sale_of(entry.event.lot))


def _on_export_lapsed(entry: Entry[ExportLapsed], rows: Rows) -> None:
    rows.insert(entry, entry.event, sale=sale_of(entry.event.lot))


EXPORT_PROOFS = View(
    name="export_proofs",
    row=ExportProofRow,
    key="position",
    shape=1,
    hears={
        ExportProofFiled: _on_export_proof_filed,
        ExportLapsed: _on_export_lapsed,
    },
    indexes=("sale",),
)


def export_proofs(
    db: Connection, sale: SaleId | None = None
) -> dict[LotId, ExportProofRow]:
    """Return what stands of each lot of a sale, or of all."""
    return {row.lot: row for row in rows_in(db, EXPORT_PROOFS, sale)}
