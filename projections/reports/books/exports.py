"""Lots that were invoiced free of tax as exports, and what became of their proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from ledger.identity import LotId
from ledger.terms.tax import TaxCode
from projections.export_proofs import ExportProofRow, export_proofs
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row
from projections.supplies import SupplyRow, supplies_in
from projections.tax import Taxed

COLUMNS = (
    Column("invoice", "Invoice", key=True),
    Column("lot", "Lot", key=True),
    Column("client", "Client"),
    Column("invoiced_on", "Invoiced", Kind.DAY),
    Column("free", "Free of tax", Kind.AMOUNT, total=True),
    Column("proof_by", "Proof by", Kind.DAY),
    Column("state", "State"),
    Column("exported_on", "Exported", Kind.DAY),
    Column("destination", "To"),
    Column("reference", "Proof"),
)


def exports(db: Connection, scope: Scope) -> Report:
    """List the exports that stand, and say which have no proof though it is due."""
    proofs = export_proofs(db, scope.sale)
    return Report(
        heading=scope.heading(
            "exports", "Exports and their proof", ("On", scope.day.isoformat())
        ),
        tables=by_currency(
            db,
            scope,
            "exports",
            "Exports",
            COLUMNS,
            rows=_export_rows(_supplies_by_lot(db, scope), proofs, scope.day),
            note="A lot without proof is billed with its tax: lotledger tax export "
            "SALE/LOT --missing --reason TEXT, and then lotledger settle SALE.",
        ),
    )


def _supplies_by_lot(db: Connection, scope: Scope) -> list[list[SupplyRow]]:
    """Put the lines of each lot of an invoice together, with what took them back."""
    exported: dict[tuple[str, LotId | None], list[SupplyRow]] = {}
    for supply in supplies_in(db, scope.sale):
        is_sale = supply.kind is not Taxed.STATEMENT
        if supply.code is TaxCode.EXPORT and is_sale and scope.tells_of(supply.client):
            exported.setdefault((supply.about, supply.lot), []).append(supply)
    return [
        supplies for supplies in exported.values() if sum(row.net for row in supplies)
    ]


def _export_rows(
    exported: Sequence[Sequence[SupplyRow]],
    proofs: dict[LotId, ExportProofRow],
    day: date,
) -> Iterator[tuple[str, Row]]:
    for supplies in exported:
        first = supplies[0]
        proof = None if first.lot is None else proofs.get(first.lot)
        yield (
            first.currency,
            (
                first.about,
                first.lot,
                first.client,
                first.day,
                sum(supply.net for supply in supplies),
                first.proof_by,
                _state(first, proof, day),
                None if proof is None else proof.exported_on,
                None if proof is None else proof.destination,
                None if proof is None else proof.reference,
            ),
        )


def _state(supply: SupplyRow, proof: ExportProofRow | None, day: date) -> str:
    if proof is not None:
        return "no proof" if proof.reference is None else "proven"
    is_due = supply.proof_by is not None and supply.proof_by < day
    return "missing" if is_due else "awaited"
