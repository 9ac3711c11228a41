"""The auditor's history: everything that touched the bidding, in the order of the log.

This is the one view that tells maximums, reserves and what a leader was measured
against: whoever opens it to others gives the book away. A bid that was taken out stays,
with the position of the event that took it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select
from sqlalchemy.sql.elements import ColumnElement

from ledger.events import Rule
from ledger.identity import BidId, Channel, LotId, Paddle, Role, SaleId
from ledger.increments import OffIncrement
from ledger.money import Minor
from ledger.terms.bidding import StrikePolicy
from projections.bids.hearing import hear
from projections.bids.table import Kind, bids
from projections.reading import Question, ask
from projections.view import View

__all__ = [
    "BIDS",
    "Kind",
    "Line",
    "bids",
    "lot_history",
    "paddle_history",
    "sale_history",
]

BIDS = View(bids, shape=2, hear=hear)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the history; what an event does not say is None."""

    position: int
    sale: SaleId
    lot: LotId
    kind: Kind
    bid: BidId | None
    paddle: Paddle | None
    """Who bid, registered or bought; for a bid by the house, the house."""
    client_class: str | None
    submitted: Minor | None
    maximum: Minor | None
    """What the submitted amount became under ``off_increment``."""
    amount: Minor | None
    """A bid of the house or the room, the reserve, the hammer, a pass's highest bid."""
    off_increment: OffIncrement | None
    static: bool | None
    break_tie: bool | None
    channel: Channel | None
    phone_line: int | None
    received_at: datetime | None
    entered_at: datetime | None
    closed_at: datetime | None
    recorded_at: datetime
    actor: str
    role: Role
    on_behalf_of: str | None
    reason: str | None
    """What a correction gave as its reason."""
    key: str | None
    leader: Paddle | None
    price: Minor | None
    asking: Minor | None
    reserve_met: bool | None
    premium: Minor | None
    rule: Rule | None
    step: Minor | None
    against: Minor | None
    terms: int | None
    ends_at: datetime | None
    """When a lot closes from now on."""
    cut: bool | None
    policy: StrikePolicy | None
    """What taking a bid out left of the bidding."""
    out: str | None
    """The bids that were taken out."""
    authorised_by: str | None
    """The second person of a correction."""
    code: str | None
    """Why a bid was refused, a lot was passed, opened so, extended or reopened."""
    said: str | None
    out_of_time: bool
    """A bid entered before this one on the lot was received after it."""
    taken_out: int | None = None
    """The position of the event that took this bid out, if one did."""


def lot_history(db: Connection, lot: LotId) -> list[Line]:
    """Tell all that touched the bidding on a lot."""
    return _lines(db, lambda t: _told(t, t.c.lot == lot))


def sale_history(db: Connection, sale: SaleId) -> list[Line]:
    """Tell all that touched the bidding in a sale."""
    return _lines(db, lambda t: _told(t, t.c.sale == sale))


def paddle_history(db: Connection, sale: SaleId, paddle: Paddle) -> list[Line]:
    """Tell what one paddle did in a sale, bids that were refused included."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        its_own = (t.c.sale == sale) & (t.c.paddle == paddle)
        # Whether a bid came out of time is seen among all bids on its lot.
        return _told(t, t.c.lot.in_(select(t.c.lot).where(its_own))).where(its_own)

    return _lines(db, question)


def _told(t: Table, which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select lines, and say of each whether an earlier line was received after it."""
    latest = func.max(t.c.received_at).over(partition_by=t.c.lot, order_by=t.c.position)
    so_far = select(t.c.position, latest.label("latest")).where(which).subquery()
    late = func.coalesce(t.c.received_at < so_far.c.latest, False)
    return (
        select(t, late.label("out_of_time"))
        .join(so_far, so_far.c.position == t.c.position)
        .order_by(t.c.position)
    )


def _lines(db: Connection, question: Question) -> list[Line]:
    return _marked([Line(**row._mapping) for row in ask(db, BIDS, question)])


def _marked(lines: list[Line]) -> list[Line]:
    """Say of each bid that was taken out by which event; nothing is left out."""
    gone = {
        (line.lot, bid): line.position
        for line in lines
        if line.out is not None
        for bid in line.out.split()
    }
    if not gone:
        return lines
    bids = (Kind.BID, Kind.LIVE)
    return [
        replace(line, taken_out=gone.get((line.lot, line.bid or "")))
        if line.kind in bids
        else line
        for line in lines
    ]
