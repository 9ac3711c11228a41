"""How long the records of sales are kept, and what legal holds keep beyond that."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    KeptRecords,
    LegalHoldLifted,
    LegalHoldPlaced,
    RetentionSet,
)
from ledger.identity import ClientId, HoldId, SaleId
from projections.queries import rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRow:
    """A law that keeps records of a sale; those of the highest position count."""

    rule: str
    """The place in the log, and which rule of it: ``1042.1``."""
    position: int
    """The place in the log."""
    sale: SaleId
    jurisdiction: str
    """Whose law: ``US-TX``."""
    records: KeptRecords
    """Which records."""
    years: int
    """How many years."""
    from_year_end: bool
    """Counted from the end of the year of the sale."""
    source: str
    """Where the law says so."""


def _on_retention_set(entry: Entry[RetentionSet], rows: Rows) -> None:
    for number, rule in enumerate(entry.event.rules, 1):
        rows.insert(
            rule,
            rule=f"{entry.position}.{number}",
            position=entry.position,
            sale=entry.event.sale,
        )


RETENTION = View(
    name="retention",
    row=RetentionRow,
    key="rule",
    shape=1,
    hears={RetentionSet: _on_retention_set},
    indexes=("sale",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRow:
    """What a legal hold covers; a row for each client and sale, as placed last."""

    part: str
    """The place in the log, and which part of it: ``1042.1``."""
    position: int
    """The place in the log."""
    hold: HoldId
    client: ClientId | None
    sale: SaleId | None
    lifted: bool
    """The matter was over with this entry."""


def _on_hold_placed(entry: Entry[LegalHoldPlaced], rows: Rows) -> None:
    event = entry.event
    parts = [
        *((client, None) for client in event.clients),
        *((None, sale) for sale in event.sales),
    ]
    for number, (client, sale) in enumerate(parts, 1):
        rows.insert(
            part=f"{entry.position}.{number}",
            position=entry.position,
            hold=event.hold,
            client=client,
            sale=sale,
            lifted=False,
        )


def _on_hold_lifted(entry: Entry[LegalHoldLifted], rows: Rows) -> None:
    rows.insert(
        part=f"{entry.position}.1",
        position=entry.position,
        hold=entry.event.hold,
        lifted=True,
    )


HOLDS = View(
    name="legal_holds",
    row=HoldRow,
    key="part",
    shape=1,
    hears={LegalHoldPlaced: _on_hold_placed, LegalHoldLifted: _on_hold_lifted},
)


def retention_rules(db: Connection, sale: SaleId | None) -> list[RetentionRow]:
    """List the laws that keep the records of each sale, as set last."""
    rows = list(rows_in(db, RETENTION, sale))
    last = {row.sale: row.position for row in rows}
    return [row for row in rows if row.position == last[row.sale]]


def standing_holds(db: Connection) -> list[HoldRow]:
    """List what the holds cover that were not lifted."""
    rows = list(rows_in(db, HOLDS))
    last = {row.hold: row.position for row in rows}
    return [row for row in rows if row.position == last[row.hold] and not row.lifted]
