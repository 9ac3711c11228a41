"""The table of the auditor's history: a row for each event that touched the bidding."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    MetaData,
    String,
    Table,
)

from ledger.events import Rule
from ledger.identity import Channel, Role
from ledger.increments import OffIncrement
from ledger.terms.bidding import StrikePolicy
from projections.columns import Moment, Word


class Kind(StrEnum):
    """What a line of the history tells."""

    BID = "bid"
    REFUSED = "refused"
    HOUSE = "house"
    REGISTERED = "registered"
    CANCELLED = "registration cancelled"
    RESERVE = "reserve"
    EXTENDED = "extended"
    OPENED = "opened"
    SKIPPED = "skipped"
    LIVE = "live"
    ASKED = "asked"
    WARNED = "warned"
    SOLD = "sold"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"
    RETRACTED = "retracted"
    STRUCK = "struck"
    REOPENED = "reopened"
    RESCINDED = "rescinded"
    RESOLD = "resold"
    AMENDED = "amended"


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
    Column("ends_at", Moment),
    Column("cut", Boolean),
    Column("policy", Word(StrikePolicy)),
    Column("out", String),
    Column("authorised_by", String),
    Column("code", String),
    Column("said", String),
)
