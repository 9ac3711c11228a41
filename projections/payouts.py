"""Money paid to consignors and for them: payouts, advances, expenses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    AdvanceMade,
    ExpenseCharged,
    PayoutMade,
    PayoutReversed,
    RepaymentReceived,
    RepaymentReversed,
)
from ledger.identity import ClientId, LotId, SaleId
from ledger.money import Minor
from projections.columns import Amount, Named
from projections.queries import Period, rows_in
from projections.rows import Rows, Value
from projections.view import View


class PayoutPurpose(StrEnum):
    """Why the house paid."""

    PAYOUT = "payout"
    """What a statement owed the consignor."""
    ADVANCE = "advance"
    """Money before the sale."""
    EXPENSE = "expense"
    """What the house paid on the consignor's behalf."""
    REPAYMENT = "repayment"
    """What the consignor paid back: below zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutRow:
    """Money that the house paid to a consignor, or for one."""

    payout: str
    """The account, why, and its number there: ``SPACE/C-7/payout/1``."""
    purpose: PayoutPurpose
    """Why the house paid."""
    sale: SaleId
    consignor: ClientId
    currency: str
    lot: LotId | None
    """The lot that an expense was for, if it was for one."""
    said: Annotated[str | None, Named("description")]
    """What an expense was for."""
    method: str | None
    """The way it was paid, such as ``wire``."""
    amount: Amount
    """What was paid; below zero, paid back."""
    paid_on: date
    """When it was paid."""
    reversed_on: date | None
    """When it came back, if it did."""
    reference: str | None
    """What the bank calls it."""
    set_off: str | None
    """What it became, or was taken from, where no bank moved."""
    position: int
    """The place in the log where it was paid."""

    @property
    def banked(self) -> Minor:
        """What left the bank, and did not come back."""
        stays = self.reversed_on is not None or self.set_off is not None
        return 0 if stays else self.amount


def _on_payout_made(entry: Entry[PayoutMade], rows: Rows) -> None:
    event = entry.event
    _add_payout(entry, rows, PayoutPurpose.PAYOUT, event.payout)


def _on_advance_made(entry: Entry[AdvanceMade], rows: Rows) -> None:
    event = entry.event
    _add_payout(
        entry, rows, PayoutPurpose.ADVANCE, event.advance, paid_on=event.made_on
    )


def _on_expense_charged(entry: Entry[ExpenseCharged], rows: Rows) -> None:
    event = entry.event
    _add_payout(
        entry, rows, PayoutPurpose.EXPENSE, event.expense, paid_on=event.charged_on
    )


def _on_repayment_received(entry: Entry[RepaymentReceived], rows: Rows) -> None:
    event = entry.event
    _add_payout(
        entry,
        rows,
        PayoutPurpose.REPAYMENT,
        event.repayment,
        paid_on=event.received_on,
        amount=-event.amount,
    )


def _on_repayment_reversed(entry: Entry[RepaymentReversed], rows: Rows) -> None:
    event = entry.event
    number = event.repayment
    key = _payout_key(PayoutPurpose.REPAYMENT, event.sale, event.consignor, number)
    rows.set(key, reversed_on=event.reversed_on)


def _add_payout(
    entry: Entry[PayoutMade]
    | Entry[AdvanceMade]
    | Entry[ExpenseCharged]
    | Entry[RepaymentReceived],
    rows: Rows,
    purpose: PayoutPurpose,
    number: int,
    **paid: Value,
) -> None:
    event = entry.event
    rows.insert(
        entry,
        event,
        **paid,
        payout=_payout_key(purpose, event.sale, event.consignor, number),
        purpose=purpose,
        currency=event.currency.code,
    )


def _on_payout_reversed(entry: Entry[PayoutReversed], rows: Rows) -> None:
    event = entry.event
    key = _payout_key(PayoutPurpose.PAYOUT, event.sale, event.consignor, event.payout)
    rows.set(key, reversed_on=event.reversed_on)


def _payout_key(
    purpose: PayoutPurpose, sale: SaleId, consignor: ClientId, number: int
) -> str:
    return f"{sale}/{consignor}/{purpose}/{number}"


PAYOUTS = View(
    name="payouts",
    row=PayoutRow,
    key="payout",
    shape=3,
    hears={
        PayoutMade: _on_payout_made,
        AdvanceMade: _on_advance_made,
        ExpenseCharged: _on_expense_charged,
        PayoutReversed: _on_payout_reversed,
        RepaymentReceived: _on_repayment_received,
        RepaymentReversed: _on_repayment_reversed,
    },
    indexes=("sale", "consignor"),
)


def payouts_in(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[PayoutRow]:
    """List what was paid in a sale, or in all, in the order it was recorded."""
    return rows_in(db, PAYOUTS, sale, period, day="paid_on")
