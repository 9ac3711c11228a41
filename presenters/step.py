"""One step of a lot: in words, line by line, and for scripts."""

from __future__ import annotations

from ledger.lot import Lot
from ledger.replay.steps import Step
from presenters.event_json import event_json
from presenters.event_sentences import outcome_sentence, sentence
from presenters.times import iso_time, local_time
from presenters.why import why
from presenters.words import if_any


def step_sentence(step: Step) -> str:
    """Say what somebody said or did."""
    return sentence(step.event, step.after.listing.currency)


def step_outcome(step: Step) -> str:
    """Say where it left the lot."""
    return outcome_sentence(step.event, step.after)


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
    return [*lines, f"  state   {_state(step.after)}"]


def _state(lot: Lot) -> str:
    """Say how the lot stood after a step, in one line."""
    money, standing = lot.listing.currency, lot.standing
    price = "no bid" if lot.price is None else money.write(lot.price)
    leader = None if standing is None else standing.leader
    under = "nobody" if lot.under is None else lot.under.paddle
    parts = [lot.stage.value, f"price {price}", f"leader {leader or 'nobody'}"]
    parts += [f"underbidder {under}", f"bids {len(lot.claims)}"]
    if lot.stage.value == "open":
        parts.append(f"asking {money.write(lot.asking)}")
    if lot.sold is not None:
        parts += [f"buyer {lot.sold.buyer}", f"hammer {money.write(lot.sold.hammer)}"]
    return ", ".join(parts)


def step_json(step: Step) -> dict[str, object]:
    """Return a step for scripts, with the state of the lot after it."""
    return {
        "number": step.number,
        "position": step.position,
        "at": iso_time(step.at),
        "recorded_at": iso_time(step.recorded_at),
        "actor": step.actor,
        "role": step.role.value,
        "on_behalf_of": step.on_behalf_of,
        "reason": step.reason,
        "event": event_json(step.event, step.after.listing.currency),
        "said": step_sentence(step),
        "led_to": step_outcome(step),
        "why": list(why(step)),
        "state": _state_json(step.after),
    }


def _state_json(lot: Lot) -> dict[str, object]:
    """Return a lot as it stands, for scripts."""
    money, standing, sold = lot.listing.currency, lot.standing, lot.sold
    return {
        "stage": lot.stage.value,
        "price": if_any(money.plain, lot.price),
        "leader": None if standing is None else standing.leader,
        "underbidder": None if lot.under is None else lot.under.paddle,
        "asking": money.plain(lot.asking),
        "reserve_met": None if standing is None else standing.reserve_met,
        "bids": len(lot.claims),
        "refused": lot.attempts - len(lot.claims),
        "up": lot.up is not None,
        "ends_at": iso_time(lot.ends_at),
        "buyer": None if sold is None else sold.buyer,
        "hammer": None if sold is None else money.plain(sold.hammer),
        "premium": None if sold is None else money.plain(sold.premium),
    }
