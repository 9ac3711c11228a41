"""What the books say of a lot, against the lot: as it was sold, to whom, for what."""

from __future__ import annotations

from ledger.events import (
    ConsignorSettled,
    LotBooksEvent,
    LotCredited,
    LotEvent,
    LotInvoiced,
    LotPaid,
    LotReleased,
    LotUnpaid,
)
from ledger.lot import Lot, books


def books_events(lot: Lot, event: LotBooksEvent) -> tuple[LotEvent, ...]:
    """Note again what was noted in the books, on the lot as it stood.

    What it was invoiced or settled at follows from the hammer. What a person chose,
    such as a tax or a purchase, follows from nothing, and moves no bidding.
    """
    match event:
        case LotInvoiced(invoice=invoice, export=export):
            return books.invoice(lot, invoice, export=export)
        case LotCredited(credit_note=note):
            return books.credit(lot, note)
        case LotPaid(paid_on=paid_on, at=at):
            return books.pay(lot, paid_on=paid_on, at=at)
        case LotUnpaid(at=at):
            return books.fall_through(lot, at=at)
        case LotReleased():
            window = (event.ships_from, event.ships_until)
            return books.release(
                lot,
                released_on=event.released_on,
                window=window,
                at=event.at,
                authorised_by=event.authorised_by,
            )
        case ConsignorSettled(statement=statement, net=net):
            return books.settle(lot, statement, net=net)
        case _:
            return (event,)
