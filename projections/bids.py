"""The auditor's history: everything that touched the bidding, in the order of the log.

This is the one view that tells maximums, reserves and what a leader was measured
against: whoever opens it to others gives the book away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    func,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from ledger.entry import Entry
from ledger.events import (
    BidderRegistered,
    BidPlaced,
    BidRefused,
    Event,
    HouseBidPlaced,
    LotPassed,
    LotSold,
    LotWithdrawn,
    RegistrationCancelled,
    ReserveSet,
    Rule,
    Standing,
)
from ledger.identity import HOUSE, BidId, Channel, LotId, Paddle, Role, SaleId, sale_of
from ledger.increments import OffIncrement
from ledger.money import Minor
from projections.columns import Moment, Word
from projections.reading import Question, ask
from projections.rows import Row, Rows
from projections.view import View


class Kind(StrEnum):
    """What a line of the history tells."""

    BID = "bid"
    REFUSED = "refused"
    HOUSE = "house"
    REGISTERED = "registered"
    CANCELLED = "registration cancelled"
    RESERVE = "reserve"
    SOLD = "sold"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"


bids = Table(
    "bids",
    MetaData(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("sale", String, nullable=False),
    Column("lot", String, nullable=False, index=True),
    Column("bid", String),
    Column("kind", Word(Kind), nullable=False),
    Column("paddle", String),
    Column("client_class", String),
    Column("submitted", BigInteger),
    Column("maximum", BigInteger),
    Column("amount", BigInteger),
    Column("off_increment", Word(OffIncrement)),
    Column("static", Boolean),
    Column("break_tie", Boolean),
    Column("channel", Word(Channel)),
    Column("phone_line", Integer),
    Column("received_at", Moment),
    Column("entered_at", Moment),
    Column("closed_at", Moment),
    Column("recorded_at", Moment, nullable=False),
    Column("actor", String, nullable=False),
    Column("role", Word(Role), nullable=False),
    Column("on_behalf_of", String),
    Column("reason", String),
    Column("key", String),
    Column("leader", String),
    Column("price", BigInteger),
    Column("asking", BigInteger),
    Column("reserve_met", Boolean),
    Column("premium", BigInteger),
    Column("rule", Word(Rule)),
    Column("step", BigInteger),
    Column("against", BigInteger),
    Column("terms", Integer),
    Column("code", String),
    Column("said", String),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Write down what touched the bidding."""
    match entry.event:
        case BidPlaced() as event:
            rows.insert(_line(entry, Kind.BID, event.lot) | _placed(event))
        case BidRefused(lot=lot, code=code, said=said) as event:
            no: Row = {"code": code, "said": said}
            rows.insert(_line(entry, Kind.REFUSED, lot) | _slip(event) | no)
        case HouseBidPlaced(lot=lot, amount=amount, standing=standing):
            house: Row = {"paddle": HOUSE, "amount": amount}
            rows.insert(_line(entry, Kind.HOUSE, lot) | house | _standing(standing))
        case BidderRegistered(lot=lot, phone_line=line) as event:
            who = _registration(event) | {"phone_line": line}
            rows.insert(_line(entry, Kind.REGISTERED, lot) | who)
        case RegistrationCancelled(lot=lot) as event:
            rows.insert(_line(entry, Kind.CANCELLED, lot) | _registration(event))
        case ReserveSet(lot=lot, reserve=reserve, standing=standing):
            after = {} if standing is None else _standing(standing)
            rows.insert(_line(entry, Kind.RESERVE, lot) | {"amount": reserve} | after)
        case LotSold() as event:
            rows.insert(_line(entry, Kind.SOLD, event.lot) | _sold(event))
        case LotPassed() as event:
            rows.insert(_line(entry, Kind.PASSED, event.lot) | _passed(event))
        case LotWithdrawn(lot=lot):
            rows.insert(_line(entry, Kind.WITHDRAWN, lot))


def _line(entry: Entry[Event], kind: Kind, lot: LotId) -> Row:
    by = entry.by
    return {
        "position": entry.position,
        "sale": sale_of(lot),
        "lot": lot,
        "kind": kind,
        "recorded_at": by.recorded_at,
        "actor": by.actor,
        "role": by.role,
        "on_behalf_of": by.on_behalf_of,
        "reason": by.reason,
        "key": by.key,
    }


def _slip(event: BidPlaced | BidRefused) -> Row:
    return {
        "bid": event.bid,
        "paddle": event.paddle,
        "submitted": event.submitted,
        "channel": event.channel,
        "received_at": event.received_at,
        "entered_at": event.entered_at,
    }


def _placed(event: BidPlaced) -> Row:
    return {
        "client_class": event.client_class,
        "maximum": event.maximum,
        "off_increment": event.off_increment,
        "static": event.static,
        "break_tie": event.break_tie,
        **_slip(event),
        **_standing(event.standing),
    }


def _standing(standing: Standing) -> Row:
    return {
        "leader": standing.leader,
        "price": standing.price,
        "asking": standing.asking,
        "reserve_met": standing.reserve_met,
        "premium": standing.premium,
        "rule": standing.rule,
        "step": standing.step,
        "against": standing.against,
        "terms": standing.terms,
    }


def _registration(event: BidderRegistered | RegistrationCancelled) -> Row:
    return {"paddle": event.paddle, "channel": event.channel}


def _sold(event: LotSold) -> Row:
    return {
        "paddle": event.buyer,
        "client_class": event.client_class,
        "amount": event.hammer,
        "channel": event.channel,
        "closed_at": event.at,
        "leader": event.buyer,
        "price": event.price,
        "premium": event.premium,
        "terms": event.terms,
    }


def _passed(event: LotPassed) -> Row:
    return {
        "amount": event.highest,
        "closed_at": event.at,
        "terms": event.terms,
        "code": event.reason.value,
    }


BIDS = View(bids, shape=1, hear=hear)


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
    """The house's bid, the reserve, the hammer price, or the highest bid of a pass."""
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
    code: str | None
    """Why a bid was refused, or why a lot was passed."""
    said: str | None
    out_of_time: bool
    """A bid entered before this one on the lot was received after it."""


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
    return [Line(**row._mapping) for row in ask(db, BIDS, question)]
