"""Catalogues: the lots of a sale as a spreadsheet lists them, ours or a platform's.

The order of the file is the order of the sale. A file with any mistake is refused
whole; whatever is assumed where it is silent is said in the notes.
"""

from __future__ import annotations

from pathlib import Path

from ledger.events.lot import QuantityMode
from ledger.files import cells
from ledger.files.cells import DecimalMark
from ledger.files.layouts import fitted
from ledger.files.problems import Misread, quoted
from ledger.files.review import Review
from ledger.files.row_places import Against, RowPlaces
from ledger.files.sheets import CATALOGUES
from ledger.files.table import UTF_8_MARKED, CsvTable, Row, read_table
from ledger.identity import ClientId
from ledger.lot.listing import Description, default_opening
from ledger.money import AMOUNT_MAX, Minor, write_rate
from ledger.terms import Terms
from ledger.value import value

LAYOUTS = tuple(layout.name for layout in CATALOGUES)
"""The layouts that a catalogue may come in."""

_EACH = "each"
"""Auction Flex and HiBid mark an amount for one piece so (rulebook 6.1 [S108])."""
_TOTAL = "total"
ORDER_MAX = 999_999
"""No sale has so many lots."""
_LOT_TYPES = {
    "1": QuantityMode.ALL_ONE_MONEY,
    "2": QuantityMode.TIMES_THE_MONEY,
}
"""Proxibid's numbers for the two ways (rulebook 6.1 [S70])."""


@value
class Catalogue:
    """The lots of a file in sale order, what was assumed, and the file's digest."""

    entries: tuple[Description, ...]
    notes: tuple[str, ...]
    layout: str
    digest: str
    places: RowPlaces


def read_catalogue(
    path: str | Path,
    *,
    terms: Terms,
    layout: str | None = None,
    decimal: DecimalMark = DecimalMark.POINT,
    skip_last: int = 0,
    against: Against[Description] | None = None,
) -> Catalogue:
    """Read a catalogue; without a layout, recognise it by its header.

    Raises Faulty with every mistake of the file, and with what stands ``against`` it.
    """
    table = read_table(path, skip_last=skip_last)
    review = Review(table, fitted(table, CATALOGUES, layout))
    _must_price(review)
    cataloguer = _Cataloguer(review, terms, decimal)
    order = cataloguer.order()
    entries = review.sound([cataloguer.entry(row) for row in table.rows], against)
    _note_limits(review, table)
    return Catalogue(
        entries=tuple(entries[place] for place in order),
        notes=review.notes("lot"),
        layout=review.layout.name,
        digest=table.digest,
        places=review.row_places([table.rows[place].line for place in order]),
    )


def _must_price(review: Review) -> None:
    """Refuse a sheet in which no lot can have an opening bid."""
    if not review.places.keys() & {"opening", "low_estimate"}:
        expected = "a column of opening bids, or of estimates to open at a share of"
        review.lacks(expected, "Add one of them.", "opening", "low_estimate")


def _note_limits(review: Review, table: CsvTable) -> None:
    """Note what the platform itself would not take; the ledger does."""
    layout = review.layout
    for word, most in layout.characters:
        too_long = f"with a {layout.column(word)} of more than {most:,} characters"
        for row in table.rows:
            if len(review.text(row, word)) > most:
                review.assume(row, f"{too_long}, which {layout.platform} does not take")
    if layout.lots is not None:
        fewest, most = layout.lots
        if not fewest <= len(table.rows) <= most:
            counted = f"{len(table.rows)} in all"
            review.note(f"{layout.platform} takes {fewest} to {most:,} lots: {counted}")
    if layout.exact_case and table.encoding == UTF_8_MARKED:
        review.note(f"{layout.platform} does not take a file saved as {UTF_8_MARKED}")


@value
class _Pieces:
    """The pieces of a lot, and how the price counts for them."""

    number: int
    mode: QuantityMode

    @property
    def all_one_money(self) -> bool:
        return self.mode is QuantityMode.ALL_ONE_MONEY


@value
class _Prices:
    """The amounts of a lot; None where there is none, or it cannot be read."""

    low: Minor | None
    high: Minor | None
    opening: Minor | None
    reserve: Minor | None


