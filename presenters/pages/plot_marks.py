"""The marks on the plot of a lot, as times and amounts; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ledger.events import (
    BidPlaced,
    BidRefused,
    BidRetracted,
    BidStruck,
    ClosingExtended,
    HammerAmended,
    HouseBidPlaced,
    LiveBidTaken,
    LotEvent,
    LotOpened,
    LotPassed,
    LotReopened,
    LotResold,
    LotSold,
    LotWithdrawn,
    MaximumsOpened,
    ReserveSet,
    SaleRescinded,
)
from ledger.identity import BidId, Channel
from ledger.lot import Lot
from ledger.money import Currency, Minor
from ledger.replay.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A bid: when, how much, and what stands beside it."""

    at: datetime
    amount: Minor
    label: str = ""
    bid: BidId | None = None
    position: int = field(default=0, compare=False)
    """The entry that tells of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The height of a line from a moment on; None where there is no line."""

    at: datetime
    amount: Minor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The lot was put up, extended, knocked down, passed, or put up again."""

    at: datetime
    name: str
    position: int = field(default=0, compare=False)
    """The entry that tells of it."""


TURNS = {
    ClosingExtended: "extended",
    LotOpened: "put up",
    LotSold: "hammer",
    LotPassed: "passed",
    LotReopened: "put up again",
}


@dataclass(slots=True)
class Marks:
    """Everything that the plot of a lot shows."""

    price: list[Level] = field(default_factory=list)
    reserve: list[Level] = field(default_factory=list)
    maximums: list[Mark] = field(default_factory=list)
    taken_out: list[Mark] = field(default_factory=list)
    refused: list[Mark] = field(default_factory=list)
    stated: list[Mark] = field(default_factory=list)
    """Bids taken or refused of which somebody stated when they came: marked twice."""
    opened: list[Mark] = field(default_factory=list)
    """Maximums that were opened after the close, where their bids came."""
    sealed: list[Mark] = field(default_factory=list)
    """Bids of which no amount is told, where they left the price."""
    sealed_refused: list[Mark] = field(default_factory=list)
    """Bids that were refused, of which no amount is told, at the price of the time."""
    house: list[Mark] = field(default_factory=list)
    amended: list[Mark] = field(default_factory=list)
    """Hammer prices that were put right, however long after."""
    calls: dict[Channel, list[Mark]] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    outcome: str = ""
    """What became of the lot, also long after the hammer; empty before it was up."""
    since: datetime | None = None
    """Nothing before this is shown; None where all is."""

    @property
    def begun_at(self) -> datetime | None:
        """When the first bid came, or the lot was put up; None before that."""
        return min(self._all_times(), default=None)

    @property
    def ended_at(self) -> datetime | None:
        """When the last bid came, or the hammer fell; None before that."""
        return max(self._all_times(), default=None)

    @property
    def bids(self) -> list[Mark]:
        """The bids that were taken and stand, in the book and in the room."""
        room_marks = (mark for calls in self.calls.values() for mark in calls)
        return [*self.maximums, *room_marks]

    def _all_times(self) -> Iterator[datetime]:
        yield from (turn.at for turn in self.turns)
        yield from (level.at for level in self.price if level.amount is not None)
        bids = (self.maximums, self.opened, self.sealed, self.house)
        gone = (self.taken_out, self.refused, self.sealed_refused)
        for marks in (*bids, *gone, *self.calls.values()):
            yield from (mark.at for mark in marks)

    def within(self, last: timedelta | None) -> Marks:
        """Return the marks of the last minutes, and what stood when they began."""
        if last is None or self.ended_at is None:
            return self
        since = self.ended_at - last

        def late(marks: list[Mark]) -> list[Mark]:
            return [mark for mark in marks if mark.at >= since]

        return Marks(
            price=_levels_since(self.price, since),
            reserve=_levels_since(self.reserve, since),
            maximums=late(self.maximums),
            taken_out=late(self.taken_out),
            refused=late(self.refused),
            stated=late(self.stated),
            opened=late(self.opened),
            sealed=late(self.sealed),
            sealed_refused=late(self.sealed_refused),
            house=late(self.house),
            amended=late(self.amended),
            calls={way: kept for way, m in self.calls.items() if (kept := late(m))},
            turns=[turn for turn in self.turns if turn.at >= since],
            outcome=self.outcome,
            since=since,
        )


def _levels_since(levels: list[Level], since: datetime) -> list[Level]:
    """Keep the levels from a moment on, and begin with the one that stood then."""
    before = [level for level in levels if level.at < since]
    kept = [level for level in levels if level.at >= since]
    return [replace(level, at=since) for level in before[-1:]] + kept


def marks_of(steps: Iterable[Step], *, public: bool) -> Marks:
    """Mark what is to be seen of a lot; the public sees the price, and what was called.

    The price changes when a bid is entered, however early its receipt was stated, and
    never goes back in time.
    """
    marks, latest = Marks(), None
    for step in steps:
        latest = max(step.entered_at, latest or step.entered_at)
        _mark_price(marks, step.after, latest)
        _mark_room_events(marks, step, public=public)
        if not public:
            _mark_maximums(marks, step)
    return marks


def _mark_price(marks: Marks, lot: Lot, at: datetime) -> None:
    before = marks.price[-1].amount if marks.price else None
    if lot.price != before:
        marks.price.append(Level(at=at, amount=lot.price))


def _mark_room_events(marks: Marks, step: Step, *, public: bool) -> None:
    """Mark what is called in the room."""
    event, money = step.event, step.after.listing.currency
    match event:
        case LiveBidTaken(channel=channel, paddle=paddle):
            mark = _mark(step, event.amount, "" if public else paddle, bid=event.bid)
            marks.calls.setdefault(channel, []).append(mark)
        case HouseBidPlaced(amount=amount):
            marks.house.append(_mark(step, amount))
        case LotResold(hammer=hammer) | HammerAmended(hammer=hammer):
            marks.amended.append(_mark(step, hammer))
        case ClosingExtended() | LotOpened() | LotSold() | LotPassed() | LotReopened():
            name, position = TURNS[type(event)], step.position
            marks.turns.append(Turn(at=step.at, name=name, position=position))
        case _:
            pass
    marks.outcome = _outcome_label(event, money, public=public) or marks.outcome


def _outcome_label(event: LotEvent, money: Currency, *, public: bool) -> str | None:
    """Say what an event made of the lot; None where that is as it was."""
    match event:
        case (
            LotSold(buyer=buyer, hammer=hammer)
            | LotResold(buyer=buyer, hammer=hammer)
            | HammerAmended(buyer=buyer, hammer=hammer)
        ):
            who = "" if public else f" to {buyer}"
            return f"sold{who} at {money.write(hammer)}"
        case LotPassed():
            return "passed"
        case LotOpened():
            return "up in the room"
        case LotReopened():
            return "put up again"
        case SaleRescinded():
            return "sale called off"
        case LotWithdrawn():
            return "withdrawn"
        case _:
            return None


def _mark_maximums(marks: Marks, step: Step) -> None:
    """Mark what only an auditor may see."""
    slip = step.event
    if isinstance(slip, BidPlaced | BidRefused):
        _mark_slip(marks, step, slip)
    match step.event:
        case ReserveSet(reserve=reserve):
            marks.reserve.append(Level(at=step.at, amount=reserve))
        case MaximumsOpened(openings=openings):
            _mark_opened(marks, {each.position: each.most for each in openings})
        case BidRetracted(bids=bids) | BidStruck(bids=bids):
            _mark_taken_out(marks, bids)
        case _:
            pass


def _mark_slip(marks: Marks, step: Step, slip: BidPlaced | BidRefused) -> None:
    """Mark a bid that came in writing, taken or refused; its amount may be sealed."""
    is_taken = isinstance(slip, BidPlaced)
    bid = slip.bid if is_taken else None
    amount = _amount_of(slip)
    if amount is None:
        lot = step.after
        stood = lot.asking if lot.price is None else lot.price
        sealed = marks.sealed if is_taken else marks.sealed_refused
        sealed.append(_mark(step, stood, slip.paddle, bid=bid))
        return
    mark = _mark(step, amount, slip.paddle, bid=bid)
    (marks.maximums if is_taken else marks.refused).append(mark)
    if slip.received_at != slip.entered_at:
        marks.stated.append(replace(mark, label="", bid=None))


def _mark(step: Step, amount: Minor, label: str = "", bid: BidId | None = None) -> Mark:
    return Mark(at=step.at, amount=amount, label=label, bid=bid, position=step.position)


def _mark_opened(marks: Marks, amounts: Mapping[int, Minor]) -> None:
    """Mark what was opened of sealed bids, where they came."""
    for sealed, opened in (
        (marks.sealed, marks.opened),
        (marks.sealed_refused, marks.refused),
    ):
        opened += [
            replace(mark, amount=amounts[mark.position])
            for mark in sealed
            if mark.position in amounts
        ]
        sealed[:] = [mark for mark in sealed if mark.position not in amounts]


def _amount_of(bid: BidPlaced | BidRefused) -> Minor | None:
    return bid.maximum if isinstance(bid, BidPlaced) else bid.submitted


def _mark_taken_out(marks: Marks, bids: Collection[BidId]) -> None:
    """Move the marks of bids in the book and in the room to those taken out."""
    for placed in (marks.maximums, marks.sealed, *marks.calls.values()):
        marks.taken_out += [mark for mark in placed if mark.bid in bids]
        placed[:] = [mark for mark in placed if mark.bid not in bids]
    marks.calls = {way: calls for way, calls in marks.calls.items() if calls}
