"""Run a bid history of another system through the engine, without a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.output import print_json, print_table, prints_json
from commands.params import RULES
from commands.recording import sheet_options, zone_option

if TYPE_CHECKING:
    from ledger.files.history_file import History
    from ledger.replay.foreign import Verdict
    from ledger.terms import Rules


@click.command("csv")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--terms",
    type=RULES,
    required=True,
    metavar="FILE",
    help="A terms file or a preset.",
)
@click.option("--lot", required=True, metavar="COLUMN", help="What was bid on.")
@click.option(
    "--bidder", metavar="COLUMN", help="Who bid.  [default: each bid is another's]"
)
@click.option("--maximum", required=True, metavar="COLUMN", help="How much.")
@click.option(
    "--at",
    metavar="COLUMN",
    help="When: a number or ISO 8601.  [default: in the order of FILE]",
)
@click.option(
    "--called",
    "--static",
    is_flag=True,
    help="Each amount was called, and stands in full: none is a maximum.",
)
@zone_option
@sheet_options
@click.option("--opening", metavar="COLUMN", help="The opening bid.")
@click.option("--price", metavar="COLUMN", help="The price that was announced.")
@prints_json("presenters.foreign_history:VerdictsShape")
def csv_(
    file: Path, *, terms: str, called: bool, as_json: bool, **written: Any
) -> None:
    """Run the bids of FILE through the engine, without touching a ledger.

    Options name columns of FILE. Bids run in the order of their times, then of FILE.
    The command explains every lot that does not come to its announced price.

    Example: lotledger replay csv bids.csv --terms ebay-2003 --lot auctionid
    --bidder bidder --maximum bid --at bidtime --opening openbid --price price --json
    """
    from ledger.files.history_file import read_history
    from ledger.files.terms_file import read_rules

    rules = read_rules(terms)
    history = read_history(file, currency=rules.currency, **written)
    for note in history.notes:
        click.echo(f"{file}: {note}", err=True)
    _print_verdicts(_verdicts(history, rules, called=called), rules, as_json=as_json)


def _verdicts(history: History, rules: Rules, *, called: bool) -> list[Verdict]:
    """Let the engine find what each lot would have come to."""
    from ledger.replay.foreign import HistoricBid, replay_history

    return [
        replay_history(
            lot.lot,
            [HistoricBid(bid.bidder, bid.maximum, bid.line) for bid in lot.bids],
            opening=lot.opening,
            announced=lot.announced,
            rules=rules,
            called=called,
        )
        for lot in history.lots
    ]


def _print_verdicts(verdicts: list[Verdict], rules: Rules, *, as_json: bool) -> None:
    """Show what does not agree; where no price was announced, every lot."""
    from presenters.foreign_history import (
        COLUMNS,
        verdict_row,
        verdicts_sentence,
        verdicts_shape,
    )

    currency = rules.currency
    if as_json:
        print_json(verdicts_shape(verdicts, currency))
        return
    announced = any(verdict.announced is not None for verdict in verdicts)
    columns = COLUMNS if announced else COLUMNS[:5]
    rows = [
        verdict_row(verdict, currency)[: len(columns)]
        for verdict in verdicts
        if not verdict.agrees
    ]
    if rows:
        print_table(columns, rows)
    click.echo(verdicts_sentence(verdicts))
