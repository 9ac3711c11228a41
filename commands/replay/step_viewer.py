"""Show steps on a terminal, forwards and backwards by one key."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ledger.replay.steps import Step

NEXT = ("n", " ", "\x1b[C", "\x1b[B")
BACK = ("p", "\x7f", "\x1b[D", "\x1b[A")
CLEAR = b"\x1b[2J\x1b[1;1H"
QUIT = ("q", "\x1b", "\x03", "\x04")
ENTER = ("\r", "\n")
KEYS = "n next, p back, a number and Enter to go there, q quit"


def browse_steps(
    steps: Sequence[Step], place: int, *, zone: str, key: Callable[[], str]
) -> None:
    """Show one step at a time, and go where the keys say, until they say quit."""
    typed = ""
    _show_step(steps, place, zone)
    for pressed in _pressed_keys(key):
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
            _show_step(steps, place, zone)


def _pressed_keys(key: Callable[[], str]) -> Iterator[str]:
    """Yield one key after the other; an arrow is one key, of several characters."""
    while True:
        signs = key()
        yield from [signs] if signs.startswith("\x1b") else signs


def _show_step(steps: Sequence[Step], place: int, zone: str) -> None:
    from presenters.step import step_lines

    if sys.stdout.isatty():
        click.echo(CLEAR, nl=False)
    click.echo("\n".join(step_lines(steps[place], len(steps), zone)))
    click.echo(f"\n{KEYS}")
