"""Mentions: which events touch which sale, lot, client, document and person."""

from projections.mentions.concerned import Mentioned, mentioned_as
from projections.mentions.handlers import (
    MENTIONS,
    Mention,
    Touched,
    kind_of,
    second_of,
    touched,
)
from projections.mentions.own_lots import (
    OwnLot,
    consignors,
    own_lots,
    paddle_holders,
)
from projections.mentions.questions import (
    Subject,
    SubjectKind,
    history_named,
    number_touching,
    positions_of,
    positions_of_kinds,
    subject_named,
)

__all__ = [
    "MENTIONS",
    "Mention",
    "Mentioned",
    "OwnLot",
    "Subject",
    "SubjectKind",
    "Touched",
    "consignors",
    "history_named",
    "kind_of",
    "mentioned_as",
    "number_touching",
    "own_lots",
    "paddle_holders",
    "positions_of",
    "positions_of_kinds",
    "second_of",
    "subject_named",
    "touched",
]
