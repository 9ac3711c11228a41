"""How lots were billed, paid and released, as their own histories tell it.

The documents tell the same from their side; a report holds the two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    Select,
    String,
    Table,
)

from ledger.entry import Entry
from ledger.events import (
    Event,
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
from ledger.money import Minor
from projections.columns import Day
from projections.reading import ask, within
from projections.rows import Row, Rows
from projections.view import View

billing = Table(
    "billing",
    MetaData(),
    Column("billing", String, primary_key=True),
    Column("lot", String, nullable=False),
    Column("sale", String, nullable=False, index=True),
    Column("invoice", String, nullable=False),
    Column("buyer", String, nullable=False),
    Column("hammer", BigInteger, nullable=False),
    Column("premium", BigInteger, nullable=False),
    Column("credit_note", String),
    Column("paid_on", Day),
    Column("released_on", Day),
    Column("position", BigInteger, nullable=False),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Say how a lot stands on an invoice."""
    match entry.event:
        case LotInvoiced() as event:
            rows.insert(_invoiced(event, entry.position))
        case LotCredited(lot=lot, invoice=invoice, credit_note=note):
            rows.set(_key(lot, invoice), {"credit_note": note})
        case LotPaid(lot=lot, invoice=invoice, paid_on=paid_on):
            rows.set(_key(lot, invoice), {"paid_on": paid_on})
        case LotUnpaid(lot=lot, invoice=invoice):
            rows.set(_key(lot, invoice), {"paid_on": None})
        case LotReleased(lot=lot, invoice=invoice, released_on=released_on):
            rows.set(_key(lot, invoice), {"released_on": released_on})


def _invoiced(event: LotInvoiced, position: int) -> Row:
    return {
        "billing": _key(event.lot, event.invoice),
        "lot": event.lot,
        "sale": sale_of(event.lot),
        "invoice": event.invoice,
        "buyer": event.buyer,
        "hammer": event.hammer,
        "premium": event.premium,
        "position": position,
    }


def _key(lot: LotId, invoice: InvoiceId) -> str:
    return f"{lot} on {invoice}"


HEEDS = frozenset({LotInvoiced, LotCredited, LotPaid, LotUnpaid, LotReleased})

BILLING = View(billing, shape=1, hear=hear, heeds=HEEDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """How a lot stands on one invoice."""

    billing: str
    lot: LotId
    sale: SaleId
    invoice: InvoiceId
    buyer: Paddle
    hammer: Minor
    premium: Minor
    credit_note: CreditNoteId | None
    """What took the bill back, if anything did."""
    paid_on: date | None
    released_on: date | None
    position: int


def billed_in(db: Connection, sale: SaleId | None = None) -> list[Billed]:
    """List how the lots of a sale were billed, or of all, in the order of the log."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        return within(t.select(), t, sale).order_by(t.c.position)

    return [Billed(**row._mapping) for row in ask(db, BILLING, question)]
