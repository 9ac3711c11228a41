"""The options that put a replay on paper: a page, a plot, and whose eyes it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.extras import how_to_install
from commands.looking import may_show, readable_words
from commands.session import LedgerSession
from commands.written_file import write_file

if TYPE_CHECKING:
    from ledger.identity import LotId
    from presenters.pages.replay import ReplayedLot

F = TypeVar("F", bound=Callable[..., Any])

FORMS = {".svg": "svg", ".png": "png"}
NONE: Mapping[int, datetime] = MappingProxyType({})
FILE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOptions:
    """The files to write, and their readers."""

    page: Path | None
    plot: Path | None
    last: timedelta | None
    public: bool


def page_options(command: F) -> F:
    """Give a command the options that write files.

    The command is called with ``pages``, None where nothing is to be written.
    """

    @wraps(command)
    def with_pages(
        *args: Any,
        html: Path | None,
        plot: Path | None,
        last: float | None,
        audience: str | None,
        **options: Any,
    ) -> Any:
        pages = None
        if html is not None or plot is not None:
            pages = PageOptions(
                page=html,
                plot=plot,
                last=None if last is None else timedelta(minutes=last),
                public=audience == "public",
            )
            _require_svg_or_png(plot)
        elif last is not None or audience is not None:
            lacks = "Say what to write, with --html or --plot."
            raise click.BadParameter(lacks, param_hint="'--last, --audience'")
        return command(*args, pages=pages, **options)

    for option in reversed(_PAGE_OPTIONS):
        with_pages = option(with_pages)
    return with_pages  # type: ignore[return-value]


def _require_svg_or_png(plot: Path | None) -> None:
    if plot is not None and plot.suffix.lower() not in FORMS:
        slip = f"{str(plot)!r} ends in neither .svg nor .png. Name it like lot.svg."
        raise click.BadParameter(slip, param_hint="'--plot'")


def write_page_and_plot(ledger: LedgerSession, name: LotId, pages: PageOptions) -> None:
    """Write the page and the plot of a lot; raises UnknownLot."""
    from presenters.pages.replay import replay_page, replayed_lot

    shown = not pages.public and may_show(ledger, [name], "write a replay of a lot")
    replayed = replayed_lot(ledger.records(), name, masked=not shown)
    if pages.plot is not None:
        form = FORMS[pages.plot.suffix.lower()]
        write_file(pages.plot, _plot_file(replayed, pages, form))
        click.echo(f"Lot {name}: {pages.plot} is drawn.")
    if pages.page is not None:
        sealed = None if shown or pages.public else readable_words(ledger)
        plot = _inline_svg(replayed, pages)
        text = replay_page(replayed, public=pages.public, plot=plot, sealed=sealed)
        write_file(pages.page, text.encode())
        click.echo(f"Lot {name}: {pages.page} is written.")


def _plot_file(replayed: ReplayedLot, pages: PageOptions, form: str) -> bytes:
    """Draw the bidding; where nothing can draw here, say what to install."""
    try:
        return _plot_bytes(replayed, pages, form)
    except NoPlotLibrary as lacks:
        raise click.BadParameter(str(lacks), param_hint="'--plot'") from lacks


def _inline_svg(replayed: ReplayedLot, pages: PageOptions) -> str | None:
    """Draw the bidding for a page, which goes without where nothing can draw here."""
    try:
        svg = _plot_bytes(
            replayed, pages, "svg", replayed.moments(public=pages.public)
        ).decode()
    except NoPlotLibrary as lacks:
        click.echo(f"The page has no plot. {lacks}", err=True)
        return None
    return svg[svg.index("<svg") :]


class NoPlotLibrary(Exception):
    """The library that draws is not installed."""


def _plot_bytes(
    replayed: ReplayedLot,
    pages: PageOptions,
    form: str,
    moments: Mapping[int, datetime] = NONE,
) -> bytes:
    from presenters.pages.plot_marks import marks_of

    try:
        from presenters.pages.plot import Paper, drawn
    except ModuleNotFoundError as fault:
        install = how_to_install("plot", fault, "matplotlib")
        what = "A plot is drawn by matplotlib, which is not installed here."
        raise NoPlotLibrary(f"{what} {install}") from fault
    lot = replayed.lot
    marks = marks_of(replayed.steps, public=pages.public).within(pages.last)
    paper = Paper(
        lot=lot.id,
        money=lot.listing.currency,
        zone=replayed.terms.zone,
        timing=replayed.timing,
        moments=moments,
    )
    return drawn(marks, paper, form=form)


_PAGE_OPTIONS = (
    click.option(
        "--html",
        type=FILE,
        metavar="FILE",
        help="Write all steps as one self-contained page.",
    ),
    click.option(
        "--plot", type=FILE, metavar="FILE", help="Draw the bidding: LOT.svg, LOT.png."
    ),
    click.option(
        "--last",
        type=click.FloatRange(0, min_open=True),
        metavar="MINUTES",
        help="Draw only the last MINUTES.",
    ),
    click.option(
        "--audience",
        type=click.Choice(["public", "auditor"]),
        help="Who reads it: the public sees no maximums.  [default: auditor]",
    ),
)
