"""Check a terms file, and try its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.output import (
    print_facts,
    print_json,
    print_table,
    prints_json,
)
from commands.params import CHANNEL, RULES, amount
from ledger.identity import Channel

if TYPE_CHECKING:
    from ledger.charges import PremiumDue
    from ledger.money import Currency, Minor

CALLS_MAX = 10_000
"""Nobody reads a longer ladder."""


@click.group()
def terms() -> None:
    """Check a terms file, and try its rules.

    FILE is a terms file or the name of a preset; lotledger terms presets lists them.

    Example: lotledger terms premium heritage-2025 750,000
    """


@terms.command()
@click.argument("file", type=RULES, metavar="FILE")
@prints_json("presenters.terms:CheckedFileShape")
def check(file: str, *, as_json: bool) -> None:
    """Check FILE, and name every mistake at once: file, line, field and remedy.

    Example: lotledger terms check terms.toml
    """
    from ledger.files.problems import Faulty
    from ledger.files.terms_file import describe, offset_notes
    from presenters.terms import checked_file_shape
    from presenters.words import counted

    verdict, problems = "", []
    try:
        verdict = f"{file} is sound: {describe(file)}."
    except Faulty as faulty:
        problems = list(faulty.problems)
    if as_json:
        print_json(checked_file_shape(file, problems))
    elif problems:
        for problem in problems:
            click.echo(str(problem))
        click.echo(f"{file}: {counted(len(problems), 'mistake')}.", err=True)
    else:
        for note in offset_notes(file):
            click.echo(note, err=True)
        click.echo(verdict)
    if problems:
        raise click.exceptions.Exit(1)


@terms.command()
@prints_json("presenters.terms:PresetShape", many=True)
def presets(*, as_json: bool) -> None:
    """List the presets: named rules of a house at a date, with their source.

    Example: lotledger terms presets
    """
    from ledger.files.terms_file import preset, preset_names
    from presenters.terms import preset_shape

    rules = [preset(name) for name in preset_names()]
    if as_json:
        print_json([preset_shape(named) for named in rules])
        return
    columns = [("preset", "left"), ("effective", "left"), ("source", "left")]
    print_table(
        columns, [(named.name, named.effective, named.source) for named in rules]
    )


@terms.command()
@click.argument("file", type=RULES, metavar="FILE")
@click.argument("hammer", metavar="AMOUNT")
@click.option("--channel", type=CHANNEL, default="floor", help="How the buyer bid.")
@click.option("--category", metavar="NAME", help="The lot's category.")
@click.option("--class", "client_class", metavar="NAME", help="The buyer's class.")
@prints_json("presenters.charges:PremiumShape")
def premium(
    file: str,
    hammer: str,
    *,
    channel: str,
    category: str | None,
    client_class: str | None,
    as_json: bool,
) -> None:
    """Work out the buyer's premium on a hammer price under FILE.

    Example: lotledger terms premium christies-2025-09 750,000
    """
    from ledger.charges import premium_due
    from ledger.files.terms_file import read_rules
    from presenters.charges import premium_shape

    rules = read_rules(file)
    currency = rules.currency
    price = amount(hammer, currency, "AMOUNT")
    due = premium_due(
        price,
        rules.premium,
        channel=Channel(channel),
        category=category,
        client_class=client_class,
    )
    if as_json:
        print_json(premium_shape(price, due, currency))
    else:
        _print_premium(price, due, currency)


def _print_premium(price: Minor, due: PremiumDue, currency: Currency) -> None:
    from ledger.money import write_rate

    lines: list[tuple[str, str, str]] = [
        (
            f"{currency.write(slice_.from_)} to {currency.write(slice_.up_to)}",
            write_rate(slice_.rate),
            currency.write(slice_.amount),
        )
        for slice_ in due.slices
    ]
    extras = (
        ("up to the minimum", due.minimum),
        ("flat fee", due.flat),
        ("channel surcharge", due.surcharge),
    )
    lines += [(name, "", currency.write(sum_)) for name, sum_ in extras if sum_]
    columns = [("on the part", "left"), ("rate", "right"), ("premium", "right")]
    if lines:
        print_table(columns, lines)
    print_facts(
        [
            ("hammer", currency.write(price)),
            ("premium", currency.write(due.total)),
            ("total", currency.write(price + due.total)),
        ]
    )


@terms.command()
@click.argument("file", type=RULES, metavar="FILE")
@click.option("--from", "first", metavar="AMOUNT", required=True, help="First call.")
@click.option("--to", "last", metavar="AMOUNT", required=True, help="Last call.")
@prints_json("presenters.shape:Amount", many=True)
def increments(file: str, *, first: str, last: str, as_json: bool) -> None:
    """List the prices an auctioneer calls under FILE, between two amounts.

    Example: lotledger terms increments heritage-2025 --from 100 --to 1,000
    """
    from ledger.files.terms_file import read_rules

    rules = read_rules(file)
    currency = rules.currency
    low, high = amount(first, currency, "--from"), amount(last, currency, "--to")
    if low > high:
        slip = f"{last!r} is below {first!r}. Exchange them."
        raise click.BadParameter(slip, param_hint="'--to'")
    table = rules.bidding.increments
    if (high - low) // table.step_at(high) > CALLS_MAX:
        slip = f"{last!r} is more than {CALLS_MAX:,} calls away. Lower it."
        raise click.BadParameter(slip, param_hint="'--to'")
    calls = table.ladder(low, high)
    if as_json:
        print_json([currency.plain(call) for call in calls])
        return
    for call in calls:
        click.echo(currency.write(call))
