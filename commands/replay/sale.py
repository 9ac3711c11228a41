"""Replay a whole sale: against the rules, or as it would have been."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from commands.errors import Damaged
from commands.looking import must_show
from commands.output import print_json, prints_json, progress
from commands.params import SALE
from commands.replay.what_if_options import must_fit, what_if_options
from commands.session import LedgerSession, as_of

if TYPE_CHECKING:
    from ledger.identity import SaleId
    from ledger.replay.wish import Wish

PROCESSES_MAX = 4
"""Each process takes some 50 MB: together they stay below 300."""

EVENTS_PER_PROCESS = 20_000
"""Fewer are done before another process has begun."""


@click.command("sale")
@click.argument("name", type=SALE, metavar="SALE")
@what_if_options
@prints_json("presenters.recount:RecountShape", "presenters.what_if:SaleWhatIfShape")
@click.pass_context
@as_of
def sale(ctx: click.Context, name: SaleId, *, wish: Wish | None, as_json: bool) -> None:
    """Replay SALE: take every decision again under the terms of the day.

    Names each difference between the record and the rules, with its position, and then
    ends with 1. A what-if shows which lots would have ended differently. Nothing is
    recorded.

    Example: lotledger replay sale HERITAGE-2025-12 --json
    """
    if wish is not None:
        _print_what_if(ctx.obj, name, wish, as_json=as_json)
    else:
        _print_recount(ctx, name, as_json=as_json)


def _print_recount(ctx: click.Context, name: SaleId, *, as_json: bool) -> None:
    from commands.replay.differences import RecountOutput
    from ledger.house.replays import ProcessEnded, recompute_sale

    ledger: LedgerSession = ctx.obj
    house = ledger.records()
    lots = len(house.lot_names(name))
    share = 1 + house.lot_events(name) // EVENTS_PER_PROCESS
    processes = min(PROCESSES_MAX, cores(), share)
    with RecountOutput(ledger) as recounted, progress("deciding again") as advance:
        recounts = recompute_sale(
            house,
            name,
            place=ledger.place,
            processes=processes,
            keys=ledger.house().keys_at_hand,
        )
        try:
            for done, recount in enumerate(recounts):
                recounted.add(recount)
                advance(done, lots)
        except ProcessEnded as no:
            raise Damaged(str(no)) from no
        recounted.print_json() if as_json else recounted.say(f"Sale {name}")
    ctx.exit(1 if recounted.differences else 0)


def cores() -> int:
    """Count the cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        # Not every system says which.
        return os.cpu_count() or 1


def _print_what_if(
    ledger: LedgerSession, name: SaleId, wish: Wish, *, as_json: bool
) -> None:
    from commands.replay.comparison import print_comparisons
    from ledger.house.replays import SaleReplay
    from presenters.what_if import sale_what_if_shape

    house = ledger.records()
    replay, lots = SaleReplay(house, name), house.lot_names(name)
    must_fit(wish, replay)
    must_show(ledger, lots, "replay a sale as it would have been")
    with progress("deciding again") as advance:
        comparisons = []
        for done, lot in enumerate(lots, start=1):
            comparisons.append(replay.what_if(lot, wish))
            advance(done, len(lots))
    if as_json:
        print_json(sale_what_if_shape(name, wish, comparisons, replay.currency))
    else:
        print_comparisons(name, comparisons)
