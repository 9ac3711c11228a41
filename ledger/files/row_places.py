"""Where the rows of a file stand, so that the ledger's answers name the place too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from ledger.files.problems import Clash
from ledger.refusals import (
    AlreadyRegistered,
    ChannelClosed,
    ClientExists,
    EndHasPassed,
    FarBeyond,
    LineTaken,
    LotExists,
    LotNotOpen,
    LotOutsideSessions,
    PaddleIsSuspended,
    PaddleTaken,
    ReceiptNeedsReason,
    Refusal,
    RefusedRow,
    ReserveAboveEstimate,
    UnknownClient,
    UnknownLot,
    UnknownPaddle,
)
from ledger.value import value

Entry = TypeVar("Entry")
Against: TypeAlias = Callable[[Sequence[Entry]], Sequence[RefusedRow]]
"""Holds sound rows of a faulty file against the ledger, to say all at once."""

WORDS: Mapping[type[Refusal], str] = {
    **dict.fromkeys((LotExists, LotOutsideSessions, EndHasPassed), "lot"),
    **dict.fromkeys((UnknownLot, LotNotOpen), "lot"),
    **dict.fromkeys((ClientExists, UnknownClient), "client"),
    **dict.fromkeys((PaddleTaken, UnknownPaddle, PaddleIsSuspended), "paddle"),
    AlreadyRegistered: "paddle",
    ChannelClosed: "channel",
    LineTaken: "phone_line",
    ReserveAboveEstimate: "reserve",
    FarBeyond: "maximum",
    ReceiptNeedsReason: "received_at",
}
"""Our word for the column that a refusal of a row is about."""


@value
class RowPlaces:
    """The lines that rows begin on, and the columns of our words."""

    file: str
    lines: tuple[int, ...]
    columns: dict[str, tuple[int, str]]
    """The place of each word, from 1, and the name of its column."""

    def clashes(self, refused: Iterable[RefusedRow]) -> list[Clash]:
        """Return what the ledger refuses, each with its place."""
        return [self._clash(each.row, each.refusal) for each in refused]

    def _clash(self, row: int, refusal: Refusal) -> Clash:
        """Return a clash in its cell; of the whole file where it has no such column.

        What is no column was said once for all rows, and is refused once.
        """
        word = WORDS.get(type(refusal))
        line: int | None = self.lines[row]
        column, field = None, ""
        if word in self.columns:
            column, field = self.columns[word]
        elif word is not None:
            line = None
        return Clash(
            file=self.file,
            line=line,
            column=column,
            field=field,
            answer=str(refusal),
            code=refusal.given,
        )
