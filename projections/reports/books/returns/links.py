"""The links between returns and bids: box, document, line, event and bid, and back.

Making Tax Digital wants records that are linked to the return without typing (VAT
Notice 700/22, section 4): each row is one link, so that a script goes either way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from ledger.identity import LotId
from projections.bids import BIDS, HistoryKind
from projections.bids.row import BidRow
from projections.document_lines import lines_in
from projections.queries import rows_in
from projections.reports.books.returns.boxes import BoxEntry, facts
from projections.reports.books.returns.report import RETURNS
from projections.reports.books.scope import Scope, by_currency
from projections.reports.model import Column, Kind, Report, Row
from projections.statements import statement_lines

TAX_RETURN = Column("tax_return", "Return", key=True)
PLACE = Column("place", "Place", key=True)
BOX = Column("box", "Box", key=True)
LINE = Column("line", "Line", key=True)
AMOUNT = Column("amount", "Amount", Kind.AMOUNT)
DOCUMENT_ENTRY = Column("document_entry", "Log: document", Kind.POSITION)
LOT = Column("lot", "Lot")
HAMMER_ENTRY = Column("hammer_entry", "Log: hammer", Kind.POSITION)
BID = Column("bid", "Bid")
BID_ENTRY = Column("bid_entry", "Log: bid", Kind.POSITION)

FROM_BOXES = (
    *(TAX_RETURN, PLACE, BOX, LINE, AMOUNT),
    *(DOCUMENT_ENTRY, LOT, HAMMER_ENTRY, BID, BID_ENTRY),
)
FROM_BIDS = (
    *(LOT, BID_ENTRY, BID, HAMMER_ENTRY, LINE, DOCUMENT_ENTRY),
    *(TAX_RETURN, PLACE, BOX, AMOUNT),
)
BIDDING = (HistoryKind.BID, HistoryKind.LIVE, HistoryKind.HOUSE)
HAMMERS = (HistoryKind.SOLD, HistoryKind.RESOLD, HistoryKind.AMENDED)


class Link(NamedTuple):
    """What goes into a box, and the hammer and the bid that it follows from."""

    form: str
    entry: BoxEntry
    hammer: int | None
    bid: BidRow | None


def return_links(db: Connection, scope: Scope) -> Report:
    """List every link from a box to a bid, and the same from bids to boxes."""
    links = list(_links(db, scope))
    backwards = sorted(links, key=_by_bid)
    return Report(
        heading=scope.heading("return-links", "Links between returns and bids"),
        tables=(
            *by_currency(
                db,
                scope,
                "from_boxes",
                "From boxes to bids",
                FROM_BOXES,
                rows=((each.entry.currency, _from_box(each)) for each in links),
            ),
            *by_currency(
                db,
                scope,
                "from_bids",
                "From bids to boxes",
                FROM_BIDS,
                rows=((each.entry.currency, _from_bid(each)) for each in backwards),
            ),
        ),
    )


def _links(db: Connection, scope: Scope) -> Iterator[Link]:
    sources: dict[str, int] = {
        line.line: line.source for line in lines_in(db, scope.sale)
    }
    sources |= {line.line: line.source for line in statement_lines(db, scope.sale)}
    bids: dict[LotId, list[BidRow]] = {}
    for row in rows_in(db, BIDS, scope.sale):
        bids.setdefault(row.lot, []).append(row)
    read = facts(db, scope)
    for form in RETURNS:
        for entry in form.entries(read):
            rows = bids.get(entry.lot, []) if entry.lot is not None else []
            hammer = _hammer(rows, sources.get(entry.line))
            position = None if hammer is None else hammer.position
            bid = None if hammer is None else _winning_bid(rows, hammer)
            yield Link(form.name, entry, position, bid)


def _hammer(rows: list[BidRow], source: int | None) -> BidRow | None:
    fallen = (row for row in rows if row.kind in HAMMERS and row.position == source)
    return next(fallen, None)


def _winning_bid(rows: list[BidRow], hammer: BidRow) -> BidRow | None:
    """Return the buyer's last bid before the hammer; None where it was no bid's."""
    theirs = [
        row
        for row in rows
        if row.kind in BIDDING
        and row.paddle == hammer.paddle
        and row.position < hammer.position
    ]
    return theirs[-1] if theirs else None


def _by_bid(link: Link) -> tuple[str, int, int, str, str, str]:
    entry = link.entry
    bid = link.bid.position if link.bid is not None else 0
    return (entry.lot or "", bid, link.hammer or 0, entry.line, link.form, entry.box)


def _bid(link: Link) -> tuple[str | None, int | None]:
    """Return the name of the bid and its place in the log, where there is one."""
    return (None, None) if link.bid is None else (link.bid.bid, link.bid.position)


def _from_box(link: Link) -> Row:
    entry = link.entry
    return (
        *(link.form, entry.place, entry.box, entry.line, entry.amount),
        *(entry.position, entry.lot, link.hammer, *_bid(link)),
    )


def _from_bid(link: Link) -> Row:
    entry, (bid, position) = link.entry, _bid(link)
    return (
        *(entry.lot, position, bid, link.hammer),
        *(entry.line, entry.position, link.form, entry.place, entry.box),
        entry.amount,
    )
