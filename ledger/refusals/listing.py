"""The refusal of a list: every row of it that the ledger cannot take."""

from __future__ import annotations

from ledger.refusals.refusal import Refusal
from ledger.value import value


@value
class RefusedRow:
    """A row of a list, counted from 0, and why it cannot be taken."""

    row: int
    refusal: Refusal


class RowsRefused(Refusal):
    """A list is taken whole or not at all, and says of each row what is against it."""

    rows: tuple[RefusedRow, ...]

    code = "rows-refused"
    what = "{rows}"
    remedy = ""

    def __str__(self) -> str:
        return "\n".join(str(each.refusal) for each in self.rows)

    @property
    def given(self) -> str:
        """The code of the first row that is refused."""
        return self.rows[0].refusal.given
