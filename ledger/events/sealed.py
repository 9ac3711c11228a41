"""The two readings of an event with a seal: as it is stored, and as it is opened."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from ledger.events.dispute import ReplayFiled, digest_of
from ledger.events.event import Event
from ledger.events.lot import BidPlaced, BidRefused, ReserveSet
from ledger.events.reviews import IndicatorReviewed
from ledger.money import Minor
from ledger.seal import SealToMake, with_keys
from ledger.value import replace, value

Sealable: TypeAlias = BidPlaced | BidRefused | ReserveSet
SealedWhole: TypeAlias = ReplayFiled | IndicatorReviewed
WithSeal: TypeAlias = Sealable | SealedWhole
T = TypeVar("T")

SEALABLE = (BidPlaced, BidRefused, ReserveSet)
"""The events of a lot in which amounts may be sealed."""
SEALED_WHOLE = (ReplayFiled, IndicatorReviewed)
"""The events that are sealed as two lines: what was worked out, and what from."""
WITH_SEAL = (*SEALABLE, *SEALED_WHOLE)
"""Every event in which something may be sealed."""


@value
class Sealed:
    """What of an event is sealed."""

    amount: Minor | None = None
    """What was submitted; of a reserve, what it is."""
    maximum: Minor | None = None
    words: str | None = None
    """What a bidder was told who was refused; else the two lines of what is sealed
    whole."""
    client_class: str | None = None
    """What an amount may have earned its bidder."""


def amount_sealed(part: Sealed) -> Minor | None:
    """Return what the commitment is to: of a bid the most that it may come to."""
    return part.amount if part.maximum is None else part.maximum


def sealed_part(event: WithSeal, *, earns: bool = False) -> Sealed:
    """Return what of an event is to be sealed."""
    if isinstance(event, ReplayFiled):
        return Sealed(words=f"{event.inputs}\n{event.result}")
    if isinstance(event, IndicatorReviewed):
        return Sealed(words=f"{event.points}\n{event.inputs}")
    if isinstance(event, BidPlaced):
        own = event.client_class if earns else None
        return Sealed(event.submitted, event.maximum, None, own)
    if isinstance(event, BidRefused):
        return Sealed(event.submitted, None, event.said)
    return Sealed(event.reserve)


def as_stored(event: Event) -> Event:
    """Return any event as it is stored: without what its seal holds."""
    if not isinstance(event, WITH_SEAL) or event.seal is None:
        return event
    seal = event.seal.stored
    if isinstance(event, BidPlaced):
        own = None if seal.earns else event.client_class
        return replace(event, submitted=None, maximum=None, client_class=own, seal=seal)
    return replace(without_amounts(event), seal=seal)


def sealed_now(event: Event) -> Event:
    """Return any event with its seal made, where it is still to be."""
    if not isinstance(event, WITH_SEAL) or not isinstance(event.seal, SealToMake):
        return event
    return replace(event, seal=with_keys(event.seal.stored, event.seal.inside))


def without_amounts(event: T) -> T:
    """Return any event without the amounts that may be sealed in it."""
    match event:
        case BidPlaced():
            return replace(event, submitted=None, maximum=None)
        case BidRefused():
            return replace(event, submitted=None, said="")
        case ReserveSet():
            return replace(event, reserve=None)
        case ReplayFiled():
            return replace(event, inputs=None, result=None, digest=None)
        case IndicatorReviewed():
            return replace(event, points=None, inputs=None)
        case _:
            return event


def with_sealed_part(event: WithSeal, part: Sealed) -> WithSeal:
    """Return an event as the house reads it."""
    match event:
        case BidPlaced():
            placed = replace(event, submitted=part.amount, maximum=part.maximum)
            if event.seal is None or not event.seal.earns:
                return placed
            return replace(placed, client_class=part.client_class)
        case BidRefused():
            return replace(event, submitted=part.amount, said=part.words or "")
        case ReserveSet():
            return replace(event, reserve=part.amount)
        case ReplayFiled():
            inputs, _, result = (part.words or "").partition("\n")
            digest = digest_of(result)
            return replace(event, inputs=inputs, result=result, digest=digest)
        case IndicatorReviewed():
            points, _, inputs = (part.words or "").partition("\n")
            return replace(event, points=int(points), inputs=inputs)


def without_seal(event: T) -> T:
    """Return any event without its seal: what the rules decide has none."""
    if isinstance(event, WITH_SEAL) and event.seal is not None:
        return replace(event, seal=None)
    return event


def is_read(event: WithSeal) -> bool:
    """Say whether what was sealed in an event stands in it, or nothing was."""
    return event.seal is None or event.seal.is_opened


def must_be_read(event: Sealable) -> None:
    """Raise Unread where an event has something sealed that is not read here."""
    if event.seal is not None:
        event.seal.locked.open()
