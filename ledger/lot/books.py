"""A lot in the books: how it is taxed, invoiced, paid, released and settled."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never

from ledger.events.bookkeeping import (
    ConsignorSettled,
    ExportLapsed,
    ExportProofFiled,
    LotBooksEvent,
    LotCredited,
    LotInvoiced,
    LotPaid,
    LotReleased,
    LotUnpaid,
    PurchaseRecorded,
    TaxTreatmentSet,
)
from ledger.events.lot import LotEvent
from ledger.identity import CreditNoteId, InvoiceId, StatementId
from ledger.lot.state import Lot
from ledger.money import Minor
from ledger.refusals import (
    LotInvoicedAlready,
    NotPaidFor,
    NotTheHouses,
    ReleasedBeforePaid,
)
from ledger.terms.tax import TaxScheme
from ledger.value import replace


def with_books(lot: Lot, event: LotBooksEvent) -> Lot:
    """Return a lot after something was written in the books."""
    books = lot.books
    match event:
        case TaxTreatmentSet(scheme=scheme, resale_right=right):
            books = replace(books, scheme=scheme, resale_right=right)
        case ExportProofFiled() | ExportLapsed():
            books = replace(books, export=event)
        case PurchaseRecorded():
            books = replace(books, purchase=event)
        case LotInvoiced():
            books = replace(books, invoiced=event, paid_on=None)
        case LotCredited(credit_note=note):
            books = replace(books, invoiced=None, credited=note, paid_on=None)
        case LotPaid(paid_on=paid_on):
            books = replace(books, paid_on=paid_on)
        case LotUnpaid():
            books = replace(books, paid_on=None)
        case LotReleased():
            books = replace(books, released=event)
        case ConsignorSettled():
            books = replace(books, settled=event)
        case _:
            assert_never(event)
    return replace(lot, books=books)


def treat(
    lot: Lot, *, scheme: TaxScheme | None, resale_right: bool | None
) -> tuple[LotEvent, ...]:
    """Say how a lot is taxed, before it is invoiced."""
    books = lot.books
    if (books.scheme, books.resale_right) == (scheme, resale_right):
        return ()
    if books.invoiced is not None:
        raise LotInvoicedAlready(lot=lot.id, invoice=books.invoiced.invoice)
    treated = TaxTreatmentSet(lot=lot.id, scheme=scheme, resale_right=resale_right)
    return (treated,)


def purchase(
    lot: Lot,
    *,
    price: Minor,
    bought_on: date,
    reference: str | None,
    scheme: TaxScheme | None = None,
    place: str | None = None,
) -> tuple[LotEvent, ...]:
    """Put on file what the house paid for a lot of its own, before it is invoiced.

    Raises NotTheHouses and LotInvoicedAlready.
    """
    if (consignor := lot.listing.consignor) is not None:
        raise NotTheHouses(lot=lot.id, consignor=consignor)
    bought = PurchaseRecorded(
        lot=lot.id,
        price=price,
        bought_on=bought_on,
        reference=reference,
        scheme=scheme,
        place=place,
    )
    if lot.books.purchase == bought:
        return ()
    if lot.books.invoiced is not None:
        raise LotInvoicedAlready(lot=lot.id, invoice=lot.books.invoiced.invoice)
    return (bought,)


def file_export_proof(
    lot: Lot, *, destination: str, reference: str, on: date, at: datetime
) -> tuple[LotEvent, ...]:
    """Put the proof of a lot's export on file; the same twice changes nothing."""
    filed = ExportProofFiled(
        lot=lot.id, destination=destination, reference=reference, exported_on=on, at=at
    )
    known = lot.books.export
    is_known = isinstance(known, ExportProofFiled) and replace(known, at=at) == filed
    return () if is_known else (filed,)


def lapse_export(lot: Lot, *, at: datetime) -> tuple[LotEvent, ...]:
    """Say that a lot bears its tax, as there is no proof of its export."""
    if isinstance(lot.books.export, ExportLapsed):
        return ()
    return (ExportLapsed(lot=lot.id, at=at),)


