"""What concerns a subject, by the name that somebody gives it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from projections.mentions.own_lots import OwnLot, own_lots
from projections.mentions.questions import Subject, positions_of, subject_named


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """A subject, and where it is mentioned."""

    subject: Subject
    positions: list[int]
    """Of every event that touches it."""
    own_lots: Iterable[OwnLot]
    """The lots whose consignors hold paddles."""


def mentioned_as(db: Connection, name: str) -> Mentioned | None:
    """Return where a subject is mentioned; None where nothing is called so."""
    subject = subject_named(db, name)
    if subject is None:
        return None
    return Mentioned(
        subject=subject, positions=positions_of(db, subject), own_lots=own_lots(db)
    )
