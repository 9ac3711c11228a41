"""The auditor's history: everything that touched the bidding, in the order of the log.

This is the one view that tells maximums, reserves and what a leader was measured
against: whoever opens it to others gives the book away. A bid that was taken out stays,
with the position of the event that took it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, case, func, select
from sqlalchemy.sql.elements import ColumnElement

from ledger.events.vocabulary import Rule
from ledger.identity import LotId, Paddle, SaleId
from projections.bids.handlers import BIDS
from projections.bids.row import BidRow, HistoryKind
from projections.mentions import OwnLot
from projections.queries import Question, ask, ask_in_turn, fields_in_turn


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine(BidRow):
    """One line of the history, and how it stands to the others."""

    out_of_time: bool
    """A bid entered before this one on the lot was received after it."""
    before_close: bool
    """It was received before the lot was closed, and entered afterwards."""
    held_until: datetime | None = None
    """The end of the lot that was in force then; None where the catalogue's was."""
    own_lot: bool = False
    """The bidder is the consignor of the lot."""
    taken_out: int | None = None
    """The position of the event that took this bid out, if one did."""

    @property
    def stated(self) -> bool:
        """Say whether somebody stated when the bid came."""
        return self.received_at is not None and self.received_at != self.entered_at

    @property
    def decided_tie(self) -> bool:
        """Say whether the bid leads a tie that it was entered too late for."""
        leads = self.leader is not None and self.leader == self.paddle
        return self.out_of_time and leads and self.rule is Rule.TIE_EARLIER


def lot_history(db: Connection, lot: LotId) -> list[HistoryLine]:
    """Tell all that touched the bidding on a lot."""
    return list(_history_lines(db, _of_lot(lot)))


def sale_history(db: Connection, sale: SaleId) -> list[HistoryLine]:
    """Tell all that touched the bidding in a sale."""
    return list(history_in_turn(db, sale))


def paddle_history(db: Connection, sale: SaleId, paddle: Paddle) -> list[HistoryLine]:
    """Tell what one paddle did in a sale, bids that were refused included."""
    return list(_history_lines(db, _of_paddle(sale, paddle)))


def history_in_turn(
    db: Connection, sale: SaleId, lot: LotId | None = None, paddle: Paddle | None = None
) -> Iterator[HistoryLine]:
    """Tell the history of a sale, of a lot or a paddle, line by line as it is read."""
    if paddle is not None:
        lines = _history_lines(db, _of_paddle(sale, paddle))
        return (line for line in lines if lot in (None, line.lot))
    if lot is not None:
        return _history_lines(db, _of_lot(lot))
    return _history_lines(db, lambda t: _lines_in_turn(t, t.c.sale == sale))


def _of_lot(lot: LotId) -> Question:
    return lambda t: _lines_in_turn(t, t.c.lot == lot)


def _of_paddle(sale: SaleId, paddle: Paddle) -> Question:
    def question(t: Table) -> Select[*tuple[Any, ...]]:
        its_own = (t.c.sale == sale) & (t.c.paddle == paddle)
        # Whether a bid came out of time is seen among all bids on its lot.
        return _lines_in_turn(t, t.c.lot.in_(select(t.c.lot).where(its_own))).where(
            its_own
        )

    return question


def stated_receipts(db: Connection, sale: SaleId | None) -> list[HistoryLine]:
    """List the bids of a sale, or of all, of which somebody stated when they came."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        stated = t.c.received_at != t.c.entered_at
        if sale is not None:
            stated &= t.c.sale == sale
        lots = select(t.c.lot).where(stated)
        return _lines_in_turn(t, t.c.lot.in_(lots)).where(stated)

    return list(_history_lines(db, question))


def stated_among(
    db: Connection, sale: SaleId, bidders: Mapping[LotId, Paddle | None]
) -> list[LotId]:
    """List the lots of which somebody stated when a bid of such a bidder came."""
    stated = {
        (line.lot, line.paddle)
        for line in stated_receipts(db, sale)
        if line.kind is HistoryKind.BID and line.taken_out is None
    }
    return [lot for lot, paddle in bidders.items() if (lot, paddle) in stated]


def _lines_in_turn(t: Table, which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select lines, and say whether an earlier one was received or closed after it."""
    in_turn: dict[str, Any] = {"partition_by": t.c.lot, "order_by": t.c.position}
    falls = t.c.kind.in_((HistoryKind.SOLD, HistoryKind.PASSED))
    latest = func.max(t.c.received_at).over(**in_turn)
    closed = func.max(case((falls, t.c.closed_at))).over(**in_turn)
    end = func.max(t.c.ends_at).over(**in_turn).label("held_until")
    so_far = (
        select(t.c.position, latest.label("latest"), closed.label("closed"), end)
        .where(which)
        .subquery()
    )
    late = func.coalesce(t.c.received_at < so_far.c.latest, False)
    before = func.coalesce(t.c.received_at < so_far.c.closed, False)
    return (
        select(
            t,
            late.label("out_of_time"),
            before.label("before_close"),
            so_far.c.held_until,
        )
        .join(so_far, so_far.c.position == t.c.position)
        .order_by(t.c.position)
    )


def _history_lines(db: Connection, question: Question) -> Iterator[HistoryLine]:
    """Say of each bid that was taken out by which event; nothing is left out."""

    def removals(t: Table) -> Select[*tuple[Any, ...]]:
        lines = question(t).order_by(None).subquery()
        query = select(lines.c.lot, lines.c.out, lines.c.position)
        return query.where(lines.c.out.is_not(None)).order_by(lines.c.position)

    gone = {
        (lot, bid): position
        for lot, out, position in ask(db, BIDS, removals)
        for bid in out.split()
    }
    for fields in fields_in_turn(BIDS, ask_in_turn(db, BIDS, question)):
        line = HistoryLine(**fields)
        if line.kind in (HistoryKind.BID, HistoryKind.LIVE):
            taken_out = gone.get((line.lot, line.bid or ""))
            line = replace(line, taken_out=taken_out) if taken_out else line
        yield line


def with_own_lots(
    lines: Iterable[HistoryLine], own: Container[OwnLot]
) -> Iterator[HistoryLine]:
    """Say of each bid whether its bidder is the consignor of the lot."""
    bids = (HistoryKind.BID, HistoryKind.LIVE, HistoryKind.REFUSED)
    for line in lines:
        if (
            line.kind in bids
            and line.paddle is not None
            and OwnLot(line.lot, line.paddle) in own
        ):
            yield replace(line, own_lot=True)
        else:
            yield line
