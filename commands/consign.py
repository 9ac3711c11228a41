"""Agree on a consignor's rates; record expenses, advances and their invoices."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import CLIENT, DAY, LOT, SALE, TEXT, price
from commands.recording import record
from commands.session import LedgerSession
from ledger.identity import ClientId, LotId, SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.money import Currency
    from ledger.terms.settlement_rules import CommissionScale, ConsignorRules


@click.group()
def consign() -> None:
    """Agree on a consignor's rates; record expenses, advances and their invoices.

    The next statement lists the expenses and the advances.

    Example: lotledger consign agree HERITAGE-2025-12 C-101 rates.toml
    """


@consign.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.argument("consignor", type=CLIENT, metavar="CLIENT")
@click.argument("file", type=click.Path(), metavar="RATES")
@attributed
@click.pass_obj
def agree(
    ledger: LedgerSession,
    name: SaleId,
    consignor: ClientId,
    file: str,
    *,
    by: Attribution,
    at: datetime,
) -> None:
    """Record the rates agreed with CLIENT for SALE, from the file RATES.

    RATES is a TOML file with the keys of the consignors table of a settlement file. The
    next statement corrects those issued before.

    Example: lotledger consign agree HERITAGE-2025-12 C-101 rates.toml
    """
    from ledger.files.settlement_file import read_consignor_rules
    from ledger.house import consigning

    house = ledger.house()
    currency = house.sale(name).terms.rules.currency
    rules = read_consignor_rules(file, currency=currency)
    sentence = f"Consignor {consignor} of {name}: {_rates_text(rules, currency)}."
    record(house, consigning.agree(name, consignor, rules), by, sentence)


def _rates_text(rules: ConsignorRules, currency: Currency) -> str:
    """Say what a consignor pays, in one sentence."""
    from ledger.money import write_rate

    money = currency.write
    rates = [f"commission {_scale_text(rules.commission, currency)}"]
    rates += [
        f"{category} {_scale_text(scale, currency)}"
        for category, scale in rules.by_category
    ]
    if rules.illustration:
        rates.append(f"illustration {money(rules.illustration)}")
    for what, rate in (("reserve", rules.reserve_fee), ("buy-back", rules.buy_back)):
        if rate:
            rates.append(f"{what} {write_rate(rate)}")
    if not rules.withhold:
        rates.append("paid before the buyer pays")
    return "; ".join(rates)


def _scale_text(scale: CommissionScale, currency: Currency) -> str:
    from ledger.money import write_rate

    money = currency.write
    parts = [
        write_rate(band.rate)
        if band.up_to is None
        else f"{write_rate(band.rate)} up to {money(band.up_to)}"
        for band in scale.bands
    ]
    least = f", at least {money(scale.minimum)}" if scale.minimum else ""
    return ", ".join(parts) + least


@consign.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.argument("consignor", type=CLIENT, metavar="CLIENT")
@click.argument("amount", metavar="AMOUNT")
@click.option(
    "--said",
    "description",
    type=TEXT,
    required=True,
    metavar="TEXT",
    help="What it was for.",
)
@click.option("--lot", type=LOT, help="The lot it was for.")
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day it was paid.  [default: today]"
)
@attributed
@click.pass_obj
def expense(
    ledger: LedgerSession,
    name: SaleId,
    consignor: ClientId,
    amount: str,
    *,
    description: str,
    lot: LotId | None,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Charge CLIENT an AMOUNT that the house paid for them, at cost.

    Example: lotledger consign expense HERITAGE-2025-12 C-101 40 --said "Reframing"
    """
    from ledger.events import ExpenseCharged
    from ledger.house import consigning
    from presenters.recorded import position_sentence

    house = ledger.house()
    terms = house.sale(name).terms
    money = terms.rules.currency
    command = consigning.expense(
        name,
        consignor,
        price(amount, money, "AMOUNT"),
        description=description,
        lot=lot,
        on=on,
        at=at,
    )
    recorded = house.do(command, by=by)
    (made,) = (event for event in recorded.events if isinstance(event, ExpenseCharged))
    sentence = f"expense {made.expense}, {money.write(made.amount)} for {made.said}"
    click.echo(
        f"Consignor {consignor} of {name}: {sentence}. {position_sentence(recorded)}"
    )


@consign.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.argument("consignor", type=CLIENT, metavar="CLIENT")
@click.argument("amount", metavar="AMOUNT")
@click.option(
    "--method", type=TEXT, required=True, metavar="METHOD", help="How it was paid."
)
@click.option(
    "--on", type=DAY, metavar="DAY", help="The day it was paid.  [default: today]"
)
@click.option("--reference", type=TEXT, metavar="TEXT", help="The bank's reference.")
@attributed
@click.pass_obj
def advance(
    ledger: LedgerSession,
    name: SaleId,
    consignor: ClientId,
    amount: str,
    *,
    method: str,
    on: date | None,
    reference: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Record an advance of AMOUNT to CLIENT, against the proceeds of their lots.

    Example: lotledger consign advance HERITAGE-2025-12 C-101 2,000 --method wire
    """
    from ledger.events import AdvanceMade
    from ledger.house import consigning
    from presenters.recorded import position_sentence

    house = ledger.house()
    terms = house.sale(name).terms
    money = terms.rules.currency
    command = consigning.advance(
        name,
        consignor,
        price(amount, money, "AMOUNT"),
        method=method,
        reference=reference,
        on=on,
        at=at,
    )
    recorded = house.do(command, by=by)
    (made,) = (event for event in recorded.events if isinstance(event, AdvanceMade))
    sentence = f"advance {made.advance}, {money.write(made.amount)} by {made.method}"
    click.echo(
        f"Consignor {consignor} of {name}: {sentence}. {position_sentence(recorded)}"
    )


@consign.command("invoice")
@click.argument("name", type=SALE, metavar="SALE")
@click.argument("consignor", type=CLIENT, metavar="CLIENT")
@click.argument("number", type=TEXT, metavar="NUMBER")
@click.option(
    "--tax", required=True, metavar="AMOUNT", help="The tax that it charges, in all."
)
@click.option(
    "--lot",
    "lots",
    type=LOT,
    multiple=True,
    help="A lot that it is for; may be repeated.  [default: all that wait for one]",
)
@click.option("--on", type=DAY, metavar="DAY", help="Its date.  [default: today]")
@attributed
@click.pass_obj
def own_invoice(
    ledger: LedgerSession,
    name: SaleId,
    consignor: ClientId,
    number: str,
    *,
    tax: str,
    lots: tuple[LotId, ...],
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """File CLIENT's own invoice NUMBER for the tax on the hammer prices of their lots.

    A registered consignor without an agreement on self-billing sends one. The next
    statement pays the tax.

    Example: lotledger consign invoice MAY26 C-101 RE-77 --tax 200 --on 2026-05-30
    """
    from ledger.house import consigning

    house = ledger.house()
    money = house.sale(name).terms.rules.currency
    amount = price(tax, money, "--tax")
    command = consigning.file_invoice(
        name, consignor, number, tax=amount, lots=lots or None, on=on, at=at
    )
    sentence = f"Invoice {number} of {consignor} charges {money.write(amount)} of tax."
    record(house, command, by, f"{sentence} The next statement pays it.")
