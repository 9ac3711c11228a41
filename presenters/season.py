"""A season that is closed, or would be: what goes on, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ledger.events import SeasonClosed
from ledger.house.unfinished import InTheWay
from presenters.recorded import NOTHING_RECORDED
from presenters.shape import Shape
from presenters.words import counted


class InTheWayShape(Shape):
    """Something that is to be finished before a season is closed."""

    kind: str
    """One of ``period``, ``sale``, ``settlement``, ``dispute`` and ``day``."""
    concerns: str
    """The sale or the dispute; empty where it is the whole house."""
    what: str
    """It as half a sentence."""
    to_do: str
    """The command that finishes it."""


class SeasonShape(Shape):
    """A season that is closed, or would be."""

    ledger: str
    """The ledger that ends."""
    next_ledger: str
    """Where the next one is; a password is left out."""
    ended_on: date | None
    """The last day of the books; null: they are not locked."""
    as_of_position: int
    """The last position that is brought forward."""
    open_sales: list[str]
    """The sales that go on: something of them is open, a law or a hold keeps them, or
    they were named."""
    entries_brought: int
    """How many entries of this ledger are recorded in the next."""
    in_the_way: list[InTheWayShape]
    """What is to be finished first; nothing, where the season can be closed."""
    next_origin: str | None
    """The name of the next ledger's log; null: nothing was recorded."""
    next_size: int | None
    """How many entries it begins with; null: nothing was recorded."""
    next_root: str | None
    """The root over them, in base64; null: nothing was recorded."""


def season_shape(
    *,
    ledger: str,
    next_place: str,
    ended_on: date | None,
    position: int,
    sales: Sequence[str],
    entries: int,
    in_the_way: Sequence[InTheWay],
    closed: SeasonClosed | None,
) -> SeasonShape:
    """Return a season as it is shown; it is closed where that was recorded."""
    return SeasonShape(
        ledger=ledger,
        next_ledger=next_place,
        ended_on=ended_on,
        as_of_position=position,
        open_sales=list(sales),
        entries_brought=entries,
        in_the_way=[
            InTheWayShape(
                kind=each.kind, concerns=each.about, what=each.what, to_do=each.to_do
            )
            for each in in_the_way
        ],
        next_origin=None if closed is None else closed.next_origin,
        next_size=None if closed is None else closed.next_head.size,
        next_root=None if closed is None else closed.next_head.root,
    )


def way_sentence(each: InTheWay | InTheWayShape) -> str:
    """Say what is to be finished first, and by which command."""
    what = each.what[0].upper() + each.what[1:]
    return f"{what}. Finish it with: {each.to_do}"


def season_sentences(shape: SeasonShape) -> Iterator[str]:
    """Say what stands in the way, or what goes on, and where."""
    for each in shape.in_the_way:
        yield way_sentence(each)
    if shape.in_the_way:
        number = counted(len(shape.in_the_way), "thing")
        yield f"{number} in the way. {NOTHING_RECORDED}"
        return
    sales = ", ".join(shape.open_sales) or "no sale"
    entries = counted(shape.entries_brought, "position")
    goes_on = f"{entries} of {shape.ledger}, with {sales}"
    if shape.next_origin is None:
        yield f"Would begin {shape.next_ledger} with {goes_on}. {NOTHING_RECORDED}"
        return
    yield (
        f"{shape.next_ledger} goes on as {shape.next_origin}: it begins with "
        f"{goes_on}, under the root {shape.next_root}."
    )
    yield (
        f"{shape.ledger} ended after position {shape.as_of_position}, with the books "
        f"of {shape.ended_on}: from now on it is only read."
    )
