"""How lots came into the house, and what was signed and checked about their owners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from ledger.entry import Entry
from ledger.events import (
    Check,
    CheckOutcome,
    ContractFiled,
    Dealing,
    DealingDecided,
    DueDiligenceChecked,
    LotReceived,
)
from ledger.identity import ClientId, LotId, SaleId, sale_of
from projections.queries import rows_in
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRow:
    """How a lot came into the house; of several rows of a lot the last stands."""

    position: int
    """The place in the log."""
    lot: LotId
    sale: SaleId
    received_on: date
    """The day it came in."""
    owner: ClientId
    """The beneficial owner."""
    deliverer: ClientId
    """Who brought it."""
    prior_owner: ClientId | None
    """Whose it was before."""
    prior_location: str | None
    """Where it was before."""
    storage: str
    """Where the house keeps it."""
    marks: str | None
    """Marks, signatures and numbers on it."""
    contract: str | None
    """The contract that it was consigned under."""
    recorded_at: datetime
    """When that was noted."""


def _on_lot_received(entry: Entry[LotReceived], rows: Rows) -> None:
    rows.insert(entry, entry.by, entry.event, sale=sale_of(entry.event.lot))


RECEIVED = View(
    name="received_lots",
    row=ReceivedRow,
    key="position",
    shape=1,
    hears={LotReceived: _on_lot_received},
    indexes=("sale",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """A contract of consignment, or an amendment of it."""

    position: int
    """The place in the log."""
    client: ClientId
    contract: str
    """Its number in the house."""
    amendment: int
    """0 for the contract itself, then counted from 1."""
    signed_on: date
    """The day of the signature."""
    lines: int
    """How many lines its inventory has."""
    digest: str | None
    """SHA-256 of the signed document, where that is a file."""


def _on_contract_filed(entry: Entry[ContractFiled], rows: Rows) -> None:
    event = entry.event
    rows.insert(entry, event, lines=len(event.items), digest=event.sha256)


CONTRACTS = View(
    name="contracts",
    row=ContractRow,
    key="position",
    shape=1,
    hears={ContractFiled: _on_contract_filed},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiligenceRow:
    """Something that was checked about a client, or decided."""

    position: int
    """The place in the log."""
    client: ClientId
    checked: Check | None
    """What was checked; None where the house decided."""
    outcome: CheckOutcome | None
    """What the check came to."""
    checked_on: date | None
    """The day of the check."""
    valid_until: date | None
    """The last day that it counts; None where it has none."""
    reference: str | None
    """The paper or the search."""
    dealing: Dealing | None
    """What was decided."""
    actor: str
    """Who recorded it."""
    reason: str | None
    """Why it was decided so."""
    recorded_at: datetime
    """When it was recorded."""


def _on_checked(entry: Entry[DueDiligenceChecked], rows: Rows) -> None:
    rows.insert(entry, entry.by, entry.event, checked=entry.event.check)


def _on_decided(entry: Entry[DealingDecided], rows: Rows) -> None:
    rows.insert(entry, entry.by, entry.event)


DILIGENCE = View(
    name="due_diligence",
    row=DiligenceRow,
    key="position",
    shape=1,
    hears={DueDiligenceChecked: _on_checked, DealingDecided: _on_decided},
    indexes=("client",),
)


def received_lots(db: Connection, sale: SaleId | None) -> dict[LotId, ReceivedRow]:
    """Return how each lot came in, as noted last."""
    return {row.lot: row for row in rows_in(db, RECEIVED, sale)}


def contracts(db: Connection) -> list[ContractRow]:
    """List contracts and amendments, as they were filed."""
    return list(rows_in(db, CONTRACTS))


def diligence(db: Connection) -> list[DiligenceRow]:
    """List what was checked and decided, in the order of the log."""
    return list(rows_in(db, DILIGENCE))
