"""What an inspector asks for: how each lot came in, and what is missing of it.

NY GBL §§ 25, 26: owner, deliverer, prior owner and location, day, storage and marks,
entered before the sale and open to inspection. 16 TAC 67.70: a contract with its
inventory, signed before the sale.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from ledger.identity import LotId
from projections.catalogue import CATALOGUE, Listing
from projections.intake import ContractRow, ReceivedRow, contracts, received_lots
from projections.queries import rows_in
from projections.reports.books.scope import Scope
from projections.reports.model import Column, Kind, Report, ReportTable, Row

COLUMNS = (
    Column("lot", "Lot", key=True),
    Column("description", "Description"),
    Column("quantity", "Quantity", Kind.COUNT),
    Column("received_on", "Received", Kind.DAY),
    Column("owner", "Owner"),
    Column("deliverer", "Deliverer"),
    Column("prior_owner", "Prior owner"),
    Column("prior_location", "Prior location"),
    Column("storage", "Storage"),
    Column("marks", "Marks"),
    Column("contract", "Contract"),
    Column("signed_on", "Signed", Kind.DAY),
    Column("missing", "Missing"),
)


def intake(db: Connection, scope: Scope) -> Report:
    """List the lots of a sale with how they came in, in sale order."""
    received, signed = received_lots(db, scope.sale), _days_signed(contracts(db))
    listings = rows_in(db, CATALOGUE, scope.sale, by=("sale", "order"))
    lots = ((listing, received.get(LotId(listing.lot))) for listing in listings)
    rows = tuple(
        _lot_row(listing, receipt, signed)
        for listing, receipt in lots
        if _is_told(receipt, scope)
    )
    return Report(
        heading=scope.heading("intake", "What came into the house"),
        tables=(ReportTable(name="lots", title="Lots", columns=COLUMNS, rows=rows),),
    )


def _is_told(receipt: ReceivedRow | None, scope: Scope) -> bool:
    if receipt is None:
        return scope.client is None
    people = (receipt.owner, receipt.deliverer, receipt.prior_owner)
    return any(scope.tells_of(person) for person in people)


def _days_signed(filed: list[ContractRow]) -> dict[str, date]:
    """Return on which day each contract, or its last amendment, was signed."""
    return {row.contract: row.signed_on for row in filed}


def _lot_row(
    listing: Listing, receipt: ReceivedRow | None, signed: dict[str, date]
) -> Row:
    if receipt is None:
        missing = "how it came in"
        blank = (None,) * 9
        return (listing.lot, listing.title, listing.quantity, *blank, missing)
    signed_on = None if receipt.contract is None else signed.get(receipt.contract)
    gaps = (
        ("prior location", receipt.prior_location),
        ("marks", receipt.marks),
        ("contract", receipt.contract),
        ("signature", signed_on),
    )
    return (
        listing.lot,
        listing.title,
        listing.quantity,
        receipt.received_on,
        receipt.owner,
        receipt.deliverer,
        receipt.prior_owner,
        receipt.prior_location,
        receipt.storage,
        receipt.marks,
        receipt.contract,
        signed_on,
        ", ".join(name for name, known in gaps if known is None) or None,
    )