def invoice(
    lot: Lot, number: InvoiceId, *, export: bool = False
) -> tuple[LotEvent, ...]:
    """Note that a lot was invoiced to its buyer."""
    assert lot.sold is not None, "only a lot that was sold is invoiced"
    assert lot.books.invoiced is None, "a lot stands on one invoice at a time"
    invoiced = LotInvoiced(
        lot=lot.id,
        invoice=number,
        buyer=lot.sold.buyer,
        hammer=lot.sold.hammer,
        premium=lot.sold.premium,
        export=export,
    )
    return (invoiced,)


def credit(lot: Lot, note: CreditNoteId) -> tuple[LotEvent, ...]:
    """Note that the invoice of a lot was credited."""
    invoiced = lot.books.invoiced
    assert invoiced is not None, "what is credited was invoiced"
    return (LotCredited(lot=lot.id, invoice=invoiced.invoice, credit_note=note),)


def stands_as_invoiced(lot: Lot) -> bool:
    """Say whether the hammer is what the lot was invoiced at, and free if it was."""
    sold, invoiced = lot.sold, lot.books.invoiced
    if sold is None or invoiced is None:
        return sold is None and invoiced is None
    if has_lapsed_export(lot):
        return False
    was = (invoiced.buyer, invoiced.hammer, invoiced.premium)
    return was == (sold.buyer, sold.hammer, sold.premium)


def has_lapsed_export(lot: Lot) -> bool:
    """Say whether a lot was invoiced as an export, and no proof of one came."""
    invoiced = lot.books.invoiced
    is_free = invoiced is not None and invoiced.export
    return is_free and isinstance(lot.books.export, ExportLapsed)


def pay(lot: Lot, *, paid_on: date, at: datetime) -> tuple[LotEvent, ...]:
    """Note that a lot is paid for; twice changes nothing."""
    invoiced = lot.books.invoiced
    assert invoiced is not None, "what is paid was invoiced"
    if lot.books.paid_on is not None:
        return ()
    return (LotPaid(lot=lot.id, invoice=invoiced.invoice, paid_on=paid_on, at=at),)


def fall_through(lot: Lot, *, at: datetime) -> tuple[LotEvent, ...]:
    """Note that a lot is not paid for after all."""
    invoiced = lot.books.invoiced
    if lot.books.paid_on is None or invoiced is None:
        return ()
    return (LotUnpaid(lot=lot.id, invoice=invoiced.invoice, at=at),)


def release(
    lot: Lot,
    *,
    released_on: date,
    window: tuple[date, date],
    at: datetime,
    authorised_by: str | None = None,
) -> tuple[LotEvent, ...]:
    """Let a lot leave the house, once its buyer's money is good; twice is nothing.

    Before that it takes a second person. The window is the promised one, in business
    days (rulebook 1 and 2.6).
    """
    invoiced, paid_on = lot.books.invoiced, lot.books.paid_on
    if invoiced is None:
        raise NotPaidFor(lot=lot.id)
    if paid_on is not None and paid_on <= released_on:
        authorised_by = None
    elif authorised_by is None:
        if paid_on is None:
            raise NotPaidFor(lot=lot.id)
        raise ReleasedBeforePaid(lot=lot.id, paid_on=paid_on, on=released_on)
    if (
        lot.books.released is not None
        and lot.books.released.invoice == invoiced.invoice
    ):
        return ()
    released = LotReleased(
        lot=lot.id,
        invoice=invoiced.invoice,
        released_on=released_on,
        ships_from=window[0],
        ships_until=window[1],
        at=at,
        authorised_by=authorised_by,
    )
    return (released,)


def settle(lot: Lot, statement: StatementId, *, net: Minor) -> tuple[LotEvent, ...]:
    """Note what a statement told a lot's consignor of it."""
    consignor, sold = lot.listing.consignor, lot.sold
    assert consignor is not None, "what is settled is somebody's"
    settled = ConsignorSettled(
        lot=lot.id,
        consignor=consignor,
        statement=statement,
        hammer=None if sold is None else sold.hammer,
        buyer=None if sold is None else sold.buyer,
        net=net,
    )
    return (settled,)


def sold_otherwise(lot: Lot) -> bool:
    """Say whether a lot was sold, resold or called off since its last statement."""
    settled, sold = lot.books.settled, lot.sold
    if settled is None:
        return False
    if sold is None:
        return settled.hammer is not None
    return (settled.buyer, settled.hammer) != (sold.buyer, sold.hammer)
