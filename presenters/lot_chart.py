"""A lot's bidding laid out on a sheet: each mark in hundredths across and down."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ledger.money import Currency, Minor
from presenters.pages.plot_labels import Spot, corners
from presenters.pages.plot_marks import Level, Mark, Marks
from presenters.shape import Amount, Decimals

LEFT, RIGHT, TOP, BOTTOM = 9.0, 97.0, 7.0, 90.0
WIDE, HIGH = 9.0, 3.6
"""So many points a hundredth of the sheet is, on a desk: labels are set by it."""
LABELLED_MAX = 14
"""With more bids than these, paddle numbers would stand on each other."""

TICKS = 6
HALF_A_MINUTE = timedelta(seconds=30)
SPACINGS = [
    *(timedelta(seconds=each) for each in (1, 2, 5, 10, 15, 30)),
    *(timedelta(minutes=each) for each in (1, 2, 5, 10, 15, 30)),
    *(timedelta(hours=each) for each in (1, 2, 3, 6, 12)),
    *(timedelta(days=each) for each in (1, 2, 4, 7, 14, 28, 91, 365, 3650)),
]
ENDS = ("hammer", "passed")


class Zoom(StrEnum):
    """How much of the time is spread over the sheet."""

    ALL = "all"
    ROOM = "room"
    """From when the lot was put up to the hammer."""
    HOUR = "hour"
    """The last hour before the end."""
    MINUTES = "minutes"
    """The last ten minutes."""


_LAST = {Zoom.HOUR: timedelta(hours=1), Zoom.MINUTES: timedelta(minutes=10)}


class Grain(StrEnum):
    """How finely the moments below a sheet are told."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Span:
    """What the sheet shows: from when to when, and from how much to how much."""

    begin: datetime
    end: datetime
    least: Minor
    most: Minor

    def across(self, at: datetime) -> float:
        """Return how far across a moment stands."""
        share = (at - self.begin) / (self.end - self.begin)
        return round(LEFT + share * (RIGHT - LEFT), 2)

    def down(self, amount: Minor) -> float:
        """Return how far down an amount stands."""
        share = (amount - self.least) / (self.most - self.least)
        return round(BOTTOM - share * (BOTTOM - TOP), 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartMark:
    """A bid, or a hammer price that was amended, where it stands."""

    kind: str
    x: float
    y: float
    at: datetime
    amount: Amount
    label: str
    position: int
    beside: Spot | None
    """How far from the mark its label begins; None where there is no room for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTurn:
    """A moment at which the lot took a turn."""

    name: str
    x: float
    at: datetime
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotChart:
    """A lot's bidding, as a page draws it."""

    marks: Sequence[ChartMark]
    turns: Sequence[ChartTurn]
    price: str
    """The line of the price, as the points of a polyline."""
    reserve: str
    moments: Sequence[tuple[float, datetime]]
    grain: Grain
    amounts: Sequence[tuple[float, Amount]]
    here: float | None
    """Where the moment stands that is looked back to."""


def zooms_of(marks: Marks) -> list[Zoom]:
    """Return what a sheet can be spread to."""
    was_up = any(turn.name == "put up" for turn in marks.turns)
    return [zoom for zoom in Zoom if zoom is not Zoom.ROOM or was_up]


def chart_of(
    whole: Marks,
    then: Marks,
    *,
    zoom: Zoom,
    currency: Currency,
    zone: str,
    fitting: Collection[int],
    here: datetime | None,
) -> LotChart | None:
    """Lay out what was known then, on the sheet that the whole of it needs.

    Only marks of entries that are ``fitting`` are drawn. None: there is no bidding.
    """
    span = _span(whole, zoom)
    if span is None:
        return None
    decimals = Decimals(currency)
    moments, grain = _moments(span, ZoneInfo(zone))
    end = span.end if here is None else min(here, span.end)
    return LotChart(
        marks=_marks(then, span, decimals, fitting),
        turns=[
            ChartTurn(name=t.name, x=span.across(t.at), at=t.at, position=t.position)
            for t in then.turns
            if t.position in fitting and span.begin <= t.at <= span.end
        ],
        price=_line(then.price, span, end),
        reserve=_line(then.reserve, span, end),
        moments=[(span.across(at), at) for at in moments],
        grain=grain,
        amounts=[(span.down(a), decimals(a)) for a in _amounts(span, currency)],
        here=None if here is None or here > span.end else span.across(end),
    )


def _kinds(marks: Marks) -> Iterator[tuple[str, Mark]]:
    """Return every mark by what it is."""
    for kind, several in (
        ("refused", marks.refused),
        ("taken-out", marks.taken_out),
        ("sealed", marks.sealed),
        ("refused sealed", marks.sealed_refused),
        ("maximum", marks.maximums),
        ("opened", marks.opened),
        *((f"called {channel}", calls) for channel, calls in marks.calls.items()),
        ("house", marks.house),
        ("amended", marks.amended),
        ("stated", marks.stated),
    ):
        yield from ((kind, mark) for mark in several)


def _marks(
    marks: Marks, span: Span, decimals: Decimals, fitting: Collection[int]
) -> list[ChartMark]:
    seen = [
        (kind, mark, span.across(min(mark.at, span.end)), span.down(mark.amount))
        for kind, mark in _kinds(marks)
        if mark.position in fitting
        and span.begin <= mark.at
        # It may be put right weeks later, and is shown where the bidding ended.
        and (mark.at <= span.end or kind == "amended")
    ]
    spots = [(Spot(x * WIDE, -y * HIGH), mark.label) for _, mark, x, y in seen]
    named = sum(bool(label) for _, label in spots)
    beside = corners(spots) if named <= LABELLED_MAX else [None] * len(spots)
    return [
        ChartMark(
            kind=kind,
            x=x,
            y=y,
            at=mark.at,
            amount=decimals(mark.amount),
            label=mark.label,
            position=mark.position,
            beside=corner,
        )
        for (kind, mark, x, y), corner in zip(seen, beside, strict=True)
    ]


def _span(marks: Marks, zoom: Zoom) -> Span | None:
    begin, end = marks.begun_at, marks.ended_at
    if begin is None or end is None:
        return None
    closes = [turn.at for turn in marks.turns if turn.name in ENDS]
    if zoom is Zoom.ROOM:
        begin = min((t.at for t in marks.turns if t.name == "put up"), default=begin)
    if zoom is not Zoom.ALL:
        end = max(closes, default=end)
        begin = max(begin, end - _LAST.get(zoom, end - begin))
    aside = (end - begin) / 30 or HALF_A_MINUTE
    begin, end = begin - aside, end + aside
    return Span(begin, end, *_range(marks, begin, end))


def _range(marks: Marks, begin: datetime, end: datetime) -> tuple[Minor, Minor]:
    """Return the least and the most that is shown, with room around."""
    shown = [mark.amount for _, mark in _kinds(marks) if begin <= mark.at <= end]
    shown += [mark.amount for mark in marks.amended]
    for levels in (marks.price, marks.reserve):
        shown += [
            level.amount
            for level in _within(levels, begin, end)
            if level.amount is not None
        ]
    least, most = min(shown, default=0), max(shown, default=0)
    aside = max((most - least) // 12, most // 20, 1)
    return max(0, least - aside), most + aside


def _within(levels: Iterable[Level], begin: datetime, end: datetime) -> list[Level]:
    """Return the levels of a stretch, the one first that stood when it began."""
    known = [level for level in levels if level.at <= end]
    before = sum(level.at < begin for level in known)
    return known[max(0, before - 1) :]


def _line(levels: Sequence[Level], span: Span, end: datetime) -> str:
    """Return a level as a line that changes at once; where it is gone it falls."""
    points: list[tuple[float, float]] = []
    for level in _within(levels, span.begin, end):
        x = span.across(max(level.at, span.begin))
        y = BOTTOM if level.amount is None else span.down(level.amount)
        if points:
            points.append((x, points[-1][1]))
        points.append((x, y))
    if points:
        points.append((span.across(end), points[-1][1]))
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _moments(span: Span, zone: ZoneInfo) -> tuple[list[datetime], Grain]:
    """Return round moments by the clock of a zone, and how fine they are."""
    length = span.end - span.begin
    spacing = next((s for s in SPACINGS if length / s <= TICKS), SPACINGS[-1])
    first = span.begin.astimezone(zone).replace(tzinfo=None)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + (first - midnight) // spacing * spacing
    moments = []
    while (moment := at.replace(tzinfo=zone)) <= span.end:
        if moment >= span.begin:
            moments.append(moment)
        at += spacing
    if spacing >= timedelta(days=1):
        return moments, Grain.DAY
    return moments, Grain.MINUTE if spacing >= timedelta(minutes=1) else Grain.SECOND


def _amounts(span: Span, currency: Currency) -> list[Minor]:
    """Return round amounts of the sheet's height."""
    height, spacing = span.most - span.least, 1
    if height >= currency.unit:
        spacing = currency.unit
    while height / spacing > TICKS:
        # 1, 2, 5, 10: a round number is the next.
        spacing = spacing * 5 // 2 if f"{spacing}"[0] == "2" else spacing * 2
    first = -(-span.least // spacing) * spacing
    return list(range(first, span.most + 1, spacing))
