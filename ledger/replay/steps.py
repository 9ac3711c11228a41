"""A lot event by event: what was said, what it led to, why, and how it stood then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ledger.entry import Attribution, Entry
from ledger.events import BidPlaced, BidRefused, Event, LotEvent
from ledger.identity import Role
from ledger.lot import Lot
from ledger.replay.day import TermsOfTheDay
from ledger.replay.record import Recorded, followed, recorded
from ledger.replay.said import led_to, said
from ledger.replay.told import event_json, moment
from ledger.replay.why import why


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event of a lot, in words, with the lot before it and after it."""

    number: int
    """Counted from 1."""
    position: int
    at: datetime
    """When it happened in the room: for a bid, when it was received."""
    recorded_at: datetime
    actor: str
    role: Role
    on_behalf_of: str | None
    reason: str | None
    event: LotEvent
    said: str
    led_to: str
    why: tuple[str, ...]
    before: Lot | None
    after: Lot


def steps(history: Iterable[Entry[Event]], day: TermsOfTheDay) -> list[Step]:
    """Tell a lot's own stream step by step.

    Raises LedgerDamaged where an event cannot follow those before it.
    """
    entries = list(history)
    told: list[Step] = []
    lot: Lot | None = None
    for entry, one in zip(entries, recorded(entries), strict=True):
        after = followed(lot, *one)
        told.append(_step(len(told) + 1, entry.by, one, (lot, after), day))
        lot = after
    return told


def _step(
    number: int,
    by: Attribution,
    one: Recorded,
    lots: tuple[Lot | None, Lot],
    day: TermsOfTheDay,
) -> Step:
    (position, event), (before, after) = one, lots
    return Step(
        number=number,
        position=position,
        at=_when(event, by.recorded_at),
        recorded_at=by.recorded_at,
        actor=by.actor,
        role=by.role,
        on_behalf_of=by.on_behalf_of,
        reason=by.reason,
        event=event,
        said=said(event, after.listing.currency),
        led_to=led_to(event, after),
        why=why(event, before, after, position=position, day=day),
        before=before,
        after=after,
    )


def _when(event: LotEvent, recorded_at: datetime) -> datetime:
    """Say when an event happened: not all of them know."""
    if isinstance(event, BidPlaced | BidRefused):
        return event.received_at
    at: datetime = getattr(event, "at", recorded_at)
    return at


def step_json(step: Step) -> dict[str, object]:
    """Return a step for scripts, with the state of the lot after it."""
    return {
        "number": step.number,
        "position": step.position,
        "at": moment(step.at),
        "recorded_at": moment(step.recorded_at),
        "actor": step.actor,
        "role": step.role.value,
        "on_behalf_of": step.on_behalf_of,
        "reason": step.reason,
        "event": event_json(step.event, step.after.listing.currency),
        "said": step.said,
        "led_to": step.led_to,
        "why": list(step.why),
        "state": state_json(step.after),
    }


def state_json(lot: Lot) -> dict[str, object]:
    """Return a lot as it stands, for scripts."""
    money, standing = lot.listing.currency, lot.standing
    price = None if lot.price is None else money.plain(lot.price)
    return {
        "stage": lot.stage.value,
        "price": price,
        "leader": None if standing is None else standing.leader,
        "underbidder": None if lot.under is None else lot.under.paddle,
        "asking": money.plain(lot.asking),
        "reserve_met": None if standing is None else standing.reserve_met,
        "bids": len(lot.claims),
        "refused": lot.attempts - len(lot.claims),
        "up": lot.up is not None,
        "ends_at": moment(lot.ends_at),
        "buyer": None if lot.sold is None else lot.sold.buyer,
        "hammer": None if lot.sold is None else money.plain(lot.sold.hammer),
        "premium": None if lot.sold is None else money.plain(lot.sold.premium),
    }
