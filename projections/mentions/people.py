"""The people of a log: how often each recorded something, and in what else they stand.

A name is told as it was typed; the history of a person has every spelling of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, FromClause, Select, func, select

from projections.mentions.questions import Subject, ask_mentions

LOOKED = "looked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A name under which something was recorded."""

    name: str
    entries: int
    looks: int
    """How many of them say what they were shown."""
    last: int
    """Where the last of them stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What a person did, by the kinds of events, and how often with or for others."""

    kinds: dict[str, int]
    """What they recorded: how many entries of each kind, the most often first."""
    seconded: int
    """How many entries they authorised, found or signed beside another."""
    acted_for: int
    """How many entries others recorded for them."""


def actors(db: Connection, *, upto: int | None = None, limit: int) -> list[Actor]:
    """List who recorded something, those with the most entries first."""

    def question(t: FromClause) -> Select[*tuple[Any, ...]]:
        entries = func.count(t.c.position.distinct())
        looks = func.count(t.c.position.distinct()).filter(t.c.kind == LOOKED)
        by_name = select(t.c.actor, entries, looks, func.max(t.c.position))
        return by_name.group_by(t.c.actor).order_by(entries.desc(), t.c.actor)

    rows = ask_mentions(db, lambda t: question(t).limit(limit), upto)
    return [
        Actor(name=name, entries=entries, looks=looks, last=last)
        for name, entries, looks, last in rows
    ]


def acts_of(db: Connection, person: Subject, *, upto: int | None = None) -> Acts:
    """Count what a person did."""
    return Acts(
        kinds=dict(_counted(db, "actor", person.spellings, upto).most_common()),
        seconded=_counted(db, "second", person.spellings, upto).total(),
        acted_for=_counted(db, "on_behalf_of", person.spellings, upto).total(),
    )


def _counted(
    db: Connection, column: str, spellings: Collection[str], upto: int | None
) -> Counter[str]:
    """Count the events whose column names a person, by their kinds."""

    def question(t: FromClause) -> Select[*tuple[Any, ...]]:
        count = func.count(t.c.position.distinct())
        named = select(t.c.kind, count).where(t.c[column].in_(spellings))
        return named.group_by(t.c.kind).order_by(t.c.kind)

    rows = ask_mentions(db, question, upto)
    return Counter({row[0]: row[1] for row in rows})
