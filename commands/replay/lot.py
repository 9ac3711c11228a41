"""Replay one lot: against the rules, step by step, or as it would have been."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from commands.looking import may_show, must_show
from commands.output import print_json, prints_json
from commands.params import LOT
from commands.replay.page_and_plot import page_options, write_page_and_plot
from commands.replay.what_if_options import what_if_options
from commands.session import LedgerSession, as_of

if TYPE_CHECKING:
    from commands.replay.page_and_plot import PageOptions
    from ledger.identity import LotId
    from ledger.replay.wish import Wish


@click.command("lot")
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.option("--step", "stepwise", is_flag=True, help="Show the lot event by event.")
@click.option(
    "--from",
    "first",
    type=click.IntRange(1),
    metavar="N",
    help="Begin with this step.  [default: the first; with --back, the last]",
)
@click.option("--back", is_flag=True, help="Show the steps backwards.")
@what_if_options
@page_options
@prints_json(
    "presenters.recount:RecountShape",
    "presenters.step:StepsShape",
    "presenters.what_if:LotWhatIfShape",
)
@click.pass_context
@as_of
def lot(
    ctx: click.Context,
    name: LotId,
    *,
    stepwise: bool,
    first: int | None,
    back: bool,
    wish: Wish | None,
    pages: PageOptions | None,
    as_json: bool,
) -> None:
    """Replay SALE/LOT: take every decision again under the terms of the day.

    Names each difference between the record and the rules, and then ends with 1. --step
    shows the lot event by event, with the rules that decided; in a terminal n and p go
    on and back, a number and Enter go to that step, q ends. A what-if shows what the
    lot would have come to. Nothing is recorded. For auditors: all but a page for the
    public shows maximums and reserves.

    Example: lotledger replay lot HERITAGE-2025-12/50061 --without 50061#3
    """
    if pages is not None:
        _refuse_other_options(others=stepwise or as_json or wish is not None)
        write_page_and_plot(ctx.obj, name, pages)
    elif stepwise:
        if wish is not None:
            slip = "--step shows the lot as it was recorded. Leave the what-if out."
            raise click.UsageError(slip)
        _print_steps(ctx.obj, name, first=first, back=back, as_json=as_json)
    elif wish is not None:
        _print_what_if(ctx.obj, name, wish, as_json=as_json)
    else:
        _print_recount(ctx, name, as_json=as_json)


def _refuse_other_options(*, others: bool) -> None:
    if others:
        slip = "The page and the plot show what is recorded, and nothing else."
        raise click.UsageError(f"{slip} Leave --step, --json and what-ifs out.")


def _print_steps(
    ledger: LedgerSession, name: LotId, *, first: int | None, back: bool, as_json: bool
) -> None:
    from commands.replay.step_viewer import browse_steps
    from ledger.house.replays import SaleReplay
    from ledger.identity import sale_of
    from presenters.step import StepsShape, step_lines, step_shape
    from presenters.words import counted

    shown = may_show(ledger, [name], "replay a lot step by step")
    replay = SaleReplay(ledger.records(), sale_of(name), masked=not shown)
    taken, zone = replay.steps(name), replay.timeline.last.terms.zone
    begin = first or (len(taken) if back else 1)
    if begin > len(taken):
        slip = f"Lot {name} has {counted(len(taken), 'step')}. Begin with one of them."
        raise click.BadParameter(slip, param_hint="'--from'")
    chosen = taken[begin - 1 :: -1] if back else taken[begin - 1 :]
    if as_json:
        print_json(StepsShape(lot=name, steps=tuple(map(step_shape, chosen))))
    elif sys.stdin.isatty() and sys.stdout.isatty():
        browse_steps(taken, begin - 1, zone=zone, key=click.getchar)
    else:
        for step in chosen:
            click.echo("\n".join(step_lines(step, len(taken), zone)) + "\n")


def _print_what_if(
    ledger: LedgerSession, name: LotId, wish: Wish, *, as_json: bool
) -> None:
    from commands.replay.comparison import print_comparison
    from commands.replay.what_if_options import must_fit_lot
    from ledger.house.replays import SaleReplay
    from ledger.identity import sale_of
    from presenters.what_if import lot_what_if_shape

    replay = SaleReplay(ledger.records(), sale_of(name))
    must_fit_lot(wish, replay, name)
    must_show(ledger, [name], "replay a lot as it would have been")
    comparison = replay.what_if(name, wish)
    if as_json:
        print_json(lot_what_if_shape(wish, comparison))
    else:
        print_comparison(comparison)


def _print_recount(ctx: click.Context, name: LotId, *, as_json: bool) -> None:
    from commands.replay.differences import RecountOutput
    from ledger.house.replays import SaleReplay
    from ledger.identity import sale_of

    replay = SaleReplay(ctx.obj.records(), sale_of(name))
    with RecountOutput(ctx.obj) as recounted:
        recounted.add(replay.recompute(name))
        recounted.print_json() if as_json else recounted.say(f"Lot {name}")
    ctx.exit(1 if recounted.differences else 0)
