"""The plot of a lot: time across, amount up; the same ledger gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import nan
from typing import Any
from zoneinfo import ZoneInfo

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ledger.events.ledger import Timing
from ledger.identity import Channel, LotId
from ledger.money import Currency
from presenters.pages.plot_labels import Spot, corners
from presenters.pages.plot_marks import Level, Mark, Marks, Turn
from presenters.times import local_time
from projections.plot_style import saved, styled
from projections.rehearsal import rehearsal_mark, zone_words

PRICE, BOOK, NO, RESERVE = "#0072b2", "#d55e00", "#a0517f", "#00795a"
INK, GONE, HERE = "#333333", "#b0b0b0", "#ffe08a"
CALLS: dict[Channel, tuple[str, str]] = {
    Channel.FLOOR: ("o", "#e69f00"),
    Channel.PHONE: ("s", "#56b4e9"),
    Channel.LIVE: ("D", "#cc79a7"),
    Channel.INTERNET: ("^", "#f0e442"),
    Channel.MAIL: ("P", "#999999"),
    Channel.FAX: ("h", "#bbbbbb"),
}
TURNS: dict[str, dict[str, Any]] = {
    "put up": {"color": "#999999", "linestyle": ":"},
    "put up again": {"color": "#999999", "linestyle": "-."},
    "extended": {"color": BOOK, "linestyle": ":"},
    "hammer": {"color": INK, "linewidth": 1},
    "passed": {"color": INK, "linewidth": 1, "linestyle": "--"},
}
LABELLED_MAX = 14
"""With more bids than these, paddle numbers would stand on each other."""

INCH = 72
HALF_A_MINUTE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The ground of a plot: its lot, its money, and the clock on the wall."""

    lot: LotId
    money: Currency
    zone: str
    timing: Timing
    moments: Mapping[int, datetime] = field(default_factory=dict)
    """When each step of a page was: it shows the line of the step that it is at."""


def drawn(marks: Marks, paper: Paper, *, form: str) -> bytes:
    """Draw a plot as ``svg`` or ``png``."""
    with styled():
        figure = Figure(figsize=(9.6, 5.4), layout="constrained")
        if sentence := rehearsal_mark(paper.timing):
            figure.suptitle(sentence, fontsize=9, color=INK, gid="rehearsal")
        axes = figure.add_subplot()
        _draw_marks(axes, marks)
        _set_scale(axes, marks, paper)
        _draw_moments(axes, paper.moments)
        if axes.get_legend_handles_labels()[0]:
            figure.legend(loc="outside lower center", ncols=5)
        named = [mark for mark in marks.bids if mark.label]
        if 0 < len(named) <= LABELLED_MAX:
            _draw_paddles(figure, axes, named)
        return saved(figure, form)


def _draw_marks(axes: Axes, marks: Marks) -> None:
    end = marks.ended_at
    if end is None:
        axes.text(0.5, 0.5, "no bids", transform=axes.transAxes, ha="center", color=INK)
        axes.set_axis_off()
        return
    _draw_level(
        axes, marks.price, end, color=PRICE, linewidth=2, zorder=2.5, label="price"
    )
    _draw_level(
        axes, marks.reserve, end, color=RESERVE, linestyle="--", label="reserve"
    )
    _draw_bids(axes, marks.maximums, "maximum", marker="x", color=BOOK)
    _draw_bids(axes, marks.opened, "opened maximum", marker="+", color=BOOK)
    _draw_bids(axes, marks.taken_out, "taken out", marker="x", color=GONE)
    _draw_bids(axes, marks.refused, "refused", marker="v", ec=NO, facecolors="none")
    ring: dict[str, Any] = {
        "marker": "o",
        "ec": INK,
        "facecolors": "none",
        "linewidths": 0.8,
    }
    _draw_bids(axes, marks.stated, "receipt stated", size=110, **ring)
    _draw_bids(axes, marks.house, "for the consignor", marker="*", color=RESERVE)
    # It may be put right weeks later, and is shown where the bidding ended.
    amended = [replace(mark, at=min(mark.at, end)) for mark in marks.amended]
    _draw_bids(axes, amended, "hammer amended", marker="D", ec=INK, facecolors="none")
    for way, calls in sorted(marks.calls.items()):
        shape, color = CALLS[way]
        how: dict[str, Any] = {
            "marker": shape,
            "facecolors": color,
            "ec": INK,
            "linewidths": 0.6,
        }
        _draw_bids(axes, calls, f"called {way.way}", **how)
    _draw_turns(axes, marks.turns)


