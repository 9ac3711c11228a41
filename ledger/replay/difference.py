"""A difference between what is recorded and what the rules lead to, as values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ledger.events import Event, Standing
from ledger.money import Currency
from ledger.value import fields, value


@value
class Objection:
    """Why the rules do not let a decision through."""

    code: str | None
    """The code of the refusal; None where it broke what always holds."""
    words: str


@value
class Difference:
    """A difference between the record and the result of the rules of the day."""

    position: int
    recorded: Event | None
    """None where the rules lead to an event that is missing."""
    recomputed: Event | None
    """None where nothing in the rules leads to one."""
    currency: Currency
    objection: Objection | None = None
    sealed: bool = False
    """Its amounts are sealed: whoever is shown it looks at them."""


class Unequal(NamedTuple):
    """A field that is not the same, of an event or of the standing that it carries."""

    shape: type
    """The shape that has the field: it says what kind of value it is."""
    name: str
    recorded: Any
    recomputed: Any


def unequal(
    recorded: Event | Standing | None, recomputed: Event | Standing | None
) -> Iterator[Unequal]:
    """Name each field that is not the same; of nothing, every field is None."""
    shape: type[Any] = type(recomputed if recorded is None else recorded)
    for name in (field.name for field in fields(shape)):
        was, now = getattr(recorded, name, None), getattr(recomputed, name, None)
        if was == now:
            continue
        if isinstance(was, Standing | None) and isinstance(now, Standing | None):
            yield from unequal(was, now)
        else:
            yield Unequal(shape, name, was, now)
