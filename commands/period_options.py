"""The period that a command is for: its first day and its last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import click

from commands.params import DAY

F = TypeVar("F", bound=Callable[..., object])


def period_options(asks: F) -> F:
    """Ask for the first day and the last of a period."""
    last = click.option(
        "--to",
        "period_to",
        type=DAY,
        required=True,
        metavar="DAY",
        help="The last day that it is for.",
    )
    first = click.option(
        "--from",
        "period_from",
        type=DAY,
        required=True,
        metavar="DAY",
        help="The first day that it is for.",
    )
    return first(last(asks))


def must_follow(first: date, last: date) -> None:
    """Refuse a period that ends before it begins."""
    if last < first:
        slip = f"{last} is before {first}. Name the last day of the period."
        raise click.BadParameter(slip, param_hint="'--to'")
