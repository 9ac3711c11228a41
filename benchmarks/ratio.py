"""A claim and what became of it: two sides measured in turn, and compared in pairs.

A machine that others use too is now quick and now slow, so a figure on its own says
little. Two sides that take turns meet the same moments: what is compared is each turn
with the other's of the same round, and the median of those ratios is the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

PROCESSOR = process_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing that is claimed, what was measured, and whether it holds."""

    what: str
    against: str = ""
    """The rival, and what it does."""
    ours: str
    theirs: str = ""
    measured: float
    target: float | None = None
    """What was promised; None for what is told for comparison only."""
    at_most: bool = False
    """Less is better: the target is the most that may be measured."""
    unit: str = "x"

    @property
    def holds(self) -> bool | None:
        """Say whether the target is reached; None where there is none."""
        if self.target is None:
            return None
        if self.at_most:
            return self.measured <= self.target
        return self.measured >= self.target


def in_turn(
    rounds: int,
    *sides: Callable[[int], object],
    clock: Callable[[], float] = perf_counter,
) -> tuple[Sequence[float], ...]:
    """Let the sides take turns, A B A B, and return the seconds of each one's turns.

    Each side is told the number of the round, from 0. Work that waits for nothing is
    timed by ``PROCESSOR``, which stands still while other programs run.
    """
    taken: tuple[list[float], ...] = tuple([] for _ in sides)
    for number in range(rounds):
        for side, times in zip(sides, taken, strict=True):
            begun = clock()
            side(number)
            times.append(clock() - begun)
    return taken


def ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """Return the median of the ratios of two sides, turn by turn."""
    return median(a / b for a, b in zip(over, under, strict=True))


def per_second(times: Sequence[float], things: int) -> str:
    """Say how many things a second a side did in its median turn."""
    return f"{things / median(times):,.0f}/s"


def microseconds(times: Sequence[float], things: int) -> str:
    """Say how long one thing took a side in its median turn."""
    return f"{median(times) / things * 1e6:.1f} µs"


def show(title: str, claims: Iterable[Claim]) -> None:
    """Print claims as a table."""
    table = Table("what is measured", title=title, title_justify="left", box=SIMPLE)
    for column in ("ours", "theirs", "ratio", "target", "holds"):
        table.add_column(column, justify="right", no_wrap=True)
    for claim in claims:
        what = f"{claim.what}\n[dim]{claim.against}[/dim]"
        ratio_ = f"{claim.measured:.2f}{claim.unit}"
        table.add_row(what, claim.ours, claim.theirs, ratio_, *_verdict(claim))
    Console().print(table)


def _verdict(claim: Claim) -> tuple[str, str]:
    if claim.target is None:
        return "", ""
    sign = "≤" if claim.at_most else "≥"
    return f"{sign} {claim.target:g}{claim.unit}", "yes" if claim.holds else "no"
