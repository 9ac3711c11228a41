"""Payments of buyers: each, whether it is good, and the invoices it went to.

A refund is a payment the other way, with an amount below zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    PaymentCleared,
    PaymentDoubted,
    PaymentMoved,
    PaymentPutBack,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    PaymentUpheld,
)
from ledger.identity import ClientId, InvoiceId, Paddle, PaymentId, SaleId
from ledger.money import Minor
from projections.columns import Amount, Named
from projections.queries import Period, rows_in
from projections.rows import Rows
from projections.view import View


class PaymentState(StrEnum):
    """Whether a payment is good."""

    UNDER_WAY = "under way"
    CLEARED = "cleared"
    REVERSED = "reversed"
    IN_DOUBT = "in doubt"
    """A bank's file took it back, and nobody has decided on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """One payment of a buyer, or to one."""

    payment: str
    """Its number; a refund's is counted by itself: ``HA-2025-00017/R1``."""
    invoice: InvoiceId
    """The invoice that it pays."""
    sale: SaleId
    client: ClientId
    paddle: Paddle
    currency: str
    method: str
    """The way to pay, such as ``wire``."""
    paid: Amount
    """What was handed over; below zero, given back."""
    fee: Amount
    """What of it the way to pay cost; a discount stands below zero."""
    moved: Annotated[Amount, Named("moved_away")]
    """What of it went to other invoices."""
    put_back: Amount
    """What of it is the client's again, on no invoice, or no longer set off."""
    reversed: Annotated[Amount, Named("taken_back")]
    """What the buyer owed again when it was taken back, whole or in part."""
    money_back: Amount
    """What the payer's bank took back of it, while the rest of it stands."""
    moved_from: PaymentId | None
    """The payment on another invoice that it was part of."""
    source: Annotated[str | None, Named("taken_from")]
    """The deposit, or the set-off, that it was taken from: no bank moved."""
    received_on: date
    """When it came in, or was given back."""
    cleared_on: date | None
    """When the bank made it good."""
    reversed_on: date | None
    """When it was taken back."""
    doubted_on: date | None
    """When a bank's file took it back, while nobody has decided on it."""
    reference: str | None
    """What the bank calls it."""
    account_mark: str | None
    """The mark of the bank account that was credited, where its file named one."""
    position: int
    """The place in the log where it was received."""

    @property
    def pays(self) -> Minor:
        """The part of the invoice that it pays now."""
        gone = self.moved + self.put_back + self.reversed
        return self.paid - self.fee - gone

    @property
    def money(self) -> Minor:
        """What of what was handed over is here, unless all of it was taken back."""
        back = self.put_back if self.source is not None else 0
        return self.paid - self.moved - self.money_back - back

    @property
    def banked(self) -> Minor:
        """What of what was handed over is at the bank, or under way there.

        What was put back stayed with the house, also where the rest was taken back.
        """
        if self.source is not None:
            return 0
        if self.reversed_on is not None:
            return self.put_back
        return self.money

    @property
    def state(self) -> PaymentState:
        """Say whether it is good."""
        if self.reversed_on is not None:
            return PaymentState.REVERSED
        if self.doubted_on is not None:
            return PaymentState.IN_DOUBT
        cleared = self.cleared_on is not None
        return PaymentState.CLEARED if cleared else PaymentState.UNDER_WAY

    @property
    def cleared(self) -> Minor:
        """The part of the invoice that it pays with cleared funds."""
        reversed_ = self.state is PaymentState.REVERSED
        return self.pays if self.cleared_on is not None and not reversed_ else 0


def _on_payment_received(entry: Entry[PaymentReceived], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        entry,
        event,
        payment=event.payment,
        currency=event.currency.code,
        moved=0,
        put_back=0,
        reversed=0,
        money_back=0,
        cleared_on=event.received_on if event.source is not None else None,
        account_mark=None if event.entry is None else event.entry.account,
    )


def _on_payment_cleared(entry: Entry[PaymentCleared], rows: Rows) -> None:
    rows.set(entry.event.payment, cleared_on=entry.event.cleared_on)


def _on_payment_moved(entry: Entry[PaymentMoved], rows: Rows) -> None:
    rows.add(entry.event.payment, "moved", entry.event.amount)


def _on_payment_put_back(entry: Entry[PaymentPutBack], rows: Rows) -> None:
    rows.add(entry.event.payment, "put_back", entry.event.amount)


def _on_payment_reversed(entry: Entry[PaymentReversed], rows: Rows) -> None:
    event = entry.event
    rows.set(event.payment, doubted_on=None)
    rows.add(event.payment, "reversed", event.amount - event.fee)
    if event.part:
        rows.add(event.payment, "money_back", event.amount)
    else:
        rows.set(event.payment, reversed_on=event.reversed_on)


def _on_payment_doubted(entry: Entry[PaymentDoubted], rows: Rows) -> None:
    rows.set(entry.event.payment, doubted_on=entry.event.doubted_on)


def _on_payment_upheld(entry: Entry[PaymentUpheld], rows: Rows) -> None:
    rows.set(entry.event.payment, doubted_on=None)


def _on_payment_refunded(entry: Entry[PaymentRefunded], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        entry,
        event,
        payment=f"{event.invoice}/R{event.refund}",
        currency=event.currency.code,
        paid=-event.amount,
        fee=-(event.fee or 0),
        moved=0,
        put_back=0,
        reversed=0,
        money_back=0,
        received_on=event.refunded_on,
        cleared_on=event.refunded_on,
    )


PAYMENTS = View(
    name="payments",
    row=PaymentRow,
    key="payment",
    shape=5,
    hears={
        PaymentReceived: _on_payment_received,
        PaymentCleared: _on_payment_cleared,
        PaymentMoved: _on_payment_moved,
        PaymentPutBack: _on_payment_put_back,
        PaymentReversed: _on_payment_reversed,
        PaymentDoubted: _on_payment_doubted,
        PaymentUpheld: _on_payment_upheld,
        PaymentRefunded: _on_payment_refunded,
    },
    indexes=("sale", "client"),
)


def payments_in(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[PaymentRow]:
    """List the payments of a sale, or of all, in the order they were recorded."""
    return rows_in(db, PAYMENTS, sale, period, day="received_on")
