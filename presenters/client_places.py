"""Every place where a client appears: in the room, in the books, in disputes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ledger.events import (
    BidderRegistered,
    BidPlaced,
    BidRefused,
    BuyerCharged,
    CreditNoteIssued,
    DisputeOpened,
    HammerAmended,
    InvoiceIssued,
    LiveBidTaken,
    LotCatalogued,
    LotResold,
    LotSold,
    LotTracked,
    PaddleIssued,
    PaymentReceived,
    PayoutMade,
    StatementIssued,
)
from ledger.identity import LotId, SaleId, number_of, sale_of
from presenters.shape import Shape

if TYPE_CHECKING:
    from ledger.entry import Entry
    from ledger.events import Event
    from ledger.house.records import Records
    from ledger.identity import ClientId, Paddle

PLACE_COLUMNS = (
    ("sale", "left"),
    ("as", "left"),
    ("count", "right"),
    ("which", "left"),
)


class PlaceShape(Shape):
    """Where a client appears in a sale, and how often."""

    sale: SaleId
    """The sale."""
    as_: str
    """In what part: ``paddle``, ``bid on``, ``bought``, ``consigned``, ``invoice``
    and the like."""
    names: tuple[str, ...]
    """The paddles, lots or documents."""


def client_places(
    records: Records, entries: Iterable[Entry[Event]], client: ClientId
) -> tuple[PlaceShape, ...]:
    """Say where a client appears, from the entries that touch them."""
    names: dict[tuple[SaleId, str], dict[str, None]] = {}
    for entry in entries:
        for sale, part, name in _places(records, entry.event, client):
            names.setdefault((sale, part), {})[name] = None
    return tuple(
        PlaceShape(sale=sale, as_=part, names=tuple(each))
        for (sale, part), each in names.items()
    )


def _places(
    records: Records, event: Event, client: ClientId
) -> list[tuple[SaleId, str, str]]:
    match event:
        case PaddleIssued(sale=sale, paddle=paddle):
            return [(sale, "paddle", paddle)]
        case DisputeOpened(dispute=dispute, lot=lot):
            return [(sale_of(lot), "dispute", dispute)]
        case InvoiceIssued() | CreditNoteIssued() | StatementIssued():
            return [_document_place(event)]
        case PaymentReceived(sale=sale, payment=payment):
            return [(sale, "payment", payment)]
        case PayoutMade(sale=sale, payout=payout):
            return [(sale, "payout", str(payout))]
        case BuyerCharged(sale=sale, charge=charge):
            return [(sale, "charge", str(charge))]
        case _:
            return _lot_places(records, event, client)


def _document_place(
    event: InvoiceIssued | CreditNoteIssued | StatementIssued,
) -> tuple[SaleId, str, str]:
    match event:
        case InvoiceIssued(sale=sale, invoice=invoice):
            return sale, "invoice", invoice
        case CreditNoteIssued(sale=sale, credit_note=note):
            return sale, "credit note", note
        case StatementIssued(sale=sale, statement=statement):
            return sale, "statement", statement


def _lot_places(
    records: Records, event: Event, client: ClientId
) -> list[tuple[SaleId, str, str]]:
    """Say what a client did on a lot, or has of it as it stands."""
    match event:
        case BidPlaced(lot=lot) | LiveBidTaken(lot=lot):
            part = "bid on" if _holds(records, lot, event.paddle, client) else None
        case BidRefused(lot=lot):
            part = "refused on" if _holds(records, lot, event.paddle, client) else None
        case BidderRegistered(lot=lot):
            part = "registered for"
        case LotTracked(lot=lot):
            part = "follows"
        case LotCatalogued(lot=lot):
            own = records.lot(lot).listing.consignor == client
            part = "consigned" if own else None
        case LotSold(lot=lot) | LotResold(lot=lot) | HammerAmended(lot=lot):
            sold = records.lot(lot).sold
            bought = sold is not None and _holds(records, lot, sold.buyer, client)
            part = "bought" if bought else None
        case _:
            return []
    return [] if part is None else [(sale_of(lot), part, number_of(lot))]


def _holds(records: Records, lot: LotId, paddle: Paddle, client: ClientId) -> bool:
    holder = records.sale(sale_of(lot)).paddles.get(paddle)
    return holder is not None and holder.client == client


def place_rows(places: Sequence[PlaceShape]) -> list[tuple[object, ...]]:
    """Write where a client appears as rows."""
    return [
        (place.sale, place.as_, len(place.names), ", ".join(place.names))
        for place in places
    ]