class _Cataloguer:
    """Reads one lot after the other."""

    def __init__(self, review: Review, terms: Terms, decimal: DecimalMark) -> None:
        self.review = review
        self.terms = terms
        self.money = terms.rules.currency
        self.read_amount = cells.amount(self.money, decimal)
        self.from_share = write_rate(terms.rules.room.opening_from)

    def order(self) -> list[int]:
        """Return the places of the rows in the order of the sale.

        It is the order of the file, unless a column numbers the lots.
        """
        review, rows = self.review, self.review.table.rows
        read = [review.read(row, "order", cells.whole(ORDER_MAX)) for row in rows]
        if any(number is not None for number in read):
            review.note(f"lots in the order of {review.column('order')}")
        unnumbered = ORDER_MAX + 1
        return sorted(range(len(rows)), key=lambda place: read[place] or unnumbered)

    def entry(self, row: Row) -> Description | None:
        """Read a lot; None if that is not possible."""
        number, review = self._number(row), self.review
        title = review.required(row, "title", cells.one_line)
        description = review.read(row, "description", cells.prose)
        category = review.read(row, "category", cells.one_line)
        consignor: ClientId | None = review.read(row, "consignor", cells.client_id)
        pieces = self._pieces(row)
        prices = self._prices(row, pieces)
        opening = self._opening(row, prices)
        if number is None or title is None or opening is None:
            return None
        return Description(
            number=number,
            title=title,
            description=description or "",
            category=category,
            low_estimate=prices.low,
            high_estimate=prices.high,
            opening=opening,
            reserve=prices.reserve,
            quantity=pieces.number,
            quantity_mode=pieces.mode,
            consignor=consignor,
        )

    def _number(self, row: Row) -> str | None:
        """Read a lot number, with the letter that stands in a column of its own."""
        review = self.review
        try:
            number = cells.lot_number(review.text(row, "lot", "suffix"))
        except Misread as error:
            review.fault(
                row, "lot", error.expected, error.remedy, self._number_as_written(row)
            )
            return None
        if self.terms.session_of(number) is None:
            ranges = (f"{s.first_lot}-{s.last_lot}" for s in self.terms.sessions)
            expected = f"a lot of a session: {', '.join(ranges)}"
            remedy = "Number it anew, or widen a session in the terms."
            review.fault(row, "lot", expected, remedy, self._number_as_written(row))
        review.once(row, "lot", (number,), f"lot {number}")
        return number

    def _number_as_written(self, row: Row) -> str | None:
        number = self.review.text(row, "lot", "suffix")
        return quoted(number) if number else None

    def _pieces(self, row: Row) -> _Pieces:
        review = self.review
        number = review.read(row, "quantity", cells.whole(cells.QUANTITY_MAX))
        if not review.text(row, "quantity"):
            review.assume(row, "without a quantity: taken as 1 piece")
        mode = review.read(row, "quantity_mode", self._mode)
        if (number or 1) > 1 and not review.text(row, "quantity_mode"):
            several = "of several pieces that do not say how they are sold"
            review.assume(row, f"{several}: one price buys all")
        return _Pieces(number or 1, mode or QuantityMode.ALL_ONE_MONEY)

    def _mode(self, text: str) -> QuantityMode:
        if self.review.layout.column("quantity_mode") == "quantity_mode":
            return cells.word(QuantityMode)(text)
        if text not in _LOT_TYPES:
            remedy = "Write 1 for all one money, 2 for times the money."
            raise Misread("1 or 2", remedy)
        return _LOT_TYPES[text]

    def _prices(self, row: Row, pieces: _Pieces) -> _Prices:
        """Read the amounts of a lot, and check them together (rulebook 3.2 [S40])."""
        low = self._amount_for_lot(row, "low_estimate", pieces)
        high = self._amount_for_lot(row, "high_estimate", pieces)
        opening = self._amount_for_lot(row, "opening", pieces)
        reserve = self._reserve(row, pieces)
        review, write = self.review, self.money.write
        if low is not None and high is not None and high < low:
            expected = f"at least the low estimate, {write(low)}"
            review.fault(row, "high_estimate", expected, "Swap the two estimates.")
        if low is not None and reserve is not None and reserve > low:
            expected = f"at most the low estimate, {write(low)}"
            remedy = "Lower the reserve, or raise the estimate."
            review.fault(row, "reserve", expected, remedy)
        if opening is not None and reserve is not None and opening > reserve:
            review.assume(row, "opening above the reserve: the first bid meets it")
        return _Prices(low, high, opening, reserve)

    def _amount(self, row: Row, word: str) -> Minor | None:
        review = self.review
        if review.layout.zero_is_none and _is_zero(review.text(row, word)):
            review.assume(row, f"with 0 as {review.column(word)}: taken as none")
            return None
        return review.read(row, word, self.read_amount)

    def _amount_for_lot(self, row: Row, word: str, pieces: _Pieces) -> Minor | None:
        """Read an amount, which some sheets give for each piece."""
        amount = self._amount(row, word)
        each = _EACH in self.review.column(word).casefold()
        if amount is None or not each or pieces.number == 1 or not pieces.all_one_money:
            return amount
        if amount * pieces.number > AMOUNT_MAX:
            expected = f"at most {self.money.write(AMOUNT_MAX)} for all pieces"
            self.review.fault(row, word, expected, "Check the figure.")
        column = self.review.column(word)
        self.review.assume(row, f"sold for one price: {column} times the quantity")
        return amount * pieces.number

    def _reserve(self, row: Row, pieces: _Pieces) -> Minor | None:
        """Read a reserve, which Auction Flex gives for all pieces."""
        total = self._amount(row, "reserve")
        column = self.review.column("reserve")
        is_total = _TOTAL in column.casefold()
        if total is None or pieces.all_one_money or not is_total:
            return total
        reserve, rest = divmod(total, pieces.number)
        if rest:
            expected = f"an amount that {pieces.number} pieces share without a rest"
            self.review.fault(row, "reserve", expected, "Change the total.")
        self.review.assume(row, f"sold by the piece: {column} shared among the pieces")
        return reserve

    def _opening(self, row: Row, prices: _Prices) -> Minor | None:
        """Return the opening bid, or the one the terms give a lot without."""
        review = self.review
        if not self._has_no_amount(row, "opening"):
            return prices.opening
        if not self._has_no_amount(row, "low_estimate"):
            opened = f"opened at {self.from_share} of the low estimate"
            review.assume(row, f"without a starting bid: {opened}")
            low = prices.low
            return None if low is None else default_opening(low, self.terms.rules)
        if review.places.keys() & {"opening", "low_estimate"}:
            expected = "an opening bid, or a low estimate to open at a share of"
            review.fault(row, "opening", expected, "Fill in one of them.")
        return None

    def _has_no_amount(self, row: Row, word: str) -> bool:
        """Say whether a lot has no such amount."""
        text = self.review.text(row, word)
        return not text or (self.review.layout.zero_is_none and _is_zero(text))


def _is_zero(text: str) -> bool:
    return bool(text) and not text.strip("0.,") and text.startswith("0")
