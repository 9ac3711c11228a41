"""Money without an invoice: deposits, money on account, and what is in suspense."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    FundsApplied,
    FundsKind,
    FundsMoved,
    FundsPutBack,
    FundsReceived,
    FundsRefunded,
    FundsRefundReversed,
    FundsReversed,
)
from ledger.identity import ClientId, FundsId, SaleId
from ledger.money import Minor
from projections.columns import Amount, Named
from projections.queries import Period, rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsRow:
    """A sum of money that was received without an invoice, and what became of it."""

    funds: FundsId
    """Its name: ``C-101/F1``, or ``SUSPENSE/S1``."""
    kind: FundsKind
    """What it is held for."""
    client: ClientId | None
    """None: nobody knows whose it is."""
    sale: SaleId | None
    """The sale that a deposit lets its client into."""
    currency: str
    method: str
    """The way it was paid, such as ``wire``."""
    amount: Amount
    """What was received."""
    applied: Amount
    """What of it pays invoices."""
    moved: Annotated[Amount, Named("moved_away")]
    """What of it is held otherwise since."""
    refunded: Amount
    """What was given back."""
    reversed: Annotated[Amount, Named("taken_back")]
    """What the payer's bank took back."""
    received_on: date
    """When it came, or was taken from elsewhere."""
    reference: str | None
    """What the bank calls it."""
    source: Annotated[str | None, Named("taken_from")]
    """The payment, or the money, that it was until then."""
    position: int
    """The place in the log where it was received."""

    @property
    def left(self) -> Minor:
        """The part that is still held so."""
        gone = self.applied + self.moved + self.refunded + self.reversed
        return self.amount - gone

    @property
    def banked(self) -> Minor:
        """What it left at the bank: nothing came there from another invoice or fund."""
        came = self.amount if self.source is None else 0
        return came - self.refunded - self.reversed


def _on_received(entry: Entry[FundsReceived], rows: Rows) -> None:
    nothing_yet = dict.fromkeys(("applied", "moved", "refunded", "reversed"), 0)
    rows.insert(entry, entry.event, currency=entry.event.currency.code, **nothing_yet)


Became = (
    FundsApplied
    | FundsPutBack
    | FundsMoved
    | FundsRefunded
    | FundsRefundReversed
    | FundsReversed
)


def _adding_to(column: str, sign: int = 1) -> Callable[[Entry[Became], Rows], None]:
    def on_event(entry: Entry[Became], rows: Rows) -> None:
        rows.add(entry.event.funds, column, sign * entry.event.amount)

    return on_event


FUNDS = View(
    name="client_funds",
    row=FundsRow,
    key="funds",
    shape=1,
    hears={
        FundsReceived: _on_received,
        FundsApplied: _adding_to("applied"),
        FundsPutBack: _adding_to("applied", -1),
        FundsMoved: _adding_to("moved"),
        FundsRefunded: _adding_to("refunded"),
        FundsRefundReversed: _adding_to("refunded", -1),
        FundsReversed: _adding_to("reversed"),
    },
    indexes=("client", "sale"),
)


def funds_in(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[FundsRow]:
    """List money without an invoice, in the order it was received."""
    return rows_in(db, FUNDS, sale, period, day="received_on")
