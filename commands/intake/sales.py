"""Record what bidders were told, and which laws keep the records of a sale."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import JURISDICTION, LOT, SALE, TEXT
from commands.recording import record
from commands.session import LedgerSession
from ledger.identity import LotId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import RetentionRule

RECORDS = ("sale", "tax", "due-diligence")


@click.command("without-reserve")
@click.argument("name", type=LOT, metavar="SALE/LOT")
@attributed
@click.pass_obj
def without_reserve(
    ledger: LedgerSession, name: LotId, *, by: Attribution, at: datetime
) -> None:
    """Put SALE/LOT up expressly without reserve, for good.

    It takes no reserve from then on, and once somebody has bid it is sold.

    Example: lotledger intake without-reserve HERITAGE-2025-12/50061
    """
    from ledger.house.intake import declare_without_reserve

    sentence = f"Lot {name} is expressly without reserve."
    record(ledger.house(), declare_without_reserve(name), by, sentence)


@click.command("seller-bids")
@click.argument("name", type=SALE, metavar="SALE")
@click.argument("notice", type=TEXT, metavar="WHERE")
@attributed
@click.pass_obj
def seller_bids(
    ledger: LedgerSession,
    name: SaleId,
    notice: str,
    *,
    by: Attribution,
    at: datetime,
) -> None:
    """Record WHERE bidders of SALE were told that the seller may bid.

    Example: lotledger intake seller-bids HERITAGE-2025-12 "catalogue, page 3"
    """
    from ledger.house.intake import announce_seller_bidding

    sentence = f"Sale {name}: the seller may bid, as told in {notice}."
    record(ledger.house(), announce_seller_bidding(name, notice), by, sentence)


@click.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.option(
    "--law",
    "laws",
    type=JURISDICTION,
    multiple=True,
    metavar="JURISDICTION",
    help="A place whose laws are known here: US-TX, US-NC, US-GA, US-LA, US-SD, NZ, "
    "GB, DE.",
)
@click.option(
    "--rule",
    "rules",
    nargs=4,
    type=(JURISDICTION, click.Choice(RECORDS), click.IntRange(1, 99), TEXT),
    multiple=True,
    metavar="JURISDICTION RECORDS YEARS SOURCE",
    help="Another law, counted from the sale.",
)
@attributed
@click.pass_obj
def retention(
    ledger: LedgerSession,
    name: SaleId,
    *,
    laws: tuple[str, ...],
    rules: tuple[tuple[str, str, int, str], ...],
    by: Attribution,
    at: datetime,
) -> None:
    """Record which laws keep the records of SALE; they take the place of those before.

    Example: lotledger intake retention HERITAGE-2025-12 --law US-TX
    --rule US-TX tax 4 "34 TAC 3.281"
    """
    from ledger.house.intake import set_retention
    from presenters.intake_sentences import rule_words

    named = (*_known(laws), *map(_own_rule, rules))
    if not named:
        raise click.UsageError("Name a law with --law or --rule.")
    sentence = f"Sale {name}: {'; '.join(map(rule_words, named))}."
    record(ledger.house(), set_retention(name, named), by, sentence)


def _known(laws: tuple[str, ...]) -> tuple[RetentionRule, ...]:
    """Return the rules of places that are known; a usage error for any other."""
    from ledger.sale.retention import known_rules

    for law in laws:
        if not known_rules(law):
            slip = f"No law of {law} is known here. Write it out with --rule."
            raise click.BadParameter(slip, param_hint="'--law'")
    return tuple(rule for law in laws for rule in known_rules(law))


def _own_rule(written: tuple[str, str, int, str]) -> RetentionRule:
    from ledger.events import KeptRecords, RetentionRule

    jurisdiction, records, years, source = written
    return RetentionRule(
        jurisdiction=jurisdiction,
        records=KeptRecords(records),
        years=years,
        from_year_end=False,
        source=source,
    )
