"""Steps on a terminal: each in a few lines, forwards and backwards by one key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from presenters.times import local_time

if TYPE_CHECKING:
    from ledger.lot import Lot
    from ledger.replay.steps import Step

NEXT = ("n", " ", "\x1b[C", "\x1b[B")
BACK = ("p", "\x7f", "\x1b[D", "\x1b[A")
QUIT = ("q", "\x1b", "\x03", "\x04")
ENTER = ("\r", "\n")
KEYS = "n next, p back, a number and Enter to go there, q quit"


def step_lines(step: Step, count: int, zone: str) -> list[str]:
    """Tell a step: when, who, what was said, what it led to, why, and the state."""
    behalf = "" if step.on_behalf_of is None else f" for {step.on_behalf_of}"
    where = f"Step {step.number} of {count}, position {step.position}"
    when, who = f"{local_time(step.at, zone)} {zone}", f"{step.actor} ({step.role})"
    lines = [
        f"{where}: {when}, {who}{behalf}",
        f"  said    {step.said}",
        f"  led to  {step.led_to}",
    ]
    if step.reason is not None:
        lines.append(f"  reason  {step.reason}")
    for place, rule in enumerate(step.why):
        lines.append(f"  {'why' if place == 0 else '':<7} {rule}")
    return [*lines, f"  state   {_state(step.after)}"]


def _state(lot: Lot) -> str:
    """Say how the lot stood after a step, in one line."""
    money, standing = lot.listing.currency, lot.standing
    price = "no bid" if lot.price is None else money.write(lot.price)
    leader = None if standing is None else standing.leader
    under = "nobody" if lot.under is None else lot.under.paddle
    said = [lot.stage.value, f"price {price}", f"leader {leader or 'nobody'}"]
    said += [f"underbidder {under}", f"bids {len(lot.claims)}"]
    if lot.stage.value == "open":
        said.append(f"asking {money.write(lot.asking)}")
    if lot.sold is not None:
        said += [f"buyer {lot.sold.buyer}", f"hammer {money.write(lot.sold.hammer)}"]
    return ", ".join(said)


def walk(
    steps: Sequence[Step], place: int, *, zone: str, key: Callable[[], str]
) -> None:
    """Show one step at a time, and go where the keys say, until they say quit."""
    typed = ""
    _show(steps, place, zone)
    for pressed in _pressed(key):
        if pressed in QUIT:
            return
        if pressed.isdecimal():
            typed += pressed
            continue
        before, last = place, len(steps) - 1
        if pressed in ENTER and typed:
            place = min(max(int(typed), 1), len(steps)) - 1
        elif pressed in NEXT + ENTER:
            place = min(place + 1, last)
        elif pressed in BACK:
            place = max(place - 1, 0)
        typed = ""
        if place != before:
            _show(steps, place, zone)


def _pressed(key: Callable[[], str]) -> Iterator[str]:
    """Tell keys apart that were pressed at once; an arrow is one key, of several."""
    while True:
        signs = key()
        yield from [signs] if signs.startswith("\x1b") else signs


def _show(steps: Sequence[Step], place: int, zone: str) -> None:
    click.clear()
    click.echo("\n".join(step_lines(steps[place], len(steps), zone)))
    click.echo(f"\n{KEYS}")
