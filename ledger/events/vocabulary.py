"""The parts of events: the mark of an event, and the standing that a bid leads to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar, dataclass_transform

from ledger.identity import Paddle
from ledger.money import Minor
from ledger.value import field, later, value

T = TypeVar("T")

NAMES: dict[str, type] = {}
"""The names history is written under, each with the shape that it means."""


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(field, later)
)
def event(name: str) -> Callable[[type[T]], type[T]]:
    """Make a class an event: immutable, keyword-only, stored under ``name`` for ever.

    A released shape never changes, but for a field that is declared ``later``: it gains
    a successor (``bid-placed/2``).
    """

    def mark(cls: type[T]) -> type[T]:
        assert name not in NAMES, f"{name} is taken"
        NAMES[name] = shape = value(kw_only=True)(cls)
        return shape

    return mark


def arrived_at(
    received_at: datetime, entered_at: datetime, read_at: datetime | None
) -> datetime:
    """Return what decides whether a bid was in time.

    A stated receipt does; else when a service or a console read it, where one did.
    """
    stated = received_at != entered_at
    return received_at if stated or read_at is None else read_at


class Stage(StrEnum):
    """Where a lot stands in its life."""

    OPEN = "open"
    SOLD = "sold"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"
    RESCINDED = "rescinded"


class Rule(StrEnum):
    """Why a standing is what it is: the rule that decided the price."""

    OPENING = "opening"
    """One bid stands at the opening bid (rulebook 3.1, HDH)."""
    ONE_INCREMENT = "one-increment"
    """One increment above the underbidder's maximum (rulebook 2.2.1)."""
    OWN_MAXIMUM = "own-maximum"
    """The leader's own maximum, less than an increment above (rulebook 2.2.1)."""
    IN_FULL = "in-full"
    """A static bid stands at its own amount (rulebook 3.1, Troostwijk)."""
    TIE_EARLIER = "tie-earlier"
    """Equal maximums: the bid received first leads (rulebook 2.3)."""
    TIE_AUTOMATIC = "tie-automatic"
    """Equal amounts: an automatic bid beats a static one (rulebook 3.1, Troostwijk)."""
    TIE_BROKEN = "tie-broken"
    """Equal maximums: one bidder allowed an increment more (3.1, order bids)."""
    TIE_REOFFERED = "tie-reoffered"
    """Equal maximums: nobody leads, the lot is put up again (3.1, Interencheres)."""
    TIE_PROTECTED = "tie-protected"
    """The leader of a tie raised: one increment above the tie (rulebook 2.2.2a)."""
    ROUNDED_UP = "rounded-up"
    """The leader raised: a price off the ladder went up to it (rulebook 2.2.2b)."""
    MAXIMUM_RAISED = "maximum-raised"
    """The leader raised a maximum; nobody bids against themselves (rulebook 2.2.2)."""
    MAXIMUM_LOWERED = "maximum-lowered"
    """The leader lowered a maximum, as the terms allow (rulebook 3.1, TradeMe)."""
    RAISED_TO_RESERVE = "raised-to-reserve"
    """A maximum reached the reserve, so the price did (rulebook 3.1, eBay)."""
    FULL_TO_RESERVE = "full-to-reserve"
    """A maximum up to the reserve was placed in full (rulebook 3.1, EPS)."""
    TIE_BOOK = "tie-book"
    """The room bid what the book would pay: the book leads (rulebook 3.1, 3.2)."""
    TIE_ROOM = "tie-room"
    """The room bid what the book would pay, and goes before it by the terms."""
    PROMOTED = "promoted"
    """The bid above was taken out: the next one stands at what it had come to."""
    HOUSE_LEADS = "house-leads"
    """The house bid for the consignor above the leader's maximum (rulebook 3.2)."""
    HOUSE_ANSWERED = "house-answered"
    """The leader answered the house's bid for the consignor (rulebook 3.2)."""


@value(kw_only=True)
class Standing:
    """Where the bidding stands after an event, and why.

    ``price`` and ``asking`` are per piece where the lot is sold times the money;
    ``premium`` is what the leader would owe on top if the lot were sold now.
    """

    leader: Paddle | None
    price: Minor | None
    asking: Minor
    reserve_met: bool | None
    """None where the lot has no reserve."""
    premium: Minor | None
    rule: Rule
    step: Minor
    """The increment that the rule applied, 0 where it applied none."""
    against: Minor | None
    """The other maximum that the price was measured against. Kept private."""
    terms: int
    """Which version of the sale's terms was in force, from 1."""
