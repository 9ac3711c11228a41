"""A lot's life after the hammer, as it is told: billed, paid, released, settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.lot import Lot


def books_facts(held: Lot) -> list[tuple[str, object]]:
    """Say how far a lot's bill and its proceeds have come; before them, nothing."""
    books = held.books
    billed, gone, told = books.invoiced, books.released, books.settled
    facts: list[tuple[str, object]] = []
    if billed is not None:
        facts += [
            ("invoice", billed.invoice),
            ("paid", books.paid_on or "not with money that has cleared"),
        ]
    elif gone is not None or (held.sold is not None and told is not None):
        facts += [("invoice", "none now")]
    if gone is not None:
        ships = f"ships from {gone.ships_from} to {gone.ships_until}"
        facts += [("released", f"{gone.released_on}, {ships}")]
    if told is not None:
        net = held.listing.currency.write(told.net)
        facts += [("settled", f"{told.statement}, {net} for {told.consignor}")]
    return facts


def books_json(held: Lot) -> dict[str, object]:
    """Tell scripts the same; null is what has not happened, or was taken back."""
    books = held.books
    billed, gone, told = books.invoiced, books.released, books.settled
    return {
        "invoice": None if billed is None else billed.invoice,
        "paid_on": books.paid_on,
        "released_on": None if gone is None else gone.released_on,
        "ships_from": None if gone is None else gone.ships_from,
        "ships_until": None if gone is None else gone.ships_until,
        "statement": None if told is None else told.statement,
        "settled_net": (
            None if told is None else held.listing.currency.plain(told.net)
        ),
    }
