"""Lists of what came into the house, and the inventories of contracts."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from ledger.events.diligence import InventoryItem
from ledger.files import cells
from ledger.files.layouts import fitted
from ledger.files.review import Review, Roll
from ledger.files.row_places import Against
from ledger.files.sheets import INTAKE, INVENTORY
from ledger.files.table import Row, read_table
from ledger.identity import LotId, SaleId, lot_id
from ledger.lot.intake import Arrival

QUANTITY_MAX = 1_000_000


def read_intake(
    path: str | Path,
    *,
    sale: SaleId,
    lots: Container[LotId] | None = None,
    skip_last: int = 0,
    against: Against[Arrival] | None = None,
) -> Roll[Arrival]:
    """Read how the lots of a sale came into the house.

    A lot that is not among ``lots`` is a mistake. Raises Faulty with every mistake of
    the file, and with what stands ``against`` it.
    """
    table = read_table(path, skip_last=skip_last)
    review = Review(table, fitted(table, (INTAKE,)))
    rows = [_lot_receipt(review, row, sale, lots) for row in table.rows]
    entries = review.sound(rows, against)
    return Roll(entries, review.notes("lot"), table.digest, review.row_places())


def _lot_receipt(
    review: Review, row: Row, sale: SaleId, lots: Container[LotId] | None
) -> Arrival | None:
    number = review.required(row, "lot", cells.lot_number)
    received_on = review.required(row, "received_on", cells.day)
    owner = review.required(row, "owner", cells.client_id)
    deliverer = review.required(row, "deliverer", cells.client_id)
    storage = review.required(row, "storage", cells.one_line)
    prior_owner = review.read(row, "prior_owner", cells.client_id)
    prior_location = review.read(row, "prior_location", cells.one_line)
    marks = review.read(row, "marks", cells.one_line)
    contract = review.read(row, "contract", cells.one_line)
    if number is None:
        return None
    name = lot_id(sale, number)
    review.once(row, "lot", (number,), f"lot {number}")
    review.known(row, "lot", name, lots, sale=sale)
    if received_on is None or owner is None or deliverer is None or storage is None:
        return None
    return Arrival(
        lot=name,
        received_on=received_on,
        owner=owner,
        deliverer=deliverer,
        storage=storage,
        prior_owner=prior_owner,
        prior_location=prior_location,
        marks=marks,
        contract=contract,
    )


def read_inventory(path: str | Path) -> tuple[InventoryItem, ...]:
    """Read the inventory of a contract; raises Faulty with every mistake of the file.

    A line without a quantity is of one piece.
    """
    table = read_table(path)
    review = Review(table, fitted(table, (INVENTORY,)))
    return tuple(review.sound([_inventory_item(review, row) for row in table.rows]))


def _inventory_item(review: Review, row: Row) -> InventoryItem | None:
    item = review.required(row, "item", cells.one_line)
    description = review.required(row, "description", cells.one_line)
    quantity = review.read(row, "quantity", cells.whole(QUANTITY_MAX))
    if item is None or description is None:
        return None
    review.once(row, "item", (item,), f"item {item}")
    return InventoryItem(item=item, description=description, quantity=quantity or 1)
