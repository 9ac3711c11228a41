"""What the house paid consignors, and for them: payouts, advances, expenses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
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
    AdvanceMade,
    Event,
    ExpenseCharged,
    PayoutMade,
    PayoutReversed,
)
from ledger.identity import ClientId, LotId, SaleId
from ledger.money import Minor
from projections.columns import Day, Word
from projections.reading import Period, ask, within
from projections.rows import Row, Rows
from projections.view import View


class Purpose(StrEnum):
    """Why the house paid."""

    PAYOUT = "payout"
    ADVANCE = "advance"
    EXPENSE = "expense"


payouts = Table(
    "payouts",
    MetaData(),
    Column("payout", String, primary_key=True),
    Column("purpose", Word(Purpose), nullable=False),
    Column("sale", String, nullable=False, index=True),
    Column("consignor", String, nullable=False, index=True),
    Column("currency", String, nullable=False),
    Column("lot", String),
    Column("said", String),
    Column("method", String),
    Column("amount", BigInteger, nullable=False),
    Column("paid_on", Day, nullable=False),
    Column("reversed_on", Day),
    Column("reference", String),
    Column("position", BigInteger, nullable=False),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Say what was paid, and what came back."""
    match entry.event:
        case PayoutMade() | AdvanceMade() | ExpenseCharged() as event:
            rows.insert({**_paid(event), "position": entry.position})
        case PayoutReversed(sale=sale, consignor=consignor, payout=number) as event:
            key = _key(Purpose.PAYOUT, sale, consignor, number)
            rows.set(key, {"reversed_on": event.reversed_on})


def _paid(event: PayoutMade | AdvanceMade | ExpenseCharged) -> Row:
    row: Row
    match event:
        case PayoutMade(payout=number):
            purpose = Purpose.PAYOUT
            row = {"paid_on": event.paid_on}
        case AdvanceMade(advance=number):
            purpose = Purpose.ADVANCE
            row = {"paid_on": event.made_on}
        case ExpenseCharged(expense=number):
            purpose = Purpose.EXPENSE
            row = {"paid_on": event.charged_on, "lot": event.lot, "said": event.said}
    if not isinstance(event, ExpenseCharged):
        row |= {"method": event.method, "reference": event.reference}
    return {
        "payout": _key(purpose, event.sale, event.consignor, number),
        "purpose": purpose,
        "sale": event.sale,
        "consignor": event.consignor,
        "currency": event.currency.code,
        "amount": event.amount,
        **row,
    }


def _key(purpose: Purpose, sale: SaleId, consignor: ClientId, number: int) -> str:
    return f"{sale}/{consignor}/{purpose}/{number}"


HEEDS = frozenset({PayoutMade, AdvanceMade, ExpenseCharged, PayoutReversed})

PAYOUTS = View(payouts, shape=1, hear=hear, heeds=HEEDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """Money that the house paid to a consignor, or for one."""

    payout: str
    """The account, why, and its number there: ``SPACE/C-7/payout/1``."""
    purpose: Purpose
    sale: SaleId
    consignor: ClientId
    currency: str
    lot: LotId | None
    said: str | None
    """What an expense was for."""
    method: str | None
    amount: Minor
    paid_on: date
    reversed_on: date | None
    """When it came back, if it did."""
    reference: str | None
    position: int


def payouts_in(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[Payout]:
    """List what was paid in a sale, or in all, in the order it was recorded."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        asked = within(t.select(), t, sale, period, day="paid_on")
        return asked.order_by(t.c.position)

    return [Payout(**row._mapping) for row in ask(db, PAYOUTS, question)]
