"""A claim and what became of it: two sides measured in turn, and compared in pairs.

A machine that others use too is now quick and now slow, so a figure on its own says
little. Two sides that take turns meet the same moments: what is compared is each turn
with the other's of the same round, and the median of those ratios is the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table


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


@dataclass(frozen=True, slots=True)
class Turns:
    """How long each turn of one side took, in seconds."""

    wall: list[float] = field(default_factory=list)
    """By the clock on the wall: what a caller waits, the disk and others included."""
    processor: list[float] = field(default_factory=list)
    """What this process worked, whoever else was on the machine."""

    def first(self, turns: int) -> Turns:
        """Return the first turns alone."""
        return Turns(self.wall[:turns], self.processor[:turns])


def in_turn(rounds: int, *sides: Callable[[int], object]) -> tuple[Turns, ...]:
    """Let the sides take turns, A B A B; each is told the round's number, from 0."""
    taken = tuple(Turns() for _ in sides)
    for number in range(rounds):
        for side, turns in zip(sides, taken, strict=True):
            wall, processor = perf_counter(), process_time()
            side(number)
            turns.wall.append(perf_counter() - wall)
            turns.processor.append(process_time() - processor)
    return taken


def joined(parts: Iterable[Turns]) -> Turns:
    """Put turns of one side that were taken apart together."""
    whole = Turns()
    for part in parts:
        whole.wall.extend(part.wall)
        whole.processor.extend(part.processor)
    return whole


def ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """Return the median of the ratios of two sides, turn by turn."""
    return median(a / b for a, b in zip(over, under, strict=True))


def per_second(times: Sequence[float], things: int) -> str:
    """Say how many things a second a side did in its median turn."""
    return f"{things / median(times):,.0f}/s"


def microseconds(times: Sequence[float], things: int) -> str:
    """Say how long one thing took a side in its median turn."""
    return f"{median(times) / things * 1e6:.1f} µs"


def rate(
    what: str,
    against: str,
    ours: Turns,
    theirs: Turns,
    *,
    bids: int,
    target: float | None,
) -> Claim:
    """Claim how many times as many bids a second a side takes as its rival."""
    return Claim(
        what=what,
        against=against,
        ours=per_second(ours.wall, bids),
        theirs=per_second(theirs.wall, bids),
        measured=ratio(theirs.wall, ours.wall),
        target=target,
    )


def patience(what: str, waited: Sequence[float], *, at_most: float) -> Claim:
    """Claim how many milliseconds the slowest of a hundred waits at most."""
    slowest = sorted(waited)[int(len(waited) * 0.99)] * 1000
    return Claim(
        what=what,
        ours=f"{slowest:.1f} ms",
        measured=slowest,
        target=at_most,
        at_most=True,
        unit=" ms",
    )


def show(title: str, claims: Iterable[Claim]) -> None:
    """Print claims as a table."""
    table = Table("what is measured", title=title, title_justify="left", box=SIMPLE)
    for column in ("ours", "theirs", "ratio", "target", "holds"):
        table.add_column(column, justify="right", no_wrap=True)
    for claim in claims:
        against = f"\n  against {claim.against}" if claim.against else ""
        ratio_ = f"{claim.measured:.2f}{claim.unit}"
        table.add_row(
            claim.what + against, claim.ours, claim.theirs, ratio_, *_verdict(claim)
        )
    Console().print(table)


def _verdict(claim: Claim) -> tuple[str, str]:
    if claim.target is None:
        return "", ""
    sign = "≤" if claim.at_most else "≥"
    return f"{sign} {claim.target:g}{claim.unit}", "yes" if claim.holds else "no"
