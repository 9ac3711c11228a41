"""What buyers paid: every payment, whether it is good, and where it went.

A refund is a payment the other way, with an amount below zero.
"""

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
    Event,
    PaymentCleared,
    PaymentMoved,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
)
from ledger.identity import ClientId, InvoiceId, Paddle, PaymentId, SaleId
from ledger.money import Minor
from projections.columns import Day
from projections.reading import Period, ask, within
from projections.rows import Row, Rows
from projections.view import View

payments = Table(
    "payments",
    MetaData(),
    Column("payment", String, primary_key=True),
    Column("invoice", String, nullable=False),
    Column("sale", String, nullable=False, index=True),
    Column("client", String, nullable=False, index=True),
    Column("paddle", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("method", String, nullable=False),
    Column("paid", BigInteger, nullable=False),
    Column("fee", BigInteger, nullable=False),
    Column("moved", BigInteger, nullable=False),
    Column("reversed", BigInteger, nullable=False),
    Column("moved_from", String),
    Column("received_on", Day, nullable=False),
    Column("cleared_on", Day),
    Column("reversed_on", Day),
    Column("reference", String),
    Column("position", BigInteger, nullable=False),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Say what became of a payment."""
    match entry.event:
        case PaymentReceived() as event:
            rows.insert(_received(event, entry.position))
        case PaymentCleared(payment=payment, cleared_on=cleared_on):
            rows.set(payment, {"cleared_on": cleared_on})
        case PaymentMoved(payment=payment, amount=amount):
            rows.add(payment, "moved", amount)
        case PaymentReversed(payment=payment) as event:
            rows.set(payment, {"reversed_on": event.reversed_on})
            rows.add(payment, "reversed", event.amount - event.fee)
        case PaymentRefunded() as event:
            rows.insert(_refunded(event, entry.position))


def _received(event: PaymentReceived, position: int) -> Row:
    return {
        "payment": event.payment,
        **_about(event),
        "paid": event.paid,
        "fee": event.fee,
        "moved_from": event.moved_from,
        "received_on": event.received_on,
        "cleared_on": None,
        "position": position,
    }


def _refunded(event: PaymentRefunded, position: int) -> Row:
    return {
        "payment": f"{event.invoice}/R{event.refund}",
        **_about(event),
        "paid": -event.amount,
        "fee": 0,
        "moved_from": None,
        "received_on": event.refunded_on,
        "cleared_on": event.refunded_on,
        "position": position,
    }


def _about(event: PaymentReceived | PaymentRefunded) -> Row:
    return {
        "invoice": event.invoice,
        "sale": event.sale,
        "client": event.client,
        "paddle": event.paddle,
        "currency": event.currency.code,
        "method": event.method,
        "moved": 0,
        "reversed": 0,
        "reversed_on": None,
        "reference": event.reference,
    }


HEEDS = frozenset(
    {PaymentReceived, PaymentCleared, PaymentMoved, PaymentReversed, PaymentRefunded}
)

PAYMENTS = View(payments, shape=1, hear=hear, heeds=HEEDS)


class PaymentState(StrEnum):
    """Whether a payment is good."""

    UNDER_WAY = "under way"
    CLEARED = "cleared"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment of a buyer, or to one."""

    payment: PaymentId | str
    """Its number; a refund's is counted by itself: ``HA-2025-00017/R1``."""
    invoice: InvoiceId
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: str
    method: str
    paid: Minor
    """What was handed over; below zero, given back."""
    fee: Minor
    moved: Minor
    """What of it went to other invoices."""
    reversed: Minor
    """What the buyer owed again when it was taken back."""
    moved_from: PaymentId | None
    """The payment on another invoice that it was part of."""
    received_on: date
    cleared_on: date | None
    reversed_on: date | None
    reference: str | None
    position: int

    @property
    def pays(self) -> Minor:
        """What of the bill it pays now."""
        return self.paid - self.fee - self.moved - self.reversed

    @property
    def state(self) -> PaymentState:
        """Say whether it is good."""
        if self.reversed_on is not None:
            return PaymentState.REVERSED
        cleared = self.cleared_on is not None
        return PaymentState.CLEARED if cleared else PaymentState.UNDER_WAY

    @property
    def cleared(self) -> Minor:
        """What of the bill it pays with money that is good."""
        return self.pays if self.state is PaymentState.CLEARED else 0


def payments_in(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[Payment]:
    """List the payments of a sale, or of all, in the order they were recorded."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        asked = within(t.select(), t, sale, period, day="received_on")
        return asked.order_by(t.c.position)

    return [Payment(**row._mapping) for row in ask(db, PAYMENTS, question)]
