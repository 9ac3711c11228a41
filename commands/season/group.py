"""End a ledger, and begin the next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.output import print_json, prints_json
from commands.params import SALE
from commands.recording import dry_run_option

if TYPE_CHECKING:
    from commands.season.closing import SeasonClosing
    from commands.session import LedgerSession
    from ledger.entry import Attribution
    from ledger.events import SeasonClosed
    from ledger.identity import SaleId


@click.group()
def season() -> None:
    """End a ledger, and begin the next.

    The next begins with what is open. Years, houses and branches are ledgers: no
    entry ever leaves one.

    Example: lotledger season close 2027.db
    """


@season.command()
@click.argument("next_", metavar="NEXT")
@click.option(
    "--sale",
    "sales",
    type=SALE,
    multiple=True,
    metavar="SALE",
    help="Bring this sale forward though nothing asks for it; give it again for "
    "others.",
)
@dry_run_option
@prints_json("presenters.season:SeasonShape")
@attributed
@click.pass_obj
def close(
    ledger: LedgerSession,
    next_: str,
    *,
    sales: tuple[SaleId, ...],
    dry_run: bool,
    as_json: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Close the season: begin the ledger NEXT with what is open, and end this one.

    NEXT is a path, or the URL of a database, where no ledger is yet. Its first entry
    holds this ledger's tree root, and its signed checkpoint where a key signs. Then
    come the clients, users, rates, holds, accounts and funds of the house, every sale
    of which anything is open, or which a law or a legal hold keeps, and what each
    account stood at. After that this ledger
    is only read. The season ends with the last day that the books are locked through;
    --dry-run lists what stands in the way. Stopped half way, it is closed by the same
    command again.

    Example: lotledger season close 2027.db --reason "The books of 2026 are closed"
    """
    from commands.season.closing import SeasonClosing
    from presenters.season import way_sentence

    closing = SeasonClosing(ledger, next_, sales, by, size=ledger.house().head())
    closed = None
    if not dry_run:
        for each in closing.in_the_way:
            click.echo(way_sentence(each), err=True)
        closed = closing.close()
    elif not closing.in_the_way:
        closing.must_have_a_place()
    _print(closing, closed, as_json=as_json)


def _print(
    closing: SeasonClosing, closed: SeasonClosed | None, *, as_json: bool
) -> None:
    """Print what was closed, or would be; ends with 1 where something is in the way."""
    from presenters.season import season_sentences, season_shape

    shape = season_shape(
        ledger=closing.session.name,
        next_place=closing.name,
        ended_on=closing.ended_on,
        position=closing.size,
        sales=closing.sales,
        entries=len(closing.carried),
        in_the_way=closing.in_the_way,
        closed=closed,
    )
    if as_json:
        print_json(shape)
    else:
        for sentence in season_sentences(shape):
            click.echo(sentence)
    if shape.in_the_way:
        raise click.exceptions.Exit(1)
