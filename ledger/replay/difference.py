"""A difference between what is recorded and what the rules lead to, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields

from ledger.events import BidPlaced, BidRefused, Event, Standing
from ledger.money import Currency
from ledger.replay.told import AMOUNTS, event_json


@dataclass(frozen=True, slots=True)
class Difference:
    """Where what is recorded is not what the rules of the day lead to, and why."""

    position: int
    recorded: dict[str, object] | None
    """The event, for scripts; None where the rules lead to one that is missing."""
    recomputed: dict[str, object] | None
    """The event, for scripts; None where nothing in the rules leads to one."""
    why: str


def difference(
    position: int,
    recorded: Event | None,
    recomputed: Event | None,
    *,
    currency: Currency,
    why: str | None = None,
) -> Difference:
    """Put what is recorded beside what the rules lead to, and say what is not equal."""
    return Difference(
        position,
        None if recorded is None else event_json(recorded, currency),
        None if recomputed is None else event_json(recomputed, currency),
        why or _why(recorded, recomputed, currency),
    )


def difference_json(found: Difference) -> dict[str, object]:
    """Return a difference for scripts."""
    return asdict(found)


def _why(recorded: Event | None, recomputed: Event | None, currency: Currency) -> str:
    match recorded, recomputed:
        case None, _:
            return "The rules lead to this as well, and it was not recorded."
        case _, None:
            return "Nothing in the rules leads to this."
        case BidRefused(code=code), BidPlaced():
            return f"Recorded as refused, {code}; the rules take it."
        case BidPlaced(), BidRefused(said=said):
            return f"Recorded as taken; the rules refuse it: {said}"
        case _ if type(recorded) is not type(recomputed):
            return "The rules lead to another event."
        case _:
            return f"{'; '.join(_unequal(recorded, recomputed, currency))}."


def _unequal(
    recorded: Event | Standing, recomputed: Event | Standing, currency: Currency
) -> Iterator[str]:
    """Name each field that is not the same, with both values."""
    amounts = AMOUNTS[type(recorded)]
    for name in (one.name for one in fields(recorded)):
        was, now = getattr(recorded, name), getattr(recomputed, name)
        if was == now:
            continue
        if isinstance(was, Standing) and isinstance(now, Standing):
            yield from _unequal(was, now, currency)
            continue
        write = currency.write if name in amounts else str
        told = [str(one) if one is None else write(one) for one in (was, now)]
        what = name.replace("_", " ")
        yield f"{what} is recorded as {told[0]}, and comes to {told[1]}"
