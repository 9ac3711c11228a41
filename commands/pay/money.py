"""Record a command about money, or rehearse it, and say what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.params import DAY, TEXT, price
from commands.pay.outcome import print_paid_lots
from commands.recording import carried_out

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.money import Currency, Minor

on_option = click.option(
    "--on", type=DAY, metavar="DAY", help="The day it counts.  [default: today]"
)
reference_option = click.option(
    "--reference", type=TEXT, metavar="TEXT", help="The bank's reference; no names."
)
method_option = click.option(
    "--method", type=TEXT, required=True, metavar="METHOD", help="How it is paid."
)
amount_argument = click.argument("amount", metavar="[AMOUNT]", required=False)
second_option = click.option(
    "--authorised-by",
    type=TEXT,
    metavar="NAME",
    help="The second person who agrees to it.",
)


def record_money(
    house: House, command: Command, by: Attribution, *, dry_run: bool = False
) -> None:
    """Record a command and print a sentence for each event; or try it only."""
    from presenters.money_sentences import money_sentences

    events, stands = carried_out(house, command, by, dry_run=dry_run)
    for sentence in money_sentences(events):
        click.echo(sentence)
    click.echo(stands)
    if not dry_run:
        print_paid_lots(house, events)


def price_or_none(text: str | None, currency: Currency) -> Minor | None:
    """Read the argument AMOUNT above 0; None where it is left out."""
    return None if text is None else price(text, currency, "AMOUNT")


def only_currency(house: House, code: str | None) -> Currency:
    """Return the currency that is named, or the only one of all sales."""
    from ledger.money import Currency, NotAnAmount

    if code is not None:
        try:
            return Currency(code.upper())
        except NotAnAmount as no:
            raise click.BadParameter(str(no), param_hint="'--currency'") from no
    sales = house.states("sale:")
    codes = {sale.terms.rules.currency.code for sale in sales}
    if len(codes) == 1:
        return Currency(codes.pop())
    listed = ", ".join(sorted(codes)) or "none"
    slip = f"The sales are in {listed}. Name the currency of the money."
    raise click.BadParameter(slip, param_hint="'--currency'")
