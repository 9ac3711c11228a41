"""The plot of a sale summary: what sold, and each hammer price beside its estimates.

It is drawn from the table that the page prints, so that the two never disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import sqrt
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from ledger.identity import LotId, number_of
from ledger.money import Currency, Minor
from projections.plot_style import saved, styled
from projections.reports.model import Figure, Report, ReportTable

TABLES = ("lots_", "sale_summary_lots_")
LOTS_MAX = 80
"""With more lots than these, they are counted by how far they went."""

NAMES_MAX = 50
BELOW, WITHIN, ABOVE = "#d55e00", "#0072b2", "#00795a"
UNSOLD, BARE, RANGE = "#a3a3a3", "#6a5a8c", "#cfdbe6"
SOLD: Mapping[str, tuple[str, str, str]] = {
    "below": ("below the estimates", "v", BELOW),
    "within": ("within", "o", WITHIN),
    "above": ("above", "^", ABOVE),
    "": ("without estimates", "D", BARE),
}
"""What a hammer price is beside its estimates: how it is told, drawn and coloured."""

EIGHTH = 8
STEPS = 24
"""Hammer prices are counted by eighths of the middle of the estimates, up to three."""


class Fate(NamedTuple):
    """The fate of a lot that was offered."""

    lot: str
    low: Minor | None
    high: Minor | None
    hammer: Minor | None
    """None: it did not sell."""
    place: str
    """On which side of its estimates it sold."""

    @property
    def ends(self) -> tuple[Minor, Minor]:
        """The estimates; where there is one, it is both."""
        return (self.low or self.high or 0, self.high or self.low or 0)

    @property
    def middle(self) -> float | None:
        """The middle of the estimates, as far as there are any."""
        low, high = self.ends
        return sqrt(low * high) or None


def with_plots(report: Report) -> Report:
    """Add a plot for each table of lots; a report without any stays as it is."""
    drawn = tuple(
        Figure(
            title=f"Hammer prices against estimates, {table.currency.code}",
            svg=plot(fates, table.currency, form="svg").decode(),
        )
        for table in report.tables
        if table.currency is not None and (fates := tuple(_lot_fates(table)))
    )
    return replace(report, figures=(*report.figures, *drawn)) if drawn else report


def _lot_fates(table: ReportTable) -> Iterator[Fate]:
    """Read what became of lots from the table that tells it."""
    if not table.name.startswith(TABLES):
        return
    names = [column.name for column in table.columns]
    wanted = ("lot", "low_estimate", "high_estimate", "hammer", "place", "outcome")
    if not {*wanted} <= {*names}:
        return
    places = [names.index(name) for name in wanted]
    for row in table.rows:
        lot, low, high, hammer, place, outcome = (row[place] for place in places)
        if outcome in {"sold", "passed", "rescinded"}:
            number = number_of(LotId(str(lot)))
            yield Fate(
                number,
                _amount_in(low),
                _amount_in(high),
                _amount_in(hammer),
                _word_in(place),
            )


def _amount_in(value: object) -> Minor | None:
    return value if isinstance(value, int) and value > 0 else None


def _word_in(value: object) -> str:
    return "" if value is None else str(value)


def plot(fates: Sequence[Fate], money: Currency, *, form: str) -> bytes:
    """Draw lots that were offered as ``svg`` or ``png``."""
    with styled():
        figure = Drawing(figsize=(9.6, 5.4), layout="constrained")
        above, below = figure.subplots(2, 1, height_ratios=(1, 11))
        _draw_sell_through(above, fates)
        if len(fates) <= LOTS_MAX:
            _draw_lots(below, fates, money)
        else:
            _draw_counts(below, fates)
        figure.legend(
            *below.get_legend_handles_labels(), loc="outside lower center", ncols=6
        )
        return saved(figure, form)


def _draw_sell_through(axes: Axes, fates: Sequence[Fate]) -> None:
    """Draw one bar of all that was offered: what sold where, and what did not."""
    sold = [fate for fate in fates if fate.hammer is not None]
    parts = [
        (sum(fate.place == place for fate in sold), color)
        for place, (_, _, color) in SOLD.items()
    ]
    start = 0
    for count, color in (*parts, (len(fates) - len(sold), UNSOLD)):
        if count:
            axes.barh(0, count, left=start, color=color, edgecolor="white")
            where = start + count / 2
            axes.text(where, 0, f"{count:,}", ha="center", va="center", color="white")
        start += count
    axes.set_xlim(0, len(fates))
    axes.set_axis_off()
    share = f"{100 * len(sold) / len(fates):.1f}%"
    title = f"Sold {len(sold):,} of {len(fates):,} lots, {share}"
    axes.set_title(title, loc="left", fontweight="bold")


def _draw_lots(axes: Axes, fates: Sequence[Fate], money: Currency) -> None:
    """Draw each lot: the estimates as a range, the hammer price on it."""
    ranges = [(n, fate) for n, fate in enumerate(fates) if fate.middle is not None]
    if ranges:
        axes.vlines(
            [n for n, _ in ranges],
            [fate.ends[0] for _, fate in ranges],
            [fate.ends[1] for _, fate in ranges],
            color=RANGE,
            linewidth=7,
            label="estimates",
        )
    for place, (label, marker, color) in SOLD.items():
        prices = [
            (n, fate.hammer)
            for n, fate in enumerate(fates)
            if fate.hammer is not None and fate.place == place
        ]
        _draw_points(axes, prices, label, marker, color)
    unsold = [(n, fate.middle) for n, fate in ranges if fate.hammer is None]
    _draw_points(axes, unsold, "not sold", "x", UNSOLD)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda at, _: money.write(round(at))))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(visible=False, axis="x")
    each = -(-len(fates) // NAMES_MAX)
    axes.set_xticks(
        range(0, len(fates), each), [fate.lot for fate in fates[::each]], rotation=90
    )
    axes.set_xlim(-0.7, len(fates) - 0.3)
    axes.set_xlabel("lot")


def _draw_points(
    axes: Axes,
    points: Sequence[tuple[int, float | None]],
    label: str,
    marker: str,
    color: str,
) -> None:
    if points:
        places, amounts = zip(*points, strict=True)
        axes.scatter(places, amounts, 34, c=color, marker=marker, label=label, zorder=3)


def _draw_counts(axes: Axes, fates: Sequence[Fate]) -> None:
    """Count lots by how far the hammer went from the middle of the estimates."""
    for place, (label, _, color) in SOLD.items():
        eighths = [
            min(int(EIGHTH * fate.hammer / fate.middle), STEPS)
            for fate in fates
            if fate.hammer is not None
            and fate.middle is not None
            and fate.place == place
        ]
        if eighths:
            counts = [eighths.count(step) for step in range(STEPS + 1)]
            taken = [n for n in range(STEPS + 1) if counts[n]]
            axes.bar(
                [n / EIGHTH for n in taken],
                [counts[n] for n in taken],
                width=1 / EIGHTH,
                align="edge",
                color=color,
                edgecolor="white",
                label=label,
                alpha=0.85,
            )
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: f"{100 * at:.0f}%"))
    axes.set_xlabel(
        "hammer price, of the middle of the estimates (300% and more: last)"
    )
    axes.set_ylabel("lots")
