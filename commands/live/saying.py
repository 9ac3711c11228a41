"""What is said to the room, or among the staff, beside the calls on a lot."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import SALE, TEXT
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.identity import SaleId


@click.command()
@click.argument("sale", type=SALE)
@click.argument("words", type=TEXT)
@click.option(
    "--to",
    "audience",
    type=click.Choice(["room", "staff"]),
    default="room",
    show_default=True,
    help="Everybody who follows the sale, or clerk and auctioneer alone.",
)
@attributed
@click.pass_obj
def say(
    ledger: LedgerSession,
    sale: SaleId,
    words: str,
    *,
    audience: str,
    by: Attribution,
    at: datetime,
) -> None:
    """Say WORDS, up to 200 characters, to who follows SALE.

    Example: lotledger live say HERITAGE-2025-12 "We pause for ten minutes"
    """
    from ledger.events import Audience
    from ledger.house import messages
    from presenters.recorded import position_sentence

    if len(words) > messages.WORDS_MAX:
        slip = f"They are {len(words)} characters; say it in {messages.WORDS_MAX}."
        raise click.BadParameter(slip, param_hint="'WORDS'")
    message = messages.say(sale, words=words, audience=Audience(audience), at=at)
    recorded = ledger.house().do(message, by=by)
    click.echo(f"The {audience} is told: {words}. {position_sentence(recorded)}")
