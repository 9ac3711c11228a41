"""A record against the rules: each difference, in words and for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.events import BidPlaced, BidRefused, Event
from ledger.events.sealed import SEALABLE, without_amounts
from ledger.identity import LotId
from ledger.money import Currency
from ledger.replay.against_the_rules import Recount
from ledger.replay.difference import Difference, unequal
from ledger.value import replace
from presenters.event import AMOUNTS, AnyEventShape, event_shape
from presenters.shape import Shape, to_json

MASKED = "what it says is sealed."


class DifferenceShape(Shape):
    """A difference between the record and the rules."""

    position: int
    """The position in the log."""
    recorded: AnyEventShape | None
    """The event on record; null where the rules lead to one that is missing."""
    recomputed: AnyEventShape | None
    """The event that the rules lead to; null where they lead to none."""
    why: str
    """In what they differ, in words."""


class RecountShape(Shape):
    """A lot or a sale against the rules."""

    events: int
    """How many events were decided again."""
    differences: tuple[DifferenceShape, ...]
    """The differences between the record and the rules."""


def difference_shape(difference: Difference) -> DifferenceShape:
    """Return a difference as its shape, with both events where there are two."""
    recorded, recomputed = difference.recorded, difference.recomputed
    money = difference.currency
    return DifferenceShape(
        position=difference.position,
        recorded=None if recorded is None else event_shape(recorded, money),
        recomputed=None if recomputed is None else event_shape(recomputed, money),
        why=difference_words(difference),
    )


def lots_of(differences: Iterable[Difference]) -> list[LotId]:
    """Return the lots whose sealed amounts differences tell."""
    events = (each.recorded or each.recomputed for each in differences if each.sealed)
    return list(
        dict.fromkeys(event.lot for event in events if isinstance(event, SEALABLE))
    )


def masked(difference: Difference) -> Difference:
    """Return a difference without what is sealed, as all may read it."""
    if not difference.sealed:
        return difference
    recorded, recomputed = difference.recorded, difference.recomputed
    objection = difference.objection
    return replace(
        difference,
        recorded=None if recorded is None else without_amounts(recorded),
        recomputed=None if recomputed is None else without_amounts(recomputed),
        objection=None if objection is None else replace(objection, words=MASKED),
    )


def masked_recount_shape(recounts: Sequence[Recount]) -> RecountShape:
    """Return what was decided again of lots as its shape; what is sealed stays so."""
    return RecountShape(
        events=sum(each.events for each in recounts),
        differences=tuple(
            difference_shape(masked(difference))
            for each in recounts
            for difference in each.differences
        ),
    )


def difference_line(difference: Difference) -> str:
    """Write a difference for scripts in one line: there may be very many."""
    return to_json(difference_shape(difference), indent=None)


def difference_words(difference: Difference) -> str:
    """Say in what a record and the rules differ."""
    if (objection := difference.objection) is not None:
        verb = "do not allow" if objection.code is None else "refuse"
        return f"The rules {verb} it: {objection.words}"
    match difference.recorded, difference.recomputed:
        case None, _:
            return "The rules lead to this as well, and it was not recorded."
        case _, None:
            return "Nothing in the rules leads to this."
        case BidRefused(code=code), BidPlaced():
            return f"Recorded as refused, {code}; the rules take it."
        case BidPlaced(), BidRefused(said=refusal):
            return f"Recorded as taken; the rules refuse it: {refusal}"
        case recorded, recomputed if type(recorded) is not type(recomputed):
            return "The rules lead to another event."
        case recorded, recomputed:
            fields = _words_for_unequal_fields(
                recorded, recomputed, difference.currency
            )
            return f"{'; '.join(fields)}."


def _words_for_unequal_fields(
    recorded: Event | None, recomputed: Event | None, currency: Currency
) -> list[str]:
    """Name each field that is not the same, with both values."""
    fields = []
    for shape, name, was, now in unequal(recorded, recomputed):
        write = currency.write if name in AMOUNTS[shape] else str
        values = [str(value) if value is None else write(value) for value in (was, now)]
        what = name.replace("_", " ")
        fields.append(f"{what} is recorded as {values[0]}, and comes to {values[1]}")
    return fields
