"""Print what lots came to and would have come to, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from commands.output import print_table

if TYPE_CHECKING:
    from ledger.replay.result import Comparison

SIDES = (("", "left"), ("recorded", "right"), ("what if", "right"))
PARTIES = (*SIDES, ("difference", "right"))
LOTS = (
    ("lot", "right"),
    ("price", "right"),
    ("what if", "right"),
    ("winner", "right"),
    ("what if ", "right"),
    ("underbidder", "right"),
    ("what if  ", "right"),
    ("hammer and premium", "right"),
)


def print_comparison(comparison: Comparison) -> None:
    """Show one lot: what it came to, what it would have, and each party's money."""
    from presenters.comparison import note_sentences, result_facts

    was, would = comparison.as_recorded, comparison.as_wished
    pairs = zip(result_facts(was), result_facts(would), strict=True)
    click.echo(f"{comparison.lot}: what if; nothing is recorded")
    print_table(SIDES, [(name, fact, other) for (name, fact), (_, other) in pairs])
    if comparison.differs:
        _print_party_money([comparison])
    for sentence in note_sentences(comparison):
        click.echo(sentence)
    if not comparison.differs:
        click.echo("The result is the same.")


def _print_party_money(comparisons: Sequence[Comparison]) -> None:
    """Show what each party gets in the end; what it pays has a minus."""
    from presenters.comparison import money_rows

    rows = money_rows(comparisons)
    if not rows:
        click.echo("The money of each party is the same.")
        return
    click.echo("The money of each party:")
    print_table(PARTIES, rows)


def print_comparisons(sale: str, comparisons: Sequence[Comparison]) -> None:
    """Show the lots of a sale that differ, the money of each party, and the totals."""
    from presenters.comparison import comparison_row, note_sentences, totals_words
    from presenters.words import counted

    click.echo(f"{sale}: what if; nothing is recorded")
    differ = [comparison for comparison in comparisons if comparison.differs]
    if differ:
        print_table(LOTS, [comparison_row(comparison) for comparison in differ])
        _print_party_money(differ)
    for comparison in comparisons:
        for sentence in note_sentences(comparison):
            click.echo(f"{comparison.lot}: {sentence}")
    click.echo(f"{counted(len(differ), 'lot')} of {len(comparisons):,} would differ.")
    if differ:
        money = differ[0].as_recorded.currency
        was = totals_words(
            (comparison.as_recorded for comparison in comparisons), money
        )
        would = totals_words(
            (comparison.as_wished for comparison in comparisons), money
        )
        click.echo(f"Recorded: {was}.\nWhat if:  {would}.")
