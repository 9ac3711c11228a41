"""A list taken row by row: it is refused whole, with all that is against it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from ledger.refusals import Refusal, RefusedRow, RowsRefused


class RowByRow:
    """The rows of a list that were refused so far; it raises them when it ends.

    A row that is refused stops nobody, so that the others are tried as well.
    """

    def __init__(self) -> None:
        self._refused: list[RefusedRow] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None and self._refused:
            raise RowsRefused(rows=tuple(self._refused))

    @contextmanager
    def row(self, number: int) -> Iterator[None]:
        """Try one row, counted from 0, or a part of it."""
        try:
            yield
        except Refusal as refusal:
            self.refuse(number, refusal)

    def refuse(self, number: int, refusal: Refusal) -> None:
        """Keep why a row cannot be taken."""
        # Where it was raised is of no use any more, and keeps all that stood there.
        self._refused.append(RefusedRow(number, refusal.with_traceback(None)))
