"""Run a bid history of another system through the engine, without a ledger."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.output import json_option, print_json, print_table
from commands.params import RULES
from presenters.words import counted, if_any

if TYPE_CHECKING:
    from ledger.files.history_file import History
    from ledger.money import Currency
    from ledger.replay.foreign import Verdict
    from ledger.terms import Rules

COLUMNS = (
    ("lot", "left"),
    ("price", "right"),
    ("leader", "right"),
    ("bids", "right"),
    ("refused", "right"),
    ("announced", "right"),
    ("why", "left"),
)


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
@click.option("--bidder", required=True, metavar="COLUMN", help="Who bid.")
@click.option("--maximum", required=True, metavar="COLUMN", help="How much.")
@click.option(
    "--at", required=True, metavar="COLUMN", help="When: a number or ISO 8601."
)
@click.option("--opening", metavar="COLUMN", help="The opening bid.")
@click.option("--price", metavar="COLUMN", help="The price that was announced.")
@json_option
def csv_(
    file: Path,
    *,
    terms: str,
    lot: str,
    bidder: str,
    maximum: str,
    at: str,
    opening: str | None,
    price: str | None,
    as_json: bool,
) -> None:
    """Run the bids of FILE through the engine, without touching a ledger.

    Each option names a column of FILE. Bids run in the order of their times; the order
    of the file breaks ties. Where a price was announced, every lot that does not come
    to it says why.

    Example: lotledger replay csv bids.csv --terms ebay-2003 --lot auctionid
    --bidder bidder --maximum bid --at bidtime --opening openbid --price price --json
    """
    from ledger.files.history_file import read_history
    from ledger.files.terms_file import read_rules

    rules = read_rules(terms)
    history = read_history(
        file,
        lot=lot,
        bidder=bidder,
        maximum=maximum,
        at=at,
        opening=opening,
        price=price,
        currency=rules.currency,
    )
    for note in history.notes:
        click.echo(f"{file}: {note}", err=True)
    verdicts, say = _verdicts(history, rules), _say_json if as_json else _say
    say(verdicts, rules.currency)


def _verdicts(history: History, rules: Rules) -> list[Verdict]:
    """Let the engine find what each lot would have come to."""
    from ledger.replay.foreign import replay_history

    return [
        replay_history(
            one.lot,
            [(bid.bidder, bid.maximum) for bid in one.bids],
            opening=one.opening,
            announced=one.announced,
            rules=rules,
        )
        for one in history.lots
    ]


def _say_json(verdicts: list[Verdict], currency: Currency) -> None:
    plain = partial(if_any, currency.plain)

    summary = {
        "lots": len(verdicts),
        "bids": sum(one.bids + one.refused for one in verdicts),
        "refused": sum(one.refused for one in verdicts),
        "matched": sum(one.agrees is True for one in verdicts),
        "results": [
            {
                "lot": one.lot,
                "price": plain(one.price),
                "leader": one.leader,
                "bids": one.bids,
                "refused": one.refused,
                "announced": plain(one.announced),
                "agrees": one.agrees,
                "why": one.why,
            }
            for one in verdicts
        ],
    }
    print_json(summary)


def _say(verdicts: list[Verdict], currency: Currency) -> None:
    """Show what does not agree; where no price was announced, every lot."""
    prices = sum(one.announced is not None for one in verdicts)
    agree = sum(one.agrees is True for one in verdicts)
    columns = COLUMNS if prices else COLUMNS[:5]
    rows = [_row(one, currency)[: len(columns)] for one in verdicts if not one.agrees]
    if rows:
        print_table(columns, rows)
    refused = sum(one.refused for one in verdicts)
    bids = counted(sum(one.bids for one in verdicts) + refused, "bid")
    told = f": {agree} of {prices} announced prices agree" if prices else ""
    click.echo(f"{counted(len(verdicts), 'lot')}, {bids}, {refused} refused{told}.")


def _row(one: Verdict, currency: Currency) -> tuple[object, ...]:
    written = partial(if_any, currency.write)

    return (
        one.lot,
        written(one.price),
        one.leader,
        one.bids,
        one.refused,
        written(one.announced),
        one.why,
    )
