"""Bid lists: a mail bag or an order book typed into a spreadsheet, one slip a row.

Whether a paddle or a lot is known is for the house to say; here only the shape counts.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ledger.files import cells
from ledger.files.cells import DecimalMark
from ledger.files.layouts import fitted
from ledger.files.review import Review
from ledger.files.row_places import Against, RowPlaces
from ledger.files.sheets import BID_LISTS
from ledger.files.table import Row, read_table
from ledger.identity import Channel, LotId, lot_id
from ledger.lot.slip import LotSlip, Slip
from ledger.terms import Terms
from ledger.value import value

LAYOUTS = tuple(layout.name for layout in BID_LISTS)
"""The layouts that a bid list may come in."""

AT_ONCE = (Channel.INTERNET, Channel.LIVE)
"""Bids that nobody types: they are entered as they are received."""


@value
class BidList:
    """The slips of a file in its order, what was assumed, and the file's digest."""

    slips: tuple[LotSlip, ...]
    notes: tuple[str, ...]
    digest: str
    places: RowPlaces


@value(kw_only=True)
class _Defaults:
    """The values of a bid where its row gives none."""

    channel: Channel | None
    received_at: datetime | None
    entered_at: datetime
    zone: ZoneInfo | None


def read_bids(
    path: str | Path,
    *,
    terms: Terms,
    layout: str | None = None,
    channel: Channel | None = None,
    received_at: datetime | None = None,
    entered_at: datetime,
    zone: ZoneInfo | None = None,
    decimal: DecimalMark = DecimalMark.POINT,
    skip_last: int = 0,
    lots: Container[LotId] | None = None,
    against: Against[LotSlip] | None = None,
) -> BidList:
    """Read a bid list; ``entered_at`` is when it is imported.

    ``channel`` and ``received_at`` count for rows that name none, ``zone`` for times
    without a distance from UTC. A lot that is not among ``lots`` is a mistake. Raises
    Faulty with every mistake of the file, and with what stands ``against`` it.
    """
    table = read_table(path, skip_last=skip_last)
    review = Review(table, fitted(table, BID_LISTS, layout))
    defaults = _Defaults(
        channel=channel, received_at=received_at, entered_at=entered_at, zone=zone
    )
    _must_have_channel_and_receipt(review, defaults)
    reader = _SlipReader(review, terms, defaults, decimal, lots)
    return BidList(
        slips=review.sound([reader.slip(row) for row in table.rows], against),
        notes=review.notes("bid"),
        digest=table.digest,
        places=review.row_places(),
    )


def _must_have_channel_and_receipt(review: Review, defaults: _Defaults) -> None:
    """Refuse a list that says for no bid how or when it came."""
    if defaults.channel is None and "channel" not in review.places:
        remedy = "Add it, or name one channel for the whole list."
        review.lacks("how each bid reached the house", remedy, "channel")
    if defaults.received_at is None and "received_at" not in review.places:
        remedy = "Add it, or say when the whole list was received."
        review.lacks("when each bid reached the house", remedy, "received_at")


class _SlipReader:
    """Reads one slip after the other."""

    def __init__(
        self,
        review: Review,
        terms: Terms,
        defaults: _Defaults,
        decimal: DecimalMark,
        lots: Container[LotId] | None,
    ) -> None:
        self.review = review
        self.sale = terms.sale
        self.defaults = defaults
        self.zone = ZoneInfo(terms.zone)
        self.amount = cells.amount(terms.rules.currency, decimal)
        self.lots = lots
        self.names: dict[str, LotId] = {}
        self.channel = cells.word(Channel)
        self.moment = cells.moment(defaults.zone)

    def slip(self, row: Row) -> LotSlip | None:
        """Read a slip; None if that is not possible."""
        review = self.review
        lot = self._lot(row)
        paddle = review.required(row, "paddle", cells.paddle)
        maximum = review.required(row, "maximum", self.amount)
        channel = self._channel(row)
        received_at = self._received_at(row)
        entered_at = self._entered_at(row, channel, received_at)
        static = review.read(row, "static", cells.yes_or_no)
        break_tie = review.read(row, "break_tie", cells.yes_or_no)
        if lot is None or paddle is None or maximum is None:
            return None
        if channel is None or received_at is None or entered_at is None:
            return None
        slip = Slip(
            paddle=paddle,
            submitted=maximum,
            channel=channel,
            received_at=received_at,
            entered_at=entered_at,
            static=static or False,
            break_tie=break_tie or False,
        )
        return LotSlip(lot, slip)

    def _lot(self, row: Row) -> LotId | None:
        """Read a lot of the sale, if the catalogue is known one of it."""
        number = self.review.required(row, "lot", cells.lot_number)
        if number is None:
            return None
        name = self.names.setdefault(number, lot_id(self.sale, number))
        self.review.known(row, "lot", name, self.lots, sale=self.sale)
        return name

    def _channel(self, row: Row) -> Channel | None:
        review, taken = self.review, self.defaults.channel
        if taken is None and "channel" not in review.places:
            return None
        if taken is None or review.text(row, "channel"):
            return review.required(row, "channel", self.channel)
        review.assume(row, f"without a channel: taken as {taken}")
        return taken

    def _received_at(self, row: Row) -> datetime | None:
        review, taken = self.review, self.defaults.received_at
        if taken is None and "received_at" not in review.places:
            return None
        if taken is None or review.text(row, "received_at"):
            return review.required(row, "received_at", self.moment)
        review.assume(
            row, f"without a moment of receipt: received {self._local_time(taken)}"
        )
        return taken

    def _entered_at(
        self, row: Row, channel: Channel | None, received_at: datetime | None
    ) -> datetime | None:
        """Return when a bid was typed, which cannot be before it was received."""
        review = self.review
        if review.text(row, "entered_at"):
            at = review.read(row, "entered_at", self.moment)
            if at is not None and received_at is not None and at < received_at:
                expected = f"its receipt or later, {self._local_time(received_at)}"
                review.fault(row, "entered_at", expected, "Check both times.")
            return at
        if channel is None or received_at is None:
            return None
        if channel in AT_ONCE:
            review.assume(row, "without a moment of entry: entered as received")
            return received_at
        return self._entered_now(row, received_at)

    def _entered_now(self, row: Row, received_at: datetime) -> datetime:
        """Enter a bid that a clerk types as the list is imported."""
        now = self.defaults.entered_at
        if now < received_at:
            expected = f"its entry or earlier, {self._local_time(now)}"
            time = self._local_time(received_at)
            self.review.fault(row, "received_at", expected, "Check the time.", time)
        note = f"without a moment of entry: entered {self._local_time(now)}"
        self.review.assume(row, note)
        return now

    def _local_time(self, at: datetime) -> str:
        """Write a time as the clocks of the saleroom show it."""
        return at.astimezone(self.zone).isoformat(" ", "seconds")
