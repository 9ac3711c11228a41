"""Late bids: out of their turn, after the hammer, or so late that a lot stayed open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ledger.events import ReopenedFor
from ledger.identity import LotId
from ledger.money import Minor
from ledger.terms.sessions import SessionKind
from projections.bids.history import HistoryLine
from projections.bids.row import HistoryKind
from projections.catalogue import Listing
from projections.fairness.receipts import arrived_at, is_bid, milliseconds

CLOSES = (HistoryKind.SOLD, HistoryKind.PASSED)
BIDDING_CLOSED = "bidding-closed"


class Late(StrEnum):
    """In what way a bid was late."""

    OUT_OF_TURN = "entered after a bid that came later"
    AFTER_CLOSE = "came in time, entered after the close"
    PROXIES_OVER = "came after proxy bidding had ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateBid:
    """A bid that was entered out of its turn, or came when its way was over."""

    line: HistoryLine
    late: Late
    ms: int
    """From when it came to when it was recorded; or from the end to when it came."""
    beside: int | None
    """The event that was before its time: a bid that came later, or the close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterHammer:
    """A bid that came after the hammer of its lot, or after its clock had run out."""

    line: HistoryLine
    closed_at: datetime
    ms: int
    """By how much it came after."""
    hammer: int | None
    """The event that closed the lot; None where it was never closed since."""
    hammer_price: Minor | None
    reopened: int | None
    """The event that put the lot up again afterwards, if one did."""

    @property
    def higher(self) -> bool | None:
        """Say whether it was more than the hammer price; None where there was none."""
        if self.hammer_price is None or self.line.submitted is None:
            return None
        return self.line.submitted > self.hammer_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A lot that a late bid kept open."""

    line: HistoryLine
    was: datetime
    """When it would have closed."""
    bid: HistoryLine | None
    """The late bid, on this lot or another."""


def by_lot(lines: Iterable[HistoryLine]) -> dict[LotId, list[HistoryLine]]:
    """Sort lines out by their lots."""
    lots: dict[LotId, list[HistoryLine]] = defaultdict(list)
    for line in lines:
        lots[line.lot].append(line)
    return dict(lots)


def late_bids(
    lines: Sequence[HistoryLine], listings: Mapping[LotId, Listing]
) -> list[LateBid]:
    """List the bids that were late in one way or another, in the order of the log."""
    late = [
        each
        for lot, of_lot in by_lot(lines).items()
        for each in _late_on(of_lot, listings[lot])
    ]
    return sorted(late, key=lambda each: each.line.position)


def _late_on(lines: Sequence[HistoryLine], listing: Listing) -> Iterator[LateBid]:
    latest: HistoryLine | None = None
    closed: HistoryLine | None = None
    for line in lines:
        if line.kind in CLOSES:
            closed = line
        elif line.kind is HistoryKind.REOPENED:
            closed = None
        if not is_bid(line):
            continue
        taken = milliseconds(line.recorded_at - arrived_at(line))
        if closed is not None and line.before_close:
            yield LateBid(
                line=line, late=Late.AFTER_CLOSE, ms=taken, beside=closed.position
            )
        elif line.out_of_time and latest is not None:
            yield LateBid(
                line=line, late=Late.OUT_OF_TURN, ms=taken, beside=latest.position
            )
        elif _came_after_proxies(line, listing, closed):
            after = milliseconds(arrived_at(line) - listing.first_ends_at)
            yield LateBid(line=line, late=Late.PROXIES_OVER, ms=after, beside=None)
        if latest is None or arrived_at(line) >= arrived_at(latest):
            latest = line


def _came_after_proxies(
    line: HistoryLine, listing: Listing, closed: HistoryLine | None
) -> bool:
    in_room = listing.kind is SessionKind.FLOOR and closed is None
    return in_room and line.code == BIDDING_CLOSED


def after_the_hammer(
    lines: Sequence[HistoryLine], listings: Mapping[LotId, Listing]
) -> list[AfterHammer]:
    """List the bids that came after their lots were closed, in the order of the log."""
    after = [
        each
        for lot, of_lot in by_lot(lines).items()
        for each in _after_on(of_lot, listings[lot])
    ]
    return sorted(after, key=lambda each: each.line.position)


def _after_on(lines: Sequence[HistoryLine], listing: Listing) -> Iterator[AfterHammer]:
    for place, line in enumerate(lines):
        if not is_bid(line):
            continue
        closed_at, close = _close_before(lines, place, listing)
        if closed_at is None or arrived_at(line) < closed_at:
            continue
        # A bid within the grace puts the lot up again, and is taken right after that.
        since = lines[place - 1 :] if _reopens(lines[place - 1]) else lines[place:]
        yield AfterHammer(
            line=line,
            closed_at=closed_at,
            ms=milliseconds(arrived_at(line) - closed_at),
            hammer=None if close is None else close.position,
            hammer_price=None if close is None else close.price,
            reopened=_next_position(since, HistoryKind.REOPENED),
        )


def _reopens(line: HistoryLine) -> bool:
    """Say whether a lot was put up again for the bid that comes next."""
    late = line.kind is HistoryKind.REOPENED
    return late and line.code == ReopenedFor.LATE_BID.value


def _close_before(
    lines: Sequence[HistoryLine], place: int, listing: Listing
) -> tuple[datetime | None, HistoryLine | None]:
    """Return when a lot was closed that a bid came to, and by which event.

    A lot on the clock is closed when its time is over, which is recorded later; one
    that was open was not closed at all.
    """
    closed: HistoryLine | None = None
    ends_at = listing.first_ends_at
    for line in lines[:place]:
        if line.kind in CLOSES:
            closed = line
        elif line.kind is HistoryKind.REOPENED:
            # What put the lot up again for this very bid came after the bid.
            for_it = line is lines[place - 1] and _reopens(line)
            closed = closed if for_it else None
        if line.ends_at is not None:
            ends_at = line.ends_at
    if closed is not None:
        return closed.closed_at, closed
    timed = listing.kind is SessionKind.TIMED
    if not timed or lines[place].code != BIDDING_CLOSED:
        return None, None
    closed = next((line for line in lines[place:] if line.kind in CLOSES), None)
    return (ends_at, None) if closed is None else (closed.closed_at, closed)


def _next_position(lines: Sequence[HistoryLine], kind: HistoryKind) -> int | None:
    return next((line.position for line in lines if line.kind is kind), None)


def extensions(
    lines: Sequence[HistoryLine], listings: Mapping[LotId, Listing]
) -> list[Extension]:
    """List every time that a lot was kept open, and the bid that did it."""
    ends = {lot: listing.first_ends_at for lot, listing in listings.items()}
    bids: dict[str, HistoryLine] = {}
    kept_open = []
    for line in lines:
        if line.kind is HistoryKind.BID and line.bid is not None:
            bids[line.bid] = line
        if line.ends_at is None:
            continue
        if line.kind is HistoryKind.EXTENDED:
            late = bids.get(line.bid or "")
            kept_open.append(Extension(line=line, was=ends[line.lot], bid=late))
        ends[line.lot] = line.ends_at
    return kept_open
