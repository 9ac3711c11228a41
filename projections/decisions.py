"""Decisions: who decided what beside the bidding, for whom, with whom, and why.

Bids, calls and hammers are told in the bids; here they stand where somebody gave a
reason for them, or authorised them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import get_args, get_type_hints

from sqlalchemy import Connection

from ledger import events
from ledger.entry import Entry
from ledger.events import Event
from ledger.identity import ClientId, LotId, Role, SaleId
from projections.mentions import (
    Subject,
    SubjectKind,
    kind_of,
    positions_of,
    second_of,
    touched,
)
from projections.queries import Period, rows_in
from projections.rows import Rows
from projections.view import View

CONSEQUENCES = (
    events.ChargesInvoiced,
    events.ConsignorSettled,
    events.InvoiceCredited,
    events.LotCredited,
    events.LotInvoiced,
    events.LotPaid,
    events.LotUnpaid,
    events.NumberDrawn,
    events.ProgramChanged,
)
"""What follows from a decision that is told itself."""

BY_HAND = (events.MaximumsOpened, events.ReserveOpened)
"""What follows from a hammer, unless two people did it by hand."""

ROUTINE = (
    events.AskingSet,
    events.BidderRegistered,
    events.BidPlaced,
    events.BidRefused,
    events.ClientEnrolled,
    events.ClosingExtended,
    events.FairWarningGiven,
    events.HouseBidPlaced,
    events.IncrementSet,
    events.LiveBidTaken,
    events.Looked,
    events.LotCatalogued,
    events.LotOpened,
    events.LotPassed,
    events.LotPictured,
    events.LotSkipped,
    events.LotSold,
    events.LotTracked,
    events.LotUntracked,
    events.MessageTold,
    events.PaddleIssued,
    events.RegistrationCancelled,
    events.SaleClosed,
    events.SessionClosed,
    events.SessionOpened,
)
"""What is told here only with a reason, or a second person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """What somebody decided, and who they are."""

    position: int
    """The place in the log."""
    kind: str
    """The event, without the number of its shape: ``payment-reversed``."""
    day: date
    """The day that it counts on; where it names none, the day of the record in UTC."""
    recorded_at: datetime
    """When it was recorded."""
    sale: SaleId | None
    """The sale that it is about, if it is about one."""
    lot: LotId | None
    """The lot, where it is about one alone."""
    client: ClientId | None
    """The client, where it names one alone."""
    document: str | None
    """The documents that it is about."""
    actor: str
    """Who recorded it."""
    role: Role
    """In what capacity they acted."""
    on_behalf_of: str | None
    """Whom the actor acts for."""
    second: str | None
    """Who else authorised it, found so, or signed it."""
    reason: str | None
    """Why."""


def _on_routine(entry: Entry[Event], rows: Rows) -> None:
    if entry.by.reason is not None or second_of(entry) is not None:
        _on_decision(entry, rows)


def _on_opening(entry: Entry[Event], rows: Rows) -> None:
    if getattr(entry.event, "authorised_by", None) is not None:
        _on_decision(entry, rows)


def _on_decision(entry: Entry[Event], rows: Rows) -> None:
    if entry.by.brought is not None:
        # The ledger before tells of it.
        return
    kind: type = type(entry.event)
    sale, lots, _, clients, documents, _ = touched(entry.event)
    name = _day_field(kind)
    rows.insert(
        entry,
        entry.by,
        kind=kind_of(entry),
        day=entry.by.recorded_at.date() if name is None else getattr(entry.event, name),
        sale=sale,
        lot=lots[0] if len(lots) == 1 else None,
        client=clients[0] if len(clients) == 1 else None,
        document=", ".join(documents) or None,
        second=second_of(entry),
    )


@lru_cache(maxsize=256)
def _day_field(kind: type) -> str | None:
    """Name the first field of an event that is a day."""
    hints = get_type_hints(kind)
    names = (field.name for field in fields(kind))
    return next((name for name in names if hints[name] is date), None)


def always_told(event: Event) -> bool:
    """Say whether an event is a decision by itself, whoever reasons it or not."""
    return type(event) not in {*CONSEQUENCES, *BY_HAND, *ROUTINE}


DECISIONS = View(
    name="decisions",
    row=DecisionRow,
    key="position",
    shape=6,
    hears={
        **{kind: _on_decision for kind in get_args(Event) if kind not in CONSEQUENCES},
        **dict.fromkeys(ROUTINE, _on_routine),
        **dict.fromkeys(BY_HAND, _on_opening),
    },
    indexes=("sale",),
)


def decisions(
    db: Connection,
    sale: SaleId | None = None,
    period: Period | None = None,
    *,
    client: ClientId | None = None,
    kinds: Collection[str] = (),
) -> list[DecisionRow]:
    """List decisions of some kinds, or of all, in the order of the log.

    Those that touch a client are also what becomes of their documents.
    """
    rows: list[DecisionRow] = rows_in(db, DECISIONS, sale, period)
    if client is not None:
        own = set(positions_of(db, Subject(SubjectKind.CLIENT, client)))
        rows = [row for row in rows if row.position in own]
    return [row for row in rows if not kinds or row.kind in kinds]
