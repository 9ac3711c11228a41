"""What lots came to and would have come to, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from commands.output import print_table
from presenters.words import counted

if TYPE_CHECKING:
    from ledger.money import Currency, Minor
    from ledger.replay.result import Result
    from ledger.replay.what_if import Comparison

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


def say_comparison(told: Comparison) -> None:
    """Show one lot: what it came to, what it would have, and each party's money."""
    from ledger.replay.what_if import difference_in_money

    pairs = zip(_facts(told.as_recorded), _facts(told.as_wished), strict=True)
    rows = [(name, was, would) for (name, was), (_, would) in pairs]
    click.echo(f"{told.lot}: what if; nothing is recorded")
    print_table(SIDES, rows)
    if told.differs:
        _say_money(difference_in_money([told]), told.as_recorded.currency)
    for note in told.notes:
        click.echo(note)
    if not told.differs:
        click.echo("It comes to the same.")


def _facts(result: Result) -> list[tuple[str, str | None]]:
    money = result.currency

    def written(amount: Minor | None) -> str | None:
        return None if amount is None else money.write(amount)

    met = {None: "none", True: "met", False: "not met"}[result.reserve_met]
    return [
        ("stage", result.stage.value),
        ("price", written(result.price)),
        ("winner", result.winner),
        ("underbidder", result.underbidder),
        ("hammer", written(result.hammer)),
        ("premium", written(result.premium)),
        ("total", written(result.total)),
        ("reserve", met),
    ]


def _say_money(parts: Sequence[tuple[str, Minor, Minor]], money: Currency) -> None:
    """Show what each party gets in the end; what it pays has a minus."""
    rows = [
        (name, money.write(was), money.write(would), money.write(would - was))
        for name, was, would in parts
        if was != would
    ]
    if not rows:
        click.echo("In the end the money is the same for each party.")
        return
    click.echo("In the end the money for each party:")
    print_table(PARTIES, rows)


def say_comparisons(sale: str, told: Sequence[Comparison]) -> None:
    """Show the lots of a sale that differ, the money of each party, and the totals."""
    from ledger.replay.what_if import difference_in_money

    click.echo(f"{sale}: what if; nothing is recorded")
    differ = [one for one in told if one.differs]
    if differ:
        print_table(LOTS, [_row(one) for one in differ])
        money = differ[0].as_recorded.currency
        _say_money(difference_in_money(differ), money)
    for one in told:
        for note in one.notes:
            click.echo(f"{one.lot}: {note}")
    click.echo(f"{counted(len(differ), 'lot')} of {len(told):,} would differ.")
    if differ:
        was, would = (_total(told, side) for side in ("as_recorded", "as_wished"))
        click.echo(f"Recorded: {was}.\nWhat if:  {would}.")


def _total(told: Sequence[Comparison], side: str) -> str:
    from ledger.replay.result import totals

    money = told[0].as_recorded.currency
    sums = totals(getattr(one, side) for one in told)
    hammer, premium = money.write(sums.hammer), money.write(sums.premium)
    sold = f"{counted(sums.sold, 'lot')} sold"
    return f"{sold}, hammer {hammer}, premium {premium}, {money.write(sums.total)}"


def _row(told: Comparison) -> tuple[object, ...]:
    from ledger.identity import number_of

    was, would, money = told.as_recorded, told.as_wished, told.as_recorded.currency
    change = (would.total or 0) - (was.total or 0)
    return (
        number_of(told.lot),
        None if was.price is None else money.write(was.price),
        None if would.price is None else money.write(would.price),
        was.winner or was.stage.value,
        would.winner or would.stage.value,
        was.underbidder,
        would.underbidder,
        money.write(change),
    )
