"""Consignors' statements, line by line: what was taken off, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
)

from ledger.entry import Entry
from ledger.events import Deduction, Event, StatementIssued, StatementLine
from ledger.identity import ClientId, LotId, SaleId, StatementId
from ledger.money import Minor
from projections.columns import Day, Rate, Word
from projections.reading import Period, ask, within
from projections.rows import Row, Rows
from projections.view import View

statements = Table(
    "statements",
    MetaData(),
    Column("line", String, primary_key=True),
    Column("statement", String, nullable=False, index=True),
    Column("sequence", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("sale", String, nullable=False, index=True),
    Column("consignor", String, nullable=False, index=True),
    Column("currency", String, nullable=False),
    Column("issued_on", Day, nullable=False),
    Column("kind", Word(Deduction), nullable=False),
    Column("lot", String),
    Column("said", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("rate", Rate),
    Column("base", BigInteger),
    Column("amount", BigInteger, nullable=False),
    Column("tax", BigInteger, nullable=False),
    Column("net", BigInteger, nullable=False),
    Column("due_on", Day),
    Column("corrects", String),
    Column("position", BigInteger, nullable=False),
    Column("source", BigInteger, nullable=False),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Add the lines of a statement."""
    match entry.event:
        case StatementIssued() as event:
            shared: Row = {
                "statement": event.statement,
                "sequence": event.number,
                "sale": event.sale,
                "consignor": event.consignor,
                "currency": event.currency.code,
                "issued_on": event.issued_on,
                "position": entry.position,
            }
            for line in event.lines:
                key = f"{event.statement}/{line.number}"
                rows.insert({"line": key, **shared, **_line(line)})


def _line(line: StatementLine) -> Row:
    return {
        "number": line.number,
        "kind": line.kind,
        "lot": line.lot,
        "said": line.said,
        "rule": line.rule,
        "rate": line.rate,
        "base": line.base,
        "amount": line.amount,
        "tax": line.tax,
        "net": line.net,
        "due_on": line.due_on,
        "corrects": line.corrects,
        "source": line.source,
    }


HEEDS = frozenset({StatementIssued})

STATEMENTS = View(statements, shape=1, hear=hear, heeds=HEEDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLine:
    """One line of a statement that was sent."""

    line: str
    """The statement and the number of the line on it: ``HA-2025-S00004/2``."""
    statement: StatementId
    sequence: int
    """Which statement it was to this consignor in this sale, from 1."""
    number: int
    sale: SaleId
    consignor: ClientId
    currency: str
    issued_on: date
    kind: Deduction
    lot: LotId | None
    said: str
    rule: str
    rate: Fraction | None
    base: Minor | None
    amount: Minor
    """What it owes the consignor, before tax; below zero what it takes."""
    tax: Minor
    net: Minor
    due_on: date | None
    corrects: StatementId | None
    position: int
    source: int
    """The position of the event it follows from."""


def statement_lines(
    db: Connection, sale: SaleId | None = None, period: Period | None = None
) -> list[StatedLine]:
    """List the lines of a sale's statements, or of all, as they were issued."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        asked = within(t.select(), t, sale, period, day="issued_on")
        return asked.order_by(t.c.position, t.c.number)

    return [StatedLine(**row._mapping) for row in ask(db, STATEMENTS, question)]