def _days(at: datetime) -> float:
    """Count a moment as matplotlib does, in days: UTC, whatever its zone."""
    return float(date2num(at))


def _draw_level(axes: Axes, levels: Sequence[Level], end: datetime, **how: Any) -> None:
    """Draw a level as a line that changes at once, up to the end."""
    if not any(level.amount is not None for level in levels):
        return
    times = [_days(at) for at in (*(level.at for level in levels), end)]
    heights = [nan if level.amount is None else level.amount for level in levels]
    axes.plot(times, [*heights, heights[-1]], drawstyle="steps-post", **how)


def _draw_bids(
    axes: Axes, marks: Sequence[Mark], label: str, *, size: int = 42, **how: Any
) -> None:
    if marks:
        amounts = [mark.amount for mark in marks]
        times = [_days(mark.at) for mark in marks]
        axes.scatter(times, amounts, size, label=label, zorder=3, **how)


def _draw_paddles(figure: Figure, axes: Axes, marks: Sequence[Mark]) -> None:
    """Write the paddle beside each bid, where there is room for it."""
    # Only a drawing knows where on the paper a mark comes to stand.
    figure.draw_without_rendering()
    places = axes.transData.transform([(_days(mark.at), mark.amount) for mark in marks])
    spots = [Spot(*(float(at) / figure.dpi * INCH for at in place)) for place in places]
    named = [(spot, mark.label) for spot, mark in zip(spots, marks, strict=True)]
    for mark, corner in zip(marks, corners(named), strict=True):
        if corner is not None:
            axes.annotate(
                mark.label,
                (_days(mark.at), mark.amount),
                xytext=corner,
                textcoords="offset points",
                ha="right" if corner.x < 0 else "left",
                fontsize=8,
                color=INK,
                gid=f"paddle-{mark.bid}",
                path_effects=[withStroke(linewidth=2, foreground="white")],
            )


def _draw_turns(axes: Axes, turns: Sequence[Turn]) -> None:
    """Draw a line where the lot was put up, knocked down or passed."""
    named = set()
    for turn in turns:
        label = None if turn.name in named else turn.name
        named.add(turn.name)
        axes.axvline(_days(turn.at), label=label, **TURNS[turn.name])


def _draw_moments(axes: Axes, moments: Mapping[int, datetime]) -> None:
    """Draw a broad line for each step, to be shown one at a time."""
    begin, end = axes.get_xlim()
    for number, at in moments.items():
        if begin <= _days(at) <= end:
            named = f"moment-{number}"
            axes.axvline(_days(at), gid=named, color=HERE, linewidth=7, zorder=0.5)


def _set_scale(axes: Axes, marks: Marks, paper: Paper) -> None:
    _set_clock(axes, paper)
    axes.yaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda amount, _: paper.money.write(round(amount)))
    )
    axes.margins(y=0.1)
    axes.set_ylim(bottom=max(0, axes.get_ylim()[0]))
    begin, end = marks.begun_at, marks.ended_at
    if begin is not None and end is not None:
        room = (end - begin) / 25 or HALF_A_MINUTE
        axes.set_xlim(_days(marks.since or begin - room), _days(end + room))
    axes.set_title(f"Lot {paper.lot}", loc="left", fontweight="bold")
    axes.set_title(marks.outcome, loc="right")


def _set_clock(axes: Axes, paper: Paper) -> None:
    """Write times as the clock in the saleroom shows them, and the day at the end."""
    wall = ZoneInfo(paper.zone)
    locator = AutoDateLocator(tz=wall, minticks=4, maxticks=9)
    day, short, month = "%d %B %Y", "%d %b", "%b %Y"
    minute, second = "%H:%M", "%H:%M:%S"
    written = ConciseDateFormatter(
        locator,
        tz=wall,
        formats=["%Y", month, short, minute, minute, second],
        zero_formats=["%Y", month, short, short, minute, second],
        offset_formats=["", "", "%Y", day, day, day],
    )
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(written)
    clock = zone_words(paper.zone, paper.timing, lambda at: local_time(at, paper.zone))
    axes.set_xlabel(f"time in {clock}")
