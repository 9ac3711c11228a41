"""Consignors' statements, line by line: what was taken off, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import Deduction, StatementIssued
from ledger.identity import ClientId, LotId, SaleId, StatementId
from projections.columns import Amount, Named
from projections.queries import Period, rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLineRow:
    """One line of a statement that was sent."""

    line: Annotated[str, Named("line_id")]
    """The statement and the number of the line on it: ``HA-2025-S00004/2``."""
    statement: StatementId
    """The number of the statement."""
    sequence: int
    """Which statement it was to this consignor in this sale, from 1."""
    number: int
    """The number of the line on the statement, from 1."""
    sale: SaleId
    consignor: ClientId
    currency: str
    issued_on: date
    kind: Deduction
    """What the line gives or takes."""
    lot: LotId | None
    said: Annotated[str, Named("description")]
    """The line as it is printed."""
    rule: str
    """Which rule of the terms it follows."""
    rate: Fraction | None
    """The rate that the rule takes, where it takes one."""
    base: Amount | None
    """What the rate was taken of."""
    amount: Amount
    """What it owes the consignor, before tax; below zero what it takes."""
    tax: Amount
    """The tax on it."""
    input_tax: Amount
    """What a registered consignor charges on it, and is paid on top."""
    own_invoice: str | None
    """The consignor's invoice that charges it; None: the statement is the invoice."""
    net: Amount
    """What it owes the consignor, tax and all."""
    due_on: date | None
    """When the consignor is to be paid."""
    corrects: StatementId | None
    """The earlier statement that this line puts right."""
    position: int
    """The place in the log where the statement was issued."""
    source: int
    """The position of the event it follows from."""


def _on_statement_issued(entry: Entry[StatementIssued], rows: Rows) -> None:
    event = entry.event
    for line in event.lines:
        rows.insert(
            entry,
            event,
            line,
            line=f"{event.statement}/{line.number}",
            sequence=event.number,
            currency=event.currency.code,
            tax=line.tax,
            input_tax=line.input_tax,
            net=line.net,
        )


STATEMENTS = View(
    name="statements",
    row=StatementLineRow,
    key="line",
    shape=3,
    hears={StatementIssued: _on_statement_issued},
    indexes=("statement", "sale", "consignor"),
)


def statement_lines(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[StatementLineRow]:
    """List the lines of a sale's statements, or of all, as they were issued."""
    by = ("position", "number")
    return rows_in(db, STATEMENTS, sale, period, day="issued_on", by=by)
