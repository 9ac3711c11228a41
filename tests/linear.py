"""What many callers were answered, held against the log: it is the one agreed order.

A history is linearisable where each command took effect at one moment between its
sending and its answer. The log names those moments, so that no search is needed: each
answer is what stands there, and who was answered first stands first.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Asked(NamedTuple):
    """A command of a caller, as often as it was sent, and what came of it."""

    key: str
    began: float
    """When it was sent first, by a clock that all callers share."""
    ended: float
    """When its answer was there."""
    status: int
    answer: dict[str, Any]

    @property
    def position(self) -> int | None:
        """Where it says that it is on record."""
        return self.answer.get("position")


class Stands(NamedTuple):
    """What the log says of a command."""

    position: int
    accepted: bool
    bid: str | None


class Seen(NamedTuple):
    """What a reader saw of a lot."""

    lot: str
    began: float
    ended: float
    position: int
    """Up to where it says that it read."""
    price: str | None


def faults(asked: list[Asked], log: dict[str, list[Stands]]) -> list[str]:
    """Return what in a history of commands no order of them explains."""
    return [*_not_once(asked, log), *_out_of_order(asked)]


def _not_once(asked: list[Asked], log: dict[str, list[Stands]]) -> list[str]:
    """Find commands that are on record otherwise than they were answered."""
    found = []
    for each in asked:
        kept = log.get(each.key, [])
        if len(kept) > 1:
            found.append(f"{each.key} is on record {len(kept)} times")
        elif each.position is None:
            if kept:
                found.append(f"{each.key} is on record, and was answered otherwise")
        elif not kept:
            found.append(f"{each.key} was answered, and is not on record")
        elif kept[0] != Stands(
            each.position, each.status == 201, each.answer.get("bid")
        ):
            found.append(f"{each.key} was answered {each.answer}, and is {kept[0]}")
    extra = log.keys() - {each.key for each in asked}
    return found + [f"{key} is on record, and nobody asked for it" for key in extra]


def _out_of_order(asked: list[Asked]) -> list[str]:
    """Find commands that were answered before another was sent, and stand after it."""
    recorded = [each for each in asked if each.position is not None]
    by_end = sorted(recorded, key=lambda each: each.ended)
    found, latest, before = [], None, 0
    for each in sorted(recorded, key=lambda each: each.began):
        while before < len(by_end) and by_end[before].ended < each.began:
            if latest is None or by_end[before].position > latest.position:
                latest = by_end[before]
            before += 1
        if latest is not None and latest.position > each.position:
            found.append(f"{latest.key} ended before {each.key} began, and is after it")
    return found


def stale(seen: list[Seen], asked: list[Asked], lot_of: dict[str, str]) -> list[str]:
    """Find readers who did not see what was answered before they asked."""
    found = []
    for each in seen:
        known = [
            other.position
            for other in asked
            if other.position is not None
            and other.ended < each.began
            and lot_of[other.key] == each.lot
        ]
        if max(known, default=0) > each.position:
            found.append(f"a reader of {each.lot} saw {each.position} only")
    return found
