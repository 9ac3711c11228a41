"""The row of the auditor's history: one for each event that touched the bidding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from ledger.events import Rule
from ledger.identity import BidId, Channel, LotId, Paddle, Role, SaleId
from ledger.increments import OffIncrement
from ledger.terms.bidding import StrikePolicy
from projections.columns import Amount, Named


class HistoryKind(StrEnum):
    """The kind of a line of the history."""

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
    INCREMENT = "increment"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BidRow:
    """An event that touched the bidding on a lot; fields that it lacks are None."""

    position: int
    """The place in the log."""
    sale: SaleId
    lot: LotId
    kind: HistoryKind
    """What happened."""
    bid: BidId | None
    """Which bid on the lot, refused ones included: ``50001#3``."""
    paddle: Paddle | None
    """Who bid, registered or bought; for a bid by the house, the house."""
    client_class: str | None
    """The class that sets this buyer's premium."""
    submitted: Amount | None
    """What was bid, as it was submitted."""
    maximum: Amount | None
    """What the submitted amount became under ``off_increment``."""
    amount: Amount | None
    """A bid of house or room, a reserve, an increment, a hammer, a highest bid."""
    off_increment: OffIncrement | None
    """What was done with an amount between two increments."""
    static: bool | None
    """Whether it was placed at its own amount, not as a maximum to bid up to."""
    break_tie: bool | None
    """Whether one increment more was allowed to win a tie."""
    channel: Channel | None
    """How the bid reached the house."""
    phone_line: int | None
    """Which of the house's lines calls the bidder."""
    received_at: datetime | None
    """When a bid reached the house."""
    entered_at: datetime | None
    """When it was entered, or happened in the room."""
    read_at: datetime | None
    """When a service or a console read it, where that decides whether it was in time.
    """
    closed_at: datetime | None
    """When the lot was sold or passed."""
    claimed_at: datetime | None
    """What was claimed beside it, which decides nothing."""
    recorded_at: datetime
    """When it was recorded."""
    actor: str
    """Who recorded it."""
    role: Role
    """In what capacity the actor acts."""
    on_behalf_of: str | None
    """Whom the actor acts for."""
    reason: str | None
    """What a correction gave as its reason."""
    key: Annotated[str | None, Named("command_key")]
    """What makes the command safe to repeat."""
    leader: Paddle | None
    """Who leads after it."""
    price: Amount | None
    """Where the bidding stands after it."""
    asking: Amount | None
    """The least that is asked for after it."""
    reserve_met: bool | None
    """None where the lot has no reserve."""
    premium: Amount | None
    """What the leader would owe on top, or the buyer does."""
    rule: Rule | None
    """Why the price is what it is."""
    step: Amount | None
    """The increment that the rule applied, 0 where it applied none."""
    against: Amount | None
    """The other maximum that the price was measured against."""
    terms: Annotated[int | None, Named("terms_version")]
    """Which version of the sale's terms was in force, from 1."""
    ends_at: datetime | None
    """When a lot closes from now on."""
    cut: bool | None
    """Whether it is a bid of half an increment."""
    policy: StrikePolicy | None
    """What taking a bid out left of the bidding."""
    out: Annotated[str | None, Named("bids_out")]
    """The bids that were taken out, with a space between two."""
    authorised_by: str | None
    """The second person of a correction."""
    code: str | None
    """Why a bid was refused, a lot was passed, opened so, extended or reopened."""
    sealed: bool | None
    """Whether the amounts are sealed: they are empty until they are opened."""
    said: Annotated[str | None, Named("remark")]
    """What a refused bidder was told, or who bought before."""
