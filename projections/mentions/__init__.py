"""Mentions: which events touch which sale, lot, client, document and person."""

from projections.mentions.handlers import (
    MENTIONS,
    Mention,
    Touched,
    kind_of,
    second_of,
    touched,
)
from projections.mentions.own_lots import OwnLot, own_lots
from projections.mentions.questions import (
    Subject,
    SubjectKind,
    all_positions,
    positions_of,
    subject_named,
)

__all__ = [
    "MENTIONS",
    "Mention",
    "OwnLot",
    "Subject",
    "SubjectKind",
    "Touched",
    "all_positions",
    "kind_of",
    "own_lots",
    "positions_of",
    "second_of",
    "subject_named",
    "touched",
]
