"""One step of a lot: in words, line by line, and for scripts."""

from __future__ import annotations

from datetime import datetime

from ledger.events.vocabulary import Stage
from ledger.identity import LotId, Paddle, Role
from ledger.lot import Lot
from ledger.replay.steps import Step
from presenters.event import AnyEventShape, event_shape
from presenters.event_sentences import OWN_LOT, outcome_sentence, sentence
from presenters.lot import premium_of
from presenters.shape import Amount, Decimals, Shape
from presenters.standing import named_in
from presenters.times import local_time
from presenters.why import why


def step_sentence(step: Step) -> str:
    """Say what somebody said or did."""
    words = sentence(step.event, step.after.listing.currency, step.terms.terms.zone)
    return f"{words} {OWN_LOT}" if step.own_lot else words


def step_outcome(step: Step) -> str:
    """Say where it left the lot."""
    return outcome_sentence(step.event, step.after, step.terms.terms.zone)


def step_lines(step: Step, count: int, zone: str) -> list[str]:
    """Tell a step: when, who, what was said, what it led to, why, and the state."""
    behalf = "" if step.on_behalf_of is None else f" for {step.on_behalf_of}"
    where = f"Step {step.number} of {count}, position {step.position}"
    when, who = f"{local_time(step.at, zone)} {zone}", f"{step.actor} ({step.role})"
    lines = [
        f"{where}: {when}, {who}{behalf}",
        f"  said    {step_sentence(step)}",
        f"  led to  {step_outcome(step)}",
    ]
    if step.reason is not None:
        lines.append(f"  reason  {step.reason}")
    for place, rule in enumerate(why(step)):
        lines.append(f"  {'why' if place == 0 else '':<7} {rule}")
    return [*lines, f"  state   {_state_line(step.after)}"]


def _state_line(lot: Lot) -> str:
    """Say how the lot stood after a step, in one line."""
    money, standing = lot.listing.currency, lot.standing
    price = "no bid" if lot.price is None else money.write(lot.price)
    leader = None if standing is None else standing.leader
    under = "nobody" if lot.under is None else lot.under.paddle
    parts = [lot.stage.value, f"price {price}", f"leader {named_in(lot, leader)}"]
    parts += [f"underbidder {under}", f"bids {len(lot.claims)}"]
    if lot.stage.value == "open":
        parts.append(f"asking {money.write(lot.asking)}")
    if lot.sold is not None:
        parts += [f"buyer {lot.sold.buyer}", f"hammer {money.write(lot.sold.hammer)}"]
    return ", ".join(parts)


class StateShape(Shape):
    """The state of a lot after a step."""

    stage: Stage
    """How far the lot had come."""
    price: Amount | None
    """The price reached; null without a bid."""
    leader: Paddle | None
    """Who led."""
    underbidder: Paddle | None
    """The best bidder beside the leader."""
    asking: Amount
    """The least that the next bidder had to offer."""
    reserve_met: bool | None
    """Whether the reserve was met; null where there was none, or no bid."""
    bids: int
    """How many bids stood."""
    attempts: int
    """How many bids had been made, those refused or taken out included."""
    is_up: bool
    """Whether the lot was up in the room."""
    ends_at: datetime
    """When its bidding was to end."""
    buyer: Paddle | None
    """Who had bought it."""
    hammer: Amount | None
    """The hammer price; null while it was not sold."""
    premium: Amount | None
    """The buyer's premium: what the leader would have owed while it was open, what the
    buyer owed once it was sold; null where nobody would have owed any."""


class StepShape(Shape):
    """One event of a lot, with what decided and how the lot stood after it."""

    number: int
    """Counted from 1."""
    position: int
    """The position in the log."""
    at: datetime
    """When it happened: for a bid, when it was received."""
    recorded_at: datetime
    """When it was recorded."""
    actor: str
    """Who recorded it."""
    role: Role
    """In which role."""
    on_behalf_of: str | None
    """For whom."""
    reason: str | None
    """Why, where that was said."""
    event: AnyEventShape
    """The event, with every field."""
    said: str
    """The step in words."""
    led_to: str
    """The state of the lot after it, in words."""
    why: tuple[str, ...]
    """The rules that decided, in words."""
    after: StateShape
    """How the lot stood after it."""
    own_lot: bool
    """Whether it is a bid of the lot's own consignor."""


class StepsShape(Shape):
    """A lot step by step."""

    lot: LotId
    """The lot: its sale and its number in the catalogue."""
    steps: tuple[StepShape, ...]
    """Its steps, in the order that was asked for."""


def step_shape(step: Step) -> StepShape:
    """Return a step as its shape, with the state of the lot after it."""
    return StepShape(
        number=step.number,
        position=step.position,
        at=step.at,
        recorded_at=step.recorded_at,
        actor=step.actor,
        role=step.role,
        on_behalf_of=step.on_behalf_of,
        reason=step.reason,
        event=event_shape(step.event, step.after.listing.currency),
        said=step_sentence(step),
        led_to=step_outcome(step),
        why=why(step),
        after=_state_shape(step.after),
        own_lot=step.own_lot,
    )


def _state_shape(lot: Lot) -> StateShape:
    decimal, standing = Decimals(lot.listing.currency), lot.standing
    sold = lot.sold
    return StateShape(
        stage=lot.stage,
        price=decimal(lot.price),
        leader=None if standing is None else standing.leader,
        underbidder=None if lot.under is None else lot.under.paddle,
        asking=decimal(lot.asking),
        reserve_met=None if standing is None else standing.reserve_met,
        bids=len(lot.claims),
        attempts=lot.attempts,
        is_up=lot.up is not None,
        ends_at=lot.ends_at,
        buyer=None if sold is None else sold.buyer,
        hammer=None if sold is None else decimal(sold.hammer),
        premium=decimal(premium_of(lot)),
    )
